"""What somebody looked for and read shortly before they asked. Whoever keeps that stands above: the roof says who it is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.accounts.actor import Actor

#: How long before asking.
BEFORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Looked:
    """Words that somebody searched, and articles that they opened (title, path), in order, each once."""

    searches: Sequence[str] = ()
    read: Sequence[tuple[str, str]] = ()


#: Answers for a reader and a person, since when and until when: nothing that the person does not want to be kept.
Ask = Callable[[Actor, int, datetime, datetime], Awaitable[Looked]]


async def _nobody_knows(_reader: Actor, _person_id: int, _since: datetime, _until: datetime) -> Looked:
    return Looked()


_ask: Ask = _nobody_knows


def ask_of(ask: Ask) -> None:
    """Let `ask` answer from now on."""
    global _ask
    _ask = ask


async def before_asking(reader: Actor, person_id: int, asked_at: datetime) -> Looked:
    """What a person tried in the hour before, as far as it is kept and the reader may read it."""
    return await _ask(reader, person_id, asked_at - BEFORE, asked_at)
