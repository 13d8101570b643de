"""Threads with tickets that are merged, split and parted again: notice, ticket and what is published back go along."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from forum.kb_bridge.actions import escalating, following, privately, publishing_back
from forum.kb_bridge.forms import Private, PublishBack
from forum.kb_bridge.models import ContinuedPost, Escalation, EscalationMember, PublishedReply
from forum.kb_bridge.queries import escalations
from forum.notifications import queries as bell
from forum.threads import actions as threads
from forum.threads.forms import Merge, Split
from forum.threads.models import ThreadMove
from forum.tickets import actions as tickets
from forum.tickets.actions import SourceTaken, Update
from forum.tickets.models import TicketLink
from tests.kb_bridge.test_escalating import a_cluster, chosen
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def merged(world: World, thread_id: int, into_id: int) -> int:
    """chika merges two threads, and whoever listens has heard of it; the move's id."""
    form = Merge.read({"target": str(into_id), "reason": "The same", "public_reason": "The same"})
    await threads.merge(await world.cast.fresh("chika"), thread_id, form)
    await world.settle()
    return (await ThreadMove.get(kind="merge", from_thread_id=thread_id, undone_at=None)).id


async def parted(world: World, move_id: int) -> None:
    await threads.undo_merge(await world.cast.fresh("chika"), move_id)
    await world.settle()


async def test_notice_ticket_and_answers_go_along_with_a_merge_and_back(world: World, visitor: Visit) -> None:
    old, stays, before = await world.a_thread("aiko"), await world.a_thread("eve"), await world.a_thread("finn")
    dev, guest = await world.cast.fresh("dev"), await visitor()
    ticket = (await escalating.escalate(dev, old.thread_id, chosen())).ticket_id
    said = await tickets.update(dev, ticket, Update(comment="Turn it around."))
    move = await merged(world, old.thread_id, stays.thread_id)
    assert "The support team has answered" in (await guest.get(stays.path)).text
    with pytest.raises(SourceTaken):
        await escalating.escalate(dev, stays.thread_id, chosen(subject="The one that stays"))
    # Told twice is as once; what the thread is with is named once, where it stands now.
    await following.follow_merged(old.thread_id, stays.thread_id)
    assert await EscalationMember.all().count() == 1
    assert [(one.thread_id, one.kind) for one in await escalations.sources_of(dev, ticket)] == [(stays.thread_id, "thread")]
    assert await escalations.thread_of_ticket(ticket) == stays.thread_id
    await parted(world, move)
    assert "support team" not in (await guest.get(stays.path)).find("main").text
    assert await escalations.thread_of_ticket(ticket) == old.thread_id and not await EscalationMember.exists()
    # Merged on and on, the answer stands where the question does.
    await merged(world, old.thread_id, before.thread_id)
    await merged(world, before.thread_id, stays.thread_id)
    posted = await publishing_back.publish(dev, said.comment_id or 0, PublishBack.read({"body": "Turn it."}))
    assert posted.thread_id == stays.thread_id == (await PublishedReply.get()).thread_id
    page = await (await visitor("dev")).get(f"/desk/tickets/{ticket}/thread")
    assert page.status == 200 and page.has(f"a[href^='/threads/{stays.thread_id}/']")


async def test_two_tickets_of_one_thread_are_related_and_their_staff_are_told(world: World, visitor: Visit) -> None:
    desk = Desk(world)
    old, stays = await world.a_thread("aiko"), await world.a_thread("eve")
    dev, chika = await world.cast.fresh("dev"), await world.cast.fresh("chika")
    came = (await escalating.escalate(chika, old.thread_id, chosen())).ticket_id
    own = (await escalating.escalate(chika, stays.thread_id, chosen(subject="The same"))).ticket_id
    await tickets.take(dev, came)
    await world.settle()
    told = len((await bell.news_page(dev)).lines)
    move = await merged(world, old.thread_id, stays.thread_id)
    await asyncio.gather(*(following.follow_merged(old.thread_id, stays.thread_id) for _time in range(2)))
    await world.settle()
    assert (await TicketLink.get()).low_id == min(came, own)
    for one, other in ((came, own), (own, came)):
        notes = [said for said in (await desk.seen(one)).comments if f"ticket {other} were merged" in said.plain]
        assert len(notes) == 1 and not notes[0].is_public
    assert len((await bell.news_page(dev)).lines) == told + 1
    # The thread that stays shows its own ticket, and nobody makes a third.
    page = await (await visitor("dev")).get(stays.path)
    assert page.has(f"a[href='/desk/tickets/{own}']") and not page.has(f"a[href='/desk/tickets/{came}']")
    with pytest.raises(SourceTaken):
        await escalating.escalate(dev, stays.thread_id, chosen(subject="A third"))
    await parted(world, move)
    assert not await TicketLink.exists()
    assert "stand apart again" in (await desk.seen(own)).comments[-1].plain
    # What people linked themselves stays linked.
    await tickets.link(dev, own, came, True)
    await parted(world, await merged(world, old.thread_id, stays.thread_id))
    assert await TicketLink.exists()


async def test_members_of_a_cluster_stay_members_when_a_merge_is_taken_back(world: World) -> None:
    hub, member, third = await world.a_thread("aiko"), await world.a_thread("eve"), await world.a_thread("finn")
    await a_cluster(hub.thread_id, member.thread_id)
    dev = await world.cast.fresh("dev")
    ticket = (await escalating.escalate(dev, hub.thread_id, chosen(with_members="on"))).ticket_id
    await parted(world, await merged(world, hub.thread_id, member.thread_id))
    assert [one.thread_id for one in await EscalationMember.all()] == [member.thread_id]
    # A member that is merged takes along that its question is with support.
    move = await merged(world, member.thread_id, third.thread_id)
    with pytest.raises(SourceTaken) as taken:
        await escalating.escalate(dev, third.thread_id, chosen())
    assert taken.value.ticket_id == ticket
    await parted(world, move)
    assert {one.thread_id for one in await EscalationMember.all()} == {member.thread_id}
    # Merged into the one in the middle it is no member of itself.
    await merged(world, member.thread_id, hub.thread_id)
    assert await EscalationMember.filter(thread_id=hub.thread_id).count() == 0


async def test_what_is_split_off_takes_its_ticket_and_published_answers_along(world: World) -> None:
    posted = await world.a_thread("aiko")
    reply = await world.a_reply(posted.thread_id, "ben", body="My number is 5551234.")
    dev = await world.cast.fresh("dev")
    ticket = (await escalating.escalate(dev, posted.thread_id, chosen())).ticket_id
    [private] = await privately.continue_privately(
        dev, posted.thread_id, Private.read({"reason": "Personal data"}), [reply.post_id]
    )
    said = await tickets.update(dev, ticket, Update(comment="Turn it around."))
    published = await publishing_back.publish(dev, said.comment_id or 0, PublishBack.read({"body": "Turn it."}))
    form = Split.read({
        "title": "Another question", "type": "question", "category": str((await world.category("Other")).id), "opening": "first",
        "reason": "Another matter", "public_reason": "Another matter", "tags": "",
    })
    new = await threads.split(await world.cast.fresh("chika"), posted.thread_id, [reply.post_id, published.post_id], form)
    assert await escalations.thread_of_ticket(private) == new.thread_id
    await world.settle()
    assert (await ContinuedPost.get()).thread_id == (await PublishedReply.get()).thread_id == new.thread_id
    assert await escalations.thread_of_ticket(ticket) == posted.thread_id
    assert (await Escalation.get()).thread_id == posted.thread_id
