"""Lines of the log and of the trail, loaded already. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that was decided, to everybody. Names nobody; `title` is "" where the thing itself is out of sight."""

    id: int
    part: str
    sentence: str
    reason: str
    length: str
    by_system: bool
    title: str
    path: str
    lang: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One event with all it says. Names are "" for nobody, and for who is gone."""

    id: int
    name: str
    at: datetime
    actor_id: int | None
    actor_name: str
    subject_type: str
    subject_id: int
    subject_name: str
    before: str
    after: str
    rest: dict[str, Any]
