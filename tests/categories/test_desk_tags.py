"""/desk/tags: searching, making, describing, spellings, merging and deleting."""

from collections.abc import Awaitable, Callable

import pytest

from forum import clock
from forum.categories.models import Tag
from forum.threads.models import Thread, ThreadTag
from tests.cast import EVERYONE, Cast
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]


@pytest.mark.parametrize("who", [who for who in EVERYONE if who not in ("chika", "ada")])
async def test_who_may_not(world: World, visitor: Visits, who: str) -> None:
    base = f"/desk/tags/{(await world.tag('wifi')).id}"
    visit = await visitor(who)
    for path in ("/desk/tags", base):
        assert (await visit.get(path)).status == (303 if who == "guest" else 403), path
    for part in ("/synonyms", "/synonyms/1/remove", "/merge", "/remove", "", None):
        path = "/desk/tags" if part is None else f"{base}{part}"
        sent = await visit.post(path, {"name": "x", "description": "some"})
        assert sent.status == (401 if who == "guest" else 403), path
    assert await Tag.all().count() == 1


async def test_making_and_finding(world: World, visitor: Visits) -> None:
    ada = await visitor("ada")
    refused = await ada.post("/desk/tags", {"name": "<b>", "description": "x"})
    assert refused.status == 422
    assert {link.get("href") for link in refused.find_all(".error-summary a")} == {"#field-name", "#field-description"}
    sent = await ada.post("/desk/tags", {"name": "Wi Fi", "description": "Radio & waves"})
    page = await sent.follow()
    assert page.find("h1").text == "Wi-Fi" and "Radio & waves" in page.html.replace("&amp;", "&")
    again = await ada.post("/desk/tags", {"name": "wi-fi", "description": "Again"})
    assert again.status == 422 and again.has("#field-name-error")
    found = await ada.get("/desk/tags?q=wi")
    assert [link.text for link in found.find_all(".line a")] == ["Wi-Fi"]
    assert (await ada.get("/desk/tags?q=nothing")).find_all(".line a") == []


async def test_describing(world: World, visitor: Visits) -> None:
    tag = await world.tag("wifi")
    path = f"/desk/tags/{tag.id}"
    ada = await visitor("ada")
    page = await ada.get(path)
    assert (await page.submit(path, description="x" * 501)).status == 422
    sent = await page.submit(path, description="Networks")
    assert sent.location == "/desk/tags" and "Networks" in (await sent.follow()).text


async def test_spellings(world: World, visitor: Visits) -> None:
    tag, other = await world.tag("wifi"), await world.tag("other")
    path = f"/desk/tags/{tag.id}"
    ada = await visitor("ada")
    sent = await (await ada.get(path)).submit(f"{path}/synonyms", name="WLAN")
    page = await sent.follow()
    assert "“WLAN” leads to “wifi” now." in page.text
    synonym = await Tag.get(name="WLAN")
    assert (await ada.get(f"/desk/tags/{synonym.id}")).location == path
    refused = await (await ada.get(f"/desk/tags/{other.id}")).submit(f"/desk/tags/{other.id}/synonyms", name="wlan")
    assert refused.status == 422 and refused.has("#field-synonym-error")
    page = await (await page.submit(f"{path}/synonyms/{synonym.id}/remove")).follow()
    assert "The spelling is removed." in page.text
    assert await Tag.all().count() == 2


async def test_merging(world: World, visitor: Visits) -> None:
    old, new = await world.tag("old"), await world.tag("new")
    path = f"/desk/tags/{old.id}"
    ada = await visitor("ada")
    page = await ada.get(path)
    for name in ("old", "nothing", "", "<b>"):
        assert (await page.submit(f"{path}/merge", name=name)).status == 422, name
    sent = await page.submit(f"{path}/merge", name="New")
    assert sent.location == f"/desk/tags/{new.id}"
    assert "“old” is merged into “new”." in (await sent.follow()).text
    assert (await ada.post(f"{path}/merge", {"name": "new"})).status == 409


async def test_deleting(world: World, cast: Cast, visitor: Visits) -> None:
    tag, now = await world.tag("c#"), clock.now()
    thread = await Thread.create(
        type="idea", title="T", slug="t", category=await world.category(), author=cast.aiko, status_at=now,
        created_at=now, last_activity_at=now,
    )
    await ThreadTag.create(thread=thread, tag=tag, last_activity_at=now)
    path = f"/desk/tags/{tag.id}"
    ada = await visitor("ada")
    page = await ada.get(path)
    assert page.has('a[href="/tags/c%23"]')
    kept = await page.submit(f"{path}/remove")
    assert kept.location == path and "Threads carry this tag" in (await kept.follow()).text
    await ThreadTag.all().delete()
    gone = await page.submit(f"{path}/remove")
    assert gone.location == "/desk/tags" and "is deleted" in (await gone.follow()).text
    assert not await Tag.all().exists()


@pytest.mark.parametrize("path", ["0", "x", "999999", "99999999999999999999"])
async def test_what_is_not_there(visitor: Visits, path: str) -> None:
    ada = await visitor("ada")
    assert (await ada.get(f"/desk/tags/{path}")).status == 404
    assert (await ada.post(f"/desk/tags/{path}/synonyms", {"name": "x"})).status == 404
    assert (await ada.post(f"/desk/tags/{path}/remove")).status == 404
