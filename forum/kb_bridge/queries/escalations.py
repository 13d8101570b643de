"""What is with support: beside a thread, on a ticket's page, and what a new escalation begins with."""

import json
from collections.abc import Sequence
from typing import Any

from forum import database
from forum.accounts.actor import SYSTEM, Actor
from forum.categories import queries as categories
from forum.i18n import current_locale
from forum.kb import queries as kb
from forum.kb_bridge.escalated import AnswerLine, Comment, MemberThread, MovablePost, Source, Support
from forum.text.excerpt import excerpt
from forum.threads.views import ThreadView, thread_path
from forum.tickets.queries import working_condition

#: Articles and threads that were shown, and other threads of a cluster, that a first note names.
MOST_SHOWN = 10
MOST_MEMBERS = 20

#: The ticket that one goes on as, however many merges away.
_GOES_ON_AS = (
    "(WITH RECURSIVE goes(id, into_id, step) AS (SELECT x.id, x.merged_into_id, 0 FROM tickets x WHERE x.id = k.id"
    " UNION ALL SELECT n.id, n.merged_into_id, g.step + 1 FROM tickets n JOIN goes g ON n.id = g.into_id WHERE g.step < 50)"
    " SELECT g.id FROM goes g WHERE g.into_id IS NULL)"
)

#: The thread in which all of a thread stands (its id as SQL), however many merges away.
_STANDS_IN = (
    "(WITH RECURSIVE stands(id, into_id, step) AS (SELECT y.id, y.merged_into_id, 0 FROM threads y WHERE y.id = {}"
    " UNION ALL SELECT n.id, n.merged_into_id, s.step + 1 FROM threads n JOIN stands s ON n.id = s.into_id WHERE s.step < 50)"
    " SELECT s.id FROM stands s WHERE s.into_id IS NULL)"
)


def column(viewer: Actor) -> str:
    """SQL of a column for a query of a thread `t`: that it is with support, as JSON, as far as the viewer may know."""
    known = f"CASE WHEN k.requester_id = {int(viewer.id)} OR {working_condition(viewer, 'k')} THEN k.id END"
    array = "json_build_array" if database.engine() == "postgres" else "json_array"
    return (
        f"(SELECT {array}(e.id, {known}, f.status, f.reply_count, e.escalated_at,"
        " w.is_source, CASE WHEN k.closed_at IS NULL THEN 0 ELSE 1 END)"
        " FROM (SELECT s.id, 1 AS is_source FROM escalations s WHERE s.thread_id = t.id"
        " UNION ALL SELECT m.escalation_id, 0 FROM escalation_members m WHERE m.thread_id = t.id) w"
        " JOIN escalations e ON e.id = w.id JOIN tickets k ON k.id = e.ticket_id"
        f" JOIN tickets f ON f.id = {_GOES_ON_AS} WHERE e.withdrawn_at IS NULL"
        # What the thread itself became stands before what it was merged with or asked the same as.
        " ORDER BY CASE WHEN k.closed_at IS NULL THEN 0 ELSE 1 END, w.is_source DESC, e.id DESC LIMIT 1)"
    )


def rule_column() -> str:
    """SQL of a column for a query of a thread `t` in a category `c`: who may escalate there (1 the asker, 2 helpers)."""
    which = (
        "(SELECT CASE WHEN r.by_asker THEN 1 ELSE 0 END + CASE WHEN r.by_helpers THEN 2 ELSE 0 END FROM escalation_rules r"
        " WHERE r.category_id = c.{column})"
    )
    return f"COALESCE({which.format(column='id')}, {which.format(column='parent_id')})"


def revive(stored: Any) -> Support | None:
    """What the column says, as a value."""
    if stored is None:
        return None
    number, ticket_id, status, replies, at, is_source, closed = json.loads(stored) if isinstance(stored, str) else stored
    moment = database.moment(at)
    assert moment is not None
    return Support(number, ticket_id, status, replies, moment, bool(is_source), bool(closed))


async def support_of(viewer: Actor, thread: ThreadView) -> Support | None:
    """That a thread, which the viewer sees, is with support."""
    return revive(await database.value(f"SELECT {column(viewer)} FROM threads t WHERE t.id = $1", thread.id))


