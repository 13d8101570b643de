"""Doors of the desk: saved replies, written and kept by staff."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.desk import wording
from forum.errors import Conflict, Forbidden, Invalid
from forum.i18n import gettext as _
from forum.tickets import policy
from forum.tickets.actions import macros as actions
from forum.tickets.macros import PRIORITIES, THREAD_STATUSES, MacroForm, MacroView
from forum.tickets.placeholders import NAMES
from forum.tickets.queries import arranging
from forum.tickets.queries import macros as queries
from forum.tickets.statuses import CHOSEN
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/macros"


async def show_list(request: Request) -> Response:
    """GET /desk/macros: the saved replies that the viewer may use, with how often they are used."""
    viewer: Actor = request.scope["viewer"]
    policy.may_work(viewer).require()
    archived = reading.query(request, "state") == "archived"
    context = {
        "macros": await queries.macros_of(viewer, archived=archived), "archived": archived,
        "tabs": [
            {"label": _("In use"), "url": HOME, "current": not archived},
            {"label": _("Put away"), "url": f"{HOME}?state=archived", "current": archived},
        ],
        "may_change": lambda macro: bool(policy.may_change_macro(viewer, macro.owner_id)),
    }
    return await answers.page(request, "tickets/macros.html", admin.admin_context(request) | context)


async def start(request: Request) -> Response:
    """GET /desk/macros/new: an empty form."""
    policy.may_work(request.scope["viewer"]).require()
    return await _page(request, MacroForm({"scope": "me"}), None)


async def create(request: Request) -> Response:
    """POST /desk/macros: save a reply."""
    actor: Actor = request.scope["viewer"]
    policy.may_work(actor).require()
    await ratelimit.limit(request, "act")
    form = MacroForm.read(await reading.form(request))
    try:
        await actions.create_macro(actor, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, None, 422)
    except Forbidden as error:
        form.errors[""] = error.sentence
        return await _page(request, form, None, 403)
    return answers.redirect(request, HOME, flash_text=_("The reply is saved."))


async def edit(request: Request) -> Response:
    """GET /desk/macros/ID: one of them."""
    viewer: Actor = request.scope["viewer"]
    policy.may_work(viewer).require()
    macro = await queries.macro(viewer, reading.path_id(request))
    form = MacroForm()
    form.fill(macro)
    return await _page(request, form, macro)


async def save(request: Request) -> Response:
    """POST /desk/macros/ID: save it differently."""
    actor: Actor = request.scope["viewer"]
    policy.may_work(actor).require()
    macro = await queries.macro(actor, reading.path_id(request))
    policy.may_change_macro(actor, macro.owner_id).require()
    await ratelimit.limit(request, "act")
    form = MacroForm.read(await reading.form(request))
    try:
        await actions.edit_macro(actor, macro.id, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, macro, 422)
    except (Conflict, Forbidden) as error:
        form.errors[""] = error.sentence
        form.values["version"] = str(macro.version)
        return await _page(request, form, macro, 409 if isinstance(error, Conflict) else 403)
    return answers.redirect(request, HOME, flash_text=_("The reply is saved."))


async def archive(request: Request) -> Response:
    """POST /desk/macros/ID/archive: put it away; …/archive/remove takes it into use again."""
    actor: Actor = request.scope["viewer"]
    policy.may_work(actor).require()
    away = not request.scope["path"].endswith("/remove")
    await actions.archive_macro(actor, reading.path_id(request), away)
    said = _("The reply is put away. What was sent with it stays.") if away else _("The reply is in use again.")
    return answers.redirect(request, HOME, flash_text=said)


async def _page(request: Request, form: MacroForm, macro: MacroView | None, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    teams = [(str(one.id), one.name) for one in await arranging.groups(viewer) if not one.is_archived]
    people = [(str(one.id), one.display_name or one.name) for one in await arranging.agents(viewer)]
    context: dict[str, Any] = {
        "form": form, "macro": macro, "placeholders": NAMES, "teams": [("", _("No change")), *teams],
        "for_teams": [("", "—"), *teams],
        "people": [("", _("No change")), ("me", _("Whoever uses it")), ("nobody", _("Nobody")), *people],
        "statuses": [("", _("No change")), *((name, wording.status(name)) for name in CHOSEN)],
        "priorities": [("", _("No change")), *((name, wording.priority(name)) for name in PRIORITIES)],
        "thread_statuses": [("", _("No change")), *((name, wording.status(name)) for name in THREAD_STATUSES)],
        "may_change": macro is None or bool(policy.may_change_macro(viewer, macro.owner_id)),
    }
    return await answers.page(request, "tickets/macro.html", admin.admin_context(request) | context, status=status)


routes: list[BaseRoute] = [
    Route(HOME, show_list, methods=["GET"]),
    Route(HOME, create, methods=["POST"]),
    Route(f"{HOME}/new", start, methods=["GET"]),
    Route(f"{HOME}/{{id}}", edit, methods=["GET"]),
    Route(f"{HOME}/{{id}}", save, methods=["POST"]),
    Route(f"{HOME}/{{id}}/archive", archive, methods=["POST"]),
    Route(f"{HOME}/{{id}}/archive/remove", archive, methods=["POST"]),
]
