"""Who sees which tickets: the conditions that every other query carries, and what actions look at first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.tickets import clocks
from forum.tickets.views import CommentView, Facts, PersonRef

#: The ids of a ticket and of all that were merged into it, however many steps ago.
_FAMILY = (
    "WITH RECURSIVE family(id) AS (SELECT CAST({start} AS BIGINT) UNION"
    " SELECT t.id FROM tickets t JOIN family f ON t.merged_into_id = f.id) SELECT id FROM family ORDER BY id"
)


#: SQL over a comment c and its ticket t, true for answers and for words of the requester's side: neither what the program
#: wrote counts, nor what staff began a ticket for somebody with.
COUNTED = (
    "(c.is_reply OR c.author_role NOT IN ('system', 'specialist', 'moderator', 'administrator')"
    " OR (c.author_id = t.requester_id AND c.author_role <> 'system'))"
)


@dataclass(frozen=True, slots=True)
class Access:
    """What an action needs to know of a ticket before it begins. `values` are the fields that an update may change."""

    facts: Facts
    takes_part: bool
    form_id: int | None
    see_group_id: int | None
    values: dict[str, Any]


def visible_condition(viewer: Actor, alias: str = "t") -> str:
    """SQL, true for tickets that the viewer reads on the requester's side: theirs; and in copy, or their organisation's if it
    shares them, but for what was made from threads of a group that the viewer is not in. A ticket without a public comment
    is nobody's but staff's, who have their own pages."""
    if viewer.is_guest:
        return "1 = 0"
    own = int(viewer.id)
    return (
        f"({alias}.is_public AND ({alias}.requester_id = {own}"
        f" OR (EXISTS (SELECT 1 FROM ticket_ccs vc WHERE vc.ticket_id = {alias}.id AND vc.person_id = {own})"
        f" AND {in_its_group(viewer, alias)})"
        f" OR EXISTS (SELECT 1 FROM organization_members vm JOIN organizations vo ON vo.id = vm.organization_id"
        f" WHERE vm.person_id = {own} AND vo.id = {alias}.organization_id AND vo.shared_tickets"
        f" AND {in_its_group(viewer, alias)})))"
    )


def working_condition(viewer: Actor, alias: str = "t") -> str:
    """SQL, true for tickets that the viewer works on: staff do, but for those made from threads that only a group reads,
    which are for its members and for moderators."""
    if not viewer.is_staff:
        return "1 = 0"
    if viewer.is_moderator:
        return "1 = 1"
    return in_its_group(viewer, alias)


def in_its_group(viewer: Actor, alias: str) -> str:
    """SQL, true for tickets that are not limited to a group, or to one that the viewer is in."""
    groups = database.id_list(sorted(viewer.group_ids))
    return f"({alias}.see_group_id IS NULL OR {alias}.see_group_id IN ({groups}))"


async def who_may_not_work(see_group_id: int | None, person_ids: Sequence[int]) -> list[int]:
    """Of these people, those who may not work on what only this group reads."""
    if see_group_id is None or not person_ids:
        return []
    return [row["id"] for row in await database.rows(
        f"SELECT p.id FROM people p WHERE p.id IN ({database.id_list(person_ids)})"
        " AND p.role NOT IN ('moderator', 'administrator') AND NOT EXISTS (SELECT 1 FROM group_members y"
        " WHERE y.person_id = p.id AND y.group_id = $1)", see_group_id,
    )]


def takes_part_condition(viewer: Actor, alias: str = "t") -> str:
    """SQL, true for visible tickets in which the viewer may write: theirs, in copy, where the organisation shares that too."""
    own = int(viewer.id)
    return (
        f"({alias}.requester_id = {own}"
        f" OR (EXISTS (SELECT 1 FROM ticket_ccs vc WHERE vc.ticket_id = {alias}.id AND vc.person_id = {own})"
        f" AND {in_its_group(viewer, alias)})"
        f" OR EXISTS (SELECT 1 FROM organization_members vm JOIN organizations vo ON vo.id = vm.organization_id"
        f" WHERE vm.person_id = {own} AND vo.id = {alias}.organization_id AND vo.shared_tickets AND vo.shared_comments"
        f" AND {in_its_group(viewer, alias)}))"
    )


async def access(viewer: Actor, ticket_id: int) -> Access:
    """A ticket that the viewer sees, on the desk or on the requester's side. Raises NotFound alike for one that is not
    theirs and for none."""
    seen = visible_condition(viewer)
    seen = f"({working_condition(viewer)} OR {seen})" if viewer.is_staff else seen
    row = await database.row(
        f"SELECT t.*, CASE WHEN {takes_part_condition(viewer)} THEN 1 ELSE 0 END AS takes_part FROM tickets t"
        f" WHERE t.id = $1 AND {seen}",
        ticket_id,
    )
    if row is None:
        raise NotFound
    values = {
        name: row[name]
        for name in (
            "subject", "status", "priority", "type", "requester_id", "assignee_id", "group_id", "organization_id",
            "reason_id", "form_id", "problem_id", "external_id",
        )
    }
    values["due_at"], values["promised_at"] = database.moment(row["due_at"]), database.moment(row["promised_at"])
    values["tags"] = row["tag_names"].split(",") if row["tag_names"] else []
    facts = Facts(row["status"], row["requester_id"], row["merged_into_id"])
    return Access(facts, bool(row["takes_part"]), row["form_id"], row["see_group_id"], values)


async def family(ticket_id: int) -> list[int]:
    """A ticket and all that were merged into it and stand so."""
    return [row["id"] for row in await database.rows(_FAMILY.format(start=int(ticket_id)))]


async def working_family(viewer: Actor, ticket_id: int) -> list[int]:
    """The same, as far as the viewer works on them: a merge shows nobody what they may not read."""
    ids = await family(ticket_id)
    if viewer.is_moderator or len(ids) == 1:
        return ids
    return [row["id"] for row in await database.rows(
        f"SELECT t.id FROM tickets t WHERE t.id IN ({database.id_list(ids)}) AND {working_condition(viewer)} ORDER BY t.id"
    )]


async def waiting_since(ticket_id: int) -> datetime | None:
    """Since when the requester's side of a ticket waits for staff, by its comments and those merged in."""
    messages = []
    for row in await database.rows(
        "SELECT c.created_at, c.is_reply FROM ticket_comments c JOIN tickets t ON t.id = c.ticket_id"
        f" WHERE c.ticket_id IN ({database.id_list(await family(ticket_id))}) AND c.is_public AND {COUNTED}"
        " ORDER BY c.created_at, c.id",
    ):
        at = database.moment(row["created_at"])
        assert at is not None
        messages.append((at, bool(row["is_reply"])))
    return clocks.waiting_since(messages)


