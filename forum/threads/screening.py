"""What is asked of every text before it is kept: may it be shown, and as it is? The answer comes from the roof's choice.

Threads know no moderation. The roof says with `ask_of` who looks; no way of asking, replying or editing goes past it,
for it is the actions that ask, whichever door or flat they are called from.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from forum import clock, settings
from forum.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody wants to post. `kind` is thread, reply, edit or tags; of an edit `author_id` is the post's author.

    `fields` are the answers to what the category asks, `tags` the names that they give to the thread.
    """

    kind: str
    title: str
    body: str
    answer: str = ""
    #: The form's stamp, as it came back.
    opened: str = ""
    thread_id: int | None = None
    post_id: int | None = None
    author_id: int | None = None
    fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


async def _nothing(_post_id: int) -> None:
    """There is nothing to write down."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A text that was looked at, as it may be kept.

    `fields` are as many as the draft had, `tags` those to add. `hold` is a word of `policy.OUT_OF_SIGHT` when a moderator
    is to look first, else "". `keep` is called with the post's id in the transaction that keeps the text.
    """

    title: str
    body: str
    answer: str = ""
    hold: str = ""
    tags: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    keep: Callable[[int], Awaitable[None]] = field(default=_nothing)


Look = Callable[[Actor, Draft], Awaitable[Screened]]


async def show_as_it_is(actor: Actor, draft: Draft) -> Screened:
    """What holds when nobody is to look."""
    return Screened(draft.title, draft.body, draft.answer, fields=draft.fields)


_look: Look = show_as_it_is


def ask_of(look: Look) -> None:
    """Let `look` decide from now on. Raised Invalid goes to the writer, with the text."""
    global _look
    _look = look


async def look(actor: Actor, draft: Draft) -> Screened:
    """Have a text looked at. Raises Invalid for one that may not be posted."""
    seen = await _look(actor, draft)
    # An edit of a reply has no title, whoever looked.
    return seen if draft.title else replace(seen, title="")


def stamp() -> str:
    """When a form is opened, signed, so that whoever sends it cannot say otherwise."""
    at = str(int(clock.now().timestamp()))
    return f"{at}.{_proof(at)}"


def taken(opened: str) -> timedelta | None:
    """How long a form was open that brought this stamp back; None for a stamp that we did not write."""
    at, _dot, proof = opened.partition(".")
    if not (at.isascii() and at.isdecimal() and len(at) < 12 and hmac.compare_digest(proof.encode(), _proof(at).encode())):
        return None
    return clock.now() - datetime.fromtimestamp(int(at), tz=clock.now().tzinfo)


def _proof(at: str) -> str:
    return hmac.new(settings.secret_key(), b"form opened\0" + at.encode(), hashlib.sha256).hexdigest()[:24]
