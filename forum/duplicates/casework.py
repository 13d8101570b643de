"""Contested marks in the moderators' queue: what may be decided there, and what that does. The roof takes it on."""

from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates.actions import deciding
from forum.duplicates.forms import Decision
from forum.duplicates.models import Mark, Pair
from forum.errors import Conflict, NotFound
from forum.i18n import gettext as _
from forum.moderation.actions.casework import Kind
from forum.moderation.models import Item


async def hold(pair_id: int) -> None:
    """Lock the pair's row, as everybody does who decides on it."""
    await database.lock_row("duplicate_pairs", pair_id)


async def concerns(pair_id: int) -> tuple[int | None, str]:
    """The asker who contested the mark, with their role now."""
    found = await database.row(
        "SELECT a.id, a.role FROM duplicate_pairs p JOIN duplicate_contests k ON k.settled_at IS NULL"
        " AND k.thread_id IN (p.low_thread_id, p.high_thread_id) JOIN people a ON a.id = k.person_id"
        " WHERE p.id = $1 ORDER BY k.id DESC LIMIT 1", pair_id,
    )
    return (None, "") if found is None else (found["id"], found["role"])


async def apply(actor: Actor, item: Item, decision: str, note: str) -> dict[str, Any]:
    """same leaves the mark as it is, apart lets the thread stand alone."""
    pair = await Pair.get_or_none(id=item.subject_id)
    if pair is None:
        raise NotFound
    values = {"decision": "not_duplicate", "version": str(pair.version), "reason": note}
    if decision == "same":
        mark = await Mark.filter(thread_id__in=(pair.low_thread_id, pair.high_thread_id)).first()
        if mark is None:
            raise Conflict(_("This thread is not marked as a duplicate any more."))
        stays = pair.high_thread_id if mark.thread_id == pair.low_thread_id else pair.low_thread_id
        values |= {"decision": "duplicate", "canonical": str(stays)}
    await deciding.decide(actor, pair.id, Decision.read(values), in_queue=True)
    return {}


async def undo(actor: Actor, item: Item, decision: str, before: dict[str, Any]) -> None:
    """As it was before: marked, and contested."""
    pair = await Pair.get(id=item.subject_id)
    await deciding.undo(actor, pair.id, pair.version, in_queue=True)


CONTESTED = Kind(
    name="duplicate", decisions={"contested": ("same", "apart")}, outcomes={"same": "handled", "apart": "handled"},
    hold=hold, concerns=concerns, apply=apply, undo=undo,
)
