"""Saved replies: those that somebody may use, and one of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.errors import NotFound
from forum.threads.views import ThreadView
from forum.tickets import placeholders
from forum.tickets.macros import Change, Inserted, MacroBox, MacroView, changes_of_thread, ticket_fields
from forum.tickets.queries.access import working_condition
from forum.tickets.views import DeskTicket, request_path

#: Days over which uses are counted.
COUNTED = timedelta(days=28)
MOST = 200
#: Uses among which it is looked for those in something similar.
LATEST = 200

_COLUMNS = (
    "SELECT m.id, m.name, m.body, m.changes, m.scope, m.owner_id, m.group_id, m.archived_at, m.updated_at, m.version,"
    " p.name AS owner, p.display_name AS owner_shown, g.name AS team,"
    " (SELECT COUNT(*) FROM macro_uses u WHERE u.macro_id = m.id AND u.used_at > $1) AS used"
    " FROM macros m JOIN people p ON p.id = m.owner_id LEFT JOIN support_groups g ON g.id = m.group_id"
)


async def macros_of(viewer: Actor, *, archived: bool = False) -> list[MacroView]:
    """The saved replies that the viewer may use, those used most first; with `archived`, those put away instead."""
    state = "IS NOT NULL" if archived else "IS NULL"
    found = await database.rows(
        f"{_COLUMNS} WHERE {_usable(viewer)} AND m.archived_at {state} ORDER BY used DESC, m.name, m.id LIMIT {MOST}",
        clock.now() - COUNTED,
    )
    return [_macro(row) for row in found]


async def macro(viewer: Actor, macro_id: int) -> MacroView:
    """One that the viewer may use. Raises NotFound for one that is not there or not for them."""
    row = await database.row(f"{_COLUMNS} WHERE m.id = $2 AND {_usable(viewer)}", clock.now() - COUNTED, macro_id)
    if row is None:
        raise NotFound
    return _macro(row)


async def names_of_macros(viewer: Actor) -> list[tuple[int, str]]:
    """The saved replies in use that the viewer may use, by name, for a choice."""
    found = await database.rows(
        f"SELECT m.id, m.name FROM macros m WHERE {_usable(viewer)} AND m.archived_at IS NULL ORDER BY m.name, m.id"
        f" LIMIT {MOST}"
    )
    return [(row["id"], row["name"]) for row in found]


@dataclass(frozen=True, slots=True)
class Used:
    """Where a saved reply went out: the kind and number of the question or ticket, and its title."""

    macro_id: int
    name: str
    kind: str
    id: int
    title: str


async def latest_uses(viewer: Actor) -> list[Used]:
    """The latest uses of saved replies that the viewer may use, in what they may read, the latest first."""
    found = await database.rows(
        "SELECT u.macro_id, m.name, u.subject_type, u.subject_id, COALESCE(k.subject, t.title) AS title"
        " FROM macro_uses u JOIN macros m ON m.id = u.macro_id"
        f" LEFT JOIN tickets k ON u.subject_type = 'ticket' AND k.id = u.subject_id AND {working_condition(viewer, 'k')}"
        " LEFT JOIN threads t ON u.subject_type = 'thread' AND t.id = u.subject_id AND t.deleted_at IS NULL AND t.category_id IN"
        f" (SELECT c.id FROM categories c WHERE {categories.visible_condition(viewer, 'c')})"
        f" WHERE {_usable(viewer)} AND m.archived_at IS NULL AND (k.id IS NOT NULL OR t.id IS NOT NULL)"
        f" ORDER BY u.used_at DESC, u.id DESC LIMIT {LATEST}"
    )
    return [Used(row["macro_id"], row["name"], row["subject_type"], row["subject_id"], row["title"]) for row in found]


def _usable(viewer: Actor) -> str:
    """SQL, true for macros `m` of the viewer's own, of their teams and of everybody; for staff only."""
    if not viewer.is_staff:
        return "1 = 0"
    me = int(viewer.id)
    return (
        f"(m.scope = 'all' OR (m.scope = 'me' AND m.owner_id = {me}) OR (m.scope = 'team' AND (m.owner_id = {me} OR EXISTS"
        f" (SELECT 1 FROM support_members y WHERE y.group_id = m.group_id AND y.person_id = {me}))))"
    )


