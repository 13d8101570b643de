"""What the fault trials have in common: people who write and read at once, a fault again and again, and a reckoning.

Whoever writes gives each reply a key. What was acknowledged must be there, once, whatever happened to the server or its
database meanwhile; what was not is sent again under its key, twice, and then must be there once as well.
"""

import asyncio
import os
import random
import secrets
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from forum import clock, database, events
from forum.accounts.middleware import cookie_name, hash_secret
from forum.accounts.models import Person, Session
from forum.notifications.models import Notification
from forum.threads.models import Post, Thread
from tests.browser.served import run_command
from tests.operations.running import Account, Client, Server, keep_reading, keep_writing, reply
from tests.world import World

WRITERS = ("ben", "chika", "dev", "ada", "eve", "finn")
#: How fast a server that was killed must answer again on a machine that does nothing else, in seconds.
BACK = 2.0


@dataclass(slots=True)
class Figures:
    """One line of the table that `make torture` ends with."""

    trial: str
    faults: int = 0
    requests: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    #: Events with more than one effect, or without any.
    mistold: int = 0
    #: The longest time without an answer, in seconds.
    away: float = 0.0
    note: str = ""

    def is_clean(self) -> bool:
        """Whether nothing was lost or done twice."""
        return self.lost == self.doubled == self.mistold == 0


Record = Callable[[Figures], None]


@dataclass
class Community:
    """Six people with an open session each, and a thread of aiko's that they reply to."""

    world: World
    server: Server
    thread_id: int
    writers: list[Client]
    account: Account = field(default_factory=Account)

    @property
    def path(self) -> str:
        """The thread's address."""
        return f"/threads/{self.thread_id}"

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return len(self.account.asked)

    async def retry(self) -> int:
        """Do as a browser does that got no answer: send the form again, here twice; returns how many forms."""
        retried = len(self.account.unknown)
        for key in sorted(self.account.unknown):
            sender = self.writers[int(key.split("-")[1])]
            for _ in range(2):
                asked = await sender.post(f"{self.path}/replies", reply(key))
                assert asked.status == 303, f"{key} was sent again and answered with {asked.status} {asked.trouble}"
            self.account.acknowledged.add(key)
        self.account.unknown.clear()
        return retried

    def hang_up(self) -> None:
        """Close every connection."""
        for writer in self.writers:
            writer.close()


async def community(world: World, server: Server, *others: Server) -> Community:
    """A thread to reply to; the writers are spread over `server` and `others`, which share a database."""
    thread = await world.a_thread("aiko")
    await world.settle()
    servers = [server, *others]
    writers = [
        await signed_in(servers[number % len(servers)], world.cast.person(name)) for number, name in enumerate(WRITERS)
    ]
    return Community(world, server, thread.thread_id, writers)


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
    """People writing and reading at once, until `end`."""

    def __init__(self, within: Community, name: str, readers: int = 4) -> None:
        self.account = within.account
        self.stopped = asyncio.Event()
        reading = [Client(within.server.url, agent=f"Mozilla/5.0 Firefox/{number}") for number in range(readers)]
        self.clients = [*within.writers, *reading]
        self.tasks = [
            asyncio.create_task(
                keep_writing(one, f"{within.path}/replies", self.account, self.stopped, f"{name}-{number}")
            )
            for number, one in enumerate(within.writers)
        ] + [asyncio.create_task(keep_reading(one, "/threads", self.account, self.stopped)) for one in reading]

    async def is_under_way(self, patience: float = 20.0) -> None:
        """Wait until some replies of this load were acknowledged: a server that is cold acknowledges nothing."""
        before, ends = len(self.account.acknowledged), time.monotonic() + patience
        while len(self.account.acknowledged) < before + 5:
            assert time.monotonic() < ends, f"nobody could write: {self.account.strange[-5:]}"
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


async def claims_lapse(wait: bool) -> None:
    """Let the claims of dead processes lapse: by waiting as long as it takes, or (in a short trial) by hand."""
    if wait:
        await settled(events.dispatch.CLAIM.total_seconds() + 60)
    else:
        await database.execute("UPDATE deliveries SET claimed_until = NULL WHERE stuck_at IS NULL")
        await settled(30)


async def reckon(within: Community, figures: Figures) -> Figures:
    """Count what was lost and what was done twice; fails for anything half done, and when `check` finds a drift."""
    account = within.account
    posts = await Post.filter(thread_id=within.thread_id, position__gt=0).order_by("position")
    keys = [post.submit_key for post in posts]
    figures.requests = within.requests
    figures.acknowledged = len(account.acknowledged)
    figures.lost = len(account.acknowledged - set(keys))
    figures.doubled = len(keys) - len(set(keys))
    told = await database.value(
        "SELECT count(*) FROM events WHERE name = 'reply.posted' AND subject_id = $1", within.thread_id
    )
    # The asker watches the thread: each reply told them exactly once.
    lines = await Notification.filter(
        person_id=within.world.cast.aiko.id, thread_id=within.thread_id, kind="reply"
    ).values_list("post_id", flat=True)
    figures.mistold = abs(told - len(posts)) + (len(lines) - len(set(lines))) + len({p.id for p in posts} - set(lines))
    assert set(keys) <= account.acknowledged | account.unknown
    assert [post.position for post in posts] == list(range(1, len(posts) + 1))
    thread = await Thread.get(id=within.thread_id)
    assert (thread.reply_count, thread.last_position) == (len(posts), len(posts))
    if database.engine() == "sqlite":
        assert await database.value("PRAGMA integrity_check") == "ok"
        assert await database.rows("PRAGMA foreign_key_check") == []
    await asyncio.to_thread(run_command, within.server.folder, within.server.database_url, "check")
    return figures


