"""Several hands on one ticket at once: nothing is doubled, nothing is lost."""

import asyncio
from types import ModuleType
from typing import Any

from forum.errors import Refusal
from forum.tickets import actions, clocks, queries
from forum.tickets.actions import Opening, SourceTaken, Update
from forum.tickets.models import Ticket, TicketAudit, TicketComment, TicketMerge
from forum.transfer.checking import check
from tests.tickets.desk import Desk
from tests.world import World


async def at_once(*works: Any) -> list[Any]:
    """What came of all of them, begun together; a refusal is an answer, a fault is not."""
    answers = await asyncio.gather(*works, return_exceptions=True)
    for one in answers:
        if isinstance(one, BaseException) and not isinstance(one, Refusal):
            raise one
    return answers


async def test_reply_assign_and_merge_at_once(clock: ModuleType, world: World) -> None:
    desk = Desk(world)
    dev, chika, ada, eve = [await world.cast.fresh(who) for who in ("dev", "chika", "ada", "eve")]
    for _round in range(3):
        number, target = await desk.open("eve"), await desk.open("eve")
        version = (await desk.row(number)).version
        answers = await at_once(
            actions.update(dev, number, Update(comment=f"An answer {_round}", version=version)),
            actions.update(ada, number, Update(comment=f"Another answer {_round}", version=version)),
            actions.update(eve, number, Update(comment=f"One more word {_round}")),
            actions.take(chika, number), actions.take(dev, number),
            actions.merge(ada, number, target), actions.merge(ada, target, number),
            actions.follow(chika, number, True), actions.follow(chika, number, True),
        )
        # Whoever came second was told: of the other answer, or of the merge that came between.
        assert sum(isinstance(one, Refusal) for one in answers[:2]) >= 1, "two answers to one version are one too many"
        rows = [await desk.row(number), await desk.row(target)]
        assert sum(row.merged_into_id is not None for row in rows) <= 1
        assert await TicketMerge.filter(source_id__in=[number, target], undone_at=None).count() <= 1
        for row in rows:
            assert row.comment_count == await TicketComment.filter(ticket_id=row.id).count()
            assert row.reply_count == await TicketComment.filter(ticket_id=row.id, is_reply=True).count()
            if row.status not in clocks.DONE:
                assert row.waiting_since == await queries.waiting_since(row.id)
    assert (await check()).drifts == []


async def test_the_same_submit_many_times_is_one(clock: ModuleType, world: World) -> None:
    desk = Desk(world)
    eve, dev = await world.cast.fresh("eve"), await world.cast.fresh("dev")
    opening = Opening(subject="Once", body="Only once, please.", submit_key="k")
    opened = await at_once(*(actions.open_ticket(eve, opening) for _ in range(4)))
    assert len({one.ticket_id for one in opened}) == 1 and await Ticket.all().count() == 1
    number = opened[0].ticket_id
    said = await at_once(*(actions.update(dev, number, Update(comment="Yes.", submit_key="s")) for _ in range(4)))
    assert len({one.comment_id for one in said}) == 1
    assert await TicketAudit.filter(ticket_id=number).count() == 2
    sourced = [
        Opening(subject=f"From {who}", body=f"The thread, says {who}.", source=("thread", 5)) for who in ("dev", "chika")
    ]
    actors = [await world.cast.fresh(who) for who in ("dev", "chika", "ada")]
    made = await at_once(*(actions.open_ticket(actor, one) for actor, one in zip(actors, sourced, strict=False)))
    assert sum(isinstance(one, SourceTaken) for one in made) == 1
    assert await Ticket.filter(source_type="thread", source_id=5).count() == 1
    one, two = await desk.open("eve"), await desk.open("eve")
    taken = await at_once(*(actions.take(actor, one) for actor in actors))
    assert sum(isinstance(answer, Refusal) for answer in taken) == 2
    await actions.merge(dev, one, two)
    await at_once(*(actions.undo_merge(dev, one) for _ in range(3)))
    assert (await desk.row(one)).merged_into_id is None
    assert await TicketMerge.filter(source_id=one).count() == 1
