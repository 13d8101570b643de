"""Atom feeds: valid, complete, the same for everybody, and never of what a guest may not read."""

import gzip
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from types import ModuleType
from xml.etree import ElementTree

import pytest

from forum.threads import actions
from forum.threads.forms import Edit, Reason
from tests.threads.scenes import answered, opened
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]

A = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


def parsed(page: Page) -> ElementTree.Element:
    """The feed, held against what RFC 4287 demands of every feed."""
    assert page.status == 200, page
    assert page.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(page.answer.content)
    assert feed.tag == f"{A}feed"
    for one in [feed, *feed.findall(f"{A}entry")]:
        for name in ("id", "title", "updated"):
            assert len(one.findall(A + name)) == 1, name
        assert one.findtext(f"{A}id", "").startswith("tag:")
        datetime.fromisoformat(one.findtext(f"{A}updated", ""))
        for link in one.findall(f"{A}link"):
            assert link.get("href", "").startswith("http")
            assert link.get("href", "").isascii()
    for entry in feed.findall(f"{A}entry"):
        assert entry.findtext(f"{A}author/{A}name")
        assert entry.find(f"{A}content").get("type") == "html"  # type: ignore[union-attr]
    ids = [one.text for one in feed.iter(f"{A}id")]
    assert len(ids) == len(set(ids))
    assert len([one for one in feed.findall(f"{A}link") if one.get("rel") == "self"]) == 1
    return feed


def titles(page: Page) -> list[str]:
    return [entry.findtext(f"{A}title", "") for entry in parsed(page).findall(f"{A}entry")]


