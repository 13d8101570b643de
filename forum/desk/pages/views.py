"""Doors: views, saved, changed and removed."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.desk import actions, conditions, policy, queries, wording
from forum.desk.forms import ViewForm
from forum.desk.queries.sources import SOURCES
from forum.desk.views import ViewLine
from forum.errors import Conflict, Forbidden, Invalid
from forum.i18n import gettext as _
from forum.tickets import queries as tickets
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context

HOME = "/desk/views"


async def start(request: Request) -> Response:
    """GET /desk/views/new: an empty view."""
    policy.may_work(request.scope["viewer"]).require()
    form = ViewForm()
    form.fill("", conditions.Spec())
    return await _page(request, form, None)


async def save(request: Request) -> Response:
    """POST /desk/views: save one."""
    actor: Actor = request.scope["viewer"]
    policy.may_work(actor).require()
    await ratelimit.limit(request, "act")
    form = ViewForm.read(await reading.form(request))
    try:
        view_id = await actions.save_view(actor, form)
    except (Invalid, Forbidden) as error:
        return await _page(request, form, None, _refused(form, error))
    return answers.redirect(request, f"/desk?view={view_id}", flash_text=_("The view is saved."))


async def show(request: Request) -> Response:
    """GET /desk/views/ID: a view that there is."""
    view = await _view(request)
    form = ViewForm()
    form.fill(view.name, view.spec)
    form.values |= {"scope": view.scope, "for_team": str(view.team_id or ""), "version": str(view.version)}
    return await _page(request, form, view)


async def change(request: Request) -> Response:
    """POST /desk/views/ID: save it differently."""
    actor: Actor = request.scope["viewer"]
    view = await _view(request)
    policy.may_change_view(actor, view.owner_id).require()
    await ratelimit.limit(request, "act")
    form = ViewForm.read(await reading.form(request))
    try:
        await actions.change_view(actor, view.id, form)
    except (Invalid, Forbidden, Conflict) as error:
        form.values["version"] = str(view.version)
        return await _page(request, form, view, _refused(form, error))
    return answers.redirect(request, f"/desk?view={view.id}", flash_text=_("The view is saved."))


async def remove(request: Request) -> Response:
    """POST /desk/views/ID/remove: remove it."""
    view = await _view(request)
    await actions.remove_view(request.scope["viewer"], view.id)
    return answers.redirect(request, "/desk", flash_text=_("The view is gone."))


async def _view(request: Request) -> ViewLine:
    viewer: Actor = request.scope["viewer"]
    policy.may_work(viewer).require()
    return await queries.view_of(await queries.scope_of(viewer), reading.path_id(request))


def _refused(form: ViewForm, error: Invalid | Forbidden | Conflict) -> int:
    if isinstance(error, Invalid):
        form.refuse(error)
        return 422
    form.errors[""] = error.sentence
    return 403 if isinstance(error, Forbidden) else 409


async def _page(request: Request, form: ViewForm, view: ViewLine | None, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    anything = ("", _("Anything"))
    teams = [(str(number), name) for number, name in await queries.teams()]
    people = [(str(number), name) for number, name in await queries.colleagues()]
    shelves: list[tuple[str, str]] = [
        (str(one.id), one.name) for top in await categories.tree(viewer) for one in (top, *top.children)
    ]
    typed = form.values.get("reason", "")
    chosen = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
    kinds = [kind for kind in conditions.KINDS if kind in SOURCES]
    context: dict[str, Any] = {
        "form": form, "view": view, "words": wording, "kinds": kinds, "statuses": conditions.STATUSES,
        "priorities": tuple(conditions.PRIORITIES), "langs": conditions.LANGS, "columns": conditions.COLUMNS,
        "groupings": [(name, wording.column(name)) for name in conditions.GROUPINGS],
        "orders": [(name, wording.order(name)) for name in conditions.ORDERS],
        "scopes": [
            (name, wording.scope(name)) for name in policy.SCOPES
            if name != "all" or viewer.is_administrator or form.values.get("scope") == "all"
        ],
        "people": [anything, ("me", _("Me")), ("nobody", _("Nobody")), *people],
        "teams": [anything, ("mine", _("My teams")), ("none", _("No team")), *teams], "for_teams": [("", "—"), *teams],
        "categories": [anything, *shelves],
        "reasons": [anything, *((str(number), name) for number, name in await tickets.reasons_to_choose(chosen))],
        "may_remove": view is not None and bool(policy.may_change_view(viewer, view.owner_id)),
    }
    return await answers.page(request, "desk/view.html", admin_context(request) | context, status=status)


routes: list[BaseRoute] = [
    Route(HOME, save, methods=["POST"]),
    Route(f"{HOME}/new", start, methods=["GET"]),
    Route(f"{HOME}/{{id}}", show, methods=["GET"]),
    Route(f"{HOME}/{{id}}", change, methods=["POST"]),
    Route(f"{HOME}/{{id}}/remove", remove, methods=["POST"]),
]
