"""What questions and tickets are about: the reason of one question, and the report over all that the viewer may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.threads.views import thread_path
from forum.tickets import policy
from forum.tickets.queries.access import working_condition
from forum.tickets.queries.arranging import reasons
from forum.tickets.reasons import Count, Span
from forum.tickets.views import desk_path

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A question or ticket of the report. `reason_id` is None where nobody said."""

    kind: str
    id: int
    title: str
    lang: str
    path: str
    status: str
    reason_id: int | None
    created_at: datetime


async def reason_of_thread(thread_id: int, *, in_use: bool = False) -> int | None:
    """The contact reason of a thread that the caller has loaded for staff; with `in_use` none that was put away."""
    alive = " AND c.archived_at IS NULL" if in_use else ""
    found: int | None = await database.value(
        f"SELECT r.reason_id FROM thread_reasons r JOIN contact_reasons c ON c.id = r.reason_id WHERE r.thread_id = $1{alive}",
        thread_id,
    )
    return found


async def reasons_given(items: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], int]:
    """The contact reasons of questions ("thread") and tickets ("ticket") that the caller has loaded for staff."""
    given: dict[tuple[str, int], int] = {}
    for kind, sql in (
        ("thread", "SELECT thread_id AS id, reason_id FROM thread_reasons WHERE thread_id IN ({})"),
        ("ticket", "SELECT id, reason_id FROM tickets WHERE reason_id IS NOT NULL AND id IN ({})"),
    ):
        if items.get(kind):
            for row in await database.rows(sql.format(database.id_list(items[kind]))):
                given[kind, row["id"]] = row["reason_id"]
    return given


async def reasons_to_choose(chosen: int | None = None) -> list[tuple[int, str]]:
    """The reasons in use, each with its place in the tree; and the one that is chosen, though it was put away."""
    return [
        (one.id, one.trail) for one in await reasons(archived=chosen is not None)
        if not one.is_archived or one.id == chosen
    ]


async def reason_counts(viewer: Actor, span: Span, kind: str = "") -> list[Count]:
    """How many questions and problems, and how many tickets, were opened in each part of the span for each reason."""
    policy.may_work(viewer).require()
    bounds = span.bounds
    cases = " ".join(f"WHEN x.created_at > ${number + 1} THEN {number}" for number in reversed(range(1, len(bounds))))
    return [
        Count(row["kind"], row["reason_id"], row["part"], int(row["number"]))
        for row in await database.rows_aside(
            f"SELECT x.kind, x.reason_id, CASE {cases} ELSE 0 END AS part, COUNT(*) AS number"
            f" FROM ({_opened(viewer, kind)}) x GROUP BY 1, 2, 3",
            *bounds,
        )
    ]


async def reasoned(
    viewer: Actor, span: Span, *, kind: str = "", part: int | None = None, reason_ids: Sequence[int] | None = None,
    nobody_said: bool = False, page: int = 1,
) -> list[Reasoned]:
    """A page, and one more, of what the report counts, newest first: of one kind, part of the span, some reasons, or none."""
    policy.may_work(viewer).require()
    where: list[str] = []
    params: list[Any] = [span.bounds[part or 0]]
    if part is not None and part + 1 < span.parts:
        params.append(span.bounds[part + 1])
        where.append("x.created_at <= $2")
    if nobody_said:
        where.append("x.reason_id IS NULL")
    elif reason_ids is not None:
        where.append(f"x.reason_id IN ({database.id_list(reason_ids)})")
    return [
        Reasoned(
            row["kind"], row["id"], row["title"], row["lang"],
            thread_path(row["id"], row["slug"]) if row["kind"] == "thread" else desk_path(row["id"]), row["status"],
            row["reason_id"], database.moment(row["created_at"]),
        )
        for row in await database.rows_aside(
            f"SELECT x.* FROM ({_opened(viewer, kind)}) x WHERE {' AND '.join(where) or '1 = 1'}"
            f" ORDER BY x.created_at DESC, x.kind, x.id DESC LIMIT {PAGE_SIZE + 1} OFFSET {(max(1, page) - 1) * PAGE_SIZE}",
            *params,
        )
    ]


def _opened(viewer: Actor, kind: str) -> str:
    """SQL of what was opened after $1, as far as the viewer may read it; what was merged away counts in what it went into."""
    questions = (
        "SELECT 'thread' AS kind, t.id, t.title, t.lang, t.slug, t.status, r.reason_id, t.created_at FROM threads t"
        " JOIN categories c ON c.id = t.category_id LEFT JOIN thread_reasons r ON r.thread_id = t.id"
        " WHERE t.created_at > $1 AND t.type IN ('question', 'problem') AND t.deleted_at IS NULL"
        f" AND {categories.visible_condition(viewer, 'c')}"
    )
    tickets = (
        "SELECT 'ticket' AS kind, t.id, t.subject AS title, t.lang, '' AS slug, t.status, t.reason_id, t.created_at"
        f" FROM tickets t WHERE t.created_at > $1 AND t.merged_into_id IS NULL AND {working_condition(viewer)}"
    )
    return {"thread": questions, "ticket": tickets}.get(kind, f"{questions} UNION ALL {tickets}")
