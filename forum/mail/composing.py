"""A letter as it travels: headers that hold one line each, and the same words as text and as HTML."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from forum import clock, settings


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One claimed letter with all that is needed to send it."""

    id: int
    recipient: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    created_at: datetime
    attempts: int


class _LetterPolicy(EmailPolicy):
    """E-mail's rules, except that addresses in List- and reference headers stay whole.

    The library folds whatever is longer than a line by encoding it, and no mail program follows an encoded address.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower().startswith("list-") or name.lower() in ("references", "in-reply-to", "message-id"):
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


# Seven bits pass every relay, also one that never heard of 8BITMIME.
_POLICY = _LetterPolicy(**{**vars(SMTP), "cte_type": "7bit"})


def compose(outgoing: Outgoing) -> EmailMessage:
    """The message to send. Raises ValueError for a header or an address that cannot be written on one line."""
    message = EmailMessage(_POLICY)
    message["From"] = sender()
    message["To"] = Address(addr_spec=outgoing.recipient)
    message["Subject"] = outgoing.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id(outgoing)
    # Tells holiday answers and mailing lists that no person wrote this, so that none of them writes back.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in outgoing.headers.items():
        del message[name]
        message[name] = value
    message.set_content(outgoing.text, subtype="plain", charset="utf-8")
    message.add_alternative(outgoing.html, subtype="html", charset="utf-8")
    return message


def message_id(outgoing: Outgoing) -> str:
    """The letter's identity, the same however often it is tried."""
    host = urlsplit(settings.current().site_url).hostname or "localhost"
    return f"<letter-{outgoing.id}-{int(outgoing.created_at.timestamp())}@{host}>"


def sender() -> Address:
    """MAIL_FROM, taken apart. Raises ValueError when it holds no address."""
    name, address = parseaddr(settings.current().mail_from)
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise ValueError(f"MAIL_FROM holds no e-mail address: {settings.current().mail_from!r}")
    return Address(name or settings.current().site_name, local, domain)
