"""Names on the wire and in the outbox: events, listeners, jobs. Databases keep them, so they must be right at once."""

import dataclasses
import importlib
import inspect
import re
import types
import typing
from datetime import timedelta

import pytest

from forum import events
from forum.events.dispatch import name_of
from forum.reactions import REACTIONS
from forum.schedule import SCHEDULE
from tests.architecture.house import House

#: Verbs of which the past does not end in -ed.
IRREGULAR = {
    "begun",
    "broken",
    "chosen",
    "gave",
    "given",
    "grew",
    "grown",
    "held",
    "upheld",
    "hidden",
    "kept",
    "left",
    "lost",
    "made",
    "met",
    "paid",
    "put",
    "read",
    "sent",
    "set",
    "shown",
    "shut",
    "split",
    "taken",
    "told",
    "withdrawn",
    "won",
    "written",
}
NAME = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")
JSON_TYPES = {int, str, bool, float, list, tuple, dict, types.NoneType, typing.Any}


def announced(house: House) -> list[type[events.Event]]:
    """Every event that any flat announces."""
    for module in house:
        if module.room == "events" and module.flat != "events":
            importlib.import_module(module.name)
    return [event for event in events.names().values() if event.__module__.startswith("forum.")]


def faults(event: type[events.Event]) -> list[str]:
    """What is wrong with an event's class."""
    found = []
    own = event.__dict__
    if not NAME.fullmatch(event.NAME) or len(event.NAME) > 60:
        found.append(f"{event.NAME!r} is not thing.happened")
    verb = event.NAME.rpartition(".")[2].rpartition("_")[2]
    if (
        not verb.endswith("ed")
        and verb not in IRREGULAR
        and not set(event.NAME.rpartition(".")[2].split("_")) & IRREGULAR
    ):
        found.append(f"{event.NAME!r} is not in the past tense")
    if not event.SUBJECT or len(event.SUBJECT) > 20:
        found.append("SUBJECT is missing or longer than its column")
    if not (own.get("__doc__") or "").strip() or (own["__doc__"] or "").startswith(f"{event.__name__}("):
        found.append("it has no docstring of its own")
    if not dataclasses.is_dataclass(event) or not event.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        found.append("it is no frozen dataclass")
    if "__slots__" not in own:
        found.append("it has no slots")
    hints = typing.get_type_hints(event)
    for field in dataclasses.fields(event):
        if not set(_plain(hints[field.name])) <= JSON_TYPES:
            found.append(f"{field.name} is no JSON value")
    return found


def test_every_event_is_a_fact_in_the_past_tense(house: House) -> None:
    wrong = {event.__qualname__: faults(event) for event in announced(house) if faults(event)}
    assert wrong == {}


def test_no_two_events_share_a_name(house: House) -> None:
    announced(house)
    classes = [
        value
        for module in house
        if module.room == "events" and module.flat != "events"
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, type)
        and issubclass(value, events.Event)
        and value.__module__ == module.name
        and value.NAME
    ]
    names = [event.NAME for event in classes]
    assert sorted(names) == sorted(set(names))


def test_listeners_stand_above_what_they_answer() -> None:
    for event, listeners in REACTIONS.items():
        for listener in listeners:
            assert inspect.iscoroutinefunction(listener), f"{name_of(listener)} is no async function"
            assert re.fullmatch(r"forum\.\w+\.listeners(\.\w+)?", listener.__module__), (
                f"{listener.__module__} is no room for listeners"
            )
            assert listener.__doc__, f"{name_of(listener)} has no docstring"
            assert len(name_of(listener)) <= 120
        assert event.NAME, f"{event.__name__} has no name"
        assert len({name_of(one) for one in listeners}) == len(listeners), f"{event.NAME} tells somebody twice"


def test_every_listener_has_a_name_of_its_own() -> None:
    by_name: dict[str, object] = {}
    for listeners in REACTIONS.values():
        for listener in listeners:
            assert by_name.setdefault(name_of(listener), listener) is listener


def test_every_listener_is_on_the_sheet(house: House) -> None:
    """A listener that `reactions.py` does not name hears nothing."""
    named = {(listener.__module__, listener.__name__) for listeners in REACTIONS.values() for listener in listeners}
    written = {
        (module.name, name)
        for module in house
        if module.room == "listeners"
        for name, value in vars(importlib.import_module(module.name)).items()
        if inspect.iscoroutinefunction(value) and value.__module__ == module.name and not name.startswith("_")
    }
    assert written - named == set()


def test_jobs_have_names_of_their_own_and_sensible_intervals() -> None:
    names = [job.name for job in SCHEDULE]
    assert sorted(names) == sorted(set(names))
    for job in SCHEDULE:
        assert len(job.name) <= 80
        assert timedelta(seconds=1) <= job.every <= timedelta(days=31)
        assert inspect.iscoroutinefunction(job.run), f"{job.name} is no async function"
        assert job.run.__doc__, f"{job.name} has no docstring"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Sound(events.Event):
    """A thing was tried."""

    NAME: typing.ClassVar[str] = "thing.tried"
    SUBJECT: typing.ClassVar[str] = "thing"
    tags: list[str]
    note: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong(events.Event):
    NAME: typing.ClassVar[str] = "Try.thing"
    when: timedelta


def test_a_wrong_event_is_seen() -> None:
    assert faults(_Sound) == []
    said = "; ".join(faults(_Wrong))
    for part in ("thing.happened", "past tense", "SUBJECT", "docstring", "JSON"):
        assert part in said


@pytest.mark.parametrize(
    "annotation", [int | None, list[str], dict[str, int], tuple[int, ...], list[dict[str, str | None]]]
)
def test_json_values_are_known(annotation: object) -> None:
    assert set(_plain(annotation)) <= JSON_TYPES


def _plain(annotation: typing.Any) -> typing.Iterator[typing.Any]:
    """The plain types that an annotation is made of."""
    arguments = [part for part in typing.get_args(annotation) if part is not Ellipsis]
    origin = typing.get_origin(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        yield from {type(part) for part in arguments}
        return
    if origin in (list, tuple, dict) or not arguments:
        yield origin or annotation
    for part in arguments:
        yield from _plain(part)
