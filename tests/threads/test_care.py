"""Caring for threads: unlisted, archived, slowed down, put under the clock, and several at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from forum import database
from forum.categories.models import Tag
from forum.errors import Forbidden, Invalid, TooMany
from forum.events.models import EventRecord
from forum.notifications import queries as bell
from forum.threads import actions, jobs, queries
from forum.threads.forms import Archive, Lock, Pin, Reason, SlowMode, Timer, Together, Unlist
from forum.threads.models import Thread, ThreadTimer
from forum.transfer.checking.round import check
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]
SECRET = "Zitronenfalter"


async def last_event(name: str) -> dict[str, Any]:
    row = await EventRecord.filter(name=name).order_by("-id").first()
    assert row is not None
    return dict(row.data)


async def test_an_unlisted_thread_is_reached_by_its_address_only(world: World, visitor: MakeVisitor) -> None:
    tag = await world.tag("wifi")
    posted = await scene.asked(world, title=f"The {SECRET} is lost", body=f"Where is the {SECRET}?", tags="wifi")
    await scene.replied(world, "ben", posted.thread_id, f"Here is the {SECRET}.")
    await world.settle()
    chika = world.cast.actor("chika")
    form = Unlist.read({"unlisted": "1", "reason": "Under review", "team_note": "A word from legal"})
    await actions.unlist(chika, posted.thread_id, form)
    await actions.unlist(chika, posted.thread_id, form)
    await world.settle()
    assert await EventRecord.filter(name="thread.unlisted").count() == 1
    assert await last_event("thread.unlisted") == {
        "unlisted": True, "reason": "A word from legal", "public_reason": "Under review", "timer_set_by": None,
    }
    assert (await Tag.get(id=tag.id)).thread_count == 0
    places = (
        "/", "/threads", "/threads?view=unanswered", "/threads?view=archived", "/categories/devices-1", "/feed.atom",
        "/users/aiko", "/users/ben", f"/search?q={SECRET}", "/sitemaps/1.xml", "/tags",
        f"/threads?tag={tag.name}", f"/threads/{posted.thread_id}/feed.atom",
    )
    for who in ("guest", "eve", "dev"):
        one = await visitor(who)
        told = [place for place in places if SECRET in (await one.get(place)).html.replace(f"q={SECRET}", "").replace(
            f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")]
        assert [place for place in told if not place.startswith("/search")] == [], who
    found = await (await visitor()).get(f"/search?q={SECRET}")
    assert posted.path not in found.html
    page = await (await visitor()).get(posted.path)
    assert page.status == 200 and SECRET in page.html
    assert page.find('meta[name="robots"]').get("content") == "noindex"
    assert page.linked_data == [] and not page.has('link[type="application/atom+xml"][href*="/threads/"]')
    assert "A word from legal" not in (await (await visitor()).get(f"{posted.path}/history")).html
    moderator = await visitor("chika")
    assert SECRET in (await moderator.get("/threads?view=unlisted")).html
    assert (await (await visitor("eve")).get("/threads?view=unlisted")).status == 403
    (line,) = (await bell.news_page(world.cast.actor("aiko"))).lines[:1]
    assert (line.kind, line.deed, line.excerpt) == ("curated", "thread.unlisted", "Under review")
    assert (await check()).found == 0
    await actions.unlist(chika, posted.thread_id, Unlist.read({}))
    assert (await Tag.get(id=tag.id)).thread_count == 1
    assert SECRET in (await (await visitor()).get("/threads")).html


async def test_an_archived_thread_is_read_and_left_alone(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await actions.archive(world.cast.actor("chika"), posted.thread_id, Archive.read({"archived": "1", "reason": "2019"}))
    for who in ("ben", "ada"):
        with pytest.raises(Forbidden):
            await scene.replied(world, who, posted.thread_id, "One more word.")
    for work in (
        actions.vote_helpful(world.cast.actor("eve"), reply.post_id, True),
        actions.mark_same_problem(world.cast.actor("eve"), posted.thread_id, True),
        actions.delete_post(world.cast.actor("ben"), reply.post_id, Reason.read({})),
    ):
        with pytest.raises(Forbidden):
            await work
    guest = await visitor()
    page = await guest.get(posted.path)
    assert "2019" in page.text and not page.has("#reply form")
    assert scene.TITLE not in (await guest.get("/threads")).html
    assert scene.TITLE in (await guest.get("/threads?view=archived")).html
    await actions.archive(world.cast.actor("ada"), posted.thread_id, Archive.read({}))
    await scene.replied(world, "ben", posted.thread_id, "One more word.")


async def test_slow_mode_keeps_the_text_and_says_when(
    world: World, visitor: MakeVisitor, clock: ModuleType
) -> None:
    posted = await scene.asked(world)
    await actions.slow_down(world.cast.actor("chika"), posted.thread_id, SlowMode.read({"minutes": "5"}))
    eve = await visitor("eve")
    sent = await (await eve.get(posted.path)).submit(f"/threads/{posted.thread_id}/replies", body="The first word.")
    assert sent.status == 303
    clock.advance(timedelta(minutes=2))
    back = await (await eve.get(posted.path)).submit(f"/threads/{posted.thread_id}/replies", body="The second word.")
    assert (back.status, back.headers["retry-after"]) == (429, "180")
    assert "3 minutes" in back.text and "The second word." in back.html
    await scene.replied(world, "dev", posted.thread_id, "Staff answer at once.")
    await scene.replied(world, "dev", posted.thread_id, "And once more.")
    clock.advance(timedelta(minutes=3))
    await scene.replied(world, "eve", posted.thread_id, "The third word.")
    outcomes = await asyncio.gather(
        *[scene.replied(world, "finn", posted.thread_id, f"Word {number}") for number in range(3)], return_exceptions=True
    )
    assert sum(isinstance(one, TooMany) for one in outcomes) == 2


async def test_closing_waits_for_the_last_reply_and_happens_once(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    dev = world.cast.actor("dev")
    await actions.set_timer(dev, posted.thread_id, Timer.read({"kind": "close", "days": "7"}))
    clock.advance(timedelta(days=6))
    await scene.replied(world, "ben", posted.thread_id)
    clock.advance(timedelta(days=1, minutes=1))
    await jobs.run_timers()
    assert (await scene.seen(world, posted.thread_id)).status == "open"
    (line,) = await queries.timers_of(await scene.seen(world, posted.thread_id))
    assert line.due_at - clock.now() == timedelta(days=5, hours=23, minutes=59)
    clock.advance(timedelta(days=6))
    await asyncio.gather(*[actions.run_due_timers() for _ in range(3)])
    await jobs.run_timers()
    thread = await scene.seen(world, posted.thread_id)
    assert (thread.status, thread.status_reason) == ("closed", "timer")
    assert await EventRecord.filter(name="thread.closed").count() == 1
    assert (await last_event("thread.closed"))["timer_set_by"] == dev.id
    assert not await ThreadTimer.exists()


async def test_a_moment_is_meant_in_the_zone_of_whoever_sets_it(
    world: World, visitor: MakeVisitor, clock: ModuleType
) -> None:
    posted = await scene.asked(world)
    await database.execute("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE id = $1", world.cast.chika.id)
    chika = await visitor("chika")
    tools = await chika.get(f"{posted.path}/tools")
    assert "Asia/Tokyo" in tools.text
    address = f"/threads/{posted.thread_id}/timers"
    again = await tools.submit(address, kind="reopen", at="2026-03-02T09:00")
    assert again.status == 422 and again.form(address)["at"] == "2026-03-02T09:00"
    assert (await tools.submit(address, kind="reopen", at="", days="3")).status == 422
    assert (await tools.submit(address, kind="reopen", at="2026-03-09T09:00", reason="Monday")).status == 303
    (timer,) = await ThreadTimer.all()
    assert timer.due_at == datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
    await tools.submit(address, kind="unlock", at="2026-03-10T09:00")
    page = await chika.get(f"{posted.path}/tools")
    await page.submit(f"{address}/{timer.id}/remove")
    assert [one.kind for one in await ThreadTimer.all()] == ["unlock"]
    await actions.lock(world.cast.actor("chika"), posted.thread_id, Lock.read({"locked": "1", "reason": "Calm down"}))
    assert "Calm down" in (await (await visitor()).get(posted.path)).text
    clock.advance(timedelta(days=8))
    await jobs.run_timers()
    assert not (await scene.seen(world, posted.thread_id)).is_locked


async def test_a_pin_has_an_end(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    chika = world.cast.actor("chika")
    await actions.pin(chika, posted.thread_id, Pin.read({"until": "2026-03-05T12:00"}), "Asia/Tokyo")
    assert (await Thread.get(id=posted.thread_id)).pinned_until == datetime(2026, 3, 5, 3, 0, tzinfo=UTC)
    with pytest.raises(Invalid):
        await actions.pin(chika, posted.thread_id, Pin.read({}))


async def test_staff_see_every_timer_and_cancel_it_from_there(
    world: World, visitor: MakeVisitor, clock: ModuleType
) -> None:
    first, second, pinned = [await scene.asked(world, title=f"Thread number {number} of the desk") for number in range(3)]
    chika = world.cast.actor("chika")
    tomorrow = f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    await actions.set_timer(chika, second.thread_id, Timer.read({"kind": "lock", "at": tomorrow, "reason": "Enough"}))
    await actions.set_timer(chika, first.thread_id, Timer.read({"kind": "close", "days": "7"}))
    clock.advance(timedelta(hours=1))
    await scene.replied(world, "ben", first.thread_id, "That puts it off")
    await actions.pin(chika, pinned.thread_id, Pin.read({"days": "2", "reason": "Read this"}))
    among = await world.category("Among staff", see="staff", ask="staff", answer="staff")
    await actions.move(chika, (await scene.asked(world, title="A secret plan")).thread_id, among.id)
    page = await (await visitor("ada")).get("/desk/timers")
    places = [page.text.index(said) for said in (
        "Thread number 1 of the desk", "Enough", "Thread number 2 of the desk", "Read this", "Thread number 0 of the desk",
        "7 days after the last reply",
    )]
    assert places[2:] == sorted(places[2:]) and places[0] < places[1] and page.text.count("Set by") == 3
    running, count = await queries.running_timers(world.cast.actor("dev"))
    assert count == 3 and running[-1].line.due_at == clock.now() + timedelta(days=7)
    timer = await ThreadTimer.get(kind="lock")
    back = await page.submit(f"/threads/{second.thread_id}/timers/{timer.id}/remove")
    assert back.location == "/desk/timers" and not await ThreadTimer.filter(kind="lock").exists()
    assert (await page.submit(f"/threads/{pinned.thread_id}/pin")).location == "/desk/timers"
    assert (await Thread.get(id=pinned.thread_id)).pinned_until is None
    specialist = await visitor("dev")
    left = await specialist.get("/desk/timers")
    assert "Thread number 0 of the desk" in left.text and "Enough" not in left.text
    assert (await (await visitor("ben")).get("/desk/timers")).status == 403


async def test_several_threads_at_once_each_with_its_result(world: World, visitor: MakeVisitor) -> None:
    shelf, goal = await world.category("Devices"), await world.category("Printing")
    posted = [await scene.asked(world, title=f"Question number {number}", category=shelf) for number in range(3)]
    done, _answer = await world.a_solved_thread(category=shelf)
    ada = await visitor("ada")
    page = await ada.get("/threads?tick=1")
    assert len(page.find_all('input[name="thread"]')) == 4
    ids = [str(one.thread_id) for one in (*posted, done)]
    said = await ada.post("/threads/together", {"thread": [*ids, "987654"], "act": "close", "reason": "Old"})
    assert said.text.count("Done") == 3 and "Withdraw the solution first" in said.text and "It is not there" in said.text
    assert (await scene.seen(world, posted[0].thread_id)).status_reason == "Old"
    await ada.post("/threads/together", {"thread": ids, "act": "move", "category": str(goal.id)})
    await ada.post("/threads/together", {"thread": ids, "act": "tag", "tags": "old"})
    assert (await scene.seen(world, posted[2].thread_id)).tags == ["old"]
    assert {(await Thread.get(id=int(one))).category_id for one in ids} == {goal.id}
    back = await ada.post("/threads/together", {"thread": ids[:2], "act": "move"})
    assert back.status == 422 and len(back.find_all('input[name="thread"][checked]')) == 2
    assert not (await (await visitor("dev")).get("/threads")).has('a[href*="tick=1"]')
    with pytest.raises(Forbidden):
        await actions.do_together(world.cast.actor("dev"), [posted[0].thread_id], Together.read({"act": "reopen"}))
    assert (await check()).found == 0
