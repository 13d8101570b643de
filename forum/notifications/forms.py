"""What people choose about being told."""

from forum.forms import Choice, Form, Line, Number, Switch
from forum.notifications.kinds import KINDS
from forum.notifications.policy import LEVELS
from forum.notifications.views import Choices

LETTERS = ("at_once", "daily", "never")


class Level(Form):
    """A level on a thread, category or tag; `next` is where to go on."""

    level = Choice(LEVELS)
    next = Line(most=2_000, required=False)


class ReadAll(Form):
    """Everything is read, up to the newest notification that the page showed."""

    newest = Number(1, 2**63 - 1)


class Told(Form):
    """How a person wants to be told. `letter_KIND` is on for kinds of which letters tell."""

    letters = Choice(LETTERS)
    watch_own = Switch()
    watch_replied = Switch()
    letter_mention = Switch()
    letter_accepted = Switch()
    letter_official = Switch()
    letter_article = Switch()
    letter_duplicate = Switch()
    letter_quote = Switch()
    letter_needs_info = Switch()
    letter_reminder = Switch()
    letter_removed = Switch()
    letter_waiting = Switch()
    letter_shown = Switch()
    letter_flag = Switch()
    letter_admitted = Switch()
    letter_review = Switch()
    letter_curated = Switch()
    letter_request = Switch()
    letter_ticket = Switch()
    letter_side_talk = Switch()
    letter_handed_over = Switch()
    letter_reply = Switch()
    letter_thread = Switch()

    @property
    def silent_kinds(self) -> list[str]:
        """The kinds of which no letter is wanted."""
        return [kind for kind in KINDS if not self[f"letter_{kind}"]]

    @classmethod
    def showing(cls, choices: Choices) -> "Told":
        """The form with what is in force."""
        values = {f"letter_{kind}": "1" if kind in choices.letter_kinds else "" for kind in KINDS}
        return cls(values | {
            "letters": choices.letters,
            "watch_own": "1" if choices.watch_own else "",
            "watch_replied": "1" if choices.watch_replied else "",
        })
