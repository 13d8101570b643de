"""What people submit about sanctions, appeals and notes."""

from forum.accounts.standing import REASONS, SANCTIONS
from forum.forms import Choice, Form, Line, Number, Switch, Text
from forum.i18n import gettext as _
from forum.threads.forms import REASON_MOST

#: Days for which somebody is silenced or suspended, as the form offers them; "forever" has no end.
LENGTHS = ("1", "3", "7", "14", "30", "90", "365", "forever")
OUTCOMES = ("upheld", "kept")
MOST_WORDS = 2_000


class SanctionForm(Form):
    """What is done, why and for how long. `seen` is the newest sanction that the page knew of (0: none)."""

    kind = Choice(SANCTIONS)
    reason = Choice(REASONS)
    words = Text(least=3, most=MOST_WORDS)
    length = Choice(LENGTHS, required=False)
    seen = Number(0, 2**63 - 1)
    #: Everything that they posted is removed as well; `clean_seen` is the `seen` of that.
    clean = Switch()
    clean_seen = Number(0, 2**63 - 1, required=False)

    def look_over(self) -> None:
        """What restricts somebody says for how long."""
        if self["kind"] != "warning" and not self["length"]:
            self.errors["length"] = _("Please choose for how long.")

    @property
    def days(self) -> int | None:
        """For how many days; None for a warning and for without end."""
        if self["kind"] == "warning" or self["length"] == "forever":
            return None
        return int(self["length"])


class Lift(Form):
    """Why a sanction is taken back: the person reads it."""

    words = Text(least=3, most=MOST_WORDS)


class AppealForm(Form):
    """Why somebody thinks that a decision was wrong."""

    words = Text(least=10, most=MOST_WORDS)


class Answer(Form):
    """What came of an appeal, in words to whoever made it."""

    outcome = Choice(OUTCOMES)
    answer = Text(least=3, most=MOST_WORDS)


class NoteForm(Form):
    """A note about a member."""

    text = Text(least=1, most=MOST_WORDS)


class CleanUpForm(Form):
    """That everything somebody posted goes, and why. `seen` is the newest clean-up that the page knew of (0: none)."""

    reason = Choice(REASONS)
    words = Line(least=3, most=REASON_MOST)
    seen = Number(0, 2**63 - 1)
