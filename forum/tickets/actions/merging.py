"""Merging: a ticket goes on as another, which keeps everything. Undoing it is possible while nothing depends on it."""

from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.i18n import gettext as _
from forum.tickets import clocks, policy, queries
from forum.tickets.actions.beating import beat
from forum.tickets.actions.writing import audit, recount_waiting, settle_turn, ticket_for_change
from forum.tickets.events import TicketMerged, TicketUnmerged
from forum.tickets.models import Ticket, TicketCc, TicketFollower, TicketMerge, TicketTag


async def merge(actor: Actor, source_id: int, target_id: int, *, copy_requester: bool = False) -> None:
    """Let `source_id` go on as `target_id`. Raises NotFound, Forbidden, Invalid.

    The source is closed. Its comments are read in the target too: by staff all of them, by the requester those of a
    ticket of their own. Tags, followers and people in copy go over; the source's requester, if it is somebody else, reads
    the target only when `copy_requester` says so.
    """
    policy.may_work(actor).require()
    requester_id = (await queries.access(actor, source_id)).facts.requester_id
    try:
        target_is_for = (await queries.access(actor, target_id)).see_group_id
    except NotFound as error:
        raise Invalid({"target": _("There is no ticket %(number)s.", number=target_id)}) from error
    if source_id == target_id:
        raise Invalid({"target": _("A ticket cannot be merged into itself.")})
    if copy_requester and await queries.who_may_not_work(target_is_for, [requester_id]):
        raise Invalid({"copy_requester": _("They may not read this ticket.")})

    async def work() -> None:
        # In the order of their ids, so that two merges the other way round do not wait for each other.
        held = {number: await ticket_for_change(number) for number in sorted((source_id, target_id))}
        source, target = held[source_id], held[target_id]
        if source.merged_into_id == target_id:
            return
        if source.merged_into_id is not None or source.status == "closed":
            raise Forbidden(_("A closed ticket cannot be merged."))
        if target.merged_into_id is not None or target.status in clocks.DONE:
            raise Invalid({"target": _("Only a ticket that is not solved yet can take in another.")})
        now = clock.now()
        gained = await _hand_on(source, target, copy_requester, now)
        await TicketMerge.create(
            source_id=source_id, target_id=target_id, merged_by_id=actor.id, merged_at=now,
            before={
                "status": source.status, "solved_at": source.solved_at.isoformat() if source.solved_at else None,
                **gained,
            },
        )
        out = await audit(actor, source_id, "web", [
            {"type": "Merge", "field_name": "merged_into_id", "value": target_id, "previous_value": None},
            {"type": "Change", "field_name": "status", "value": "closed", "previous_value": source.status},
        ], now)
        into = await audit(actor, target_id, "web", [
            {"type": "Merge", "field_name": "merged", "value": source_id, "previous_value": None},
        ], now)
        await beat("ticket", source_id, clocks.left(source.status, now, source.reopen_count + 1), f"a{out}")
        source.status, source.merged_into_id, source.closed_at = "closed", target_id, now
        source.waiting_since, source.status_updated_at = None, now
        await settle_turn(source, now, f"a{out}")
        await _save(source, now)
        await recount_waiting(target)
        await settle_turn(target, now, f"a{into}")
        await _save(target, now)
        await events.record(TicketMerged(actor_id=actor.id, subject_id=source_id, target_id=target_id))

    await database.transaction(work)


