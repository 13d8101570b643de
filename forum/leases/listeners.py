"""What this flat does when people leave."""

from forum.accounts.events import PersonAnonymised
from forum.leases import actions


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: they reply to nothing."""
    await actions.forget_person(event.subject_id)
