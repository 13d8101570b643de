"""A real mail relay on the loopback address, which keeps what it gets and can be told to misbehave."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from forum import settings as forum_settings


class Relay:
    """The relay's mailbox (`letters`, `envelopes`) and its mood: answers given instead of 250, one per attempt."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.sessions: list[Session] = []
        self.at_recipient: list[str] = []
        self.at_data: list[str] = []
        self.took = asyncio.Event()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if self.at_recipient:
            return self.at_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.at_data:
            return self.at_data.pop(0)
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.envelopes.append(envelope)
        if session not in self.sessions:
            self.sessions.append(session)
        self.took.set()
        return "250 taken"

    def knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        """Whether a name and password are right: only postman/secret are."""
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"postman", b"secret")
        return AuthResult(success=right, handled=False)


@pytest.fixture
async def relay(settings: forum_settings.Settings) -> AsyncIterator[Relay]:
    """A relay that takes letters; the settings in force name it."""
    async with _listening() as listening:
        yield listening


@pytest.fixture
async def guarded_relay(settings: forum_settings.Settings) -> AsyncIterator[Relay]:
    """A relay that wants a name and a password."""
    async with _listening(auth_required=True, auth_require_tls=False) as listening:
        yield listening


@pytest.fixture
def with_settings() -> Callable[..., None]:
    """Changes some of the settings in force."""

    def change(**changes: object) -> None:
        forum_settings.use(dataclasses.replace(forum_settings.current(), **changes))  # type: ignore[arg-type]

    return change


@asynccontextmanager
async def _listening(**options: bool) -> AsyncIterator[Relay]:
    relay = Relay()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(relay, hostname="relay", authenticator=relay.knows, **options), "127.0.0.1", 0
    )
    forum_settings.use(
        dataclasses.replace(
            forum_settings.current(),
            smtp_host="127.0.0.1",
            smtp_port=server.sockets[0].getsockname()[1],
            smtp_tls="none",
            mail_from="Kotae <desk@forum.example>",
            site_url="https://forum.example",
        )
    )
    try:
        yield relay
    finally:
        server.close()
        await server.wait_closed()
