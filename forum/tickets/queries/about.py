"""Everything this flat keeps about a person, for their download: their own words, and nothing of anybody else."""

from typing import Any

from forum import database

_KEPT = {
    "requests": "SELECT id, subject, status, created_at, solved_at, closed_at FROM tickets WHERE requester_id = $1 ORDER BY id",
    "answers": "SELECT v.ticket_id, f.title_en, f.title_ja, v.value FROM ticket_values v JOIN tickets t ON t.id = v.ticket_id"
    " JOIN ticket_fields f ON f.id = v.field_id JOIN ticket_form_fields p ON p.form_id = t.form_id AND p.field_id = f.id"
    " WHERE t.requester_id = $1 AND p.shown_to_requester ORDER BY v.id",
    "comments": "SELECT ticket_id, is_public, source, created_at FROM ticket_comments WHERE author_id = $1 ORDER BY id",
    "in_copy": "SELECT ticket_id, created_at FROM ticket_ccs WHERE person_id = $1 ORDER BY id",
    "followed": "SELECT ticket_id, created_at FROM ticket_followers WHERE person_id = $1 ORDER BY id",
    "side_conversations": "SELECT conversation_id, created_at FROM side_participants WHERE person_id = $1 ORDER BY id",
    "side_messages": "SELECT conversation_id, source, created_at FROM side_messages WHERE author_id = $1 ORDER BY id",
    "organizations": "SELECT o.name, m.origin, m.added_at FROM organization_members m"
    " JOIN organizations o ON o.id = m.organization_id WHERE m.person_id = $1 ORDER BY m.id",
    "teams": "SELECT g.name, m.added_at FROM support_members m JOIN support_groups g ON g.id = m.group_id"
    " WHERE m.person_id = $1 ORDER BY m.id",
}


async def about(person_id: int) -> dict[str, Any]:
    """A list for each kind of thing, by its name."""
    return {
        name: [{column: row[column] for column in row.keys()} for row in await database.rows_aside(sql, person_id)]  # noqa: SIM118
        for name, sql in _KEPT.items()
    }
