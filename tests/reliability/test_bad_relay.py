"""A mail relay that is slow, falls silent, talks rubbish or hangs up: letters stay, nobody waits for it, each goes once.

Relay and network are real sockets. A letter whose receipt was lost on the way may reach the relay again: then under
its one Message-ID, which is counted here.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from forum import database, mail
from forum.mail import delivery
from forum.mail.models import Letter
from tests.mail.conftest import Relay, relay, with_settings
from tests.reliability.faults import Figures, Record

__all__ = ["relay", "with_settings"]

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

WORDS = mail.Words("A reply", "Somebody replied.\n", "<p>Somebody replied.</p>")
#: Sent by a postman who waits for an answer this long, in seconds.
PATIENCE = 0.4


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def rubbish(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(random.Random(1).randbytes(4_000) + b"\r\n")
    await writer.drain()


async def another_protocol(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    await writer.drain()


async def never_ending_line(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for _ in range(2_000):
        writer.write(b"220-" + b"x" * 1_000)
        await writer.drain()
        await asyncio.sleep(0.002)


async def never_ending_greeting(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for _ in range(20_000):
        writer.write(b"220-welcome\r\n")
        await writer.drain()


def polite_until(word: bytes, then: Talk) -> Talk:
    """A relay that answers as it should until it hears this command."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay\r\n")
        listens = False
        while line := await reader.readline():
            if line.upper().startswith(word):
                return await then(reader, writer)
            if listens:
                continue
            listens = line.upper().startswith(b"DATA")
            writer.write(b"354 go on\r\n" if listens else b"250 OK\r\n")
            await writer.drain()
        return None

    return talk


async def hang_up(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


MOODS: dict[str, Talk] = {
    "says nothing": silent,
    "hangs up at once": hang_up,
    "talks rubbish": rubbish,
    "speaks another protocol": another_protocol,
    "sends a line without an end": never_ending_line,
    "greets without an end": never_ending_greeting,
    "falls silent when told who writes": polite_until(b"MAIL", silent),
    "talks rubbish when told for whom": polite_until(b"RCPT", rubbish),
    "falls silent before the letter": polite_until(b"DATA", silent),
    "hangs up within the letter": polite_until(b"SUBJECT:", hang_up),
    "falls silent after the letter": polite_until(b".", silent),
}


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[int]:
    """A relay that talks like this, on a port of its own."""
    open_now: set[asyncio.StreamWriter] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(writer)
        with suppress(ConnectionError, ValueError):
            await talk(reader, writer)
        open_now.discard(writer)
        writer.transport.abort()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in open_now:
            writer.transport.abort()


async def test_a_relay_that_misbehaves_keeps_nobody_waiting_and_loses_no_letter(
    db: str, relay: Relay, with_settings: Callable[..., None], clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One outbox goes through every mood, and then a relay that is well takes each letter once."""
    monkeypatch.setattr(delivery, "REPLY_PATIENCE", PATIENCE)
    well = delivery.settings.current().smtp_port
    for number in range(3):
        await mail.post(f"reader{number}@example.com", WORDS)
    for mood, talk in MOODS.items():
        # All tries anew: this is about one bad day, not about giving up.
        await Letter.all().update(attempts=0)
        async with listening(talk) as port:
            with_settings(smtp_port=port)
            begun = time.monotonic()
            assert await asyncio.wait_for(mail.deliver_due(), 60) == 0, mood
            assert time.monotonic() - begun < 20, mood
        left = await Letter.all()
        assert [letter.sent_at for letter in left] == [None] * 3, mood
        assert all(letter.text == WORDS.text and letter.claimed_until is None for letter in left), mood
        assert any(letter.last_error for letter in left), mood
        clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    with_settings(smtp_port=well)
    assert await mail.deliver_due() == 3
    assert await mail.deliver_due() == 0
    assert sorted(str(letter["To"]) for letter in relay.letters) == [f"reader{number}@example.com" for number in range(3)]


@asynccontextmanager
async def poor_network(port: int, chance: random.Random, cut: list[str]) -> AsyncIterator[int]:
    """A way to `port` that takes 20 to 100 ms for each piece, 64 kB a second, and cuts a fifth of the connections.

    `cut` collects where: before or after the relay had taken a letter whose receipt was still on its way.
    """

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        left = chance.randint(1, 9_000) if chance.random() < 0.2 else 1 << 60

        async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, back: bool) -> None:
            nonlocal left
            while piece := await source.read(1_024):
                await asyncio.sleep(chance.uniform(0.02, 0.1) + len(piece) / 65_536)
                left -= len(piece)
                if left <= 0:
                    cut.append("after" if back and b"taken" in piece else "before")
                    return
                target.write(piece)
                await target.drain()

        ways = [
            asyncio.create_task(carry(reader, far_writer, False)), asyncio.create_task(carry(far_reader, writer, True)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        far_writer.transport.abort()

    async with listening(talk) as here:
        yield here


@pytest.mark.soak
async def test_letters_over_a_slow_network_that_is_cut(
    db: str, engine: str, relay: Relay, with_settings: Callable[..., None], clock: object, record: Record
) -> None:
    """Two postmen share 200 letters over it, until all are there."""
    letters, cut = 200, list[str]()
    for number in range(letters):
        await mail.post(f"reader{number}@example.com", WORDS)
    longest = 0.0
    async with poor_network(relay_port(), random.Random(7), cut) as port:
        with_settings(smtp_port=port)
        for _ in range(60):
            begun = time.monotonic()
            await asyncio.gather(mail.deliver_due(10), mail.deliver_due(10))
            longest = max(longest, time.monotonic() - begun)
            clock.advance(timedelta(minutes=20))  # type: ignore[attr-defined]
            if await database.value("SELECT count(*) FROM letters WHERE sent_at IS NULL") == 0:
                break
    taken = Counter(str(letter["Message-ID"]) for letter in relay.letters)
    again = sum(taken.values()) - len(taken)
    name = "SQLite" if engine == "sqlite" else "PostgreSQL"
    figures = Figures(f"slow network that is cut before the mail relay, {name}", len(cut), letters, letters)
    figures.lost = letters - len(taken)
    # Each further copy has a receipt that was lost on its way; whatever goes beyond that was sent twice by us.
    figures.doubled = max(0, again - cut.count("after"))
    figures.away = longest
    figures.note = f"{again} reached the relay again because its receipt was lost, under the same Message-ID"
    record(figures)
    assert await database.value("SELECT count(*) FROM letters WHERE sent_at IS NULL") == 0
    assert figures.is_clean(), figures
    assert cut


def relay_port() -> int:
    """The port of the relay that the settings in force name."""
    return delivery.settings.current().smtp_port