async def undo_merge(actor: Actor, source_id: int) -> None:
    """Let a merged ticket stand for itself again, as it was. Raises Conflict once something depends on the merge: the
    target was closed or merged on, staff have answered there since, or what the source was opened of has another ticket."""
    policy.may_work(actor).require()
    access = await queries.access(actor, source_id)
    target_id = access.facts.merged_into_id
    if target_id is None:
        return

    async def work() -> None:
        held = {number: await ticket_for_change(number) for number in sorted((source_id, target_id))}
        source, target = held[source_id], held[target_id]
        standing = await TicketMerge.get_or_none(source_id=source_id, undone_at=None)
        if standing is None or source.merged_into_id != target_id:
            return
        answered = await database.value(
            "SELECT 1 FROM ticket_comments WHERE ticket_id = $1 AND is_reply AND created_at > $2", target_id,
            standing.merged_at,
        )
        if target.status == "closed" or target.merged_into_id is not None or answered is not None:
            raise Conflict(_("Something has been built on this merge since, so it cannot be undone any more."))
        now = clock.now()
        before = standing.before
        standing.undone_at, standing.undone_by_id = now, actor.id
        await standing.save(update_fields=["undone_at", "undone_by_id"])
        await _take_back(target, before)
        source.status, source.merged_into_id, source.closed_at = before["status"], None, None
        source.solved_at = database.moment(before["solved_at"])
        source.status_updated_at = now
        out = await audit(actor, source_id, "web", [
            {"type": "Merge", "field_name": "merged_into_id", "value": None, "previous_value": target_id},
            {"type": "Change", "field_name": "status", "value": source.status, "previous_value": "closed"},
        ], now)
        into = await audit(actor, target_id, "web", [
            {"type": "Merge", "field_name": "merged", "value": None, "previous_value": source_id},
        ], now)
        await beat("ticket", source_id, clocks.returned(source.status, now, source.reopen_count + 1), f"a{out}")
        for row, audit_id in ((source, out), (target, into)):
            await _save(row, now)
            await recount_waiting(row)
            await settle_turn(row, now, f"a{audit_id}")
            await row.save(update_fields=["waiting_since"])
        await events.record(TicketUnmerged(actor_id=actor.id, subject_id=source_id, target_id=target_id))

    try:
        await database.transaction(work)
    except IntegrityError as error:
        raise Conflict(_("There is another ticket of the same thing by now, so this cannot be undone.")) from error


async def _save(row: Ticket, now: datetime) -> None:
    row.updated_at = max(row.updated_at, now)
    row.public_updated_at = max(row.public_updated_at, now)
    row.version += 1
    await row.save()


async def _hand_on(source: Ticket, target: Ticket, copy_requester: bool, now: datetime) -> dict[str, Any]:
    """Give the target what the source has; returns what is new there, for undoing."""
    gained: dict[str, Any] = {"tags": [], "ccs": [], "followers": []}
    there = set(target.tag_names.split(",")) - {""}
    for name in sorted(set(source.tag_names.split(",")) - {""} - there):
        if len(",".join([*there, name])) <= 400:
            await TicketTag.create(ticket_id=target.id, name=name)
            there.add(name)
            gained["tags"].append(name)
    target.tag_names = ",".join(sorted(there))
    ccs: set[int] = set()
    if copy_requester or source.requester_id == target.requester_id:
        ccs |= {one.person_id for one in await TicketCc.filter(ticket_id=source.id)}
    if copy_requester:
        ccs.add(source.requester_id)
    known = {one.person_id for one in await TicketCc.filter(ticket_id=target.id)} | {target.requester_id}
    for person_id in sorted(ccs - known):
        await TicketCc.create(ticket_id=target.id, person_id=person_id, added_by_id=None, created_at=now)
        gained["ccs"].append(person_id)
    following = {one.person_id for one in await TicketFollower.filter(ticket_id=target.id)}
    for one in await TicketFollower.filter(ticket_id=source.id):
        if one.person_id not in following:
            await TicketFollower.create(ticket_id=target.id, person_id=one.person_id, created_at=now)
            gained["followers"].append(one.person_id)
    return gained


async def _take_back(target: Ticket, before: dict[str, Any]) -> None:
    """Take from the target what the merge gave it."""
    await TicketTag.filter(ticket_id=target.id, name__in=before["tags"]).delete()
    target.tag_names = ",".join(name for name in target.tag_names.split(",") if name and name not in before["tags"])
    await TicketCc.filter(ticket_id=target.id, person_id__in=before["ccs"]).delete()
    await TicketFollower.filter(ticket_id=target.id, person_id__in=before["followers"]).delete()
