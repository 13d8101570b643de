"""Deciding on people: whether a new account may write, and what comes of a reported profile."""

from typing import Any

from forum import database
from forum.accounts import actions as accounts
from forum.accounts.actor import Actor
from forum.moderation.actions.casework import Kind
from forum.moderation.models import Item


async def hold(person_id: int) -> None:
    """Lock the person's row."""
    await database.lock_row("people", person_id)


async def concerns(person_id: int) -> tuple[int | None, str]:
    """The person, with their role now."""
    found = await database.row("SELECT id, role FROM people WHERE id = $1", person_id)
    return (None, "") if found is None else (found["id"], found["role"])


async def apply(actor: Actor, item: Item, decision: str, note: str) -> dict[str, Any]:
    """approve lets a new account write, and it or keep shows a biography that was held; the others leave things as they are."""
    if decision == "approve":
        await accounts.admit(actor, item.subject_id)
    return {"bio": decision in ("approve", "keep") and await accounts.show_bio(actor, item.subject_id)}


async def undo(actor: Actor, item: Item, decision: str, before: dict[str, Any]) -> None:
    """An account that was let in waits again, and so does a biography."""
    if decision == "approve":
        await accounts.hold_account(actor, item.subject_id)
    if before.get("bio"):
        await accounts.hold_bio(actor, item.subject_id)


PEOPLE = Kind(
    name="person",
    decisions={"approval": ("approve", "decline"), "report": ("keep", "uphold", "handled")},
    outcomes={"approve": "dismissed", "decline": "upheld", "keep": "dismissed", "uphold": "upheld", "handled": "handled"},
    hold=hold, concerns=concerns, apply=apply, undo=undo, explained=("decline",),
)