async def escalation_count(thread_id: int) -> int:
    """How many tickets a thread has had."""
    return int(await database.value("SELECT count(*) FROM escalations WHERE thread_id = $1", thread_id))


async def group_of(thread_id: int) -> int | None:
    """The group that alone reads a thread, beside moderators; None where all staff do."""
    found: int | None = await database.value(
        "SELECT c.see_group_id FROM threads t JOIN categories c ON c.id = t.category_id WHERE t.id = $1 AND c.see = 'group'",
        thread_id,
    )
    return found


async def tickets_out_of_step(
    thread_ids: Sequence[int] = (), category_id: int | None = None, ticket_ids: str = ""
) -> list[tuple[int, int | None]]:
    """Tickets of these threads (or of all in a category, or those whose id is as the SQL says) that are for others than read
    the thread, with the group that they are to be for; what follows such a ticket up is for the same."""
    which = [f"q.thread_id IN ({database.id_list(thread_ids)})", f"t.id IN ({database.id_list(thread_ids)})"]
    if category_id is not None:
        which.append(f"t.category_id = {int(category_id)}")
    chosen = f"k.id {ticket_ids}" if ticket_ids else f"({' OR '.join(which)})"
    return [(row["id"], row["group_id"]) for row in await database.rows(
        "WITH RECURSIVE made(id, thread_id) AS (SELECT s.id, s.thread_id FROM ("
        "SELECT e.ticket_id AS id, e.thread_id FROM escalations e"
        " UNION SELECT p.ticket_id, x.thread_id FROM continued_posts p JOIN posts x ON x.id = p.post_id) s"
        " UNION SELECT n.id, made.thread_id FROM made JOIN tickets n ON n.follow_up_of_id = made.id)"
        " SELECT k.id, MIN(CASE WHEN c.see = 'group' THEN c.see_group_id END) AS group_id FROM made q"
        f" JOIN tickets k ON k.id = q.id JOIN threads t ON t.id = {_STANDS_IN.format('q.thread_id')}"
        f" JOIN categories c ON c.id = t.category_id WHERE {chosen} GROUP BY k.id, k.see_group_id"
        " HAVING COALESCE(k.see_group_id, 0) <> COALESCE(MIN(CASE WHEN c.see = 'group' THEN c.see_group_id END), 0)"
    )]


def reader_of(see_group_id: int | None) -> Actor:
    """Whoever reads a ticket of what only this group (or, for None, all staff) reads, and nothing more."""
    groups = frozenset({see_group_id} if see_group_id is not None else ())
    return Actor(id=SYSTEM.id, name="", display_name="", role="specialist", group_ids=groups)


async def members_of(viewer: Actor, thread_id: int) -> list[MemberThread]:
    """The other threads of the cluster around a thread that the viewer, and whoever reads the thread's ticket, may read, and
    that have no ticket of their own."""
    reader = reader_of(await group_of(thread_id))
    return [
        MemberThread(row["id"], row["title"], thread_path(row["id"], row["slug"]), row["lang"])
        for row in await database.rows(
            "SELECT t.id, t.title, t.slug, t.lang FROM duplicate_clusters d JOIN duplicate_members m ON m.cluster_id = d.id"
            " JOIN threads t ON t.id = m.thread_id JOIN categories c ON c.id = t.category_id WHERE d.hub_id = $1"
            f" AND t.id <> $1 AND t.deleted_at IS NULL AND {categories.visible_condition(viewer, 'c')}"
            f" AND {categories.visible_condition(reader, 'c')}"
            " AND NOT EXISTS (SELECT 1 FROM tickets k WHERE k.source_type = 'thread' AND k.source_id = t.id"
            f" AND k.closed_at IS NULL) ORDER BY m.confirmed DESC, m.score DESC, t.id LIMIT {MOST_MEMBERS}",
            thread_id,
        )
    ]


async def opening_of(thread_id: int) -> int:
    """The opening post of a thread that the caller has loaded through permission."""
    return int(await database.value("SELECT id FROM posts WHERE thread_id = $1 AND position = 0", thread_id))


