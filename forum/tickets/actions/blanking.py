"""Taking words out of tickets for good: the same words that a moderator took out of the post a ticket was made from."""

import hashlib
from collections.abc import Callable, Collection
from typing import Any

from forum import database, events, mail
from forum.text import normalize
from forum.text.blanking import Blanker
from forum.text.markdown import as_typed, is_simple
from forum.text.markdown import render as render_at_once
from forum.threads.models import Draft
from forum.tickets.models import SideConversation, SideMessage, Ticket, TicketAudit, TicketComment, TicketValue
from forum.tickets.views import conversation_path, desk_path, request_path


async def blank(
    ticket_ids: Collection[int], blanker: Blanker, rewrite: Callable[[int, str], str] = lambda _ticket_id, source: source
) -> None:
    """Part of a redaction's transaction: the words leave all that was said and kept of these tickets, which stay.

    `rewrite` is given a ticket and the source of each of its comments, and says what is left of it beside that.
    """
    for ticket_id in sorted(ticket_ids):
        await database.lock_row("tickets", ticket_id)
        row = await Ticket.get(id=ticket_id)
        # A form that was opened before must not bring the words back.
        await Ticket.filter(id=ticket_id).update(subject=blanker.text(row.subject)[:200], version=row.version + 1)
        for comment in await TicketComment.filter(ticket_id=ticket_id):
            await _keep(comment, blanker.text(rewrite(ticket_id, comment.source)))
        for audit in await TicketAudit.filter(ticket_id=ticket_id):
            if (said := blanker.json(audit.events)) != audit.events:
                await TicketAudit.filter(id=audit.id).update(events=said)
        for value in await TicketValue.filter(ticket_id=ticket_id):
            if value.value != blanker.text(value.value):
                await TicketValue.filter(id=value.id).update(value=blanker.text(value.value))
        for path in (desk_path(ticket_id), request_path(ticket_id)):
            await mail.blank(path, blanker)
        await _blank_talks(ticket_id, blanker)
        for draft in await Draft.filter(key=f"ticket:{ticket_id}"):
            if (kept := blanker.json(draft.data)) != draft.data:
                await Draft.filter(id=draft.id).update(data=kept, version=draft.version + 1)
        await events.blank([("ticket", ticket_id)], blanker)


async def _blank_talks(ticket_id: int, blanker: Blanker) -> None:
    for talk in await SideConversation.filter(ticket_id=ticket_id):
        if talk.subject != blanker.text(talk.subject):
            await SideConversation.filter(id=talk.id).update(
                subject=blanker.text(talk.subject)[:200], version=talk.version + 1
            )
        for message in await SideMessage.filter(conversation_id=talk.id):
            await _keep(message, blanker.text(message.source))
        await mail.blank(conversation_path(talk.id), blanker)


async def _keep(said: TicketComment | SideMessage, source: str) -> None:
    if source == said.source:
        return
    # What takes long to render stands as typed until the job for older renderings comes by: its version is none.
    simple = is_simple(source)
    rendered = render_at_once(source) if simple else as_typed(source)
    changed: dict[str, Any] = {
        "source": source, "html": rendered.html, "plain": rendered.plain, "html_version": rendered.version if simple else 0,
    }
    if isinstance(said, TicketComment):
        changed["fingerprint"] = hashlib.sha256(normalize.fold(source).encode()).hexdigest()
    await type(said).filter(id=said.id).update(**changed)
