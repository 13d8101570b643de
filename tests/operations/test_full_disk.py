"""A full disk: writes are refused with words, reading goes on, nothing acknowledged is lost, and it ends by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from tortoise.exceptions import OperationalError

from forum import database
from forum.accounts.actor import GUEST
from forum.database.connection import client
from forum.threads import queries
from forum.threads.actions import viewing
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


class Disk:
    """The room that SQLite has."""

    async def fill(self) -> None:
        """Not a page more than there is, as on a disk that is full."""
        _, pages = await client().execute_query("PRAGMA page_count")
        await client().execute_query(f"PRAGMA max_page_count={pages[0][0]}")

    async def empty(self) -> None:
        await client().execute_query("PRAGMA max_page_count=1073741823")


@pytest.fixture
async def disk(db: str, engine: str) -> AsyncIterator[Disk]:
    if engine != "sqlite":
        pytest.skip("PostgreSQL's full disk is tried by its error alone, in tests/web")
    disk = Disk()
    yield disk
    await disk.empty()


async def test_writes_are_refused_with_words_and_reads_go_on(disk: Disk, world: World, visitor: MakeVisitor) -> None:
    thread = await world.a_thread()
    await world.settle()
    ben, guest = await visitor("ben"), await visitor()
    replies = f"/threads/{thread.thread_id}/replies"
    kept: list[str] = []
    statuses: list[int] = []
    await disk.fill()
    for number in range(60):
        body = f"reply {number} " + "with many words " * 300
        page = await ben.post(replies, {"body": body, "submit_key": f"key-{number}"})
        statuses.append(page.status)
        if page.status == 303:
            kept.append(f"key-{number}")
        elif page.status == 507:
            break
    assert statuses[-1] == 507, statuses
    assert "There is no room left to save this." in page.text
    assert "Nothing was changed" in page.text
    assert page.headers["retry-after"] == "5"
    assert page.has("h1")

    # Whoever reads notices nothing, signed in or not; what was noticed of them waits.
    for reader in (guest, ben):
        for path in (thread.path, "/threads", "/users/ben", "/healthz", "/readyz"):
            assert (await reader.get(path)).status == 200
    refused = await ben.json("POST", replies, {})
    assert refused.status in (400, 422, 507)

    await disk.empty()
    again = await ben.post(replies, {"body": body, "submit_key": f"key-{number}"})
    assert again.status == 303
    kept.append(f"key-{number}")
    rows = await database.rows("SELECT submit_key FROM posts WHERE thread_id = $1 AND position > 0", thread.thread_id)
    assert sorted(row["submit_key"] for row in rows) == sorted(kept)
    assert await database.value("SELECT reply_count FROM threads WHERE id = $1", thread.thread_id) == len(kept)
    recorded = await database.value("SELECT count(*) FROM events WHERE name = 'reply.posted'")
    assert recorded == len(kept)
    await world.settle()
    assert await database.value("SELECT count(*) FROM deliveries") == 0
    assert await database.value("PRAGMA integrity_check") == "ok"


async def test_what_was_noticed_while_reading_is_written_later(
    disk: Disk, world: World, visitor: MakeVisitor
) -> None:
    viewing.forget()
    thread = await world.a_thread()
    guest, ben = await visitor(), await visitor("ben")
    assert (await guest.get(thread.path)).status == 200
    await disk.fill()
    view = await queries.visible_thread(GUEST, thread.thread_id)
    # More than fits into what is left of the last pages.
    for number in range(2_000):
        viewing.count_view(GUEST, view, f"10.0.{number // 250}.{number % 250}", "Firefox")
    assert (await ben.get(thread.path)).status == 200
    with pytest.raises(OperationalError):
        await viewing.flush()
    assert await database.value("SELECT view_count FROM threads WHERE id = $1", thread.thread_id) == 0
    await disk.empty()
    await viewing.flush()
    assert await database.value("SELECT view_count FROM threads WHERE id = $1", thread.thread_id) == 2_002
    assert await database.value("SELECT count(*) FROM read_marks WHERE person_id = $1", world.cast.ben.id) == 1
