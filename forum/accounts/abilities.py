"""The ladder: what a member may do beyond reading, asking and answering, once others have found enough of it useful.

Pure numbers, on the lowest floor that knows people, so that every flat above asks the same ladder. Staff stand on top.
"""

from forum.accounts.actor import Actor

#: From the lowest rung up: an ability and the reputation that earns it.
LADDER: dict[str, int] = {"create_tags": 50, "retag": 150, "edit_others": 500}


def has(actor: Actor, ability: str) -> bool:
    """Whether the actor's reputation, or being staff, brings this ability. Raises KeyError for one that is no rung."""
    needed = LADDER[ability]
    return actor.is_staff or (not actor.is_guest and actor.reputation >= needed)
