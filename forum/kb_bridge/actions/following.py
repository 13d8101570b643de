"""Following threads that are merged and part again: everybody reads in the one that stays what the other is escalated as.

Of one thread there is one ticket that is not closed. Where two threads that have one each become one, neither is silently
left: the two tickets are related, and whoever works on them is told.
"""

from forum import database, settings
from forum.accounts.actor import SYSTEM
from forum.events.models import EventRecord
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.kb_bridge.actions.escalating import touch
from forum.kb_bridge.events import ThreadEscalated
from forum.kb_bridge.models import Escalation, EscalationMember
from forum.kb_bridge.queries import escalations as queries
from forum.tickets import actions as tickets
from forum.tickets.actions import Update
from forum.tickets.models import TicketLink


async def follow_merged(thread_id: int, into_id: int) -> None:
    """Reaction: a thread was merged into another, so what it was escalated as is the other's as well. Again is as once."""

    async def work() -> None:
        await database.lock_row("threads", into_id)
        own = await queries.open_tickets_of(into_id)
        came = await queries.open_tickets_of(thread_id)
        for escalation_id in await _escalations_of(thread_id):
            row = await Escalation.get(id=escalation_id)
            if row.thread_id != into_id and not await EscalationMember.exists(escalation_id=row.id, thread_id=into_id):
                await EscalationMember.create(escalation_id=row.id, thread_id=into_id)
                await touch([into_id])
        if own and came and not set(own) & set(came):
            await _relate(min(own), min(came))

    await database.transaction(work)


async def follow_reverted(thread_id: int, into_id: int) -> None:
    """Reaction: the merge was taken back, and so is what came with it. Again is as once."""

    async def work() -> None:
        await database.lock_row("threads", into_id)
        for escalation_id in await _escalations_of(thread_id):
            row = await Escalation.get(id=escalation_id)
            if into_id in await _there_from_the_start(row):
                continue
            if await EscalationMember.filter(escalation_id=row.id, thread_id=into_id).delete():
                await touch([into_id])
        for own in await queries.open_tickets_of(into_id):
            for came in await queries.open_tickets_of(thread_id):
                if own != came:
                    await _part(own, came)

    await database.transaction(work)


async def _escalations_of(thread_id: int) -> list[int]:
    """What stands of a thread: what it became, and where it came along."""
    found = await database.rows(
        "SELECT e.id FROM escalations e WHERE e.withdrawn_at IS NULL AND e.id IN"
        " (SELECT s.id FROM escalations s WHERE s.thread_id = $1"
        " UNION SELECT m.escalation_id FROM escalation_members m WHERE m.thread_id = $1) ORDER BY e.id", thread_id,
    )
    return [row["id"] for row in found]


async def _there_from_the_start(row: Escalation) -> list[int]:
    """The threads that came along when it was escalated."""
    for event in await EventRecord.filter(name=ThreadEscalated.NAME, subject_type="thread", subject_id=row.thread_id):
        if event.data.get("ticket_id") == row.ticket_id:
            return list(event.data.get("thread_ids", ()))
    return []


async def _relate(own_id: int, came_id: int) -> None:
    """Two tickets of what is one thread now belong together, and both say so to who works on them."""
    if await TicketLink.exists(low_id=min(own_id, came_id), high_id=max(own_id, came_id)):
        return
    await tickets.link(SYSTEM, own_id, came_id, True)
    with use_locale(settings.current().site_language):
        for ticket_id, other_id in ((own_id, came_id), (came_id, own_id)):
            await _note(ticket_id, _(
                "The threads of this ticket and of ticket %(number)s were merged: one question has two open tickets now."
                " Please merge these two as well, or close one.", number=other_id,
            ))


async def _part(own_id: int, came_id: int) -> None:
    link = await TicketLink.get_or_none(low_id=min(own_id, came_id), high_id=max(own_id, came_id))
    if link is None or link.created_by_id != SYSTEM.id:
        return
    await tickets.link(SYSTEM, own_id, came_id, False)
    with use_locale(settings.current().site_language):
        for ticket_id, other_id in ((own_id, came_id), (came_id, own_id)):
            await _note(ticket_id, _("The threads of this ticket and of ticket %(number)s stand apart again.", number=other_id))


async def _note(ticket_id: int, said: str) -> None:
    await tickets.update(SYSTEM, ticket_id, Update(comment=said, public=False, automatic=True, via="forum"))
