"""Reading what tickets are sorted by and what forms ask: teams, organisations, reasons, fields and forms."""

import json
from collections.abc import Sequence
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.tickets import policy
from forum.tickets.answers import Asked, Option
from forum.tickets.views import FormView, GroupRow, OrganizationRow, PersonRef, ReasonRow

_NO_FORM = FormView(0, "", "", "", "", None, False, 0, ())


async def form(form_id: int, *, missing_ok: bool = False) -> FormView:
    """A form with its fields, archived or not. Raises NotFound, or with `missing_ok` gives one that asks nothing."""
    found = await forms(form_id=form_id, archived=True) if form_id else []
    if not found:
        if missing_ok:
            return _NO_FORM
        raise NotFound
    return found[0]


async def forms(*, archived: bool = False, form_id: int | None = None) -> list[FormView]:
    """Every form in use, in order, with the fields that it asks."""
    where = ["1 = 1"] if archived else ["f.archived_at IS NULL"]
    if form_id is not None:
        where.append(f"f.id = {int(form_id)}")
    rows = await database.rows(
        f"SELECT f.* FROM ticket_forms f WHERE {' AND '.join(where)} ORDER BY f.position, f.id"
    )
    asked: dict[int, list[Asked]] = {}
    for row in await database.rows(
        "SELECT p.form_id, p.shown_to_requester, p.required_on_submit, p.required_on_solve, f.* FROM ticket_form_fields p"
        " JOIN ticket_fields f ON f.id = p.field_id WHERE f.archived_at IS NULL"
        f" AND p.form_id IN ({database.id_list(row['id'] for row in rows)}) ORDER BY p.form_id, p.position, p.id"
    ):
        asked.setdefault(row["form_id"], []).append(as_asked(row, placed=True))
    return [
        FormView(
            row["id"], row["name_en"], row["name_ja"], row["description_en"], row["description_ja"], row["group_id"],
            row["archived_at"] is not None, row["version"], asked.get(row["id"], ()),
        )
        for row in rows
    ]


async def fields(*, archived: bool = False) -> list[Asked]:
    """Every custom field in use, in order."""
    where = "" if archived else " WHERE archived_at IS NULL"
    return [as_asked(row) for row in await database.rows(f"SELECT * FROM ticket_fields{where} ORDER BY position, id")]


def as_asked(row: Any, *, placed: bool = False) -> Asked:
    """A field from its row, with its place in a form if the row has one."""
    options = json.loads(row["options"]) if isinstance(row["options"], str) else row["options"]
    return Asked(
        id=row["id"], kind=row["kind"], title_en=row["title_en"], title_ja=row["title_ja"], hint_en=row["hint_en"],
        hint_ja=row["hint_ja"], options=tuple(Option(one["value"], one["en"], one["ja"]) for one in options),
        pattern=row["pattern"], shown_to_requester=bool(row["shown_to_requester"]) if placed else True,
        required_on_submit=bool(row["required_on_submit"]) if placed else False,
        required_on_solve=bool(row["required_on_solve"]) if placed else False,
    )


async def archived_fields() -> list[Asked]:
    """The custom fields that are out of use."""
    return [
        as_asked(row)
        for row in await database.rows("SELECT * FROM ticket_fields WHERE archived_at IS NOT NULL ORDER BY position, id")
    ]


async def setting(viewer: Actor, kind: str, number: int) -> dict[str, str]:
    """One thing that administrators arrange, as its form shows it. Raises NotFound."""
    policy.may_manage(viewer).require()
    table = {
        "groups": "support_groups", "organizations": "organizations", "reasons": "contact_reasons",
        "fields": "ticket_fields", "forms": "ticket_forms",
    }[kind]
    row = await database.row(f"SELECT * FROM {table} WHERE id = $1", number)
    if row is None:
        raise NotFound
    shown = {
        name: "" if row[name] in (None, False, 0) else str(row[name])
        for name in row.keys()  # noqa: SIM118 (sqlite3.Row iterates its values)
    }
    shown |= {"group": shown.get("group_id", ""), "parent": shown.get("parent_id", "")}
    if kind == "fields":
        shown |= {"name_en": row["title_en"], "name_ja": row["title_ja"]}
        shown["options"] = "\n".join(f"{one.value} | {one.en} | {one.ja}" for one in as_asked(row).options)
    elif kind == "groups":
        shown["members"] = "\n".join(one.name for one in await group_members(viewer, number))
    elif kind == "organizations":
        shown["members"] = "\n".join(one["name"] for one in await database.rows(
            "SELECT p.name FROM organization_members m JOIN people p ON p.id = m.person_id"
            " WHERE m.organization_id = $1 AND m.origin = 'added' ORDER BY p.name_key",
            number,
        ))
        shown["domains"] = "\n".join(one["domain"] for one in await database.rows(
            "SELECT domain FROM organization_domains WHERE organization_id = $1 ORDER BY domain", number
        ))
    elif kind == "forms":
        for one in await database.rows("SELECT * FROM ticket_form_fields WHERE form_id = $1", number):
            shown[f"place_{one['field_id']}"] = "requester" if one["shown_to_requester"] else "internal"
            shown[f"submit_{one['field_id']}"] = "1" if one["required_on_submit"] else ""
            shown[f"solve_{one['field_id']}"] = "1" if one["required_on_solve"] else ""
            shown[f"order_{one['field_id']}"] = str(one["position"])
    return shown


