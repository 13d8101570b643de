"""What administrators do with accounts: make them, give roles, lift locks."""

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts import names, passwords, policy
from forum.accounts.actions import guesses
from forum.accounts.actions.signing_up import check_names, check_password, refuse_taken_name
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.events import PersonSignedUp, PersonUnlocked, RoleChanged
from forum.accounts.forms import SignUp
from forum.accounts.models import Person
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _


async def create_account(
    actor: Actor, form: SignUp, role: str = "member", *, language: str = "", time_zone: str = ""
) -> int:
    """Make an account for somebody, whose address counts as confirmed; returns the person's id. Raises Invalid."""
    policy.may_set_role(actor, 0, role).require()
    form.check()
    name, email = form["name"], form["email"]
    display_name = form["display_name"] or name
    await check_names(name, display_name, role)
    check_password(form["password"], name, display_name, email)
    await refuse_taken_name(name)
    password_hash = await passwords.hashed(form["password"])

    async def work() -> int:
        holder = await Person.get_or_none(email_key=email.lower())
        if holder is not None and holder.email_verified_at is not None:
            raise Invalid({"email": _("This address belongs to another account.")})
        if holder is not None:
            await Person.filter(id=holder.id).update(email_key=None)
        now = clock.now()
        person = await Person.create(
            name=name, name_key=names.handle_key(name), display_name=display_name, email=email, email_key=email.lower(),
            email_verified_at=now, password_hash=password_hash, role=role, language=language, time_zone=time_zone,
            created_at=now,
        )
        await events.record(PersonSignedUp(actor_id=actor.id, subject_id=person.id))
        if role != "member":
            await events.record(RoleChanged(actor_id=actor.id, subject_id=person.id, before="member", after=role))
        return person.id

    try:
        return await database.transaction(work)
    except IntegrityError as error:
        await refuse_taken_name(name)
        raise Conflict(_("Somebody else was faster. Please try again.")) from error


async def set_role(actor: Actor, person_id: int, role: str) -> None:
    """Give a person a role. The last administrator keeps theirs: Invalid."""
    policy.may_set_role(actor, person_id, role).require()

    async def work() -> None:
        await database.lock_row("people", person_id)
        person = await _living(person_id)
        if person.role == role:
            return
        if role != "administrator":
            await keep_an_administrator(person)
        await Person.filter(id=person_id).update(role=role)
        await events.record(RoleChanged(actor_id=actor.id, subject_id=person_id, before=person.role, after=role))

    await database.transaction(work)


async def unlock(actor: Actor, person_id: int) -> None:
    """Lift the lock that too many wrong passwords put on an account, before its time."""
    policy.may_manage_people(actor).require()

    async def work() -> None:
        await database.lock_row("people", person_id)
        person = await _living(person_id)
        await guesses.open_doors(guesses.doors_of(person.id, person.name, person.email))
        await Person.filter(id=person_id).update(failed_sign_ins=0, locked_until=None)
        await events.record(PersonUnlocked(actor_id=actor.id, subject_id=person_id))

    await database.transaction(work)


async def keep_an_administrator(person: Person) -> None:
    """Refuse, in the caller's transaction, what would leave the community without an administrator. Raises Invalid."""
    if person.role != "administrator":
        return
    # Two administrators who would depose each other at once take turns on the system's own row.
    await database.lock_row("people", SYSTEM.id)
    others = await database.value(
        "SELECT count(*) FROM people WHERE role = 'administrator' AND id <> $1 AND anonymised_at IS NULL", person.id
    )
    if not others:
        raise Invalid({"role": _("This is the last administrator. Please make somebody else one first.")})


async def _living(person_id: int) -> Person:
    person = await Person.get_or_none(id=person_id, anonymised_at=None)
    if person is None or person.id == SYSTEM.id:
        raise NotFound
    return person