async def tried_before(viewer: Actor, thread_id: int) -> tuple[str, list[tuple[str, str, str]]]:
    """What the asker typed first, and the articles and threads shown meanwhile that the viewer may read: title, what they
    did with it (opened, or ""), path."""
    found = await database.rows(
        "SELECT id, typed FROM composings WHERE thread_id = $1 ORDER BY id DESC LIMIT 1", thread_id
    )
    if not found:
        return "", []
    shown = await database.rows(
        "SELECT s.opened_at, t.id AS thread_id, t.title, t.slug, s.article_id FROM suggestions s"
        " LEFT JOIN threads t ON t.id = s.thread_id AND t.deleted_at IS NULL AND t.category_id IN"
        f" (SELECT c.id FROM categories c WHERE {categories.visible_condition(viewer, 'c')})"
        f" WHERE s.composing_id = $1 ORDER BY s.rank, s.id LIMIT {MOST_SHOWN}", found[0]["id"],
    )
    articles = await kb.lines(viewer, {row["article_id"] for row in shown if row["article_id"]}, current_locale())
    lines = []
    for row in shown:
        did = "opened" if row["opened_at"] is not None else ""
        if row["article_id"] in articles:
            article = articles[row["article_id"]]
            lines.append((article.title, did, article.path))
        elif row["title"]:
            lines.append((row["title"], did, thread_path(row["thread_id"], row["slug"])))
    return found[0]["typed"], lines


async def sources_of(viewer: Actor, ticket_id: int) -> list[Source]:
    """Where a ticket, which the viewer works on, came from: the thread, others of its cluster, posts that went private.

    A thread that was deleted stands there as that; one that was merged, as what it stands in; one that the viewer may not
    read does not stand there.
    """
    if not viewer.is_staff:
        return []
    found = await database.rows(
        "SELECT q.kind, q.reason, q.escalation_id, t.id, t.title, t.slug, t.lang, t.status, t.deleted_at FROM ("
        "SELECT 'thread' AS kind, e.reason, e.id AS escalation_id, e.thread_id FROM escalations e WHERE e.ticket_id = $1"
        " AND e.withdrawn_at IS NULL"
        " UNION SELECT 'member', '', NULL, m.thread_id FROM escalation_members m JOIN escalations e ON e.id = m.escalation_id"
        " WHERE e.ticket_id = $1 AND e.withdrawn_at IS NULL"
        " UNION SELECT 'private', '', NULL, x.thread_id FROM continued_posts p JOIN posts x ON x.id = p.post_id"
        " WHERE p.ticket_id = $1"
        f") q JOIN threads t ON t.id = {_STANDS_IN.format('q.thread_id')} JOIN categories c ON c.id = t.category_id"
        f" WHERE {categories.visible_condition(viewer, 'c')} ORDER BY CASE q.kind WHEN 'member' THEN 1 ELSE 0 END, t.id",
        ticket_id,
    )
    lines: list[Source] = []
    for row in found:
        if row["kind"] == "member" and any(line.thread_id == row["id"] for line in lines):
            continue
        gone = row["deleted_at"] is not None
        lines.append(Source(
            row["id"], "" if gone else row["title"], "" if gone else thread_path(row["id"], row["slug"]), row["lang"],
            row["status"], gone, row["kind"], row["reason"], row["escalation_id"],
        ))
    return lines


async def published_of(ticket_id: int) -> dict[int, int]:
    """Which comments of a ticket, that the caller has loaded through permission, stand in the thread, as which post."""
    return {
        row["comment_id"]: row["post_id"]
        for row in await database.rows("SELECT comment_id, post_id FROM published_replies WHERE ticket_id = $1", ticket_id)
    }


async def thread_of_ticket(ticket_id: int) -> int | None:
    """The thread in which a ticket's answers may be published: where the question stands today, whatever was merged or split."""
    found: int | None = await database.value(
        "SELECT t.id FROM (SELECT 0 AS place, e.id, e.thread_id FROM escalations e WHERE e.ticket_id = $1"
        " AND e.withdrawn_at IS NULL UNION ALL SELECT 1, p.id, x.thread_id FROM continued_posts p"
        " JOIN posts x ON x.id = p.post_id WHERE p.ticket_id = $1) q"
        f" JOIN threads t ON t.id = {_STANDS_IN.format('q.thread_id')} WHERE t.deleted_at IS NULL ORDER BY q.place, q.id LIMIT 1",
        ticket_id,
    )
    return found


