"""What stands beside an item: earlier questions, what was read (if it may be kept), what is like it, as far as one may read."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

from forum import database
from forum import settings as forum_settings
from forum.desk import actions, queries
from forum.desk.likeness import likeness, words_of
from forum.duplicates.actions.indexing import index_all
from forum.threads import actions as threads
from forum.tickets.actions import macros
from forum.tickets.macros import MacroForm
from forum.tickets.models import Ticket
from tests.kb import writers
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


def test_a_title_is_as_like_as_its_words_are_asked_for() -> None:
    asked = words_of("My wifi drops every evening when the printer starts")
    assert likeness(asked, ["Wifi drops in the evening"]) > 0.5
    assert likeness(asked, ["Wifi"]) == 0.6
    assert likeness(asked, ["Cooking rice", ""]) == 0.0
    assert likeness(words_of("プリンターで印刷できません"), ["プリンターで印刷できないとき"]) > 0.5


async def test_history_is_one_line_of_time_without_what_is_hidden(world: World, clock: ModuleType) -> None:
    desk = Desk(world)
    first = await world.a_thread("finn", title="First of all")
    clock.advance(timedelta(hours=1))
    hidden = await world.category("Lab", see="group", ask="group", answer="group")
    await world.a_thread("finn", title="Secret of finn", category=hidden)
    clock.advance(timedelta(hours=1))
    ticket = await desk.open("finn", subject="A private matter")
    clock.advance(timedelta(hours=1))
    other = await world.a_thread("aiko", title="Of somebody else")
    await world.a_reply(other.thread_id, "finn")
    clock.advance(timedelta(hours=1))
    last = await world.a_thread("finn", title="The newest")
    scope = await queries.scope_of(world.cast.actor("dev"))
    item = await queries.find(scope, f"thread-{last.thread_id}")
    found = await queries.beside(scope, item)
    assert found.person == "Finn Berg"
    assert [(one.kind, one.title) for one in found.past] == [
        ("reply", "Of somebody else"), ("ticket", "A private matter"), ("thread", "First of all"),
    ]
    of_ticket = await queries.beside(scope, await queries.find(scope, f"ticket-{ticket}"))
    assert [one.title for one in of_ticket.past] == ["The newest", "Of somebody else", "First of all"]
    moderator = await queries.scope_of(world.cast.actor("chika"))
    assert "Secret of finn" in [one.title for one in (await queries.beside(moderator, item)).past]
    assert first.thread_id != last.thread_id


async def test_what_was_read_is_kept_for_a_while_unless_refused(
    world: World, visitor: MakeVisitor, clock: ModuleType
) -> None:
    article = await writers.an_article(world, title="Restart the router", body="Turn it off and on again, please.")
    eve, dev, guest = await visitor("eve"), await visitor("dev"), await visitor()
    for one in (eve, dev, guest):
        assert (await (await one.get(f"/help/articles/{article}")).follow()).status == 200
        assert (await one.get("/search?q=router")).status == 200
    await actions.flush()
    assert await database.value("SELECT count(DISTINCT person_id) FROM trail_steps") == 1
    clock.advance(timedelta(minutes=5))
    posted = await world.a_thread("eve", title="The router is still slow")
    page = await dev.get(f"/desk/beside/thread-{posted.thread_id}")
    trail = page.find("[aria-labelledby=beside-trail]").text
    assert "Restart the router" in trail
    assert "router" in trail
    assert "before asking" in trail
    # An article that was narrowed since is named to those for whom it is.
    await writers.details(world, article, see=f"group:{world.cast.beta.id}")
    for who, told in (("dev", False), ("chika", True)):
        page = await (await visitor(who)).get(f"/desk/beside/thread-{posted.thread_id}")
        assert ("Restart the router" in page.html) == told, who
    await writers.details(world, article)
    for who in ("eve", "ben"):
        assert (await (await visitor(who)).get(f"/desk/beside/thread-{posted.thread_id}")).status == 403
    assert "router" in (await eve.get("/settings/data.json")).html
    # After the days are over it is not told, and then it is gone.
    clock.advance(timedelta(days=31))
    assert await queries.steps_of(world.cast.actor("dev"), world.cast.eve.id) == []
    assert await actions.forget_old() == 2
    eve, dev = await visitor("eve"), await visitor("dev")
    # Whoever refuses is believed at once, and told so.
    await eve.get("/search?q=router")
    page = await eve.get("/settings/privacy")
    assert (await page.submit("/settings/trail", "Do not keep it, and forget what is kept")).status == 303
    await eve.get("/search?q=router")
    await actions.flush()
    assert await database.value("SELECT count(*) FROM trail_steps") == 0
    assert "They do not want this to be kept." in (await dev.get(f"/desk/beside/thread-{posted.thread_id}")).text
    await (await eve.get("/settings/privacy")).submit("/settings/trail", "Keep it again")
    await eve.get("/search?q=router")
    await actions.flush()
    assert await database.value("SELECT count(*) FROM trail_steps") == 1
    await actions.forget_person(world.cast.eve.id)
    assert await database.value("SELECT count(*) FROM trail_steps") == 0
    forum_settings.use(dataclasses.replace(forum_settings.current(), reader_trail_days=0))
    await eve.get("/search?q=router")
    await actions.flush()
    assert await database.value("SELECT count(*) FROM trail_steps") == 0
    assert "This is not kept here." in (await dev.get(f"/desk/beside/thread-{posted.thread_id}")).text


async def test_a_link_is_put_into_the_reply(world: World, visitor: MakeVisitor) -> None:
    solved, _answer = await world.a_solved_thread(title="The lamp [x] flickers at night")
    article = await writers.an_article(world, title="When a lamp flickers", body="Screw it tight, then try again.")
    posted = await world.a_thread("eve", title="My lamp flickers at night", body="It flickers every night, what now?")
    await index_all(lambda *_: None)
    dev, ben = await visitor("dev"), await visitor("ben")
    beside = await dev.fragment("GET", f"/desk/beside/thread-{posted.thread_id}?reply=1")
    # Beside the box they are buttons of its form, which keep what is written; on a page of their own, links that lead to it.
    puts = {one.get("value") for one in beside.find_all("button[data-insert]") if one.get("form") == "reply-form"}
    assert puts >= {f"thread-{solved.thread_id}", f"article-{article}"}
    alone = await dev.get(f"/desk/beside/thread-{posted.thread_id}?reply=1")
    links = [one.get("href") or "" for one in alone.find_all("a[data-insert]")]
    assert any(f"insert=article-{article}" in one for one in links)
    at_desk = f"/desk?item=thread-{posted.thread_id}"
    for place in (posted.path, at_desk):
        box = (await dev.get(place)).form(f"/threads/{posted.thread_id}/replies")
        put = await dev.post(f"/threads/{posted.thread_id}/replies", {
            "body": "So far, so good:", "put": f"thread-{solved.thread_id}", "box_at": box["box_at"],
        })
        assert put.location.partition("#")[0].startswith(place)
        box = (await put.follow()).form(f"/threads/{posted.thread_id}/replies")
        assert box["body"] == rf"So far, so good:{chr(10) * 2}[The lamp \[x\] flickers at night](<{solved.path}>)"
    assert await database.value("SELECT count(*) FROM posts WHERE thread_id = $1", posted.thread_id) == 1
    await threads.discard_draft(world.cast.actor("dev"), f"reply:{posted.thread_id}")
    box = (await dev.get(f"/desk?item=thread-{posted.thread_id}&insert=article-{article}")).form(
        f"/threads/{posted.thread_id}/replies"
    )["body"]
    # An article is named by its number: the reply may have readers whom it is not for.
    assert box == f"[Article {article}](/help/articles/{article})"
    lab = await world.category("Lab", see="staff", ask="staff", answer="staff")
    inner = await world.a_thread("dev", title="Secret of the lamp", category=lab)
    box = (await dev.get(f"{posted.path}?insert=thread-{inner.thread_id}")).form(
        f"/threads/{posted.thread_id}/replies"
    )["body"]
    assert box == f"[Thread {inner.thread_id}](/threads/{inner.thread_id})"
    assert (await dev.get(f"{posted.path}?insert=thread-999")).status == 404
    assert (await ben.get(f"{posted.path}?insert=thread-{solved.thread_id}")).form(
        f"/threads/{posted.thread_id}/replies"
    )["body"] == ""


async def test_saved_replies_that_went_out_in_something_like_it_are_offered(world: World, visitor: MakeVisitor) -> None:
    desk, dev = Desk(world), await visitor("dev")
    shared, own = [
        await macros.create_macro(world.cast.actor(who), MacroForm.read({"name": name, "body": f"{name}!", "scope": scope}))
        for who, name, scope in (("ada", "Tighten it", "all"), ("ada", "For ada alone", "me"))
    ]
    before = [await desk.open("finn", subject=f"The lamp flickers at night, {number}") for number in range(2)]
    elsewhere = await desk.open("finn", subject="An invoice that nobody sent")
    for macro_id, ticket_id in ((shared, before[0]), (shared, before[1]), (own, before[0]), (shared, elsewhere)):
        await macros.note_use(world.cast.actor("ada"), macro_id, "ticket", ticket_id)
    asked = await desk.open("eve", subject="My lamp flickers at night", body="The lamp flickers at night, number 0 and 1.")
    path = f"/desk/tickets/{asked}"
    beside = await dev.fragment("GET", f"/desk/beside/ticket-{asked}?reply=1")
    assert "Tighten it" in beside.text and "sent in 2 like this" in beside.text and "For ada alone" not in beside.text
    put = beside.find("button[value^='macro-']")
    assert (put.get("value"), put.get("form")) == (f"macro-{shared}", "reply-form")
    sent = await dev.post(f"{path}/comments", {"body": "Dear Eve,", "kind": "public", "put": f"macro-{shared}", "box_at": path})
    assert (await sent.follow()).form(f"{path}/comments")["body"] == "Dear Eve,\n\nTighten it!"
    # What went out in what they may not read tells them nothing.
    await Ticket.filter(id__in=before).update(see_group_id=world.cast.beta.id)
    assert "Tighten it" not in (await dev.fragment("GET", f"/desk/beside/ticket-{asked}")).text
