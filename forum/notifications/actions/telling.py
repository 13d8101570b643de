"""Writing notifications: who is to hear of an event, each once, as far as they may see what it is about.

Called by listeners, in their transaction. An event tells a person once, and the first kind they are told stays: the
strongest is told first. A thread may have thousands of watchers; they are told in batches of a transaction each.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from forum import clock, database, events
from forum.accounts import queries as people
from forum.accounts.actor import SYSTEM
from forum.notifications.audience import present, quoted, sees_talk, sees_ticket, stands
from forum.notifications.events import NewsPartlyTold
from forum.notifications.kinds import ALWAYS_TOLD
from forum.notifications.policy import hears_of_new_thread
from forum.text.normalize import fold

#: Watchers told in one transaction.
BATCH = 1_000
#: People whom one post can call; calling more tells the first ones only.
MOST_MENTIONED = 20


@dataclass(frozen=True, slots=True)
class News:
    """What people are told of: the event, who did it, and where."""

    event_id: int
    actor_id: int | None
    thread_id: int
    post_id: int | None


@dataclass(frozen=True, slots=True)
class TicketNews:
    """What people are told of a ticket, or of a side conversation in one."""

    event_id: int
    actor_id: int | None
    ticket_id: int
    conversation_id: int | None = None


async def tell_of_ticket(news: TicketNews, kind: str, person_ids: Iterable[int | None]) -> int:
    """Tell these people, without the actor and without those who may not see it; returns how many.

    Whoever takes part in a side conversation is told of that alone: their news does not name the ticket.
    """
    ids = sorted({person_id for person_id in person_ids if person_id is not None and person_id != news.actor_id})
    if not ids:
        return 0
    talk = "NULL" if news.conversation_id is None else str(int(news.conversation_id))
    sees = sees_ticket(quoted(kind)) if news.conversation_id is None else sees_talk(talk)
    silent = f"r.email_verified_at IS NULL OR f.letters = 'never' OR ',' || f.silent_kinds || ',' LIKE '%,{kind},%'"
    return await database.execute(
        "INSERT INTO notifications"
        " (person_id, event_id, kind, actor_id, ticket_id, conversation_id, created_at, read_at, lettered_at)"
        f" SELECT r.id, e.id, {quoted(kind)}, a.id, {'k.id' if news.conversation_id is None else 'NULL'},"
        f" CAST({talk} AS BIGINT), e.at, NULL, CASE WHEN {silent} THEN e.at END"
        " FROM people r JOIN events e ON e.id = $1 JOIN tickets k ON k.id = $2 LEFT JOIN people a ON a.id = $3"
        " LEFT JOIN notification_preferences f ON f.person_id = r.id"
        f" WHERE r.id IN ({database.id_list(ids)}) AND {present('$4')} AND {sees}"
        " ON CONFLICT (person_id, event_id) DO NOTHING",
        news.event_id, news.ticket_id, news.actor_id, clock.now(),
    )


async def tell(news: News, kind: str, person_ids: Iterable[int | None], *, once_per_post: bool = False) -> int:
    """Tell these people, without the actor and without those who may not see it or do not want to; returns how many.

    With `once_per_post` nobody is told whom an earlier event told the same kind of the same post.
    """
    ids = sorted({person_id for person_id in person_ids if person_id is not None and person_id != news.actor_id})
    if not ids:
        return 0
    where = [f"r.id IN ({database.id_list(ids)})", present("$5"), f"({stands(quoted(kind))})"]
    if kind not in ALWAYS_TOLD:
        where.append(
            "NOT EXISTS (SELECT 1 FROM watches m WHERE m.person_id = r.id AND m.target_type = 'thread'"
            " AND m.target_id = t.id AND m.level = 'muted')"
        )
    if once_per_post:
        where.append(
            "NOT EXISTS (SELECT 1 FROM notifications o WHERE o.person_id = r.id AND o.post_id = p.id"
            f" AND o.kind = {quoted(kind)})"
        )
    # Of whom no letter may tell, that is decided here, so that what waits for a letter stays little.
    silent = (
        "r.email_verified_at IS NULL OR f.letters = 'never'"
        f" OR ',' || f.silent_kinds || ',' LIKE '%,{kind},%'"
    )
    return await database.execute(
        "INSERT INTO notifications"
        " (person_id, event_id, kind, actor_id, thread_id, post_id, created_at, read_at, lettered_at)"
        f" SELECT r.id, e.id, {quoted(kind)}, a.id, t.id, p.id, e.at, NULL, CASE WHEN {silent} THEN e.at END"
        " FROM people r JOIN events e ON e.id = $1 JOIN threads t ON t.id = $2"
        " JOIN categories c ON c.id = t.category_id"
        " LEFT JOIN posts p ON p.id = $3 LEFT JOIN people a ON a.id = $4"
        " LEFT JOIN notification_preferences f ON f.person_id = r.id"
        f" WHERE {' AND '.join(where)} ON CONFLICT (person_id, event_id) DO NOTHING",
        news.event_id, news.thread_id, news.post_id, news.actor_id, clock.now(),
    )


async def tell_decided(event_id: int, person_id: int) -> None:
    """Tell a person what was decided about them. No letter follows: one was posted with the decision itself."""
    await database.execute(
        "INSERT INTO notifications"
        " (person_id, event_id, kind, actor_id, thread_id, post_id, created_at, read_at, lettered_at)"
        f" SELECT r.id, e.id, {quoted('decided')}, NULL, NULL, NULL, e.at, NULL, e.at FROM people r"
        f" JOIN events e ON e.id = $1 WHERE r.id = $2 AND r.id <> {SYSTEM.id} AND r.anonymised_at IS NULL"
        " ON CONFLICT (person_id, event_id) DO NOTHING",
        event_id, person_id,
    )


async def tell_mentioned(news: News, names: Iterable[str], *, once_per_post: bool = False) -> int:
    """Tell those who are called by name; returns how many were."""
    keys = list(dict.fromkeys(fold(name) for name in names))[:MOST_MENTIONED]
    found = await people.mentioned(keys)
    return await tell(
        news, "mention", [person_id for person_id, _name in found.values()], once_per_post=once_per_post
    )


async def tell_watchers(news: News, kind: str, audience: str, after: int = 0) -> None:
    """Tell who watches the thread ("thread"), or its category or tags ("shelves"), from the person beyond `after` on.

    Where there are more than one batch of them, the rest is told by news of its own.
    """
    if audience == "thread":
        found = await _watching_thread(news.thread_id, after)
        hearing = found
    else:
        found, hearing = await _watching_shelves(news.thread_id, after)
    await tell(news, kind, hearing)
    if len(found) == BATCH:
        await events.record(NewsPartlyTold(
            actor_id=news.actor_id, subject_id=news.event_id, kind=kind, thread_id=news.thread_id,
            post_id=news.post_id, audience=audience, after=found[-1],
        ))


async def _watching_thread(thread_id: int, after: int) -> list[int]:
    found = await database.rows(
        "SELECT person_id FROM watches WHERE target_type = 'thread' AND target_id = $1 AND level = 'watching'"
        " AND person_id > $2 ORDER BY person_id LIMIT $3",
        thread_id, after, BATCH,
    )
    return [row["person_id"] for row in found]


async def _watching_shelves(thread_id: int, after: int) -> tuple[list[int], list[int]]:
    """The next people who watch the thread's category, its parent or a tag, and those whom their levels tell."""
    shelf = await database.row(
        "SELECT c.id, c.parent_id FROM threads t JOIN categories c ON c.id = t.category_id WHERE t.id = $1", thread_id
    )
    if shelf is None:
        return [], []
    carried = await database.rows("SELECT tag_id FROM thread_tags WHERE thread_id = $1", thread_id)
    tags = [row["tag_id"] for row in carried]
    category, parent = shelf["id"], shelf["parent_id"]
    shelves = database.id_list(number for number in (category, parent) if number is not None)
    about = (
        f"((w.target_type = 'category' AND w.target_id IN ({shelves}))"
        f" OR (w.target_type = 'tag' AND w.target_id IN ({database.id_list(tags)})))"
    )
    found = [row["person_id"] for row in await database.rows(
        f"SELECT DISTINCT w.person_id FROM watches w WHERE {about} AND w.level = 'watching' AND w.person_id > $1"
        " ORDER BY w.person_id LIMIT $2",
        after, BATCH,
    )]
    levels: dict[int, dict[tuple[str, int], str]] = {person_id: {} for person_id in found}
    for row in await database.rows(
        "SELECT w.person_id, w.target_type, w.target_id, w.level FROM watches w"
        f" WHERE {about} AND w.person_id IN ({database.id_list(found)})"
    ):
        levels[row["person_id"]][(row["target_type"], row["target_id"])] = row["level"]
    hearing = [
        person_id for person_id, said in levels.items()
        if hears_of_new_thread(
            said.get(("category", category)),
            said.get(("category", parent)) if parent is not None else None,
            [said[("tag", tag)] for tag in tags if ("tag", tag) in said],
        )
    ]
    return found, hearing
