"""Deciding on pairs, taking decisions back, suggesting and contesting. The pair's row is locked and its version compared."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.duplicates import wording
from forum.duplicates.actions import marking
from forum.duplicates.actions.noting import note_due
from forum.duplicates.events import DuplicateContested, DuplicateSuggested, PairDecided
from forum.duplicates.forms import AskedBefore, Contest, Decision, refuse_itself
from forum.duplicates.models import Contest as ContestRow
from forum.duplicates.models import Mark, Pair, Suggestion
from forum.duplicates.policy import may_contest, may_decide, may_decide_pair, may_suggest, may_undo
from forum.duplicates.queries.pairs import visible_pair
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.threads import queries as threads

#: Days for which a pair is put off when nobody says for how long.
SNOOZE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a pair."""

    pair_id: int
    state: str
    version: int


async def decide(actor: Actor, pair_id: int, form: Decision) -> Decided:
    """Say what two threads are to each other, or put that off.

    Raises NotFound, Forbidden, Invalid, or Conflict with what somebody else decided since `form["version"]`.
    """
    shown = await visible_pair(actor, pair_id)
    may_decide_pair(actor, shown).require()
    form.check()
    if form["decision"] == "duplicate" and form["canonical"] not in (shown.low.id, shown.high.id):
        raise Invalid({"canonical": _("Please choose which of the two stays.")})

    async def work() -> Decided:
        pair = await held(pair_id)
        if pair.version != form["version"]:
            raise Conflict(await what_happened(actor, pair))
        may_decide_pair(actor, pair).require()
        canonical = form["canonical"] if form["decision"] == "duplicate" else None
        until = None
        if form["decision"] == "snoozed":
            until = clock.now() + timedelta(days=form["days"] or SNOOZE_DAYS)
        return await put(actor, pair, form["decision"], canonical, form["reason"], until)

    return await database.transaction(work)


async def undo(actor: Actor, pair_id: int, version: int) -> Decided:
    """Take back the last decision on a pair, with all that it did. Raises NotFound, Forbidden or Conflict."""
    await visible_pair(actor, pair_id)
    may_decide(actor).require()

    async def work() -> Decided:
        return await take_back(actor, await held(pair_id), version)

    return await database.transaction(work)


async def suggest(actor: Actor, thread_id: int, form: AskedBefore) -> int:
    """Say that a thread was asked before, and where. Again is as once. Returns the pair's id.

    Raises NotFound for a thread that the actor may not see, on either side.
    """
    thread = await threads.visible_thread(actor, thread_id)
    may_suggest(actor).require()
    form.check()
    if form["target"] == thread.id:
        raise refuse_itself()
    try:
        target = await threads.visible_thread(actor, form["target"])
    except NotFound as error:
        raise Invalid({"target": _("There is no such thread.")}) from error
    if thread.is_deleted or target.is_deleted:
        raise Invalid({"target": _("There is no such thread.")})

    async def work() -> int:
        pair = await ensure_pair(thread.id, target.id, "person")
        added = await database.execute(
            "INSERT INTO duplicate_suggestions (thread_id, target_id, person_id, note, created_at)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            thread.id, target.id, actor.id, form["note"], clock.now(),
        )
        if added:
            pair.suggestion_count = await Suggestion.filter(
                thread_id__in=(thread.id, target.id), target_id__in=(thread.id, target.id)
            ).count()
            await pair.save(update_fields=["suggestion_count"])
            # The detector's own view of it is found in the background.
            await note_due(thread.id)
            await events.record(DuplicateSuggested(
                actor_id=actor.id, subject_id=thread.id, pair_id=pair.id, target_id=target.id
            ))
        return pair.id

    return await database.transaction(work)


