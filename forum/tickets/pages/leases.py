"""Doors: who is replying to a ticket, for staff."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.errors import Conflict
from forum.i18n import gettext as _
from forum.leases import actions as leasing
from forum.leases import queries as leases
from forum.leases.policy import may_take
from forum.leases.views import Holding, Place
from forum.tickets import actions, policy, queries
from forum.tickets.actions import Update
from forum.tickets.views import DeskTicket, desk_path
from forum.web import answers, ratelimit, reading

SUBJECT = "ticket"


async def look(request: Request) -> Response:
    """GET /desk/tickets/ID/lease: who is replying at the moment."""
    ticket = await _ticket(request)
    may_take(request.scope["viewer"], policy.may_change(request.scope["viewer"], ticket)).require()
    if not answers.wants_fragment(request):
        return answers.redirect(request, f"{ticket.path}#composer")
    return _told(request, ticket.id, await leases.holding(SUBJECT, ticket.id))


async def take(request: Request) -> Response:
    """POST /desk/tickets/ID/lease: I am replying, or take over from whom `over` names. A new ticket becomes open."""
    viewer: Actor = request.scope["viewer"]
    ticket = await _ticket(request)
    await ratelimit.limit(request, "draft")
    over = (await reading.form(request)).get("over", "")
    fragment = answers.wants_fragment(request)
    held = await leasing.take(
        viewer, SUBJECT, ticket.id, policy.may_change(viewer, ticket), beating=fragment,
        over=int(over) if over.isascii() and over.isdecimal() and len(over) < 19 else 0,
    )
    if held.is_of(viewer):
        await _open(viewer, ticket)
    if fragment:
        return _told(request, ticket.id, held)
    mine = held.is_of(viewer)
    said = _("Others see that you are replying.") if mine else _("%(name)s is replying.", name=held.shown)
    return answers.redirect(request, f"{ticket.path}#composer", flash_text=said, kind="success" if mine else "info")


async def leave(request: Request) -> Response:
    """POST /desk/tickets/ID/lease/remove: I am not replying any more."""
    viewer: Actor = request.scope["viewer"]
    ticket = await _ticket(request)
    policy.may_work(viewer).require()
    await leasing.release(viewer, SUBJECT, ticket.id)
    return answers.redirect(request, ticket.path)


async def _open(viewer: Actor, ticket: DeskTicket) -> None:
    """A new ticket that somebody replies to is open, whoever saw that first."""
    if ticket.status == "new":
        try:
            await actions.update(viewer, ticket.id, Update(fields={"status": "open"}, expects={"status": "new"}))
        except Conflict:
            return


async def _ticket(request: Request) -> DeskTicket:
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        policy.may_work(viewer).require()
    return await queries.ticket_on_desk(viewer, reading.path_id(request))


def _told(request: Request, ticket_id: int, held: Holding | None) -> Response:
    path = f"{desk_path(ticket_id)}/lease"
    place = Place(path, path, settings.current().reply_lease_seconds, held)
    return answers.fragment(request, "leases/_replying.html", {"lease": place})


routes: list[BaseRoute] = [
    Route("/desk/tickets/{id}/lease", look, methods=["GET"]),
    Route("/desk/tickets/{id}/lease", take, methods=["POST"]),
    Route("/desk/tickets/{id}/lease/remove", leave, methods=["POST"]),
]