async def comments(ticket_ids: Sequence[int], *, public_only: bool) -> list[CommentView]:
    """What was said in these tickets, which the caller has loaded through permission, in the order of time."""
    public = " AND c.is_public" if public_only else ""
    return [
        CommentView(
            id=row["id"], ticket_id=row["ticket_id"], author=person(row, "author"), author_role=row["author_role"],
            is_public=bool(row["is_public"]), is_reply=bool(row["is_reply"]), html=row["html"], plain=row["plain"],
            lang=row["lang"], via=row["via"], created_at=at(row["created_at"]),
        )
        for row in await database.rows(
            "SELECT c.id, c.ticket_id, c.author_role, c.is_public, c.is_reply, c.html, c.plain, c.lang, c.via, c.created_at,"
            " a.id AS author_id, a.name AS author_name, a.display_name AS author_display_name, a.role AS author_now"
            f" FROM ticket_comments c JOIN people a ON a.id = c.author_id WHERE c.ticket_id IN ({database.id_list(ticket_ids)})"
            f"{public} ORDER BY c.created_at, c.id"
        )
    ]


def person(row: Any, prefix: str) -> PersonRef:
    """A person from a row that has their id, name, display name and (as `…_now`) role."""
    role = f"{prefix}_now"
    return PersonRef(
        row[f"{prefix}_id"], row[f"{prefix}_name"], row[f"{prefix}_display_name"],
        row[role] if role in row.keys() else "member",  # noqa: SIM118 (sqlite3.Row iterates its values)
    )


def at(stored: str | datetime) -> datetime:
    """A moment that is there."""
    moment = database.moment(stored)
    assert moment is not None
    return moment
