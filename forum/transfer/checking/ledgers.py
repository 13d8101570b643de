"""What each table's sums are derived from, and how it is put right: by the actions' own recount where there is one.

`drifts(where)` is given a condition on the ids ("BETWEEN 1 AND 1000", "IN (…)") and reads them with a few statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from forum import database
from forum.kb.models import ArticleTranslation
from forum.text.excerpt import excerpt
from forum.threads.actions.asking import EXCERPT
from forum.threads.actions.summary import recount, touch_lists
from forum.threads.actions.tagging import recount_tags
from forum.threads.models import Post, Thread
from forum.threads.policy import ASKING_TYPES
from forum.transfer.checking.article_ledgers import ArticleAnswers, ArticleSources, Proposals, TicketAnswers
from forum.transfer.checking.drift import Drift
from forum.transfer.checking.reviews import ReviewItems, Sight
from forum.transfer.checking.ticket_ledgers import Tickets

#: Enough of a text to make its excerpt of.
_BEGINNING = EXCERPT * 8 + 200


class Ledger(Protocol):
    """A table with sums in it."""

    table: str

    async def drifts(self, where: str) -> list[Drift]:
        """What is wrong in the rows that the condition on their ids picks."""
        ...

    async def mend(self, drifts: Sequence[Drift]) -> None:
        """Put right what is wrong. Inside a transaction that holds the rows."""
        ...


class Threads:
    """Threads' summaries, from their posts, solutions, tags, views and fellow sufferers."""

    table = "threads"

    async def drifts(self, where: str) -> list[Drift]:
        threads = await database.rows_aside(
            "SELECT id, type, author_id, status, created_at, last_activity_at, last_position, reply_count,"
            " response_count, view_count, imported_views, same_problem_count, first_response_at, waiting_since,"
            f" solution_post_id, excerpt, answer_excerpt, tag_names FROM threads WHERE id {where}"
            # What was merged keeps its sums as they were, for the day on which that is undone.
            " AND merged_into_id IS NULL ORDER BY id"
        )
        posts = _by(await database.rows_aside(
            "SELECT thread_id, position, author_id, created_at, deleted_at FROM posts"
            f" WHERE thread_id {where} ORDER BY thread_id, position"
        ), "thread_id")
        solutions = {row["thread_id"]: row for row in await database.rows_aside(
            f"SELECT s.thread_id, s.post_id, s.note, SUBSTR(p.plain, 1, {_BEGINNING}) AS plain, p.hidden_at"
            " FROM solutions s"
            f" LEFT JOIN posts p ON p.id = s.post_id WHERE s.thread_id {where}"
        )}
        openings = {row["thread_id"]: row["plain"] for row in await database.rows_aside(
            f"SELECT thread_id, SUBSTR(plain, 1, {_BEGINNING}) AS plain FROM posts"
            f" WHERE position = 0 AND thread_id {where}"
        )}
        tags = _by(await database.rows_aside(
            "SELECT g.thread_id, g.last_activity_at, n.name FROM thread_tags g JOIN tags n ON n.id = g.tag_id"
            f" WHERE g.thread_id {where}"
        ), "thread_id")
        # Replies that were split off had their places, which nobody else is given.
        gone = {row["id"]: row["last"] for row in await database.rows_aside(
            f"SELECT thread_id AS id, max(position) AS last FROM moved_posts WHERE thread_id {where} GROUP BY thread_id"
        )}
        views = await _numbers("views", "thread_id", where)
        mates = await _numbers("same_problems", "thread_id", where)
        found: list[Drift] = []
        for row in threads:
            own = posts.get(row["id"], [])
            solution = solutions.get(row["id"])
            right = _summary(row, own, _status(row["status"], solution is not None))
            right["last_position"] = max(right["last_position"], gone.get(row["id"], 0))
            right |= {
                "solution_post_id": solution["post_id"] if solution else None,
                "answer_excerpt": _answer(solution),
                "tag_names": ",".join(sorted(tag["name"] for tag in tags.get(row["id"], []))),
                "view_count": views.get(row["id"], 0) + row["imported_views"],
                "same_problem_count": mates.get(row["id"], 0),
            }
            if row["id"] in openings:
                right["excerpt"] = excerpt(openings[row["id"]], EXCERPT)
            else:
                found.append(Drift("thread", row["id"], "opening post", "none", "one", mendable=False))
            for what, value in right.items():
                kept = database.moment(row[what]) if what in _MOMENTS else row[what]
                if kept != value:
                    found.append(Drift("thread", row["id"], what, kept, value))
            latest = right["last_activity_at"]
            followed = [database.moment(tag["last_activity_at"]) for tag in tags.get(row["id"], [])]
            for kept in sorted({at for at in followed if at != latest}):
                found.append(Drift("thread", row["id"], "last_activity_at of its tags", kept, latest))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        by_thread: dict[int, dict[str, Any]] = defaultdict(dict)
        for drift in drifts:
            by_thread[drift.id][drift.what] = drift.right
        for thread_id, right in by_thread.items():
            thread = await Thread.get(id=thread_id)
            for what in right.keys() & _PLAIN:
                setattr(thread, what, right[what])
            await recount(thread)
            thread.version += 1
            await thread.save()
            await touch_lists(thread.id, thread.last_activity_at)


