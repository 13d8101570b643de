"""The people of the tests. Each has one part, so that a test reads like a scene.

aiko asks (in Japanese), ben helps, chika moderates, dev is the specialist, ada administers. eve is a stranger who must
see nothing private, finn belongs to the group "beta", uma has not confirmed her address, sid is suspended. A guest has
no account. `cast.aiko` is the row, `cast.actor("aiko")` the one who acts; "guest" and "system" are actors too.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.actor import GUEST, SYSTEM, Actor
from forum.accounts.models import Group, GroupMember, Person

#: name: display name, role, language.
PARTS: dict[str, tuple[str, str, str]] = {
    "aiko": ("青山 愛子", "member", "ja"),
    "ben": ("Ben Carter", "helper", "en"),
    "chika": ("千夏", "moderator", "ja"),
    "dev": ("Dev Patel", "specialist", "en"),
    "ada": ("Ada Lindqvist", "administrator", "en"),
    "eve": ("Eve Moreau", "member", "en"),
    "finn": ("Finn Berg", "member", "en"),
    "uma": ("Uma Rao", "member", "en"),
    "sid": ("Sid Novak", "member", "en"),
}
#: Everybody a permission is tried on, from the least trusted to the most.
EVERYONE = ("guest", "uma", "sid", "eve", "aiko", "finn", "ben", "dev", "chika", "ada")
STAFF = ("dev", "chika", "ada")


@dataclass(frozen=True, slots=True)
class Cast:
    """The rows of everyone above, and the group that finn belongs to."""

    aiko: Person
    ben: Person
    chika: Person
    dev: Person
    ada: Person
    eve: Person
    finn: Person
    uma: Person
    sid: Person
    beta: Group

    def person(self, who: str) -> Person:
        """The row of the person called `who`, as it was when the test began."""
        found = getattr(self, who)
        assert isinstance(found, Person)
        return found

    def actor(self, who: str) -> Actor:
        """The person called `who` (or "guest", or "system") as they were when the test began."""
        if who in ("guest", "system"):
            return GUEST if who == "guest" else SYSTEM
        return _acting(self.person(who), frozenset({self.beta.id}) if who == "finn" else frozenset())

    async def fresh(self, who: str) -> Actor:
        """The person called `who` as the database has them now: their role, groups and reputation may have changed."""
        if who in ("guest", "system"):
            return self.actor(who)
        row = await Person.get(id=self.person(who).id)
        return _acting(row, frozenset(await GroupMember.filter(person_id=row.id).values_list("group_id", flat=True)))


async def gather() -> Cast:
    """Everyone: whoever is not in the database yet comes in."""
    joined = clock.now() - timedelta(days=30)
    if not await Person.exists(name="aiko"):
        await Person.bulk_create(
            Person(
                name=name,
                name_key=name,
                display_name=shown,
                role=role,
                language=language,
                created_at=joined,
                email=f"{name}@example.com",
                email_key=f"{name}@example.com",
                email_verified_at=None if name == "uma" else joined,
                suspended_until=clock.now() + timedelta(days=7) if name == "sid" else None,
            )
            for name, (shown, role, language) in PARTS.items()
        )
        beta = await Group.create(name="Beta", name_key="beta", created_at=joined)
        await GroupMember.create(group=beta, person=await Person.get(name="finn"), added_at=joined)
    people = await Person.filter(name__in=PARTS)
    return Cast(**{person.name: person for person in people}, beta=await Group.get(name="Beta"))


@pytest.fixture
async def cast(db: str) -> Cast:
    """Everyone, in the database."""
    return await gather()


def _acting(row: Person, group_ids: frozenset[int]) -> Actor:
    return Actor(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        role=row.role,
        language=row.language,
        time_zone=row.time_zone,
        reputation=row.reputation,
        group_ids=group_ids,
        email_verified=row.email_verified_at is not None,
        held=row.held_at is not None,
        suspended=row.suspended_until is not None and row.suspended_until > clock.now(),
    )
