"""Who is asking: turns the session cookie into an actor, once per request, and puts their language in force."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from tortoise.exceptions import OperationalError

from forum import clock, database, i18n, settings
from forum.accounts.actor import GUEST, VISIT_GAP, Actor
from forum.accounts.secrecy import hash_secret

logger = logging.getLogger(__name__)

#: How stale `last_used_at` may be before a request writes it anew.
_TOUCH = timedelta(minutes=10)


def cookie_name(secure: bool) -> str:
    """The session cookie. Browsers take `__Host-` names over https only, and then from this very host only."""
    return "__Host-session" if secure else "session"


class Viewers:
    """Sets `scope["viewer"]` and the language. Static files pass untouched."""

    def __init__(self, app: ASGIApp, secure: bool, default_locale: str) -> None:
        self.app = app
        self.cookie = cookie_name(secure)
        self.default_locale = default_locale

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cookies, accept_language = _headers(scope)
        actor = GUEST
        secret = cookies.get(self.cookie)
        if secret and not scope["path"].startswith("/assets/"):
            actor = await actor_of(secret) or GUEST
            if not actor.is_guest and scope.get("client"):
                actor = replace(actor, address=scope["client"][0])
        scope["viewer"] = actor
        i18n.set_locale(i18n.negotiate(accept_language, cookies.get("language"), actor.language, self.default_locale))
        await self.app(scope, receive, send)


async def actor_of(secret: str) -> Actor | None:
    """The person whose living session has this secret, or None."""
    now = clock.now()
    found = await database.row(
        "SELECT s.id AS session_id, s.last_used_at, s.expires_at, p.id, p.name, p.display_name, p.role, p.language,"
        " p.time_zone, p.reputation, p.email_verified_at, p.suspended_until, p.held_at, p.silenced_until,"
        " p.restricted_for, p.anonymised_at, p.last_seen_at,"
        " p.previous_seen_at,"
        " (SELECT {} FROM group_members m WHERE m.person_id = p.id) AS group_ids"
        " FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.secret_hash = $1".format(
            "group_concat(m.group_id)" if database.engine() == "sqlite" else "string_agg(m.group_id::text, ',')"
        ),
        hash_secret(secret),
    )
    if found is None or found["anonymised_at"] is not None or _at(found["expires_at"]) <= now:
        return None
    last_visit_at = database.moment(found["previous_seen_at"])
    # Used in the future: noted by a clock that has been set back, and the session would outlive its days.
    if not -_TOUCH <= now - _at(found["last_used_at"]) <= _TOUCH:
        seen = database.moment(found["last_seen_at"])
        begins_visit = seen is not None and now - seen > VISIT_GAP
        last_visit_at = seen if begins_visit else last_visit_at
        await _touch(found["session_id"], found["id"], now, begins_visit)
    suspended_until, silenced_until = (database.moment(found[f"{what}_until"]) for what in ("suspended", "silenced"))
    return Actor(
        id=found["id"], name=found["name"], display_name=found["display_name"], role=found["role"],
        language=found["language"], time_zone=found["time_zone"], reputation=found["reputation"],
        group_ids=frozenset(int(group) for group in (found["group_ids"] or "").split(",") if group),
        email_verified=found["email_verified_at"] is not None,
        suspended=suspended_until is not None and suspended_until > now,
        held=found["held_at"] is not None,
        silenced=silenced_until is not None and silenced_until > now,
        restricted_for=found["restricted_for"] or "", session_id=found["session_id"],
        last_visit_at=last_visit_at,
    )


async def _touch(session_id: int, person_id: int, now: datetime, begins_visit: bool) -> None:
    """Note that the session is used, which lets it live on, and that its person is here."""

    async def work() -> None:
        await database.execute(
            "UPDATE sessions SET last_used_at = $1, expires_at = $2 WHERE id = $3",
            now, now + timedelta(days=settings.current().session_days), session_id,
        )
        previous = "previous_seen_at = last_seen_at, " if begins_visit else ""
        await database.execute(f"UPDATE people SET {previous}last_seen_at = $1 WHERE id = $2", now, person_id)

    try:
        await database.transaction(work)
    except OperationalError as error:
        # A full disk or a busy database must not keep anybody from reading.
        logger.warning("a session's use could not be noted: %s", type(error).__name__)


def _at(stored: Any) -> datetime:
    moment = database.moment(stored)
    assert moment is not None
    return moment


def _headers(scope: Scope) -> tuple[dict[str, str], str]:
    cookies: dict[str, str] = {}
    accept_language = ""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookies.update({key: morsel.value for key, morsel in SimpleCookie(value.decode("latin-1")).items()})
            except CookieError:
                continue
        elif name == b"accept-language":
            accept_language = value.decode("latin-1")
    return cookies, accept_language