async def contest(actor: Actor, thread_id: int, form: Contest) -> None:
    """The asker says that their thread is no duplicate. Raises NotFound, Forbidden, Invalid, or Conflict for a second time
    before the first was looked at."""
    thread = await threads.visible_thread(actor, thread_id)
    may_contest(actor, thread.author_id).require()
    form.check()

    async def work() -> None:
        await database.lock_row("threads", thread.id)
        kept = await Mark.get_or_none(thread_id=thread.id)
        if kept is None:
            raise Conflict(_("This thread is not marked as a duplicate any more."))
        if await ContestRow.exists(thread_id=thread.id, settled_at=None):
            raise Conflict(_("You said so already. Somebody will look at it."))
        said_of = kept.path[0] if kept.path else kept.canonical_id
        pair = await held((await ensure_pair(thread.id, said_of, "person")).id)
        await ContestRow.create(
            thread_id=thread.id, canonical_id=kept.canonical_id, person_id=actor.id, reason=form["reason"],
            created_at=clock.now(),
        )
        pair.contest_count = await ContestRow.filter(thread_id=thread.id).count()
        pair.version += 1
        pair.before = None
        await pair.save()
        await events.record(DuplicateContested(
            actor_id=actor.id, subject_id=thread.id, pair_id=pair.id, canonical_id=kept.canonical_id,
            number=pair.contest_count, reason=form["reason"],
        ))

    await database.transaction(work)


async def lift_reopened(actor_id: int | None, thread_id: int) -> None:
    """Reaction: staff opened a duplicate again, so it is none any more, and its pair is to be decided anew."""
    kept = await Mark.get_or_none(thread_id=thread_id)
    if kept is None or kept.status_before is None:
        return
    status = await database.value("SELECT status FROM threads WHERE id = $1", thread_id)
    if status in ("open", "needs_info"):
        await release(thread_id, actor_id)


async def release(thread_id: int, actor_id: int | None = None) -> None:
    """Let a duplicate stand alone without a decision of its own; its pair is to be decided anew."""
    kept = await Mark.get_or_none(thread_id=thread_id)
    if kept is None:
        return
    said_of = kept.path[0] if kept.path else kept.canonical_id
    await marking.unmark(SYSTEM, thread_id)
    known = await Pair.get_or_none(low_thread_id=min(thread_id, said_of), high_thread_id=max(thread_id, said_of))
    if known is None or known.state != "duplicate":
        return
    pair = await held(known.id)
    await _settle_contests(SYSTEM, thread_id)
    pair.state, pair.decided_by_id, pair.decided_at, pair.reason = "suspected", None, None, ""
    pair.before, pair.contest_count = None, 0
    pair.version += 1
    await pair.save()
    await events.record(PairDecided(
        actor_id=actor_id, subject_id=pair.id, low_thread_id=pair.low_thread_id, high_thread_id=pair.high_thread_id,
        before="duplicate", after="suspected", reason="", undone=True,
    ))


async def ensure_pair(one: int, other: int, origin: str) -> Pair:
    """The pair's row, made as a suspicion without a score if there is none."""
    low, high, now = min(one, other), max(one, other), clock.now()
    await database.execute(
        "INSERT INTO duplicate_pairs (low_thread_id, high_thread_id, score, parts, detector_version, low_fingerprint,"
        " high_fingerprint, origin, state, reason, contest_count, suggestion_count, created_at, scored_at, version)"
        f" VALUES ($1, $2, 0, {_json('$3')}, 0, '', '', $4, 'suspected', '', 0, 0, $5, $5, 1) ON CONFLICT DO NOTHING",
        low, high, "{}", origin, now,
    )
    return await Pair.get(low_thread_id=low, high_thread_id=high)


