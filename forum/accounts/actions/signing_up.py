"""Making an account, and showing that its e-mail address is one's own.

Nothing here tells a stranger whether an address has an account: an address that has one gets another letter, and the
name that was asked for is kept all the same, for an account whose address nobody can ever confirm.
"""

import hashlib
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from forum import clock, database, events, mail, settings
from forum.accounts import letters, names, passwords, policy, queries, screening
from forum.accounts.actions import tokens
from forum.accounts.actor import Actor
from forum.accounts.browsers import Browser
from forum.accounts.events import EmailVerified, PersonAdmitted, PersonHeld, PersonSignedUp
from forum.accounts.forms import SignUp
from forum.accounts.models import Person
from forum.accounts.queries.blocks import blocks_address, blocks_email
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import current_locale
from forum.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Whose address was confirmed, and whether it replaced another."""

    person_id: int
    changed: bool


async def sign_up(actor: Actor, form: SignUp, browser: Browser | None = None) -> str:
    """Make an account and write to its address. Raises Invalid, beside the field it is about.

    Returns a proof for the browser's cookie: with it, confirming the address in the same browser signs in.
    """
    policy.may_sign_up(actor, settings.current().sign_up == "open").require()
    form.check()
    name, email = form["name"], form["email"]
    display_name = form["display_name"] or name
    await check_names(name, display_name, "member")
    seen = await screening.look(actor, screening.About(name=name, display_name=form["display_name"]))
    display_name = seen.display_name or name
    check_password(form["password"], name, display_name, email)
    await refuse_taken_name(name)
    await refuse_blocked_domain(email)
    if browser and await blocks_address(browser.address):
        sentence = _("New accounts cannot be made from where you are at the moment. Everything can be read without one.")
        raise Invalid({"": sentence})
    password_hash = await passwords.hashed(form["password"])
    secret = tokens.fresh_secret()
    owner = await _owner_of(email)
    words = letters.already_registered(owner) if owner else letters.verify(
        letters.Reader(0, name, display_name, current_locale()), secret, tokens.hours("verify")
    )

    async def work() -> None:
        if owner is None:
            await _let_go_of(email)
        person = await Person.create(
            name=name, name_key=names.handle_key(name), display_name=display_name, email=email,
            email_key=None if owner else email.lower(), password_hash=password_hash, language=current_locale(),
            created_at=clock.now(), held_at=clock.now() if settings.current().hold_sign_ups else None,
        )
        await tokens.issue(person.id, "verify", secret, email)
        await events.record(PersonSignedUp(actor_id=person.id, subject_id=person.id))
        await seen.keep(person.id)
        await mail.post(email, words, recipient_id=owner.id if owner else person.id)

    try:
        await database.transaction(work)
    except IntegrityError as error:
        # Somebody took the name, or signed up with the address, in the same moment.
        await refuse_taken_name(name)
        raise Conflict(_("Somebody else was faster. Please try again.")) from error
    return proof_of(secret)


def proof_of(secret: str) -> str:
    """What a browser keeps to show that it is the one that signed up; made from the letter's secret, and not it."""
    return hashlib.sha256(f"signed up: {secret}".encode()).hexdigest()


async def send_confirmation(actor: Actor) -> None:
    """Write to a person's address once more, so that they can confirm it."""
    policy.may_keep_account(actor).require()
    found = await database.row(
        "SELECT name, display_name, email, email_verified_at, language, time_zone FROM people WHERE id = $1", actor.id
    )
    if found is None or not found["email"] or found["email_verified_at"] is not None:
        return
    secret = tokens.fresh_secret()
    owner = await _owner_of(found["email"])
    reader = letters.Reader(actor.id, found["name"], found["display_name"], found["language"], found["time_zone"])
    words = letters.already_registered(owner) if owner else letters.verify(reader, secret, tokens.hours("verify"))

    async def work() -> None:
        await tokens.issue(actor.id, "verify", secret, found["email"])
        await mail.post(found["email"], words, recipient_id=owner.id if owner else actor.id)

    await database.transaction(work)


