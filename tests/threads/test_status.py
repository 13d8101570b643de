"""A thread's status: who sets it, with which words, and what stays refused."""

from collections.abc import Awaitable, Callable

import pytest

from forum.errors import Forbidden, Invalid
from forum.solutions import actions as solutions
from forum.solutions.models import Solution
from forum.threads import actions
from forum.threads.forms import Status
from tests.cast import EVERYONE, STAFF
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def changed(world: World, who: str, thread_id: int, status: str, note: str = "Because") -> None:
    await actions.change_status(await world.cast.fresh(who), thread_id, Status.read({"status": status, "note": note}))


async def test_it_works(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    dev = await visitor("dev")
    page = await dev.get(posted.path)
    sent = await page.submit(f"/threads/{posted.thread_id}/status", status="needs_info", note="Which version?")
    assert sent.status == 303
    page = await (await visitor()).get(posted.path)
    assert "More information is needed. Which version?" in page.text
    side = page.find(".side-state").text
    for part in ("Needs info", "Which version?", "Dev Patel"):
        assert part in side


@pytest.mark.parametrize("who", EVERYONE)
async def test_who_may(world: World, who: str) -> None:
    allowed = {"needs_info": {*STAFF, "ben"}, "closed": {*STAFF, "aiko"}, "open": set(STAFF)}
    for number, (status, people) in enumerate(allowed.items()):
        posted = await scene.asked(world, title=f"A thread to be sorted {number}")
        if status == "open":
            await changed(world, "dev", posted.thread_id, "closed")
        if who in people:
            await changed(world, who, posted.thread_id, status)
            assert (await scene.seen(world, posted.thread_id)).status == status
        else:
            with pytest.raises(Forbidden):
                await changed(world, who, posted.thread_id, status)


async def test_asking_for_information_says_what_for(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    with pytest.raises(Invalid):
        await changed(world, "dev", posted.thread_id, "needs_info", "")
    back = await (await visitor("dev")).post(f"/threads/{posted.thread_id}/status", {"status": "needs_info"})
    assert back.status == 422
    assert "Say what you need to know." in back.text
    assert back.form(f"/threads/{posted.thread_id}/status")["status"] == "needs_info"
    long = "x" * 300
    back = await (await visitor("dev")).post(f"/threads/{posted.thread_id}/status", {"status": "closed", "note": long})
    assert back.form(f"/threads/{posted.thread_id}/status")["note"] == long


async def test_solved_is_not_chosen(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    for status in ("solved", "", "lost"):
        with pytest.raises(Forbidden):
            await changed(world, "ada", posted.thread_id, status)
        sent = await (await visitor("ada")).post(f"/threads/{posted.thread_id}/status", {"status": status})
        assert sent.status == 403


async def test_a_solved_thread_is_opened_by_withdrawing(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    with pytest.raises(Forbidden):
        await changed(world, "ada", posted.thread_id, "closed")
    aiko = await visitor("aiko")
    page = await aiko.get(posted.path)
    assert [one.text for one in page.find_all("#tool-status option")] == ["受付中"]
    sent = await page.submit(f"/threads/{posted.thread_id}/status", status="open", note="It came back")
    assert sent.status == 303
    assert (await scene.seen(world, posted.thread_id)).status == "open"
    assert not await Solution.exists(thread_id=posted.thread_id)


async def test_the_page_withdraws_the_accepted_answer(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    aiko = await visitor("aiko")
    page = await aiko.get(posted.path)
    accepted = await page.submit(f"/threads/{posted.thread_id}/solution", post=str(reply.post_id))
    assert accepted.status == 303
    page = await aiko.get(posted.path)
    assert page.has("section#solution")
    await page.submit(f"/threads/{posted.thread_id}/solution/remove")
    assert not (await aiko.get(posted.path)).has("section#solution")


async def test_the_asker_says_it_is_solved(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    aiko = await visitor("aiko")
    await (await aiko.get(posted.path)).submit(f"/threads/{posted.thread_id}/solved", note="A new cable")
    page = await (await visitor()).get(posted.path)
    assert "A new cable" in page.find("#solution").text


async def test_the_form_is_not_got(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    ada = await visitor("ada")
    for verb in ("status", "sort", "tags", "lock", "pin"):
        assert (await ada.get(f"/threads/{posted.thread_id}/{verb}")).location == posted.path
