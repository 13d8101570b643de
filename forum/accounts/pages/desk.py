"""The administrators' pages of people, roles, locks, groups and the audit trail."""

from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import actions, audit, policy, queries
from forum.accounts.actor import ROLES
from forum.accounts.forms import GroupForm, Membership, RoleChoice
from forum.errors import Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.i18n import pgettext
from forum.web import answers, pagination, reading
from forum.web.admin import admin_context


async def people(request: Request) -> Response:
    """Everybody, searched by name or address and filtered by role or state."""
    typed, role = reading.query(request, "q")[:100], reading.query(request, "role")
    page = reading.number(request, "page", 1)
    found, count = await queries.people_page(request.scope["viewer"], typed, role, page)

    def url(number: int) -> str:
        return "/desk/people?" + urlencode({"q": typed, "role": role, "page": number})

    states = [
        ("locked", pgettext("account", "Locked")), ("suspended", _("Suspended")),
        ("unconfirmed", _("Address not confirmed")),
    ]
    context = {
        "people": found, "count": count, "form": Form({"q": typed, "role": role}),
        "roles": [("", _("Everybody")), *_roles(), *states],
        **pagination.context(page, pagination.page_count(count, queries.PAGE_SIZE), url), **admin_context(request),
    }
    return await answers.page(request, "accounts/desk_people.html", context)


async def person(request: Request) -> Response:
    """One account."""
    return await _show_person(request, reading.path_id(request))


async def set_role(request: Request) -> Response:
    """Gives a role: first asks once more, then does it."""
    person_id = reading.path_id(request)
    viewer = request.scope["viewer"]
    sent = await reading.form(request)
    form = RoleChoice.read(sent)
    policy.may_manage_people(viewer).require()
    if form.errors:
        return await _show_person(request, person_id, form, 422)
    policy.may_set_role(viewer, person_id, form["role"]).require()
    if not sent.get("confirmed"):
        found = await queries.desk_person(viewer, person_id)
        context = {
            "person": found.row, "role": form["role"], "role_name": audit.role_name(form["role"]),
            "before": audit.role_name(found.row.role), **admin_context(request),
        }
        return await answers.page(request, "accounts/desk_role.html", context)
    try:
        await actions.set_role(viewer, person_id, form["role"])
    except Invalid as error:
        form.refuse(error)
        return await _show_person(request, person_id, form, 422)
    return answers.redirect(request, f"/desk/people/{person_id}", flash_text=_("The role is changed."))


async def unlock(request: Request) -> Response:
    """Lifts the lock of an account."""
    person_id = reading.path_id(request)
    await actions.unlock(request.scope["viewer"], person_id)
    return answers.redirect(request, f"/desk/people/{person_id}", flash_text=_("The account is unlocked."))


async def anonymise(request: Request) -> Response:
    """Makes an account anonymous."""
    person_id = reading.path_id(request)
    try:
        await actions.anonymise_account(request.scope["viewer"], person_id)
    except Invalid as error:
        form = RoleChoice()
        form.refuse(error)
        return await _show_person(request, person_id, form, 422)
    return answers.redirect(request, f"/desk/people/{person_id}", flash_text=_("The account is anonymous now."))


async def trail(request: Request) -> Response:
    """What happened to accounts, newest first."""
    before = reading.number(request, "before", 0, 1, reading.MAX_ID) or None
    found = await queries.audit_trail(request.scope["viewer"], before=before, limit=queries.PAGE_SIZE + 1)
    rows, more = found[: queries.PAGE_SIZE], len(found) > queries.PAGE_SIZE
    context = {
        "rows": rows, "told": audit.told, "older": f"/desk/people/history?before={rows[-1].id}" if more else None,
        "newer": "/desk/people/history" if before else None, **admin_context(request),
    }
    return await answers.page(request, "accounts/desk_history.html", context)


async def groups(request: Request) -> Response:
    """Every group, and making one."""
    return await _show_groups(request, GroupForm())


async def make_group(request: Request) -> Response:
    """What that page sends."""
    form = GroupForm.read(await reading.form(request))
    try:
        group_id = await actions.create_group(request.scope["viewer"], form)
    except Invalid as error:
        form.refuse(error)
        return await _show_groups(request, form, 422)
    return answers.redirect(request, f"/desk/groups/{group_id}", flash_text=_("The group is made. Who is in it?"))


