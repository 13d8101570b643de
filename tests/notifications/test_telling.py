"""Who hears of what: every kind of news, at every level."""

from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.accounts import actions as accounts
from forum.categories import actions as shelves
from forum.events import settle
from forum.notifications import queries
from forum.notifications.actions import telling
from forum.notifications.models import Notification, Watch
from forum.notifications.policy import LEVELS, hears_of_new_thread
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Edit, Reason, Status
from tests.notifications.told import choose, kinds, tell_again, told, watch
from tests.threads.scene import asked, post, replied
from tests.world import World


async def test_it_works(world: World) -> None:
    thread = await asked(world)
    await replied(world, "ben", thread.thread_id)
    await world.settle()
    assert await told(world) == {"aiko": "reply"}
    line = (await queries.news_page(world.cast.actor("aiko"))).lines[0]
    assert (line.actor_display_name, line.title, line.count) == ("Ben Carter", "The hub loses its Wi-Fi every night", 1)
    assert line.path.endswith(f"#reply-{line.post_id}")
    assert line.excerpt.startswith("Same here")


async def test_whoever_takes_part_watches(world: World) -> None:
    thread = await asked(world)
    await replied(world, "ben", thread.thread_id)
    await threads.mark_same_problem(await world.cast.fresh("eve"), thread.thread_id, True)
    await world.settle()
    for who, reason in (("aiko", "asked"), ("ben", "replied"), ("eve", "same_problem")):
        row = await Watch.get(person_id=world.cast.person(who).id, target_type="thread", target_id=thread.thread_id)
        assert (row.level, row.reason) == ("watching", reason)
    assert await queries.level(world.cast.actor("dev"), "thread", thread.thread_id) == "normal"
    await replied(world, "dev", thread.thread_id, "Which version is it?")
    await world.settle()
    assert await told(world) == {"aiko": "reply", "ben": "reply", "eve": "reply"}


async def test_the_same_problem_watches_for_as_long_as_it_is_the_same(world: World) -> None:
    thread = await asked(world)
    eve = await world.cast.fresh("eve")
    await threads.mark_same_problem(eve, thread.thread_id, True)
    await threads.mark_same_problem(eve, thread.thread_id, False)
    await world.settle()
    assert await queries.level(eve, "thread", thread.thread_id) == "normal"
    # What she chose herself stays.
    await threads.mark_same_problem(eve, thread.thread_id, True)
    await watch(world, "eve", "thread", thread.thread_id)
    await threads.mark_same_problem(eve, thread.thread_id, False)
    await world.settle()
    assert await queries.level(eve, "thread", thread.thread_id) == "watching"


@pytest.mark.parametrize("level", ["normal", "muted"])
async def test_taking_part_overrides_no_choice(world: World, level: str) -> None:
    thread = await asked(world)
    await watch(world, "ben", "thread", thread.thread_id, level)
    await replied(world, "ben", thread.thread_id)
    await threads.mark_same_problem(await world.cast.fresh("ben"), thread.thread_id, True)
    await world.settle()
    assert await queries.level(world.cast.actor("ben"), "thread", thread.thread_id) == level


