"""What the requester's side reads: their requests, one of them, a side conversation they take part in."""

from collections.abc import Sequence

from forum import database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.tickets import policy, statuses
from forum.tickets.queries.access import (
    at,
    comments,
    family,
    in_its_group,
    person,
    takes_part_condition,
    visible_condition,
    working_condition,
)
from forum.tickets.queries.arranging import form
from forum.tickets.views import ConversationView, MessageView, PersonRef, RequestRow, RequestView

PAGE_SIZE = 25
#: What a list of requests can be narrowed to, each with the statuses it stands for.
FILTERS = {
    "all": statuses.STATUSES, "open": ("new", "open", "on_hold"), "pending": ("pending",), "solved": ("solved", "closed"),
}
WHOSE = ("mine", "copied", "organization")


async def requests(
    viewer: Actor, whose: str = "mine", filter: str = "all", *, page: int = 1
) -> tuple[list[RequestRow], bool]:
    """A page of the viewer's requests, what changed last first, and whether there are more.

    `whose` is mine, copied (they are in copy) or organization (shared by it, whoever asked).
    """
    policy.may_request(viewer).require()
    own = int(viewer.id)
    which = {
        "copied": f"t.requester_id <> {own} AND EXISTS"
        f" (SELECT 1 FROM ticket_ccs c WHERE c.ticket_id = t.id AND c.person_id = {own})",
        "organization": "EXISTS (SELECT 1 FROM organization_members m JOIN organizations o ON o.id = m.organization_id"
        f" WHERE m.person_id = {own} AND o.id = t.organization_id AND o.shared_tickets)",
    }.get(whose, f"t.requester_id = {own}")
    names = ", ".join(f"'{one}'" for one in FILTERS.get(filter, FILTERS["all"]))
    found = await database.rows_aside(
        "SELECT t.id, t.subject, t.lang, t.status, t.created_at, t.public_updated_at, t.promised_at, t.requester_id,"
        " r.name AS requester_name, r.display_name AS requester_display_name FROM tickets t"
        f" JOIN people r ON r.id = t.requester_id WHERE {which} AND {visible_condition(viewer)} AND t.status IN ({names})"
        f" ORDER BY t.public_updated_at DESC, t.id DESC LIMIT {PAGE_SIZE + 1} OFFSET {(max(1, page) - 1) * PAGE_SIZE}"
    )
    rows = [
        RequestRow(
            id=row["id"], subject=row["subject"], lang=row["lang"], status=statuses.shown_to_requester(row["status"]),
            requester=person(row, "requester"), created_at=at(row["created_at"]), updated_at=at(row["public_updated_at"]),
            promised_at=database.moment(row["promised_at"]),
        )
        for row in found
    ]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


async def request(viewer: Actor, ticket_id: int) -> RequestView:
    """A ticket as the requester's side reads it: public comments, no followers, no notes, no internal fields.

    Raises NotFound alike for one that is not theirs (staff read others' on the desk) and for none.
    """
    row = await database.row(
        "SELECT t.*, r.name AS requester_name, r.display_name AS requester_display_name,"
        f" CASE WHEN {takes_part_condition(viewer)} THEN 1 ELSE 0 END AS takes_part"
        f" FROM tickets t JOIN people r ON r.id = t.requester_id WHERE t.id = $1 AND {visible_condition(viewer)}",
        ticket_id,
    )
    if row is None:
        raise NotFound
    # What was merged in is read here where the same person had asked it: others' words are not theirs to read, nor what
    # that person wrote to a group for whoever is not in it.
    own = await database.rows(
        f"SELECT t.id FROM tickets t WHERE t.id IN ({database.id_list(await family(ticket_id))}) AND t.requester_id = $1"
        f" AND (t.requester_id = {int(viewer.id)} OR t.id = {int(ticket_id)} OR {in_its_group(viewer, 't')})",
        row["requester_id"],
    )
    values = {one["field_id"]: one["value"] for one in await database.rows(
        "SELECT field_id, value FROM ticket_values WHERE ticket_id = $1", ticket_id
    )}
    asked = (await form(row["form_id"] or 0, missing_ok=True)).asked
    ccs = await people_of("ticket_ccs", ticket_id)
    follow_ups = await database.rows(
        f"SELECT t.id FROM tickets t WHERE t.follow_up_of_id = $1 AND {visible_condition(viewer)} ORDER BY t.id", ticket_id
    )
    return RequestView(
        id=row["id"], subject=row["subject"], lang=row["lang"], status=statuses.shown_to_requester(row["status"]),
        requester=person(row, "requester"), created_at=at(row["created_at"]), updated_at=at(row["public_updated_at"]),
        promised_at=database.moment(row["promised_at"]), kept_status=row["status"], requester_id=row["requester_id"],
        takes_part=bool(row["takes_part"]), form_id=row["form_id"], solved_at=database.moment(row["solved_at"]),
        closed_at=database.moment(row["closed_at"]), follow_up_of_id=row["follow_up_of_id"],
        merged_into_id=row["merged_into_id"], source_type=row["source_type"], source_id=row["source_id"],
        answers=[(one, values[one.id]) for one in asked if one.shown_to_requester and values.get(one.id)],
        ccs=ccs, comments=await comments([one["id"] for one in own], public_only=True),
        follow_ups=[one["id"] for one in follow_ups],
    )


async def sees(viewer: Actor, ticket_ids: Sequence[int]) -> set[int]:
    """Which of these tickets the viewer reads on the requester's side."""
    return {
        row["id"]
        for row in await database.rows(
            f"SELECT t.id FROM tickets t WHERE t.id IN ({database.id_list(ticket_ids)}) AND {visible_condition(viewer)}"
        )
    }


async def conversation(viewer: Actor, conversation_id: int) -> ConversationView:
    """A side conversation that the viewer takes part in, or any of a ticket they work on. Raises NotFound alike for others and
    none."""
    if viewer.is_guest:
        raise NotFound
    row = await database.row(
        f"SELECT s.* FROM side_conversations s JOIN tickets t ON t.id = s.ticket_id WHERE s.id = $1"
        f" AND ({working_condition(viewer)} OR EXISTS (SELECT 1 FROM side_participants p WHERE p.conversation_id = s.id"
        f" AND p.person_id = {int(viewer.id)}))", conversation_id,
    )
    if row is None:
        raise NotFound
    messages = [
        MessageView(
            one["id"], person(one, "author"), one["author_role"], one["html"], one["plain"], one["lang"],
            at(one["created_at"]),
        )
        for one in await database.rows(
            "SELECT m.id, m.author_role, m.html, m.plain, m.lang, m.created_at, m.author_id, a.name AS author_name,"
            " a.display_name AS author_display_name FROM side_messages m JOIN people a ON a.id = m.author_id"
            " WHERE m.conversation_id = $1 ORDER BY m.id",
            conversation_id,
        )
    ]
    people = await people_of("side_participants", conversation_id, "conversation_id")
    return ConversationView(
        row["id"], row["ticket_id"], row["subject"], row["state"], row["version"], at(row["created_at"]), messages, people
    )


async def people_of(table: str, owner_id: int, column: str = "ticket_id") -> list[PersonRef]:
    """The people whom a table names for a ticket or conversation, in the order in which they came."""
    return [
        PersonRef(row["id"], row["name"], row["display_name"], row["role"])
        for row in await database.rows(
            f"SELECT p.id, p.name, p.display_name, p.role FROM {table} x JOIN people p ON p.id = x.person_id"
            f" WHERE x.{column} = $1 ORDER BY x.id",
            owner_id,
        )
    ]
