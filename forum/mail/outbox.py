"""Putting letters into the outbox and taking them out again: every write here is part of the caller's transaction."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from forum import clock, database
from forum.mail.addresses import clean_address
from forum.mail.delivery import wake
from forum.mail.models import Letter
from forum.mail.wording import Words
from forum.text.blanking import Blanker

# Sent letters are kept this long for their dedupe keys and for an administrator's question "did it go out?".
KEEP_SENT = timedelta(days=30)
MOST_SUBJECT_LENGTH = 300

_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_HEADER_VALUE = re.compile(r"[ -~]{1,900}")
# These are ours to write: who sends, to whom, and what the body is.
_OWN_HEADERS = re.compile(
    r"(?i)from|sender|reply-to|to|cc|bcc|subject|date|message-id|return-path|received|mime-.*|content-.*|dkim-.*"
)


async def post(
    to: str,
    words: Words,
    *,
    headers: Mapping[str, str] | None = None,
    dedupe_key: str | None = None,
    recipient_id: int | None = None,
    send_after: datetime | None = None,
) -> None:
    """Put a letter into the outbox; it goes out once the transaction has committed (and not before `send_after`).

    A second letter with a `dedupe_key` that was used before is dropped silently, so that whoever posts may be told
    twice. `recipient_id` is the person, so that their letters can be withdrawn. Raises BadAddress for an address
    nothing can be sent to and ValueError for a header that is not the caller's to set or that holds more than one line.
    """
    extra = dict(headers or {})
    for name, value in extra.items():
        _check_header(name, value)
    now = clock.now()
    await database.execute(
        "INSERT INTO letters (recipient, recipient_id, subject, text, html, headers, dedupe_key,"
        " created_at, send_after, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)"
        " ON CONFLICT (dedupe_key) DO NOTHING",
        clean_address(to),
        recipient_id,
        one_line(words.subject)[:MOST_SUBJECT_LENGTH],
        words.text,
        words.html,
        json.dumps(extra),
        dedupe_key,
        now,
        send_after or now,
    )
    database.after_commit(wake)


def unsubscribe_headers(url: str) -> dict[str, str]:
    """The headers by which a mail program offers to unsubscribe with one click (RFC 8058): it sends a POST to `url`."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


async def withdraw(recipient_id: int) -> None:
    """Take a person's letters that have not gone out yet out of the outbox: their account is gone."""
    await Letter.filter(recipient_id=recipient_id, sent_at=None).delete()


async def blank(mentioning: str, blanker: Blanker) -> int:
    """Take words out of the letters that have not gone out yet and hold `mentioning` (an address); returns how many did."""
    changed = 0
    for letter in await Letter.filter(sent_at=None, text__contains=mentioning):
        after = (blanker.text(letter.subject), blanker.text(letter.text), blanker.text(letter.html))
        if after != (letter.subject, letter.text, letter.html):
            subject, text, html = after
            await Letter.filter(id=letter.id).update(subject=subject, text=text, html=html)
            changed += 1
    return changed


async def discard_all() -> None:
    """Empty the outbox: what a made-up past would have sent goes to nobody."""
    await Letter.all().delete()


async def forget_sent() -> None:
    """Delete the letters that were sent long ago; a job for the night."""
    await Letter.filter(sent_at__lt=clock.now() - KEEP_SENT).delete()


def one_line(text: str) -> str:
    """The text without line breaks and control characters: a subject is one header and no more."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or _OWN_HEADERS.fullmatch(name):
        raise ValueError(f"{name!r} is not a header that a letter may be given")
    if not _HEADER_VALUE.fullmatch(value):
        raise ValueError(f"the header {name} takes one line of ASCII, at most 900 characters")
