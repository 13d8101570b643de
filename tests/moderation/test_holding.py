"""What is held before anybody sees it: it is nowhere, its author is told, and one click shows it as if posted then."""

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database, events, settings
from forum.accounts.events import EmailVerified
from forum.accounts.models import Person
from forum.errors import Invalid, NotFound
from forum.events.models import EventRecord
from forum.moderation import actions, queries
from forum.moderation.forms import Word
from forum.moderation.models import Finding, Flag, Item
from forum.notifications import queries as news
from forum.search.models import SearchDocument
from forum.threads import actions as threads
from forum.threads import queries as reading
from forum.threads import screening
from forum.threads.actions import Posted
from forum.threads.forms import Ask, Edit, Reply
from forum.threads.models import Post, Thread
from forum.transfer.checking.ledgers import LEDGERS
from tests.moderation.moderated import decide
from tests.visits import Page, Visitor
from tests.world import World


def knobs(**changed: object) -> None:
    settings.use(dataclasses.replace(settings.current(), **changed))  # type: ignore[arg-type]


async def watch(world: World, words: str, action: str, put: str = "") -> None:
    await actions.watch(world.cast.actor("chika"), Word.read({"words": words, "action": action, "put": put}))


async def drifts() -> list[object]:
    return [drift for ledger in LEDGERS for drift in await ledger.drifts("BETWEEN 1 AND 1000")]


@pytest.fixture
async def world(world: World) -> AsyncIterator[World]:
    yield world
    assert await drifts() == []


async def test_a_first_reply_is_held_and_shown_as_if_posted_then(clock: ModuleType, world: World) -> None:
    knobs(screen_first_posts=1)
    thread = await world.a_thread("dev")
    started = clock.now()
    held = await world.a_reply(thread.thread_id, "eve", body="@ben: I have **this** too.")
    assert held.held and (await world.a_reply(thread.thread_id, "eve", body="@ben: I have **this** too.")).repeated
    await world.a_reply(thread.thread_id, "ben")
    await world.settle()
    row = await Thread.get(id=thread.thread_id)
    assert (row.reply_count, row.last_position, row.response_count) == (1, 1, 1)
    # It is nowhere: no notification, no word in the search, no post on the page.
    for who in ("ben", "dev"):
        assert "mention" not in [line.kind for line in (await news.news_page(world.cast.actor(who))).lines]
    assert not await SearchDocument.exists(id=held.post_id)
    for who, seen in (("guest", 2), ("ben", 2), ("dev", 2), ("eve", 3), ("chika", 3)):
        actor = world.cast.actor(who)
        posts = await reading.posts_of(actor, await reading.visible_thread(actor, thread.thread_id), 1)
        assert len(posts) == seen, who
    assert [line.kind for line in (await news.news_page(world.cast.actor("eve"))).lines] == ["waiting"]
    item = await queries.item(world.cast.actor("chika"), (await Item.get()).id)
    assert [one.rule for one in item.noticed] == ["first_posts"] and item.decisions == ("keep", "remove")
    clock.advance(timedelta(hours=2))
    await decide(world, "post", held.post_id, "keep")
    await world.settle()
    post, row = await Post.get(id=held.post_id), await Thread.get(id=thread.thread_id)
    assert (post.position, post.created_at, row.last_position, row.reply_count) == (2, clock.now(), 2, 2)
    assert row.last_activity_at == clock.now() and row.first_response_at == started
    assert "mention" in [line.kind for line in (await news.news_page(world.cast.actor("ben"))).lines]
    assert await SearchDocument.exists(id=held.post_id)
    # The next one is seen at once.
    assert not (await world.a_reply(thread.thread_id, "eve", body="And one more thing.")).held


