"""Stopping under load: whoever had asked is answered, news arrives once. How it dies is tried in `tests/reliability`."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forum import database
from forum.web.serving import LAST_CALL
from tests.cast import Cast
from tests.operations.running import Client, Server
from tests.reliability.faults import community, signed_in, stop_under_load
from tests.world import World


@pytest.fixture
async def server(db: str, tmp_path: Path) -> AsyncIterator[Server]:
    """The program beside the test, on the same database; not started yet."""
    made = Server(tmp_path, db)
    yield made
    made.end()


async def test_a_server_that_is_told_to_stop_answers_whoever_had_asked(server: Server, world: World) -> None:
    assert (await stop_under_load(await community(world, server), 5)).is_clean()


async def test_what_was_noticed_is_written_before_the_end(server: Server, world: World) -> None:
    thread = await world.a_thread("aiko")
    await world.settle()
    await asyncio.to_thread(server.start)
    reader = await signed_in(server, world.cast.ben)
    assert (await reader.get(thread.path)).status == 200
    server.tell(signal.SIGTERM)
    await asyncio.to_thread(server.wait)
    reader.close()
    assert await database.value("SELECT view_count FROM threads WHERE id = $1", thread.thread_id) == 1
    assert await database.value("SELECT count(*) FROM read_marks WHERE person_id = $1", world.cast.ben.id) == 1


async def test_a_request_that_arrives_with_the_signal_is_answered(server: Server, cast: Cast) -> None:
    """A connection that was idle, on which a request is under way while the server begins to close."""
    await asyncio.to_thread(server.start)
    idle = [Client(server.url) for _ in range(20)]
    for client in idle:
        assert (await client.get("/healthz")).status == 200
    told_at = time.monotonic()
    server.tell(signal.SIGTERM)
    found = []
    for client in idle:
        found.append(await client.get("/healthz"))
        await asyncio.sleep(0.01)
    await asyncio.to_thread(server.wait)
    in_time = [asked.status for asked in found if 0 < asked.sent_at < told_at + LAST_CALL - 0.05]
    assert len(in_time) >= 2
    assert set(in_time) == {200}
