"""What the web needs to know of whoever looks. The ground knows no people: `accounts.actor.Actor` fits this shape."""

from typing import Protocol


class Viewer(Protocol):
    """A person or a guest, as pages see them."""

    @property
    def id(self) -> int: ...
    @property
    def is_guest(self) -> bool: ...
    @property
    def is_staff(self) -> bool: ...
    @property
    def time_zone(self) -> str: ...
