"""The postman: takes due letters out of the outbox and hands each to the mail relay, or to a folder, once.

Several processes or hosts may run one. A letter is claimed by compare-and-swap before it is sent, so no two postmen
send it; a postman that dies lets go of his claim by time. Only a crash between sending and noting it down can send a
letter twice, and then under the same Message-ID, by which mail programs recognise it.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiosmtplib

from forum import clock, database, settings
from forum.mail.composing import Outgoing, compose, sender

logger = logging.getLogger(__name__)

#: Seconds between looks for letters that another process posted, or that are due again.
POLL = 2.0
#: How long a claim holds. Longer than sending can take, or a slow relay would get the letter twice.
CLAIM = timedelta(minutes=5)
#: The longest pause before the next try.
LONGEST_PAUSE = timedelta(hours=6)
#: Seconds for one letter, from greeting the relay to its receipt.
PATIENCE = 120.0
#: Seconds for one answer of the relay's; a relay that lets one letter wait so long is left for this round.
REPLY_PATIENCE = 30.0
#: After so many failures (about fifteen hours) a letter is stuck and waits for an administrator.
TRIES = 10

_wake: asyncio.Event | None = None


def wake() -> None:
    """Tell this process's postman that there is something to send."""
    if _wake is not None:
        _wake.set()


async def deliver_due(limit: int = 50) -> int:
    """Send what is due, oldest first, at most `limit` letters; returns how many were sent."""
    sent = 0
    async with _Relay() as relay:
        for letter_id in await _due(limit):
            claim = await _claim(letter_id)
            if claim is None:
                continue
            outgoing = await _read(letter_id)
            if outgoing is not None and await _send(relay, outgoing, claim):
                sent += 1
            if relay.is_down:
                # The others keep their tries, and we do not wait for the same silence fifty times.
                break
    return sent


