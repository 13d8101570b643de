"""Drafts: kept on the server while one writes, on every device, seen by nobody else, and never lost to a race."""

from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest

from forum import database
from forum.threads import actions, queries
from forum.threads.models import Draft
from tests.threads.scenes import opened
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def keep(someone: Visitor, key: str, version: int, **fields: str) -> Page:
    return await someone.json("PUT", f"/drafts/{key}", {"version": version, "fields": fields})


async def test_it_is_there_on_another_device(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    desk, phone = await visitor("eve"), await visitor("eve")
    first = await keep(
        desk, "ask", 0, title="The hub loses", body="Every ni", category=str(hub.id), type="problem", tags="a"
    )
    assert first.json() == {"version": 1}
    assert (
        await keep(
            desk, "ask", 1, title="The hub loses", body="Every night", category=str(hub.id), type="problem", tags="a, b"
        )
    ).json() == {"version": 2}
    page = await phone.get("/ask")
    form = page.form("/ask")
    assert (form["title"], form["body"], form["tags"]) == ("The hub loses", "Every night", "a, b")
    assert (form["category"], form["type"], form["draft_version"]) == (str(hub.id), "problem", "2")
    assert "This is the draft you were writing." in page.text


async def test_it_can_be_discarded(visitor: Visit, world: World) -> None:
    await world.category("Hub")
    eve = await visitor("eve")
    await keep(eve, "ask", 0, title="Never mind this", body="Never mind")
    gone = await (await eve.get("/ask")).submit("/drafts/ask/remove")
    assert gone.location == "/ask"
    form = (await gone.follow()).form("/ask")
    assert (form["title"], form["body"], form["draft_version"]) == ("", "", "0")
    assert await Draft.all().count() == 0


async def test_posting_uses_it_up(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    eve = await visitor("eve")
    await keep(eve, "ask", 0, title="The hub loses its Wi-Fi", body="Every night at three.", category=str(hub.id))
    sent = await (await eve.get("/ask")).submit("/ask")
    assert sent.status == 303, sent.html
    assert await Draft.all().count() == 0


async def test_another_question_leaves_it_alone(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    eve = await visitor("eve")
    await keep(eve, "ask", 0, title="The first question", body="Only half written")
    page = await eve.send("GET", "/ask", params={"title": "A second question"})
    assert page.form("/ask")["title"] == "A second question"
    assert "You were writing “The first question”." in page.text
    assert (await page.submit("/ask", body="Another text entirely.", category=str(hub.id))).status == 303
    assert (await eve.get("/ask")).form("/ask")["body"] == "Only half written"


async def test_another_device_was_faster(visitor: Visit, world: World) -> None:
    desk, phone = await visitor("eve"), await visitor("eve")
    await keep(desk, "ask", 0, title="From the desk", body="desk")
    answer = await keep(phone, "ask", 0, title="From the phone", body="phone")
    assert answer.status == 409
    assert answer.json()["fields"] == {"title": "From the desk", "body": "desk"}
    assert answer.json()["version"] == 1
    assert (await keep(phone, "ask", 1, title="From the phone", body="phone")).json() == {"version": 2}
    # The same text sent again, by a page whose answer was lost, is no quarrel.
    assert (await keep(phone, "ask", 1, title="From the phone", body="phone")).status == 200


async def test_an_emptied_text_is_no_draft(visitor: Visit, world: World) -> None:
    eve = await visitor("eve")
    await keep(eve, "ask", 0, title="Something", body="")
    await keep(eve, "ask", 1, title="", body="  ", tags="wi-fi")
    assert await Draft.all().count() == 0


@pytest.mark.parametrize(
    "key", ["ask2", "reply:", "reply:0", "reply:x", "reply:-1", "reply:99999999999999999999", "é"]
)
async def test_a_strange_key_keeps_nothing(visitor: Visit, key: str) -> None:
    assert (await keep(await visitor("eve"), key, 0, body="text")).status == 422
    assert await Draft.all().count() == 0


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"version": 0},
        {"fields": {}},
        {"version": "0", "fields": {}},
        {"version": True, "fields": {}},
        {"version": -1, "fields": {}},
        {"version": 2**40, "fields": {}},
        {"version": 0, "fields": []},
        {"version": 0, "fields": {"body": 1}},
        {"version": 0, "fields": {"body": None}},
        {"version": 0, "fields": {str(number): "x" for number in range(100)}},
    ],
)
async def test_what_is_no_draft_is_refused(visitor: Visit, body: Any) -> None:
    assert (await (await visitor("eve")).json("PUT", "/drafts/ask", body)).status == 400


