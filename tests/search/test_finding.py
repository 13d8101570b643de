"""Searching: what is found by which words and operators, on both databases alike."""

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from forum import database
from forum.search import actions
from forum.search.actions import indexing
from forum.search.matching import STRETCH
from forum.search.queries import candidates, narrowing
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Edit, Reason, Status
from tests.search.conftest import Search, titles
from tests.world import World


@pytest.fixture
async def shop(world: World, clock: ModuleType) -> dict[str, Any]:
    """A few threads about printers and other things, found by everybody."""
    prints = await world.category("Print & Scan")
    hubs = await world.category("Hubs")
    for name in ("wi-fi", "無線"):
        await world.tag(name)
    made = {"prints": prints, "hubs": hubs}
    made["blank"] = await world.a_thread(
        title="Printer prints blank pages", body="The cartridge is new. Error 0x80070005 shows up.", category=prints
    )
    made["nozzle"] = await world.a_reply(made["blank"].thread_id, body="Clean the nozzle of the device, please.")
    await solutions.accept(await world.cast.fresh("aiko"), made["nozzle"].post_id)
    clock.advance(timedelta(days=10))
    made["hub"] = await world.a_thread(
        "ben", title="The hub loses its Wi-Fi connection", body="Every morning the printer is gone as well.", category=hubs,
        tags="wi-fi", type="problem",
    )
    clock.advance(timedelta(days=10))
    made["ja"] = await world.a_thread(
        title="プリンターが白紙を出します", body="昨日から画面が開きません。ｴﾗｰ番号は E-1234 です。", category=prints, tags="無線"
    )
    made["idea"] = await world.a_thread(
        "eve", title="A blank page as a cover", body="Please print a cover page first.", category=prints, type="idea"
    )
    await world.settle()
    return made


BLANK, HUB, JA, IDEA = (
    "Printer prints blank pages", "The hub loses its Wi-Fi connection", "プリンターが白紙を出します", "A blank page as a cover",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("printing", {BLANK, IDEA}),
        ("blank pages", {BLANK, IDEA}),
        ("cartridges", {BLANK}),
        ("nozzle", {BLANK}),
        ("0x80070005", {BLANK}),
        ("error:0x80070005", {BLANK}),
        ("wifi", {HUB}),
        ("ﾌﾟﾘﾝﾀ", {JA}),
        ("プリンタ", {JA}),
        ("プリンター", {JA}),
        ("ぷりんた", {JA}),
        ("白紙", {JA}),
        ("紙", {JA}),
        ("画面", {JA}),
        ("エラー", {JA}),
        ("E-1234 プリンタ", {JA}),
        ("プリンタの画面", {JA}),
        ("prin", {BLANK}),
        ('"blank pages"', {BLANK}),
        ('"pages blank"', set()),
        ('"prints blank"', {BLANK}),
        ('"画面が開き"', {JA}),
        ("blank -cover", {BLANK}),
        ('blank -"cover page"', {BLANK}),
        ("printer -wi-fi", {BLANK}),
        ("printer tag:wi-fi", {HUB}),
        ("tag:wi-fi", {HUB}),
        ("-tag:wi-fi type:problem", set()),
        ("タグ：無線", {JA}),
        ("blank is:solved", {BLANK}),
        ("状態:解決済み", {BLANK}),
        ("is:unanswered", {HUB, JA}),
        ("type:idea", {IDEA}),
        ('printer category:"Print & Scan"', {BLANK}),
        ("printer category:hubs", {HUB}),
        ("author:ben", {BLANK, HUB}),
        ("author:ben nozzle", {BLANK}),
        ("author:eve", {IDEA}),
        ("in:title printer", {BLANK}),
        ("after:2026-03-10 printer", {HUB}),
        ("before:2026-03-10 printer", {BLANK}),
        ("before:2026-03-10", {BLANK}),
        ("absent", set()),
        ("%", set()),
        ("の", set()),
    ],
)
async def test_what_is_found(shop: dict[str, Any], search: Search, typed: str, found: set[str]) -> None:
    answer = await search(typed)
    assert set(titles(answer)) == found
    assert answer.count == len(found)
    assert not answer.relaxed
    assert not answer.more


@pytest.mark.parametrize("typed", ["tag:nothing printer", "category:nowhere printer", "author:nobody printer"])
async def test_an_operator_that_names_nothing_is_told(shop: dict[str, Any], search: Search, typed: str) -> None:
    answer = await search(typed)
    assert (list(answer.hits), list(answer.unknown)) == ([], [typed.split()[0]])


