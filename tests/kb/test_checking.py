"""`run.py check` knows what articles' numbers are made of, and puts them right."""

from types import ModuleType

import pytest

from forum import database
from forum.transfer.checking.round import check
from tests.kb import writers
from tests.world import World


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_what_is_right_is_left_alone(world: World) -> None:
    await writers.everything(world)
    await world.settle()
    assert [drift for drift in (await check()).drifts if drift.kind.startswith("article")] == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles SET view_count = 77 WHERE id = 1",
        "UPDATE articles SET label_names = 'other' WHERE id = 1",
        "UPDATE article_translations SET revision_count = 9 WHERE id = 1",
        "UPDATE article_translations SET title = 'Another' WHERE id = 1",
        "UPDATE article_translations SET outdated_since = NULL WHERE lang = 'ja'",
    ],
)
async def test_what_drifted_is_found_and_mended(change: str, world: World) -> None:
    await writers.everything(world)
    await world.settle()
    await database.execute(change)
    found = [drift for drift in (await check(repair=True)).drifts if drift.kind.startswith("article")]
    assert len(found) == 1
    assert [drift for drift in (await check()).drifts if drift.kind.startswith("article")] == []


async def test_a_lost_revision_is_told_but_not_made_up(world: World) -> None:
    await writers.an_article(world)
    await database.execute("UPDATE article_translations SET live_number = 9")
    found = [drift for drift in (await check(repair=True)).drifts if drift.kind == "article version"]
    assert [(drift.what, drift.mendable) for drift in found] == [("live revision", False)]