async def group(request: Request) -> Response:
    """One group with its members."""
    return await _show_group(request, reading.path_id(request))


async def save_group(request: Request) -> Response:
    """Renames or describes a group."""
    group_id = reading.path_id(request)
    form = GroupForm.read(await reading.form(request))
    refused = await _refused(actions.edit_group(request.scope["viewer"], group_id, form), form)
    if refused:
        return await _show_group(request, group_id, form=form, status=422)
    return answers.redirect(request, f"/desk/groups/{group_id}", flash_text=_("The group is saved."))


async def remove_group(request: Request) -> Response:
    """Deletes a group."""
    group_id = reading.path_id(request)
    form = Membership()
    if await _refused(actions.delete_group(request.scope["viewer"], group_id), form):
        return await _show_group(request, group_id, member_form=form, status=422)
    return answers.redirect(request, "/desk/groups", flash_text=_("The group is deleted."))


async def add_member(request: Request) -> Response:
    """Adds a person to a group."""
    group_id = reading.path_id(request)
    form = Membership.read(await reading.form(request))
    if await _refused(actions.add_member(request.scope["viewer"], group_id, form), form):
        return await _show_group(request, group_id, member_form=form, status=422)
    return answers.redirect(request, f"/desk/groups/{group_id}")


async def remove_member(request: Request) -> Response:
    """Takes a person out of a group."""
    group_id = reading.path_id(request)
    await actions.remove_member(request.scope["viewer"], group_id, reading.path_id(request, "person_id"))
    return answers.redirect(request, f"/desk/groups/{group_id}")


async def _refused(action: Awaitable[Any], form: Form) -> bool:
    try:
        await action
    except Invalid as error:
        form.refuse(error)
        return True
    return False


def _roles() -> list[tuple[str, str]]:
    return [(role, audit.role_name(role)) for role in ROLES]


async def _show_person(request: Request, person_id: int, form: RoleChoice | None = None, status: int = 200) -> Response:
    viewer = request.scope["viewer"]
    found = await queries.desk_person(viewer, person_id)
    context = {
        "found": found, "person": found.row, "form": form or RoleChoice({"role": found.row.role}), "roles": _roles(),
        "is_self": viewer.id == person_id, "rows": await queries.audit_trail(viewer, person_id, limit=20),
        "told": audit.told, **admin_context(request),
    }
    return await answers.page(request, "accounts/desk_person.html", context, status=status)


async def _show_groups(request: Request, form: GroupForm, status: int = 200) -> Response:
    found = await queries.groups(request.scope["viewer"])
    context = {"groups": found, "form": form, **admin_context(request)}
    return await answers.page(request, "accounts/desk_groups.html", context, status=status)


async def _show_group(
    request: Request, group_id: int, form: GroupForm | None = None, member_form: Membership | None = None,
    status: int = 200,
) -> Response:
    found = await queries.group(request.scope["viewer"], group_id)
    context = {
        "group": found, "form": form or GroupForm({"name": found.name, "description": found.description}),
        "member_form": member_form or Membership(), **admin_context(request),
    }
    return await answers.page(request, "accounts/desk_group.html", context, status=status)


routes: list[BaseRoute] = [
    Route("/desk/people", people, methods=["GET"]),
    Route("/desk/people/history", trail, methods=["GET"]),
    Route("/desk/people/{id}", person, methods=["GET"]),
    Route("/desk/people/{id}/role", set_role, methods=["POST"]),
    Route("/desk/people/{id}/lock/remove", unlock, methods=["POST"]),
    Route("/desk/people/{id}/remove", anonymise, methods=["POST"]),
    Route("/desk/groups", groups, methods=["GET"]),
    Route("/desk/groups", make_group, methods=["POST"]),
    Route("/desk/groups/{id}", group, methods=["GET"]),
    Route("/desk/groups/{id}", save_group, methods=["POST"]),
    Route("/desk/groups/{id}/remove", remove_group, methods=["POST"]),
    Route("/desk/groups/{id}/members", add_member, methods=["POST"]),
    Route("/desk/groups/{id}/members/{person_id}/remove", remove_member, methods=["POST"]),
]
