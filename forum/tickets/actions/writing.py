"""What every update of a ticket has in common: holding its row, keeping a comment, and what words do to the clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.threads.actions.asking import TWICE_WITHIN, Written
from forum.tickets import clocks, policy, queries
from forum.tickets.actions.beating import beat
from forum.tickets.clocks import Beat
from forum.tickets.models import Ticket, TicketAudit, TicketComment


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of an update: the ticket, its comment if it has one, and whether the same had been sent already."""

    ticket_id: int
    comment_id: int | None = None
    version: int = 1
    repeated: bool = False


async def ticket_for_change(ticket_id: int) -> Ticket:
    """The ticket's row, held until the transaction ends. Raises NotFound."""
    await database.lock_row("tickets", ticket_id)
    row = await Ticket.get_or_none(id=ticket_id)
    if row is None:
        raise NotFound
    return row


def speaks_for_team(actor: Actor, requester_id: int) -> bool:
    """Whether the actor's word is the team's: of staff, but for a request of their own; never the program's."""
    return actor.role in policy.STAFF_ROLES and actor.id != requester_id


async def audit(actor: Actor, ticket_id: int, via: str, events: Sequence[dict[str, Any]], now: datetime) -> int:
    """Write an update down; returns the audit's id."""
    kept = await TicketAudit.create(
        ticket_id=ticket_id, author_id=actor.id, via=via, events=list(events), created_at=now
    )
    return kept.id


async def keep_comment(
    actor: Actor, row: Ticket, audit_id: int, written: Written, now: datetime, *, public: bool, is_reply: bool,
    via: str, submit_key: str = "", author: Actor | None = None,
) -> TicketComment:
    """Write a comment and count it. The caller saves the row.

    A form that was left standing, and now brings another text, has its key on an earlier comment: this one goes without.
    """
    author = author or actor
    taken = submit_key and await database.value(
        "SELECT 1 FROM ticket_comments WHERE author_id = $1 AND submit_key = $2", author.id, submit_key
    )
    comment = await TicketComment.create(
        ticket_id=row.id, audit_id=audit_id, author_id=author.id, author_role=author.role, is_public=public,
        is_reply=is_reply, source=written.source, html=written.rendered.html, html_version=written.rendered.version,
        plain=written.rendered.plain, lang=written.lang, fingerprint=written.fingerprint,
        submit_key=None if taken else submit_key or None, via=via, created_at=now,
    )
    row.comment_count += 1
    row.latest_comment_added_at = now
    if public:
        row.is_public = True
        row.public_updated_at = max(row.public_updated_at, now)
    return comment


async def heard(row: Ticket, now: datetime, cause: str) -> None:
    """Somebody of the requester's side wrote: they wait from now on, unless they did already. The caller saves the row."""
    if row.waiting_since is None:
        row.waiting_since = now
    await settle_turn(row, now, cause)


async def answered(row: Ticket, now: datetime, cause: str) -> None:
    """Staff answered: nobody waits any more. The caller saves the row."""
    number, runs = await _turn(row.id)
    beats = [Beat(clocks.REPLY, "fulfill", now, max(1, number))] if runs or row.first_reply_at is None else []
    if row.reply_count:
        beats.append(Beat(clocks.UPDATE, "fulfill", now, row.reply_count))
    row.first_reply_at = row.first_reply_at or now
    row.waiting_since = None
    row.reply_count += 1
    await beat("ticket", row.id, [*beats, Beat(clocks.UPDATE, "activate", now, row.reply_count)], cause)


async def become(row: Ticket, status: str, now: datetime, cause: str) -> None:
    """Another status, with what it does to the row and the clocks. The caller saves the row and announces it."""
    before = row.status
    await beat("ticket", row.id, clocks.turned(before, status, now, row.reopen_count + 1), cause)
    row.status, row.status_updated_at = status, now
    if status in clocks.DONE and before not in clocks.DONE:
        row.solved_at = now
    if status == "closed":
        row.closed_at = now
    if before in clocks.DONE and status not in clocks.DONE:
        row.solved_at = row.closed_at = None
        row.reopen_count += 1
    await recount_waiting(row)
    await settle_turn(row, now, cause)
    row.public_updated_at = max(row.public_updated_at, now)


async def recount_waiting(row: Ticket) -> None:
    """Find anew since when the requester's side waits, from the comments. The caller saves the row."""
    row.waiting_since = None if row.status in clocks.DONE else await queries.waiting_since(row.id)


async def settle_turn(row: Ticket, now: datetime, cause: str) -> None:
    """Let the clock of replies run while somebody waits for one or none ever came, and stand still otherwise."""
    wanted = row.status not in clocks.DONE and row.merged_into_id is None and (
        row.waiting_since is not None or row.first_reply_at is None
    )
    number, runs = await _turn(row.id)
    if wanted and not runs:
        await beat("ticket", row.id, [Beat(clocks.REPLY, "activate", now, number + 1)], cause)
    elif runs and not wanted:
        await beat("ticket", row.id, [Beat(clocks.REPLY, "pause", now, number)], cause)


async def _turn(ticket_id: int) -> tuple[int, bool]:
    """The number of the last run of the clock of replies, and whether it runs."""
    found = await database.row(
        "SELECT instance_id, type FROM metric_events WHERE subject_type = 'ticket' AND subject_id = $1 AND metric = $2"
        " AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        ticket_id, clocks.REPLY,
    )
    return (0, False) if found is None else (found["instance_id"], found["type"] == "activate")


async def find_repeated(author_id: int, ticket_id: int, written: Written, submit_key: str) -> Updated | None:
    """The comment that the same words from this form, or from any a moment ago, made already on this ticket."""
    found = await database.row(
        "SELECT c.id, t.version FROM ticket_comments c JOIN tickets t ON t.id = c.ticket_id WHERE c.author_id = $1"
        " AND c.ticket_id = $2 AND c.fingerprint = $3 AND (c.created_at > $4 OR c.submit_key = $5) ORDER BY c.id LIMIT 1",
        author_id, ticket_id, written.fingerprint, clock.now() - TWICE_WITHIN, submit_key or "-",
    )
    return None if found is None else Updated(ticket_id, found["id"], found["version"], repeated=True)
