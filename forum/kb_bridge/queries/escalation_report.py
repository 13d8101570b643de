"""How often threads go on as tickets, why, how soon, and what became of them in public: folded from the rows themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.threads.views import thread_path


@dataclass(frozen=True, slots=True)
class Escalated:
    """One escalation that stands, with what the figures need to know of its thread."""

    thread_id: int
    title: str
    path: str
    lang: str
    category_id: int
    category_name: str
    reason: str
    ticket_id: int
    escalated_at: datetime
    #: From the question to support.
    wait: timedelta
    #: Solved by a reply that was not published from the ticket.
    solved_by_community: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of escalations adds up to. `asked` is how many questions and problems were opened in the same time."""

    name: str
    key: str
    count: int
    asked: int
    median_hours: float | None
    community: int

    @property
    def per_hundred(self) -> float | None:
        return 100 * self.count / self.asked if self.asked else None


async def escalated_since(viewer: Actor, days: int) -> list[Escalated]:
    """The escalations that stand of threads which were opened in the last days and which the viewer may read, newest first."""
    return [
        Escalated(
            row["id"], row["title"], thread_path(row["id"], row["slug"]), row["lang"], row["category_id"], row["name"],
            row["reason"], row["ticket_id"], at, at - opened, row["by_community"] is not None,
        )
        for row in await database.rows(
            "SELECT t.id, t.title, t.slug, t.lang, t.category_id, t.created_at, c.name, e.reason, e.ticket_id, e.escalated_at,"
            " (SELECT s.post_id FROM solutions s WHERE s.thread_id = t.id AND s.post_id IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM published_replies r WHERE r.post_id = s.post_id)) AS by_community"
            " FROM escalations e JOIN threads t ON t.id = e.thread_id JOIN categories c ON c.id = t.category_id"
            f" WHERE e.withdrawn_at IS NULL AND t.deleted_at IS NULL AND t.created_at > $1"
            f" AND {categories.visible_condition(viewer, 'c')} ORDER BY e.id DESC",
            clock.now() - timedelta(days=days),
        )
        if (at := database.moment(row["escalated_at"])) is not None and (opened := database.moment(row["created_at"])) is not None
    ]


async def asked_since(viewer: Actor, days: int) -> dict[int, int]:
    """How many questions and problems were opened in each category in the last days, as far as the viewer may read them."""
    return {
        row["category_id"]: row["asked"]
        for row in await database.rows(
            "SELECT t.category_id, count(*) AS asked FROM threads t JOIN categories c ON c.id = t.category_id"
            " WHERE t.type IN ('question', 'problem') AND t.deleted_at IS NULL AND t.created_at > $1"
            f" AND {categories.visible_condition(viewer, 'c')} GROUP BY t.category_id",
            clock.now() - timedelta(days=days),
        )
    }


def fold(name: str, key: str, found: Sequence[Escalated], asked: int) -> Figures:
    """What these add up to. A thread that was taken there twice counts once, with its first time."""
    first: dict[int, Escalated] = {}
    for one in sorted(found, key=lambda entry: entry.escalated_at):
        first.setdefault(one.thread_id, one)
    hours = [one.wait.total_seconds() / 3600 for one in first.values()]
    return Figures(
        name, key, len(first), asked, median(hours) if hours else None,
        sum(one.solved_by_community for one in first.values()),
    )
