"""How often one person, or one address, may do a thing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from starlette.applications import Starlette

from forum import settings as forum_settings
from forum.web import ratelimit
from tests.visits import Visitor

MakeVisitor = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
async def limits_on(db: str) -> AsyncIterator[None]:
    forum_settings.use(replace(forum_settings.current(), rate_limits=True))
    await ratelimit.reset()
    yield
    await ratelimit.reset()


async def tries(someone: Visitor, kind: str, times: int) -> list[int]:
    return [(await someone.post(f"/probe/limited/{kind}")).status for _ in range(times)]


async def test_one_too_many_is_told_when_to_come_back(probed: Starlette, visitor: MakeVisitor) -> None:
    someone = await visitor("aiko")
    assert await tries(someone, "ask", 6) == [200] * 5 + [429]
    refused = await someone.post("/probe/limited/ask")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.has("h1")


async def test_people_and_kinds_are_counted_apart(probed: Starlette, visitor: MakeVisitor) -> None:
    aiko, ben = await visitor("aiko"), await visitor("ben")
    assert await tries(aiko, "ask", 6) == [200] * 5 + [429]
    assert await tries(ben, "ask", 1) == [200]
    assert await tries(aiko, "reply", 1) == [200]


async def test_staff_work_in_bursts(probed: Starlette, visitor: MakeVisitor) -> None:
    assert await tries(await visitor("dev"), "ask", 40) == [200] * 40


async def test_guests_are_counted_by_their_address(probed: Starlette, visitor: MakeVisitor) -> None:
    first, second = await visitor(), await visitor()
    assert await tries(first, "sign_up", 10) == [200] * 10
    assert await tries(second, "sign_up", 1) == [429]


async def test_two_sessions_of_one_person_are_one_person(probed: Starlette, visitor: MakeVisitor) -> None:
    assert await tries(await visitor("aiko"), "ask", 5) == [200] * 5
    assert await tries(await visitor("aiko"), "ask", 1) == [429]


async def test_an_address_told_by_the_visitor_is_not_believed(probed: Starlette, visitor: MakeVisitor) -> None:
    statuses = []
    for number in range(11):
        someone = await visitor(x_forwarded_for=f"10.0.0.{number}", forwarded=f"for=10.0.0.{number}")
        statuses += await tries(someone, "sign_up", 1)
    assert statuses[-1] == 429


async def test_they_can_be_switched_off(probed: Starlette, visitor: MakeVisitor) -> None:
    forum_settings.use(replace(forum_settings.current(), rate_limits=False))
    assert await tries(await visitor(), "sign_up", 12) == [200] * 12
