"""What this flat does when people leave."""

from forum import database
from forum.accounts.events import PersonAnonymised


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: what was only theirs goes. What they wrote and how they voted stays, their words about it do not."""
    await database.execute("DELETE FROM article_leases WHERE person_id = $1", event.subject_id)
    await database.execute("UPDATE article_flags SET note = '' WHERE person_id = $1", event.subject_id)
    await database.execute("UPDATE article_votes SET reason = '' WHERE reader_key = $1", f"p:{event.subject_id}")
