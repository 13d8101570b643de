"""/desk/news: what stands still, and trying it again."""

from collections.abc import Awaitable, Callable

import pytest

from forum import clock
from forum.events.models import Delivery, EventRecord
from tests.cast import EVERYONE, Cast
from tests.visits import Visitor

Visits = Callable[..., Awaitable[Visitor]]


async def delivery(**given: object) -> Delivery:
    now = clock.now()
    told = await EventRecord.create(name="thread.opened", subject_type="thread", subject_id=12, data={}, at=now)
    return await Delivery.create(**{"event": told, "listener": "search.index", "due_at": now, **given})


async def stuck() -> Delivery:
    return await delivery(
        stuck_at=clock.now(), attempts=8, error="Traceback …\\n  File x\\nValueError: <b>no</b> such word\\n"
    )


@pytest.mark.parametrize("who", [who for who in EVERYONE if who != "ada"])
async def test_who_may_not(cast: Cast, visitor: Visits, who: str) -> None:
    one = await stuck()
    visit = await visitor(who)
    assert (await visit.get("/desk/news")).status == (303 if who == "guest" else 403)
    assert (await visit.post(f"/desk/news/{one.id}/retry")).status == (401 if who == "guest" else 403)
    assert (await Delivery.get()).stuck_at is not None


async def test_all_is_well(visitor: Visits) -> None:
    page = await (await visitor("ada")).get("/desk/news")
    assert page.status == 200 and "All news arrives" in page.text


async def test_what_stands_still_is_tried_again(visitor: Visits) -> None:
    one = await stuck()
    await delivery(attempts=2)
    ada = await visitor("ada")
    page = await ada.get("/desk/news")
    assert "thread.opened → search.index" in page.text
    assert "ValueError: <b>no</b> such word" in page.find(".line-text").text
    assert [figure.text for figure in page.find_all(".figure dd")] == ["1", "1", "1"]
    sent = await page.submit(f"/desk/news/{one.id}/retry")
    assert "All news arrives" in (await sent.follow()).text
    kept = await Delivery.get(id=one.id)
    assert (kept.stuck_at, kept.attempts) == (None, 0)


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999"])
async def test_what_is_not_there(visitor: Visits, number: str) -> None:
    assert (await (await visitor("ada")).post(f"/desk/news/{number}/retry")).status == 404
