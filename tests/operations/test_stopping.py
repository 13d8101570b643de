"""Stopping and dying under load: whoever had asked is answered, what was acknowledged stays, news arrives once."""

import asyncio
import random
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from forum import clock, database, events
from forum.accounts.middleware import cookie_name, hash_secret
from forum.accounts.models import Person, Session
from forum.notifications.models import Notification
from forum.threads.models import Post, Thread
from forum.web.serving import LAST_CALL
from tests.cast import Cast
from tests.operations.running import Account, Client, Server, keep_reading, keep_writing, reply
from tests.world import World

WRITERS = ("ben", "chika", "dev", "ada", "eve", "finn")


@pytest.fixture
async def server(db: str, tmp_path: Path) -> AsyncIterator[Server]:
    """The program beside the test, on the same database; not started yet."""
    made = Server(tmp_path, db)
    yield made
    made.end()


async def signed_in(server: Server, person: Person) -> Client:
    """A client with a session of this person's."""
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    await Session.create(
        person_id=person.id, secret_hash=hash_secret(secret), created_at=now, last_used_at=now,
        expires_at=now + timedelta(days=1), address="127.0.0.1",
    )
    return Client(server.url, f"{cookie_name(secure=False)}={secret}")


class Load:
    """People writing and reading at once."""

    def __init__(self, server: Server, path: str, writers: list[Client], account: Account, name: str) -> None:
        self.stopped = asyncio.Event()
        readers = [Client(server.url, agent=f"Mozilla/5.0 Firefox/{number}") for number in range(4)]
        self.clients = [*writers, *readers]
        self.tasks = [
            asyncio.create_task(keep_writing(one, f"{path}/replies", account, self.stopped, f"{name}-{number}"))
            for number, one in enumerate(writers)
        ] + [asyncio.create_task(keep_reading(one, "/threads", account, self.stopped)) for one in readers]

    async def is_under_way(self, account: Account) -> None:
        """Wait until some replies of this load were acknowledged: a server that is cold acknowledges nothing."""
        before, ends = len(account.acknowledged), time.monotonic() + 20
        while len(account.acknowledged) < before + 5:
            assert time.monotonic() < ends, "nobody could write"
            await asyncio.sleep(0.02)

    async def end(self) -> None:
        self.stopped.set()
        await asyncio.gather(*self.tasks)
        for client in self.clients:
            client.close()


async def settled(seconds: float) -> None:
    """Wait until no news is on its way any more."""
    ends = time.monotonic() + seconds
    while await database.value("SELECT count(*) FROM deliveries WHERE stuck_at IS NULL"):
        assert time.monotonic() < ends, "news was not delivered"
        await asyncio.sleep(0.1)
    assert await database.value("SELECT count(*) FROM deliveries") == 0


async def is_whole(thread_id: int, asker: Person, account: Account) -> None:
    """Every acknowledged reply is there once, nothing is half there, and its news had its effect once."""
    posts = await Post.filter(thread_id=thread_id, position__gt=0).order_by("position")
    keys = [post.submit_key for post in posts]
    assert len(keys) == len(set(keys))
    lost = account.acknowledged - set(keys)
    assert lost == set()
    assert set(keys) <= account.acknowledged | account.unknown
    assert [post.position for post in posts] == list(range(1, len(posts) + 1))
    thread = await Thread.get(id=thread_id)
    assert (thread.reply_count, thread.last_position) == (len(posts), len(posts))
    told = await database.value(
        "SELECT count(*) FROM events WHERE name = 'reply.posted' AND subject_id = $1", thread_id
    )
    assert told == len(posts)
    # The asker watches the thread: each reply told them exactly once.
    lines = await Notification.filter(person_id=asker.id, thread_id=thread_id, kind="reply").values_list(
        "post_id", flat=True
    )
    assert sorted(lines) == [post.id for post in posts]