async def test_preferences_keep_watches_away(world: World) -> None:
    await choose(world, "aiko", watch_own="")
    await choose(world, "ben", watch_replied="")
    thread = await asked(world)
    await replied(world, "ben", thread.thread_id)
    await threads.mark_same_problem(await world.cast.fresh("ben"), thread.thread_id, True)
    await world.settle()
    assert await Watch.all().count() == 0
    assert await told(world) == {}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "news",
    ["reply", "mention", "quote", "accepted", "accepted_other", "official", "needs_info", "reminder", "removed"],
)
async def test_every_kind_at_every_level_on_the_thread(
    clock: ModuleType, world: World, news: str, level: str
) -> None:
    """Watching tells everything, normal what concerns a person, muted nothing but that their own words were removed."""
    await choose(world, "aiko", watch_own="")
    await choose(world, "eve", watch_replied="")
    thread = await asked(world)
    mine = await replied(world, "eve", thread.thread_id, "I have it in two places.")
    dev = await world.cast.fresh("dev")
    await world.settle()
    await watch(world, "eve", "thread", thread.thread_id, level)
    await watch(world, "aiko", "thread", thread.thread_id, level)
    hearer = "aiko" if news in ("needs_info", "reminder", "official", "accepted_other") else "eve"
    match news:
        case "reply":
            await replied(world, "dev", thread.thread_id, "Update it.")
        case "mention":
            await replied(world, "dev", thread.thread_id, "@eve, can you try the other band?")
        case "quote":
            await replied(world, "dev", thread.thread_id, "Where?", reply_to=mine.post_id)
        case "accepted" | "accepted_other":
            await solutions.accept(dev, mine.post_id)
        case "official":
            await solutions.mark_official(dev, mine.post_id)
        case "needs_info":
            asked_back = Status.read({"status": "needs_info", "note": "Version?"})
            await threads.change_status(dev, thread.thread_id, asked_back)
        case "reminder":
            clock.advance(timedelta(days=30))
            assert await solutions.send_due_reminders() == 1
        case "removed":
            await threads.delete_post(world.cast.actor("chika"), mine.post_id, Reason.read({"reason": "Off topic."}))
    await world.settle()
    kind = "accepted" if news == "accepted_other" else news
    heard = {"watching": True, "normal": news != "reply", "muted": news == "removed"}[level]
    assert await kinds(world, hearer) == ([kind] if heard else [])


async def test_the_strongest_kind_is_told(world: World) -> None:
    thread = await asked(world)
    bens = await replied(world, "ben", thread.thread_id)
    await replied(world, "dev", thread.thread_id, "@ben and @aiko, look here.", reply_to=bens.post_id)
    await world.settle()
    assert await kinds(world, "ben") == ["mention"]
    assert await kinds(world, "aiko") == ["reply", "mention"]


async def test_nobody_hears_of_what_they_did_themselves(world: World) -> None:
    thread = await asked(world, body="I, @aiko, cannot sleep.", answer="It was the power saving.")
    own = await replied(world, "aiko", thread.thread_id, "Still @aiko.")
    await solutions.accept(world.cast.actor("aiko"), own.post_id)
    await threads.delete_post(world.cast.actor("aiko"), own.post_id, Reason.read({}))
    await world.settle()
    assert await told(world) == {}


async def test_a_new_thread_is_told_to_who_watches_its_shelves(world: World) -> None:
    parent = await world.category("Hardware")
    child = await world.category("Hubs", parent=parent)
    tag = await world.tag("wi-fi")
    await watch(world, "ben", "category", parent.id)
    await watch(world, "eve", "category", child.id)
    await shelves.edit_tag(world.cast.actor("ada"), tag.id, "All that goes through the air.")
    await watch(world, "dev", "tag", tag.id)
    await watch(world, "finn", "category", parent.id)
    await watch(world, "finn", "tag", tag.id, "muted")
    await watch(world, "ada", "category", parent.id)
    await watch(world, "ada", "category", child.id, "normal")
    await asked(world, category=child, tags="wi-fi")
    await world.settle()
    assert await told(world) == {"ben": "thread", "eve": "thread", "dev": "thread"}


@pytest.mark.parametrize(
    ("category", "parent", "tags", "hears"),
    [
        (None, None, [], False), ("watching", None, [], True), (None, "watching", [], True),
        ("normal", "watching", [], False), ("muted", "watching", [], False), ("watching", "muted", [], True),
        (None, None, ["watching"], True), ("muted", None, ["watching"], False),
        ("watching", None, ["muted"], False), (None, None, ["normal", "watching"], True),
        (None, "muted", ["watching"], False), ("normal", "muted", ["watching"], True),
    ],
)
def test_levels_of_shelves(category: str | None, parent: str | None, tags: list[str], hears: bool) -> None:
    assert hears_of_new_thread(category, parent, tags) is hears


async def test_a_muted_category_keeps_nobody_from_being_addressed(world: World) -> None:
    category = await world.category()
    await watch(world, "eve", "category", category.id, "muted")
    await asked(world, category=category, body="What do you think, @eve?")
    await world.settle()
    assert await told(world) == {"eve": "mention"}


