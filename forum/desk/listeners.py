"""What the desk does when people leave."""

from forum.accounts.events import PersonAnonymised
from forum.desk import actions


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: what they read, looked for and saved for themselves goes with them."""
    await actions.forget_person(event.subject_id)
