"""Sitemaps, robots.txt and the small files that browsers ask for."""

from collections.abc import Awaitable, Callable
from types import ModuleType
from xml.etree import ElementTree

import pytest

from forum.threads import actions, feeds
from forum.threads.forms import Reason
from tests.threads.scenes import opened
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


def locations(page: Page) -> list[str]:
    assert page.status == 200, page
    assert page.headers["content-type"].startswith("application/xml")
    return [
        str(one.text).removeprefix("http://127.0.0.1:8000")
        for one in ElementTree.fromstring(page.answer.content).iter(f"{S}loc")
    ]


async def test_the_index_leads_to_every_open_thread(
    visitor: Visit, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "SITEMAP_SIZE", 2)
    hub = await world.category("Hub")
    posted = [
        await opened(world, f"夜中に切れます {number}", category=hub, body=f"Text {number}") for number in range(3)
    ]
    guest = await visitor()
    index = locations(await guest.get("/sitemap.xml"))
    assert index == ["/sitemaps/pages.xml", "/sitemaps/articles.xml", "/sitemaps/1.xml", "/sitemaps/2.xml"]
    found = [path for name in index[1:] for path in locations(await guest.get(name))]
    assert [path.split("/")[2] for path in found] == [str(one.thread_id) for one in posted]
    assert all(path.isascii() for path in found)
    changed = ElementTree.fromstring((await guest.get("/sitemaps/1.xml")).answer.content).findtext(f"{S}url/{S}lastmod")
    assert changed == "2026-03-03T09:00:00Z"


async def test_the_pages(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    child = await world.category("Pairing", parent=hub)
    await world.category("Laboratory", see="group", ask="group", answer="group")
    await world.tag("wi-fi")
    await world.tag("unused")
    await opened(world, category=hub, tags="wi-fi")
    paths = locations(await (await visitor()).get("/sitemaps/pages.xml"))
    assert paths == [
        "/",
        "/threads",
        "/categories",
        "/tags",
        f"/categories/{hub.slug}",
        f"/categories/{child.slug}",
        "/tags/wi-fi",
    ]
    for path in paths:
        assert (await (await visitor()).get(path)).status == 200, path


async def test_nothing_private_and_nothing_deleted(
    visitor: Visit, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "SITEMAP_SIZE", 2)
    hub = await world.category("Hub")
    await opened(world, "A question for all to read", category=hub)
    deleted = await opened(world, "This one is deleted again", category=hub)
    await actions.delete_post(world.cast.actor("aiko"), deleted.post_id, Reason.read({"reason": ""}))
    secret = await world.category("Laboratory", see="members")
    for number in range(4):
        await opened(world, f"The secret number {number}", category=secret, body=f"Secret {number}")
    for who in (None, "finn", "ada"):
        someone = await visitor(who)
        index = locations(await someone.get("/sitemap.xml"))
        assert index == ["/sitemaps/pages.xml", "/sitemaps/articles.xml", "/sitemaps/1.xml"], who
        assert len(locations(await someone.get("/sitemaps/1.xml"))) == 1, who
        assert (await someone.get("/sitemaps/2.xml")).status == 404, who


@pytest.mark.parametrize("number", ["0", "x", "-1", "1e3", "99999999999999999999999"])
async def test_a_sitemap_that_is_not_there(visitor: Visit, number: str) -> None:
    assert (await (await visitor()).get(f"/sitemaps/{number}.xml")).status == 404


async def test_an_empty_community_has_a_sitemap(visitor: Visit) -> None:
    assert locations(await (await visitor()).get("/sitemap.xml")) == ["/sitemaps/pages.xml", "/sitemaps/articles.xml"]


async def test_robots(visitor: Visit) -> None:
    page = await (await visitor()).get("/robots.txt")
    assert page.headers["content-type"].startswith("text/plain")
    lines = page.html.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /desk", "Disallow: /ask", "Disallow: /search", "Disallow: /settings"} <= set(lines)
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines
    assert not any(line in ("Disallow: /", "Disallow: /threads") for line in lines)


async def test_it_is_kept_by_whoever_asks(visitor: Visit) -> None:
    for path in ("/sitemap.xml", "/sitemaps/pages.xml", "/robots.txt", "/manifest.webmanifest"):
        page = await (await visitor()).get(path)
        assert page.headers["cache-control"].startswith("public"), path
        assert (await (await visitor()).get(path, if_none_match=page.headers["etag"])).status == 304, path


async def test_the_mark_for_browsers(visitor: Visit) -> None:
    guest = await visitor()
    icon = await (await guest.get("/favicon.ico")).follow()
    assert icon.headers["content-type"] == "image/svg+xml"
    manifest = (await guest.get("/manifest.webmanifest")).json()
    assert manifest["name"] == "Kotae"
    assert (await guest.get(manifest["icons"][0]["src"])).status == 200
