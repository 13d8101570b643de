"""Reputation: points once per reason and thing, whoever asks how often."""

import asyncio

import pytest

from forum import database
from forum.accounts import actions
from forum.accounts.models import Person, ReputationEntry
from tests.accounts.people import person_named
from tests.cast import Cast


async def counts(name: str = "ben") -> tuple[int, int, int]:
    person = await person_named(name)
    return person.reputation, person.accepted_count, person.helpful_count


async def test_points_are_given_once(cast: Cast) -> None:
    assert await actions.award(cast.ben.id, "helpful", 7, 2)
    assert not await actions.award(cast.ben.id, "helpful", 7, 2)
    assert await actions.award(cast.ben.id, "accepted", 7, 15)
    assert await actions.award(cast.ben.id, "accepting", 7, 1)
    assert await counts() == (18, 1, 1)


async def test_points_are_taken_back_once(cast: Cast) -> None:
    await actions.award(cast.ben.id, "helpful", 7, 2)
    assert await actions.revoke_award(cast.ben.id, "helpful", 7)
    assert not await actions.revoke_award(cast.ben.id, "helpful", 7)
    assert not await actions.revoke_award(cast.ben.id, "accepted", 7)
    assert await counts() == (0, 0, 0)


async def test_ten_at_once_give_points_once(cast: Cast) -> None:
    given = await asyncio.gather(*(actions.award(cast.ben.id, "helpful", 7, 2) for _ in range(10)))
    assert sum(given) == 1
    assert await counts() == (2, 0, 1)


async def test_a_crowd_gives_and_takes_and_the_sum_is_right(cast: Cast) -> None:
    await asyncio.gather(
        *(actions.award(cast.ben.id, "helpful", number, 2) for number in range(20)),
        *(actions.revoke_award(cast.ben.id, "helpful", number) for number in range(20)),
        *(actions.award(cast.ben.id, "accepted", number % 3, 15) for number in range(20)),
    )
    entries = await ReputationEntry.filter(person_id=cast.ben.id)
    assert await counts() == (
        sum(entry.points for entry in entries),
        sum(entry.reason == "accepted" for entry in entries),
        sum(entry.reason == "helpful" for entry in entries),
    )


async def test_points_go_with_the_transaction_that_earned_them(cast: Cast) -> None:
    async def work() -> None:
        await actions.award(cast.ben.id, "helpful", 7, 2)
        raise RuntimeError("it came to nothing")

    with pytest.raises(RuntimeError):
        await database.transaction(work)
    assert await counts() == (0, 0, 0)
    assert await Person.get(id=cast.ben.id)
