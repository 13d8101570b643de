"""What an event is, and writing one. Only this package writes event rows."""

import dataclasses
from typing import Any, ClassVar

from forum import clock, database
from forum.events import dispatch
from forum.events.models import Delivery, EventRecord

_names: dict[str, type["Event"]] = {}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense. Subclasses are frozen dataclasses in a flat's `events.py`, with a docstring each.

    `NAME` is its name on the wire (`thing.happened`), `SUBJECT` the kind of thing it is about. `actor_id` is who did it
    (None for a visitor without an account), `subject_id` the thing's id; other fields are JSON values.
    """

    NAME: ClassVar[str] = ""
    SUBJECT: ClassVar[str] = ""

    actor_id: int | None
    subject_id: int

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # With slots=True the decorator makes the class a second time, so a name may be seen twice; the last one stays.
        if cls.NAME:
            _names[cls.NAME] = cls

    def payload(self) -> dict[str, Any]:
        """The fields beyond actor and subject, as JSON values."""
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ("actor_id", "subject_id")
        }


def names() -> dict[str, type[Event]]:
    """Every event the house knows, by its name on the wire."""
    return dict(_names)


async def record(event: Event) -> int:
    """Write the event and a delivery for each of its listeners into the running transaction; returns the event's id.

    Raises RuntimeError outside of a transaction: an event that could be lost, or tell of what was rolled back, is a bug.
    """
    if not database.in_transaction():
        raise RuntimeError("an event is recorded in the transaction of what it tells")
    now = clock.now()
    kept = await EventRecord.create(
        name=event.NAME, actor_id=event.actor_id, subject_type=event.SUBJECT, subject_id=event.subject_id,
        data=event.payload(), at=now,
    )
    listeners = dispatch.listeners_of(type(event))
    if listeners:
        # In one go: they are most of what an action writes.
        await Delivery.bulk_create([
            Delivery(event_id=kept.id, listener=dispatch.name_of(listener), due_at=now) for listener in listeners
        ])
        await dispatch.ring()
        database.after_commit(dispatch.wake)
    return kept.id