async def reasons(*, archived: bool = False) -> list[ReasonRow]:
    """Every contact reason in use, as a tree told from the top: parents before their children."""
    where = "" if archived else " WHERE archived_at IS NULL"
    rows = await database.rows(f"SELECT * FROM contact_reasons{where} ORDER BY position, id")
    children: dict[int | None, list[Any]] = {}
    for row in rows:
        children.setdefault(row["parent_id"], []).append(row)
    told: list[ReasonRow] = []

    def tell(parent: int | None, depth: int, trail: str) -> None:
        for row in children.get(parent, []):
            reason = ReasonRow(
                row["id"], row["parent_id"], row["name_en"], row["name_ja"], depth, row["archived_at"] is not None,
                row["version"],
            )
            whole = f"{trail} › {reason.name}" if trail else reason.name
            told.append(ReasonRow(
                reason.id, reason.parent_id, reason.name_en, reason.name_ja, depth, reason.is_archived, reason.version, whole
            ))
            tell(row["id"], depth + 1, whole)

    tell(None, 0, "")
    return told


async def groups(viewer: Actor, *, archived: bool = False) -> list[GroupRow]:
    """Every team, by name, for staff."""
    policy.may_work(viewer).require()
    where = "" if archived else " WHERE g.archived_at IS NULL"
    return [
        GroupRow(
            row["id"], row["name"], row["description"], row["members"], row["archived_at"] is not None, row["version"]
        )
        for row in await database.rows(
            "SELECT g.*, (SELECT count(*) FROM support_members m WHERE m.group_id = g.id) AS members"
            f" FROM support_groups g{where} ORDER BY g.name_key"
        )
    ]


async def group_members(viewer: Actor, group_id: int) -> list[PersonRef]:
    """Who is in a team, by name, for staff."""
    policy.may_work(viewer).require()
    return [
        PersonRef(row["id"], row["name"], row["display_name"], row["role"])
        for row in await database.rows(
            "SELECT p.id, p.name, p.display_name, p.role FROM support_members m JOIN people p ON p.id = m.person_id"
            " WHERE m.group_id = $1 ORDER BY p.name_key",
            group_id,
        )
    ]


async def my_groups(viewer: Actor) -> list[int]:
    """The teams that the viewer is in."""
    return [
        row["group_id"]
        for row in await database.rows(
            "SELECT m.group_id FROM support_members m JOIN support_groups g ON g.id = m.group_id"
            " WHERE m.person_id = $1 AND g.archived_at IS NULL ORDER BY g.name_key",
            viewer.id,
        )
    ]


async def agents(viewer: Actor) -> list[PersonRef]:
    """Everybody to whom a ticket can be given, by name, for staff."""
    policy.may_work(viewer).require()
    return [
        PersonRef(row["id"], row["name"], row["display_name"], row["role"])
        for row in await database.rows(
            "SELECT id, name, display_name, role FROM people WHERE role IN ('specialist', 'moderator', 'administrator')"
            " AND anonymised_at IS NULL ORDER BY name_key"
        )
    ]


async def organizations(viewer: Actor, organization_id: int | None = None) -> list[OrganizationRow]:
    """Every organisation (or one), by name, for staff."""
    policy.may_work(viewer).require()
    where = f" WHERE o.id = {int(organization_id)}" if organization_id is not None else ""
    domains: dict[int, list[str]] = {}
    for row in await database.rows("SELECT organization_id, domain FROM organization_domains ORDER BY domain"):
        domains.setdefault(row["organization_id"], []).append(row["domain"])
    return [
        OrganizationRow(
            row["id"], row["name"], row["details"], bool(row["shared_tickets"]), bool(row["shared_comments"]),
            row["group_id"], row["members"], domains.get(row["id"], ()),
        )
        for row in await database.rows(
            "SELECT o.*, (SELECT count(*) FROM organization_members m WHERE m.organization_id = o.id) AS members"
            f" FROM organizations o{where} ORDER BY o.name_key"
        )
    ]


async def shared_organizations(viewer: Actor) -> Sequence[tuple[int, str]]:
    """The viewer's organisations that share their tickets: (id, name)."""
    if viewer.is_guest:
        return []
    return [
        (row["id"], row["name"])
        for row in await database.rows(
            "SELECT o.id, o.name FROM organizations o JOIN organization_members m ON m.organization_id = o.id"
            " WHERE m.person_id = $1 AND o.shared_tickets ORDER BY o.name_key",
            viewer.id,
        )
    ]
