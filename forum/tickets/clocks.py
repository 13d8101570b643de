"""The clocks of tickets and questions: which beats a change writes, and what all beats of one thing add up to. Pure.

A *beat* starts (`activate`), stops (`pause`) or ends (`fulfill`) one metric, or says which status begins
(`update_status`). Beats are written down when things happen and never again, so that every duration is a fold over them:
of the whole of a thing's life, `agent_work + agent_wait + on_hold + settled + gone` is exactly the time that passed, and
the requester's wait is `agent_work + on_hold`. A question's open is a ticket's open, its needs-info a ticket's pending.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Statuses in which nothing more is to be done.
DONE = frozenset({"solved", "closed"})
#: Not a status: the thing left every denominator (it was deleted, merged away or made talk of).
GONE = "gone"
#: In which statuses each clock runs. "reply_time" and "periodic_update_time" follow messages instead.
RUNS: dict[str, frozenset[str]] = {
    "requester_wait_time": frozenset({"new", "open", "on_hold"}),
    "agent_wait_time": frozenset({"pending"}),
    "on_hold_time": frozenset({"on_hold"}),
    "agent_work_time": frozenset({"new", "open"}),
    "resolution_time": frozenset({"new", "open", "pending", "on_hold"}),
}
#: Clocks of which solving is the end; the others just stand still then.
FULFILLED = frozenset({"requester_wait_time", "agent_work_time", "resolution_time"})
REPLY, STAFF_REPLY, UPDATE, STATUS = "reply_time", "staff_reply_time", "periodic_update_time", "status"


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat: which clock, what happens to it, which of its runs it is, and when."""

    metric: str
    type: str
    time: datetime
    instance: int = 1
    status: str = ""


def begun(status: str, at: datetime) -> list[Beat]:
    """What the birth of a thing writes: its status, the clocks that run in it, and the one for its first reply."""
    started = [Beat(metric, "activate", at) for metric, runs in RUNS.items() if status in runs]
    return [Beat(STATUS, "update_status", at, 1, status), *started, Beat(REPLY, "activate", at)]


def turned(before: str, after: str, at: datetime, instance: int = 1) -> list[Beat]:
    """What a change of status writes. `instance` counts from one the times it was taken up, before this change.

    Taking up what was solved begins a new run of every clock, in whatever status it is taken up.
    """
    if before == after:
        return []
    run = instance + 1 if before in DONE and after not in DONE else instance
    beats = [Beat(STATUS, "update_status", at, run, after)]
    for metric, runs in RUNS.items():
        was, now = before in runs, after in runs
        if before in DONE and after in DONE:
            continue
        if after in DONE:
            if was or metric in FULFILLED:
                beats.append(Beat(metric, "fulfill", at, run))
        elif before in DONE:
            if now or metric in FULFILLED:
                beats.append(Beat(metric, "activate", at, run))
            if not now and metric in FULFILLED:
                beats.append(Beat(metric, "pause", at, run))
        elif was and not now:
            beats.append(Beat(metric, "pause", at, run))
        elif now and not was:
            beats.append(Beat(metric, "activate", at, run))
    return beats


def left(status: str, at: datetime, instance: int = 1) -> list[Beat]:
    """What leaving every denominator writes: whatever ran stands still."""
    stopped = [Beat(metric, "pause", at, instance) for metric, runs in RUNS.items() if status in runs]
    return [Beat(STATUS, "update_status", at, instance, GONE), *stopped]


def returned(status: str, at: datetime, instance: int = 1) -> list[Beat]:
    """What coming back writes: whatever ran in that status goes on."""
    started = [Beat(metric, "activate", at, instance) for metric, runs in RUNS.items() if status in runs]
    return [Beat(STATUS, "update_status", at, instance, status), *started]


@dataclass(slots=True)
class Measures:
    """What the beats of one thing add up to, in calendar time. None is for what has not happened.

    `requester_wait`, `agent_wait`, `on_hold` and `agent_work` grow until the moment that was asked about. The wait for
    replies is from the oldest unanswered message to the answer, each turn by itself.
    """

    first_reply: timedelta | None = None
    first_staff_reply: timedelta | None = None
    first_resolution: timedelta | None = None
    full_resolution: timedelta | None = None
    requester_wait: timedelta | None = None
    agent_wait: timedelta | None = None
    on_hold: timedelta | None = None
    agent_work: timedelta | None = None
    resolution: timedelta | None = None
    settled: timedelta = timedelta()
    gone: timedelta = timedelta()
    reply_waits: list[timedelta] = field(default_factory=list)
    reopens: int = 0
    replies: int = 0
    is_counted: bool = True