class Posts:
    """Posts' summaries, from votes, marks and revisions."""

    table = "posts"

    async def drifts(self, where: str) -> list[Drift]:
        found: list[Drift] = []
        for row in await database.rows_aside(
            "SELECT p.id, p.helpful_count, p.official_at, p.revision_count,"
            " p.imported_score + (SELECT count(*) FROM helpful_votes v WHERE v.post_id = p.id) AS votes,"
            " (SELECT m.marked_at FROM official_marks m WHERE m.post_id = p.id) AS marked_at,"
            " (SELECT max(r.number) FROM revisions r WHERE r.post_id = p.id) AS revisions"
            f" FROM posts p WHERE p.id {where} ORDER BY p.id"
        ):
            official, marked = database.moment(row["official_at"]), database.moment(row["marked_at"])
            if row["helpful_count"] != row["votes"]:
                found.append(Drift("post", row["id"], "helpful_count", row["helpful_count"], row["votes"]))
            if official != marked:
                found.append(Drift("post", row["id"], "official_at", official, marked))
            if row["revisions"] is None:
                found.append(Drift("post", row["id"], "first revision", "none", "one", mendable=False))
            elif row["revision_count"] != row["revisions"]:
                found.append(Drift("post", row["id"], "revision_count", row["revision_count"], row["revisions"]))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await Post.filter(id=drift.id).update(**{drift.what: drift.right})


class People:
    """People's reputation and its counts, from what earned it."""

    table = "people"

    async def drifts(self, where: str) -> list[Drift]:
        earned = {row["person_id"]: row for row in await database.rows_aside(
            "SELECT person_id, sum(points) AS reputation,"
            " sum(CASE WHEN reason = 'accepted' THEN 1 ELSE 0 END) AS accepted_count,"
            " sum(CASE WHEN reason = 'helpful' THEN 1 ELSE 0 END) AS helpful_count"
            f" FROM reputation_entries WHERE person_id {where} GROUP BY person_id"
        )}
        return [
            Drift("person", row["id"], what, row[what], right)
            for row in await database.rows_aside(
                f"SELECT id, reputation, accepted_count, helpful_count FROM people WHERE id {where} ORDER BY id"
            )
            for what in ("reputation", "accepted_count", "helpful_count")
            if row[what] != (right := int(earned[row["id"]][what]) if row["id"] in earned else 0)
        ]

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await database.execute(f"UPDATE people SET {drift.what} = $1 WHERE id = $2", drift.right, drift.id)


class Tags:
    """Tags' numbers of public threads."""

    table = "tags"

    async def drifts(self, where: str) -> list[Drift]:
        counted = {row["tag_id"]: row["number"] for row in await database.rows_aside(
            "SELECT g.tag_id, count(*) AS number FROM thread_tags g JOIN threads t ON t.id = g.thread_id"
            " JOIN categories c ON c.id = t.category_id"
            f" WHERE g.tag_id {where} AND t.deleted_at IS NULL AND t.unlisted_at IS NULL AND c.see = 'everyone' GROUP BY g.tag_id"
        )}
        return [
            Drift("tag", row["id"], "thread_count", row["thread_count"], counted.get(row["id"], 0))
            for row in await database.rows_aside(f"SELECT id, thread_count FROM tags WHERE id {where} ORDER BY id")
            if row["thread_count"] != counted.get(row["id"], 0)
        ]

    async def mend(self, drifts: Sequence[Drift]) -> None:
        await recount_tags(drift.id for drift in drifts)


class Articles:
    """Articles' views and labels, from the rows behind them."""

    table = "articles"

    async def drifts(self, where: str) -> list[Drift]:
        views = await _numbers("article_views", "article_id", where)
        labels = _by(await database.rows_aside(
            f"SELECT article_id, name FROM article_labels WHERE article_id {where} ORDER BY id"
        ), "article_id")
        found: list[Drift] = []
        for row in await database.rows_aside(
            f"SELECT id, view_count, label_names FROM articles WHERE id {where} ORDER BY id"
        ):
            names = ",".join(label["name"] for label in labels.get(row["id"], []))
            for what, right in (("view_count", views.get(row["id"], 0)), ("label_names", names)):
                if row[what] != right:
                    found.append(Drift("article", row["id"], what, row[what], right))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await database.execute(f"UPDATE articles SET {drift.what} = $1 WHERE id = $2", drift.right, drift.id)


