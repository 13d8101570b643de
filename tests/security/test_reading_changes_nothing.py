"""Reading changes nothing: an administrator opens every page there is, and every row of the database is as it was.

But for what reading is: that a session was used and its person was here, that a thread was seen and how far.
"""

import re
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest

from forum import database
from forum.threads.actions import viewing
from tests.cast import EVERYONE
from tests.security.estate import Estate, build
from tests.security.test_canaries import addresses, everything_seen_by
from tests.visits import Visitor
from tests.world import World

#: Tables, and columns of others, that reading may write.
READ_MARKS = {"views", "read_marks"}
TOUCHED = {
    "sessions": {"last_used_at", "expires_at"}, "people": {"last_seen_at", "previous_seen_at"}, "threads": {"view_count"},
    "notifications": {"read_at"},
}  # fmt: skip


@pytest.fixture
async def estate(clock: ModuleType, world: World) -> Estate:
    return await build(world)


@pytest.mark.parametrize("who", ["ada", "aiko"])
async def test_opening_every_page_leaves_every_row(
    who: str, estate: Estate, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    assert who in EVERYONE
    one = await visitor(who)
    before = await everything()
    sight = await everything_seen_by(one, [path for path in addresses(estate) if "q=zq" not in path], estate.secrets)
    await viewing.flush()
    after = await everything()
    changed = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
    assert sight.asked > 100
    assert {table: rows for table, rows in changed.items() if rows} == {}
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what reading may write."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if database.engine() == "sqlite"
        else "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in await database.rows(names):
        table = str(row["name"])
        assert re.fullmatch(r"\w+", table)
        if table not in READ_MARKS:
            rows = await database.rows(f"SELECT * FROM {table}")
            found[table] = [
                {name: value for name, value in dict(one).items() if name not in TOUCHED.get(table, ())} for one in rows
            ]
    return found
