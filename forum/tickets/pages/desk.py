"""Doors of the desk: the list of tickets, a new one for somebody, what was promised and not kept."""

import secrets
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.errors import Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.tickets import actions, policy, queries, statuses, wording
from forum.tickets.actions import Opening
from forum.tickets.forms import NewTicket
from forum.tickets.views import desk_path
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/tickets"
PAGE_SIZE = 50


async def show_list(request: Request) -> Response:
    """GET /desk/tickets: every ticket by status, person, team, priority, tag and reason, the most pressing first."""
    viewer: Actor = request.scope["viewer"]
    policy.may_work(viewer).require()
    given = {name: reading.query(request, name) for name in ("status", "who", "priority", "type", "tag")}
    numbers = {
        name: reading.number(request, name, 0, high=reading.MAX_ID)
        for name in ("group", "assignee", "reason", "requester", "organization")
    }
    page = reading.number(request, "page", 1, high=100_000)
    filters: dict[str, Any] = given | {f"{name}_id": value for name, value in numbers.items()}
    rows, count = await queries.tickets(viewer, filters, page=page)
    kept = {**given, **{name: value or "" for name, value in numbers.items()}}

    def url(**changed: Any) -> str:
        query = urlencode({name: value for name, value in (kept | changed).items() if value})
        return f"{HOME}?{query}" if query else HOME

    who = given["who"] if given["who"] in queries.WHO_FILTERS else "all"
    tabs = [
        ("all", _("All")), ("mine", _("My tickets")), ("unassigned", _("Nobody's")), ("my_groups", _("My teams")),
        ("following", _("I follow")),
    ]
    return await answers.page(request, "tickets/desk_list.html", admin.admin_context(request) | {
        "rows": rows, "count": count, "page": page, "page_count": max(1, -(-count // PAGE_SIZE)),
        "url_for": lambda number: url(page=number), "now": clock.now(),
        "tabs": [
            {"label": label, "url": url(who="" if name == "all" else name, page=""), "current": name == who}
            for name, label in tabs
        ],
        "form": Form({name: str(value) for name, value in kept.items()}),
        "statuses": [("", wording.status("unsolved"))] + [
            (name, wording.status(name)) for name in (*statuses.STATUSES, "all")
        ],
        "priorities": [("", _("Any priority"))] + [
            (name, wording.priority(name)) for name in ("urgent", "high", "normal", "low")
        ],
        "groups": [("", _("Any team")), *((one.id, one.name) for one in await queries.groups(viewer))],
        "agents": [("", _("Anybody")), *((one.id, one.display_name) for one in await queries.agents(viewer))],
        "reasons": [("", _("Any reason")), *((one.id, one.trail) for one in await queries.reasons())],
        "status_name": wording.status, "priority_name": wording.priority, "is_late": wording.is_late,
        "may_manage": bool(policy.may_manage(viewer)),
    })


async def start(request: Request) -> Response:
    """GET /desk/tickets/new: a ticket for somebody."""
    policy.may_work(request.scope["viewer"]).require()
    form = NewTicket({"kind": "public", "submit_key": secrets.token_urlsafe(18), "requester": reading.query(request, "for")})
    return await _new_page(request, form)


async def create(request: Request) -> Response:
    """POST /desk/tickets: open it."""
    actor: Actor = request.scope["viewer"]
    policy.may_work(actor).require()
    await ratelimit.limit(request, "post")
    form = NewTicket.read(await reading.form(request))
    try:
        form.check()
        people = await actions.participants_named([form["requester"]], "requester")
        opened = await actions.open_ticket(actor, Opening(
            subject=form["subject"], body=form["body"], requester_id=people[0], public=form["kind"] == "public",
            by_requester=form["by_requester"], group_id=form["group"], assignee_id=form["assignee"],
            priority=form["priority"], type=form["type"], reason_id=form["reason"], submit_key=form["submit_key"],
            via="desk",
        ))
    except Invalid as error:
        form.refuse(error)
        return await _new_page(request, form, status=422)
    return answers.redirect(request, desk_path(opened.ticket_id), flash_text=_("The ticket is open."))


async def show_promises(request: Request) -> Response:
    """GET /desk/tickets/promises: what requesters were promised and did not get in time."""
    viewer: Actor = request.scope["viewer"]
    rows = await queries.missed_promises(viewer)
    return await answers.page(request, "tickets/desk_promises.html", admin.admin_context(request) | {
        "rows": rows, "now": clock.now(), "status_name": wording.status, "span": wording.span,
    })


async def _new_page(request: Request, form: Form, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    return await answers.page(request, "tickets/desk_new.html", admin.admin_context(request) | {
        "form": form, "groups": [("", _("No team")), *((one.id, one.name) for one in await queries.groups(viewer))],
        "agents": [("", _("Nobody")), *((one.id, one.display_name) for one in await queries.agents(viewer))],
        "priorities": [(name, wording.priority(name)) for name in statuses.RANKS],
        "types": [(name, wording.type_name(name)) for name in statuses.TYPES],
        "reasons": [("", _("No reason")), *((one.id, one.trail) for one in await queries.reasons())],
    }, status=status)


routes: list[BaseRoute] = [
    Route("/desk/tickets", show_list, methods=["GET"]),
    Route("/desk/tickets", create, methods=["POST"]),
    Route("/desk/tickets/new", start, methods=["GET"]),
    Route("/desk/tickets/promises", show_promises, methods=["GET"]),
]