async def open_ticket_of(thread_ids: Sequence[int]) -> int | None:
    """The ticket, not closed, of one of these threads, or of a cluster that one belongs to."""
    listed = database.id_list(thread_ids)
    found: int | None = await database.value(
        "SELECT k.id FROM tickets k WHERE k.source_type = 'thread' AND k.closed_at IS NULL"
        f" AND k.source_id IN ({listed}) UNION SELECT k.id FROM escalation_members m JOIN escalations e ON e.id = m.escalation_id"
        f" JOIN tickets k ON k.id = e.ticket_id WHERE m.thread_id IN ({listed}) AND e.withdrawn_at IS NULL"
        " AND k.closed_at IS NULL LIMIT 1"
    )
    return found


async def is_own(viewer: Actor, ticket_id: int, submit_key: str) -> bool:
    """Whether it was this form of the viewer's that made a ticket."""
    return bool(submit_key) and await database.value(
        "SELECT 1 FROM tickets WHERE id = $1 AND submitter_id = $2 AND submit_key = $3", ticket_id, viewer.id, submit_key
    ) is not None


async def open_tickets_of(thread_id: int) -> dict[int, int]:
    """The tickets, not closed, that a thread is with, as they go on by now, each with the thread that became it."""
    return {row["id"]: row["thread_id"] for row in await database.rows(
        "SELECT f.id, min(e.thread_id) AS thread_id FROM escalations e JOIN tickets k ON k.id = e.ticket_id"
        f" JOIN tickets f ON f.id = {_GOES_ON_AS} WHERE e.withdrawn_at IS NULL AND f.closed_at IS NULL AND e.id IN"
        " (SELECT s.id FROM escalations s WHERE s.thread_id = $1"
        " UNION SELECT m.escalation_id FROM escalation_members m WHERE m.thread_id = $1) GROUP BY f.id ORDER BY f.id",
        thread_id,
    )}


async def answer(viewer: Actor, comment_id: int) -> Comment | None:
    """A public answer by staff, for staff; None for a note, for words of the requester's side and for none."""
    if not viewer.is_staff:
        return None
    row = await database.row(
        "SELECT c.id, c.ticket_id, c.source, k.subject, p.name, p.display_name FROM ticket_comments c"
        " JOIN tickets k ON k.id = c.ticket_id JOIN people p ON p.id = k.requester_id"
        f" WHERE c.id = $1 AND c.is_public AND c.is_reply AND {working_condition(viewer, 'k')}", comment_id,
    )
    if row is None:
        return None
    return Comment(row["id"], row["ticket_id"], row["subject"], row["source"], (row["display_name"], row["name"]))


async def answers(viewer: Actor, ticket_id: int) -> list[AnswerLine]:
    """The public answers by staff in a ticket, with what became of them in the thread; for staff, in the order of time."""
    if not viewer.is_staff:
        return []
    lines = []
    for row in await database.rows(
        "SELECT c.id, c.html, c.lang, c.created_at, p.display_name, r.post_id FROM ticket_comments c"
        " JOIN people p ON p.id = c.author_id LEFT JOIN published_replies r ON r.comment_id = c.id"
        " WHERE c.ticket_id = $1 AND c.is_public AND c.is_reply ORDER BY c.id", ticket_id,
    ):
        at = database.moment(row["created_at"])
        assert at is not None
        lines.append(AnswerLine(row["id"], row["html"], row["lang"], row["display_name"], at, row["post_id"]))
    return lines


async def movable_posts(thread: ThreadView) -> list[MovablePost]:
    """The posts of a thread, loaded through permission, that stand in public still; the first two hundred."""
    return [
        MovablePost(row["id"], row["position"], row["display_name"], excerpt(row["plain"], 140), row["lang"])
        for row in await database.rows(
            "SELECT p.id, p.position, p.plain, p.lang, a.display_name FROM posts p JOIN people a ON a.id = p.author_id"
            " WHERE p.thread_id = $1 AND p.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM continued_posts c"
            " WHERE c.post_id = p.id) ORDER BY p.position LIMIT 200", thread.id,
        )
    ]
