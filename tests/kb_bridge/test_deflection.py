"""Questions spared: every number is what the list behind it holds, and says no more than its reader may know."""

import csv
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum import settings as configured
from forum.accounts.events import PersonAnonymised
from forum.errors import NotFound
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.composing import begin
from forum.kb_bridge.listeners import forget_person
from forum.kb_bridge.queries import deflection, keeping
from forum.kb_bridge.queries import meeting as met
from tests.kb import writers
from tests.kb_bridge.test_meeting import carried_by
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
TYPED = "How do I pair the hub with my phone?"


@pytest.fixture(autouse=True)
def _nothing_kept(clock: ModuleType) -> None:
    met.forget()
    meeting.forget()


async def _scene(world: World) -> tuple[int, int]:
    shelf = await world.category("Devices")
    article = await writers.an_article(world, title="How to pair the hub with a phone")
    await world.settle()
    return article, shelf.id


async def _counts(world: World, who: str = "ada") -> dict[str, int]:
    """All numbers as `who` sees them, each held against its list."""
    await meeting.flush()
    viewer = await world.cast.fresh(who)
    found = dataclasses.asdict(await deflection.counts(viewer, 30))
    for name, number in found.items():
        listed, _page, _pages, count = await deflection.writings(viewer, 30, name)
        assert (len(listed), count) == (number, number), name
    for one in await deflection.by_article(viewer, 30):
        for name in deflection.OF_ARTICLE:
            *_rest, count = await deflection.writings(viewer, 30, name, article_id=one.line.id)
            assert count == getattr(one, name), name
    for shelf in await deflection.by_category(viewer, 30):
        for name in found:
            *_rest, count = await deflection.writings(viewer, 30, name, category_id=shelf.id)
            assert count == getattr(shelf.counts, name), name
    return {name: number for name, number in found.items() if number}


async def test_the_explicit_rate_counts_who_said_so_and_posted_nothing(world: World, visitor: Visit, clock: ModuleType) -> None:
    article, shelf = await _scene(world)
    eve, ben = await visitor("eve"), await visitor("ben")
    carried, other = await carried_by(eve), await carried_by(ben)
    for one, form in ((eve, carried), (eve, carried), (ben, other)):
        await one.fragment("POST", "/ask/similar", {"title": TYPED, "composing": form, "category": str(shelf)})
    await eve.fragment("POST", "/ask/similar", {"title": "hub", "composing": await carried_by(eve)})  # says too little
    await eve.fragment("POST", "/ask/similar", {"title": TYPED, "composing": "made.up"})
    assert await _counts(world) == {"started": 2, "shown": 2}
    await eve.get(f"/help/articles/{article}/how-to-pair-the-hub-with-a-phone?asking={carried}")
    assert await _counts(world) == {"started": 2, "shown": 2, "opened": 1}
    page = await eve.post("/ask/solved", {"composing": carried, "solved": f"article:{article}", "title": TYPED})
    assert page.status == 303
    thanks = await page.follow()
    assert thanks.status == 200 and thanks.has('form[action="/ask/solved/remove"]')
    assert await _counts(world) == {"started": 2, "shown": 2, "opened": 1, "explicit": 1}
    assert (await eve.post("/ask/solved/remove", {"composing": carried})).status == 303
    assert "explicit" not in await _counts(world)
    await eve.post("/ask/solved", {"composing": carried, "solved": f"article:{article}"})
    form = {"title": TYPED, "body": "I tried a lot.", "type": "question", "category": str(shelf), "composing": carried}
    assert (await eve.post("/ask", form)).status == 303
    assert await _counts(world) == {"started": 2, "shown": 2, "opened": 1, "posted": 1}
    assert await database.value("SELECT thread_id FROM composings WHERE posted_at IS NOT NULL") is not None
    for wrong in ("article:999", "thread:999", "person:1", "article:x", ""):
        assert (await ben.post("/ask/solved", {"composing": other, "solved": wrong})).status == 404
    assert (await ben.post("/ask/solved", {"composing": "made.up", "solved": f"article:{article}"})).status == 404
    assert (await ben.post("/ask/solved/remove", {"composing": ""})).status == 404
    assert (await ben.get("/ask/solved?asking=made.up")).status == 404
    clock.advance(timedelta(days=31))
    assert await _counts(world) == {}


async def test_the_implicit_rate_waits_a_day_and_minds_what_was_posted_elsewhere(
    world: World, visitor: Visit, clock: ModuleType
) -> None:
    article, _shelf = await _scene(world)
    path = f"/help/articles/{article}/how-to-pair-the-hub-with-a-phone"
    for who in ("eve", "ben", "finn"):
        one = await visitor(who)
        carried = await carried_by(one)
        await one.fragment("POST", "/ask/similar", {"title": TYPED, "composing": carried})
        if who != "finn":
            await one.get(f"{path}?asking={carried}")
    await meeting.flush()
    clock.advance(timedelta(hours=23))
    await world.a_thread("ben", title="Another way to ask it")
    assert await _counts(world) == {"started": 3, "shown": 3, "opened": 2}
    clock.advance(timedelta(hours=2))
    assert await _counts(world) == {"started": 3, "shown": 3, "opened": 2, "settled": 3, "implicit": 1}
    found = await deflection.counts(await world.cast.fresh("ada"), 30)
    assert (found.lower, round(found.upper or 0, 1)) == (0.0, 33.3)


