"""Appeals in the moderators' queue: whose they are to decide, and what that does. The roof takes it on."""

from typing import Any

from forum import database
from forum.accounts.actor import ROLES, Actor
from forum.accounts.policy import Verdict
from forum.errors import NotFound
from forum.moderation.actions.casework import Kind
from forum.moderation.models import Item
from forum.sanctions.actions.appealing import KIND, answer_held, hold
from forum.sanctions.policy import may_answer_appeal


async def concerns(appeal_id: int) -> tuple[int | None, str]:
    """Whoever appeals, with their role now."""
    found = await database.row(
        "SELECT a.id, a.role FROM appeals q JOIN people a ON a.id = q.person_id WHERE q.id = $1", appeal_id
    )
    return (None, "") if found is None else (found["id"], found["role"])


async def may(actor: Actor, appeal_id: int) -> Verdict:
    """Somebody other than the decider, of a higher role than whoever appeals."""
    found = await database.row(
        "SELECT q.person_id, q.decider_id, a.role FROM appeals q JOIN people a ON a.id = q.person_id WHERE q.id = $1",
        appeal_id,
    )
    if found is None:
        raise NotFound
    return may_answer_appeal(actor, found["person_id"], found["role"], found["decider_id"])


def barred(actor: Actor) -> str:
    """The same as SQL: appeals that are for somebody else than the actor."""
    below = ROLES[: ROLES.index(actor.role)] if actor.role in ROLES else ROLES
    lower = ", ".join(f"'{role}'" for role in below)
    return (
        f"i.kind = '{KIND}' AND EXISTS (SELECT 1 FROM appeals q JOIN people w ON w.id = q.person_id WHERE q.id = i.subject_id"
        f" AND (q.person_id = {int(actor.id)} OR q.decider_id = {int(actor.id)} OR w.role NOT IN ({lower})))"
    )


async def apply(actor: Actor, item: Item, decision: str, note: str) -> None:
    """upheld takes the decision back, kept leaves it; the person reads the note. Neither is undone: they were told."""
    await answer_held(actor, item.subject_id, decision, note)


async def undo(actor: Actor, item: Item, decision: str, before: dict[str, Any]) -> None:
    """Never asked for: nothing is kept that it could be undone with."""


APPEALS = Kind(
    name=KIND, decisions={"appeal": ("upheld", "kept")}, outcomes={"upheld": "handled", "kept": "handled"}, hold=hold,
    concerns=concerns, apply=apply, undo=undo, explained=("upheld", "kept"), barred=barred, may=may, confidential=True,
)
