"""Headers on every answer: what browsers may load, where the page may be framed, and an id to find it in the logs."""

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.web.logging import REQUEST_ID
from forum.web.metrics import Metrics

logger = logging.getLogger("forum.requests")

#: Whoever asks every few seconds whether all is well is written down only when it is not.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; connect-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; manifest-src 'self'"
)


class SafeHeaders:
    """Adds the security headers to every answer; counts each request and writes one line about it."""

    def __init__(self, app: ASGIApp, secure: bool, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics
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
        token = REQUEST_ID.set(request_id)
        self.metrics.in_flight += 1
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
                    kept = b"private, no-store" if _private(scope) else b"private, no-cache"
                    message["headers"].append((b"cache-control", kept))
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        finally:
            self.metrics.in_flight -= 1
            self._tell(scope, status, time.perf_counter() - started)
            REQUEST_ID.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        # The path may hold a name or a search: the route's pattern tells as much and nobody's secrets.
        route = scope.get("route_pattern") or "(none)"
        method = scope["method"]
        self.metrics.observe(route, method, status, seconds)
        level = logging.DEBUG if route in PROBES and status < 400 else logging.INFO
        if logger.isEnabledFor(level):
            ms = round(seconds * 1000, 1)
            # Made by hand: `logger.log` would search the stack for its caller, which takes as long as all the rest.
            record = logging.LogRecord(
                logger.name, level, __file__, 0, "%s %s %d %.1fms", (method, route, status, ms), None, "_tell"
            )
            record.__dict__.update(method=method, route=route, status=status, ms=ms)
            logger.handle(record)


def _private(scope: Scope) -> bool:
    viewer = scope.get("viewer")
    return viewer is not None and not viewer.is_guest
