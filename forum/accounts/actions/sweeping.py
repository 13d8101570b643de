"""Clearing away what has had its time: ended sessions, letters' secrets, old guesses, accounts never confirmed."""

from datetime import timedelta

from forum import clock, database, mail
from forum.accounts.actions.leaving import is_referred_to
from forum.accounts.models import Person

#: An account whose address nobody confirmed lets go of its name after this long.
UNCONFIRMED_LIVES = timedelta(days=14)
#: Used secrets are kept a little, so that a second click can still be told what happened.
USED_LIVES = timedelta(days=7)
_AT_ONCE = 200


async def sweep() -> None:
    """Delete what has ended; safe to run at any time and again."""
    now = clock.now()
    await database.execute("DELETE FROM sessions WHERE expires_at <= $1", now)
    await database.execute("DELETE FROM tokens WHERE expires_at <= $1", now - USED_LIVES)
    await database.execute(
        "DELETE FROM address_locks WHERE first_failed_at <= $1 AND (locked_until IS NULL OR locked_until <= $2)",
        now - timedelta(days=2), now,
    )
    unconfirmed = await database.rows(
        "SELECT id FROM people WHERE email_verified_at IS NULL AND anonymised_at IS NULL AND role = 'member'"
        f" AND created_at <= $1 ORDER BY id LIMIT {_AT_ONCE}",
        now - UNCONFIRMED_LIVES,
    )
    for row in unconfirmed:
        await _forget(row["id"])


async def _forget(person_id: int) -> None:
    async def work() -> None:
        await database.lock_row("people", person_id)
        person = await Person.get_or_none(id=person_id, email_verified_at=None, anonymised_at=None)
        if person is not None and not await is_referred_to(person_id):
            await mail.withdraw(person_id)
            await person.delete()

    await database.transaction(work)
