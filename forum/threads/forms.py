"""What people submit in threads. Limits are sentences, and what was typed stays."""

import re

from forum import settings
from forum.forms import Choice, Form, Line, Moment, Number, Switch, Text
from forum.i18n import gettext as _
from forum.threads.policy import STATUSES, TIMERS, TOGETHER, TYPES

TITLE_LEAST, TITLE_MOST = 5, 200
REASON_MOST = 200
#: The shortest piece that is taken out of a post: less would be found everywhere.
PIECE_LEAST = 2


class Body(Text):
    """A post's Markdown, as long as the setting POST_LIMIT allows."""

    def clean(self, raw: str) -> str:
        self.most = settings.current().post_limit
        return super().clean(raw)


class Tagged(Form):
    """What carries tags, typed with commas between them."""

    tags = Line(most=300, required=False)

    @property
    def tag_names(self) -> list[str]:
        """The tags as typed, without empty ones."""
        return [name for name in (part.strip() for part in self["tags"].replace("、", ",").split(",")) if name]


class Ask(Tagged):
    """A new thread. `submit_key` is made by the form, so that sending it twice makes one thread."""

    type = Choice(TYPES)
    category = Number(1, 2**63 - 1)
    title = Line(least=TITLE_LEAST, most=TITLE_MOST)
    body = Body(least=5)
    #: The asker's own answer, posted in the same submit.
    answer = Body(least=5, required=False)
    submit_key = Line(most=40, required=False)


class Reply(Form):
    """A reply. `seen` is the last position that the writer had before their eyes."""

    body = Body(least=2)
    reply_to = Number(1, 2**63 - 1, required=False)
    seen = Number(0, 2**31 - 1, required=False)
    submit_key = Line(most=40, required=False)


class Edit(Form):
    """Another text for a post; `title` is only the opening post's. `version` is the one that the editor saw."""

    title = Line(least=TITLE_LEAST, most=TITLE_MOST, required=False)
    body = Body(least=2)
    reason = Line(most=REASON_MOST, required=False)
    version = Number(1, 2**31 - 1)


class Reason(Form):
    """Why something is done to a thread or post."""

    reason = Line(most=REASON_MOST, required=False)


class Status(Form):
    """Another status, and why."""

    status = Choice(("open", "needs_info", "closed"))
    note = Line(most=REASON_MOST, required=False)

    def look_over(self) -> None:
        if self["status"] == "needs_info" and not self["note"]:
            self.errors["note"] = _("Say what you need to know.")


class Sort(Tagged):
    """Type, category and tags of a thread, changed together by staff."""

    type = Choice(TYPES)
    category = Number(1, 2**63 - 1)
    reason = Line(most=REASON_MOST, required=False)


class Retag(Tagged):
    """A thread's tags, changed by its asker or by members with the ability."""


class Care(Form):
    """Why something is done for the good of the forum: in words for everyone, and in words for the team."""

    reason = Line(most=REASON_MOST, required=False)
    team_note = Line(most=REASON_MOST, required=False)

    @property
    def why(self) -> dict[str, str]:
        """The reasons as events carry them."""
        return {"public_reason": self["reason"], "reason": self["team_note"] or self["reason"]}


class Pin(Care):
    """For how many days, or until when, a thread stands at the top; 0 days take it down."""

    days = Number(0, 365, required=False)
    until = Moment(required=False)

    def look_over(self) -> None:
        if self["days"] is None and self["until"] is None:
            self.errors["days"] = _("Please say for how long.")


class Lock(Care):
    """Whether a thread is locked, and why."""

    locked = Switch()


class Unlist(Care):
    """Whether a thread is reached by its address only, and why."""

    unlisted = Switch()


class Archive(Care):
    """Whether a thread is read only, and why."""

    archived = Switch()


class SlowMode(Care):
    """How many minutes one person waits between two replies; 0 for none."""

    minutes = Number(0, 10_080)


class Timer(Form):
    """What is to happen to a thread, and when: at a moment, or so many days after the last reply."""

    kind = Choice(TIMERS)
    at = Moment(required=False)
    days = Number(1, 365, required=False)
    reason = Line(most=REASON_MOST, required=False)

    def look_over(self) -> None:
        if self["days"] is not None and self["kind"] != "close":
            self.errors["days"] = _("Only closing waits for the last reply. Please give a date and a time.")
        elif (self["days"] is None) == (self["at"] is None):
            self.errors["at"] = _("Please give either a moment or a number of days.")


class Redaction(Care):
    """What is taken out of a post for good: pieces of it, one a line, or all of it."""

    pieces = Text(most=8_000, required=False)
    whole = Switch()
    reason = Line(most=REASON_MOST)

    def look_over(self) -> None:
        if not self["whole"] and not self.listed:
            self.errors["pieces"] = _("Please say what is to be removed.")
        elif any(len(piece) < PIECE_LEAST for piece in self.listed):
            self.errors["pieces"] = _("Please give at least %(num)s characters for each piece.", num=PIECE_LEAST)

    @property
    def listed(self) -> list[str]:
        """The pieces, without empty lines."""
        return [piece for piece in (line.strip() for line in self["pieces"].splitlines()) if piece]


class Split(Tagged, Care):
    """What the replies that are split off are called, and where they stand."""

    title = Line(least=TITLE_LEAST, most=TITLE_MOST)
    type = Choice(TYPES)
    category = Number(1, 2**63 - 1)
    #: Whether the first reply opens the new thread, or a few words of the forum's own.
    opening = Choice(("first", "made"))


class Merge(Care):
    """The thread into which another is merged, by its number or address."""

    target = Line(most=400)

    def look_over(self) -> None:
        if not self.target_id:
            self.errors["target"] = _("Please give the number or the address of a thread.")

    @property
    def target_id(self) -> int:
        """The number of the thread; 0 for what is none."""
        found = re.fullmatch(r"(?:.*/threads/)?#?([1-9][0-9]{0,17})(?:[/?#].*)?", self["target"])
        return int(found[1]) if found else 0


class Together(Tagged):
    """One thing done to several threads of a list."""

    act = Choice(TOGETHER)
    category = Number(1, 2**63 - 1, required=False)
    reason = Line(most=REASON_MOST, required=False)

    def look_over(self) -> None:
        if self["act"] == "move" and self["category"] is None:
            self.errors["category"] = _("Please choose a category.")
        if self["act"] == "tag" and not self.tag_names:
            self.errors["tags"] = _("Please fill this in.")


class Narrow(Form):
    """What a list is narrowed to. What makes no sense narrows nothing."""

    category = Line(most=80, required=False)
    tag = Line(most=80, required=False)
    type = Choice(TYPES, required=False)
    status = Choice(STATUSES, required=False)
    author = Line(most=60, required=False)

    @property
    def parts(self) -> dict[str, str]:
        """What was asked for and makes sense, by field."""
        return {name: self.cleaned[name] for name in self.fields if self.cleaned.get(name)}
