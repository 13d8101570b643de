"""Blocking domains of e-mail addresses and ranges of network addresses."""

from datetime import timedelta

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts import policy
from forum.accounts.actor import Actor
from forum.accounts.blocks import Unfit, read
from forum.accounts.events import BlockRemoved, DomainOrRangeBlocked
from forum.accounts.forms import BlockForm
from forum.accounts.models import Block
from forum.accounts.queries.blocks import met_by
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.i18n import ngettext


async def block(actor: Actor, form: BlockForm) -> int:
    """Take no new members from a domain or an address range; returns the block's id.

    Raises Forbidden, Invalid (also, before it is confirmed, where members would be met), or Conflict for one that stands.
    """
    policy.may_block(actor).require()
    form.check()
    try:
        kind, value = read(form["target"])
    except Unfit as error:
        raise Invalid({"target": _unfit(str(error))}) from error
    members = 0 if form["confirmed"] else await met_by(kind, value)
    if members:
        raise Invalid({"confirmed": ngettext(
            "%(num)s member has such an address. They keep their account. Tick this to block it all the same.",
            "%(num)s members have such an address. They keep their accounts. Tick this to block it all the same.", members,
        )})
    now = clock.now()
    until = None if form["length"] == "forever" else now + timedelta(days=int(form["length"]))

    async def work() -> int:
        # What has ended makes room for the same again.
        await Block.filter(kind=kind, value=value, until__lte=now).delete()
        made = await Block.create(
            kind=kind, value=value, reason=form["reason"], until=until, created_by_id=actor.id, created_at=now
        )
        await events.record(DomainOrRangeBlocked(
            actor_id=actor.id, subject_id=made.id, kind=kind, value=value, until=until.isoformat() if until else ""
        ))
        return made.id

    try:
        return await database.transaction(work)
    except IntegrityError as error:
        raise Conflict(_("%(what)s is blocked already.", what=value)) from error


async def unblock(actor: Actor, block_id: int) -> None:
    """Take new members from there again. Raises Forbidden or NotFound."""
    policy.may_block(actor).require()

    async def work() -> None:
        kept = await Block.get_or_none(id=block_id)
        if kept is None:
            raise NotFound
        await kept.delete()
        await events.record(BlockRemoved(actor_id=actor.id, subject_id=block_id, kind=kept.kind, value=kept.value))

    await database.transaction(work)


def _unfit(why: str) -> str:
    return {
        "wide": _("This range is too wide. The widest are /8, and /16 for IPv6."),
        "own": _("This is the server itself."),
    }.get(why, _("Please write a domain such as example.com, or an address or range such as 198.51.100.0/24."))
