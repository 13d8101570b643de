"""Arranging what tickets are sorted by and what forms ask. Nothing is deleted: what is out of use is put away."""

from collections.abc import Mapping
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from forum import clock, database, events
from forum.accounts import queries as accounts
from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.text.normalize import fold
from forum.tickets import policy
from forum.tickets.actions.joining import join_everybody
from forum.tickets.actions.talking import participants_named
from forum.tickets.events import TicketSettingChanged
from forum.tickets.forms import PLACES, FieldForm, FormForm, OrganizationForm, ReasonForm, TeamForm
from forum.tickets.models import (
    ContactReason,
    Organization,
    OrganizationDomain,
    OrganizationMember,
    SupportGroup,
    SupportMember,
    TicketField,
    TicketForm,
    TicketFormField,
)

#: What can be put away and taken into use again.
ARCHIVABLE: dict[str, type[Model]] = {
    "groups": SupportGroup, "reasons": ContactReason, "fields": TicketField, "forms": TicketForm,
}
_TABLES = {
    SupportGroup: "support_groups", Organization: "organizations", ContactReason: "contact_reasons",
    TicketField: "ticket_fields", TicketForm: "ticket_forms",
}
#: How deep the tree of reasons may be.
DEEPEST = 4


async def save_group(actor: Actor, group_id: int | None, form: TeamForm) -> int:
    """Make or change a team and say who is in it: staff only. Returns its id. Raises Invalid, NotFound, Conflict."""
    policy.may_manage(actor).require()
    form.check()
    people = await _named(form["members"], "members", staff=True)

    async def work() -> int:
        row = await _held(SupportGroup, group_id, form["version"])
        row.name, row.name_key, row.description = form["name"], fold(form["name"]), form["description"]
        await row.save()
        standing = {one.person_id for one in await SupportMember.filter(group_id=row.id)}
        await SupportMember.filter(group_id=row.id, person_id__in=standing - set(people)).delete()
        for person_id in people:
            if person_id not in standing:
                await SupportMember.create(group_id=row.id, person_id=person_id, added_at=clock.now())
        await _announce(actor, "group", row.id, group_id)
        return row.id

    return await _unique(work, "name", _("Another team has this name already."))


async def save_organization(actor: Actor, organization_id: int | None, form: OrganizationForm) -> int:
    """Make or change an organisation: its domains, whom it has beside them, what they share. Returns its id."""
    policy.may_manage(actor).require()
    form.check()
    people = await _named(form["members"], "members")
    if form["group"] is not None and await SupportGroup.get_or_none(id=form["group"]) is None:
        raise Invalid({"group": _("Please choose one of the options.")})

    async def work() -> int:
        row = await _held(Organization, organization_id, form["version"])
        for name in ("name", "details", "notes", "shared_tickets", "shared_comments"):
            setattr(row, name, form[name])
        row.name_key, row.group_id = fold(form["name"]), form["group"]
        await row.save()
        taken = await OrganizationDomain.filter(domain__in=form.domain_names).exclude(organization_id=row.id).first()
        if taken is not None:
            raise Invalid({"domains": _("“%(name)s” belongs to another organisation.", name=taken.domain)})
        await OrganizationDomain.filter(organization_id=row.id).delete()
        for domain in form.domain_names:
            await OrganizationDomain.create(organization_id=row.id, domain=domain)
        await OrganizationMember.filter(organization_id=row.id, origin="added").exclude(person_id__in=people).delete()
        for person_id in people:
            await OrganizationMember.filter(organization_id=row.id, person_id=person_id, origin="domain").delete()
            await database.execute(
                "INSERT INTO organization_members (organization_id, person_id, origin, added_at)"
                " VALUES ($1, $2, 'added', $3) ON CONFLICT (organization_id, person_id) DO NOTHING",
                row.id, person_id, clock.now(),
            )
        await join_everybody(row.id)
        await _announce(actor, "organization", row.id, organization_id)
        return row.id

    return await _unique(work, "name", _("Another organisation has this name, or one of these domains, already."))


async def save_reason(actor: Actor, reason_id: int | None, form: ReasonForm) -> int:
    """Make or change a contact reason, perhaps under another. Returns its id."""
    policy.may_manage(actor).require()
    form.check()

    async def work() -> int:
        row = await _held(ContactReason, reason_id, form["version"])
        depth = await _depth(form["parent"], row.id) + await _height(row.id)
        if depth > DEEPEST:
            raise Invalid({"parent": _("The tree of reasons has at most %(num)s levels.", num=DEEPEST)})
        row.name_en, row.name_ja, row.parent_id = form["name_en"], form["name_ja"], form["parent"]
        row.position = form["position"] or 0
        await row.save()
        await _announce(actor, "reason", row.id, reason_id)
        return row.id

    return await database.transaction(work)


