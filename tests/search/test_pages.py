"""/search and what belongs to it, as people use it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType
from urllib.parse import quote

import pytest

from forum import database
from forum.search import actions
from forum.search.actions import keeping
from forum.search.models import MissedSearch, RecentSearch, SavedSearch
from tests.shared_data import shared
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


def titles(page: Page) -> list[str]:
    return [one.text for one in page.find_all("main [data-list] .row-title a")]


@pytest.fixture
async def two(world: World) -> None:
    """Two threads that can be found."""
    await world.a_solved_thread(title="Printer prints blank pages", body="The <b>cartridge</b> is new.", tags="")
    await world.a_thread(title="プリンターが白紙を出します", body="昨日から画面が開きません。")
    await world.settle()


async def test_results(visitor: Visit, two: None) -> None:
    page = await (await visitor()).get("/search?q=blank+cartridge")
    assert page.status == 200
    assert titles(page) == ["Printer prints blank pages"]
    assert page.find("h1").text == "Results for “blank cartridge”"
    assert {one.text for one in page.find_all("main mark")} == {"blank", "cartridge"}
    assert page.find('meta[name="robots"]').get("content") == "noindex, follow"
    assert page.form("/search")["q"] == ""  # the frame's own box
    assert page.find('main input[name="q"]').get("value") == "blank cartridge"
    assert "Solved" in page.find("main [data-row]").text


async def test_nothing_typed_and_nothing_found(visitor: Visit, two: None) -> None:
    guest = await visitor()
    empty = await guest.get("/search")
    assert (empty.status, empty.find("h1").text) == (200, "Search")
    missing = await guest.get("/search?q=" + quote("Why & zebra?"))
    assert missing.find(".empty a").get("href") == "/ask?title=Why+%26+zebra%3F"
    only = await guest.get("/search?q=tag:nothing")
    assert "There is nothing called tag:nothing here." in only.text
    assert only.find(".empty a").get("href") == "/ask"


async def test_a_slip_is_one_click_from_right(visitor: Visit, two: None) -> None:
    page = await (await visitor()).get("/search?q=pritner&kind=solved")
    link = page.find('main .line-text a[href*="printer"]')
    assert link.text == "printer"
    assert titles(await (await visitor()).get(link.get("href") or "")) == ["Printer prints blank pages"]


async def test_tabs_and_order_stay_in_the_address(visitor: Visit, two: None) -> None:
    guest = await visitor()
    page = await guest.get("/search?q=printer&sort=newest")
    tab = next(one for one in page.find_all(".tabs a") if one.text == "Solved")
    assert tab.get("href") == "/search?q=printer&kind=solved&sort=newest"
    solved = await guest.get(tab.get("href") or "")
    assert solved.find('.tabs a[aria-current="page"]').text == "Solved"
    assert solved.find(".search-head strong").text == "Newest"
    # What somebody types next stays narrowed.
    assert solved.find('main input[name="kind"]').get("value") == "solved"
    odd = await guest.get("/search?q=printer&kind=%00&sort=x&page=-3")
    assert titles(odd) == ["Printer prints blank pages"]


async def test_pages(visitor: Visit, world: World) -> None:
    for number in range(23):
        await world.a_thread(title=f"Lamp number {number} flickers")
    await world.settle()
    guest = await visitor()
    first = await guest.get("/search?q=lamp")
    assert len(titles(first)) == 20
    second = await guest.get(first.find('.pages a[rel="next"]').get("href") or "")
    assert len(titles(second)) == 3
    assert not set(titles(first)) & set(titles(second))


async def test_below_the_field_while_typing(visitor: Visit, two: None) -> None:
    page = await (await visitor()).fragment("GET", "/search?q=printer+bla")
    assert page.html.count("data-row") == 1
    assert "<html" not in page.html
    assert page.find('a[href^="/ask?title="]')
    assert (await (await visitor()).fragment("GET", "/search?q=")).html.strip() == ""
    home = await (await visitor()).get("/")
    assert home.find("#home-q").get("data-pane-url") == "/search"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("is:so", "is:solved"), ("printer is", "is:"), ("category:dev", "category:devices-1"), ("状態:未", "状態:未回答"),
        ("type:", "type:question"), ("after", "after:"),
    ],
)  # fmt: skip
async def test_completion(visitor: Visit, two: None, typed: str, label: str) -> None:
    found = (await (await visitor()).json("GET", f"/search/suggest?q={quote(typed)}")).json()
    assert label in [one["label"] for one in found]
    before = typed.rpartition(" ")[0]
    assert all(one["value"].startswith(before) for one in found)


async def test_completion_knows_no_more_than_the_viewer(visitor: Visit, world: World) -> None:
    secret = await world.category("Laboratory", see="group", ask="group", answer="group")
    await world.tag("prototype")
    await world.a_thread("finn", category=secret, tags="prototype")
    await world.settle()
    for who in ("guest", "eve"):
        one = await visitor(who)
        for typed in ("category:lab", "category:", "tag:proto", "tag:", "author:fi"):
            answer = await one.json("GET", f"/search/suggest?q={typed}")
            assert "aboratory" not in answer.html, (who, typed)
            assert "prototype" not in answer.html, (who, typed)
        assert ("Finn" in (await one.json("GET", "/search/suggest?q=author:fi")).html) is (who == "eve")
    finn = await visitor("finn")
    assert "Laboratory" in (await finn.json("GET", "/search/suggest?q=category:lab")).html


async def test_a_japanese_reader(visitor: Visit, two: None) -> None:
    page = await (await visitor(accept_language="ja")).get("/search?q=" + quote("ﾌﾟﾘﾝﾀ 白紙"))
    assert titles(page) == ["プリンターが白紙を出します"]
    assert page.find("h1").text == "「ﾌﾟﾘﾝﾀ 白紙」の検索結果"


async def test_keeping_searches(visitor: Visit, two: None) -> None:
    finn = await visitor("finn")
    page = await finn.get("/search?q=printer+is:solved")
    answer = await page.submit("/searches", name="Solved printers")
    assert answer.location == "/search?q=printer+is%3Asolved"
    own = await finn.get("/searches")
    assert own.find('main a[href^="/search?q=printer"]').text == "Solved printers"
    again = await page.submit("/searches", name="Solved printers")
    assert again.status == 422
    assert "You keep a search of this name already." in again.text
    assert again.form("/searches")["q"] == "printer is:solved"
    kept = await SavedSearch.get()
    assert (await (await visitor("eve")).post(f"/searches/{kept.id}/remove")).status == 404
    assert (await finn.post(f"/searches/{kept.id}/remove")).status == 303
    assert await SavedSearch.all().count() == 0


async def test_not_too_many_are_kept(visitor: Visit) -> None:
    finn = await visitor("finn")
    for number in range(30):
        assert (await finn.post("/searches", {"q": f"lamp {number}"})).status == 303
    refused = await finn.post("/searches", {"q": "one more"})
    assert refused.status == 422
    assert "You keep 30 searches already." in refused.text
    assert (await finn.post("/searches", {"q": ""})).status == 422


async def test_who_keeps_searches(visitor: Visit) -> None:
    guest = await visitor()
    for path in ("/searches", "/searches/1/remove", "/searches/recent/remove"):
        assert (await guest.post(path, {"q": "lamp"})).status in (303, 401)
    assert (await guest.get("/searches")).status in (303, 401)
    assert (await (await visitor("sid")).post("/searches", {"q": "lamp"})).status == 403
    assert (await (await visitor("sid")).get("/searches")).status == 200
    assert await SavedSearch.all().count() == 0


async def test_what_was_looked_for_of_late(visitor: Visit, two: None, world: World, clock: ModuleType) -> None:
    aiko, guest = await visitor("aiko"), await visitor()
    for number in range(15):
        await aiko.get(f"/search?q=printer+{number}")
        clock.advance(timedelta(seconds=1))
    await aiko.get("/search?q=blank")
    await aiko.get("/search?q=blank")
    await guest.get("/search?q=blank")
    await aiko.fragment("GET", "/search?q=typing")
    assert await RecentSearch.all().count() == 0  # reading writes nothing
    await actions.flush()
    assert await RecentSearch.all().count() == 12
    page = await aiko.get("/search")
    assert page.find('aside a[href="/search?q=blank"]').text == "blank"
    assert "typing" not in page.find("aside").text
    assert "/search?q=blank" not in (await (await visitor("eve")).get("/searches")).html
    assert (await page.submit("/searches/recent/remove")).location == "/searches"
    assert await RecentSearch.all().count() == 0


async def test_searches_in_vain(visitor: Visit, two: None, world: World) -> None:
    guest, aiko = await visitor(), await visitor("aiko")
    for typed in (
        "zebra", "ZEBRA", "zebra is:solved", "aiko@example.com", "090-1234-5678", "4111 1111 1111 1111",
        "0x80099999", "printer", "https://example.com/secret", "z" * 120, "tag:nothing",
    ):  # fmt: skip
        await guest.get(f"/search?q={quote(typed)}")
        await aiko.get(f"/search?q={quote(typed)}")
    await actions.flush()
    kept = {one.query: one.count for one in await MissedSearch.all()}
    assert kept == {"zebra": 6, "0x80099999": 2}
    dev = await visitor("dev")
    page = await dev.get("/desk/searches")
    assert [one.text for one in page.find_all("main .row-title a")] == ["zebra", "0x80099999"]
    assert "6 times" in page.text
    miss = await MissedSearch.get(query="zebra")
    assert (await dev.post(f"/desk/searches/{miss.id}/remove")).status == 303
    assert (await dev.post(f"/desk/searches/{miss.id}/remove")).status == 404
    for who, status in (("guest", 303), ("eve", 403), ("ben", 403), ("chika", 200), ("ada", 200)):
        assert (await (await visitor(who)).get("/desk/searches")).status == status, who
    assert (await (await visitor("eve")).post(f"/desk/searches/{miss.id}/remove")).status == 403


async def test_old_misses_are_forgotten(visitor: Visit, two: None, clock: ModuleType) -> None:
    await (await visitor()).get("/search?q=zebra")
    await actions.flush()
    await actions.forget_misses()
    assert await MissedSearch.all().count() == 1
    clock.advance(keeping.MISSES_KEPT * 2)
    await actions.forget_misses()
    assert await MissedSearch.all().count() == 0


async def test_the_desk_tells_how_far_the_words_are(visitor: Visit, two: None) -> None:
    dev = await visitor("dev")
    assert "The search is being built: 0 of" in (await dev.get("/desk/searches")).text
    await actions.fill(5)
    assert "being built" not in (await dev.get("/desk/searches")).text


async def test_who_leaves_takes_their_searches_along(visitor: Visit, world: World, two: None) -> None:
    aiko = await visitor("aiko")
    await aiko.get("/search?q=blank")
    await aiko.post("/searches", {"q": "blank"})
    await actions.flush()
    mine = (await aiko.get("/settings/data")).html
    assert mine is not None
    await actions.forget_person(world.cast.aiko.id)
    assert (await RecentSearch.all().count(), await SavedSearch.all().count()) == (0, 0)


@pytest.mark.parametrize("path", ["/search", "/search/suggest", "/desk/searches"])
async def test_reading_takes_no_changes(visitor: Visit, path: str) -> None:
    assert (await (await visitor("ada")).post(path)).status == 405


async def test_few_statements(visitor: Visit, two: None, world: World) -> None:
    if database.engine() != "sqlite":
        pytest.skip("statements are counted on SQLite")
    for number in range(3):
        await world.a_thread(title=f"Lamp {number} flickers", body="The bulb is new.")
    await world.settle()
    guest, aiko = await visitor(), await visitor("aiko")
    for path, most in (("/search?q=lamp", 4), ("/search?q=lamp+bulb", 4), ("/search", 0), ("/search?q=pritner", 20)):
        for someone, more in ((guest, 0), (aiko, 4 if path == "/search" else 2)):
            await someone.get(path)
            with database.counting() as statements:
                page = await someone.get(path)
            assert page.status == 200
            assert len(statements) <= most + more, (path, "\n".join(statements))


HOSTILE = (
    '"', '""', '" OR "1"="1', "title:x", "{title} : x", "a AND b", "a OR b", "NOT a", "a NEAR b", "NEAR(a b, 3)", "a*", "*", "^a",
    "-", "--", "- a", "+a", "(a", "a)", "'", "''", "a'b", "\\", "a\\'b", "a & b", "a | !b", "a:*", "<->", "%", "_", "?1 $1 :a @a",
    "\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "🖨️", "👩‍👩‍👧‍👦 printer", "ﷺ",
    "مرحبا بالعالم", "\u202eabc", "a" * 10_000, "あ" * 2_000, "漢" * 5_000, "a " * 5_000, '"a" ' * 2_000, "tag:" * 2_000,
    "is:solved " * 500, "-a " * 3_000, "ｶﾞ" * 3_000, "1 " * 3_000, "before:9999-12-31", "after:1900", "before:99999999d",
)  # fmt: skip


async def test_hostile_searches(visitor: Visit, two: None) -> None:
    typed = list(HOSTILE)
    for name in ("security/naughty.txt", "security/sqli.txt"):
        path = shared(name)
        if path is not None:
            typed += path.read_text(encoding="utf-8", errors="replace").splitlines()[:250]
    guest = await visitor()
    for one in typed:
        for path in ("/search", "/search/suggest"):
            page = await guest.send("GET", path, params={"q": one}, headers={"accept": "text/html"})
            # 414: more than any browser sends.
            assert page.status in ((200,) if len(one) < 2_000 else (200, 414)), one[:60]
    page = await guest.send("GET", "/search", params={"q": "<script>alert(1)</script> printer"})
    assert "<script>alert" not in page.html
    assert len(titles(await guest.get("/search?q=printer"))) == 1
