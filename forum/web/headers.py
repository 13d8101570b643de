"""Headers on every answer: what browsers may load, where the page may be framed, and an id to find it in the logs."""

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("forum.requests")

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; connect-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; manifest-src 'self'"
)


class SafeHeaders:
    """Adds the security headers to every answer and writes one log line per request, without personal data."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        fixed = [
            (b"content-security-policy", (POLICY + ("; upgrade-insecure-requests" if secure else "")).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (b"x-frame-options", b"DENY"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), interest-cohort=()"),
        ]
        if secure:
            fixed.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
        self.fixed = fixed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *[pair for pair in self.fixed if pair[0] not in given],
                    (b"x-request-id", request_id.encode()),
                ]
                if b"cache-control" not in given:
                    # Pages are made for one viewer unless a door says otherwise.
                    message["headers"].append((b"cache-control", b"private, no-store" if _private(scope) else b"private, no-cache"))
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        finally:
            if logger.isEnabledFor(logging.INFO):
                # The path may hold a name or a search: the route's pattern tells as much and nobody's secrets.
                route = scope.get("route_pattern") or ("(page)" if status < 400 else "(none)")
                took = (time.perf_counter() - started) * 1000
                logger.info("%s %s %s %d %.1fms", request_id, scope["method"], route, status, took)


def _private(scope: Scope) -> bool:
    viewer = scope.get("viewer")
    return viewer is not None and not viewer.is_guest
