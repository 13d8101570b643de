"""Signing in, and proving with one's password that one still is who one was."""

from dataclasses import dataclass
from typing import Any

from forum import clock, database, events, mail
from forum.accounts import letters, names, passwords
from forum.accounts.actions import guesses
from forum.accounts.actions.sessions import sign_out, start_session
from forum.accounts.actor import Actor
from forum.accounts.browsers import Browser
from forum.accounts.events import SignInLocked
from forum.accounts.forms import SignIn
from forum.accounts.models import Person
from forum.errors import Invalid
from forum.i18n import gettext as _

#: Who is told of a lock when nobody has the name: the letter is worded all the same, so that it takes as long.
_NOBODY = letters.Reader(0, "nobody", "nobody")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that is signed in: whose it is, and the secret for its cookie."""

    person_id: int
    secret: str


async def sign_in(actor: Actor, form: SignIn, browser: Browser) -> SignedIn:
    """Sign a browser in by handle or e-mail address and password.

    Raises Invalid, in the same words and time, for a wrong password and for a name that nobody has, and Locked after
    too many of either.
    """
    form.check()
    door, network = guesses.login_door(form["login"]), guesses.network(browser.address)
    found = await _who(form["login"])
    last_at = await guesses.pay([door, network])
    if not await passwords.fits(form["password"], found["password_hash"] if found else ""):
        if door in last_at:
            await _tell_of_lock(found)
        raise Invalid({"": _("The name or the password is not right.")})
    assert found is not None
    fresh_hash = await passwords.hashed(form["password"]) if passwords.is_outdated(found["password_hash"]) else None

    async def work() -> str:
        await guesses.refund(door, network)
        changes: dict[str, Any] = {"failed_sign_ins": 0, "locked_until": None} if found["failed_sign_ins"] else {}
        if fresh_hash is not None:
            changes["password_hash"] = fresh_hash
        if changes:
            await Person.filter(id=found["id"], password_hash=found["password_hash"]).update(**changes)
        await sign_out(actor)
        return await start_session(found["id"], browser)

    return SignedIn(found["id"], await database.transaction(work))


async def prove(actor: Actor, password: str, browser: Browser, field: str) -> None:
    """Ask a signed-in person for the password once more. Raises Invalid for `field`, Locked after too many guesses."""
    door, network = guesses.person_door(actor.id), guesses.network(browser.address)
    kept = await database.value("SELECT password_hash FROM people WHERE id = $1", actor.id)
    await guesses.pay([door, network])
    if not await passwords.fits(password, kept or ""):
        raise Invalid({field: _("The password is not right.")})

    async def work() -> None:
        await guesses.refund(door, network)

    await database.transaction(work)


async def _who(login: str) -> Any | None:
    column, key = ("email_key", login.strip().lower()) if "@" in login else ("name_key", names.handle_key(login))
    return await database.row(
        "SELECT id, name, display_name, email, email_verified_at, language, time_zone, password_hash, failed_sign_ins"
        f" FROM people WHERE {column} = $1 AND anonymised_at IS NULL",
        key,
    )


async def _tell_of_lock(found: Any | None) -> None:
    """Note that a door was shut, for administrators and, by letter, for whoever lives behind it."""
    until = clock.now() + guesses.lock_span()
    reader = _NOBODY
    if found:
        reader = letters.Reader(
            found["id"], found["name"], found["display_name"], found["language"], found["time_zone"]
        )
    words = letters.locked(reader, until)

    async def work() -> None:
        await events.record(
            SignInLocked(actor_id=None, subject_id=reader.id, minutes=int(guesses.lock_span().total_seconds() // 60))
        )
        if found is None:
            return
        await database.execute(
            "UPDATE people SET locked_until = $2, failed_sign_ins = failed_sign_ins + $3 WHERE id = $1",
            reader.id, until, guesses.tries(),
        )
        if found["email"] and found["email_verified_at"] is not None:
            await mail.post(found["email"], words, recipient_id=reader.id)

    await database.transaction(work)
