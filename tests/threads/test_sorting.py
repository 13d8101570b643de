"""Putting threads in order: type, category, tags, locks and pins."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import clock as forum_clock
from forum.accounts.models import Person
from forum.categories.models import Category, Tag
from forum.errors import Forbidden, Invalid
from forum.threads import actions
from forum.threads.forms import Lock, Pin, Sort
from forum.threads.models import ThreadTag
from tests.cast import EVERYONE, STAFF
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def test_it_works(world: World, visitor: MakeVisitor) -> None:
    goal = await world.category("Printing")
    await world.tag("wifi")
    posted = await scene.asked(world, tags="wifi")
    dev = await visitor("dev")
    page = await dev.get(f"{posted.path}/tools")
    form = page.form(f"/threads/{posted.thread_id}/sort")
    assert (form["type"], form["tags"]) == ("question", "wifi")
    sent = await form.submit(type="problem", category=str(goal.id), tags="firmware, wifi", reason="It is broken")
    assert sent.status == 303
    thread = await scene.seen(world, posted.thread_id)
    assert (thread.type, thread.category_name, thread.tags) == ("problem", "Printing", ["firmware", "wifi"])
    assert (await Tag.get(name="firmware")).thread_count == 1


@pytest.mark.parametrize("who", EVERYONE)
async def test_who_may(world: World, visitor: MakeVisitor, who: str) -> None:
    await world.tag("wifi")
    posted = await scene.asked(world)
    actor = await world.cast.fresh(who)
    shelf = (await scene.seen(world, posted.thread_id)).category_id
    moderators = ("chika", "ada")

    async def tried(work: Awaitable[object]) -> bool:
        try:
            await work
        except Forbidden:
            return False
        return True

    assert await tried(actions.retype(actor, posted.thread_id, "idea")) == (who in STAFF)
    assert await tried(actions.move(actor, posted.thread_id, shelf)) == (who in STAFF)
    assert await tried(actions.retag(actor, posted.thread_id, ["wifi"])) == (who in (*STAFF, "aiko"))
    assert await tried(actions.lock(actor, posted.thread_id, Lock.read({}))) == (who in moderators)
    assert await tried(actions.pin(actor, posted.thread_id, Pin.read({"days": "3"}))) == (who in moderators)
    page = await (await visitor(who)).get(f"{posted.path}/tools")
    assert page.status == (303 if who == "guest" else 200 if who in (*STAFF, "aiko") else 403)


async def test_askers_and_members_of_repute_change_tags_only(world: World, visitor: MakeVisitor) -> None:
    await world.tag("wifi")
    posted = await scene.asked(world)
    await Person.filter(name="eve").update(reputation=150)
    for who, tags, after in (("aiko", "wifi", ["wifi"]), ("eve", "", [])):
        page = await (await visitor(who)).get(f"{posted.path}/tools")
        assert not page.has('form[action$="/sort"]')
        assert (await page.submit(f"/threads/{posted.thread_id}/tags", tags=tags)).status == 303
        assert (await scene.seen(world, posted.thread_id)).tags == after


async def test_what_is_refused_stays(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    shelf = (await scene.seen(world, posted.thread_id)).category_id
    dev = await visitor("dev")
    form = (await dev.get(f"{posted.path}/tools")).form(f"/threads/{posted.thread_id}/sort")
    back = await form.submit(type="problem", tags="one,two,three,four,five,six")
    assert back.status == 422
    again = back.form(f"/threads/{posted.thread_id}/sort")
    assert (again["type"], again["tags"], again["category"]) == ("problem", "one,two,three,four,five,six", str(shelf))
    assert (await scene.seen(world, posted.thread_id)).type == "question"
    back = await dev.post(f"/threads/{posted.thread_id}/sort", {"type": "nonsense", "category": "99999", "tags": ""})
    assert back.status == 422
    aiko = await visitor("aiko")
    back = await aiko.post(f"/threads/{posted.thread_id}/tags", {"tags": "brand-new"})
    assert back.status == 422
    assert back.form(f"/threads/{posted.thread_id}/tags")["tags"] == "brand-new"


async def test_nothing_of_it_happens_when_a_part_is_refused(world: World) -> None:
    posted = await scene.asked(world)
    hidden = await world.category("Lab", see="group", ask="group", answer="group")
    with pytest.raises(Invalid):
        await actions.sort(
            world.cast.actor("dev"), posted.thread_id, Sort.read({"type": "idea", "category": str(hidden.id)})
        )
    assert (await scene.seen(world, posted.thread_id)).type == "question"


async def test_tags_count_the_threads_that_everyone_sees(world: World) -> None:
    hidden = await world.category("Staff", see="staff", ask="staff", answer="staff")
    await world.tag("wifi")
    posted = await scene.asked(world, tags="wifi")
    shelf = (await scene.seen(world, posted.thread_id)).category_id
    for goal, count in ((hidden.id, 0), (shelf, 1)):
        await actions.move(world.cast.actor("ada"), posted.thread_id, goal)
        assert (await Tag.get(name="wifi")).thread_count == count


async def test_a_thread_becomes_talk_and_waits_no_more(world: World) -> None:
    posted = await scene.asked(world)
    await actions.retype(world.cast.actor("dev"), posted.thread_id, "discussion")
    assert (await scene.seen(world, posted.thread_id)).waiting_since is None
    await actions.retype(world.cast.actor("dev"), posted.thread_id, "problem")
    assert (await scene.seen(world, posted.thread_id)).waiting_since is not None


async def test_a_thread_on_an_archived_shelf_stays_there(world: World, visitor: MakeVisitor) -> None:
    await world.category("Other")
    posted = await scene.asked(world)
    thread = await scene.seen(world, posted.thread_id)
    await Category.filter(id=thread.category_id).update(archived_at=forum_clock.now())
    form = (await (await visitor("dev")).get(f"{posted.path}/tools")).form(f"/threads/{posted.thread_id}/sort")
    assert form["category"] == str(thread.category_id)
    assert (await form.submit(type="problem")).status == 303
    assert (await scene.seen(world, posted.thread_id)).category_id == thread.category_id


async def test_locking_and_unlocking(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    ada = await visitor("ada")
    await (await ada.get(posted.path)).submit(f"/threads/{posted.thread_id}/lock", reason="It gets heated")
    page = await ada.get(posted.path)
    assert "Locked" in page.find(".thread-facts").text
    assert "It gets heated" in (await ada.get(f"{posted.path}/history")).text
    await page.submit(f"/threads/{posted.thread_id}/lock")
    assert not (await scene.seen(world, posted.thread_id)).is_locked


async def test_pins_end_by_themselves(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    ada = await visitor("ada")
    await (await ada.get(posted.path)).submit(f"/threads/{posted.thread_id}/pin", days="2")
    assert "Pinned" in (await ada.get(posted.path)).find(".thread-facts").text
    clock.advance(timedelta(days=2, minutes=1))
    assert not (await scene.seen(world, posted.thread_id)).is_pinned
    back = await (await ada.get(posted.path)).submit(f"/threads/{posted.thread_id}/pin", days="many")
    assert back.status == 422
    assert back.form(f"/threads/{posted.thread_id}/pin")["days"] == "many"
    await ada.post(f"/threads/{posted.thread_id}/pin", {"days": "5"})
    await ada.post(f"/threads/{posted.thread_id}/pin", {"days": "0"})
    assert not (await scene.seen(world, posted.thread_id)).is_pinned


async def test_tags_follow_the_thread(world: World) -> None:
    tag = await world.tag("wifi")
    posted = await scene.asked(world)
    await actions.retag(world.cast.actor("aiko"), posted.thread_id, ["wifi", "WiFi"])
    [kept] = await ThreadTag.filter(thread_id=posted.thread_id)
    assert kept.tag_id == tag.id
    assert kept.last_activity_at == (await scene.seen(world, posted.thread_id)).last_activity_at
