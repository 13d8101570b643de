"""Doors of what administrators arrange: teams, organisations, contact reasons, fields and forms."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid, NotFound
from forum.forms import Form
from forum.i18n import gettext as _
from forum.tickets import actions, policy, queries, wording
from forum.tickets.answers import KINDS
from forum.tickets.forms import FieldForm, FormForm, OrganizationForm, ReasonForm, TeamForm
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/tickets/settings"
FORMS: dict[str, type[Form]] = {
    "groups": TeamForm, "organizations": OrganizationForm, "reasons": ReasonForm, "fields": FieldForm, "forms": FormForm,
}


async def show(request: Request) -> Response:
    """GET /desk/tickets/settings: everything there is, by kind."""
    viewer: Actor = request.scope["viewer"]
    policy.may_manage(viewer).require()
    return await answers.page(request, "tickets/settings.html", admin.admin_context(request) | {
        "groups": await queries.groups(viewer, archived=True), "organizations": await queries.organizations(viewer),
        "reasons": await queries.reasons(archived=True), "forms": await queries.forms(archived=True),
        "fields": await queries.fields(), "archived_fields": await queries.archived_fields(),
        "kind_name": wording.field_kind,
    })


async def edit(request: Request) -> Response:
    """GET /desk/tickets/settings/KIND/ID (or new): one of them, ready to be changed."""
    policy.may_manage(request.scope["viewer"]).require()
    kind, number = _which(request)
    values = await queries.setting(request.scope["viewer"], kind, number) if number is not None else {}
    return await _page(request, kind, number, FORMS[kind](values))


async def save(request: Request) -> Response:
    """POST /desk/tickets/settings/KIND/ID (or new): keep it."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage(actor).require()
    kind, number = _which(request)
    await ratelimit.limit(request, "act")
    values = await reading.form(request)
    form: Any = FORMS[kind].read(values)
    form.values |= values
    try:
        match kind:
            case "groups":
                await actions.save_group(actor, number, form)
            case "organizations":
                await actions.save_organization(actor, number, form)
            case "reasons":
                await actions.save_reason(actor, number, form)
            case "fields":
                await actions.save_field(actor, number, form)
            case _:
                await actions.save_form(actor, number, form, values)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, kind, number, form, status=422)
    except Conflict as error:
        form.errors[""] = error.sentence
        return await _page(request, kind, number, form, status=409)
    return answers.redirect(request, f"{HOME}#{kind}", flash_text=_("Saved."))


async def archive(request: Request) -> Response:
    """POST /desk/tickets/settings/KIND/ID/archive: out of use."""
    return await _archive(request, True)


async def restore(request: Request) -> Response:
    """POST /desk/tickets/settings/KIND/ID/archive/remove: in use again."""
    return await _archive(request, False)


async def _archive(request: Request, archived: bool) -> Response:
    actor: Actor = request.scope["viewer"]
    policy.may_manage(actor).require()
    kind, number = _which(request)
    if number is None:
        raise NotFound
    await ratelimit.limit(request, "act")
    await actions.archive_setting(actor, kind, number, archived)
    said = _("It is out of use now.") if archived else _("It is in use again.")
    return answers.redirect(request, f"{HOME}#{kind}", flash_text=said)


def _which(request: Request) -> tuple[str, int | None]:
    kind = str(request.path_params["kind"])
    if kind not in FORMS:
        raise NotFound
    return kind, None if request.path_params["id"] == "new" else reading.path_id(request)


async def _page(request: Request, kind: str, number: int | None, form: Form, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    headings = {
        "groups": _("Team"), "organizations": _("Organisation"), "reasons": _("Contact reason"), "fields": _("Field"),
        "forms": _("Form"),
    }
    reasons = [
        (one.id, one.trail) for one in await queries.reasons() if one.depth < actions.DEEPEST - 1 and one.id != number
    ]
    return await answers.page(request, "tickets/setting.html", admin.admin_context(request) | {
        "kind": kind, "number": number, "form": form, "heading": headings[kind],
        "action": f"{HOME}/{kind}/{number if number is not None else 'new'}",
        "groups": [("", _("No team")), *((one.id, one.name) for one in await queries.groups(viewer))],
        "reasons": [("", _("At the top")), *reasons], "kinds": [(name, wording.field_kind(name)) for name in KINDS],
        "fields": await queries.fields(), "kind_name": wording.field_kind,
        "places": [("", _("Not asked")), ("requester", _("Requesters fill it in")), ("internal", _("Only staff see it"))],
    }, status=status)


routes: list[BaseRoute] = [
    Route("/desk/tickets/settings", show, methods=["GET"]),
    Route("/desk/tickets/settings/{kind}/{id}", edit, methods=["GET"]),
    Route("/desk/tickets/settings/{kind}/{id}", save, methods=["POST"]),
    Route("/desk/tickets/settings/{kind}/{id}/archive", archive, methods=["POST"]),
    Route("/desk/tickets/settings/{kind}/{id}/archive/remove", restore, methods=["POST"]),
]
