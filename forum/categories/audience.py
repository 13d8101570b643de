"""Audiences as sets of people: whom one reaches, and whether one lies within another. Pure thinking.

    everyone    guests too
    members     whoever is signed in
    group       the members of one group; moderators and administrators, who look after all of them
    staff       specialists, moderators and administrators

A specialist sees a group's category only as its member, so "staff" and "group" overlap and neither holds the other.
"""

from dataclasses import dataclass

from forum.accounts.actor import Actor

EVERYONE, MEMBERS, GROUP, STAFF = AUDIENCES = ("everyone", "members", "group", "staff")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may do a thing in a category. `group_id` is given for "group" and for no other kind."""

    kind: str
    group_id: int | None = None

    def reaches(self, actor: Actor) -> bool:
        """Whether the actor is one of these people."""
        match self.kind:
            case "everyone":
                return True
            case "members":
                return not actor.is_guest
            case "group":
                return actor.is_moderator or self.group_id in actor.group_ids
            case "staff":
                return actor.is_staff
        return False

    def lies_within(self, other: "Audience") -> bool:
        """Whether nobody is reached by this one whom the other does not reach."""
        if self == other or other.kind == EVERYONE:
            return True
        return other.kind == MEMBERS and self.kind in (GROUP, STAFF)
