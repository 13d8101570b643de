"""Bookmarks: one's own list, the latest kept first, seen by nobody else."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.threads import actions, queries
from tests.threads.scenes import opened
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_it_works(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    older = await opened(world, "The older of two threads", category=hub)
    newer = await opened(world, "The newer of two threads", category=hub, by="ben")
    eve = world.cast.actor("eve")
    await actions.add_bookmark(eve, newer.thread_id)
    clock.advance(timedelta(minutes=1))
    await actions.add_bookmark(eve, older.thread_id)
    await actions.add_bookmark(eve, older.thread_id)
    assert await queries.bookmarks_of(eve) == 2
    page = await (await (await visitor("eve")).get("/bookmarks")).follow()
    assert page.find("h1").text == "My bookmarks"
    assert [one.text for one in page.find_all(".row-title a")] == [
        "The older of two threads",
        "The newer of two threads",
    ]
    await actions.remove_bookmark(eve, older.thread_id)
    page = await (await visitor("eve")).get("/threads?view=bookmarks&author=ben")
    assert [one.text for one in page.find_all(".row-title a")] == ["The newer of two threads"]


async def test_a_stranger_sees_none(visitor: Visit, world: World) -> None:
    posted = await opened(world, "Something worth keeping")
    await actions.add_bookmark(world.cast.actor("eve"), posted.thread_id)
    page = await (await visitor("finn")).get("/threads?view=bookmarks")
    assert "No bookmarks yet" in page.text
    assert not page.find_all(".row-title a")
    assert (await (await visitor()).get("/threads?view=bookmarks")).location.startswith("/sign-in")


async def test_what_is_closed_to_me_later_is_not_listed(visitor: Visit, world: World) -> None:
    secret = await world.category("Laboratory", see="group", ask="group", answer="group")
    posted = await opened(world, "The secret prototype overheats", by="finn", category=secret)
    await actions.add_bookmark(world.cast.actor("finn"), posted.thread_id)
    finn = await visitor("finn")
    assert "prototype" in (await finn.get("/threads?view=bookmarks")).text
    await database.execute("DELETE FROM group_members WHERE person_id = $1", world.cast.finn.id)
    assert "prototype" not in (await finn.get("/threads?view=bookmarks")).html
