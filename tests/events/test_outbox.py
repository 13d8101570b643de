"""Recording an event: in the transaction of what it tells, with one delivery for each listener, or not at all."""

import json
from collections.abc import Iterator

import pytest

from forum import clock, database, events
from forum.accounts.models import Group
from forum.events.models import Delivery, EventRecord
from tests.events import news

pytestmark = pytest.mark.usefixtures("db", "clock")


@pytest.fixture(autouse=True)
def sheet() -> Iterator[None]:
    news.heard.clear()
    news.broken.clear()
    events.listen({news.KettleBoiled: (news.pour, news.whistle)})
    yield
    events.listen({})


async def test_it_works() -> None:
    event_id = await news.boil(7)
    kept = await EventRecord.get(id=event_id)
    assert (kept.name, kept.subject_type, kept.subject_id, kept.actor_id) == ("kettle.boiled", "kettle", 7, 1)
    assert kept.at == clock.now()
    assert kept.data == {"litres": 1.5, "for_whom": ["愛子", "ben"], "note": None}
    assert {one.listener for one in await Delivery.all()} == {"tests.events.news.pour", "tests.events.news.whistle"}


async def test_outside_of_a_transaction_it_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        await events.record(news.TeaPoured(actor_id=None, subject_id=1))
    assert await EventRecord.all().count() == 0


async def test_what_was_rolled_back_was_never_told() -> None:
    async def work() -> None:
        await Group.create(name="a", name_key="a", created_at=clock.now())
        await events.record(news.KettleBoiled(actor_id=1, subject_id=1, litres=1, for_whom=[]))
        raise ValueError

    with pytest.raises(ValueError):
        await database.transaction(work)
    assert await EventRecord.all().count() == await Delivery.all().count() == await Group.all().count() == 0
    await events.settle()
    assert news.heard == []


async def test_an_event_that_nobody_answers_is_kept() -> None:
    await database.transaction(lambda: events.record(news.TeaPoured(actor_id=None, subject_id=1)))
    assert await EventRecord.all().count() == 1
    assert await Delivery.all().count() == 0


async def test_each_listener_hears_each_event_once_as_it_was() -> None:
    await news.boil(1)
    await news.boil(2)
    await events.settle()
    await events.settle()
    said = [(name, event.subject_id) for name, event in news.heard]
    assert sorted(said) == [("pour", 1), ("pour", 2), ("whistle", 1), ("whistle", 2)]
    first = news.heard[0][1]
    assert first == news.KettleBoiled(actor_id=1, subject_id=1, litres=1.5, for_whom=["愛子", "ben"], note=None)
    assert await Delivery.all().count() == 0
    assert await EventRecord.all().count() == 2


async def test_news_is_told_in_the_order_it_came() -> None:
    for number in range(20):
        await news.boil(number)
    await events.settle()
    assert [event.subject_id for name, event in news.heard if name == "pour"] == list(range(20))


async def test_a_listener_may_announce_something_in_turn() -> None:
    events.listen({news.KettleBoiled: (news.pass_on,), news.TeaPoured: (news.drink,)})
    await news.boil()
    await events.settle()
    assert [name for name, _ in news.heard] == ["pass_on", "drink"]


async def test_listeners_that_answer_each_other_are_found_out() -> None:
    async def again(event: news.TeaPoured) -> None:
        await events.record(news.TeaPoured(actor_id=None, subject_id=1))

    events.listen({news.TeaPoured: (again,)})
    await database.transaction(lambda: events.record(news.TeaPoured(actor_id=None, subject_id=1)))
    with pytest.raises(RuntimeError, match="does not settle"):
        await events.settle(rounds=5)


async def test_every_field_survives_the_database() -> None:
    event = news.KettleBoiled(actor_id=None, subject_id=2**62, litres=0.1, for_whom=["\"'\\ 👍🏽\n"], note="")
    assert json.loads(json.dumps(event.payload())) == event.payload()
    await database.transaction(lambda: events.record(event))
    await events.settle()
    assert news.heard[0][1] == event
