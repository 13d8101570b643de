"""What the trail is narrowed to."""

import re
from datetime import UTC, date, datetime, timedelta

from forum.forms import Choice, Form, Line
from forum.i18n import gettext as _

WHOS = ("staff", "everybody")
_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)?")


class Narrowed(Form):
    """Who did it, what happened, to whom, and on which days (in UTC). All may be empty."""

    who = Choice(WHOS, required=False)
    actor = Line(most=60, required=False)
    kind = Line(most=60, required=False)
    person = Line(most=60, required=False)
    since = Line(most=10, required=False)
    until = Line(most=10, required=False)

    def look_over(self) -> None:
        """Days are days, and a kind is a word such as person.sanctioned, or what it begins with."""
        for name in ("since", "until"):
            if self[name] and self.day(name) is None:
                self.errors[name] = _("Please write the day like 2026-03-05.")
        if self["kind"] and not _NAME.fullmatch(self["kind"]):
            self.errors["kind"] = _("Please write a kind like person.sanctioned, or what it begins with.")

    def day(self, name: str) -> datetime | None:
        """The beginning of the day typed; of `until` the end, so that it is counted in."""
        try:
            day = date.fromisoformat(self[name])
        except ValueError:
            return None
        begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return begins + timedelta(days=1) if name == "until" and day.year < 9999 else begins
