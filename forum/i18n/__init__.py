"""Languages: which one a person reads, the texts in it, and dates and numbers as it writes them.

English is the source: a text is written in English where it is used and looked up in the catalogues of the other
languages (`ja/*.po`, one file per area). The language in force is a context variable, so that each request and each
letter has its own.

    from forum.i18n import gettext as _, ngettext

    _("Hello %(name)s", name=person.display_name)
    ngettext("%(num)s reply", "%(num)s replies", count)

Every text is a %-format: a percent sign that stands for itself is written `%%`.
"""

from forum.i18n.catalogue import gettext, load, mark, ngettext, npgettext, pgettext
from forum.i18n.dates import compact, format_date, format_datetime, format_number, relative
from forum.i18n.jinja import install
from forum.i18n.locale import DEFAULT_LOCALE, LOCALE_NAMES, LOCALES, current_locale, set_locale, use_locale
from forum.i18n.negotiate import negotiate

__all__ = [
    "DEFAULT_LOCALE",
    "LOCALES",
    "LOCALE_NAMES",
    "compact",
    "current_locale",
    "format_date",
    "format_datetime",
    "format_number",
    "gettext",
    "install",
    "load",
    "mark",
    "negotiate",
    "ngettext",
    "npgettext",
    "pgettext",
    "relative",
    "set_locale",
    "use_locale",
]
