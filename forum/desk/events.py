"""What the desk announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskViewSaved(Event):
    """A view of the desk was saved, or saved differently, for `scope`: me, team or all."""

    NAME: ClassVar[str] = "desk_view.saved"
    SUBJECT: ClassVar[str] = "desk_view"
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskViewRemoved(Event):
    """A view of the desk was removed."""

    NAME: ClassVar[str] = "desk_view.removed"
    SUBJECT: ClassVar[str] = "desk_view"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailChosen(Event):
    """Somebody said whether what they read is kept for those who help them (`kept`)."""

    NAME: ClassVar[str] = "trail.chosen"
    SUBJECT: ClassVar[str] = "person"
    kept: bool
