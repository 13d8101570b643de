"""Two events and some listeners that only tests know."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from forum import clock, database, events
from forum.accounts.models import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(events.Event):
    """The water is hot."""

    NAME: ClassVar[str] = "kettle.boiled"
    SUBJECT: ClassVar[str] = "kettle"
    litres: float
    for_whom: list[str]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaPoured(events.Event):
    """There is tea."""

    NAME: ClassVar[str] = "tea.poured"
    SUBJECT: ClassVar[str] = "tea"


#: Every call of a listener: its name and what it heard.
heard: list[tuple[str, events.Event]] = []
#: Names of the listeners that fail at present.
broken: set[str] = set()


async def boil(subject_id: int = 1) -> int:
    """Record that a kettle boiled, as an action would; returns the event's id."""
    return await database.transaction(
        lambda: events.record(
            KettleBoiled(actor_id=1, subject_id=subject_id, litres=1.5, for_whom=["愛子", "ben"], note=None)
        )
    )


async def pour(event: KettleBoiled) -> None:
    """Writes a row, so that it can be seen whether its transaction was kept."""
    heard.append(("pour", event))
    await Group.create(
        name=f"cup {event.subject_id}", name_key=f"{event.subject_id}-{len(heard)}", created_at=clock.now()
    )
    if "pour" in broken:
        raise RuntimeError("the cup is cracked")


async def whistle(event: KettleBoiled) -> None:
    """Only hears."""
    heard.append(("whistle", event))
    if "whistle" in broken:
        raise RuntimeError("no breath")


async def pass_on(event: KettleBoiled) -> None:
    """Announces something in turn."""
    heard.append(("pass_on", event))
    await events.record(TeaPoured(actor_id=None, subject_id=event.subject_id))


async def drink(event: TeaPoured) -> None:
    """Hears the news of a listener."""
    heard.append(("drink", event))


async def dawdle(event: KettleBoiled) -> None:
    """Takes a while."""
    heard.append(("dawdle", event))
    await asyncio.sleep(0.05)
    await Group.create(name="late", name_key=f"late-{len(heard)}", created_at=clock.now())


def heard_by(name: str) -> int:
    """How often a listener was called."""
    return sum(1 for listener, _ in heard if listener == name)
