"""How many questions were spared, measured (docs/knowledge-base.md has the formulas in words): numbers and what they count.

Every number is a condition on writings of questions, and the list behind it has the same condition, so that both agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.i18n import current_locale
from forum.kb import queries as kb
from forum.kb.views import Line
from forum.threads.queries.lists import threads_in_order

#: Days a report may look back, and hours in which whoever posts was not spared their question.
PERIODS, HOURS = (7, 30, 90, 365), 24
PAGE, MOST_ARTICLES = 50, 200


def _has(viewer: Actor, more: str = "TRUE") -> str:
    """SQL: whether something was shown to the writer that the viewer may read. Of what else was shown nobody counts
    anything; what was archived or deleted since counts as before."""
    return (
        f"EXISTS (SELECT 1 FROM suggestions g WHERE g.composing_id = c.id AND {more}"
        " AND (EXISTS (SELECT 1 FROM articles a JOIN article_sections s ON s.id = a.section_id WHERE a.id = g.article_id"
        f" AND {kb.visible_condition(viewer)}) OR EXISTS (SELECT 1 FROM threads h JOIN categories v ON v.id = h.category_id"
        f" WHERE h.id = g.thread_id AND {categories.visible_condition(viewer, 'v')})))"
    )


def _asked_within() -> str:
    """SQL: whether the form was posted, or its writer posted anything, within HOURS of its beginning."""
    until = (
        f"strftime('%Y-%m-%d %H:%M:%S', c.started_at, '+{HOURS} hours')" if database.engine() == "sqlite"
        else f"c.started_at + interval '{HOURS} hours'"
    )
    return (
        f"((c.posted_at IS NOT NULL AND c.posted_at < {until}) OR EXISTS (SELECT 1 FROM threads h WHERE h.author_id = c.person_id"
        f" AND h.created_at >= c.started_at AND h.created_at < {until}))"
    )


def conditions(viewer: Actor) -> dict[str, str]:
    """What each number counts for the viewer, as SQL on writings `c`; $3 is the moment HOURS ago."""
    said = f"({_has(viewer, 'g.solved_at IS NOT NULL')} AND c.posted_at IS NULL)"
    opened = _has(viewer, "g.opened_at IS NOT NULL")
    settled = "c.started_at < $3"
    return {
        "started": "TRUE",
        "shown": _has(viewer),
        "opened": opened,
        "explicit": said,
        "dismissed": "c.dismissed_at IS NOT NULL",
        "posted": "c.posted_at IS NOT NULL",
        "settled": settled,
        "implicit": f"({settled} AND ({said} OR ({opened} AND NOT {_asked_within()})))",
    }


#: What is counted of one article.
OF_ARTICLE: Mapping[str, str] = {
    "shown": "TRUE", "opened": "g.opened_at IS NOT NULL", "solved": "g.solved_at IS NOT NULL AND c.posted_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Writings of questions, by what came of them."""

    started: int = 0
    shown: int = 0
    opened: int = 0
    explicit: int = 0
    dismissed: int = 0
    posted: int = 0
    settled: int = 0
    implicit: int = 0

    @property
    def lower(self) -> float | None:
        """The explicit rate in percent: at least so many were spared."""
        return 100 * self.explicit / self.started if self.started else None

    @property
    def upper(self) -> float | None:
        """The implicit rate in percent, of those whose day is over: at most so many."""
        return 100 * self.implicit / self.settled if self.settled else None


@dataclass(frozen=True, slots=True)
class OfArticle:
    """What came of showing one article."""

    line: Line
    shown: int
    opened: int
    solved: int


