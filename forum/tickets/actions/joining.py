"""Who belongs to which organisation by the domain of their confirmed address."""

from forum import clock, database
from forum.tickets.models import OrganizationMember


async def organization_of(person_id: int) -> int | None:
    """The organisation that a person's tickets are of: the one they have belonged to for longest."""
    found: int | None = await database.value(
        "SELECT organization_id FROM organization_members WHERE person_id = $1 ORDER BY id LIMIT 1", person_id
    )
    return found


async def join_by_domain(person_id: int) -> None:
    """Reaction: a confirmed address opens the organisation of its domain, and closes the one of the address before.

    Who was added by staff stays.
    """
    address = await database.value(
        "SELECT email_key FROM people WHERE id = $1 AND email_verified_at IS NOT NULL AND anonymised_at IS NULL", person_id
    )
    domain = str(address or "").rpartition("@")[2]
    organization_id = await database.value(
        "SELECT organization_id FROM organization_domains WHERE domain = $1", domain or "-"
    )
    await OrganizationMember.filter(person_id=person_id, origin="domain").exclude(
        organization_id=organization_id or 0
    ).delete()
    if organization_id is not None:
        await database.execute(
            "INSERT INTO organization_members (organization_id, person_id, origin, added_at) VALUES ($1, $2, 'domain', $3)"
            " ON CONFLICT (organization_id, person_id) DO NOTHING",
            organization_id, person_id, clock.now(),
        )


async def join_everybody(organization_id: int) -> None:
    """Called where an organisation's domains are saved: those whose addresses match belong to it, others no longer."""
    await database.execute(
        "DELETE FROM organization_members WHERE organization_id = $1 AND origin = 'domain' AND person_id NOT IN"
        " (SELECT p.id FROM people p JOIN organization_domains d ON d.organization_id = $1"
        " WHERE p.email_verified_at IS NOT NULL AND p.email_key LIKE '%@' || d.domain)",
        organization_id,
    )
    await database.execute(
        "INSERT INTO organization_members (organization_id, person_id, origin, added_at)"
        " SELECT d.organization_id, p.id, 'domain', $2 FROM people p JOIN organization_domains d ON d.organization_id = $1"
        " WHERE p.email_verified_at IS NOT NULL AND p.anonymised_at IS NULL AND p.email_key LIKE '%@' || d.domain"
        " ON CONFLICT (organization_id, person_id) DO NOTHING",
        organization_id, clock.now(),
    )
