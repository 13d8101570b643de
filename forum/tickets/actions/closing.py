"""Closing for good, and what comes after: the clock's work on solved tickets, follow-ups, incidents of a solved problem."""

from datetime import timedelta

from forum import clock, database, events, i18n, settings
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Invalid
from forum.tickets import policy, queries
from forum.tickets.actions import checking
from forum.tickets.actions.opening import Opening, open_ticket
from forum.tickets.actions.updating import Update, update
from forum.tickets.actions.writing import Updated, audit, become, ticket_for_change
from forum.tickets.events import TicketStatusChanged
from forum.tickets.models import Ticket

#: Tickets closed, and incidents solved, in one go of the clock's work.
BATCH = 200


async def close(actor: Actor, ticket_id: int) -> None:
    """Close a ticket for good before its time; what it was opened of may have another. Again is as once."""
    await queries.access(actor, ticket_id)
    policy.may_work(actor).require()

    async def work() -> None:
        row = await ticket_for_change(ticket_id)
        if row.status != "closed":
            await _close(actor, row)

    await database.transaction(work)


async def close_due() -> int:
    """Close tickets that have been solved for as long as the setting says; returns how many, at most a batch."""
    before = clock.now() - timedelta(days=settings.current().ticket_close_days)
    due = [row["id"] for row in await database.rows(
        "SELECT id FROM tickets WHERE status = 'solved' AND solved_at <= $1 ORDER BY solved_at, id LIMIT $2", before, BATCH
    )]
    for ticket_id in due:
        async def work(ticket_id: int = ticket_id) -> None:
            row = await ticket_for_change(ticket_id)
            # It may have been taken up again since.
            if row.status == "solved" and row.solved_at is not None and row.solved_at <= before:
                await _close(SYSTEM, row)

        await database.transaction(work)
    return len(due)


async def follow_up(actor: Actor, ticket_id: int, body: str, submit_key: str = "") -> Updated:
    """Go on from a closed ticket with a new one of the same subject, form, reason and requester. Raises as `open_ticket`."""
    access = await queries.access(actor, ticket_id)
    policy.may_follow_up(actor, access.facts).require()
    fields = {"subject": access.values["subject"], "requester_id": access.values["requester_id"]}
    for name in ("reason_id", "group_id", "priority", "type", "tags"):
        try:
            fields |= await checking.checked({name: access.values[name]})
        except Invalid:
            # A team or reason that was put away meanwhile is nothing to go on with.
            continue
    return await open_ticket(actor, Opening(
        **fields, body=body, follow_up_of_id=ticket_id, via="follow_up", submit_key=submit_key,
        see_group_id=access.see_group_id,
    ), trusted=True)


async def solve_incidents(problem_id: int) -> None:
    """Reaction: a problem is solved, so its incidents are, and their requesters are told so. Again is as once."""
    problem = await Ticket.get_or_none(id=problem_id)
    if problem is None or problem.type != "problem" or problem.status != "solved":
        return
    while True:
        waiting = await database.rows(
            "SELECT t.id, p.language FROM tickets t JOIN people p ON p.id = t.requester_id WHERE t.problem_id = $1"
            " AND t.status IN ('new', 'open', 'pending', 'on_hold') AND t.merged_into_id IS NULL ORDER BY t.id LIMIT $2",
            problem_id, BATCH,
        )
        for row in waiting:
            with i18n.use_locale(row["language"] or settings.current().site_language):
                said = i18n.gettext(
                    "What caused this has been dealt with, so we take your request for solved. If it is not, just write here."
                )
            await update(SYSTEM, row["id"], Update(
                fields={"status": "solved"}, comment=said, automatic=True, via="problem",
            ))
        if len(waiting) < BATCH:
            return


async def _close(actor: Actor, row: Ticket) -> None:
    now = clock.now()
    before = row.status
    logged = [{"type": "Change", "field_name": "status", "value": "closed", "previous_value": before}]
    audit_id = await audit(actor, row.id, "web", logged, now)
    await become(row, "closed", now, f"a{audit_id}")
    row.updated_at = max(row.updated_at, now)
    row.version += 1
    await row.save()
    await events.record(TicketStatusChanged(actor_id=actor.id, subject_id=row.id, before=before, after="closed"))

