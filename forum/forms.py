"""What people submit, cleaned and checked the same way for pages and programs. Knows no HTTP.

    class Ask(Form):
        title = Line(_l("Title"), least=5, most=200)
        body = Text(_l("Question"), most=32_000)

    form = Ask.read({"title": …, "body": …})
    form.check()        # raises Invalid with a sentence for each field
    form["title"]       # the cleaned value
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.text import normalize


class Field:
    """One thing asked for. `clean` gives the value, or raises ValueError with the sentence to show beside the field."""

    def __init__(self, *, required: bool = True) -> None:
        self.required = required

    def clean(self, raw: str) -> Any:
        """The value of what was typed."""
        if self.required and not raw.strip():
            raise ValueError(_("Please fill this in."))
        return raw


class Line(Field):
    """One line of text between `least` and `most` characters; inner white space is folded."""

    def __init__(self, *, least: int = 0, most: int = 200, required: bool = True) -> None:
        super().__init__(required=required)
        self.least, self.most = least, most

    def clean(self, raw: str) -> str:
        value = normalize.clean_line(raw)
        super().clean(value)
        _check_length(value, self.least if value else 0, self.most)
        return value


class Text(Field):
    """Several lines of text between `least` and `most` characters."""

    def __init__(self, *, least: int = 0, most: int = 32_000, required: bool = True) -> None:
        super().__init__(required=required)
        self.least, self.most = least, most

    def clean(self, raw: str) -> str:
        value = normalize.clean_text(raw).strip("\n").rstrip()
        super().clean(value)
        _check_length(value, self.least if value else 0, self.most)
        return value


class Choice(Field):
    """One of a few words."""

    def __init__(self, choices: Iterable[str] | Callable[[], Iterable[str]], *, required: bool = True) -> None:
        super().__init__(required=required)
        self.choices = choices

    def clean(self, raw: str) -> str:
        super().clean(raw)
        known = self.choices() if callable(self.choices) else self.choices
        if raw and raw not in known:
            raise ValueError(_("Please choose one of the options."))
        return raw


class Switch(Field):
    """A checkbox: on when anything was sent for it."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(required=required)

    def clean(self, raw: str) -> bool:
        if self.required and not raw:
            raise ValueError(_("Please tick this to go on."))
        return bool(raw)


class Number(Field):
    """A whole number between `low` and `high`; None when left empty and not required."""

    def __init__(self, low: int, high: int, *, required: bool = True) -> None:
        super().__init__(required=required)
        self.low, self.high = low, high

    def clean(self, raw: str) -> int | None:
        super().clean(raw)
        text = raw.strip()
        if not text:
            return None
        # A text too long for any number of ours is not read at all: Python refuses thousands of digits in its own words.
        known = text.isascii() and text.removeprefix("-").isdecimal() and len(text) <= 20
        if not known or not self.low <= int(text) <= self.high:
            raise ValueError(_("Please enter a whole number from %(low)s to %(high)s.", low=self.low, high=self.high))
        return int(text)


class Moment(Field):
    """A date and time as `<input type="datetime-local">` gives it, in the zone of whoever fills it in."""

    def clean(self, raw: str) -> datetime | None:
        super().clean(raw)
        if not raw.strip():
            return None
        try:
            return datetime.fromisoformat(raw.strip()).replace(tzinfo=None)
        except ValueError as error:
            raise ValueError(_("Please give a date and a time.")) from error

    @staticmethod
    def in_zone(local: datetime, zone: str) -> datetime:
        """The moment in UTC."""
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Form:
    """A set of fields with what was typed (`values`), what is wrong (`errors`) and what it means (`form["name"]`)."""

    fields: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        inherited: dict[str, Field] = {}
        for parent in reversed(cls.__bases__):
            inherited |= getattr(parent, "fields", {})
        cls.fields = inherited | own

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        #: As typed, for showing again. Templates may ask for any field.
        self.values: dict[str, str] = dict.fromkeys(self.fields, "") | dict(values or {})
        self.errors: dict[str, str] = {}
        self.cleaned: dict[str, Any] = {}

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Self:
        """A form as submitted, with every field cleaned; look into `errors` or call `check`."""
        form = cls(values)
        for name, field in form.fields.items():
            try:
                form.cleaned[name] = field.clean(values.get(name, ""))
            except ValueError as error:
                form.errors[name] = str(error)
        if not form.errors:
            form.look_over()
        return form

    def look_over(self) -> None:
        """Checks that need several fields at once; put sentences into `errors`."""

    def check(self) -> None:
        """Do nothing when all is well. Raises Invalid with every field's sentence."""
        if self.errors:
            raise Invalid(dict(self.errors))

    def refuse(self, error: Invalid) -> None:
        """Show an action's refusal beside the fields it is about."""
        self.errors.update(error.errors)

    def __getitem__(self, name: str) -> Any:
        return self.cleaned[name]


def _check_length(value: str, least: int, most: int) -> None:
    if len(value) < least:
        raise ValueError(ngettext("Please write at least %(num)s character.", "Please write at least %(num)s characters.", least))
    if len(value) > most:
        over = len(value) - most
        raise ValueError(
            ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over)
        )
