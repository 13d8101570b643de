"""A new password by letter, for who forgot theirs."""

from forum import clock, database, events, mail
from forum.accounts import letters, passwords, queries
from forum.accounts.actions import guesses, tokens
from forum.accounts.actions.sessions import end_all_sessions
from forum.accounts.actions.signing_up import check_password, own_address
from forum.accounts.actor import Actor
from forum.accounts.events import EmailVerified, PasswordReset, ResetAsked
from forum.accounts.forms import AskReset, NewPassword
from forum.accounts.models import Person
from forum.errors import NotFound

_NOBODY = letters.Reader(0, "nobody", "nobody")


async def request_reset(actor: Actor, form: AskReset) -> None:
    """Write to an address how to choose a new password, if it has an account; whoever asks cannot tell which."""
    form.check()
    email = form["email"]
    found = await database.row(
        "SELECT id, name, display_name, language, time_zone FROM people WHERE email_key = $1 AND anonymised_at IS NULL",
        email.lower(),
    )
    reader = letters.Reader(*found) if found else _NOBODY
    secret = tokens.fresh_secret()
    words = letters.reset(reader, secret, tokens.hours("reset"))

    async def work() -> None:
        # The same first steps for an address that nobody has, so that the answer takes as long.
        await events.record(ResetAsked(actor_id=actor.id or None, subject_id=reader.id))
        await tokens.forget(reader.id, "reset")
        if reader.id:
            await tokens.issue(reader.id, "reset", secret, email)
            await mail.post(email, words, recipient_id=reader.id)

    await database.transaction(work)


async def reset_password(secret: str, form: NewPassword) -> None:
    """Choose a new password by the secret of a letter. Sessions end, locks are lifted, and the address is confirmed.

    Raises NotFound for a secret that is used, old or unknown, and Invalid for a password that will not do.
    """
    form.check()
    waiting = await queries.letter_token(secret, "reset")
    if waiting is None:
        raise NotFound
    reader = waiting.reader
    check_password(form["password"], reader.name, reader.display_name, waiting.email)
    password_hash = await passwords.hashed(form["password"])
    words = letters.password_changed(reader, clock.now())

    async def work() -> None:
        claimed = await tokens.claim(secret, "reset")
        if claimed is None:
            raise NotFound
        await database.lock_row("people", reader.id)
        person = await Person.get(id=reader.id)
        if person.anonymised_at is not None or person.email != claimed.email:
            raise NotFound
        if person.email_verified_at is None:
            await own_address(person, claimed.email)
            await events.record(EmailVerified(actor_id=person.id, subject_id=person.id, changed=False))
        await Person.filter(id=person.id).update(password_hash=password_hash, failed_sign_ins=0, locked_until=None)
        await guesses.open_doors(guesses.doors_of(person.id, person.name, claimed.email))
        await end_all_sessions(person.id)
        await tokens.forget(person.id, "reset", "change")
        await events.record(PasswordReset(actor_id=person.id, subject_id=person.id))
        await mail.post(claimed.email, words, recipient_id=person.id)

    await database.transaction(work)
