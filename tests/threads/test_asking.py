"""Asking: the form and its steps, what a category asks for, refusals that lose no word, the same submit twice."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from forum import database
from forum import settings as forum_settings
from forum.threads import queries
from forum.threads.models import Thread
from forum.threads.views import ThreadView
from tests.threads.scenes import opened
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]

TITLE = "The hub loses its Wi-Fi"
BODY = "Every night **at three** it drops off the network."


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def thread_of(world: World, page: Page) -> ThreadView:
    assert page.status == 303, (
        page,
        page.find_all(".field-error")[:5] and [e.text for e in page.find_all(".field-error")],
    )
    return await queries.visible_thread(world.cast.actor("system"), int(page.location.split("/")[2]))


async def test_it_works(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    await world.tag("wi-fi")
    page = await (await visitor("aiko", accept_language="en")).get("/ask")
    assert page.status == 200
    sent = await page.submit("/ask", title=TITLE, body=BODY, category=str(hub.id), type="problem", tags="Wi-Fi")
    thread = await thread_of(world, sent)
    assert (thread.title, thread.type, thread.tags, thread.category_id) == (TITLE, "problem", ["wi-fi"], hub.id)
    assert thread.reply_count == 0
    assert sent.location == f"/threads/{thread.id}/the-hub-loses-its-wi-fi"


async def test_my_own_answer_comes_along(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    page = await (await visitor("aiko")).get("/ask")
    sent = await page.submit("/ask", title=TITLE, body=BODY, category=str(hub.id), answer="Turn power saving off.")
    thread = await thread_of(world, sent)
    posts = await queries.posts_of(world.cast.actor("guest"), thread, 1)
    assert ["drops off" in posts[0].html, "power saving" in posts[1].html] == [True, True]


async def test_the_address_presets_title_type_and_category(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    page = await (await visitor("eve")).send(
        "GET", "/ask", params={"title": TITLE, "category": hub.slug, "type": "idea"}
    )
    form = page.form("/ask")
    assert (form["title"], form["category"], form["type"]) == (TITLE, str(hub.id), "idea")
    strange = await (await visitor("eve")).get("/ask?category=no-such&type=no-such")
    assert strange.status == 200


async def test_a_guest_signs_in_and_comes_back_with_the_title(visitor: Visit, world: World) -> None:
    page = await (await visitor()).send("GET", "/ask", params={"title": "Why & how?"})
    assert page.status == 303
    assert page.location.startswith("/sign-in?next=")
    assert page.query["next"] == ["/ask?title=Why+%26+how%3F"]


async def test_who_may_not_write_reads_why(visitor: Visit, world: World) -> None:
    await world.category("Hub")
    assert "confirm your e-mail address" in (await (await visitor("uma")).get("/ask")).text
    assert (await (await visitor("sid")).get("/ask")).status == 403


async def test_only_categories_open_for_asking_are_offered(visitor: Visit, world: World) -> None:
    await world.category("Hub")
    await world.category("News", ask="staff")
    await world.category("Laboratory", see="group", ask="group", answer="group")
    offered = {
        who: [one.text for one in (await (await visitor(who)).get("/ask")).find_all('select[name="category"] option')][
            1:
        ]
        for who in ("eve", "finn", "dev", "ada")
    }
    assert offered == {
        "eve": ["Hub"],
        "finn": ["Hub", "Laboratory"],
        "dev": ["Hub", "News"],
        "ada": ["Hub", "News", "Laboratory"],
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "Hub"}, "title"),
        ({"title": ""}, "title"),
        ({"body": ""}, "body"),
        ({"body": "x" * 40_000}, "body"),
        ({"category": ""}, "category"),
        ({"category": "999999"}, "category"),
        ({"category": "9" * 30}, "category"),
        ({"type": "nonsense"}, "type"),
        ({"tags": "a, b, c, d, e, f"}, "tags"),
        ({"tags": "brand-new-tag"}, "tags"),
        ({"answer": "no"}, "answer"),
    ],
)
async def test_a_refused_form_keeps_what_was_typed(
    visitor: Visit, world: World, wrong: dict[str, Any], field: str
) -> None:
    hub = await world.category("Hub")
    typed = {
        "title": TITLE,
        "body": BODY,
        "category": str(hub.id),
        "type": "problem",
        "tags": "",
        "answer": "",
        "submit_key": "k1",
        **wrong,
    }
    page = await (await visitor("eve")).post("/ask", typed)
    assert page.status == 422, page
    form = page.form("/ask")
    for name, value in typed.items():
        if name not in ("category", "type"):
            assert form[name] == value, name
    assert page.find(f".error-summary a[href='#field-{field}']")
    assert page.find(f"#field-{field}-error")
    assert await Thread.all().count() == 0


async def test_what_a_category_asks_for(visitor: Visit, world: World) -> None:
    hub = await world.category(
        "Hub",
        description="All about the hub.",
        template=[
            {
                "name": "version",
                "label": "Firmware",
                "kind": "text",
                "choices": [],
                "required": True,
                "help": "See Settings.",
            },
            {
                "name": "colour",
                "label": "Light",
                "kind": "choice",
                "choices": ["green", "amber"],
                "required": False,
                "help": "",
            },
            {
                "name": "again",
                "label": "I restarted it",
                "kind": "checkbox",
                "choices": [],
                "required": True,
                "help": "",
            },
        ],
    )
    page = await (await visitor("eve")).get("/ask")
    assert "field_version" not in page.form("/ask").names
    page = await page.submit("/ask", "Continue", title=TITLE, body=BODY, category=str(hub.id))
    assert page.status == 200
    assert not page.find_all(".field-error")
    form = page.form("/ask")
    assert {"field_version", "field_colour", "field_again"} <= form.names
    assert (form["title"], form["body"]) == (TITLE, BODY)
    refused = await form.submit(field_colour="amber")
    assert refused.status == 422
    assert refused.form("/ask")["field_colour"] == "amber"
    assert refused.find("#field-field_version-error")
    assert refused.find("#field-field_again-error")
    thread = await thread_of(world, await refused.submit("/ask", field_version="4.2.0", field_again="1"))
    assert thread.answers == [
        {"label": "Firmware", "value": "4.2.0"},
        {"label": "Light", "value": "amber"},
        {"label": "I restarted it", "value": "✓"},
    ]


async def test_the_fields_as_a_fragment(visitor: Visit, world: World) -> None:
    hub = await world.category(
        "Hub",
        template=[
            {"name": "version", "label": "Firmware", "kind": "text", "choices": [], "required": True, "help": ""},
        ],
    )
    eve = await visitor("eve")
    page = await eve.fragment("POST", "/ask", {"step": "part", "category": str(hub.id), "field_version": "4.2"})
    assert 'value="4.2"' in page.html
    assert "<html" not in page.html
    assert (await eve.fragment("POST", "/ask", {"step": "part", "category": "7777"})).html.strip() == ""
    assert await Thread.all().count() == 0


async def test_a_private_category_asks_strangers_for_nothing(visitor: Visit, world: World) -> None:
    await world.category("Hub")
    secret = await world.category(
        "Laboratory",
        see="group",
        ask="group",
        answer="group",
        template=[
            {"name": "code", "label": "Code name", "kind": "text", "choices": [], "required": True, "help": ""},
        ],
    )
    eve = await visitor("eve")
    page = await eve.fragment("POST", "/ask", {"step": "part", "category": str(secret.id)})
    assert "Code name" not in page.html
    refused = await eve.post("/ask", {"title": TITLE, "body": BODY, "category": str(secret.id), "type": "question"})
    nowhere = await eve.post("/ask", {"title": TITLE, "body": BODY, "category": "424242", "type": "question"})
    assert refused.status == nowhere.status == 422
    assert refused.find("#field-category-error").text == nowhere.find("#field-category-error").text


async def test_a_preview_without_scripts(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    page = await (await visitor("eve")).get("/ask")
    page = await page.submit("/ask", "Preview", title=TITLE, body=BODY, category=str(hub.id))
    assert page.status == 200
    assert page.find("#ask-preview strong").text == "at three"
    assert page.form("/ask")["body"] == BODY
    assert await Thread.all().count() == 0


async def test_a_preview_as_a_fragment(visitor: Visit, world: World) -> None:
    page = await (await visitor("eve")).fragment("POST", "/preview", {"body": "**bold** <script>alert(1)</script>"})
    assert "<strong>bold</strong>" in page.html
    assert "<script" not in page.html
    assert (await (await visitor()).fragment("POST", "/preview", {"body": "x"})).status == 401
    assert (await (await visitor("eve")).get("/preview")).status == 405


async def test_the_same_form_twice_is_one_thread(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    page = await (await visitor("eve")).get("/ask")
    first = await page.submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    again = await page.submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    assert first.location == again.location
    clock.advance(timedelta(hours=1))
    much_later = await page.submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    assert first.location == much_later.location
    assert await Thread.all().count() == 1


async def test_another_text_from_the_same_form_is_not_lost(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    page = await (await visitor("eve")).get("/ask")
    first = await page.submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    # Gone back in the browser, and written something else into the form that was left there.
    second = await page.submit(
        "/ask", title="Another question altogether", body="About printing.", category=str(hub.id)
    )
    clock.advance(timedelta(hours=1))
    third = await page.submit("/ask", title="A third one an hour later", body="About saving.", category=str(hub.id))
    assert len({first.location, second.location, third.location}) == 3
    assert await Thread.all().count() == 3


async def test_the_same_words_from_another_form_are_one_thread(visitor: Visit, world: World, clock: ModuleType) -> None:
    hub = await world.category("Hub")
    eve = await visitor("eve")
    first = await (await eve.get("/ask")).submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    second = await (await eve.get("/ask")).submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    assert first.location == second.location
    clock.advance(timedelta(hours=1))
    third = await (await eve.get("/ask")).submit("/ask", title=TITLE, body=BODY, category=str(hub.id))
    assert third.location != first.location


async def test_a_session_that_ended_meanwhile_costs_no_word(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    typed = {"title": TITLE, "body": BODY, "category": str(hub.id), "type": "question", "tags": "", "submit_key": "k"}
    page = await (await visitor()).post("/ask", typed)
    assert page.status == 401
    form = page.form("/ask")
    assert (form["title"], form["body"], form["category"]) == (TITLE, BODY, str(hub.id))
    assert page.find('a[href="/sign-in?next=/ask"]')


async def test_who_asks_too_often_keeps_the_text(visitor: Visit, world: World, app: Any) -> None:
    forum_settings.use(_with_limits())
    hub = await world.category("Hub")
    eve = await visitor("eve")
    answers = [
        await eve.post(
            "/ask", {"title": f"{TITLE} {n}", "body": f"{BODY} {n}", "category": str(hub.id), "type": "question"}
        )
        for n in range(6)
    ]
    assert [page.status for page in answers] == [303] * 5 + [429]
    assert answers[-1].form("/ask")["body"] == f"{BODY} 5"
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_only_staff_announce(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub", types="question,announcement")
    eve, dev = await visitor("eve"), await visitor("dev")
    assert "Announcement" not in (await eve.get("/ask")).text
    assert "Announcement" in (await dev.get("/ask")).text
    typed = {"title": "Hub 4.3 is out", "body": BODY, "category": str(hub.id), "type": "announcement"}
    assert (await eve.post("/ask", typed)).status == 403
    assert (await dev.post("/ask", typed)).status == 303


async def test_a_type_that_the_category_does_not_take(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub", types="question")
    page = await (await visitor("eve")).post(
        "/ask", {"title": TITLE, "body": BODY, "category": str(hub.id), "type": "idea"}
    )
    assert page.status == 422
    assert "does not take threads of that type" in page.text


async def test_hostile_words_stay_words(visitor: Visit, world: World) -> None:
    hub = await world.category("Hub")
    hostile = '"><script>alert(1)</script>'
    page = await (await visitor("eve")).post(
        "/ask", {"title": hostile, "body": "", "category": str(hub.id), "tags": hostile}
    )
    assert page.status == 422
    assert "<script>alert" not in page.html
    assert page.form("/ask")["title"] == hostile


async def test_nothing_to_ask_in(visitor: Visit, world: World) -> None:
    page = await (await visitor("eve")).get("/ask")
    assert "Nothing to ask in yet" in page.text


async def test_in_japanese(visitor: Visit, world: World) -> None:
    await world.category("Hub")
    page = await (await visitor("aiko")).get("/ask")
    assert "Ask the community" not in page.text
    refused = await page.submit("/ask", title="短い", body="")
    assert refused.status == 422
    assert "入力してください" in refused.text


async def test_few_statements(visitor: Visit, world: World) -> None:
    await opened(world)
    eve = await visitor("eve")
    await eve.get("/ask")
    if database.engine() != "sqlite":
        return
    with database.counting() as seen:
        await eve.get("/ask")
    assert len(seen) <= 4, seen


def _with_limits() -> forum_settings.Settings:
    return dataclasses.replace(forum_settings.current(), rate_limits=True)