async def confirm_address(actor: Actor, secret: str) -> Confirmed:
    """Take an address for confirmed by the secret of a letter that went there.

    A new address for an account that has one already is taken only from the account's own session, so that a letter
    gone to the wrong mailbox gives nobody the account. Raises NotFound for a secret that is used, old or unknown, and
    Conflict when the address has become another account's meanwhile.
    """
    waiting = await queries.letter_token(secret, "verify", "change")
    if waiting is None:
        raise NotFound
    if waiting.purpose == "change":
        policy.may_take_address(actor, waiting.reader.id).require()
    words = letters.address_changed(waiting.reader, waiting.email)

    async def work() -> Confirmed:
        claimed = await tokens.claim(secret, "verify", "change")
        if claimed is None:
            raise NotFound
        await database.lock_row("people", claimed.person_id)
        person = await Person.get(id=claimed.person_id)
        old = person.email if person.email_verified_at is not None else None
        changed = old is not None and old != claimed.email
        if person.anonymised_at is not None or (claimed.purpose == "verify" and person.email != claimed.email):
            raise NotFound
        await own_address(person, claimed.email)
        await tokens.forget(person.id, "verify", "change", "reset")
        await events.record(EmailVerified(actor_id=person.id, subject_id=person.id, changed=changed))
        if changed and old is not None:
            await mail.post(old, words, recipient_id=person.id)
        return Confirmed(person.id, changed)

    return await database.transaction(work)


async def admit(actor: Actor, person_id: int) -> None:
    """Called by `moderation` inside its transaction: a new account may write from now on."""
    if await Person.filter(id=person_id, held_at__isnull=False).update(held_at=None):
        await events.record(PersonAdmitted(actor_id=actor.id, subject_id=person_id))


async def hold_account(actor: Actor, person_id: int) -> None:
    """Called by `moderation` inside its transaction, which undoes that: the account waits again."""
    if await Person.filter(id=person_id, held_at=None).update(held_at=clock.now()):
        await events.record(PersonHeld(actor_id=actor.id, subject_id=person_id))


async def own_address(person: Person, email: str) -> None:
    """Make the address this person's, confirmed, in the caller's transaction. Raises Conflict when it is another's."""
    holder = await Person.get_or_none(email_key=email.lower())
    if holder is not None and holder.id != person.id:
        if holder.email_verified_at is not None:
            raise Conflict(_("This address belongs to another account by now."))
        await Person.filter(id=holder.id).update(email_key=None)
    since = person.email_verified_at if person.email == email else None
    await Person.filter(id=person.id).update(
        email=email, email_key=email.lower(), email_verified_at=since or clock.now()
    )


async def check_names(name: str, display_name: str, role: str) -> None:
    """Nobody but staff may be called like staff. Raises Invalid beside the field."""
    if role in ("specialist", "moderator", "administrator"):
        return
    staff = await queries.staff_names()
    site_name = settings.current().site_name
    wrong = {
        field: sentence
        for field, text in (("name", name), ("display_name", display_name))
        if text and (sentence := names.objection(text, staff, site_name))
    }
    if "name" in wrong and display_name == name:
        wrong.pop("display_name", None)
    if wrong:
        raise Invalid(wrong)


def check_password(password: str, name: str, display_name: str, email: str, field: str = "password") -> None:
    """A password that is guessed first is refused. Raises Invalid beside the field."""
    known = (name, display_name, email, email.partition("@")[0], settings.current().site_name)
    if sentence := passwords.objection(password, known):
        raise Invalid({field: sentence})


async def refuse_blocked_domain(email: str) -> None:
    """Raises Invalid for an address of a domain that moderators blocked."""
    if await blocks_email(email):
        raise Invalid({"email": _("Addresses of this provider are not taken here. Please use another one.")})


async def refuse_taken_name(name: str) -> None:
    """Raises Invalid when another account has the name."""
    if await database.value("SELECT 1 FROM people WHERE name_key = $1", names.handle_key(name)) is not None:
        raise Invalid({"name": _("This name is taken. Please choose another.")})


async def _owner_of(email: str) -> letters.Reader | None:
    """The account to which an address belongs for certain."""
    found = await database.row(
        "SELECT id, name, display_name, language, time_zone FROM people"
        " WHERE email_key = $1 AND email_verified_at IS NOT NULL",
        email.lower(),
    )
    return letters.Reader(*found) if found else None


async def _let_go_of(email: str) -> None:
    # Whoever wrote this address down before never confirmed it: it may have been somebody else's all along.
    await Person.filter(email_key=email.lower(), email_verified_at=None).update(email_key=None)
