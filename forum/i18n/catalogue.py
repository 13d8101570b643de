"""The texts in each language, read once from the .po files and looked up in plain dictionaries.

Every file of a language's folder is merged into one catalogue, so that each flat keeps a file of its own. English has
no folder: it is the source, and also what a reader gets where a translation is missing.
"""

import gettext as plural_rules
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from forum.i18n.locale import DEFAULT_LOCALE, LOCALES, current_locale

FOLDER = Path(__file__).parent

# What gettext itself puts between a context and its message.
CONTEXT_GLUE = "\x04"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language: texts by source text (with its context glued before it), and which plural form a number takes."""

    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    plural_form: Callable[[int], int] = lambda number: int(number != 1)

    def text(self, message: str, context: str | None = None) -> str:
        """The translation of a text, or the text itself where there is none."""
        return self.texts.get(message if context is None else context + CONTEXT_GLUE + message, message)

    def plural(self, singular: str, plural: str, number: int, context: str | None = None) -> str:
        """The translation for this number of things, or the English form for it where there is none."""
        forms = self.plurals.get(singular if context is None else context + CONTEXT_GLUE + singular)
        if forms is None:
            return singular if number == 1 else plural
        return forms[self.plural_form(number)]


def gettext(message: str, /, **values: object) -> str:
    """The text in the language in force, with its `%(name)s` places filled from the keyword arguments."""
    return _filled(catalogue(current_locale()).text(message), values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Like `gettext`, for a text whose meaning hangs on its context ("open", the state; "open", the verb)."""
    return _filled(catalogue(current_locale()).text(message, context), values)


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """The form for this number of things; `%(num)s` is the number unless the caller gives `num` already formatted."""
    return _filled(catalogue(current_locale()).plural(singular, plural, number), {"num": number} | values)


def npgettext(context: str, singular: str, plural: str, number: int, /, **values: object) -> str:
    """`ngettext` within a context."""
    return _filled(catalogue(current_locale()).plural(singular, plural, number, context), {"num": number} | values)


def mark(message: str) -> str:
    """Name a text for translation without translating it yet: for constants, which are read before any language is
    in force. Pass the constant to `gettext` where it is shown."""
    return message


def load() -> None:
    """Read every language now, so that the first reader does not wait for it."""
    for code in LOCALES:
        catalogue(code)


@cache
def catalogue(code: str) -> Catalogue:
    """The merged catalogue of one language; raises ValueError for a file that is not well-formed."""
    if code == DEFAULT_LOCALE:
        return Catalogue()
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    plural_form: Callable[[int], int] = Catalogue().plural_form
    for path in sorted((FOLDER / code).glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=code, charset="utf-8", abort_invalid=True)
        plural_form = plural_rules.c2py(messages.plural_expr)
        for message in messages:
            if message.id and not message.fuzzy:
                _put(message, texts, plurals)
    return Catalogue(texts, plurals, plural_form)


def _put(message: Message, texts: dict[str, str], plurals: dict[str, tuple[str, ...]]) -> None:
    source = message.id if isinstance(message.id, str) else message.id[0]
    key = source if message.context is None else message.context + CONTEXT_GLUE + source
    if isinstance(message.string, str):
        if message.string:
            texts.setdefault(key, message.string)
    elif message.string and all(message.string):
        plurals.setdefault(key, tuple(message.string))


def _filled(text: str, values: dict[str, object]) -> str:
    if values:
        return text % values
    return text.replace("%%", "%")
