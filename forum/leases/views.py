"""A lease as pages show it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from forum.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Holding:
    """Who is replying, since when, until when at least, and from whom they took over (0 for from nobody)."""

    holder_id: int
    shown: str
    taken_at: datetime
    expires_at: datetime
    taken_from_id: int

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor is the one who is replying."""
        return self.holder_id == actor.id

    def was_taken_from(self, actor: Actor) -> bool:
        """Whether the actor was replying until the holder took over."""
        return self.taken_from_id == actor.id


@dataclass(frozen=True, slots=True)
class Place:
    """What a reply box needs for its lease: where to take it, where to look, how long it lasts, who has it now."""

    take_path: str
    look_path: str
    seconds: int
    holding: Holding | None
