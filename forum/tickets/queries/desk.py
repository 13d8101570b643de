"""What staff read: lists of tickets, one of them with all that hangs on it, its history."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.tickets import policy, statuses
from forum.tickets.queries.access import at, comments, person, working_condition, working_family
from forum.tickets.queries.arranging import form, my_groups
from forum.tickets.queries.requests import people_of
from forum.tickets.views import AuditView, ConversationRow, DeskTicket, TicketRef, TicketRow

PAGE_SIZE = 50
#: "unsolved" stands for all that is still to be settled.
STATUS_FILTERS = ("unsolved", *statuses.STATUSES, "all")
WHO_FILTERS = ("all", "mine", "unassigned", "my_groups", "following")

LIST_COLUMNS = (
    "t.id, t.subject, t.lang, t.status, t.priority, t.type, t.group_id, t.tag_names, t.waiting_since, t.due_at,"
    " t.promised_at, t.created_at, t.updated_at, t.solved_at, t.reply_count, t.requester_id, r.name AS requester_name,"
    " r.display_name AS requester_display_name, t.assignee_id, a.name AS assignee_name,"
    " a.display_name AS assignee_display_name, g.name AS group_name, o.name AS organization_name"
)
LIST_SOURCE = (
    "tickets t JOIN people r ON r.id = t.requester_id LEFT JOIN people a ON a.id = t.assignee_id"
    " LEFT JOIN support_groups g ON g.id = t.group_id LEFT JOIN organizations o ON o.id = t.organization_id"
)
#: The most pressing first: by priority, then by whose last word is unanswered for longest, then by age.
LIST_ORDER = (
    "t.priority_rank DESC, CASE WHEN t.waiting_since IS NULL THEN 1 ELSE 0 END, t.waiting_since, t.created_at, t.id"
)


async def tickets(
    viewer: Actor, filters: Mapping[str, Any] | None = None, *, page: int = 1
) -> tuple[list[TicketRow], int]:
    """A page of tickets for staff, the most pressing first, and how many there are in all.

    `filters`: status (`STATUS_FILTERS`), who (`WHO_FILTERS`), group_id, assignee_id, requester_id, organization_id,
    reason_id (with those below it), form_id, priority, type, tag, source_type.
    """
    policy.may_work(viewer).require()
    where, params = await conditions(viewer, filters or {})
    count = (await database.rows_aside(f"SELECT count(*) AS number FROM tickets t WHERE {where}", *params))[0]["number"]
    # The page's tickets first, by themselves; who and what they name only for these.
    found = await database.rows_aside(
        f"SELECT {LIST_COLUMNS} FROM {LIST_SOURCE} JOIN (SELECT t.id FROM tickets t WHERE {where} ORDER BY {LIST_ORDER}"
        f" LIMIT {PAGE_SIZE} OFFSET {(max(1, page) - 1) * PAGE_SIZE}) found ON found.id = t.id ORDER BY {LIST_ORDER}",
        *params,
    )
    return [as_row(row) for row in found], int(count)


async def conditions(viewer: Actor, filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """SQL over `tickets t`, with its parameters, for the filters of `tickets`. What makes no sense filters nothing."""
    where, params = ["t.merged_into_id IS NULL", working_condition(viewer)], list[Any]()

    def given(name: str, value: Any) -> None:
        params.append(value)
        where.append(name.format(f"${len(params)}"))

    status = filters.get("status") or "unsolved"
    if status == "unsolved":
        where.append("t.status IN ('new', 'open', 'pending', 'on_hold')")
    elif status in statuses.STATUSES:
        given("t.status = {}", status)
    match filters.get("who"):
        case "mine":
            where.append(f"t.assignee_id = {int(viewer.id)}")
        case "unassigned":
            where.append("t.assignee_id IS NULL")
        case "my_groups":
            where.append(f"t.group_id IN ({database.id_list(await my_groups(viewer))})")
        case "following":
            where.append(
                f"EXISTS (SELECT 1 FROM ticket_followers f WHERE f.ticket_id = t.id AND f.person_id = {int(viewer.id)})"
            )
    for name in ("group_id", "assignee_id", "requester_id", "organization_id", "form_id", "problem_id"):
        if filters.get(name):
            given(f"t.{name} = {{}}", int(filters[name]))
    for name in ("priority", "type", "source_type"):
        if filters.get(name):
            given(f"t.{name} = {{}}", str(filters[name]))
    if filters.get("tag"):
        given("EXISTS (SELECT 1 FROM ticket_tags x WHERE x.ticket_id = t.id AND x.name = {})", str(filters["tag"]).casefold())
    if filters.get("reason_id"):
        given(
            "t.reason_id IN (WITH RECURSIVE below(id) AS (SELECT c.id FROM contact_reasons c WHERE c.id = {}"
            " UNION SELECT c.id FROM contact_reasons c JOIN below b ON c.parent_id = b.id) SELECT id FROM below)",
            int(filters["reason_id"]),
        )
    return " AND ".join(where), params


def as_row(row: Any) -> TicketRow:
    """A ticket of a list, from `LIST_COLUMNS`."""
    return TicketRow(
        id=row["id"], subject=row["subject"], lang=row["lang"], status=row["status"], priority=row["priority"],
        type=row["type"], requester=person(row, "requester"),
        assignee=person(row, "assignee") if row["assignee_id"] is not None else None, group_id=row["group_id"],
        group_name=row["group_name"] or "", organization_name=row["organization_name"] or "", tag_names=row["tag_names"],
        waiting_since=database.moment(row["waiting_since"]), due_at=database.moment(row["due_at"]),
        promised_at=database.moment(row["promised_at"]), created_at=at(row["created_at"]), updated_at=at(row["updated_at"]),
        solved_at=database.moment(row["solved_at"]), reply_count=row["reply_count"],
    )


async def ticket_on_desk(viewer: Actor, ticket_id: int) -> DeskTicket:
    """A ticket with everything, for staff. Raises NotFound for everybody else, as if there were none."""
    if not viewer.is_staff:
        raise NotFound
    row = await database.row(
        "SELECT t.*, r.name AS requester_name, r.display_name AS requester_display_name, r.role AS requester_now,"
        " s.name AS submitter_name, s.display_name AS submitter_display_name, a.name AS assignee_name,"
        " a.display_name AS assignee_display_name, g.name AS group_name, o.name AS organization_name,"
        " y.name AS see_group_name FROM tickets t LEFT JOIN groups y ON y.id = t.see_group_id"
        " JOIN people r ON r.id = t.requester_id JOIN people s ON s.id = t.submitter_id"
        " LEFT JOIN people a ON a.id = t.assignee_id LEFT JOIN support_groups g ON g.id = t.group_id"
        f" LEFT JOIN organizations o ON o.id = t.organization_id WHERE t.id = $1 AND {working_condition(viewer)}",
        ticket_id,
    )
    if row is None:
        raise NotFound
    ids = await working_family(viewer, ticket_id)
    asked = (await form(row["form_id"] or 0, missing_ok=True)).asked
    values = {one["field_id"]: one["value"] for one in await database.rows(
        "SELECT field_id, value FROM ticket_values WHERE ticket_id = $1", ticket_id
    )}
    return DeskTicket(
        id=row["id"], subject=row["subject"], lang=row["lang"], status=row["status"], priority=row["priority"],
        type=row["type"], requester=person(row, "requester"), submitter=person(row, "submitter"),
        assignee=person(row, "assignee") if row["assignee_id"] is not None else None, group_id=row["group_id"],
        group_name=row["group_name"] or "", organization_id=row["organization_id"],
        organization_name=row["organization_name"] or "", reason_id=row["reason_id"], form_id=row["form_id"],
        problem_id=row["problem_id"], follow_up_of_id=row["follow_up_of_id"], merged_into_id=row["merged_into_id"],
        via=row["via"], source_type=row["source_type"], source_id=row["source_id"], external_id=row["external_id"],
        tag_names=row["tag_names"], due_at=database.moment(row["due_at"]), promised_at=database.moment(row["promised_at"]),
        is_public=bool(row["is_public"]), waiting_since=database.moment(row["waiting_since"]),
        created_at=at(row["created_at"]), updated_at=at(row["updated_at"]),
        first_reply_at=database.moment(row["first_reply_at"]), solved_at=database.moment(row["solved_at"]),
        closed_at=database.moment(row["closed_at"]), reply_count=row["reply_count"], reopen_count=row["reopen_count"],
        version=row["version"], requester_id=row["requester_id"], assignee_id=row["assignee_id"],
        see_group_name=row["see_group_name"] or "",
        comments=await comments(ids, public_only=False), asked=asked, values=values,
        followers=await people_of("ticket_followers", ticket_id), ccs=await people_of("ticket_ccs", ticket_id),
        conversations=await conversations(ticket_id), merged=await refs(viewer, "t.merged_into_id = $1", ticket_id),
        related=await refs(
            viewer, "t.id IN (SELECT high_id FROM ticket_links WHERE low_id = $1"
            " UNION SELECT low_id FROM ticket_links WHERE high_id = $1)", ticket_id,
        ),
        incidents=await refs(viewer, "t.problem_id = $1", ticket_id),
        follow_ups=await refs(viewer, "t.follow_up_of_id = $1", ticket_id),
    )


async def refs(viewer: Actor, where: str, ticket_id: int) -> list[TicketRef]:
    """Tickets that stand in a relation to one and that the viewer works on, by number; at most a hundred."""
    return [
        TicketRef(row["id"], row["subject"], row["status"])
        for row in await database.rows(
            f"SELECT t.id, t.subject, t.status FROM tickets t WHERE {where} AND {working_condition(viewer)}"
            " ORDER BY t.id LIMIT 100", ticket_id
        )
    ]


async def conversations(ticket_id: int) -> list[ConversationRow]:
    """The side conversations of a ticket that the caller has loaded for staff, those still open first."""
    return [
        ConversationRow(
            row["id"], row["ticket_id"], row["subject"], row["state"], row["message_count"], at(row["updated_at"])
        )
        for row in await database.rows(
            "SELECT id, ticket_id, subject, state, message_count, updated_at FROM side_conversations WHERE ticket_id = $1"
            " ORDER BY state DESC, updated_at DESC, id DESC",
            ticket_id,
        )
    ]


async def audits(viewer: Actor, ticket_id: int, limit: int = 200) -> Sequence[AuditView]:
    """Every update of a ticket, newest first, for staff. Raises NotFound for everybody else."""
    if not viewer.is_staff:
        raise NotFound
    return [
        AuditView(
            row["id"], row["ticket_id"], person(row, "author"), row["via"],
            json.loads(row["events"]) if isinstance(row["events"], str) else row["events"], at(row["created_at"]),
        )
        for row in await database.rows(
            "SELECT u.id, u.ticket_id, u.via, u.events, u.created_at, u.author_id, a.name AS author_name,"
            " a.display_name AS author_display_name FROM ticket_audits u JOIN people a ON a.id = u.author_id"
            f" JOIN tickets t ON t.id = u.ticket_id WHERE u.ticket_id = $1 AND {working_condition(viewer)}"
            " ORDER BY u.id DESC LIMIT $2",
            ticket_id, limit,
        )
    ]


async def missed_promises(viewer: Actor, limit: int = 200) -> list[TicketRow]:
    """Tickets that were not solved by the moment that the requester was promised, the longest ago first, for staff."""
    policy.may_work(viewer).require()
    return [
        as_row(row)
        for row in await database.rows_aside(
            f"SELECT {LIST_COLUMNS} FROM {LIST_SOURCE} WHERE t.promised_at IS NOT NULL AND t.merged_into_id IS NULL"
            f" AND {working_condition(viewer)} AND t.promised_at < COALESCE(t.solved_at, $1)"
            " ORDER BY t.promised_at, t.id LIMIT $2",
            clock.now(), limit,
        )
    ]
