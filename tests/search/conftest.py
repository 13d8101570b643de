"""What tests of the search begin with: nothing noticed yet, and a way to search."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from forum import clock
from forum.search import queries
from forum.search.actions import noticing
from forum.search.query import parse
from forum.search.views import Found
from tests.world import World

Search = Callable[..., Awaitable[Found]]


@pytest.fixture(autouse=True)
def _nothing_noticed() -> None:
    noticing.forget()


@pytest.fixture
def search(world: World) -> Search:
    """Search as somebody: `await search("words", "eve")`."""

    async def find(typed: str, who: str = "guest", **more: Any) -> Found:
        query = parse(typed, clock.now().date())
        return await queries.find(await world.cast.fresh(who), query, **more)

    return find


def titles(found: Found) -> list[str]:
    """The titles of what was found, in order."""
    return [hit.thread.title for hit in found.hits]