async def test_what_is_marked_and_shown(shop: dict[str, Any], search: Search) -> None:
    (hit,) = (await search("nozzles")).hits
    assert hit.position == 1
    assert hit.is_solution
    assert hit.author_name == "ben"
    assert hit.path.endswith(f"#reply-{shop['nozzle'].post_id}")
    assert ("nozzle", True) in hit.snippet
    (hit,) = (await search("cartridge printer")).hits
    assert (hit.position, hit.others) == (0, 0)
    assert ("Printer", True) in hit.title
    assert ("cartridge", True) in hit.snippet


async def test_titles_first_and_the_order_by_age(shop: dict[str, Any], search: Search) -> None:
    assert titles(await search("printer")) == [BLANK, HUB]
    assert titles(await search("printer", sort="newest")) == [HUB, BLANK]


@pytest.mark.parametrize(
    ("kind", "found"),
    [("all", {BLANK, IDEA}), ("questions", {BLANK}), ("solved", {BLANK}), ("ideas", {IDEA}), ("unanswered", set())],
)
async def test_tabs(shop: dict[str, Any], search: Search, kind: str, found: set[str]) -> None:
    assert set(titles(await search("blank", kind=kind))) == found


async def test_what_has_most_of_the_words(shop: dict[str, Any], search: Search) -> None:
    answer = await search("printer blank zebra")
    assert answer.relaxed
    assert titles(answer)[0] == BLANK
    answer = await search("hub zebra")
    assert answer.relaxed
    assert titles(answer) == [HUB]
    assert not (await search("zebra giraffe")).relaxed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pritner blank", "printer blank"),
        ("prnter is:solved", "printer is:solved"),
        ("catridge", "cartridge"),
        ("conection", "connection"),
        ("プリソター", "プリンター"),
        ("printer", ""),
        ("zebra", ""),
        ("0x80070004", ""),
    ],
)
async def test_slips_are_put_right(shop: dict[str, Any], search: Search, typed: str, meant: str) -> None:
    assert (await search(typed)).suggestion == meant


async def test_while_typing_the_last_word_is_unfinished(shop: dict[str, Any], search: Search) -> None:
    assert titles(await search("printer bla", typing=True)) == [BLANK]
    assert titles(await search("the hub lo", typing=True)) == [HUB]
    assert titles(await search("プリン", typing=True)) == [JA]


async def test_changes_are_found_at_once(world: World, shop: dict[str, Any], search: Search) -> None:
    aiko, chika = await world.cast.fresh("aiko"), world.cast.actor("chika")
    form = Edit.read({"title": "Printer prints zebras", "body": "No more ink in it.", "version": "1", "reason": ""})
    await threads.edit(aiko, shop["blank"].post_id, form)
    await world.settle()
    assert titles(await search("zebras")) == ["Printer prints zebras"]
    assert titles(await search("cartridge")) == []
    await threads.change_status(chika, shop["hub"].thread_id, Status.read({"status": "closed", "note": "old"}))
    assert titles(await search("hub is:closed")) == [HUB]


async def test_what_is_deleted_moved_or_closed_to_one_is_gone_at_once(
    world: World, shop: dict[str, Any], search: Search
) -> None:
    """Without any news delivered: the living rows say it."""
    chika = world.cast.actor("chika")
    await threads.delete_post(chika, shop["nozzle"].post_id, Reason.read({"reason": "spam"}))
    for who in ("guest", "ben", "chika"):
        assert titles(await search("nozzle", who)) == []
    await threads.restore_post(chika, shop["nozzle"].post_id)
    assert titles(await search("nozzle")) == [BLANK]
    shop["hubs"].see = "staff"
    await shop["hubs"].save()
    assert titles(await search("hub")) == []
    assert titles(await search("hub", "ben")) == []
    assert titles(await search("hub", "dev")) == [HUB]
    await threads.delete_post(chika, shop["blank"].post_id, Reason.read({"reason": "spam"}))
    for who in ("guest", "aiko", "chika"):
        assert BLANK not in titles(await search("printer", who))
        assert titles(await search("nozzle", who)) == []


async def test_a_tag_of_very_many_threads_alone(
    world: World, shop: dict[str, Any], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "FEW", 0)
    secret = await world.category("Secret", see="group", ask="group", answer="group")
    await world.tag("lamp")
    for who, more in (("aiko", {}), ("eve", {}), ("finn", {"category": secret})):
        thread = await world.a_thread(who, title=f"A lamp of {who}", tags="lamp,wi-fi" if who == "eve" else "lamp", **more)
        if who != "finn":
            await world.a_reply(thread.thread_id)
    await world.settle()
    assert set(titles(await search("tag:lamp"))) == {"A lamp of aiko", "A lamp of eve"}
    assert (await search("tag:lamp", "finn")).count == 3
    assert titles(await search("tag:lamp tag:wi-fi")) == ["A lamp of eve"]
    assert (await search("tag:lamp is:solved")).count == 0
    # Of so many threads the ones in which most happens are gone through.
    monkeypatch.setattr(candidates, "MOST_LOOKED_AT", 2)
    assert set(titles(await search("tag:lamp", "finn"))) == {"A lamp of eve", "A lamp of finn"}


