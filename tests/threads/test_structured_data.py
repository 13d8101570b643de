"""What search engines are told beside the words: the site, questions with their answers, canonical addresses."""

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from tests.visits import Visitor

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_the_site_and_where_to_search_it(visitor: Visit) -> None:
    page = await (await visitor()).get("/")
    (site,) = page.linked_data
    assert (site["@type"], site["name"]) == ("WebSite", "Kotae")
    assert site["potentialAction"]["target"]["urlTemplate"].endswith("/search?q={search_term_string}")
    assert page.find('link[rel="canonical"]').get("href") == "http://127.0.0.1:8000/"
    assert page.find('meta[name="description"]').get("content")
