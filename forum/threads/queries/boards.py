"""Short lists beside each other: what the home page begins with, each read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum import clock
from forum.accounts.actor import Actor
from forum.threads.queries.lists import VIEWS, Board, list_boards
from forum.threads.views import ThreadRow

#: Threads in each list of the home page.
FRONT_SIZE = 6


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on the home page below its field."""

    announcements: Sequence[ThreadRow]
    unanswered: Sequence[ThreadRow]
    solved: Sequence[ThreadRow]
    popular: Sequence[ThreadRow]


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


def _view(name: str, size: int) -> Board:
    keys, condition = VIEWS[name]
    return Board(keys, condition, size)

