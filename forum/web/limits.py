"""The outermost layer: refuses requests that no browser sends, and bodies that grow too large while they are read."""

import asyncio
import json
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32_768
MAX_TARGET_BYTES = 8_192
#: How much of a body that is too large is read and thrown away, and for how long, so that its sender hears why.
MAX_DRAINED = 8_000_000
DRAIN_SECONDS = 3.0


class TooLarge(Exception):
    """The body passed the limit while it was read."""


class RequestLimits:
    """Refuses two Hosts, a length beside chunks, too many headers, NUL in a path, and bodies over `body_limit` bytes."""

    def __init__(self, app: ASGIApp, body_limit: int) -> None:
        self.app = app
        self.body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = self._refusal(scope)
        if status == 413:
            await _drain(receive)
        if status:
            await _refuse(send, status)
            return
        read = 0
        limit = self.body_limit

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > limit:
                    raise TooLarge
            return message

        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except TooLarge:
            if not started:
                await _drain(receive)
                await _refuse(send, 413)

    def _refusal(self, scope: Scope) -> int:
        headers = scope["headers"]
        if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
            return 431
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
            return 414
        if "\0" in scope["path"]:
            return 400  # no name has it, and PostgreSQL does not take it
        hosts = lengths = chunked = 0
        for name, value in headers:
            if name == b"host":
                hosts += 1
            elif name == b"content-length":
                lengths += 1
                if not value.isdigit():
                    return 400
                # Compared by its digits first: thousands of them are no number that Python would read.
                if len(value) > 18 or int(value) > self.body_limit:
                    return 413
            elif name == b"transfer-encoding":
                chunked += 1
        if hosts != 1 or lengths > 1 or (lengths and chunked):
            return 400
        return 0


async def _drain(receive: Receive) -> None:
    # A client that is still sending when the connection closes sees a broken pipe instead of our answer.
    left = MAX_DRAINED
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def _refuse(send: Send, status: int) -> None:
    # No template here: this layer stands before everything that could render one.
    body = json.dumps({"error": {400: "BadRequest", 413: "TooLarge", 414: "AddressTooLong", 431: "TooManyHeaders"}[status]})
    headers: list[tuple[bytes, Any]] = [
        (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