async def save_field(actor: Actor, field_id: int | None, form: FieldForm) -> int:
    """Make or change a custom field; its kind stays for good, for tickets have answered it. Returns its id."""
    policy.may_manage(actor).require()
    form.check()

    async def work() -> int:
        row = await _held(TicketField, field_id, form["version"])
        if field_id is not None and row.kind != form["kind"]:
            raise Invalid({"kind": _("The kind of a field stays as it is. Please make another field.")})
        row.kind, row.title_en, row.title_ja = form["kind"], form["name_en"], form["name_ja"]
        row.hint_en, row.hint_ja, row.position = form["hint_en"], form["hint_ja"], form["position"] or 0
        row.options = form.option_list if row.kind == "dropdown" else []
        row.pattern = form["pattern"] if row.kind == "regexp" else ""
        await row.save()
        await _announce(actor, "field", row.id, field_id)
        return row.id

    return await database.transaction(work)


async def save_form(actor: Actor, form_id: int | None, form: FormForm, places: Mapping[str, str]) -> int:
    """Make or change a form and the fields that it asks (`place_ID`, `submit_ID`, `solve_ID`, `order_ID`). Returns its id."""
    policy.may_manage(actor).require()
    form.check()
    if form["group"] is not None and await SupportGroup.get_or_none(id=form["group"], archived_at=None) is None:
        raise Invalid({"group": _("Please choose one of the options.")})

    async def work() -> int:
        row = await _held(TicketForm, form_id, form["version"])
        for name in ("name_en", "name_ja", "description_en", "description_ja"):
            setattr(row, name, form[name])
        row.group_id, row.position = form["group"], form["position"] or 0
        await row.save()
        await TicketFormField.filter(form_id=row.id).delete()
        for position, field in enumerate(await TicketField.filter(archived_at=None).order_by("position", "id")):
            place = places.get(f"place_{field.id}", "")
            if place not in PLACES or not place:
                continue
            order = places.get(f"order_{field.id}", "")
            await TicketFormField.create(
                form_id=row.id, field_id=field.id, shown_to_requester=place == "requester",
                position=int(order) if order.isascii() and order.isdecimal() and len(order) < 5 else position,
                required_on_submit=place == "requester" and bool(places.get(f"submit_{field.id}")),
                required_on_solve=bool(places.get(f"solve_{field.id}")),
            )
        await _announce(actor, "form", row.id, form_id)
        return row.id

    return await database.transaction(work)


async def archive_setting(actor: Actor, kind: str, number: int, archived: bool) -> None:
    """Put a team, reason, field or form away, or take it into use again. Tickets keep what they have of it."""
    policy.may_manage(actor).require()
    model = ARCHIVABLE.get(kind)
    if model is None:
        raise NotFound

    async def work() -> None:
        row: Any = await _held(model, number, None)
        if (row.archived_at is not None) == archived:
            return
        row.archived_at = clock.now() if archived else None
        await row.save()
        await events.record(TicketSettingChanged(
            actor_id=actor.id, subject_id=number, kind=kind.removesuffix("s"), change="archived" if archived else "restored"
        ))

    await database.transaction(work)


async def _held(model: type[Any], number: int | None, version: int | None) -> Any:
    """The row to change, held, with its version grown; or a new one. Raises NotFound, or Conflict for another version."""
    if number is None:
        return model(created_at=clock.now())
    await database.lock_row(_TABLES[model], number)
    row = await model.get_or_none(id=number)
    if row is None:
        raise NotFound
    if version is not None and version != row.version:
        raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
    row.version += 1
    return row


async def _announce(actor: Actor, kind: str, number: int, before: int | None) -> None:
    await events.record(TicketSettingChanged(
        actor_id=actor.id, subject_id=number, kind=kind, change="created" if before is None else "changed"
    ))


async def _unique(work: Any, field: str, sentence: str) -> int:
    try:
        made: int = await database.transaction(work)
    except IntegrityError as error:
        raise Invalid({field: sentence}) from error
    return made


async def _named(names: list[str], field: str, *, staff: bool = False) -> list[int]:
    people = await participants_named(names, field)
    outsiders = [one.name for one in (await accounts.actors(people)).values() if staff and not one.is_staff]
    if outsiders:
        raise Invalid({field: _("%(name)s is not staff.", name=outsiders[0])})
    return people


async def _depth(parent_id: int | None, own_id: int | None) -> int:
    """How many reasons stand above. Raises Invalid for one that is not there or would stand above itself."""
    depth = 0
    while parent_id is not None:
        depth += 1
        parent = await ContactReason.get_or_none(id=parent_id)
        if parent is None or parent_id == own_id or depth > DEEPEST:
            raise Invalid({"parent": _("Please choose one of the options.")})
        parent_id = parent.parent_id
    return depth


async def _height(reason_id: int | None) -> int:
    """How many levels a reason has with those below it."""
    levels, below = 1, [reason_id] if reason_id else []
    while below:
        below = [one.id for one in await ContactReason.filter(parent_id__in=below)]
        levels += bool(below)
    return levels
