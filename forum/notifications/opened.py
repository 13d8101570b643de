"""Threads that people opened in this process and whose notifications are still to be marked read.

Reading a page writes nothing: the opening is noted here and written with many others a moment later. What a process
noted in the last seconds is lost if it is killed; the bell then still shows what was read.
"""

from datetime import datetime

from forum import clock

#: Beyond this many people the process stops noting until what it has is written.
_MOST = 10_000

_opened: dict[int, dict[int, datetime]] = {}


def note(person_id: int, thread_id: int) -> None:
    """Note that the person has the thread before their eyes now."""
    if person_id in _opened or len(_opened) < _MOST:
        _opened.setdefault(person_id, {})[thread_id] = clock.now()


def pending(person_id: int) -> list[int]:
    """The threads that the person opened and that are not written down yet."""
    return sorted(_opened.get(person_id, ()))


def take() -> list[tuple[int, int, datetime]]:
    """Everything noted, as person, thread and moment; it is forgotten here."""
    taken = [
        (person_id, thread_id, at) for person_id, threads in _opened.items() for thread_id, at in threads.items()
    ]
    _opened.clear()
    return taken


def put_back(noted: list[tuple[int, int, datetime]]) -> None:
    """Note again what could not be written."""
    for person_id, thread_id, at in noted:
        _opened.setdefault(person_id, {}).setdefault(thread_id, at)
