"""What the clocks of a question write, told from its history: the same history always gives the same beats. Pure.

News may come late, twice or out of order, and what was counted may be deleted again; so the beats of a question are not
added one by one but told anew from what is on record, and compared with what stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forum.tickets import clocks
from forum.tickets.clocks import Beat

#: A thread's status as the clocks know it.
STATUS = {"open": "open", "needs_info": "pending", "solved": "solved", "closed": "closed"}


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that readers see: when, which post, whether the asker's own, whether staff's at the time."""

    at: datetime
    post_id: int
    by_asker: bool
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened to the thread: another status, or that it left or came back for one reason."""

    at: datetime
    cause: str
    what: Literal["status", "left", "back"]
    #: The status, or the reason: "type" or "deleted".
    value: str


@dataclass(frozen=True, slots=True)
class Caused:
    """A beat and what it follows from."""

    beat: Beat
    cause: str


def told(opened_at: datetime, asks: bool, said: Sequence[Said], turns: Sequence[Turn]) -> list[Caused]:
    """Every beat of a question's life. `asks` is whether it was of an asking type when it was opened."""
    life = _Life(opened_at, asks)
    marks: list[tuple[datetime, int, Said | Turn]] = [(one.at, 0, one) for one in said]
    marks += [(one.at, 1, one) for one in turns]
    for _at, _kind, mark in sorted(marks, key=lambda one: (one[0], one[1])):
        if isinstance(mark, Said):
            life.hear(mark)
        else:
            life.turn(mark)
    return life.beats


class _Life:
    """The state in which a question is while its history is told."""

    def __init__(self, opened_at: datetime, asks: bool) -> None:
        self.beats: list[Caused] = []
        self.status, self.held, self.instance = "open", "open", 1
        self.away: set[str] = set()
        self.number, self.runs, self.waits, self.answered, self.staff_runs = 1, True, True, False, True
        self._add(clocks.begun("open", opened_at), "o")
        self._add([Beat(clocks.STAFF_REPLY, "activate", opened_at)], "o")
        if not asks:
            self.turn(Turn(opened_at, "o2", "left", "type"))

    def _add(self, beats: Sequence[Beat], cause: str) -> None:
        self.beats += [Caused(beat, cause) for beat in beats]

    def hear(self, one: Said) -> None:
        """A reply: somebody else's answers, the asker's own waits for one."""
        cause = f"p{one.post_id}"
        self.waits = one.by_asker
        if one.by_asker:
            self._settle(one.at, cause)
            return
        if self.runs or not self.answered:
            self._add([Beat(clocks.REPLY, "fulfill", one.at, self.number)], cause)
        self.answered, self.runs = True, False
        if one.by_staff and self.staff_runs:
            self._add([Beat(clocks.STAFF_REPLY, "fulfill", one.at)], cause)
            self.staff_runs = False

    def turn(self, one: Turn) -> None:
        """Another status, or leaving, or coming back; only the last reason for being away that falls brings it back."""
        if one.what == "status":
            if not self.away:
                self._become(one.value, one.at, one.cause)
            self.status = one.value
        elif one.what == "left":
            if not self.away:
                self._add(clocks.left(self.status, one.at, self.instance), one.cause)
                self.held = self.status
            self.away.add(one.value)
        elif one.value in self.away:
            self.away.discard(one.value)
            if not self.away:
                self._add(clocks.returned(self.held, one.at, self.instance), one.cause)
                after, self.status = self.status, self.held
                self._become(after, one.at, f"{one.cause}+")
                self.status = after
        self._settle(one.at, one.cause)

    def _become(self, after: str, at: datetime, cause: str) -> None:
        self._add(clocks.turned(self.status, after, at, self.instance), cause)
        if self.status in clocks.DONE and after not in clocks.DONE:
            self.instance += 1

    def _settle(self, at: datetime, cause: str) -> None:
        """The clock of replies runs while somebody waits for one or none ever came."""
        wanted = not self.away and self.status not in clocks.DONE and (self.waits or not self.answered)
        if wanted and not self.runs:
            self.number += 1
            self._add([Beat(clocks.REPLY, "activate", at, self.number)], cause)
        elif self.runs and not wanted:
            self._add([Beat(clocks.REPLY, "pause", at, self.number)], cause)
        self.runs = wanted
