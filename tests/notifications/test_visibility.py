"""Nothing is told of what a person may no longer see: not when it happens, not under the bell, not in a letter."""

from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.accounts import actions as accounts
from forum.accounts.models import GroupMember
from forum.categories.audience import AUDIENCES, Audience
from forum.errors import NotFound, SignInNeeded
from forum.notifications import actions, queries
from forum.notifications.actions import watching
from forum.notifications.audience import sees
from forum.notifications.models import Notification
from forum.threads import actions as threads
from forum.threads.forms import Reason
from tests.notifications.told import ALL, addressees, choose, everywhere, kinds, letters, told, watch
from tests.threads.scene import asked, replied
from tests.world import World


async def test_sql_and_python_reach_the_same_people(world: World) -> None:
    """The condition for many readers at once is the one by which pages are shown."""
    other = await world.group("Gamma", ["eve"])
    for number, kind in enumerate(AUDIENCES):
        for group in (world.cast.beta, other) if kind == "group" else (world.cast.beta,):
            shelf = await world.category(f"Shelf {number} {group.name}", see=kind, group=group)
            audience = Audience(kind, group.id if kind == "group" else None)
            found = await database.rows(
                f"SELECT r.name FROM people r, categories c WHERE c.id = $1 AND {sees('r', 'c')}", shelf.id
            )
            expected = {who for who in ALL if audience.reaches(await world.cast.fresh(who))}
            assert {row["name"] for row in found} - {"system"} == expected


@pytest.mark.parametrize("see", ["group", "staff"])
async def test_a_stranger_is_never_told_of_private_things(world: World, see: str) -> None:
    closed = await world.category("Closed", see=see, ask=see, answer=see)
    await world.settle()
    thread = await asked(world, "dev" if see == "staff" else "finn", category=closed, body="@eve and @ada, look.")
    # A watch that was there before the category closed.
    for target, number in (("category", closed.id), ("thread", thread.thread_id)):
        await watching.choose(world.cast.eve.id, target, number, "watching")
    await replied(world, "ada", thread.thread_id, "@eve?", reply_to=thread.post_id)
    await world.settle()
    await actions.send_at_once()
    assert await everywhere(world, "eve") == 0
    assert await Notification.filter(person_id=world.cast.eve.id).count() == 0
    assert await kinds(world, "ada") == ["mention"]
    assert "eve" not in await addressees()


async def test_a_thread_that_moves_out_of_sight_is_not_told_any_more(world: World) -> None:
    closed = await world.category("Closed", see="staff")
    category = await world.category()
    thread = await asked(world, category=category)
    await watch(world, "eve", "thread", thread.thread_id)
    await choose(world, "finn", "daily")
    await watch(world, "finn", "thread", thread.thread_id)
    await replied(world, "ben", thread.thread_id, "@dev, do you know?")
    await world.settle()
    assert await told(world) == {"aiko": "reply", "eve": "reply", "finn": "reply", "dev": "mention"}
    await threads.move(world.cast.actor("ada"), thread.thread_id, closed.id)
    await replied(world, "dev", thread.thread_id, "Between us: @eve reported this already.")
    await world.settle()
    assert await told(world) == {"dev": "mention"}
    assert await actions.send_at_once() == 1
    assert await addressees() == ["dev"]
    for who in ("eve", "aiko", "finn", "ben"):
        assert await everywhere(world, who) == 0
    # What was decided not to be written is not written when it comes back, but it stands under the bell again.
    await threads.move(world.cast.actor("ada"), thread.thread_id, category.id)
    assert await actions.send_at_once() == 0
    assert await kinds(world, "eve") == ["reply"]
    assert await queries.unread_count(world.cast.actor("eve")) == 1


async def test_the_letter_of_the_day_is_silent_too(clock: ModuleType, world: World) -> None:
    closed = await world.category("Closed", see="staff")
    thread = await asked(world)
    other = await asked(world, "ben", title="The app does not start")
    for who in ("eve", "finn"):
        await choose(world, who, "daily")
        await watch(world, who, "thread", thread.thread_id)
    await watch(world, "finn", "thread", other.thread_id)
    await replied(world, "dev", thread.thread_id, "A secret answer.")
    await replied(world, "dev", other.thread_id, "A public answer.")
    await world.settle()
    await threads.move(world.cast.actor("ada"), thread.thread_id, closed.id)
    clock.advance(timedelta(days=1))
    assert await actions.send_daily() == 1
    sent = (await letters())[-1]
    assert sent["to"] == "finn@example.com"
    assert "A public answer." in sent["text"]
    assert "secret" not in sent["text"] + sent["html"] and "Wi-Fi" not in sent["text"] + sent["html"]
    assert await everywhere(world, "eve") == 0


async def test_leaving_a_group_ends_its_news(world: World) -> None:
    closed = await world.category("Closed", see="group", ask="group", answer="group")
    thread = await asked(world, "finn", category=closed)
    await replied(world, "ada", thread.thread_id)
    await world.settle()
    assert await everywhere(world, "finn") == 2
    await accounts.remove_member(world.cast.actor("ada"), world.cast.beta.id, world.cast.finn.id)
    await replied(world, "ada", thread.thread_id, "@finn, are you still there?")
    await world.settle()
    await actions.send_at_once()
    assert await everywhere(world, "finn") == 0
    with pytest.raises(NotFound):
        found = await Notification.filter(person_id=world.cast.finn.id).first()
        assert found is not None
        await queries.news_line(await world.cast.fresh("finn"), found.id)


