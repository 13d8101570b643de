"""Lists of threads: each view, each filter, pages by key, marks of what is new, and what strangers must not learn."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.accounts.models import Person
from forum.threads import actions, queries
from forum.threads.forms import Reason
from forum.web.pagination import pack
from tests.threads.scenes import answered, asked_back, opened, pinned, seen, solved
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


def titles(page: Page) -> list[str]:
    assert page.status == 200, page
    return [one.text for one in page.find_all("ol.rows .row-title a")]


async def several(world: World, clock: ModuleType) -> None:
    """Four threads of one category, a minute apart: unanswered, answered, asked back, solved."""
    hub = await world.category("Hub")
    await opened(world, "Nobody answered this one", category=hub)
    clock.advance(timedelta(minutes=1))
    await answered(world, await opened(world, "Ben answered this one", category=hub))
    clock.advance(timedelta(minutes=1))
    await asked_back(world, await opened(world, "Dev asked back here", category=hub, type="problem"))
    clock.advance(timedelta(minutes=1))
    await solved(world, await opened(world, "This one is solved", category=hub, by="eve"))


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("", ["This one is solved", "Dev asked back here", "Ben answered this one", "Nobody answered this one"]),
        ("unanswered", ["Dev asked back here", "Nobody answered this one"]),
        ("unsolved", ["Dev asked back here", "Ben answered this one", "Nobody answered this one"]),
        ("needs-info", ["Dev asked back here"]),
        ("solved", ["This one is solved"]),
        ("popular", ["This one is solved", "Dev asked back here", "Ben answered this one", "Nobody answered this one"]),
        (
            "no-such-view",
            ["This one is solved", "Dev asked back here", "Ben answered this one", "Nobody answered this one"],
        ),
    ],
)
async def test_each_view(visitor: Visit, world: World, clock: ModuleType, view: str, expected: list[str]) -> None:
    await several(world, clock)
    page = await (await visitor()).get(f"/threads?view={view}")
    assert titles(page) == expected


async def test_most_wanted_is_most_popular(visitor: Visit, world: World, clock: ModuleType) -> None:
    await several(world, clock)
    posted = await opened(world, "Everybody has this one", by="ben")
    for who in ("aiko", "eve"):
        await actions.mark_same_problem(world.cast.actor(who), posted.thread_id, True)
    await opened(world, "The newest of all of them")
    assert titles(await (await visitor()).get("/threads?view=popular"))[0] == "Everybody has this one"


async def test_filters_combine(visitor: Visit, world: World) -> None:
    hub, print_ = await world.category("Hub"), await world.category("Print")
    await world.tag("wi-fi")
    await opened(world, "A problem of the hub", category=hub, type="problem", tags="wi-fi")
    await opened(world, "A question of the hub", category=hub, tags="wi-fi")
    await opened(world, "A problem of Ben's hub", category=hub, type="problem", by="ben")
    await opened(world, "A problem of printing", category=print_, type="problem", tags="wi-fi")
    guest = await visitor()
    assert titles(await guest.get(f"/threads?category={hub.slug}&type=problem&tag=wi-fi&author=aiko&status=open")) == [
        "A problem of the hub"
    ]
    assert len(titles(await guest.get("/threads?type=problem"))) == 3
    assert titles(await guest.get("/threads?author=BEN")) == ["A problem of Ben's hub"]
    assert titles(await guest.get("/threads?status=solved")) == []
    assert titles(await guest.get("/threads?author=nobody")) == []
    assert titles(await guest.get("/threads?tag=no-such-tag")) == []
    assert len(titles(await guest.get("/threads?type=nonsense&status=%00"))) == 4
    page = await guest.get("/threads?type=problem&tag=wi-fi")
    form = page.form("/threads")
    assert (form["type"], form["tag"]) == ("problem", "wi-fi")
    assert page.find('meta[name="robots"]').get("content") == "noindex, follow"
    assert page.find('link[rel="canonical"]').get("href").endswith("/threads?tag=wi-fi&type=problem")
    assert titles(await page.submit("/threads", author="aiko", category=print_.slug)) == ["A problem of printing"]


async def test_a_plain_list_is_for_search_engines(visitor: Visit, world: World) -> None:
    await opened(world)
    page = await (await visitor()).get("/threads?view=unanswered")
    assert not page.find_all('meta[name="robots"]')
    assert page.find('link[rel="canonical"]').get("href").endswith("/threads?view=unanswered")
    assert page.find('link[rel="alternate"]').get("href") == "/feed.atom"
    assert "Unanswered questions" in page.html.partition("</title>")[0]


async def test_pages_by_key_lead_there_and_back(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    for number in range(65):
        await opened(world, f"Number {number:02} of the threads", category=hub, body=f"The text of number {number}.")
        clock.advance(timedelta(minutes=1))
    guest = await visitor()
    names = [f"Number {number:02} of the threads" for number in range(64, -1, -1)]
    first = await guest.get("/threads")
    assert titles(first) == names[:30]
    assert not first.find_all('a[rel="prev"]')
    second = await guest.get(first.find('a[rel="next"]').get("href"))
    assert titles(second) == names[30:60]
    assert second.find('link[rel="next"]').get("href") == second.find('a[rel="next"]').get("href")
    third = await guest.get(second.find('a[rel="next"]').get("href"))
    assert titles(third) == names[60:]
    assert not third.find_all('a[rel="next"]')
    back = await guest.get(third.find('a[rel="prev"]').get("href"))
    assert titles(back) == names[30:60]
    # What arrives meanwhile moves nothing under the reader.
    await opened(world, "One that came meanwhile", category=hub)
    assert titles(await guest.get(third.find('a[rel="prev"]').get("href"))) == names[30:60]
    again = await guest.get(back.find('a[rel="prev"]').get("href"))
    assert titles(again) == names[:30]


async def test_every_view_has_pages_by_key(world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    tag = await world.tag("wi-fi")
    aiko = world.cast.actor("aiko")
    for number in range(7):
        posted = await opened(world, f"Number {number} of seven", category=hub, body=f"Text {number}.", tags="wi-fi")
        await actions.add_bookmark(aiko, posted.thread_id)
        if number % 3 == 0:
            await solved(world, posted, body=f"Answer {number}")
        if number % 3 == 1:
            await asked_back(world, posted)
        clock.advance(timedelta(minutes=1))
    for view in queries.VIEWS:
        for tag_id in (0, tag.id):
            wanted = queries.Filter(view=view, tag_id=tag_id)
            everything = (await queries.list_threads(aiko, wanted)).rows
            walked, key = [], None
            while True:
                page = await queries.list_threads(aiko, wanted, older_than=key, size=2)
                walked += page.rows
                if (key := page.older) is None:
                    break
            assert [row.id for row in walked] == [row.id for row in everything], (view, tag_id)
            assert len(walked) >= 1 or view in ("archived", "unlisted"), view


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "====",
        "%FF",
        pack("yesterday", 1),
        pack("2026-03-03T09:00:00+00:00"),
        pack("2026-03-03", "9" * 30),
        pack("0001-01-01T00:00:00+14:00", 5),
        pack("9999999999", "1", "1"),
        pack("-9", "99999999999", "1"),
        pack("", ""),
    ],
)
@pytest.mark.parametrize("view", ["latest", "popular"])
async def test_a_cursor_that_makes_no_sense_is_harmless(visitor: Visit, world: World, cursor: str, view: str) -> None:
    await opened(world)
    for name in ("older", "newer"):
        page = await (await visitor()).get(f"/threads?view={view}&{name}={cursor}")
        assert page.status == 200, (name, cursor)


async def test_pinned_threads_stand_on_top_once(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    top = await opened(world, "Read this before you ask", category=hub)
    clock.advance(timedelta(minutes=1))
    await opened(world, "An ordinary newer question", category=hub)
    await pinned(world, top)
    guest = await visitor()
    for path in ("/threads", f"/categories/{hub.slug}"):
        assert titles(await guest.get(path)) == ["Read this before you ask", "An ordinary newer question"], path
    assert titles(await guest.get("/threads?type=question"))[0] == "An ordinary newer question"
    clock.advance(timedelta(days=8))
    assert titles(await guest.get("/threads"))[0] == "An ordinary newer question"


async def test_own_lists_are_for_people_with_an_account(visitor: Visit, world: World) -> None:
    await opened(world, "Something that Aiko asked")
    await opened(world, "Something that Ben asked", by="ben")
    for view in ("mine", "bookmarks"):
        page = await (await visitor()).get(f"/threads?view={view}")
        assert page.status == 303
        assert page.query["next"] == [f"/threads?view={view}"]
    page = await (await visitor("aiko")).get("/threads?view=mine")
    assert titles(page) == ["Something that Aiko asked"]
    assert page.find('meta[name="robots"]').get("content") == "noindex, follow"


async def test_new_and_unread_are_marked(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    read = await opened(world, "Eve has read this one", category=hub)
    behind = await opened(world, "Eve is behind in this one", category=hub)
    eve = world.cast.actor("eve")
    for posted in (read, behind):
        actions.note_read(eve, await seen(world, posted, "eve"), 0)
    await actions.flush()
    await Person.filter(id=eve.id).update(previous_seen_at=clock.now(), last_seen_at=clock.now())
    await answered(world, behind)
    await opened(world, "This came since her last visit", category=hub)
    page = await (await visitor("eve")).get("/threads")
    marks = {
        row.find(".row-title a").text: [one.text for one in row.find_all(".new")] for row in page.find_all("li.row")
    }
    assert marks == {
        "This came since her last visit": ["New"],
        "Eve is behind in this one": ["New replies"],
        "Eve has read this one": [],
    }
    assert not (await (await visitor()).get("/threads")).find_all(".new")


async def test_a_category_with_those_below_it(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub", description="All about the hub.")
    pairing = await world.category("Pairing", parent=hub)
    await opened(world, "A question about the hub", category=hub)
    await opened(world, "A question about pairing", category=pairing)
    await opened(world, "A question about printing", category=await world.category("Print"))
    guest = await visitor()
    page = await guest.get(f"/categories/{hub.slug}")
    assert page.find("h1").text == "Hub"
    assert "All about the hub." in page.text
    assert sorted(titles(page)) == ["A question about pairing", "A question about the hub"]
    assert page.find(f'main a[href="/categories/{pairing.slug}"]').text == "Pairing"
    assert page.find(f'a[href="/ask?category={hub.slug}"]')
    assert page.find('link[rel="alternate"]').get("href") == f"/categories/{hub.slug}/feed.atom"
    assert titles(await guest.get(f"/categories/{pairing.slug}")) == ["A question about pairing"]
    assert titles(await guest.get(f"/categories/{hub.slug}?view=solved")) == []


async def test_who_may_not_ask_there_is_not_invited_to(visitor: Visit, world: World) -> None:
    news = await world.category("News", ask="staff", types="announcement")
    assert not (await (await visitor("eve")).get(f"/categories/{news.slug}")).find_all('main a[href^="/ask"]')
    assert (await (await visitor("dev")).get(f"/categories/{news.slug}")).find_all('main a[href^="/ask"]')


async def test_an_archived_category_is_still_read(visitor: Visit, world: World, clock: ModuleType) -> None:
    old = await world.category("Old hub")
    await opened(world, "A question of long ago", category=old)
    old.archived_at = clock.now()
    await old.save()
    guest = await visitor()
    assert titles(await guest.get(f"/categories/{old.slug}")) == ["A question of long ago"]
    assert titles(await guest.get(f"/threads?category={old.slug}")) == ["A question of long ago"]


async def test_a_tag_and_its_other_spellings(visitor: Visit, world: World) -> None:
    tag = await world.tag("wi-fi")
    await world.tag("wlan", synonym_of=tag)
    await opened(world, "Tagged with the right spelling", tags="wi-fi")
    await opened(world, "Tagged with the other spelling", tags="wlan")
    await opened(world, "Tagged with nothing at all")
    guest = await visitor()
    assert len(titles(await guest.get("/tags/wi-fi"))) == 2
    for other in ("wlan", "Wi-Fi", "ＷＬＡＮ"):
        page = await guest.get(f"/tags/{other}?view=unanswered")
        assert (page.status, page.location) == (301, "/tags/wi-fi?view=unanswered"), other
    assert (await guest.get("/tags/nothing")).status == 404
    assert len(titles(await guest.get("/threads?tag=WLAN"))) == 2


async def test_a_japanese_tag_and_category(visitor: Visit, world: World) -> None:
    hub = await world.category("ハブ", slug="ハブ")
    await opened(world, "印刷が途中で止まります", category=hub, tags="プリンター", by="dev")
    guest = await visitor(accept_language="ja")
    assert titles(await guest.get("/tags/プリンター")) == ["印刷が途中で止まります"]
    page = await guest.get("/categories/ハブ")
    assert titles(page) == ["印刷が途中で止まります"]
    assert page.find('link[rel="canonical"]').get("href").endswith("/categories/%E3%83%8F%E3%83%96")
    assert page.find('a[aria-current="page"]')


async def test_a_stranger_sees_nothing_private(visitor: Visit, world: World) -> None:
    secret = await world.category("Laboratory", see="group", ask="group", answer="group")
    tag = await world.tag("prototype")
    posted = await opened(world, "The secret prototype overheats", by="finn", category=secret, tags="prototype")
    await pinned(world, posted)
    assert (await seen(world, posted, "finn")).tags == [tag.name]
    for who in (None, "eve", "dev"):
        someone = await visitor(who)
        for view in queries.VIEWS:
            page = await someone.get(f"/threads?view={view}")
            assert "secret" not in page.html, (who, view)
            assert "Laboratory" not in page.html, (who, view)
        for path in (f"/categories/{secret.slug}", f"/threads?category={secret.slug}", "/tags/prototype"):
            there, nowhere = (
                await someone.get(path),
                await someone.get(path.replace(secret.slug, "x").replace("prototype", "x")),
            )
            assert (there.status, nowhere.status) == (404, 404), (who, path)
            assert "Laboratory" not in there.html
        assert titles(await someone.get("/threads?tag=prototype")) == []
        assert titles(await someone.get("/threads?author=finn")) == []
    finn = await visitor("finn")
    for path in (f"/categories/{secret.slug}", "/tags/prototype", "/threads?author=finn"):
        assert titles(await finn.get(path)) == ["The secret prototype overheats"], path


async def test_what_was_deleted_is_in_no_list(visitor: Visit, world: World) -> None:
    posted = await opened(world, "This will be deleted soon", tags="")
    await actions.delete_post(world.cast.actor("aiko"), posted.post_id, Reason.read({"reason": ""}))
    for who in (None, "aiko", "chika"):
        assert titles(await (await visitor(who)).get("/threads")) == [], who


async def test_empty_lists_say_what_to_do_next(visitor: Visit, world: World) -> None:
    guest = await visitor()
    assert (await guest.get("/threads")).find(".empty a").get("href") == "/ask"
    assert "Everything is answered" in (await guest.get("/threads?view=unanswered")).text
    assert (await guest.get("/threads?type=idea")).find(".empty a").get("href") == "/threads"


@pytest.mark.parametrize("path", ["/threads", "/bookmarks", "/tags/x", "/categories/x"])
async def test_lists_take_no_changes(visitor: Visit, path: str) -> None:
    assert (await (await visitor("aiko")).post(path)).status == 405


async def test_few_statements(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    await world.tag("wi-fi")
    await opened(world, "The hub loses its Wi-Fi", category=hub, tags="wi-fi")
    guest, aiko = await visitor(), await visitor("aiko")
    if database.engine() != "sqlite":
        return
    for path, most in (
        ("/threads", 2),
        ("/threads?view=solved", 2),
        (f"/threads?category={hub.slug}&author=aiko", 2),
        ("/threads?tag=wi-fi", 3),
        (f"/categories/{hub.slug}", 3),
        ("/tags/wi-fi", 3),
    ):
        # Signed in come the session, the bell and, on a category's or tag's page, the level of watching.
        for someone, more in ((guest, 0), (aiko, 3)):
            await someone.get(path)
            with database.counting() as seen_statements:
                page = await someone.get(path)
            assert page.status == 200
            assert len(seen_statements) <= most + more, (path, seen_statements)


async def test_people_with_an_account_watch_a_category_or_a_tag(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    tag = await world.tag("wi-fi")
    await opened(world, category=hub, tags="wi-fi")
    for path, action in (
        (f"/categories/{hub.slug}", f"/categories/{hub.id}/watch"),
        ("/tags/wi-fi", f"/tags/{tag.id}/watch"),
    ):
        form = (await (await visitor("eve")).get(path)).form(action)
        assert form["next"] == path
        assert [(one.text, one.get("aria-pressed")) for one in form.buttons] == [
            ("Watch", "false"), ("Normal", "true"), ("Mute", "false"),
        ]  # fmt: skip
        assert not (await (await visitor()).get(path)).find_all('form[action$="/watch"]')
