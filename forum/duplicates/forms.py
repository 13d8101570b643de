"""What people submit about duplicates."""

from forum.errors import Invalid
from forum.forms import Choice, Form, Line, Number, Text
from forum.i18n import gettext as _

#: What can be said of a pair, besides putting it off.
DECISIONS = ("duplicate", "related", "not_duplicate", "snoozed")
#: Days for which a pair can be put off.
SNOOZES = (1, 7, 30)
_IDS = (1, 2**63 - 1)


class Decision(Form):
    """What two threads are to each other. `canonical` is the thread that stays, for a duplicate."""

    decision = Choice(DECISIONS)
    canonical = Number(*_IDS, required=False)
    days = Number(1, 365, required=False)
    reason = Line(most=300, required=False)
    version = Number(1, 2**31 - 1)

    def look_over(self) -> None:
        """A duplicate is one of something."""
        if self["decision"] == "duplicate" and self["canonical"] is None:
            self.errors["canonical"] = _("Please choose which of the two stays.")


class Narrowing(Form):
    """What a page of the desk is narrowed to, as its form shows it."""

    only = Line(required=False)
    category = Line(required=False)
    least = Line(required=False)


class Undo(Form):
    """Which decision is taken back."""

    version = Number(1, 2**31 - 1)


class AskedBefore(Form):
    """Where it was asked before, and a few words on it."""

    target = Number(*_IDS)
    note = Line(most=300, required=False)


class Contest(Form):
    """Why it is another question."""

    reason = Text(least=10, most=500)


def refuse_itself() -> Invalid:
    """The refusal for a thread that is named as its own duplicate."""
    return Invalid({"target": _("That is the same thread. Please choose another one.")})