class ArticleVersions:
    """Articles in each language: how many revisions there are, that the live one is among them with its title, and since
    when a translation is older than its source."""

    table = "article_translations"

    async def drifts(self, where: str) -> list[Drift]:
        found: list[Drift] = []
        for row in await database.rows_aside(
            "SELECT t.id, t.title, t.live_number, t.outdated_since, t.revision_count, r.title AS live_title,"
            " (SELECT max(n.number) FROM article_revisions n WHERE n.translation_id = t.id) AS revisions,"
            " CASE WHEN t.lang <> a.source_lang AND t.live_number IS NOT NULL THEN (SELECT min(m.published_at)"
            " FROM article_revisions m JOIN article_translations o ON o.id = m.translation_id"
            " WHERE o.article_id = a.id AND o.lang = a.source_lang AND m.published_at IS NOT NULL AND NOT m.minor"
            " AND m.number > COALESCE(t.source_number, 0)) END AS newer"
            " FROM article_translations t JOIN articles a ON a.id = t.article_id"
            " LEFT JOIN article_revisions r ON r.translation_id = t.id AND r.number = t.live_number"
            f" WHERE t.id {where} ORDER BY t.id"
        ):
            kept, right = database.moment(row["outdated_since"]), database.moment(row["newer"])
            if row["revision_count"] != (row["revisions"] or 0):
                found.append(Drift("article version", row["id"], "revision_count", row["revision_count"], row["revisions"] or 0))
            if row["live_number"] is not None and row["live_title"] is None:
                found.append(Drift("article version", row["id"], "live revision", "none", row["live_number"], mendable=False))
            elif row["live_number"] is not None and row["title"] != row["live_title"]:
                found.append(Drift("article version", row["id"], "title", row["title"], row["live_title"]))
            if kept != right:
                found.append(Drift("article version", row["id"], "outdated_since", kept, right))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await ArticleTranslation.filter(id=drift.id).update(**{drift.what: drift.right})


LEDGERS: tuple[Ledger, ...] = (
    Threads(), Posts(), People(), Tags(), Articles(), ArticleVersions(), ArticleAnswers(), ArticleSources(), Proposals(),
    TicketAnswers(), Sight(), ReviewItems(), Tickets(),
)

_MOMENTS = frozenset({"last_activity_at", "first_response_at", "waiting_since"})
#: What `recount` does not derive.
_PLAIN = frozenset({
    "status", "last_position", "solution_post_id", "answer_excerpt", "excerpt", "tag_names", "view_count",
    "same_problem_count",
})


def _summary(thread: Any, posts: Sequence[Any], status: str) -> dict[str, Any]:
    """What the posts, in order, make of the thread: the same as `recount`, for a whole batch at once."""
    asker = thread["author_id"]
    replies = responses = 0
    last_at: datetime | None = None
    first_at: datetime | None = None
    waiting: datetime | None = None
    for post in posts:
        if post["deleted_at"] is not None:
            continue
        at = database.moment(post["created_at"])
        assert at is not None
        if post["author_id"] == asker:
            waiting = at if waiting is None else min(waiting, at)
        elif post["position"] > 0:
            waiting = None
        if post["position"] > 0:
            replies += 1
            last_at = at if last_at is None else max(last_at, at)
            if post["author_id"] != asker:
                responses += 1
                first_at = at if first_at is None else min(first_at, at)
    return {
        "status": status,
        "last_position": max((post["position"] for post in posts), default=0),
        "reply_count": replies,
        "response_count": responses,
        "first_response_at": first_at,
        "last_activity_at": last_at or database.moment(thread["created_at"]),
        "waiting_since": waiting if thread["type"] in ASKING_TYPES and status != "solved" else None,
    }


def _status(kept: str, solved: bool) -> str:
    """Solved by a solution and by nothing else; what was closed elsewhere may have had one before."""
    if solved:
        return kept if kept == "closed" else "solved"
    return "open" if kept == "solved" else kept


def _answer(solution: Any) -> str:
    if solution is None:
        return ""
    if solution["hidden_at"] is not None:
        return ""
    return excerpt(solution["plain"], EXCERPT) if solution["post_id"] is not None else str(solution["note"][:EXCERPT])


async def _numbers(table: str, column: str, where: str) -> dict[int, int]:
    found = await database.rows_aside(
        f"SELECT {column} AS id, count(*) AS number FROM {table} WHERE {column} {where} GROUP BY {column}"
    )
    return {row["id"]: row["number"] for row in found}


def _by(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[column]].append(row)
    return grouped
