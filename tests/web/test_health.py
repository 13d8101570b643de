"""/healthz and /readyz: what a supervisor and a load balancer ask."""

from collections.abc import Awaitable, Callable

import pytest

from forum import database
from forum.accounts.middleware import actor_of, cookie_name
from tests.cast import EVERYONE, Cast
from tests.visits import Visitor

MakeVisitor = Callable[..., Awaitable[Visitor]]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_it_works(visitor: MakeVisitor, path: str) -> None:
    page = await (await visitor()).get(path)
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"


async def test_it_is_not_ready_before_the_migrations(visitor: MakeVisitor) -> None:
    await database.execute("DELETE FROM schema_migrations")
    page = await (await visitor()).get("/readyz")
    assert (page.status, page.html) == (503, "The database needs `run.py migrate`.")


async def test_the_visitors_of_tests_are_who_they_say(visitor: MakeVisitor, cast: Cast) -> None:
    for who in EVERYONE[1:]:
        secret = (await visitor(who)).client.cookies[cookie_name(secure=False)]
        found = await actor_of(secret)
        assert found is not None
        expected = cast.actor(who)
        assert (found.name, found.role, found.group_ids) == (who, expected.role, expected.group_ids)
        assert (found.email_verified, found.suspended) == (expected.email_verified, expected.suspended)
        assert await cast.fresh(who) == expected
