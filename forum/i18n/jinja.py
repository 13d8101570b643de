"""Translation inside templates: `{{ _("Hello %(name)s", name=x) }}`, `ngettext`, `pgettext` and `{% trans %}`.

The texts are ours and count as markup; the values are people's and are escaped as they are put in. Texts without
values, the most of a page, are kept ready per language.
"""

from functools import lru_cache

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from forum.i18n.catalogue import catalogue
from forum.i18n.locale import current_locale


def install(env: Environment) -> None:
    """Give an environment the translation functions, looked up anew for each rendering in the language in force."""
    env.add_extension("jinja2.ext.i18n")
    # Newstyle is what makes {% trans %} hand its variables to these functions, which escape them.
    env.install_gettext_callables(_gettext, _ngettext, newstyle=True, pgettext=_pgettext, npgettext=_npgettext)  # type: ignore[attr-defined]
    # The extension wraps the functions once more for each call; ours already take keyword values and escape them.
    env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, pgettext=_pgettext, npgettext=_npgettext)


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **values: object) -> str:
    if not values:
        return _ready(current_locale(), None, message, bool(context.autoescape))
    return _put_in(context, catalogue(current_locale()).text(message), values)


@pass_eval_context
def _pgettext(context: EvalContext, meaning: str, message: str, /, **values: object) -> str:
    if not values:
        return _ready(current_locale(), meaning, message, bool(context.autoescape))
    return _put_in(context, catalogue(current_locale()).text(message, meaning), values)


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, number: int, /, **values: object) -> str:
    if not values:
        return _counted(current_locale(), None, singular, plural, number, bool(context.autoescape))
    text = catalogue(current_locale()).plural(singular, plural, number)
    return _put_in(context, text, {"num": number} | values)


@pass_eval_context
def _npgettext(
    context: EvalContext, meaning: str, singular: str, plural: str, number: int, /, **values: object
) -> str:
    if not values:
        return _counted(current_locale(), meaning, singular, plural, number, bool(context.autoescape))
    text = catalogue(current_locale()).plural(singular, plural, number, meaning)
    return _put_in(context, text, {"num": number} | values)


# Bounded, because a template may pass a text that is not ours by mistake; every text of the forum fits many times.
@lru_cache(maxsize=8192)
def _ready(locale: str, meaning: str | None, message: str, escape: bool) -> str:
    text = catalogue(locale).text(message, meaning).replace("%%", "%")
    return Markup(text) if escape else text


# The same small counts stand on every page.
@lru_cache(maxsize=8192)
def _counted(locale: str, meaning: str | None, singular: str, plural: str, number: int, escape: bool) -> str:
    text = catalogue(locale).plural(singular, plural, number, meaning) % {"num": number}
    return Markup(text) if escape else text


def _put_in(context: EvalContext, text: str, values: dict[str, object]) -> str:
    return (Markup(text) if context.autoescape else text) % values
