"""What this flat does when something happens: incidents follow their problem, people their organisation."""

from forum import database
from forum.accounts.events import EmailVerified, PersonAnonymised
from forum.tickets import actions
from forum.tickets.events import TicketStatusChanged


async def solve_incidents(event: TicketStatusChanged) -> None:
    """A problem is solved: so are its incidents."""
    if event.after == "solved":
        await actions.solve_incidents(event.subject_id)


async def join_organization(event: EmailVerified) -> None:
    """A confirmed address opens the organisation of its domain."""
    await actions.join_by_domain(event.subject_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: nobody tells them anything, nothing is theirs to do. What they wrote stays, as in threads."""
    for table in (
        "ticket_followers", "ticket_ccs", "side_participants", "organization_members", "support_members"
    ):
        await database.execute(f"DELETE FROM {table} WHERE person_id = $1", event.subject_id)
    await database.execute("UPDATE tickets SET assignee_id = NULL WHERE assignee_id = $1", event.subject_id)
