"""Who else is told, and what belongs together: followers, people in copy, related tickets."""

from forum import clock, database, events
from forum.accounts import queries as accounts
from forum.accounts.actor import Actor
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.tickets import policy, queries
from forum.tickets.actions.opening import MOST_IN_COPY
from forum.tickets.actions.writing import audit, ticket_for_change
from forum.tickets.events import TicketCopied, TicketFollowed, TicketLinked
from forum.tickets.models import TicketCc, TicketFollower, TicketLink


async def follow(actor: Actor, ticket_id: int, follows: bool, person_id: int | None = None) -> None:
    """Follow a ticket, or no longer; `person_id` is another of the staff. Again is as once."""
    policy.may_work(actor).require()
    access = await queries.access(actor, ticket_id)
    who = person_id or actor.id
    if follows and not (await accounts.actor(who)).is_staff:
        raise Invalid({"person": _("Only staff follow tickets. Others can be in copy.")})
    if follows and await queries.who_may_not_work(access.see_group_id, [who]):
        raise Invalid({"person": _("They may not read this ticket.")})

    async def work() -> None:
        await ticket_for_change(ticket_id)
        standing = await TicketFollower.get_or_none(ticket_id=ticket_id, person_id=who)
        if (standing is not None) == follows:
            return
        if standing is not None:
            await standing.delete()
        else:
            await TicketFollower.create(ticket_id=ticket_id, person_id=who, created_at=clock.now())
        await events.record(TicketFollowed(actor_id=actor.id, subject_id=ticket_id, person_id=who, follows=follows))

    await database.transaction(work)


async def copy_to(actor: Actor, ticket_id: int, name: str) -> None:
    """Put the person of this name in copy. Raises Invalid for who is not there, and when too many are."""
    access = await queries.access(actor, ticket_id)
    policy.may_copy(actor, access.facts).require()
    try:
        person = await accounts.actor_named(name.strip().removeprefix("@"))
    except NotFound as error:
        raise Invalid({"cc": _("Nobody has this name.")}) from error
    if not person.email_verified:
        raise Invalid({"cc": _("Nobody has this name.")})
    if person.id == access.facts.requester_id:
        raise Invalid({"cc": _("This person asked and is told anyway.")})
    if await queries.who_may_not_work(access.see_group_id, [person.id]):
        raise Invalid({"cc": _("They may not read this ticket.")})

    async def work() -> None:
        row = await ticket_for_change(ticket_id)
        policy.may_copy(actor, row).require()
        standing = {one.person_id for one in await TicketCc.filter(ticket_id=ticket_id)}
        if person.id in standing:
            return
        if len(standing) >= MOST_IN_COPY:
            raise Invalid({"cc": _("At most %(num)s people are in copy.", num=MOST_IN_COPY)})
        now = clock.now()
        await TicketCc.create(ticket_id=ticket_id, person_id=person.id, added_by_id=actor.id, created_at=now)
        await audit(actor, ticket_id, "web", [
            {"type": "Change", "field_name": "email_cc_ids", "value": person.id, "previous_value": None},
        ], now)
        await events.record(TicketCopied(actor_id=actor.id, subject_id=ticket_id, person_id=person.id, copied=True))

    await database.transaction(work)


async def end_copy(actor: Actor, ticket_id: int, person_id: int) -> None:
    """Take somebody out of copy; everybody may take themselves out, also of what is closed. Again is as once."""
    access = await queries.access(actor, ticket_id)
    if person_id != actor.id:
        policy.may_copy(actor, access.facts).require()

    async def work() -> None:
        await ticket_for_change(ticket_id)
        if await TicketCc.filter(ticket_id=ticket_id, person_id=person_id).delete():
            await audit(actor, ticket_id, "web", [
                {"type": "Change", "field_name": "email_cc_ids", "value": None, "previous_value": person_id},
            ], clock.now())
            await events.record(TicketCopied(actor_id=actor.id, subject_id=ticket_id, person_id=person_id, copied=False))

    await database.transaction(work)


async def link(actor: Actor, ticket_id: int, other_id: int, linked: bool) -> None:
    """Say that two tickets belong together, or no longer. Again is as once. Raises Invalid for one that is not there."""
    policy.may_work(actor).require()
    await queries.access(actor, ticket_id)
    if ticket_id == other_id:
        raise Invalid({"other": _("A ticket belongs to itself anyway.")})
    try:
        await queries.access(actor, other_id)
    except NotFound as error:
        raise Invalid({"other": _("There is no ticket %(number)s.", number=other_id)}) from error
    low, high = sorted((ticket_id, other_id))

    async def work() -> None:
        await database.lock_row("tickets", low)
        now = clock.now()
        standing = await TicketLink.get_or_none(low_id=low, high_id=high)
        if (standing is not None) == linked:
            return
        if standing is not None:
            await standing.delete()
        else:
            await TicketLink.create(low_id=low, high_id=high, created_by_id=actor.id, created_at=now)
        for one, two in ((ticket_id, other_id), (other_id, ticket_id)):
            await audit(actor, one, "web", [{
                "type": "Change", "field_name": "related", "value": two if linked else None,
                "previous_value": None if linked else two,
            }], now)
        await events.record(TicketLinked(actor_id=actor.id, subject_id=ticket_id, other_id=other_id, linked=linked))

    await database.transaction(work)
