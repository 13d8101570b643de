"""What is asked of names, and of what people write about themselves, before it is kept. The answer is the roof's choice.

Accounts know no moderation. The roof says with `ask_of` who looks, as it does for what people post (`threads/screening.py`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from forum.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class About:
    """What somebody wants to be called and to say of themselves; "" for what stays as it is."""

    name: str = ""
    display_name: str = ""
    bio: str = ""


async def _nothing(_person_id: int) -> None:
    """There is nothing to write down."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The same as it may be kept.

    `holds` says that a moderator is to look at the biography before others see it. `keep` is called with the person's id
    in the transaction that keeps it.
    """

    display_name: str
    bio: str
    holds: bool = False
    keep: Callable[[int], Awaitable[None]] = field(default=_nothing)


Look = Callable[[Actor, About], Awaitable[Seen]]


async def show_as_it_is(actor: Actor, about: About) -> Seen:
    """What holds when nobody is to look."""
    return Seen(about.display_name, about.bio)


_look: Look = show_as_it_is


def ask_of(look: Look) -> None:
    """Let `look` decide from now on. Raised Invalid goes to the writer, with the text."""
    global _look
    _look = look


async def look(actor: Actor, about: About) -> Seen:
    """Have it looked at. Raises Invalid for what may not be said here."""
    return await _look(actor, about)