@dataclass(frozen=True, slots=True)
class OfCategory:
    """The writings of one category's questions; id 0 for those whose category was not chosen."""

    id: int
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that was shown, and what came of it."""

    title: str
    path: str
    lang: str
    is_article: bool
    rank: int
    opened: bool
    solved: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """One writing of a question, with what the viewer may read of what was shown."""

    id: int
    started_at: datetime
    typed: str
    category_name: str
    dismissed: bool
    posted: bool
    thread: tuple[str, str] | None
    shown: Sequence[Shown]


async def counts(viewer: Actor, days: int) -> Counts:
    """The numbers of the last days, without what stands in categories that the viewer does not see."""
    found = await database.rows_aside(f"SELECT {_sums(viewer)} FROM composings c WHERE {_within(viewer)}", *_period(days))
    return _counts(found[0])


async def by_category(viewer: Actor, days: int) -> list[OfCategory]:
    """The same numbers for each category, the busiest first."""
    found = await database.rows_aside(
        f"SELECT COALESCE(k.id, 0) AS id, COALESCE(k.name, '') AS name, {_sums(viewer)} FROM composings c"
        f" LEFT JOIN categories k ON k.id = c.category_id WHERE {_within(viewer)}"
        " GROUP BY k.id, k.name ORDER BY count(*) DESC, k.id", *_period(days),
    )
    return [OfCategory(row["id"], row["name"], _counts(row)) for row in found]


async def by_article(viewer: Actor, days: int) -> list[OfArticle]:
    """What came of showing each article that the viewer may read, the most helpful first."""
    sums = ", ".join(f"sum(CASE WHEN {one} THEN 1 ELSE 0 END) AS {name}" for name, one in OF_ARTICLE.items())
    found = await database.rows_aside(
        f"SELECT g.article_id, {sums} FROM suggestions g JOIN composings c ON c.id = g.composing_id"
        f" WHERE g.article_id IS NOT NULL AND {_within(viewer)} GROUP BY g.article_id"
        f" ORDER BY {len(OF_ARTICLE) + 1} DESC, 3 DESC, 2 DESC, 1 LIMIT {MOST_ARTICLES}", *_period(days)[:2],
    )
    lines = await kb.lines(viewer, [row["article_id"] for row in found], current_locale())
    return [
        OfArticle(lines[row["article_id"]], row["shown"], row["opened"], row["solved"])
        for row in found if row["article_id"] in lines
    ]


async def writings(
    viewer: Actor, days: int, measure: str, *, article_id: int = 0, category_id: int | None = None, page: int = 1
) -> tuple[list[Writing], int, int, int]:
    """The writings that a number counts: a page of them, its number, how many pages, and how many there are."""
    if article_id:
        condition = _has(viewer, f"g.article_id = {int(article_id)} AND {OF_ARTICLE[measure]}")
        if not await kb.lines(viewer, [article_id], current_locale()):
            condition = "FALSE"
    else:
        condition = conditions(viewer)[measure]
    if category_id is not None:
        condition += f" AND COALESCE(c.category_id, 0) = {int(category_id)}"
    where = f"{_within(viewer)} AND {condition}"
    params = _period(days)[: 3 if "$3" in where else 2]
    number = int((await database.rows_aside(f"SELECT count(*) AS n FROM composings c WHERE {where}", *params))[0]["n"])
    page_count = max(1, -(-number // PAGE))
    page = max(1, min(page, page_count))
    rows = await database.rows_aside(
        "SELECT c.id, c.started_at, c.typed, c.dismissed_at, c.posted_at, c.thread_id, k.name AS category_name"
        f" FROM composings c LEFT JOIN categories k ON k.id = c.category_id WHERE {where}"
        f" ORDER BY c.started_at DESC, c.id DESC LIMIT {PAGE} OFFSET {(page - 1) * PAGE}", *params,
    )
    return await _with_what_was_shown(viewer, rows), page, page_count, number


async def _with_what_was_shown(viewer: Actor, rows: Sequence[Any]) -> list[Writing]:
    shown = await database.rows_aside(
        "SELECT composing_id, article_id, thread_id, rank, opened_at, solved_at FROM suggestions"
        f" WHERE composing_id IN ({database.id_list(row['id'] for row in rows)}) ORDER BY rank, id"
    )
    lines = await kb.lines(viewer, {one["article_id"] for one in shown if one["article_id"]}, current_locale())
    wanted = {one["thread_id"] for one in (*shown, *rows) if one["thread_id"]}
    threads = {one.id: one for one in await threads_in_order(viewer, sorted(wanted))}
    made: dict[int, list[Shown]] = {}
    for one in shown:
        line, thread = lines.get(one["article_id"] or 0), threads.get(one["thread_id"] or 0)
        if line is None and thread is None:
            continue
        title, path, lang = (line.title, line.path, line.lang) if line else ("", "", "")
        if thread is not None:
            title, path, lang = thread.title, thread.path, thread.lang
        made.setdefault(one["composing_id"], []).append(Shown(
            title, path, lang, line is not None, one["rank"], one["opened_at"] is not None, one["solved_at"] is not None
        ))
    return [
        Writing(
            row["id"], _at(row["started_at"]), row["typed"], row["category_name"] or "", row["dismissed_at"] is not None,
            row["posted_at"] is not None,
            (threads[row["thread_id"]].title, threads[row["thread_id"]].path) if row["thread_id"] in threads else None,
            made.get(row["id"], ()),
        )
        for row in rows
    ]


def _within(viewer: Actor) -> str:
    seen = f"SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')}"
    return f"c.started_at >= $1 AND c.started_at < $2 AND (c.category_id IS NULL OR c.category_id IN ({seen}))"


def _period(days: int) -> tuple[datetime, datetime, datetime]:
    now = clock.now()
    return now - timedelta(days=days), now + timedelta(seconds=1), now - timedelta(hours=HOURS)


def _sums(viewer: Actor) -> str:
    return ", ".join(
        f"COALESCE(sum(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS {name}"
        for name, condition in conditions(viewer).items()
    )


def _counts(row: Any) -> Counts:
    return Counts(**{one.name: int(row[one.name]) for one in fields(Counts)})


def _at(stored: Any) -> datetime:
    found = database.moment(stored)
    assert found is not None
    return found
