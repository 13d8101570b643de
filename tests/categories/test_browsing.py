"""The pages that everyone may look through: /categories, /tags and the tags while one is typed."""

from collections.abc import Awaitable, Callable

import pytest

from forum import database
from forum.categories.models import Tag
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]


async def test_categories_as_a_quiet_list(world: World, visitor: Visits) -> None:
    hub = await world.category("Hub", description="Automations & <b>lights</b>", colour="#2f5d8a")
    await world.category("Wi-Fi", parent=hub)
    await world.category("Back office", see="staff")
    page = await (await visitor()).get("/categories")
    assert page.status == 200
    assert page.find("h1").text == "Categories"
    assert "Automations & <b>lights</b>" in page.text
    assert [link.text for link in page.find_all("main .category")] == ["Hub", "Wi-Fi"]
    assert page.find("main .category").get("href") == f"/categories/{hub.slug}"
    assert not page.has('a[href="/desk/categories"]')
    page = await (await visitor("ada")).get("/categories")
    assert "Back office" in page.text
    assert page.has('main a[href="/desk/categories"]')


async def test_an_empty_house(visitor: Visits) -> None:
    assert "No categories yet" in (await (await visitor()).get("/categories")).text
    assert (await (await visitor("ada")).get("/categories")).has('main a[href="/desk/categories/new"]')
    assert "No tags yet" in (await (await visitor()).get("/tags")).text


async def tags(world: World) -> None:
    wifi = await world.tag("wifi")
    await world.tag("wi-fi", synonym_of=wifi)
    await Tag.filter(id=wifi.id).update(description="Joining & losing networks", thread_count=3)
    odd = await world.tag("c#")
    await Tag.filter(id=odd.id).update(thread_count=1)
    await world.tag("secret-plan")


async def test_the_index_of_tags(world: World, visitor: Visits) -> None:
    await tags(world)
    guest = await visitor()
    page = await guest.get("/tags")
    assert [link.text for link in page.find_all("main .tag")] == ["wifi", "c#"]
    assert [link.get("href") for link in page.find_all("main .tag")] == ["/tags/wifi", "/tags/c%23"]
    assert "Joining & losing networks" in page.text and "Also: wi-fi" in page.text and "3 threads" in page.text
    assert "secret-plan" not in page.html
    found = await page.submit("/tags", q="WI-")
    assert [link.text for link in found.find_all("main .tag")] == ["wifi"]
    assert found.form("/tags")["q"] == "WI-"
    nothing = await guest.get("/tags?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "No tag is called that" in nothing.text and "<script>alert" not in nothing.html


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999999999999999999", "page=x", "q=%00", "q=%FF%FE", "page=2&q=%25"]
)
async def test_odd_addresses_of_the_index(world: World, visitor: Visits, query: str) -> None:
    await tags(world)
    assert (await (await visitor()).get(f"/tags?{query}")).status == 200


async def test_suggestions(world: World, visitor: Visits) -> None:
    await tags(world)
    guest = await visitor()
    assert (await guest.get("/tags/suggest?q=Wi")).json() == [
        {"name": "wifi", "count": 3, "description": "Joining & losing networks"}
    ]
    assert (await guest.get("/tags/suggest?q=secret")).json() == []
    assert [tag["name"] for tag in (await guest.get("/tags/suggest")).json()] == ["wifi", "c#"]
    offered = (await (await visitor("chika")).get("/tags/suggest?q=secret")).json()
    assert [tag["name"] for tag in offered] == ["secret-plan"]


@pytest.mark.parametrize("path", ["/categories", "/tags", "/tags/suggest"])
async def test_what_only_reads_takes_no_posts(visitor: Visits, path: str) -> None:
    assert (await (await visitor("ada")).post(path)).status in (404, 405)


@pytest.mark.parametrize(("path", "most"), [("/categories", 1), ("/tags", 3), ("/tags?q=wi", 3)])
async def test_few_queries(world: World, visitor: Visits, path: str, most: int) -> None:
    if database.engine() != "sqlite":
        pytest.skip("statements are counted on SQLite")
    await world.category("Hub")
    guest, aiko = await visitor(), await visitor("aiko")
    with database.counting() as seen:
        assert (await guest.get(path)).status == 200
    assert len(seen) <= most, seen
    with database.counting() as seen:
        assert (await aiko.get(path)).status == 200
    assert len(seen) <= 6, seen


@pytest.mark.parametrize("path", ["/categories", "/tags"])
async def test_in_japanese(world: World, visitor: Visits, path: str) -> None:
    await tags(world)
    page = await (await visitor(accept_language="ja")).get(path)
    assert page.find("html").get("lang") == "ja"
    assert page.find("h1").text in ("カテゴリー", "カテゴリ", "タグ")
