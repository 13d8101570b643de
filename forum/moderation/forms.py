"""What people submit to moderators, and what moderators submit."""

from forum.errors import Invalid
from forum.forms import Choice, Form, Line, Number, Text
from forum.i18n import gettext as _

#: Why somebody flags a post. "asked_before" leads on to where that is said.
REASONS = ("spam", "abuse", "off_topic", "personal_data", "moderator", "asked_before")
#: Why somebody reports a profile.
PROFILE_REASONS = ("spam", "abuse", "personal_data", "moderator")
#: What a watched word brings about, from the strongest to the weakest.
WORD_ACTIONS = ("block", "hold", "flag", "tag", "replace")
NOTE_MOST = 500


class Flag(Form):
    """Why a moderator should look at a post."""

    reason = Choice(REASONS)
    note = Line(most=NOTE_MOST, required=False)

    def look_over(self) -> None:
        """Whoever asks for a moderator says what for."""
        if self["reason"] == "moderator" and not self["note"]:
            self.errors["note"] = _("Please say in a few words what a moderator should know.")


class Report(Flag):
    """Why a moderator should look at a profile."""

    reason = Choice(PROFILE_REASONS)


class Decide(Form):
    """A decision on an item; `version` is the one that the moderator saw."""

    decision = Line(most=20)
    version = Number(1, 2**31 - 1)
    note = Line(most=300, required=False)


class DecideMany(Form):
    """One decision on several items: `items` is ID:VERSION with commas between."""

    decision = Line(most=20)
    items = Line(most=4_000)
    note = Line(most=300, required=False)

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """The items with the versions that were seen. Raises Invalid for what is no such list."""
        found = []
        for part in filter(None, self["items"].split(",")):
            number, _colon, version = part.partition(":")
            if not (number.isascii() and number.isdecimal() and version.isascii() and version.isdecimal()):
                raise Invalid(_("Please choose what to decide on."))
            if len(number) > 18 or len(version) > 9:
                raise Invalid(_("Please choose what to decide on."))
            found.append((int(number), int(version)))
        if not found:
            raise Invalid(_("Please choose what to decide on."))
        return found[:50]


class Narrow(Form):
    """What the queue is narrowed to."""

    cause = Line(required=False)
    mine = Line(required=False)


class Word(Form):
    """Words to watch, one a line, and what follows from them; `put` is the tag to add or what to write instead."""

    words = Text(most=20_000)
    action = Choice(WORD_ACTIONS)
    put = Line(most=100, required=False)

    def look_over(self) -> None:
        """A tag and a replacement are something."""
        if self["action"] in ("tag", "replace") and not self["put"]:
            self.errors["put"] = _("Please fill this in.")

    @property
    def lines(self) -> list[str]:
        """The words, without empty lines and repeats."""
        return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in self["words"].splitlines()))))


class Try(Form):
    """A text on which the rules are tried."""

    text = Text(most=20_000)
