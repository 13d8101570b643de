"""What goes on in private stands in the ticket and nowhere else: every table is looked through, and pages of every role."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.database.registry import MODELS
from forum.errors import Conflict, Forbidden, Invalid
from forum.kb_bridge.actions import privately
from forum.kb_bridge.actions.publishing_back import publish
from forum.kb_bridge.forms import Private, PublishBack
from forum.kb_bridge.models import ContinuedPost
from forum.threads import actions as threads
from forum.threads.forms import Edit
from forum.threads.models import Post, Thread
from forum.tickets import actions as tickets
from forum.tickets import queries as ticket_queries
from forum.tickets.actions import Update
from forum.tickets.models import Ticket
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
WORD, EARLIER, HEADED = "zqsecretqz", "zqearlierqz", "zqheadedqz"


def form(**values: str) -> Private:
    return Private.read({"reason": "Personal data"} | values)


async def tables_with(word: str) -> set[str]:
    """Every table in which the word stands, whatever the column."""
    names = [
        row["name"] for row in await database.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            if database.engine() == "sqlite" else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        )
    ]
    assert len(names) > 50 and MODELS
    found = set()
    for name in names:
        for row in await database.rows(f'SELECT * FROM "{name}"'):
            if any(word in str(value).casefold() for value in tuple(row)):
                found.add(name)
    return found


async def test_the_words_stand_in_the_ticket_and_nowhere_else(
    clock: ModuleType, world: World, visitor: Visit
) -> None:
    posted = await world.a_thread("aiko", title=f"Where is {HEADED}?", body=f"My card is {WORD} 12345.\n\n{EARLIER} line")
    await world.a_reply(posted.thread_id, "ben", body="That is a pity.")
    await world.settle()
    clock.advance(timedelta(days=1))
    aiko, chika = await world.cast.fresh("aiko"), await world.cast.fresh("chika")
    await threads.edit(aiko, posted.post_id, Edit.read({
        "title": f"Where is {HEADED}?", "body": f"My card is {WORD} 12345.", "version": "1",
    }))
    await world.settle()
    walked = [
        posted.path, f"/threads/{posted.thread_id}/feed.atom", f"/posts/{posted.post_id}/revisions", "/", "/threads",
        "/threads/feed.atom", f"/search?q={HEADED}", "/users/aiko", f"{posted.path}/history", "/notifications",
    ]
    people = {who: await visitor(None if who == "guest" else who) for who in ("guest", "eve", "ben", "uma")}
    before = "".join([(await people["guest"].get(path)).html for path in walked])
    assert WORD in before and HEADED in before
    made = await privately.continue_privately(chika, posted.thread_id, form(title="A question about a card"), [posted.post_id])
    await world.settle()
    for word in (WORD, EARLIER, HEADED):
        assert await tables_with(word) <= {"tickets", "ticket_comments", "ticket_audits"}, word
    ticket = await ticket_queries.request(aiko, made[0])
    assert WORD in ticket.comments[0].plain and ticket.requester_id == aiko.id
    assert HEADED in ticket.subject
    for who, one in people.items():
        for path in walked:
            page = await one.get(path.replace(posted.path, f"/threads/{posted.thread_id}") if posted.path in path else path)
            page = await page.follow() if page.status in (301, 302, 303) else page
            text = page.html.replace(f"q={HEADED}", "").replace(f'value="{HEADED}"', "")
            assert WORD not in text and EARLIER not in text, (who, path)
            assert "search" in path or HEADED not in text, (who, path)
        assert (await one.get(f"/requests/{made[0]}")).status in (303, 404)
    page = await (await people["eve"].get(f"/threads/{posted.thread_id}")).follow()
    assert "This goes on in private with the team." in page.text and "A question about a card" in page.text
    told = await (await visitor("aiko")).get("/notifications")
    assert f"/requests/{made[0]}" in told.html
    said = await tickets.update(await world.cast.fresh("dev"), made[0], Update(comment="We blocked the card."))
    back = await publish(await world.cast.fresh("dev"), said.comment_id or 0, PublishBack.read({"body": "Call your bank."}))
    assert back.thread_id == posted.thread_id


async def test_an_exchange_goes_on_with_each_of_its_authors_apart_and_once(world: World) -> None:
    posted = await world.a_thread("aiko")
    replies = [
        (await world.a_reply(posted.thread_id, who, body=f"You fool, {who} says, {number}.")).post_id
        for number, who in enumerate(("ben", "finn", "ben"))
    ]
    chika, dev = await world.cast.fresh("chika"), await world.cast.fresh("dev")
    with pytest.raises(Forbidden):
        await privately.continue_privately(await world.cast.fresh("ben"), posted.thread_id, form(), replies)
    with pytest.raises(Invalid):
        await privately.continue_privately(chika, posted.thread_id, form(), [])
    found = await asyncio.gather(
        *(privately.continue_privately(who, posted.thread_id, form(), replies) for who in (chika, dev)), return_exceptions=True
    )
    assert sum(isinstance(one, list) for one in found) <= 1
    assert all(isinstance(one, list | Conflict | Invalid) for one in found)
    assert await ContinuedPost.all().count() == 3 and await Ticket.filter(source_type="post").count() == 2
    requesters = {row.requester_id async for row in Ticket.filter(source_type="post")}
    assert requesters == {world.cast.ben.id, world.cast.finn.id}
    ben = await Ticket.get(requester_id=world.cast.ben.id)
    text = (await ticket_queries.request(await world.cast.fresh("ben"), ben.id)).comments[0].plain
    assert "ben says, 0" in text and "ben says, 2" in text and "finn" not in text
    assert not [one for one in await Post.filter(id__in=replies) if "fool" in one.source]
    assert (await Thread.get(id=posted.thread_id)).status == "open"


async def test_its_page_keeps_what_was_ticked_and_typed(world: World, visitor: Visit) -> None:
    posted = await world.a_thread("aiko")
    reply = await world.a_reply(posted.thread_id, "ben", body="My number is 5551234.")
    place = f"/threads/{posted.thread_id}/private"
    dev, ben = await visitor("dev"), await visitor("ben")
    assert ((await ben.get(place)).status, (await (await visitor()).get(place)).status) == (403, 303)
    assert (await dev.get(posted.path)).has(f"[href='{place}']")
    refused = await dev.post(place, {"post": str(reply.post_id), "reason": "It is My number is 5551234."})
    assert refused.status == 422 and refused.has(f"input[value='{reply.post_id}'][checked]")
    sent = await dev.post(place, {"post": str(reply.post_id), "reason": "Personal data"})
    assert sent.status == 303 and sent.location.startswith("/desk/tickets/")
    page = await dev.get(sent.location)
    assert "5551234" in page.text and "Continued here in private" in page.text
    assert "5551234" not in (await dev.get(posted.path)).text