def fold(beats: Iterable[Beat], until: datetime) -> Measures:
    """What these beats, in the order in which they were written, add up to at the moment `until`.

    A clock that was set back meanwhile counts as having stood still, so that no interval is negative.
    """
    measures = Measures()
    ordered = _forwards(beats)
    if not ordered:
        return measures
    born = ordered[0].time
    until = max(until, ordered[-1].time)
    totals = dict.fromkeys(RUNS, timedelta())
    running: dict[str, datetime] = {}
    waiting: dict[int, datetime] = {}
    statuses: list[tuple[datetime, str]] = []
    for beat in ordered:
        if beat.metric == STATUS:
            statuses.append((beat.time, beat.status))
        elif beat.metric == REPLY:
            _turn(beat, waiting, measures, born)
        elif beat.metric == STAFF_REPLY:
            if beat.type == "fulfill" and measures.first_staff_reply is None:
                measures.first_staff_reply = beat.time - born
        elif beat.metric == UPDATE:
            measures.replies += beat.type == "activate"
        elif beat.metric in totals:
            if beat.type == "activate":
                running.setdefault(beat.metric, beat.time)
            elif beat.metric in running:
                totals[beat.metric] += beat.time - running.pop(beat.metric)
        if beat.metric == "resolution_time":
            if beat.type == "fulfill":
                measures.full_resolution = beat.time - born
                measures.first_resolution = measures.first_resolution or measures.full_resolution
            elif beat.type == "activate" and beat.instance > 1 and beat.instance > measures.reopens + 1:
                measures.reopens = beat.instance - 1
    for metric, since in running.items():
        totals[metric] += until - since
    measures.requester_wait, measures.agent_wait = totals["requester_wait_time"], totals["agent_wait_time"]
    measures.on_hold, measures.agent_work = totals["on_hold_time"], totals["agent_work_time"]
    measures.resolution = totals["resolution_time"]
    for (since, status), (to, _after) in zip(statuses, [*statuses[1:], (until, "")], strict=True):
        if status in DONE:
            measures.settled += to - since
        elif status == GONE:
            measures.gone += to - since
    measures.is_counted = not statuses or statuses[-1][1] != GONE
    return measures


def minutes(span: timedelta | None) -> int | None:
    """A duration in whole minutes, as programs are told it."""
    return None if span is None else int(span.total_seconds() // 60)


def waiting_since(messages: Sequence[tuple[datetime, bool]]) -> datetime | None:
    """When the oldest message was written that nobody has answered since. `messages` are (when, whether an answer)."""
    oldest: datetime | None = None
    for at, is_answer in messages:
        if is_answer:
            oldest = None
        elif oldest is None:
            oldest = at
    return oldest


def percentile(spans: Sequence[timedelta], share: float) -> timedelta | None:
    """The smallest of the spans that at least this share of them do not exceed (nearest rank)."""
    if not spans:
        return None
    ordered = sorted(spans)
    rank = -(-int(share * 1_000) * len(ordered) // 1_000)
    return ordered[max(0, min(len(ordered), rank) - 1)]


def _turn(beat: Beat, waiting: dict[int, datetime], measures: Measures, born: datetime) -> None:
    if beat.type == "activate":
        waiting.setdefault(beat.instance, beat.time)
    elif beat.type == "pause":
        waiting.pop(beat.instance, None)
    else:
        # A first answer to what was solved without one ends no wait, and is the first reply all the same.
        if beat.instance in waiting:
            measures.reply_waits.append(beat.time - waiting.pop(beat.instance))
        if measures.first_reply is None:
            measures.first_reply = beat.time - born


def _forwards(beats: Iterable[Beat]) -> list[Beat]:
    ordered: list[Beat] = []
    for beat in beats:
        latest = ordered[-1].time if ordered else beat.time
        ordered.append(beat if beat.time >= latest else Beat(beat.metric, beat.type, latest, beat.instance, beat.status))
    return ordered
