"""Official replies, the page of top helpers, and what the doors of this flat answer."""

import asyncio
from datetime import timedelta
from types import ModuleType

import pytest

from forum.errors import Forbidden
from forum.solutions import actions, queries
from forum.solutions.models import OfficialMark, Solution
from forum.solutions.pages import routes
from forum.threads import actions as threads
from forum.threads.models import Post, Thread
from tests.world import World


@pytest.mark.parametrize("who", ["dev", "chika", "ada"])
async def test_staff_stand_behind_a_reply_and_no_longer(world: World, who: str) -> None:
    asked = await world.a_thread()
    answer = await world.a_reply(asked.thread_id)
    actor = await world.cast.fresh(who)
    await actions.mark_official(actor, answer.post_id)
    await actions.mark_official(actor, answer.post_id)
    assert (await Post.get(id=answer.post_id)).official_at is not None
    assert await OfficialMark.all().count() == 1
    await actions.mark_official(actor, answer.post_id, False)
    assert (await Post.get(id=answer.post_id)).official_at is None
    assert await OfficialMark.all().count() == 0


@pytest.mark.parametrize("who", ["guest", "aiko", "ben", "eve", "uma", "sid"])
async def test_others_do_not(world: World, who: str) -> None:
    asked = await world.a_thread()
    answer = await world.a_reply(asked.thread_id)
    with pytest.raises(Forbidden):
        await actions.mark_official(await world.cast.fresh(who) if who != "guest" else world.cast.actor(who), answer.post_id)


async def test_marking_at_once_leaves_one_mark(world: World) -> None:
    asked = await world.a_thread()
    answer = await world.a_reply(asked.thread_id)
    staff = [await world.cast.fresh(who) for who in ("dev", "chika", "ada", "dev")]
    await asyncio.gather(*(actions.mark_official(actor, answer.post_id) for actor in staff))
    assert await OfficialMark.all().count() == 1


async def test_top_helpers_by_period(world: World, clock: ModuleType) -> None:
    await world.a_solved_thread("aiko", "ben")
    clock.advance(timedelta(days=20))
    asked, answer = await world.a_solved_thread("aiko", "finn")
    await threads.vote_helpful(await world.cast.fresh("eve"), answer.post_id, True)
    found = {period: [(one.name, one.points) for one in await queries.top_helpers(period)] for period in queries.PERIODS}
    assert found["week"] == [("finn", 20), ("aiko", 2)]
    assert found["month"] == found["all"] == [("finn", 20), ("ben", 15), ("aiko", 4)]
    [finn, *_] = await queries.top_helpers("week")
    assert (finn.accepted_count, finn.helpful_count, finn.role) == (1, 1, "member")
    await actions.withdraw(await world.cast.fresh("aiko"), asked.thread_id)
    assert [one.name for one in await queries.top_helpers("week")] == ["finn"]


async def test_the_page_of_helpers(world: World, visitor) -> None:
    guest = await visitor()
    assert (await guest.get("/helpers")).status == 200
    await world.a_solved_thread("aiko", "ben")
    page = await guest.get("/helpers?period=nonsense")
    assert page.status == 200
    assert world.cast.ben.display_name in page.text


async def test_a_browser_accepts_and_withdraws(world: World, visitor) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    aiko = await visitor("aiko")
    page = await aiko.post(f"/threads/{asked.thread_id}/solution", {"post": str(answer.post_id)})
    assert page.status == 303
    assert (await Thread.get(id=asked.thread_id)).status == "solved"
    assert (await aiko.post(f"/threads/{asked.thread_id}/solution/remove", {"note": ""})).status == 303
    assert (await Thread.get(id=asked.thread_id)).status == "open"
    assert (await aiko.post(f"/threads/{asked.thread_id}/solved", {"note": "Myself"})).status == 303
    assert (await Thread.get(id=asked.thread_id)).status_reason == "asker_says"


async def test_a_reply_of_another_thread_is_refused(world: World, visitor) -> None:
    asked = await world.a_thread("aiko")
    other = await world.a_thread("aiko")
    answer = await world.a_reply(other.thread_id, "ben")
    aiko = await visitor("aiko")
    assert (await aiko.post(f"/threads/{asked.thread_id}/solution", {"post": str(answer.post_id)})).status == 422
    assert await Solution.all().count() == 0


async def test_getting_changes_nothing(world: World, visitor) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    dev = await visitor("dev")
    for route in routes:
        if "POST" in route.methods:
            path = route.path.replace("{id}", str(answer.post_id if "replies" in route.path else asked.thread_id))
            # The word after a thread's number is read as its slug, which leads to the right one.
            assert (await dev.get(path)).status in (301, 404, 405), path
    assert (await Thread.get(id=asked.thread_id)).status == "open"
    assert await OfficialMark.all().count() == 0
