"""What this flat does when something happens: incidents follow their problem, people their organisation."""

from forum import database
from forum.accounts.events import EmailVerified, PersonAnonymised
from forum.threads.events import (
    MergeReverted,
    PostDeleted,
    PostRestored,
    ReplyPosted,
    SplitReverted,
    StatusChanged,
    ThreadDeleted,
    ThreadMerged,
    ThreadOpened,
    ThreadRestored,
    ThreadRetyped,
    ThreadSplit,
)
from forum.tickets import actions
from forum.tickets.events import TicketStatusChanged


async def solve_incidents(event: TicketStatusChanged) -> None:
    """A problem is solved: so are its incidents."""
    if event.after == "solved":
        await actions.solve_incidents(event.subject_id)


async def keep_time(
    event: ThreadOpened | ReplyPosted | StatusChanged | ThreadRetyped | ThreadDeleted | ThreadRestored,
) -> None:
    """Something happened to a thread: the clocks of a question write it down."""
    await actions.keep_time(event.subject_id)


async def keep_time_of_post(event: PostDeleted | PostRestored) -> None:
    """A reply is gone, or back: what it ended or began is taken back, or holds again."""
    await actions.keep_time(event.thread_id)


async def keep_time_of_moved(event: ThreadSplit | SplitReverted | ThreadMerged | MergeReverted) -> None:
    """Posts stand in another thread now: the clocks of both are told anew."""
    await actions.keep_time(event.subject_id)
    await actions.keep_time(
        event.new_thread_id if isinstance(event, ThreadSplit | SplitReverted) else event.into_id
    )


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