async def test_a_held_thread_is_not_there_and_then_new(clock: ModuleType, world: World) -> None:
    knobs(screen_first_posts=1)
    await world.tag("lamps")
    category = await world.category()
    asked = await threads.ask(world.cast.actor("eve"), Ask.read({
        "type": "question", "category": str(category.id), "title": "Which lamp is the best?", "body": "I have seen many.",
        "tags": "lamps", "answer": "The small one is.",
    }))
    assert asked.held
    await world.settle()
    for who in ("guest", "aiko", "dev"):
        with pytest.raises(NotFound):
            await reading.visible_thread(world.cast.actor(who), asked.thread_id)
        assert not (await reading.list_threads(world.cast.actor(who), reading.Filter())).rows
    assert not await reading.exists_publicly(asked.thread_id)
    assert await EventRecord.filter(name="thread.opened").count() == 0
    assert await database.value("SELECT thread_count FROM tags WHERE name = 'lamps'") == 0
    clock.advance(timedelta(days=1))
    await decide(world, "post", asked.post_id, "keep")
    await world.settle()
    row = await Thread.get(id=asked.thread_id)
    assert row.created_at == row.waiting_since == clock.now() and (row.reply_count, row.last_position) == (1, 1)
    assert await database.value("SELECT thread_count FROM tags WHERE name = 'lamps'") == 1
    assert await EventRecord.filter(name__in=["thread.opened", "reply.posted"]).count() == 2
    assert (await reading.list_threads(world.cast.actor("guest"), reading.Filter())).rows[0].id == asked.thread_id
    # Undone, it is hidden from those who have seen it.
    decision = (await queries.history(world.cast.actor("chika")))[0][0]
    await actions.undo(world.cast.actor("chika"), decision.id)
    with pytest.raises(NotFound):
        await reading.visible_thread(world.cast.actor("aiko"), asked.thread_id)
    await decide(world, "post", asked.post_id, "remove", note="An advertisement")
    with pytest.raises(NotFound):
        await reading.visible_thread(world.cast.actor("eve"), asked.thread_id)


async def test_watched_words_do_what_they_are_for(world: World) -> None:
    await world.tag("gambling")
    await watch(world, "casino", "hold")
    await watch(world, "idiot\nバカ", "block")
    await watch(world, "darn", "replace", "***")
    await watch(world, "roulette", "tag", "gambling")
    await watch(world, "viagra", "flag")
    with pytest.raises(Invalid, match=r"put|tag"):
        await watch(world, "x", "tag", "no-such-tag")
    thread = await world.a_thread("aiko", title="Roulette, darn", body="A darn good game of roulette")
    row = await Thread.get(id=thread.thread_id)
    assert (row.title, row.tag_names) == ("Roulette, ***", "gambling")
    for text in ("You IDIOT", "あなたはバカだ"):
        with pytest.raises(Invalid) as refused:
            await world.a_reply(thread.thread_id, "ben", body=text)
        assert "body" in refused.value.errors
    flagged = await world.a_reply(thread.thread_id, "ben", body="Take some viagra.")
    assert not flagged.held and (await Flag.get()).person_id is None
    assert (await Finding.get()).evidence == "viagra"
    # An edit is looked at like everything else, and hides what people have seen.
    reply = await world.a_reply(thread.thread_id, "ben", body="A harmless text.")
    edited = await threads.edit(
        await world.cast.fresh("ben"), reply.post_id, Edit.read({"body": "Come to my casino", "version": "1"})
    )
    assert edited.held and (await Post.get(id=reply.post_id)).hidden_reason == "words"
    with pytest.raises(NotFound):
        await reading.post_for(world.cast.actor("aiko"), reply.post_id)
    # Staff write what they like; what was let through before is not remembered.
    assert not (await world.a_reply(thread.thread_id, "dev", body="No casino, you idiot")).held
    await decide(world, "post", reply.post_id, "keep")
    assert (await world.a_reply(thread.thread_id, "ben", body="My casino again")).held
    await actions.unwatch(world.cast.actor("chika"), (await queries.words_page(world.cast.actor("chika")))[0].id)
    await world.settle()