async def test_the_latest(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    await world.tag("wi-fi")
    await opened(world, "The hub <loses> & finds", category=hub, tags="wi-fi", body="It is **off**, @ben. " + "x" * 40)
    clock.advance(timedelta(hours=1))
    await opened(world, "夜中に切れてしまいます", category=hub, body="毎晩三時ごろに接続が切れてしまいます。")
    page = await (await visitor()).get("/feed.atom")
    assert titles(page) == ["夜中に切れてしまいます", "The hub <loses> & finds"]
    feed = parsed(page)
    japanese, english = feed.findall(f"{A}entry")
    assert japanese.get(f"{XML}lang") == "ja"
    assert "<strong>off</strong>" in english.findtext(f"{A}content", "")
    assert english.find(f"{A}content").get(f"{XML}base", "").endswith("/")  # type: ignore[union-attr]
    assert [one.get("term") for one in english.findall(f"{A}category")] == ["Hub", "wi-fi"]
    assert feed.findtext(f"{A}updated") == "2026-03-03T10:00:00Z"


async def test_an_empty_feed_is_a_feed(visitor: Visit) -> None:
    assert titles(await (await visitor()).get("/feed.atom")) == []


async def test_a_category_and_a_tag(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    pairing = await world.category("Pairing", parent=hub)
    tag = await world.tag("wi-fi")
    await world.tag("wlan", synonym_of=tag)
    await opened(world, "A question about the hub", category=hub)
    await opened(world, "A question about pairing", category=pairing, tags="wi-fi")
    await opened(world, "A question about printing", category=await world.category("Print"))
    guest = await visitor()
    assert sorted(titles(await guest.get(f"/categories/{hub.slug}/feed.atom"))) == [
        "A question about pairing",
        "A question about the hub",
    ]
    assert titles(await guest.get("/tags/wi-fi/feed.atom")) == ["A question about pairing"]
    assert (await guest.get("/tags/wlan/feed.atom")).location == "/tags/wi-fi/feed.atom"
    for path in (
        "/tags/nothing/feed.atom",
        "/categories/nothing/feed.atom",
        "/threads/999/feed.atom",
        f"/threads/{2**70}/feed.atom",
    ):
        assert (await guest.get(path)).status == 404, path


async def test_a_thread_with_its_latest_replies(visitor: Visit, world: World) -> None:
    posted = await opened(world, "The hub loses its Wi-Fi")
    kept = await answered(world, posted, body="Turn power saving off.")
    gone = await answered(world, posted, body="This reply goes away.")
    await actions.delete_post(world.cast.actor("ben"), gone.post_id, Reason.read({"reason": ""}))
    page = await (await visitor()).get(f"/threads/{posted.thread_id}/feed.atom")
    assert titles(page) == ["Re: The hub loses its Wi-Fi", "The hub loses its Wi-Fi"]
    assert "goes away" not in page.html
    links = [entry.find(f"{A}link").get("href", "") for entry in parsed(page).findall(f"{A}entry")]  # type: ignore[union-attr]
    assert links[0].endswith(f"#reply-{kept.post_id}")


async def test_a_stranger_reads_nothing_private(visitor: Visit, world: World) -> None:
    secret = await world.category("Laboratory", see="group", ask="group", answer="group")
    await world.tag("prototype")
    posted = await opened(world, "The secret prototype overheats", by="finn", category=secret, tags="prototype")
    members = await world.category("Lounge", see="members")
    await opened(world, "Only for members to read", category=members)
    # Feeds are read by programs without cookies: even who may see more gets what a guest gets.
    for who in (None, "eve", "finn", "ada"):
        someone = await visitor(who)
        assert titles(await someone.get("/feed.atom")) == [], who
        for path in (
            f"/categories/{secret.slug}",
            "/tags/prototype",
            f"/threads/{posted.thread_id}",
            f"/categories/{members.slug}",
        ):
            page = await someone.get(f"{path}/feed.atom")
            assert page.status == 404, (who, path)
            assert "Laboratory" not in page.html


async def test_who_has_it_already_gets_few_words(visitor: Visit, world: World, clock: ModuleType) -> None:
    posted = await opened(world, "The hub loses its Wi-Fi")
    guest = await visitor()
    first = await guest.get("/feed.atom")
    assert first.headers["cache-control"] == "public, max-age=300"
    assert first.headers["last-modified"] == "Tue, 03 Mar 2026 09:00:00 GMT"
    assert "set-cookie" not in first.headers
    assert "cookie" not in first.headers["vary"]
    for headers in (
        {"if_none_match": first.headers["etag"]},
        {"if_none_match": f'"x", {first.headers["etag"]}'},
        {"if_modified_since": first.headers["last-modified"]},
        {"if_none_match": "*"},
    ):
        again = await guest.get("/feed.atom", **headers)
        assert (again.status, again.answer.content) == (304, b""), headers
        assert again.headers["etag"] == first.headers["etag"]
    for headers in (
        {"if_none_match": '"x"'},
        {"if_modified_since": "yesterday"},
        {"if_modified_since": "Mon, 02 Mar 2026 09:00:00 GMT"},
    ):
        assert (await guest.get("/feed.atom", **headers)).status == 200, headers
    clock.advance(timedelta(minutes=30))
    form = Edit.read({"title": "The hub loses its Wi-Fi", "body": "Every night at four, I was wrong.", "version": "1"})
    await actions.edit(world.cast.actor("aiko"), posted.post_id, form)
    later = await guest.get("/feed.atom", if_none_match=first.headers["etag"])
    assert later.status == 200
    assert later.headers["last-modified"] == "Tue, 03 Mar 2026 09:30:00 GMT"


async def test_it_is_compressed(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    for number in range(5):
        await opened(world, f"Number {number} of five", category=hub, body=f"Text {number}. " * 20)
    plain = await (await visitor()).get("/feed.atom", accept_encoding="identity")
    packed = await (await visitor()).get("/feed.atom", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.answer.content == plain.answer.content == gzip.decompress(gzip.compress(plain.answer.content))
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])


async def test_it_speaks_the_sites_language_to_everybody(visitor: Visit, world: World) -> None:
    await opened(world)
    english = await (await visitor()).get("/feed.atom")
    japanese = await (await visitor(accept_language="ja")).get("/feed.atom")
    assert english.answer.content == japanese.answer.content


async def test_feeds_take_no_changes(visitor: Visit) -> None:
    assert (await (await visitor("ada")).post("/feed.atom")).status == 405
