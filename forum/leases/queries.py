"""Who is replying to what. Doors ask `policy.may_take` first, since the names are for those who answer."""

from collections.abc import Iterable
from typing import Any

from forum import clock, database
from forum.leases.views import Holding

_COLUMNS = (
    "l.subject_id, l.holder_id, l.taken_at, l.expires_at, l.taken_from_id, p.name, p.display_name"
    " FROM leases l JOIN people p ON p.id = l.holder_id"
)


async def holding(subject_type: str, subject_id: int) -> Holding | None:
    """Who is replying to this one at the moment, or None."""
    found = await holdings(subject_type, [subject_id])
    return found.get(subject_id)


async def holdings(subject_type: str, subject_ids: Iterable[int]) -> dict[int, Holding]:
    """Who is replying to which of these at the moment."""
    found = await database.rows(
        f"SELECT {_COLUMNS} WHERE l.subject_type = $1 AND l.expires_at > $2"
        f" AND l.subject_id IN ({database.id_list(subject_ids)})", subject_type, clock.now(),
    )
    return {row["subject_id"]: _holding(row) for row in found}


def _holding(row: Any) -> Holding:
    moment = database.moment
    return Holding(
        row["holder_id"], row["display_name"] or row["name"], moment(row["taken_at"]), moment(row["expires_at"]),
        row["taken_from_id"] or 0,
    )
