"""Reading solutions and who helps most."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from forum import clock, database
from forum.threads.views import avatar_path

#: The periods of the page of top helpers, in days; 0 is all time.
PERIODS = {"week": 7, "month": 30, "year": 365, "all": 0}


@dataclass(frozen=True, slots=True)
class SolutionView:
    """By which post and whose word a thread is solved."""

    thread_id: int
    post_id: int | None
    source: str
    accepted_by_name: str
    accepted_by_display_name: str
    accepted_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Helper:
    """A person's place among the helpers of a period."""

    name: str
    display_name: str
    role: str
    points: int
    accepted_count: int
    helpful_count: int

    @property
    def path(self) -> str:
        return f"/users/{quote(self.name, safe='')}"

    @property
    def avatar_path(self) -> str | None:
        return avatar_path(self.name)


async def of(thread_id: int) -> SolutionView | None:
    """The solution of a thread that the caller has loaded through permission."""
    row = await database.row(
        "SELECT s.thread_id, s.post_id, s.source, s.accepted_at, s.note, a.name, a.display_name FROM solutions s"
        " JOIN people a ON a.id = s.accepted_by_id WHERE s.thread_id = $1", thread_id,
    )
    if row is None:
        return None
    accepted_at = database.moment(row["accepted_at"])
    assert accepted_at is not None
    return SolutionView(
        thread_id=row["thread_id"], post_id=row["post_id"], source=row["source"], accepted_by_name=row["name"],
        accepted_by_display_name=row["display_name"], accepted_at=accepted_at, note=row["note"],
    )


async def top_helpers(period: str, limit: int = 30) -> list[Helper]:
    """Who earned most in the period, by points; a period that is unknown counts as the month.

    Points come from helpful votes and accepted replies within the period, so that withdrawing one takes it out again.
    """
    days = PERIODS.get(period, PERIODS["month"])
    since = clock.now() - timedelta(days=days) if days else datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    found = await database.rows_aside(
        "SELECT p.name, p.display_name, p.role, e.points, e.accepted, e.helpful FROM ("
        " SELECT person_id, sum(points) AS points, sum(CASE WHEN reason = 'accepted' THEN 1 ELSE 0 END) AS accepted,"
        " sum(CASE WHEN reason = 'helpful' THEN 1 ELSE 0 END) AS helpful FROM reputation_entries WHERE at >= $1"
        f" GROUP BY person_id ORDER BY sum(points) DESC, person_id LIMIT {int(limit)}"
        ") e JOIN people p ON p.id = e.person_id WHERE p.anonymised_at IS NULL ORDER BY e.points DESC, p.id",
        since,
    )
    return [
        Helper(
            name=row["name"], display_name=row["display_name"], role=row["role"], points=int(row["points"]),
            accepted_count=int(row["accepted"]), helpful_count=int(row["helpful"]),
        )
        for row in found
    ]


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, for their download."""
    accepted = await database.rows_aside(
        "SELECT thread_id, post_id, source, accepted_at, note FROM solutions WHERE accepted_by_id = $1", person_id
    )
    marked = await database.rows_aside("SELECT post_id, marked_at FROM official_marks WHERE marked_by_id = $1", person_id)
    return {
        "accepted": [{name: row[name] for name in row.keys()} for row in accepted],  # noqa: SIM118
        "official_marks": [{name: row[name] for name in row.keys()} for row in marked],  # noqa: SIM118
    }
