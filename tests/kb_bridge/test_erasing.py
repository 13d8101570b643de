"""What a moderator takes out of a post is gone from the ticket that was made of its thread as well; the ticket stays."""

from collections.abc import Awaitable, Callable

from forum.kb_bridge import escalated
from forum.kb_bridge.actions import escalating, privately
from forum.kb_bridge.forms import Private
from forum.kb_bridge.models import Escalation
from forum.mail.models import Letter
from forum.notifications import jobs as letters
from forum.text.blanking import MARK
from forum.threads import actions as threads
from forum.threads.forms import Redaction
from forum.threads.models import Draft
from forum.tickets import actions as tickets
from forum.tickets.models import Ticket
from forum.tickets.views import conversation_path
from forum.transfer.checking.round import check
from tests.kb_bridge.test_escalating import a_cluster, chosen
from tests.threads.test_redacting import holding
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

NAME, NUMBER = "Quirinalpalast", "080-5551-9977"


async def test_the_words_leave_the_ticket_its_notes_drafts_and_letters_and_the_ticket_stays(
    world: World, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    desk, dev = Desk(world), await world.cast.fresh("dev")
    posted = await world.a_thread("aiko", title=f"Please call {NAME}", body=f"I am **{NAME}**: {NUMBER}.\n\nPIN 42\n\nThanks!")
    other = await world.a_thread("eve", title="Please call me")
    await a_cluster(other.thread_id, posted.thread_id)
    opened = await escalating.escalate(dev, other.thread_id, chosen(with_members="on"))
    await tickets.close(dev, opened.ticket_id)
    own = await escalating.escalate(dev, posted.thread_id, chosen(subject=f"{NAME} wants a call", note=f"Call {NUMBER}"))
    await desk.say(own.ticket_id, "dev", f"> {NUMBER}\n\nWe call you there, {NAME}.")
    talk = await tickets.open_conversation(dev, own.ticket_id, f"Who is {NAME}?", f"Number {NUMBER}", ["ben"], "a-key")
    await desk.set(own.ticket_id, subject=f"{NAME} wants a call soon")
    await tickets.copy_to(dev, own.ticket_id, "eve")
    await threads.keep_draft(dev, f"ticket:{own.ticket_id}", {"body": f"Dear {NAME}"}, 0)
    await world.settle()
    await letters.send_letters()
    before = await holding((NAME, NUMBER))
    assert {"tickets.subject", "ticket_comments.html", "ticket_audits.events", "side_messages.plain", "drafts.data",
            "side_conversations.subject", "letters.html"} <= set(before)
    version = (await Ticket.get(id=own.ticket_id)).version
    taking = Redaction.read({"pieces": f"{NAME}\n{NUMBER}", "reason": "Personal data"})
    await threads.redact(await world.cast.fresh("chika"), posted.post_id, taking)
    assert [one for one in await holding((NAME, NUMBER)) if not one.startswith("search_words")] == []
    row = await Ticket.get(id=own.ticket_id)
    assert row.subject == f"{MARK} wants a call soon" and row.status != "closed" and row.version == version + 1
    seen = await desk.seen(own.ticket_id)
    assert f"I am <strong>{MARK}</strong>: {MARK}." in seen.comments[0].html and "PIN 42" in seen.comments[0].plain
    assert (await Draft.get(key=f"ticket:{own.ticket_id}")).data == {"body": f"Dear {MARK}"}
    assert await Letter.filter(text__contains=MARK).exists()
    for who, place in (("dev", f"/desk/tickets/{own.ticket_id}"), ("aiko", f"/requests/{own.ticket_id}"),
                       ("ben", conversation_path(talk)), ("dev", f"/desk/tickets/{own.ticket_id}/history")):
        page = await (await visitor(who)).get(place)
        assert page.status == 200 and MARK in page.text and NUMBER not in page.text, place
    # What is gone as a whole is not quoted any more, however short its lines.
    await threads.redact(
        await world.cast.fresh("chika"), posted.post_id, Redaction.read({"whole": "on", "pieces": "", "reason": "Personal data"})
    )
    await world.settle()
    seen = await desk.seen(own.ticket_id)
    assert "PIN 42" not in seen.comments[0].html and f"/threads/{posted.thread_id}" in seen.comments[0].html
    assert (await check()).found == 0


async def test_what_went_on_in_private_keeps_its_words_while_the_threads_own_ticket_loses_them(world: World) -> None:
    posted = await world.a_thread("aiko", body=f"My number is {NUMBER}.")
    reply = await world.a_reply(posted.thread_id, "ben", body=f"I wrote down {NUMBER}, and mine is 5551234.")
    dev = await world.cast.fresh("dev")
    await escalating.escalate(dev, posted.thread_id, chosen())
    made = await privately.continue_privately(
        dev, posted.thread_id, Private.read({"reason": "Personal data"}), [posted.post_id, reply.post_id]
    )
    desk = Desk(world)
    own = await Escalation.get(thread_id=posted.thread_id)
    assert NUMBER not in (await desk.seen(own.ticket_id)).comments[0].html
    assert [NUMBER in (await desk.seen(one)).comments[0].html for one in made] == [True, True]


def test_a_quote_is_taken_out_and_an_address_says_no_title_any_more() -> None:
    assert escalated.without_quote("More\n\n> a\n>\n> b\n\nAsked: x") == f"More\n\n> {MARK}\n\nAsked: x"
    assert escalated.without_quote("Nothing quoted") == "Nothing quoted"
    found = escalated.address_of([12, 3])
    assert found.sub(r"\1", "https://x/threads/12/my-name and /threads/123/other, /threads/3#reply-1") == (
        "https://x/threads/12 and /threads/123/other, /threads/3#reply-1"
    )
