"""Watching and muting: by one's own choice, or because one asked, replied or has the same problem."""

from forum import clock, database
from forum.accounts.actor import SYSTEM, Actor
from forum.categories import queries as categories
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.notifications import queries
from forum.notifications.policy import LEVELS, TARGETS, may_choose
from forum.threads import queries as threads

#: What makes a watch by itself, with the preference that allows it.
_ALLOWED_BY = {"asked": "watch_own", "replied": "watch_replied", "same_problem": "watch_replied"}


async def set_level(actor: Actor, target_type: str, target_id: int, level: str) -> None:
    """Watch a thread, category or tag, mute it, or say that normal is right. Raises NotFound, SignInNeeded, Invalid.

    What a person chose themselves nothing overrides, "normal" included.
    """
    may_choose(actor).require()
    if level not in LEVELS:
        raise Invalid({"level": _("Please choose one of the options.")})
    await _require_visible(actor, target_type, target_id)
    await database.transaction(lambda: choose(actor.id, target_type, target_id, level))


async def choose(person_id: int, target_type: str, target_id: int, level: str) -> None:
    """Write a person's own choice, in place of whatever stood there."""
    await database.execute(
        "INSERT INTO watches (person_id, target_type, target_id, level, reason, created_at)"
        " SELECT p.id, $2, $3, $4, 'chosen', $5 FROM people p WHERE p.id = $1 AND p.anonymised_at IS NULL"
        " ON CONFLICT (person_id, target_type, target_id)"
        " DO UPDATE SET level = excluded.level, reason = excluded.reason, created_at = excluded.created_at",
        person_id, target_type, target_id, level, clock.now(),
    )


async def follow(person_id: int | None, thread_id: int, reason: str) -> None:
    """Reaction: who took part in a thread watches it, unless they said otherwise of it or of all such threads."""
    await database.execute(
        "INSERT INTO watches (person_id, target_type, target_id, level, reason, created_at)"
        " SELECT p.id, 'thread', t.id, 'watching', $3, $4 FROM people p JOIN threads t ON t.id = $2"
        " LEFT JOIN notification_preferences f ON f.person_id = p.id"
        f" WHERE p.id = $1 AND p.id <> {SYSTEM.id} AND p.anonymised_at IS NULL"
        f" AND (f.person_id IS NULL OR f.{_ALLOWED_BY[reason]} = {_true()})"
        # Who watched it only for a duplicate's sake watches it for its own from now on.
        " ON CONFLICT (person_id, target_type, target_id) DO UPDATE SET reason = excluded.reason"
        " WHERE watches.reason = 'duplicate'",
        person_id, thread_id, reason, clock.now(),
    )


async def follow_same_problem(person_id: int | None, thread_id: int) -> None:
    """Reaction: whoever has the same problem watches the thread for as long as they say so."""
    marked = await database.value(
        "SELECT 1 FROM same_problems WHERE person_id = $1 AND thread_id = $2", person_id, thread_id
    )
    if marked is not None:
        await follow(person_id, thread_id, "same_problem")
    else:
        await database.execute(
            "DELETE FROM watches WHERE person_id = $1 AND target_type = 'thread' AND target_id = $2"
            " AND reason = 'same_problem'",
            person_id, thread_id,
        )


async def follow_duplicates(canonical_id: int) -> None:
    """Reaction: whoever watches a thread's duplicate watches the thread, for as long as it is one.

    What people said of the thread themselves stays. Makes the watches what the marks say, so that again is as once.
    """
    watching = (
        "SELECT w.person_id FROM watches w JOIN duplicate_marks m ON m.thread_id = w.target_id"
        " WHERE w.target_type = 'thread' AND w.level = 'watching' AND m.canonical_id = $1"
    )
    await database.execute(
        "DELETE FROM watches WHERE target_type = 'thread' AND target_id = $1 AND reason = 'duplicate'"
        f" AND person_id NOT IN ({watching})", canonical_id,
    )
    await database.execute(
        "INSERT INTO watches (person_id, target_type, target_id, level, reason, created_at)"
        f" SELECT DISTINCT s.person_id, 'thread', t.id, 'watching', 'duplicate', {_placed('$2')}"
        f" FROM ({watching}) AS s JOIN threads t ON t.id = $1"
        " ON CONFLICT (person_id, target_type, target_id) DO NOTHING", canonical_id, clock.now(),
    )


async def follow_merged(source_id: int, target_id: int) -> None:
    """Reaction: whoever watches a thread watches the one it was merged into; what they said of that one stays.

    News of posts that went along is news of the thread in which they stand.
    """
    await database.execute(
        "INSERT INTO watches (person_id, target_type, target_id, level, reason, created_at)"
        f" SELECT w.person_id, 'thread', t.id, 'watching', 'merged', {_placed('$3')} FROM watches w JOIN threads t ON t.id = $2"
        " WHERE w.target_type = 'thread' AND w.target_id = $1 AND w.level = 'watching'"
        " ON CONFLICT (person_id, target_type, target_id) DO UPDATE SET reason = excluded.reason"
        " WHERE watches.reason = 'duplicate'", source_id, target_id, clock.now(),
    )
    await follow_posts(source_id)


async def unfollow_merged(source_id: int, target_id: int) -> None:
    """Reaction: the threads are two again, and whoever watched the one for the other's sake does not any more."""
    await database.execute(
        "DELETE FROM watches WHERE target_type = 'thread' AND target_id = $2 AND reason = 'merged' AND person_id IN"
        " (SELECT w.person_id FROM watches w WHERE w.target_type = 'thread' AND w.target_id = $1)", source_id, target_id,
    )
    await follow_posts(target_id)


async def follow_posts(thread_id: int) -> None:
    """Reaction: what was told of posts that stand in another thread now leads there."""
    await database.execute(
        "UPDATE notifications SET thread_id = (SELECT p.thread_id FROM posts p WHERE p.id = notifications.post_id)"
        " WHERE thread_id = $1 AND post_id IN (SELECT o.id FROM posts o WHERE o.thread_id <> $1"
        " AND o.id = notifications.post_id)", thread_id,
    )


async def move_tag(tag_id: int, into_id: int) -> None:
    """Reaction: a tag was merged, and what people said of it holds for the other one, where they had said nothing."""
    await database.execute(
        "INSERT INTO watches (person_id, target_type, target_id, level, reason, created_at)"
        " SELECT w.person_id, 'tag', g.id, w.level, w.reason, w.created_at FROM watches w JOIN tags g ON g.id = $2"
        " WHERE w.target_type = 'tag' AND w.target_id = $1"
        " ON CONFLICT (person_id, target_type, target_id) DO NOTHING",
        tag_id, into_id,
    )
    await forget_tag(tag_id)


async def forget_tag(tag_id: int) -> None:
    """Reaction: a tag is gone, and so are the watches on it."""
    await database.execute("DELETE FROM watches WHERE target_type = 'tag' AND target_id = $1", tag_id)


async def _require_visible(actor: Actor, target_type: str, target_id: int) -> None:
    if target_type == "thread":
        await threads.visible_thread(actor, target_id)
    elif target_type == "category":
        await categories.category_by_id(actor, target_id)
    elif target_type == "tag":
        await queries.visible_tag(actor, target_id)
    else:
        raise ValueError(f"{target_type!r} is none of {TARGETS}")


def _placed(moment: str) -> str:
    """A moment's placeholder among selected columns, where PostgreSQL cannot tell its kind."""
    return f"CAST({moment} AS TIMESTAMPTZ)" if database.engine() == "postgres" else moment


def _true() -> str:
    return "TRUE" if database.engine() == "postgres" else "1"