async def take_back(actor: Actor, pair: Pair, version: int) -> Decided:
    """Take back the last decision on a pair whose row is held. Raises Forbidden, or Conflict when it changed since `version`."""
    if pair.version != version or pair.before is None or pair.decided_at is None:
        raise Conflict(await what_happened(actor, pair))
    may_undo(actor, pair.decided_by_id, pair.decided_at, clock.now()).require()
    after, before = pair.state, pair.before
    if after == "duplicate":
        await _unmark_pair(actor, pair)
    pair.state, pair.reason = before["state"], before["reason"]
    pair.decided_by_id = before["by"]
    pair.decided_at, pair.snoozed_until = _moment(before["at"]), _moment(before["until"])
    if before["marked"] is not None:
        await marking.mark(actor, before["marked"], _other(pair, before["marked"]))
    if before["contests"]:
        await ContestRow.filter(id__in=before["contests"]).update(settled_at=None, settled_by_id=None)
    pair.contest_count = before["contest_count"]
    pair.before = None
    pair.version += 1
    await pair.save()
    await _record(actor, pair, after, undone=True)
    return Decided(pair.id, pair.state, pair.version)


async def put(
    actor: Actor, pair: Pair, state: str, canonical: int | None, reason: str, until: datetime | None
) -> Decided:
    """Write a decision over the one that stood there, keeping that one for `undo`."""
    before = pair.state
    marked = await _marked(pair) if before == "duplicate" else None
    thread_ids = (pair.low_thread_id, pair.high_thread_id)
    contests = await _settle_contests(actor, *thread_ids) if pair.contest_count else []
    kept = {
        "state": before, "by": pair.decided_by_id, "at": _text(pair.decided_at), "reason": pair.reason,
        "until": _text(pair.snoozed_until), "marked": marked, "contests": contests, "contest_count": pair.contest_count,
    }
    if marked is not None and (state != "duplicate" or canonical == marked):
        await marking.unmark(actor, marked)
    if state == "duplicate":
        assert canonical is not None
        await marking.mark(actor, _other(pair, canonical), canonical)
    pair.state, pair.reason, pair.snoozed_until = state, reason, until
    pair.decided_by_id, pair.decided_at = actor.id, clock.now()
    pair.before, pair.contest_count = kept, 0
    pair.version += 1
    await pair.save()
    await _record(actor, pair, before)
    return Decided(pair.id, pair.state, pair.version)


async def held(pair_id: int) -> Pair:
    """The pair, its row held until the transaction ends."""
    await database.lock_row("duplicate_pairs", pair_id)
    return await Pair.get(id=pair_id)


async def _marked(pair: Pair) -> int | None:
    """Which of the two is a duplicate because of this pair."""
    for thread_id in (pair.low_thread_id, pair.high_thread_id):
        kept = await Mark.get_or_none(thread_id=thread_id)
        if kept is not None and _other(pair, thread_id) in (*kept.path, kept.canonical_id):
            return thread_id
    return None


async def _unmark_pair(actor: Actor, pair: Pair) -> None:
    marked = await _marked(pair)
    if marked is not None:
        await marking.unmark(actor, marked)


async def _settle_contests(actor: Actor, *thread_ids: int) -> list[int]:
    open_ones = await ContestRow.filter(thread_id__in=thread_ids, settled_at=None).order_by("id")
    ids = [one.id for one in open_ones]
    await ContestRow.filter(id__in=ids).update(settled_at=clock.now(), settled_by_id=actor.id)
    return ids


async def _record(actor: Actor, pair: Pair, before: str, *, undone: bool = False) -> None:
    await events.record(PairDecided(
        actor_id=actor.id, subject_id=pair.id, low_thread_id=pair.low_thread_id, high_thread_id=pair.high_thread_id,
        before=before, after=pair.state, reason=pair.reason, undone=undone,
    ))


async def what_happened(actor: Actor, pair: Pair) -> str:
    """What somebody else did with the pair meanwhile, as whoever came later reads it."""
    by = await database.row("SELECT name, display_name FROM people WHERE id = $1", pair.decided_by_id)
    return wording.meanwhile(pair.state, (by["display_name"] or by["name"]) if by is not None else "", pair.contest_count)


def _other(pair: Pair, thread_id: int) -> int:
    return pair.high_thread_id if thread_id == pair.low_thread_id else pair.low_thread_id


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _json(place: str) -> str:
    return f"CAST({place} AS JSONB)" if database.engine() == "postgres" else place
