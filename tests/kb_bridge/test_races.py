"""Threads and tickets in several hands at the same moment: taken to support, merged, answered, assigned and published once."""

import asyncio
from types import ModuleType
from typing import Any

from forum import database
from forum.errors import Refusal
from forum.kb_bridge.actions import escalating, publishing_back
from forum.kb_bridge.forms import Escalation as EscalationForm
from forum.kb_bridge.forms import PublishBack
from forum.kb_bridge.models import Escalation, PublishedReply
from forum.threads import actions as threads
from forum.threads.forms import Merge, Reply
from forum.threads.models import Thread
from forum.tickets import actions as tickets
from forum.tickets.actions import MovedOn, Update
from forum.tickets.models import Ticket, TicketComment
from forum.transfer.checking import check
from tests.world import World


async def at_once(*works: Any) -> list[Any]:
    """What came of all of them, begun together; a refusal is an answer, a fault is not."""
    found = await asyncio.gather(*works, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, Refusal):
            raise one
    return found


def chosen() -> EscalationForm:
    return EscalationForm.read({"subject": "A parcel is lost", "reason": "account"})


async def test_escalating_merging_answering_and_assigning_at_once(clock: ModuleType, world: World) -> None:
    dev, chika, ada, ben = [await world.cast.fresh(who) for who in ("dev", "chika", "ada", "ben")]
    for number in range(3):
        one, other = (await world.a_thread("aiko")).thread_id, (await world.a_thread("eve")).thread_id
        await at_once(
            escalating.escalate(dev, one, chosen()), escalating.escalate(chika, one, chosen()),
            escalating.escalate(ada, other, chosen()),
            threads.merge(chika, one, Merge.read({"target": str(other)})),
            threads.reply(ben, one, Reply.read({"body": f"Have you looked below the mat, {number}?"})),
            threads.reply(ben, other, Reply.read({"body": f"Have you asked next door, {number}?"})),
        )
        for thread_id in (one, other):
            assert await Ticket.filter(source_type="thread", source_id=thread_id, closed_at=None).count() <= 1
        made = await Ticket.filter(source_id__in=[one, other]).order_by("id")
        assert await Escalation.filter(thread_id__in=[one, other]).count() == len(made) >= 1
        assert await Thread.filter(id=one, merged_into_id=other).count() == 1
        # The merge takes what one had along; then everybody is at the tickets.
        await world.settle()
        ticket = made[0]
        version = (await Ticket.get(id=ticket.id)).version
        found = await at_once(
            tickets.update(dev, ticket.id, Update(comment=f"Dev says {number}.", version=version)),
            tickets.update(ada, ticket.id, Update(comment=f"Ada says {number}.", version=version)),
            tickets.take(chika, ticket.id), tickets.take(dev, ticket.id),
            *(tickets.merge(ada, twin.id, ticket.id) for twin in made[1:]),
        )
        assert sum(isinstance(answer, MovedOn) for answer in found[:2]) >= 1
        comment = await TicketComment.filter(ticket_id=ticket.id, is_reply=True).order_by("-id").first()
        if comment is None:
            comment_id = (await tickets.update(dev, ticket.id, Update(comment=f"At last, {number}."))).comment_id
            assert comment_id is not None
        else:
            comment_id = comment.id
        words = PublishBack.read({"body": f"In public, {number}."})
        await at_once(*(publishing_back.publish(who, comment_id, words) for who in (dev, chika, dev)))
        assert await PublishedReply.filter(comment_id=comment_id).count() == 1
        assert await database.value(
            "SELECT count(*) FROM posts WHERE thread_id = $1 AND source = $2", other, f"In public, {number}."
        ) == 1
    await world.settle()
    assert (await check()).drifts == []