def _macro(row: Any) -> MacroView:
    changes = row["changes"]
    return MacroView(
        row["id"], row["name"], row["body"], json.loads(changes) if isinstance(changes, str) else changes, row["scope"],
        row["owner_id"], row["owner_shown"] or row["owner"], row["group_id"], row["team"] or "", int(row["used"]),
        row["archived_at"] is not None, database.moment(row["updated_at"]), row["version"],
    )


async def box_for_thread(viewer: Actor, thread: ThreadView, macro_id: int) -> MacroBox:
    """What the reply box of a thread offers staff, and the saved reply that is put into it. Raises NotFound."""
    if not viewer.is_staff:
        return MacroBox()
    names = await names_of_macros(viewer)
    if not macro_id:
        return MacroBox(names)
    chosen = await macro(viewer, macro_id)
    values = _common(viewer) | {
        "thread.id": str(thread.id), "thread.title": thread.title,
        "thread.url": settings.current().site_url + thread.path,
        "thread.author.name": thread.author_display_name or thread.author_name,
    }
    return MacroBox(names, _inserted(chosen, values, changes_of_thread(chosen, thread.status, thread.tags)))


async def box_for_ticket(viewer: Actor, ticket: DeskTicket, macro_id: int) -> MacroBox:
    """The same for a ticket. What would change stands in the form's own fields as well, where it can be changed again."""
    if not viewer.is_staff:
        return MacroBox()
    names = await names_of_macros(viewer)
    if not macro_id:
        return MacroBox(names)
    chosen = await macro(viewer, macro_id)
    assignee = ticket.assignee
    values = _common(viewer) | {
        "ticket.id": str(ticket.id), "ticket.title": ticket.subject,
        "ticket.url": settings.current().site_url + request_path(ticket.id),
        "ticket.requester.name": ticket.requester.display_name or ticket.requester.name,
        "ticket.assignee.name": (assignee.display_name or assignee.name) if assignee else "",
        "ticket.team": ticket.group_name,
    }
    fields = ticket_fields(chosen, viewer.id, ticket.tags)
    before = {
        "status": ticket.status, "priority": ticket.priority, "group_id": ticket.group_id,
        "assignee_id": ticket.assignee_id, "tags": list(ticket.tags),
    }
    changes = [
        Change(name, await _named(name, before[name]), await _named(name, after))
        for name, after in fields.items() if before[name] != after
    ]
    return MacroBox(names, _inserted(chosen, values, changes, fields))


async def fields_for(viewer: Actor, ticket: DeskTicket, macro_id: int) -> dict[str, Any]:
    """What a saved reply sets of a ticket; nothing for one that is not there or not for the viewer."""
    try:
        return ticket_fields(await macro(viewer, macro_id), viewer.id, ticket.tags)
    except NotFound:
        return {}


def _common(viewer: Actor) -> dict[str, str]:
    return {"agent.name": viewer.display_name or viewer.name, "site.name": settings.current().site_name}


def _inserted(
    chosen: MacroView, values: Mapping[str, str], changes: Sequence[Change], fields: Mapping[str, Any] | None = None
) -> Inserted:
    return Inserted(
        chosen.id, chosen.name, placeholders.filled(chosen.body, values), tuple(changes),
        tuple(placeholders.missing(chosen.body, values)), chosen.changes.get("public", ""), dict(fields or {}),
    )


async def _named(name: str, value: Any) -> str:
    """A value of a ticket's field as it is told: people and teams by name."""
    if value is None or value == "":
        return ""
    if name == "tags":
        return ", ".join(value)
    if name == "assignee_id":
        row = await database.row("SELECT name, display_name FROM people WHERE id = $1", value)
        return (row["display_name"] or row["name"]) if row else ""
    if name == "group_id":
        return str(await database.value("SELECT name FROM support_groups WHERE id = $1", value) or "")
    return str(value)
