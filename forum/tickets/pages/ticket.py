"""Doors of one ticket on the desk: its page, as every other door of it shows it again, and its history."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.desk import queries as desk
from forum.desk import wording as desk_wording
from forum.errors import NotFound
from forum.forms import Form
from forum.i18n import gettext as _
from forum.kb_bridge.escalated import reason_name
from forum.kb_bridge.queries import escalations
from forum.kb_bridge.queries.answers import with_their_cards
from forum.notifications import actions as telling
from forum.tickets import clocks, policy, queries, statuses, wording
from forum.tickets.forms import Cc, Conversation, HandOver, Merge, Other, Properties, Reply
from forum.tickets.queries import composing
from forum.tickets.views import DeskTicket
from forum.web import admin, answers, problems, ratelimit, reading


async def show(request: Request) -> Response:
    """GET /desk/tickets/ID: a ticket with everything."""
    ticket = await ticket_of(request)
    telling.note_ticket_opened(request.scope["viewer"], ticket.id)
    return await ticket_page(request, ticket)


async def show_history(request: Request) -> Response:
    """GET /desk/tickets/ID/history: every update, newest first."""
    viewer: Actor = request.scope["viewer"]
    ticket = await ticket_of(request)
    titles = {one.key: one.title for one in await queries.fields(archived=True)}
    agents = {one.id: one.display_name for one in await queries.agents(viewer)}
    names = {
        "assignee_id": agents, "group_id": {one.id: one.name for one in await queries.groups(viewer, archived=True)},
        "organization_id": {one.id: one.name for one in await queries.organizations(viewer)},
        "reason_id": {one.id: one.trail for one in await queries.reasons(archived=True)},
        "form_id": {one.id: one.name for one in await queries.forms(archived=True)},
        "requester_id": {ticket.requester.id: ticket.requester.display_name},
    }
    return await answers.page(request, "tickets/desk_history.html", admin.admin_context(request) | {
        "ticket": ticket, "audits": await queries.audits(viewer, ticket.id), "titles": titles, "names": names,
        "field_name": wording.field_name, "field_value": wording.field_value, "channel": wording.channel,
    })


async def ticket_of(request: Request) -> DeskTicket:
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        policy.may_work(viewer).require()
    ticket = await queries.ticket_on_desk(viewer, reading.path_id(request))
    problems.come_back(request, ticket.path)
    return ticket


async def work_on(request: Request, kind: str = "act") -> tuple[Actor, DeskTicket]:
    """Who acts, and the ticket; whoever may not is refused before what they sent is read."""
    actor: Actor = request.scope["viewer"]
    ticket = await ticket_of(request)
    policy.may_work(actor).require()
    await ratelimit.limit(request, kind)
    return actor, ticket


async def ticket_page(
    request: Request, ticket: DeskTicket, *, status: int = 200, new: list[int] | None = None, **forms: Form
) -> Response:
    viewer: Actor = request.scope["viewer"]
    key = secrets.token_urlsafe(18)
    zone = ZoneInfo(zone_of(request))
    measures = clocks.fold(await queries.beats("ticket", ticket.id), clock.now())
    agents = await queries.agents(viewer)
    # What was put away stays chosen where it was chosen.
    groups = [one for one in await queries.groups(viewer, archived=True) if not one.is_archived or one.id == ticket.group_id]
    card = answers.maker(request, "kb_bridge/_card.html", "a")
    ticket.comments = await with_their_cards(viewer, ticket.comments, card)
    context: dict[str, Any] = {
        "ticket": ticket, "new": set(new or ()), "may_change": bool(policy.may_change(viewer, ticket)),
        "may_follow_up": bool(policy.may_follow_up(viewer, ticket)),
        "properties": _properties(ticket, zone), "handover": HandOver(), "cc_form": Cc(), "merge_form": Merge(),
        "link_form": Other(), "conversation_form": Conversation({"submit_key": key}),
        "follow_up_form": Reply({"submit_key": key}),
        "agents": [("", _("Nobody")), *((one.id, one.display_name) for one in agents)],
        "groups": [("", _("No team")), *((one.id, one.name) for one in groups)],
        "organizations": [("", _("None")), *((one.id, one.name) for one in await queries.organizations(viewer))],
        "reasons": [("", _("No reason")), *await queries.reasons_to_choose(ticket.reason_id)],
        "forms": [("", _("No form")), *(
            (one.id, one.name) for one in await queries.forms(archived=True)
            if not one.is_archived or one.id == ticket.form_id
        )],
        "statuses": [
            (name, wording.status(name)) for name in statuses.STATUSES
            if name == ticket.status or statuses.may_become(ticket.status, name)
        ],
        "priorities": [(name, wording.priority(name)) for name in statuses.RANKS],
        "types": [(name, wording.type_name(name)) for name in statuses.TYPES],
        "status_name": wording.status, "priority_name": wording.priority, "channel": wording.channel,
        "measures": measures, "span": wording.span, "now": clock.now(),
        "is_late": wording.is_late(ticket.promised_at, ticket.solved_at, clock.now()),
        "is_following": any(one.id == viewer.id for one in ticket.followers),
        "sources": await escalations.sources_of(viewer, ticket.id) if ticket.via == "forum" else [],
        "reason_name": reason_name,
    }
    return await answers.page(
        request, "tickets/desk_ticket.html",
        admin.admin_context(request) | context | await _composer(request, ticket, forms.get("comment_form")) | forms,
        status=status,
    )


async def _composer(request: Request, ticket: DeskTicket, came_back: Form | None) -> dict[str, Any]:
    """The box for an answer. One that came back keeps the saved reply it was begun with, so that its changes are still seen."""
    viewer: Actor = request.scope["viewer"]
    chosen = reading.number(request, "macro", 0, high=reading.MAX_ID)
    inserted = reading.query(request, "insert")
    if came_back is not None:
        chosen, inserted = number_in(came_back.values.get("macro", "")), ""
    put = await desk.link_to(viewer, inserted) if inserted and viewer.is_staff else ""
    try:
        kind, status = reading.query(request, "kind"), reading.query(request, "status")
        found = await composing.composer(viewer, ticket, macro_id=chosen, put=put, kind=kind, status=status)
    except NotFound:
        if came_back is None:
            raise
        # Put away meanwhile: the words it was begun with are here all the same.
        found = await composing.composer(viewer, ticket)
    if came_back is not None:
        came_back.values |= {"draft_version": found.form.values["draft_version"]}
    return {
        "comment_form": found.form, "lease": found.lease, "box": found.box, "after": found.after, "box_at": ticket.path,
        "words": desk_wording, "back": "",
    }


def number_in(typed: str) -> int:
    """A number of a hidden field; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def zone_of(request: Request) -> str:
    return request.scope["viewer"].time_zone or request.app.state.frame.default_time_zone


def _properties(ticket: DeskTicket, zone: ZoneInfo) -> Properties:
    def local(moment: datetime | None) -> str:
        return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")

    return Properties({
        "subject": ticket.subject, "status": ticket.status, "priority": ticket.priority, "type": ticket.type,
        "group": str(ticket.group_id or ""), "assignee": str(ticket.assignee_id or ""),
        "organization": str(ticket.organization_id or ""), "reason": str(ticket.reason_id or ""),
        "form": str(ticket.form_id or ""), "problem": str(ticket.problem_id or ""), "tags": ", ".join(ticket.tags),
        "due_at": local(ticket.due_at), "promised_at": local(ticket.promised_at), "version": str(ticket.version),
        **{f"field_{number}": value for number, value in ticket.values.items()},
    })


routes: list[BaseRoute] = [
    Route("/desk/tickets/{id}", show, methods=["GET"]),
    Route("/desk/tickets/{id}/history", show_history, methods=["GET"]),
]
