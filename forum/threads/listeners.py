"""What this flat does when people, categories and tags change beneath it."""

from forum import database
from forum.accounts.events import PersonAnonymised
from forum.categories.events import CategoryEdited, TagMerged
from forum.threads import actions


async def retag_merged(event: TagMerged) -> None:
    """A tag became another spelling of one: threads that carry it carry that one instead."""
    await actions.replace_tag(event.subject_id, event.into_id)


async def recount_tags(event: CategoryEdited) -> None:
    """Tags count the threads that everyone sees, so a category that opened or closed changes them."""
    if "see" in event.after:
        await actions.recount_category(event.subject_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: what was only theirs goes. Their votes stay, for they count."""
    for table in ("drafts", "bookmarks", "read_marks"):
        await database.execute(f"DELETE FROM {table} WHERE person_id = $1", event.subject_id)
