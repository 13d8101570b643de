"""Whom news about a ticket concerns: ids, for telling. What they may see is asked again where they are told."""

from forum import database


async def requester_of(ticket_id: int) -> int | None:
    """Whoever asked."""
    found: int | None = await database.value("SELECT requester_id FROM tickets WHERE id = $1", ticket_id)
    return found


async def requesting_side(ticket_id: int) -> list[int]:
    """Whoever asked, and who is in copy."""
    return [row["id"] for row in await database.rows(
        "SELECT requester_id AS id FROM tickets WHERE id = $1 UNION SELECT person_id FROM ticket_ccs WHERE ticket_id = $1",
        ticket_id,
    )]


async def working_side(ticket_id: int) -> list[int]:
    """The assignee (or, while there is none, the whole team) and the followers."""
    return [row["id"] for row in await database.rows(
        "SELECT assignee_id AS id FROM tickets WHERE id = $1 AND assignee_id IS NOT NULL"
        " UNION SELECT m.person_id FROM tickets t JOIN support_members m ON m.group_id = t.group_id"
        " WHERE t.id = $1 AND t.assignee_id IS NULL UNION SELECT person_id FROM ticket_followers WHERE ticket_id = $1",
        ticket_id,
    )]


async def followers(ticket_id: int) -> list[int]:
    """Staff who are told of everything."""
    return [row["person_id"] for row in await database.rows(
        "SELECT person_id FROM ticket_followers WHERE ticket_id = $1", ticket_id
    )]


async def talking(conversation_id: int) -> list[int]:
    """Who takes part in a side conversation, and whoever of staff has written in it."""
    return [row["id"] for row in await database.rows(
        "SELECT person_id AS id FROM side_participants WHERE conversation_id = $1"
        " UNION SELECT author_id FROM side_messages WHERE conversation_id = $1",
        conversation_id,
    )]


async def was_answered_with_status(ticket_id: int) -> bool:
    """Whether a public comment came with the ticket's last change of status: that is what people are told of then."""
    return await database.value(
        "SELECT 1 FROM ticket_comments c JOIN tickets t ON t.id = c.ticket_id WHERE t.id = $1 AND c.is_public"
        " AND c.created_at = t.status_updated_at",
        ticket_id,
    ) is not None
