"""What a ticket answered, in the thread: once, in words that were looked over, and gone again when it is taken out."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from forum.errors import Conflict, Forbidden, NotFound
from forum.kb_bridge import personal
from forum.kb_bridge.actions import escalating, publishing_back
from forum.kb_bridge.actions.publishing_back import PublishedAlready
from forum.kb_bridge.forms import PublishBack
from forum.kb_bridge.models import EscalationRule, PublishedReply
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Reason
from forum.threads.models import Post, Thread
from forum.tickets import actions as tickets
from forum.tickets.actions import Update
from forum.tickets.models import Ticket
from tests.kb_bridge.test_escalating import a_rule, chosen
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def answered(world: World, body: str = "Dear aiko, restart the *printer*.") -> tuple[int, int, int]:
    """A thread that is with support and was answered there: its id, the ticket's and the answer's."""
    posted = await world.a_thread("aiko")
    dev = await world.cast.fresh("dev")
    ticket = (await escalating.escalate(dev, posted.thread_id, chosen())).ticket_id
    said = await tickets.update(dev, ticket, Update(comment=body))
    assert said.comment_id is not None
    return posted.thread_id, ticket, said.comment_id


def words(body: str = "Please restart the printer.", **more: str) -> PublishBack:
    return PublishBack.read({"body": body} | more)


async def test_an_answer_stands_in_the_thread_once_and_official(world: World) -> None:
    thread, ticket, comment = await answered(world)
    dev, chika = await world.cast.fresh("dev"), await world.cast.fresh("chika")
    found = await asyncio.gather(
        publishing_back.publish(dev, comment, words(submit_key="k")),
        publishing_back.publish(dev, comment, words(submit_key="k")),
        publishing_back.publish(chika, comment, words("Another wording.")), return_exceptions=True,
    )
    made = [one for one in found if not isinstance(one, BaseException)]
    assert len(made) == 1 and all(isinstance(one, PublishedAlready) for one in found if one not in made)
    assert await Post.filter(thread_id=thread, position__gt=0).count() == 1 == await PublishedReply.all().count()
    post = await Post.get(id=made[0].post_id)
    assert post.official_at is not None and post.author_id in (dev.id, chika.id)
    who = dev if post.author_id == dev.id else chika
    await asyncio.gather(*(publishing_back.take_out(who, comment) for _try in range(2)))
    assert not await PublishedReply.exists() and (await Post.get(id=post.id)).deleted_at is not None
    again = await publishing_back.publish(dev, comment, words("Now in other words.", accept="on"))
    assert (await Thread.get(id=thread)).solution_post_id == again.post_id
    await threads.delete_post(chika, again.post_id, Reason.read({"reason": "wrong"}))
    await world.settle()
    assert not await PublishedReply.exists()
    with pytest.raises(Forbidden):
        await publishing_back.publish(await world.cast.fresh("aiko"), comment, words())
    note = await tickets.update(dev, ticket, Update(comment="Only for us.", public=False))
    with pytest.raises(NotFound):
        await publishing_back.publish(dev, note.comment_id or 0, words())
    lone = (await tickets.open_ticket(dev, tickets.Opening(subject="Alone", body="No thread.", requester_id=world.cast.eve.id)))
    said = await tickets.update(dev, lone.ticket_id, Update(comment="An answer."))
    with pytest.raises(Conflict):
        await publishing_back.publish(dev, said.comment_id or 0, words())


async def test_accepting_solves_the_ticket_and_solving_accepts_where_the_category_says_so(world: World) -> None:
    for accept_solves, solve_accepts in ((True, False), (False, True), (False, False)):
        thread, ticket, comment = await answered(world)
        await EscalationRule.all().delete()
        await a_rule((await Thread.get(id=thread)).category_id, accept_solves=accept_solves, solve_accepts=solve_accepts)
        dev, aiko = await world.cast.fresh("dev"), await world.cast.fresh("aiko")
        posted = await publishing_back.publish(dev, comment, words(f"In public, {accept_solves}, {solve_accepts}."))
        if not solve_accepts:
            await solutions.accept(aiko, posted.post_id)
            await world.settle()
            assert (await Ticket.get(id=ticket)).status == ("solved" if accept_solves else "open")
        await tickets.update(dev, ticket, Update(fields={"status": "solved"})) if not accept_solves else None
        await world.settle()
        assert (await Thread.get(id=thread)).solution_post_id == posted.post_id


async def test_the_pages_warn_of_what_is_private_and_keep_what_was_typed(world: World, visitor: Visit) -> None:
    thread, ticket, comment = await answered(world, "Dear 青山 愛子, write to aiko@example.org or call 090-1234-5678.")
    dev, aiko = await visitor("dev"), await visitor("aiko")
    place = f"/desk/comments/{comment}/publication"
    assert [(await aiko.get(one)).status for one in (place, f"/desk/tickets/{ticket}/thread")] == [403, 403]
    page = await dev.get(f"/desk/tickets/{ticket}")
    assert page.has(f".notice [href^='/threads/{thread}/']") and page.has(f"[href='/desk/tickets/{ticket}/thread']")
    page = await dev.get(f"/desk/tickets/{ticket}/thread")
    assert page.has(f"[href='{place}']") and "Where it came from" in page.text
    page = await dev.get(place)
    warned = page.find("[role='alert']").text
    assert all(one in warned for one in ("aiko@example.org", "090-1234-5678", "青山 愛子"))
    looked = await page.form(place).submit(body="Write to **us**.", preview="1")
    assert looked.status == 200 and "<strong>us</strong>" in looked.html and not looked.has("[role='alert']")
    refused = await page.form(place).submit(body="")
    assert refused.status == 422
    sent = await looked.form(place).submit()
    assert (sent.status, "Write to us." in (await sent.follow()).text) == (303, True)
    again = await looked.form(place).submit()
    assert again.location == f"/desk/tickets/{ticket}/thread"
    kept = await dev.post(place, {"body": "Something else again."})
    assert kept.status == 409 and kept.find("textarea[readonly]").text.strip() == "Something else again."
    assert kept.has(f"[href='/desk/tickets/{ticket}/thread']")
    page = await dev.get(again.location)
    taken = await page.submit(f"{place}/remove")
    assert taken.status == 303 and await Post.filter(thread_id=thread, position=1, deleted_at=None).count() == 0
    await threads.delete_post(
        await world.cast.fresh("chika"), await _opening(thread), Reason.read({"reason": "private"})
    )
    page = await dev.get(f"/desk/tickets/{ticket}/thread")
    assert "The thread was deleted. The ticket stays." in page.text and not page.has(f"[href='{place}']")


def test_signs_of_what_is_private() -> None:
    assert personal.signs("Nothing here, version 12.3 of 2024, https://x.org/123456789", ["Al"]) == []
    assert len(personal.signs("a@b.org and +81 90 1234 5678 and 12345678 for Al", ["Al"])) == 4


async def _opening(thread_id: int) -> int:
    return (await Post.get(thread_id=thread_id, position=0)).id
