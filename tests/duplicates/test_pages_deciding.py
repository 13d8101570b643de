"""The queue on the desk: does it work, may a stranger, does it say what somebody else did."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

from forum.duplicates.actions import deciding
from forum.duplicates.models import Mark, Pair
from forum.threads.models import Thread
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def suspected(world: World, *, score: float = 0.8, one: Any = None, other: Any = None) -> Pair:
    """A pair that the detector suspects."""
    one = one or await world.a_thread("aiko")
    other = other or await world.a_thread("finn")
    pair = await deciding.ensure_pair(one.thread_id, other.thread_id, "detector")
    pair.score, pair.parts, pair.detector_version = score, {"title_agreement": 0.8, "same_tags": 1.0, "codes_agree": 1.0}, 1
    await pair.save()
    return pair


async def test_a_pair_stands_side_by_side_with_what_speaks_for_it(world: World, visitor: Visit) -> None:
    one = await world.a_thread("aiko", title="The scanner shows error 0x80070005", body="Since Monday it says so.")
    other = await world.a_thread("finn", title="Error 0x80070005 of my scanner", body="What can be done?")
    await suspected(world, one=one, other=other)
    page = await (await visitor("ben")).get("/desk/duplicates")
    assert page.status == 200
    assert "Very likely the same question 80 %" in page.text
    assert "The titles agree." in page.text
    assert "The same code or number stands in both." in page.text
    assert "0x80070005" in {mark.text for mark in page.find_all(".pair-side mark")} or any(
        "0x80070005" in mark.text for mark in page.find_all(".pair-side mark")
    )
    assert len(page.find_all(".pair-side")) == 2


async def test_one_decision_leads_to_the_next_pair_and_can_be_undone(world: World, visitor: Visit) -> None:
    first, second = await suspected(world, score=0.9), await suspected(world, score=0.7)
    chika = await visitor("chika", accept_language="en")
    page = await chika.get("/desk/duplicates")
    sent = await page.submit(f"/desk/duplicates/{first.id}/decision", "not_duplicate")
    page = await sent.follow()
    assert page.has(f'form[action="/desk/duplicates/{second.id}/decision"]')
    undone = await page.submit(f"/desk/duplicates/{first.id}/decision/remove")
    assert undone.status == 303
    assert (await Pair.get(id=first.id)).state == "suspected"


async def test_choosing_the_thread_that_stays_marks_the_other(world: World, visitor: Visit) -> None:
    pair = await suspected(world)
    dev = await visitor("dev")
    page = await dev.get("/desk/duplicates")
    await page.submit(f"/desk/duplicates/{pair.id}/decision", str(pair.low_thread_id))
    assert (await Mark.get()).thread_id == pair.high_thread_id
    assert (await Thread.get(id=pair.high_thread_id)).status == "closed"


async def test_who_comes_second_reads_what_the_first_decided(world: World, visitor: Visit) -> None:
    pair = await suspected(world)
    ben, dev = await visitor("ben"), await visitor("dev")
    page, other = await ben.get("/desk/duplicates"), await dev.get("/desk/duplicates")
    await page.submit(f"/desk/duplicates/{pair.id}/decision", "related")
    lost = await other.submit(f"/desk/duplicates/{pair.id}/decision", "not_duplicate")
    assert "Ben Carter was faster: Related" in (await lost.follow()).text
    assert (await Pair.get(id=pair.id)).state == "related"


async def test_a_pair_that_was_put_off_comes_back(clock: ModuleType, world: World, visitor: Visit) -> None:
    pair = await suspected(world)
    chika = await visitor("chika", accept_language="en")
    await (await chika.get("/desk/duplicates")).submit(f"/desk/duplicates/{pair.id}/decision", "snoozed", days="7")
    assert not (await chika.get("/desk/duplicates")).has(".pair")
    assert (await chika.get("/desk/duplicates?only=snoozed")).has(".pair")
    clock.advance(timedelta(days=8))
    assert (await chika.get("/desk/duplicates")).has(".pair")


async def test_filters(world: World, visitor: Visit) -> None:
    shelf = await world.category("Printers")
    pair = await suspected(world, one=await world.a_thread("aiko", category=shelf), score=0.6)
    await suspected(world, score=0.95)
    dev = await visitor("dev")
    for query, count in (("", 2), ("?least=90", 1), (f"?category={shelf.slug}", 1), ("?category=nowhere", 0),
                         ("?only=suggested", 0), ("?only=mine", 0), (f"?thread={pair.low_thread_id}", 1)):  # fmt: skip
        page = await dev.get(f"/desk/duplicates{query}")
        assert len(page.find_all("[data-row]")) == count, query


async def test_pairs_of_one_question_stand_together(world: World, visitor: Visit) -> None:
    hub = await world.a_thread("aiko")
    for score in (0.9, 0.6):
        await suspected(world, one=hub, score=score)
    await suspected(world, score=0.8)
    page = await (await visitor("dev")).get("/desk/duplicates")
    assert "2 pairs around one question" in page.text
    assert [line.text.split(" ")[0] for line in page.find_all("[data-row] .line-facts")] == ["90", "60", "80"]


async def test_nobody_decides_on_what_they_may_not_read(world: World, visitor: Visit) -> None:
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    pair = await suspected(world, other=await world.a_thread("finn", category=closed))
    dev, chika = await visitor("dev"), await visitor("chika")
    assert not (await dev.get("/desk/duplicates")).has(".pair")
    assert (await dev.get(f"/desk/duplicates?pair={pair.id}")).status == 404
    sent = await dev.post(f"/desk/duplicates/{pair.id}/decision", {"decision": "related", "version": "1"})
    assert sent.status == 404
    assert (await chika.get("/desk/duplicates")).has(".pair")


async def test_strangers_stay_outside(world: World, visitor: Visit) -> None:
    for who, status in (("guest", 303), ("eve", 403), ("ben", 200), ("dev", 200)):
        assert (await (await visitor(who)).get("/desk/duplicates")).status == status, who
    for who, status in (("guest", 303), ("eve", 403), ("ben", 403), ("dev", 200)):
        assert (await (await visitor(who)).get("/desk/recurring")).status == status, who
    # Helpers find the way, and nothing on it that is closed to them.
    page = await (await visitor("ben")).get("/desk/duplicates")
    places = {link.get("href") for link in page.find_all(".shell-nav a")}
    assert "/desk/duplicates" in places
    assert not places & {"/desk", "/desk/recurring", "/desk/people"}
    assert page.has('.top-nav a[href="/desk/duplicates"]')


async def test_an_asker_contests_and_the_queue_says_so(world: World, visitor: Visit) -> None:
    pair = await suspected(world)
    dev, finn = await visitor("dev"), await visitor("finn")
    await (await dev.get("/desk/duplicates")).submit(f"/desk/duplicates/{pair.id}/decision", str(pair.low_thread_id))
    thread = await Thread.get(id=pair.high_thread_id)
    page = await finn.get(f"/threads/{thread.id}/{thread.slug}")
    assert "This was asked before:" in page.text
    sent = await page.submit(f"/threads/{thread.id}/contests", reason="Mine is about another printer altogether.")
    page = await sent.follow()
    assert "You said that yours is another question." in page.text
    queue = await dev.get("/desk/duplicates")
    assert "Finn Berg says that it is another question: Mine is about another printer altogether." in queue.text


async def test_anyone_suggests_where_it_was_asked_before(world: World, visitor: Visit) -> None:
    one, other = await world.a_thread("aiko", title="The lamp of the hub blinks red"), await world.a_thread("finn")
    eve = await visitor("eve")
    thread = await Thread.get(id=other.thread_id)
    for q in (str(one.thread_id), f"#{one.thread_id}", f"http://127.0.0.1:8000/threads/{one.thread_id}/lamp"):
        page = await eve.get(f"/threads/{thread.id}/{thread.slug}/asked-before?q={q.replace('#', '%23')}")
        assert page.find('input[name="target"]').get("value") == str(one.thread_id), q
    sent = await page.submit(f"/threads/{thread.id}/suggestions", note="The same lamp.")
    assert sent.location == f"/threads/{thread.id}/{thread.slug}"
    queue = await (await visitor("ben")).get("/desk/duplicates")
    assert "Eve Moreau says that it was asked before: The same lamp." in queue.text
    refused = await eve.post(f"/threads/{thread.id}/suggestions", {"target": str(thread.id)})
    assert refused.status == 422


async def test_changes_are_no_get(world: World, visitor: Visit) -> None:
    pair = await suspected(world)
    ada = await visitor("ada")
    for path in (f"/desk/duplicates/{pair.id}/decision", f"/desk/duplicates/{pair.id}/decision/remove", "/ask/similar",
                 f"/threads/{pair.low_thread_id}/contests"):  # fmt: skip
        assert (await ada.get(path)).status in (301, 404, 405), path