async def test_losing_a_role_ends_its_news(world: World) -> None:
    closed = await world.category("Closed", see="staff", ask="staff", answer="staff")
    thread = await asked(world, "dev", category=closed)
    await replied(world, "ada", thread.thread_id)
    await world.settle()
    assert await kinds(world, "dev") == ["reply"]
    await accounts.set_role(world.cast.actor("ada"), world.cast.dev.id, "member")
    await actions.send_at_once()
    assert await everywhere(world, "dev") == 0


async def test_what_was_deleted_is_not_told(world: World) -> None:
    thread = await asked(world)
    reply = await replied(world, "ben", thread.thread_id)
    await world.settle()
    assert await kinds(world, "aiko") == ["reply"]
    await threads.delete_post(world.cast.actor("chika"), reply.post_id, Reason.read({"reason": "Advertising."}))
    assert await kinds(world, "aiko") == []
    await world.settle()
    assert await kinds(world, "ben") == ["removed"]
    line = (await queries.news_page(world.cast.actor("ben"))).lines[0]
    assert line.excerpt == "Advertising."
    await threads.restore_post(world.cast.actor("chika"), reply.post_id)
    await world.settle()
    assert await kinds(world, "ben") == []
    assert await kinds(world, "aiko") == ["reply"]
    await threads.delete_post(world.cast.actor("chika"), thread.post_id, Reason.read({"reason": "Asked twice."}))
    await world.settle()
    assert await kinds(world, "aiko") == ["removed"]
    line = (await queries.news_page(world.cast.actor("aiko"))).lines[0]
    assert (line.path, line.excerpt) == ("", "Asked twice.")
    await actions.send_at_once()
    assert await addressees() == ["aiko"]
    assert "Asked twice." in (await letters())[0]["text"]


async def test_a_reply_that_comes_after_its_deletion_is_not_told(world: World) -> None:
    """The listener may hear late: what was deleted meanwhile is not told at all."""
    thread = await asked(world)
    reply = await replied(world, "ben", thread.thread_id)
    await threads.delete_post(world.cast.actor("chika"), reply.post_id, Reason.read({"reason": "Advertising."}))
    await world.settle()
    assert await Notification.filter(person_id=world.cast.aiko.id).count() == 0


async def test_what_moves_while_a_letter_is_written_stays_unsaid(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = await world.category("Closed", see="staff")
    thread = await asked(world)
    await replied(world, "ben", thread.thread_id)
    await world.settle()
    read = queries.lines_at_once

    async def read_and_move(*args: object) -> object:
        found = await read(*args)  # type: ignore[arg-type]
        await threads.move(world.cast.actor("ada"), thread.thread_id, closed.id)
        return found

    monkeypatch.setattr(queries, "lines_at_once", read_and_move)
    assert await actions.send_at_once() == 0
    assert await letters() == []


async def test_guests_have_no_news(world: World) -> None:
    guest = world.cast.actor("guest")
    assert await queries.page_context(guest) == {}
    assert await queries.unread_count(guest) == 0
    assert await queries.level(guest, "thread", 1) == "normal"
    for refused in (queries.news_page(guest), queries.choices_of(guest), queries.news_line(guest, 1)):
        with pytest.raises(SignInNeeded):
            await refused


async def test_somebody_elses_news_is_not_there(world: World) -> None:
    thread = await asked(world)
    await replied(world, "ben", thread.thread_id)
    await world.settle()
    row = await Notification.all().first()
    assert row is not None
    number = row.id
    eve = world.cast.actor("eve")
    with pytest.raises(NotFound):
        await actions.mark_read(eve, number)
    await actions.mark_all_read(eve, number)
    assert await queries.unread_count(world.cast.actor("aiko")) == 1


@pytest.mark.parametrize("target", ["thread", "category", "tag"])
async def test_what_one_does_not_see_one_cannot_watch(world: World, target: str) -> None:
    closed = await world.category("Closed", see="staff", ask="staff", answer="staff")
    thread = await asked(world, "dev", category=closed, tags="merger")
    tag = await database.value("SELECT id FROM tags WHERE name = 'merger'")
    number = {"thread": thread.thread_id, "category": closed.id, "tag": tag}[target]
    for level in ("watching", "normal", "muted"):
        with pytest.raises(NotFound):
            await watch(world, "eve", target, number, level)
        with pytest.raises(NotFound):
            await watch(world, "eve", target, 2**62, level)
    await watch(world, "dev", target, number)
    # What she watched while she saw it is not named to her afterwards.
    await database.transaction(lambda: watching.choose(world.cast.eve.id, target, number, "watching"))
    assert await queries.watches_of(world.cast.actor("eve")) == []
    seen = await queries.watches_of(world.cast.actor("dev"))
    assert [line.target_id for line in seen if line.target_type == target] == [number]


async def test_a_member_of_the_group_hears(world: World) -> None:
    """The other side of the coin: who may see it is told of it."""
    closed = await world.category("Closed", see="group", ask="group", answer="group")
    eve = world.cast.eve
    await GroupMember.create(group_id=world.cast.beta.id, person_id=eve.id, added_at=eve.created_at)
    await watch(world, "eve", "category", closed.id)
    await asked(world, "finn", category=closed)
    await world.settle()
    assert await told(world) == {"eve": "thread"}
