"""Sessions: one signed-in browser each, known by a secret of which only a hash is kept."""

from datetime import timedelta

from forum import clock, database, settings
from forum.accounts import policy
from forum.accounts.actions import tokens
from forum.accounts.actor import VISIT_GAP, Actor
from forum.accounts.browsers import Browser
from forum.accounts.models import Person, Session
from forum.accounts.secrecy import hash_secret
from forum.accounts.standing import Standing
from forum.errors import NotFound, Suspended
from forum.i18n import gettext as _

#: More browsers than anybody uses; the one not used for the longest time ends first.
MOST_SESSIONS = 50


async def start_session(person_id: int, browser: Browser) -> str:
    """Sign a browser in and return the secret for its cookie: always a new one, so that nobody can plant theirs.

    Raises Suspended for an account that a moderator suspended.
    """
    secret = tokens.fresh_secret()
    now = clock.now()

    async def work() -> None:
        # Whoever suspends the account holds this row: either the session is there to be ended, or it never begins.
        await database.lock_row("people", person_id)
        until = database.moment(await database.value("SELECT suspended_until FROM people WHERE id = $1", person_id))
        if until is not None and until > now:
            raise Suspended(_("This account is suspended."), person_id, until)
        await Session.create(
            person_id=person_id, secret_hash=hash_secret(secret), user_agent=browser.user_agent[:300],
            address=browser.address[:45], created_at=now, last_used_at=now,
            expires_at=now + timedelta(days=settings.current().session_days),
        )
        await database.execute(
            "DELETE FROM sessions WHERE person_id = $1 AND id NOT IN"
            " (SELECT id FROM sessions WHERE person_id = $1"
            f" ORDER BY last_used_at DESC, id DESC LIMIT {MOST_SESSIONS})",
            person_id,
        )
        await database.execute(
            "UPDATE people SET last_seen_at = $1,"
            " previous_seen_at = CASE WHEN last_seen_at < $2 THEN last_seen_at ELSE previous_seen_at END WHERE id = $3",
            now, now - VISIT_GAP, person_id,
        )

    await database.transaction(work)
    return secret


async def sign_out(actor: Actor) -> None:
    """End the session the actor came by; its cookie is worth nothing from now on."""
    if actor.session_id:
        await Session.filter(id=actor.session_id, person_id=actor.id).delete()


async def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions. Raises NotFound for somebody else's."""
    policy.may_keep_account(actor).require()
    if not await Session.filter(id=session_id, person_id=actor.id).delete():
        raise NotFound


async def end_other_sessions(actor: Actor) -> int:
    """End all of one's own sessions but this one; returns how many ended."""
    policy.may_keep_account(actor).require()
    return int(await Session.filter(person_id=actor.id).exclude(id=actor.session_id).delete())


async def end_all_sessions(person_id: int) -> None:
    """End every session of a person, in the caller's transaction."""
    await Session.filter(person_id=person_id).delete()


async def restrict(person_id: int, standing: Standing) -> None:
    """Called by `sanctions` inside its transaction: what is in force for an account. A suspended one is signed out at once."""
    await Person.filter(id=person_id).update(
        suspended_until=standing.suspended_until, silenced_until=standing.silenced_until,
        restricted_for=standing.reason or None,
    )
    if standing.suspended_until is not None and standing.suspended_until > clock.now():
        await end_all_sessions(person_id)
