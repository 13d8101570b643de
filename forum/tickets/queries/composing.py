"""What stands in the box in which staff answer a ticket: their draft, a saved reply put into it, who else is replying."""

import secrets
from dataclasses import dataclass

from forum import settings
from forum.accounts.actor import Actor
from forum.leases import queries as leases
from forum.leases.policy import may_take
from forum.leases.views import Place
from forum.threads.queries import draft_of
from forum.tickets import policy, statuses, wording
from forum.tickets.forms import Comment
from forum.tickets.macros import MacroBox
from forum.tickets.queries.macros import box_for_ticket
from forum.tickets.views import DeskTicket


@dataclass(frozen=True, slots=True)
class Composer:
    """The box: its form, the lease (none where one may not answer), saved replies, and the statuses to choose from."""

    form: Comment
    lease: Place | None
    box: MacroBox
    after: list[tuple[str, str]]


async def composer(
    viewer: Actor, ticket: DeskTicket, *, macro_id: int = 0, put: str = "", kind: str = "", status: str = ""
) -> Composer:
    """The box as it was left on any device, with a saved reply and `put` below what was written; `kind` and `status` are what
    was chosen in it a moment ago. Raises NotFound."""
    may_change = policy.may_change(viewer, ticket)
    form = Comment({
        "kind": "public", "version": str(ticket.version), "submit_key": secrets.token_urlsafe(18), "draft_version": "0",
    })
    draft = await draft_of(viewer, f"ticket:{ticket.id}")
    if draft is not None:
        kind = draft[0].get("kind", "public")
        form.values |= {"body": draft[0].get("body", ""), "kind": kind, "draft_version": str(draft[1])}
    if kind in ("public", "note"):
        form.values["kind"] = kind
    if status in statuses.CHOSEN:
        form.values["status"] = status
    box = await box_for_ticket(viewer, ticket, macro_id) if may_change else MacroBox()
    for text in (box.inserted.text if box.inserted else "", put):
        form.values["body"] = f"{form.values['body']}\n\n{text}".strip("\n")
    if box.inserted is not None:
        form.values["kind"] = box.inserted.public or form.values["kind"]
        form.values["status"] = str(box.inserted.fields.get("status", "")) or form.values.get("status", "")
    place = None
    if may_take(viewer, may_change):
        path = f"{ticket.path}/lease"
        held = await leases.holding("ticket", ticket.id)
        place = Place(path, path, settings.current().reply_lease_seconds, held)
    after = [
        (name, wording.status(name)) for name in statuses.CHOSEN
        if name != ticket.status or name == form.values.get("status")
    ]
    return Composer(form, place, box, [("", wording.leave_status()), *after])