async def test_merged_tags_and_moved_threads(world: World, shop: dict[str, Any], search: Search) -> None:
    staff = await world.category("Laboratory", see="staff", ask="staff", answer="staff")
    await threads.move(world.cast.actor("chika"), shop["hub"].thread_id, staff.id)
    assert titles(await search("connection")) == []
    await world.settle()
    assert (await search("conection", "dev")).suggestion == "connection"
    assert (await search("conection", "eve")).suggestion == ""


async def test_private_words_change_nothing(world: World, shop: dict[str, Any], search: Search) -> None:
    """What a stranger gets is the same whether a private category is full of the word or empty."""
    asked = ("pritner", "printer blank zebra", "protoype", "tag:secret", "secret", "cover")
    before = [await search(typed) for typed in asked]
    secret = await world.category("Secret", see="group", ask="group", answer="group")
    await world.tag("secret")
    for number in range(4):
        await world.a_thread("finn", title=f"The secret prototype pritner zebra {number}", category=secret, tags="secret")
    await world.settle()
    for typed, answer in zip(asked, before, strict=True):
        now = await search(typed, "eve")
        assert (titles(now), now.count, now.suggestion, now.relaxed, now.unknown) == (
            titles(answer), answer.count, answer.suggestion, answer.relaxed, answer.unknown,
        ), typed  # fmt: skip
    assert (await search("protoype", "finn")).suggestion == "prototype"
    assert (await search("tag:secret", "finn")).count == 4


async def test_pages_are_bounded(world: World, search: Search) -> None:
    for number in range(45):
        await world.a_thread(title=f"Lamp number {number} flickers")
    await world.settle()
    first, third, beyond = await search("lamp"), await search("lamp", page=3), await search("lamp", page=99)
    assert (first.count, first.page_count, len(first.hits), len(third.hits)) == (45, 3, 20, 5)
    assert titles(beyond) == titles(third)


async def test_common_words_in_a_large_community(
    world: World, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the bounds drawn narrow: the newest come, old ones by their titles, and it says that there is more."""
    monkeypatch.setattr(candidates, "MOST", 6)
    monkeypatch.setattr(candidates, "MOST_BY_TITLE", 3)
    monkeypatch.setattr(candidates, "MOST_LOOKED_AT", 8)
    titled = await world.a_thread(title="Lamp of old")
    bodies = [await world.a_thread(title=f"Number {number}", body=f"This lamp is the {number}th one.") for number in range(12)]
    hidden = await world.category("Hidden", see="staff", ask="staff", answer="staff")
    await world.a_thread("dev", title="Lamp for staff", category=hidden)
    await world.settle()
    answer = await search("lamp")
    assert answer.more
    assert titles(answer)[0] == "Lamp of old"
    assert "Lamp for staff" not in titles(answer)
    assert {hit.thread.id for hit in answer.hits} == {titled.thread_id, *(one.thread_id for one in bodies[-6:])}
    assert titled.post_id < STRETCH


async def test_every_post_is_taken_up_anew(world: World, shop: dict[str, Any], search: Search) -> None:
    before = await _documents()
    await database.execute("DELETE FROM search_documents WHERE id = $1", shop["hub"].post_id)
    assert titles(await search("hub")) == []
    told: list[tuple[str, int, int]] = []
    assert await actions.index_all(lambda *news: told.append(news)) == 1
    assert await _documents() == before
    assert told
    assert await actions.index_all() == 0
    assert await actions.index_all(only_missing=False) == len(before)
    assert await _documents() == before


async def test_a_job_takes_up_what_was_here_before(world: World, shop: dict[str, Any], search: Search) -> None:
    await database.execute("DELETE FROM search_documents")
    await actions.fill(5)
    assert titles(await search("printer")) == [BLANK, HUB]
    await database.execute("DELETE FROM search_documents WHERE id = $1", shop["hub"].post_id)
    await actions.fill(5)  # it is done, and does not look again
    assert titles(await search("hub")) == []


async def test_another_analysis_is_taken_up_by_the_job(
    shop: dict[str, Any], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    await actions.fill(5)
    monkeypatch.setattr(indexing, "VERSION", 99)
    await actions.fill(5)
    assert {row["analysis"] for row in await database.rows("SELECT analysis FROM search_documents")} == {99}


async def _documents() -> list[tuple[Any, ...]]:
    found = await database.rows("SELECT id, thread_id, position, title, tags, words FROM search_documents ORDER BY id")
    return [tuple(row.values()) if hasattr(row, "values") else tuple(row) for row in found]
