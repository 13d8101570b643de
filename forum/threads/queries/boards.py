"""Short lists beside each other: what the home page and the desk begin with, each read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.threads.queries.lists import LISTED, VIEWS, Board, list_boards
from forum.threads.views import ThreadRow

#: Threads in each list of the home page, and of the desk.
FRONT_SIZE = 6
DESK_SIZE = 10

_WAITING = "t.waiting_since IS NOT NULL AND t.status IN ('open', 'needs_info')"


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on the home page below its field."""

    announcements: Sequence[ThreadRow]
    unanswered: Sequence[ThreadRow]
    solved: Sequence[ThreadRow]
    popular: Sequence[ThreadRow]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for staff: how many threads, and the first of them."""

    unanswered_count: int
    waiting_count: int
    needs_info_count: int
    unanswered: Sequence[ThreadRow]
    waiting: Sequence[ThreadRow]
    needs_info: Sequence[ThreadRow]


async def front(viewer: Actor) -> Front:
    """Pinned announcements, questions without an answer, the latest solved, and what most people have or read."""
    found = await list_boards(
        viewer,
        {
            "pinned": Board(("t.pinned_until", "t.id"), "t.type = 'announcement' AND t.pinned_until > $1", 3),
            "unanswered": _view("unanswered", FRONT_SIZE),
            "solved": _view("solved", FRONT_SIZE),
            "popular": _view("popular", 3 * FRONT_SIZE),
        },
        clock.now(),
    )
    # What is told above is not told again.
    above = {row.id for name in ("pinned", "unanswered", "solved") for row in found[name]}
    popular = [row for row in found["popular"] if row.id not in above]
    return Front(found["pinned"], found["unanswered"], found["solved"], popular[:FRONT_SIZE])


async def waiting_longest(viewer: Actor, size: int = DESK_SIZE) -> Sequence[ThreadRow]:
    """Threads whose asker waits for somebody's word, the longest wait first."""
    return (await list_boards(viewer, {"waiting": _waiting(size)}))["waiting"]


async def desk(viewer: Actor) -> Desk:
    """The counts and the beginnings of what waits; doors ask first whether the viewer is staff."""
    lists = await list_boards(
        viewer,
        {
            "unanswered": _view("unanswered", DESK_SIZE),
            "waiting": _waiting(DESK_SIZE),
            "needs_info": _view("needs-info", DESK_SIZE),
        },
    )
    visible = f"SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')}"
    sums = ", ".join(
        f"COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS {name}"
        for name, condition in (
            ("unanswered", VIEWS["unanswered"][1]), ("waiting", _WAITING), ("needs_info", VIEWS["needs-info"][1]),
        )
    )
    counts = await database.rows_aside(
        f"SELECT {sums} FROM threads t WHERE t.status IN ('open', 'needs_info') AND t.deleted_at IS NULL AND {LISTED}"
        f" AND t.category_id IN ({visible})"
    )
    return Desk(
        int(counts[0]["unanswered"]), int(counts[0]["waiting"]), int(counts[0]["needs_info"]),
        lists["unanswered"], lists["waiting"], lists["needs_info"],
    )


def _view(name: str, size: int) -> Board:
    keys, condition = VIEWS[name]
    return Board(keys, condition, size)


def _waiting(size: int) -> Board:
    return Board(("t.waiting_since", "t.id"), _WAITING, size, oldest_first=True)
