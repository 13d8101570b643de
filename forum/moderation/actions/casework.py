"""The kinds of things that moderators decide on, and the queue in which they stand.

A flat that has something to be decided adds its kind with `take_on` (the roof does, for flats above), and lets things
into the queue with `put`, in the transaction that makes them worth a look.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict
from forum.moderation.events import FlagSettled, ReviewDecided, ReviewOpened
from forum.moderation.models import Decision, Flag, Item

#: Which cause an item goes by while several speak for it: the first of them.
CAUSES = ("appeal", "held", "approval", "contested", "flags", "report")
#: What things of a cause weigh that nobody flagged, in hundredths of a plain flag.
CAUSE_WEIGHTS = {"appeal": 200, "held": 150, "approval": 120, "contested": 150, "flags": 0, "report": 0}


async def _everybody(actor: Actor, subject_id: int) -> Verdict:
    return YES


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing to decide on. All its functions run in the decision's transaction.

    `hold` locks what lies beneath, so that everybody locks in the same order. `concerns` gives the person whom a decision
    is about, with their role. `apply` does what was decided and gives what it takes to undo that, as JSON (None: it cannot
    be undone). `decisions` maps each cause to what may be decided, `outcomes` a decision to what becomes of the flags.
    Where some things are not for some moderators, `barred` gives the condition that finds those (`i`: the item), and
    `may` says why; the queue does not show them to these moderators.
    """

    name: str
    decisions: dict[str, tuple[str, ...]]
    outcomes: dict[str, str]
    hold: Callable[[int], Awaitable[None]]
    concerns: Callable[[int], Awaitable[tuple[int | None, str]]]
    apply: Callable[[Actor, Item, str, str], Awaitable[dict[str, Any] | None]]
    undo: Callable[[Actor, Item, str, dict[str, Any]], Awaitable[None]]
    #: Decisions that are not made without a word on why.
    explained: tuple[str, ...] = ()
    barred: Callable[[Actor], str] | None = None
    may: Callable[[Actor, int], Awaitable[Verdict]] = _everybody
    #: The word on why goes to the person alone, and is kept by what was decided on: not in the queue's history.
    confidential: bool = False


_kinds: dict[str, Kind] = {}


def take_on(kind: Kind) -> None:
    """Let things of this kind be decided on. Again replaces it."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind | None:
    """The kind with this name, if somebody answers for it."""
    return _kinds.get(name)


def for_viewer(actor: Actor) -> str:
    """The condition that an item (`i`) is not one of those that are for somebody else to decide on."""
    barred = [kind.barred(actor) for kind in _kinds.values() if kind.barred is not None]
    return " AND ".join(f"NOT ({one})" for one in barred) or "1 = 1"


async def put(actor_id: int | None, kind: str, subject_id: int, cause: str, weight: int | None = None) -> Item:
    """Let something into the queue, or give what stands there already another cause. The row is held from then on.

    `weight` is what it weighs now; without one it weighs at least what its cause does.
    """
    now = clock.now()
    added = await database.execute(
        "INSERT INTO review_items (kind, subject_id, cause, weight, opened_at, decision, version)"
        " VALUES ($1, $2, $3, 0, $4, '', 0) ON CONFLICT DO NOTHING",
        kind, subject_id, cause, now,
    )
    item = await held(kind, subject_id)
    assert item is not None
    reopened = item.decided_at is not None
    if reopened:
        item.cause, item.weight, item.opened_at, item.decision = cause, 0, now, ""
        item.decided_at = item.decided_by_id = item.claimed_by_id = item.claimed_until = item.reminded_at = None
    elif CAUSES.index(cause) < CAUSES.index(item.cause):
        item.cause = cause
    item.weight = max(CAUSE_WEIGHTS.get(cause, 0), item.weight if weight is None else weight)
    item.version += 1
    await item.save()
    if added or reopened:
        await events.record(ReviewOpened(
            actor_id=actor_id, subject_id=item.id, kind=kind, about_id=subject_id, cause=cause
        ))
    return item


async def held(kind: str, subject_id: int) -> Item | None:
    """The item of something, held until the transaction ends; None when it never stood in the queue."""
    item_id = await database.value("SELECT id FROM review_items WHERE kind = $1 AND subject_id = $2", kind, subject_id)
    if item_id is None:
        return None
    await database.lock_row("review_items", item_id)
    return await Item.get(id=item_id)


async def touch(kind: str, subject_id: int) -> None:
    """What is to be decided on changed: whoever looked at it before looks again."""
    item = await held(kind, subject_id)
    if item is not None and item.decided_at is None:
        item.version += 1
        await item.save(update_fields=["version"])


async def close(
    actor: Actor, item: Item, decision: str, note: str, outcome: str, before: dict[str, Any] | None
) -> Decision:
    """Write down what was decided on an item that is held, and what becomes of its open flags."""
    now = clock.now()
    open_flags = await Flag.filter(item_id=item.id, open_key__isnull=False).order_by("id")
    for flag in open_flags:
        await settle(actor, flag, outcome)
    if before is not None:
        before = before | {
            "flags": [flag.id for flag in open_flags], "cause": item.cause, "weight": item.weight,
            "opened_at": item.opened_at.isoformat(),
        }
    made = await Decision.create(
        item_id=item.id, cause=item.cause, decision=decision, note=note, decided_by_id=actor.id, decided_at=now,
        before=before,
    )
    item.decided_at, item.decided_by_id, item.decision = now, actor.id, decision
    item.claimed_by_id = item.claimed_until = None
    item.version += 1
    await item.save()
    await events.record(ReviewDecided(
        actor_id=actor.id, subject_id=item.id, kind=item.kind, about_id=item.subject_id, cause=item.cause,
        decision=decision, note=note, undone=False,
    ))
    return made


async def close_elsewhere(actor: Actor, kind: str, subject_id: int, decision: str, note: str, outcome: str) -> None:
    """Something was decided where it stands, and not in the queue: there it is done as well, and cannot be undone there."""
    item = await held(kind, subject_id)
    if item is not None and item.decided_at is None:
        await close(actor, item, decision, note, outcome, None)


async def settle(actor: Actor, flag: Flag, outcome: str) -> None:
    """Give an open flag its outcome; whoever raised it is told by the news of it."""
    flag.outcome, flag.settled_at, flag.open_key = outcome, clock.now(), None
    await flag.save(update_fields=["outcome", "settled_at", "open_key"])
    await events.record(FlagSettled(
        actor_id=actor.id, subject_id=flag.id, item_id=flag.item_id, person_id=flag.person_id, outcome=outcome
    ))


def open_key(item_id: int, person_id: int | None) -> str:
    """The key of an open flag, of which there is one for each item and person (0: screening's own)."""
    return f"{item_id}:{person_id or 0}"
