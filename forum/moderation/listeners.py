"""What this flat does when posts and people change beneath it."""

from forum import database
from forum.accounts import queries as people
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.events import EmailVerified, PersonAnonymised
from forum.moderation.actions import casework
from forum.moderation.models import Finding, Flag, Item
from forum.threads.events import PostDeleted, ThreadDeleted


async def queue_account(event: EmailVerified) -> None:
    """A new account that waits for a moderator's look stands in the queue once its address is confirmed."""
    waits = await database.value(
        "SELECT 1 FROM people WHERE id = $1 AND held_at IS NOT NULL AND anonymised_at IS NULL", event.subject_id
    )
    if waits is not None:
        known = await casework.held("person", event.subject_id)
        if known is None or (known.decided_at is None and known.cause != "approval"):
            await casework.put(event.subject_id, "person", event.subject_id, "approval")


async def close_deleted(event: PostDeleted) -> None:
    """What was deleted where it stands needs no look any more."""
    await _close(event.actor_id, event.subject_id)


async def close_thread_deleted(event: ThreadDeleted) -> None:
    """As above, for the posts of a whole thread."""
    found = await database.rows(
        "SELECT i.subject_id FROM review_items i JOIN posts p ON p.id = i.subject_id"
        " WHERE i.kind = 'post' AND i.decided_at IS NULL AND p.thread_id = $1 ORDER BY p.id", event.subject_id,
    )
    for row in found:
        await _close(event.actor_id, row["subject_id"])


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: their flags stay, without their words and without their name."""
    await Flag.filter(person_id=event.subject_id).update(note="", person_id=None)
    # What screening read in their profile, and noted in its own flag.
    for item in await Item.filter(kind="person", subject_id=event.subject_id):
        await Finding.filter(item_id=item.id).update(evidence="")
        await Flag.filter(item_id=item.id, person_id=None).update(note="")
    await casework.close_elsewhere(SYSTEM, "person", event.subject_id, "handled", "", "handled")


async def _close(actor_id: int | None, post_id: int) -> None:
    gone = await database.value(
        "SELECT 1 FROM posts p JOIN threads t ON t.id = p.thread_id WHERE p.id = $1"
        " AND (p.deleted_at IS NOT NULL OR t.deleted_at IS NOT NULL)", post_id,
    )
    if gone is not None:
        actor: Actor = SYSTEM if actor_id is None or actor_id == SYSTEM.id else await people.actor(actor_id)
        await casework.close_elsewhere(actor, "post", post_id, "remove", "", "handled")