async def test_a_malformed_body_is_refused(visitor: Visit) -> None:
    eve = await visitor("eve")
    for content in (b"", b"{", b"\xff\xfe", b"[" * 100_000):
        assert (await eve.send("PUT", "/drafts/ask", content=content)).status == 400


async def test_too_much_is_refused(visitor: Visit) -> None:
    assert (await keep(await visitor("eve"), "ask", 0, body="x" * 300_000)).status == 422


async def test_unstorable_characters_do_no_harm(visitor: Visit) -> None:
    eve = await visitor("eve")
    kept = await eve.send(
        "PUT", "/drafts/ask", content=b'{"version": 0, "fields": {"body": "a\\u0000b \\ud800c", "\\u0000": "x"}}'
    )
    assert kept.status == 200
    assert (await Draft.get()).data == {"body": "ab c", "": "x"}


async def test_a_stranger_sees_nothing(visitor: Visit, world: World) -> None:
    await world.category("Hub")
    await keep(await visitor("eve"), "ask", 0, title="Only for me", body="secret")
    for who in ("finn", "ada"):
        other = await visitor(who)
        assert "Only for me" not in (await other.get("/ask")).html
        assert "Only for me" not in (await other.get("/drafts")).html
        await other.post("/drafts/ask/remove")
    assert await Draft.all().count() == 1


async def test_guests_and_people_who_may_not_write(visitor: Visit) -> None:
    guest = await visitor()
    assert (await keep(guest, "ask", 0, body="x")).status == 401
    assert (await guest.get("/drafts")).status == 303
    assert (await guest.post("/drafts/ask/remove")).status == 401
    assert (await keep(await visitor("uma"), "ask", 0, body="x")).status == 403


async def test_all_of_mine(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    secret = await world.category("Laboratory", see="group", ask="group", answer="group")
    open_thread = await opened(world, "The hub loses its Wi-Fi", category=hub)
    closed_thread = await opened(world, "The secret prototype overheats", by="finn", category=secret)
    finn = await visitor("finn")
    await keep(finn, "ask", 0, title="My next question", body="About something")
    await keep(finn, f"reply:{open_thread.thread_id}", 0, body="Have you tried turning it off?")
    await keep(finn, f"reply:{closed_thread.thread_id}", 0, body="It is the fan")
    page = await finn.get("/drafts")
    assert {one.text for one in page.find_all("h2 a")} >= {
        "My next question",
        "The hub loses its Wi-Fi",
        "The secret prototype overheats",
    }
    assert page.find(f'a[href="{open_thread.path}#reply"]')
    gone = await page.submit(f"/drafts/reply:{open_thread.thread_id}/remove")
    assert "The hub loses" not in (await gone.follow()).find("main").text
    # Whoever leaves the group is not told any more what the thread is called.
    await database.execute("DELETE FROM group_members WHERE person_id = $1", world.cast.finn.id)
    assert "prototype" not in (await finn.get("/drafts")).html


async def test_few_statements(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    eve = await visitor("eve")
    for number in range(8):
        posted = await opened(world, f"Number {number} of eight", category=hub, body=f"Text {number}")
        await keep(eve, f"reply:{posted.thread_id}", 0, body="Half a reply")
    await eve.get("/drafts")
    if database.engine() != "sqlite":
        return
    with database.counting() as seen:
        page = await eve.get("/drafts")
    assert len(page.find_all("li.line")) == 8
    assert len(seen) <= 4, seen


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/drafts/ask"), ("POST", "/drafts"), ("GET", "/drafts/ask/remove")]
)
async def test_other_methods_are_refused(visitor: Visit, method: str, path: str) -> None:
    assert (await (await visitor("eve")).send(method, path)).status == 405


async def test_it_leads_to_no_other_site(visitor: Visit) -> None:
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert (await (await visitor("eve")).post("/drafts/ask/remove", {"next": target})).location == "/drafts"


async def test_a_draft_of_two_devices_at_once(world: World) -> None:
    eve = world.cast.actor("eve")
    assert await actions.keep_draft(eve, "ask", {"body": "one"}, 0) == 1
    assert (await queries.draft_of(eve, "ask")) == ({"body": "one"}, 1)
