"""Watching by the buttons, and the page of settings."""

from collections.abc import Awaitable, Callable

import pytest

from forum.notifications import queries
from forum.notifications.forms import Told
from forum.notifications.kinds import KINDS, LETTERED_APART
from forum.notifications.models import Preference
from forum.notifications.views import watch_action
from forum.notifications.wording import ICONS, kind_label
from tests.notifications.told import choose, watch
from tests.threads.scene import asked
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.mark.parametrize("target", ["thread", "category", "tag"])
async def test_the_buttons(world: World, visitor: Visit, target: str) -> None:
    category = await world.category()
    thread = await asked(world, "dev", category=category, tags="wi-fi")
    tag = await world.tag("other", synonym_of=None)
    assert tag.id
    number = {"thread": thread.thread_id, "category": category.id}.get(target)
    if number is None:
        number = tag.id - 1
    path = watch_action(target, number)
    eve = await visitor("eve")
    for level in ("watching", "muted", "normal"):
        done = await eve.post(path, {"level": level, "next": "/threads?view=mine"})
        assert (done.status, done.location) == (303, "/threads?view=mine")
        assert await queries.level(world.cast.actor("eve"), target, number) == level
    # Back to the thing itself where no other place is named, or a bad one.
    done = await eve.post(path, {"level": "watching", "next": "https://evil.example"})
    assert done.status == 303
    assert (await eve.get(done.location)).status == 200
    part = await eve.fragment("POST", path, {"level": "muted"})
    assert part.status == 200
    pressed = [button.text for button in part.find_all("button") if button.get("aria-pressed") == "true"]
    assert pressed == ["Mute"]
    assert part.find("form").get("action") == path
    for wrong in ("", "loud", "WATCHING"):
        assert (await eve.post(path, {"level": wrong})).status == 422
    guest = await visitor()
    assert (await guest.post(path, {"level": "watching"})).status == 401
    assert (await eve.post(watch_action(target, 10**17), {"level": "watching"})).status == 404
    assert (await (await visitor("eve", sec_fetch_site="cross-site")).post(path, {"level": "normal"})).status == 403


async def test_the_threads_own_page_has_them(world: World, visitor: Visit) -> None:
    thread = await asked(world)
    eve = await visitor("eve")
    page = await eve.get(thread.path)
    done = await page.submit(f"/threads/{thread.thread_id}/watch", "muted")
    assert done.status == 303
    page = await done.follow()
    assert "You are told of nothing in this thread any more." in page.text
    form = page.form(f"/threads/{thread.thread_id}/watch")
    assert [button.get("aria-pressed") for button in form.buttons] == ["false", "false", "true"]


async def test_the_suspended_and_unconfirmed_may_turn_things_down(world: World, visitor: Visit) -> None:
    thread = await asked(world)
    for who in ("sid", "uma"):
        one = await visitor(who)
        assert (await one.post(f"/threads/{thread.thread_id}/watch", {"level": "muted"})).status == 303
        page = await one.get("/settings/notifications")
        assert (await page.submit("/settings/notifications", letters="never")).status == 303
        assert (await queries.choices_of(world.cast.actor(who))).letters == "never"
    assert "not confirmed yet" in (await (await visitor("uma")).get("/settings/notifications")).text


async def test_settings(world: World, visitor: Visit) -> None:
    ben = await visitor("ben")
    page = await ben.get("/settings/notifications")
    assert page.status == 200
    assert page.has('.shell-nav [aria-current="page"]')
    form = page.form("/settings/notifications")
    assert form["letters"] == "at_once" and all(form[f"letter_{kind}"] for kind in KINDS)
    done = await form.submit(letters="daily", letter_reply=None, letter_thread=None, watch_replied=None)
    assert (done.status, done.location) == (303, "/settings/notifications")
    chosen = await queries.choices_of(world.cast.actor("ben"))
    assert (chosen.letters, sorted(chosen.silent_kinds)) == ("daily", ["reply", "thread"])
    assert (chosen.watch_own, chosen.watch_replied) == (True, False)
    form = (await ben.get("/settings/notifications")).form("/settings/notifications")
    assert "letter_reply" not in form and "watch_replied" not in form and form["letters"] == "daily"
    assert await Preference.all().count() == 1
    again = await form.submit(letters="loudly")
    assert again.status == 422 and again.has(".field-error")
    assert (await queries.choices_of(world.cast.actor("ben"))).letters == "daily"
    guest = await visitor()
    assert (await guest.get("/settings/notifications")).status == 303
    assert (await guest.post("/settings/notifications", {"letters": "never"})).status == 401


async def test_what_one_watches_is_listed(world: World, visitor: Visit) -> None:
    category = await world.category("Hubs & bridges")
    thread = await asked(world, "dev", category=category, tags="wi-fi")
    await world.settle()
    await watch(world, "eve", "category", category.id)
    await watch(world, "eve", "thread", thread.thread_id, "muted")
    eve = await visitor("eve")
    page = await eve.get("/settings/notifications")
    assert "Hubs & bridges" in page.text and "Watched" in page.text and "Muted" in page.text
    done = await page.submit(f"/threads/{thread.thread_id}/watch")
    assert (done.status, done.location) == (303, "/settings/notifications")
    assert [line.target_type for line in await queries.watches_of(world.cast.actor("eve"))] == ["category"]


async def test_for_ones_own_copy(world: World) -> None:
    category = await world.category()
    await choose(world, "eve", "never")
    await watch(world, "eve", "category", category.id, "muted")
    about = await queries.about(world.cast.eve.id)
    assert [row["level"] for row in about["watches"]] == ["muted"]
    assert about["preferences"][0]["letters"] == "never"
    assert about["notifications"] == []


def test_every_kind_has_its_words() -> None:
    assert set(ICONS) == set(KINDS) | LETTERED_APART
    for kind in KINDS:
        assert kind_label(kind)
        assert f"letter_{kind}" in Told.fields
    assert {name.removeprefix("letter_") for name in Told.fields if name.startswith("letter_")} == set(KINDS)
