"""What carrying communities announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityImported(Event):
    """Another forum's threads and people were taken in; one event for all of it, whatever it brought."""

    NAME: ClassVar[str] = "community.imported"
    SUBJECT: ClassVar[str] = "community"

    source: str
    #: How many rows of each kind were added, and how many were left out for which reason.
    added: dict[str, int]
    left_out: dict[str, int]
    malformed: int