async def die_under_load(
    within: Community, cycles: int, *, wait: bool = False, meanwhile: Callable[[], Awaitable[object]] | None = None
) -> Figures:
    """SIGKILL again and again, with `meanwhile` while the server is dead; leaves the server running.

    `wait`: until the claims of the dead have lapsed by themselves. The note says how long the ways back took.
    """
    server, account = within.server, within.account
    figures = Figures("", cycles)
    back: list[float] = []
    await asyncio.to_thread(server.start)
    retried = 0
    for cycle in range(cycles):
        load = Load(within, f"c{cycle}")
        await load.is_under_way()
        await asyncio.sleep(random.uniform(0.0, 0.8))
        await asyncio.to_thread(server.kill)
        died_at = time.monotonic()
        await load.end()
        if meanwhile is None:
            back.append(await asyncio.to_thread(server.start))
        else:
            await meanwhile()
            await asyncio.to_thread(server.start)
            back.append(time.monotonic() - died_at)
        retried += await within.retry()
        within.hang_up()
    assert account.strange == []
    assert len(account.acknowledged) - retried >= cycles * 5
    await claims_lapse(wait)
    figures.away = max(back)
    figures.note = f"{retried} sent again; back within {sorted(back)[len(back) // 2]:.1f} s in the median"
    return await reckon(within, figures)


async def workers_die_under_load(within: Community, cycles: int, *, wait: bool = False) -> Figures:
    """SIGKILL for one of two workers and for both, in turn; the first process stays and replaces them."""
    server, account = within.server, within.account
    figures = Figures("", 0)
    back: list[float] = []
    await asyncio.to_thread(server.start)
    for cycle in range(cycles):
        load = Load(within, f"c{cycle}")
        await load.is_under_way()
        await asyncio.sleep(random.uniform(0.0, 0.8))
        victims = server.worker_pids()
        assert len(victims) == 2
        for pid in victims if cycle % 2 else victims[:1]:
            os.kill(pid, signal.SIGKILL)
            figures.faults += 1
        died_at = time.monotonic()
        while account.last_at < died_at:
            assert time.monotonic() - died_at < 60, f"nobody could write: {account.strange[-5:]}"
            await asyncio.sleep(0.01)
        back.append(account.last_at - died_at)
        while len(set(server.worker_pids()) - set(victims)) < (2 if cycle % 2 else 1):
            assert time.monotonic() - died_at < 60, "who died was not replaced"
            await asyncio.sleep(0.05)
        await load.end()
        assert server.is_alive()
        await within.retry()
        within.hang_up()
    assert account.strange == []
    await claims_lapse(wait)
    figures.away = max(back)
    one, both = sorted(back[::2]), sorted(back[1::2])
    figures.note = f"one of two: {one[len(one) // 2]:.2f} s in the median; both: {both[len(both) // 2]:.2f} s"
    return await reckon(within, figures)


async def stop_under_load(within: Community, cycles: int) -> Figures:
    """SIGTERM again and again: whoever had asked is answered; leaves the server running."""
    server, account = within.server, within.account
    figures = Figures("", cycles)
    in_flight = dropped = 0
    for cycle in range(cycles):
        await asyncio.to_thread(server.start)
        load = Load(within, f"c{cycle}")
        await load.is_under_way()
        await asyncio.sleep(random.uniform(0.0, 0.8))
        before = len(account.asked)
        told_at = time.monotonic()
        server.tell(signal.SIGTERM)
        code = await asyncio.to_thread(server.wait)
        took = time.monotonic() - told_at
        await load.end()
        assert code in (0, -signal.SIGTERM)
        assert took < 10
        late = [asked for asked in account.asked[before:] if 0 < asked.sent_at < told_at]
        in_flight += len(late)
        dropped += sum(asked.status == 0 for asked in late)
    assert account.strange == []
    assert sum(asked.status > 0 for asked in account.asked) > cycles * 10
    # What was told to nobody any more is told after the next start.
    figures.away = await asyncio.to_thread(server.start)
    await within.retry()
    await settled(30)
    figures.note = f"{in_flight} in flight when told to stop, {dropped} of them dropped"
    await reckon(within, figures)
    assert dropped == 0, figures.note
    return figures
