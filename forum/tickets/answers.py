"""What forms ask and tickets answer: the fields of a form as they are shown, and reading what was typed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from forum.i18n import current_locale, ngettext
from forum.i18n import gettext as _
from forum.text.normalize import clean_line, clean_text
from forum.tickets.patterns import LONGEST_ANSWER, fits

KINDS = ("text", "multiline", "dropdown", "checkbox", "number", "date", "regexp")
LONGEST_LINE, LONGEST_TEXT = 300, 4_000


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a dropdown: what is kept, and what is read in each language."""

    value: str
    en: str
    ja: str

    @property
    def label(self) -> str:
        return in_language(self.en, self.ja) or self.value


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as a form asks it."""

    id: int
    kind: str
    title_en: str
    title_ja: str
    hint_en: str = ""
    hint_ja: str = ""
    options: tuple[Option, ...] = ()
    pattern: str = ""
    shown_to_requester: bool = True
    required_on_submit: bool = False
    required_on_solve: bool = False

    @property
    def key(self) -> str:
        """Its name in a submitted form."""
        return f"field_{self.id}"

    @property
    def title(self) -> str:
        return in_language(self.title_en, self.title_ja)

    @property
    def hint(self) -> str:
        return in_language(self.hint_en, self.hint_ja)

    def shown(self, value: str) -> str:
        """An answer as it is read."""
        if self.kind == "checkbox":
            return _("Yes") if value else _("No")
        if self.kind == "dropdown":
            return next((option.label for option in self.options if option.value == value), value)
        return value


def in_language(english: str, japanese: str) -> str:
    """The text in the reader's language, or in the other where there is none."""
    return (japanese or english) if current_locale() == "ja" else (english or japanese)


def read(asked: Sequence[Asked], values: Mapping[str, str], *, staff: bool = False) -> tuple[dict[int, str], dict[str, str]]:
    """What was typed into a form's fields, cleaned, and a sentence for each that cannot be taken, by `field_ID`.

    A requester's answers to fields that only staff fill in are not looked at. Staff may leave for later what a requester
    must fill in at once.
    """
    cleaned: dict[int, str] = {}
    errors: dict[str, str] = {}
    for one in asked:
        if not staff and not one.shown_to_requester:
            continue
        try:
            cleaned[one.id] = clean(one, values.get(one.key, ""))
        except ValueError as error:
            errors[one.key] = str(error)
            continue
        if not cleaned[one.id] and one.required_on_submit and not staff:
            errors[one.key] = _("Please tick this to go on.") if one.kind == "checkbox" else _("Please fill this in.")
    return cleaned, errors


def lacking(asked: Sequence[Asked], answers: Mapping[int, str]) -> dict[str, str]:
    """A sentence for each field without which a ticket is not solved, by `field_ID`."""
    return {
        one.key: _("“%(field)s” is needed before this is solved.", field=one.title)
        for one in asked
        if one.required_on_solve and not answers.get(one.id)
    }


def clean(one: Asked, raw: str) -> str:
    """One answer as it is kept; "" for none. Raises ValueError with the sentence to show beside the field."""
    if one.kind == "multiline":
        return _within(clean_text(raw).strip(), LONGEST_TEXT)
    value = clean_line(raw)
    if not value:
        return ""
    match one.kind:
        case "checkbox":
            return "1"
        case "dropdown":
            if value not in {option.value for option in one.options}:
                raise ValueError(_("Please choose one of the options."))
        case "number":
            return _number(value)
        case "date":
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError as error:
                raise ValueError(_("Please give a date.")) from error
        case "regexp":
            _within(value, LONGEST_ANSWER)
            if not fits(one.pattern, value):
                raise ValueError(_("This does not look as it should. Please compare it with the example."))
        case _:
            _within(value, LONGEST_LINE)
    return value


def _number(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(_("Please enter a number.")) from error
    if not number.is_finite() or len(value) > 30 or abs(number) >= Decimal(10) ** 15:
        raise ValueError(_("Please enter a number."))
    return format(number, "f")


def _within(value: str, most: int) -> str:
    if len(value) > most:
        over = len(value) - most
        raise ValueError(ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over))
    return value
