"""The home page and the desk: what stands there, for whom, and how many statements it takes."""

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from forum import database
from tests.threads.scenes import answered, opened, pinned, solved
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_it_works(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    await opened(world, "Who can help me with the hub?", category=hub)
    await solved(world, await opened(world, "How do I save power?", category=hub), body="Turn *power saving* on.")
    await pinned(
        world,
        await opened(
            world,
            "Hub 4.3 is out today",
            by="dev",
            type="announcement",
            category=await world.category("News", types="announcement"),
        ),
    )
    page = await (await visitor()).get("/")
    assert page.status == 200
    assert page.find("h1").text == "What do you need help with?"
    assert page.find('form[action="/search"] input[id="home-q"]').get("name") == "q"
    by_section = {section.get("aria-labelledby"): section.text for section in page.find_all("section[aria-labelledby]")}
    assert "Hub 4.3 is out today" in by_section["home-news"]
    assert "Who can help me" in by_section["home-unanswered"]
    assert "How do I save power?" in by_section["home-solved"]
    assert "Turn power saving on." in by_section["home-solved"]
    assert "Hub" in by_section["home-categories"]


async def test_what_stands_above_is_not_told_again(visitor: Visit, world: World) -> None:
    await opened(world, "Only once, please, on this page")
    page = await (await visitor()).get("/")
    assert page.text.count("Only once, please, on this page") == 1


async def test_an_empty_community_is_still_a_page(visitor: Visit) -> None:
    page = await (await visitor()).get("/")
    assert page.status == 200
    assert "No question waits for its first answer." in page.text


async def test_a_stranger_sees_nothing_private(visitor: Visit, world: World) -> None:
    secret = await world.category("Laboratory", see="group", ask="group", answer="group")
    await opened(world, "The secret prototype overheats", by="finn", category=secret)
    await solved(world, await opened(world, "The secret battery swells", by="finn", category=secret), by="chika")
    for who in (None, "eve", "dev"):
        page = await (await visitor(who)).get("/")
        assert "secret" not in page.html, who
        assert "Laboratory" not in page.html, who
    assert "secret prototype" in (await (await visitor("finn")).get("/")).text


async def test_few_statements(visitor: Visit, world: World) -> None:
    await answered(world, await opened(world, "One that has a reply"))
    guest, aiko = await visitor(), await visitor("aiko")
    await guest.get("/")
    if database.engine() != "sqlite":
        return
    with database.counting() as seen:
        await guest.get("/")
    assert len(seen) <= 2, seen
    with database.counting() as seen:
        await aiko.get("/")
    assert len(seen) <= 4, seen


async def test_in_japanese(visitor: Visit, world: World) -> None:
    page = await (await visitor(accept_language="ja")).get("/")
    assert page.find("html").get("lang") == "ja" if page.find_all("html") else 'lang="ja"' in page.html
    assert "What do you need" not in page.text


@pytest.mark.parametrize("path", ["/", "/desk", "/design"])
async def test_it_takes_no_changes(visitor: Visit, path: str) -> None:
    assert (await (await visitor("ada")).post(path)).status == 405


async def test_nobody_else_learns_of_the_desk(visitor: Visit) -> None:
    for who in (None, "eve", "ben"):
        assert (await (await visitor(who)).get("/desk")).status == 404, who
    for who in ("dev", "chika", "ada"):
        assert (await (await visitor(who)).get("/desk")).status == 200, who


async def test_the_components_are_shown_to_developers_only(visitor: Visit) -> None:
    assert (await (await visitor("ada")).get("/design")).status == 404