async def test_mentions_in_an_edit_are_told_once(world: World) -> None:
    thread = await asked(world, body="Hello @ben, it breaks.")
    await world.settle()
    for body in ("Hello @ben and @eve, it breaks.", "It breaks.", "Hello @eve, it breaks again."):
        view = await post(world, thread.post_id)
        await threads.edit(world.cast.actor("aiko"), thread.post_id, Edit.read({
            "title": "The hub breaks", "body": body, "version": str(view.version),
        }))
        await world.settle()
    assert await kinds(world, "ben") == ["mention"]
    assert await kinds(world, "eve") == ["mention"]


async def test_a_post_calls_only_so_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_MENTIONED", 2)
    await asked(world, body="@ben @eve @finn: hello?")
    await world.settle()
    assert set(await told(world)) == {"ben", "eve"}


async def test_who_cannot_be_told_is_not(world: World) -> None:
    thread = await asked(world, body="@sid @system @nobody: hello?")
    await watch(world, "sid", "thread", thread.thread_id)
    gone = await replied(world, "finn", thread.thread_id)
    await world.settle()
    await accounts.anonymise_account(world.cast.actor("ada"), world.cast.finn.id)
    await world.settle()
    assert await Watch.filter(person_id=world.cast.finn.id).count() == 0
    await replied(world, "ben", thread.thread_id, "Once more.", reply_to=gone.post_id)
    await world.settle()
    assert await told(world) == {"aiko": "reply"}
    assert await Notification.filter(person_id__in=[1, world.cast.sid.id, world.cast.finn.id]).count() == 0


async def test_whoever_leaves_is_forgotten(world: World) -> None:
    thread = await asked(world, "eve")
    await replied(world, "ben", thread.thread_id)
    await choose(world, "eve", "daily")
    await world.settle()
    assert (await queries.about(world.cast.eve.id))["notifications"]
    await accounts.anonymise_account(world.cast.actor("ada"), world.cast.eve.id)
    await world.settle()
    assert await queries.about(world.cast.eve.id) == {"watches": [], "notifications": [], "preferences": []}


async def test_news_is_told_once_however_often_it_is_delivered(world: World) -> None:
    thread = await asked(world, body="@eve?")
    reply = await replied(world, "ben", thread.thread_id, "@dev?", reply_to=thread.post_id)
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    await solutions.mark_official(world.cast.actor("dev"), reply.post_id)
    await world.settle()
    before = await Notification.all().order_by("id").values_list("id", "person_id", "kind")
    watches = await Watch.all().count()
    await tell_again(world)
    assert await Notification.all().order_by("id").values_list("id", "person_id", "kind") == before
    assert await Watch.all().count() == watches
    assert await kinds(world, "ben") == ["accepted", "official"]


async def test_many_watchers_are_told_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    category = await world.category()
    hearers = ("ben", "dev", "ada", "eve", "finn")
    for who in hearers:
        await watch(world, who, "category", category.id)
    thread = await asked(world, category=category)
    for who in hearers:
        await watch(world, who, "thread", thread.thread_id)
    await world.settle()
    assert await told(world) == dict.fromkeys(hearers, "thread")
    reply = await replied(world, "chika", thread.thread_id)
    await settle()
    for who in hearers:
        assert await kinds(world, who) == ["thread", "reply"]
    assert await kinds(world, "aiko") == ["reply"]
    # All of it under the one event.
    assert len(set(await Notification.filter(post_id=reply.post_id).values_list("event_id", flat=True))) == 1


async def test_a_merged_tag_hands_its_watches_on(world: World) -> None:
    await asked(world, "dev", tags="wi-fi, wlan")
    rows = await database.rows("SELECT id, name FROM tags")
    ids = {row["name"]: row["id"] for row in rows}
    await watch(world, "eve", "tag", ids["wlan"])
    await shelves.merge_tag(world.cast.actor("ada"), ids["wlan"], "wi-fi")
    await world.settle()
    assert await queries.level(world.cast.actor("eve"), "tag", ids["wi-fi"]) == "watching"
    assert await queries.level(world.cast.actor("eve"), "tag", ids["wlan"]) == "normal"