async def test_quick_and_copied_texts_of_new_members_are_held(clock: ModuleType, world: World) -> None:
    knobs(screen_seconds=2, screen_places=2)
    body = "Buy cheap watches from our warehouse today, delivery is free in every country."
    places = [await world.a_thread("dev") for _number in range(3)]

    async def posted(number: int, opened: str, text: str = body) -> bool:
        form = Reply.read({"body": text, "opened": opened})
        return (await threads.reply(world.cast.actor("eve"), places[number].thread_id, form)).held

    assert await posted(0, "")
    assert await posted(0, screening.stamp(), "Another long text that nobody could have typed so quickly.")
    assert await posted(0, "1.forged", "A third long text that comes with a stamp which is not ours.")
    opened = screening.stamp()
    clock.advance(timedelta(seconds=30))
    assert not await posted(1, opened)
    assert await posted(2, opened)
    rules = await Finding.all().order_by("id").values_list("rule", flat=True)
    assert list(rules) == ["too_fast", "too_fast", "too_fast", "alike"]
    assert not (await threads.reply(
        await world.cast.fresh("ben"), places[2].thread_id, Reply.read({"body": body})
    )).held
    await world.settle()


async def test_what_is_blocked_comes_back_with_the_text_and_what_is_held_says_so(
    world: World, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    await watch(world, "casino", "hold")
    await watch(world, "idiot", "block")
    thread = await world.a_thread("aiko")
    ben = await visitor("ben")
    refused = await ben.post(f"/threads/{thread.thread_id}/replies", {"body": "You idiot, said he."})
    assert refused.status == 422 and "You idiot, said he." in refused.html and "without “idiot”" in refused.text
    sent = await ben.post(f"/threads/{thread.thread_id}/replies", {"body": "Casino tonight?"})
    page = await sent.follow()
    assert "A moderator will look at it soon" in page.text and "It has words in it that moderators watch for." in page.text
    other = await (await visitor("aiko")).get(thread.path)
    assert "Casino tonight" not in other.html
    chika = await visitor("ada")
    queue = await chika.get("/desk/review")
    assert "Casino tonight" in queue.text and "casino" in queue.text.lower()
    item = await Item.get()
    done = await queue.submit(f"/desk/review/{item.id}/decision", decision="keep")
    assert "Show it" in queue.text and done.status == 303
    assert "Casino tonight" in (await (await visitor("aiko")).get(thread.path)).html
    undone = await (await done.follow()).submit("/desk/review/decisions/1/remove")
    assert undone.status == 303 and "Casino" not in (await (await visitor("aiko")).get(thread.path)).html


async def test_new_accounts_wait_where_the_community_asks_for_that(
    world: World, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    await Person.filter(id=world.cast.eve.id).update(held_at=world.cast.eve.created_at)
    thread = await world.a_thread("aiko")
    eve = await visitor("eve")
    assert "A moderator looks at new accounts first" in (await eve.get(thread.path)).text
    assert (await eve.post(f"/threads/{thread.thread_id}/replies", {"body": "Hello there"})).status == 403
    assert (await (await visitor("aiko")).get("/users/eve")).status == 404
    await database.transaction(lambda: _verified(world))
    await world.settle()
    chika = await visitor("ada")
    assert "New account" in (await chika.get("/desk/review")).text
    await decide(world, "person", world.cast.eve.id, "approve")
    await world.settle()
    assert "admitted" in [line.kind for line in (await news.news_page(world.cast.actor("eve"))).lines]
    assert (await eve.post(f"/threads/{thread.thread_id}/replies", {"body": "Hello there"})).status == 303


async def _verified(world: World) -> None:
    await events.record(EmailVerified(actor_id=world.cast.eve.id, subject_id=world.cast.eve.id, changed=False))


async def test_new_tags_and_answers_to_a_template_are_looked_at_like_the_text(world: World) -> None:
    await world.tag("casino")
    await watch(world, "casino\nlottery", "hold")
    await watch(world, "idiot", "block")
    await watch(world, "darn", "replace", "***")
    await watch(world, "viagra", "flag")
    shelf = await world.category("Lamps")
    finn = dataclasses.replace(world.cast.actor("finn"), reputation=500)

    async def ask(number: int, tags: str = "", answer: str = "") -> Posted:
        form = Ask.read({
            "type": "question", "category": str(shelf.id), "title": f"Which lamp is number {number}", "tags": tags,
            "body": f"I look for lamp {number} and cannot find it.",
        })
        return await threads.ask(finn, form, [{"label": "Model", "value": answer}] if answer else None)

    asked = await ask(1, answer="A darn old one")
    assert (await Thread.get(id=asked.thread_id)).answers == [{"label": "Model", "value": "A *** old one"}]
    assert (await ask(2, answer="The lottery edition")).held
    with pytest.raises(Invalid):
        await ask(3, answer="One for an idiot")
    # A tag that is there already was let in by somebody; a new one is a word like any other.
    assert not (await ask(4, tags="casino")).held
    for number, word in enumerate(("lottery-day", "idiot", "darn")):
        for trying in (ask(10 + number, tags=word), threads.retag(finn, asked.thread_id, ["casino", word])):
            with pytest.raises(Invalid) as refused:
                await trying
            assert list(refused.value.errors) == ["tags"]
    assert (await Thread.get(id=asked.thread_id)).tag_names == ""
    await threads.retag(finn, asked.thread_id, ["casino", "viagra"])
    flag = await Flag.get(open_key__isnull=False).prefetch_related("item")
    assert (flag.item.subject_id, flag.reason, flag.note) == (asked.post_id, "words", "viagra")
    await threads.retag(world.cast.actor("dev"), asked.thread_id, ["lottery-day"])
    await world.settle()


async def test_what_people_write_about_themselves_is_looked_at(
    world: World, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    await watch(world, "casino", "hold")
    await watch(world, "idiot", "block")
    await watch(world, "darn", "replace", "***")
    eve, ben = await visitor("eve"), await visitor("ben")

    async def save(**values: str) -> Page:
        return await eve.post("/settings", {"display_name": "Eve", "bio": "", "language": "en", "time_zone": "", **values})

    for name in ("Casino queen", "An idiot"):
        refused = await save(display_name=name)
        assert refused.status == 422 and name in refused.html and "which is not used here" in refused.text
    assert (await save(bio="I am no idiot")).status == 422
    await save(display_name="Darn Eve", bio="A darn good cook")
    assert "*** good cook" in (await ben.get("/users/eve")).text and "*** Eve" in (await ben.get("/users/eve")).text
    told = await (await save(bio="Come to my casino")).follow()
    for said in ("A moderator looks at what you write about yourself", "Only you and moderators see what you write"):
        assert said in told.text
    for path in ("/users/eve", "/users/eve/report"):
        assert "casino" not in (await ben.get(path)).html
    assert "Come to my casino" in (await eve.get("/users/eve")).html
    # Another name does not bring the same words before a moderator again, nor shows them.
    await save(display_name="Eve M", bio="Come to my casino")
    assert "casino" not in (await ben.get("/users/eve")).html and await Finding.all().count() == 1
    ada = await visitor("ada")
    queue = await ada.get("/desk/review")
    for said in ("Reported profile", "Come to my casino", "Watched words", "not shown until you decide"):
        assert said in queue.text, said
    item = await Item.get()
    done = await queue.submit(f"/desk/review/{item.id}/decision", decision="keep")
    assert "Come to my casino" in (await ben.get("/users/eve")).html
    await (await done.follow()).submit("/desk/review/decisions/1/remove")
    assert "casino" not in (await ben.get("/users/eve")).html
    await decide(world, "person", world.cast.eve.id, "uphold")
    assert "casino" not in (await ben.get("/users/eve")).html
    # Whoever writes something else is read again; staff write what they like, and links are counted for the new.
    await save(bio="I cook.")
    assert "I cook." in (await ben.get("/users/eve")).html and (await Person.get(name="eve")).bio_held_at is None
    knobs(screen_links=1)
    await save(bio="https://a.example/1 https://b.example/2")
    assert "a.example" not in (await ben.get("/users/eve")).html
    await ada.post("/settings", {"display_name": "Ada", "bio": "The casino closes at nine.", "language": "en", "time_zone": ""})
    assert "The casino closes" in (await ben.get("/users/ada")).html
    again = await (await visitor("guest")).post("/sign-up", {
        "name": "idiot", "display_name": "", "email": "i@example.com", "password": "a long enough password",
    })
    assert again.status == 422 and "which is not used here" in again.text