async def test_robots_do_not_count_and_nobody_elses_words_are_told(world: World, visitor: Visit) -> None:
    article, _shelf = await _scene(world)
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    hidden = await writers.an_article(world, "chika", title="Zebra hub pairs with a phone", see="group")
    await world.settle()
    robot = await visitor("eve")
    carried = await carried_by(robot)
    await robot.send("POST", "/ask/similar", data={"title": TYPED, "composing": carried}, headers={"user-agent": "Googlebot/2.1"})
    await robot.get(f"/help/articles/{article}/how-to-pair-the-hub-with-a-phone?asking={carried}", **{"user-agent": "curl/8"})
    assert await _counts(world) == {}
    finn = await visitor("finn")
    carried = await carried_by(finn)
    await finn.fragment("POST", "/ask/similar", {"title": TYPED, "composing": carried, "category": str(closed.id)})
    assert (await _counts(world, "chika"))["shown"] == 1 and await _counts(world, "dev") == {}
    # What somebody found in an article that is not for a specialist is for them as if they had found nothing.
    carried = await carried_by(finn)
    await finn.fragment("POST", "/ask/similar", {"title": "A zebra hub pairs, does it?", "composing": carried})
    await finn.post("/ask/solved", {"composing": carried, "solved": f"article:{hidden}"})
    assert await _counts(world, "dev") == {"started": 1, "shown": 1}
    await writers.details(world, article, see=f"group:{world.cast.beta.id}")
    assert await _counts(world, "dev") == {"started": 1}
    assert (await _counts(world, "chika"))["explicit"] == 1
    await writers.details(world, article)
    eve = await visitor("dev")
    page = await eve.get("/desk/deflection")
    assert page.status == 200 and "Zebra" not in page.html and "Beta" not in page.html
    chika = await visitor("chika")
    assert "Zebra" in (await chika.get("/desk/deflection")).html
    table = (await chika.get("/desk/deflection.csv")).html
    rows = list(csv.reader(table.splitlines()))
    assert ["article", str(hidden), "Zebra hub pairs with a phone", "2", "0", "1"] in rows
    assert rows[1][:5] == ["all", "", "", "2", "2"]
    for path in ("/desk/deflection", "/desk/deflection.csv", "/desk/deflection/questions?of=shown"):
        for who, status in (("guest", (303, 401)), ("eve", (403,)), ("ben", (403,)), ("dev", (200,)), ("ada", (200,))):
            assert (await (await visitor(who)).get(path)).status in status, (path, who)
    assert (await chika.get("/desk/deflection/questions?of=nothing")).status == 404
    assert "Zebra" in (await chika.get(f"/desk/deflection/questions?of=shown&article={hidden}")).html
    told = await eve.get(f"/desk/deflection/questions?of=shown&article={hidden}")
    assert told.status == 200 and "Zebra" not in told.html and ": 0" in told.find("h1").text


async def test_what_was_typed_is_kept_no_longer_than_configured(
    world: World, visitor: Visit, clock: ModuleType, settings: configured.Settings
) -> None:
    await _scene(world)
    eve = await visitor("eve")
    await eve.fragment("POST", "/ask/similar", {"title": TYPED, "composing": await carried_by(eve)})
    await meeting.flush()
    assert await database.value("SELECT count(*) FROM composings WHERE typed <> ''") == 0
    configured.use(dataclasses.replace(configured.current(), deflection_typed_hours=2, deflection_days=5))
    await eve.fragment("POST", "/ask/similar", {"title": TYPED, "composing": await carried_by(eve)})
    await meeting.flush()
    kept = await keeping.kept_about(world.cast.eve.id)
    assert [row["typed"] for row in kept["composings"]] == ["", TYPED] and len(kept["suggestions"]) == 2
    await meeting.sweep()
    assert await database.value("SELECT count(*) FROM composings WHERE typed <> ''") == 1
    clock.advance(timedelta(hours=3))
    await meeting.sweep()
    assert await database.value("SELECT count(*) FROM composings WHERE typed <> ''") == 0
    await forget_person(PersonAnonymised(actor_id=None, subject_id=world.cast.eve.id, deleted=False))
    assert (await keeping.kept_about(world.cast.eve.id))["composings"] == []
    clock.advance(timedelta(days=5))
    await meeting.sweep()
    assert await database.value("SELECT count(*) FROM composings") == 0
    assert await database.value("SELECT count(*) FROM suggestions") == 0


async def test_a_stranger_solves_nothing_that_they_may_not_read(world: World) -> None:
    article, _shelf = await _scene(world)
    await writers.details(world, article, see="staff")
    with pytest.raises(NotFound):
        await meeting.solve(await world.cast.fresh("eve"), begin(), "article", article)
    await meeting.solve(await world.cast.fresh("dev"), begin(), "article", article)