async def stop_under_load(server: Server, world: World, cycles: int) -> tuple[int, int]:
    """SIGTERM again and again; returns how many requests were answered and how many were in flight at the end."""
    thread = await world.a_thread("aiko")
    await world.settle()
    account = Account()
    writers = [await signed_in(server, world.cast.person(name)) for name in WRITERS]
    in_flight = dropped = 0
    for cycle in range(cycles):
        await asyncio.to_thread(server.start)
        load = Load(server, f"/threads/{thread.thread_id}", writers, account, f"c{cycle}")
        await load.is_under_way(account)
        await asyncio.sleep(random.uniform(0.0, 0.8))
        before = len(account.asked)
        told_at = time.monotonic()
        server.tell(signal.SIGTERM)
        code = await asyncio.to_thread(server.wait)
        ended_at = time.monotonic()
        await load.end()
        assert code in (0, -signal.SIGTERM)
        assert ended_at - told_at < 10
        late = [asked for asked in account.asked[before:] if 0 < asked.sent_at < told_at]
        in_flight += len(late)
        dropped += sum(asked.status == 0 for asked in late)
    assert dropped == 0, f"{dropped} of {in_flight} requests in flight were dropped"
    assert account.strange == []
    answered = sum(asked.status > 0 for asked in account.asked)
    assert answered > cycles * 10
    # What was told to nobody any more is told after the next start.
    await asyncio.to_thread(server.start)
    await settled(30)
    await is_whole(thread.thread_id, world.cast.aiko, account)
    server.tell(signal.SIGTERM)
    await asyncio.to_thread(server.wait)
    return answered, in_flight


async def die_under_load(
    server: Server, world: World, cycles: int, lapse: Callable[[], object] | None
) -> tuple[int, int, float]:
    """SIGKILL again and again; returns acknowledged replies, retried ones, and the longest way back in seconds."""
    thread = await world.a_thread("aiko")
    await world.settle()
    path = f"/threads/{thread.thread_id}"
    account = Account()
    writers = [await signed_in(server, world.cast.person(name)) for name in WRITERS]
    back = [await asyncio.to_thread(server.start)]
    retried = first_try = 0
    for cycle in range(cycles):
        load = Load(server, path, writers, account, f"c{cycle}")
        await load.is_under_way(account)
        await asyncio.sleep(random.uniform(0.0, 0.8))
        server.tell(signal.SIGKILL)
        await asyncio.to_thread(server.wait)
        await load.end()
        first_try = len(account.acknowledged) - retried
        back.append(await asyncio.to_thread(server.start))
        # A browser that got no answer sends its form again: whatever had become of it, there is one reply.
        for key in sorted(account.unknown):
            sender = writers[int(key.split("-")[1])]
            for _ in range(2):
                assert (await sender.post(f"{path}/replies", reply(key))).status == 303
            account.acknowledged.add(key)
            retried += 1
        account.unknown.clear()
        for sender in writers:
            sender.close()
    assert account.strange == []
    assert first_try >= cycles * 5
    if lapse is not None:
        # The claims of the dead lapse after two minutes; nobody has to wait for that here.
        await database.execute("UPDATE deliveries SET claimed_until = NULL WHERE stuck_at IS NULL")
        await settled(30)
    else:
        await settled(events.dispatch.CLAIM.total_seconds() + 60)
    await is_whole(thread.thread_id, world.cast.aiko, account)
    if database.engine() == "sqlite":
        assert await database.value("PRAGMA integrity_check") == "ok"
        assert await database.rows("PRAGMA foreign_key_check") == []
    server.tell(signal.SIGTERM)
    await asyncio.to_thread(server.wait)
    return len(account.acknowledged), retried, max(back)


async def test_a_server_that_is_told_to_stop_answers_whoever_had_asked(server: Server, world: World) -> None:
    await stop_under_load(server, world, 5)


async def test_a_server_that_is_killed_has_lost_nothing_it_acknowledged(server: Server, world: World) -> None:
    await die_under_load(server, world, 2, lambda: None)


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


@pytest.mark.soak
async def test_stopping_twenty_times(server: Server, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    answered, in_flight = await stop_under_load(server, world, 20)
    with capsys.disabled():
        sys.stdout.write(f"\nSIGTERM 20 times: {answered} answered, {in_flight} in flight then, 0 dropped\n")


@pytest.mark.soak
async def test_dying_twenty_times(server: Server, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    acknowledged, retried, back = await die_under_load(server, world, 20, None)
    with capsys.disabled():
        told = f"{acknowledged} acknowledged, {retried} of them sent again, 0 lost; back within {back:.1f} s"
        sys.stdout.write(f"\nSIGKILL 20 times: {told}\n")