async def run_postman(stopping: asyncio.Event) -> None:
    """Send letters until `stopping` is set; what is left then goes out after the next start."""
    global _wake
    _wake = asyncio.Event()
    try:
        while not stopping.is_set():
            _wake.clear()
            try:
                busy = await deliver_due()
            except Exception:
                logger.exception("the postman could not read the outbox")
                busy = 0
            if not busy:
                waiting = {asyncio.ensure_future(_wake.wait()), asyncio.ensure_future(stopping.wait())}
                _, pending = await asyncio.wait(waiting, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
                for task in pending:
                    task.cancel()
    finally:
        _wake = None


async def retry(letter_id: int) -> None:
    """Make a stuck letter due again, with all its tries."""
    await database.execute(
        "UPDATE letters SET attempts = 0, send_after = $1, claimed_until = NULL WHERE id = $2 AND sent_at IS NULL",
        clock.now(),
        letter_id,
    )
    wake()


async def _due(limit: int) -> list[int]:
    now = clock.now()
    # What seems to be planned further ahead than we plan, or claimed for longer, is of a clock that has been set back.
    # A letter that was not tried yet and waits from its beginning was told to.
    found = await database.rows(
        "SELECT id FROM letters WHERE sent_at IS NULL AND attempts < $2"
        " AND (send_after <= $1 OR (attempts = 0 AND send_after <= created_at) OR (attempts > 0 AND send_after > $3))"
        " AND (claimed_until IS NULL OR claimed_until < $1 OR claimed_until > $4) ORDER BY send_after, id LIMIT $5",
        now,
        TRIES,
        now + 2 * LONGEST_PAUSE,
        now + 2 * CLAIM,
        limit,
    )
    return [row["id"] for row in found]


async def _claim(letter_id: int) -> datetime | None:
    """Claim a letter until the moment that is returned, or get None because somebody else was faster."""
    now = clock.now()
    won = await database.execute(
        "UPDATE letters SET claimed_until = $1 WHERE id = $2 AND sent_at IS NULL"
        " AND (claimed_until IS NULL OR claimed_until < $3 OR claimed_until > $4)",
        now + CLAIM,
        letter_id,
        now,
        now + 2 * CLAIM,
    )
    return now + CLAIM if won == 1 else None


async def _read(letter_id: int) -> Outgoing | None:
    row = await database.row(
        "SELECT id, recipient, subject, text, html, headers, created_at, attempts FROM letters WHERE id = $1", letter_id
    )
    if row is None:
        return None
    created_at = database.moment(row["created_at"])
    assert created_at is not None
    return Outgoing(
        id=row["id"],
        recipient=row["recipient"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        headers=json.loads(row["headers"]),
        created_at=created_at,
        attempts=row["attempts"],
    )


async def _send(relay: "_Relay", outgoing: Outgoing, claim: datetime) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await relay.send(outgoing)
    except (aiosmtplib.SMTPException, OSError, ValueError, TimeoutError) as error:
        logger.warning("letter %d was not sent: %s", outgoing.id, type(error).__name__)
        await _put_back(outgoing, error)
        return False
    await _note_sent(outgoing.id, claim)
    return True


async def _note_sent(letter_id: int, claim: datetime) -> None:
    # The words go: a letter may hold the key to somebody's account, and the recipient has it now.
    await database.execute(
        "UPDATE letters SET sent_at = $1, claimed_until = NULL, last_error = NULL, text = '', html = '' WHERE id = $2",
        clock.now(),
        letter_id,
    )
    if clock.now() > claim:
        logger.warning("letter %d took longer to send than its claim held; it may have been sent twice", letter_id)


async def _put_back(outgoing: Outgoing, error: Exception) -> None:
    attempts = TRIES if _is_final(error) else outgoing.attempts + 1
    await database.execute(
        "UPDATE letters SET attempts = $1, last_error = $2, send_after = $3, claimed_until = NULL WHERE id = $4",
        attempts,
        f"{type(error).__name__}: {error}"[:1000],
        clock.now() + min(timedelta(seconds=30 * 2**attempts), LONGEST_PAUSE),
        outgoing.id,
    )


def _is_final(error: Exception) -> bool:
    """Whether trying again cannot help: the relay refused this letter, or this address, for good."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= 500 for refused in error.recipients)
    # A relay that refuses our password refuses everyone's letters; that is the administrator's to mend.
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return False
    return isinstance(error, aiosmtplib.SMTPDataError | aiosmtplib.SMTPRecipientRefused) and error.code >= 500


@dataclass(slots=True)
class _Relay:
    """Where letters go in one round: one connection to the mail relay, opened for the first letter, or a folder."""

    client: aiosmtplib.SMTP | None = None
    is_down: bool = False

    async def __aenter__(self) -> "_Relay":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.client is not None and self.client.is_connected:
            try:
                await self.client.quit()
            except (aiosmtplib.SMTPException, OSError):
                self.client.close()

    async def send(self, outgoing: Outgoing) -> None:
        """Send one letter. Raises SMTPException, OSError, ValueError or TimeoutError when it did not go."""
        message = compose(outgoing)
        if not settings.current().smtp_host:
            name = f"{outgoing.created_at:%Y%m%dT%H%M%S}-{outgoing.id:08}.eml"
            await asyncio.to_thread(_put_into_folder, Path(settings.current().mail_folder), name, message.as_bytes())
            return
        client = await self._connected()
        try:
            # As bytes: the library's own way would write the headers anew, by its own rules.
            await client.sendmail(sender().addr_spec, [outgoing.recipient], message.as_bytes())
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
            raise
        except BaseException as error:
            # Cut off in the middle: the next letter gets a fresh connection rather than this one's failure. One that
            # says nothing would say nothing to the next fifty either, for half a minute each.
            self.is_down = isinstance(error, TimeoutError)
            self._hang_up()
            raise

    async def _connected(self) -> aiosmtplib.SMTP:
        if self.client is None or not self.client.is_connected:
            knobs = settings.current()
            client = aiosmtplib.SMTP(
                hostname=knobs.smtp_host,
                port=knobs.smtp_port,
                username=knobs.smtp_user or None,
                password=knobs.smtp_password or None,
                use_tls=knobs.smtp_tls == "tls",
                start_tls=knobs.smtp_tls == "starttls",
                timeout=REPLY_PATIENCE,
            )
            self.client = client
            try:
                await client.connect()
            except BaseException:
                self.is_down = True
                self._hang_up()
                raise
        return self.client

    def _hang_up(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None


def _put_into_folder(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}.part"
    # Letters hold keys to accounts: only the owner reads them. Whoever looks into the folder sees whole letters only.
    aside.touch(mode=0o600)
    aside.write_bytes(content)
    aside.replace(folder / name)
