"""Leaving: what a person wrote stays for those it helps, what they are is forgotten."""

from tortoise import Tortoise, fields
from tortoise.fields.relational import ForeignKeyFieldInstance

from forum import clock, database, events, i18n, mail, settings
from forum.accounts import names, policy
from forum.accounts.actions import guesses
from forum.accounts.actions.governing import keep_an_administrator
from forum.accounts.actions.signing_in import prove
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.browsers import Browser
from forum.accounts.events import PersonAnonymised
from forum.accounts.forms import Leave
from forum.accounts.models import GroupMember, Person, Session, Token
from forum.errors import NotFound


async def delete_account(actor: Actor, form: Leave, browser: Browser) -> None:
    """Delete one's own account: wholly when nothing in the community hangs on it, else all of it but what one wrote."""
    policy.may_keep_account(actor).require()
    form.check()
    await prove(actor, form["leave_password"], browser, "leave_password")
    await _leave(actor, actor.id)


async def anonymise_account(actor: Actor, person_id: int) -> None:
    """Make an account nobody's: name, address, profile and sessions go, what was written stays as a former member's."""
    policy.may_anonymise(actor, person_id).require()
    await _leave(actor, person_id, keep_row=True)


async def _leave(actor: Actor, person_id: int, *, keep_row: bool = False) -> None:
    with i18n.use_locale(settings.current().site_language):
        shown = i18n.gettext("Former member")

    async def work() -> None:
        await database.lock_row("people", person_id)
        person = await Person.get_or_none(id=person_id)
        if person is None or person.anonymised_at is not None or person.id == SYSTEM.id:
            raise NotFound
        await keep_an_administrator(person)
        deleted = not keep_row and not await is_referred_to(person_id)
        await events.record(PersonAnonymised(actor_id=actor.id, subject_id=person_id, deleted=deleted))
        await mail.withdraw(person_id)
        await guesses.open_doors(guesses.doors_of(person_id, person.name, person.email))
        if deleted:
            await person.delete()
            return
        for personal in (Session, Token, GroupMember):
            await personal.filter(person_id=person_id).delete()
        await Person.filter(id=person_id).update(
            name=names.placeholder(person_id), name_key=names.placeholder(person_id), display_name=shown, email=None,
            email_key=None, email_verified_at=None, password_hash="", role="member", bio="", bio_html="", language="",
            time_zone="", failed_sign_ins=0, locked_until=None, suspended_until=None, silenced_until=None,
            restricted_for=None, bio_held_at=None, last_seen_at=None,
            previous_seen_at=None, anonymised_at=clock.now(),
        )

    await database.transaction(work)


async def is_referred_to(person_id: int) -> bool:
    """Whether a row of any flat would go, or refuse to go, together with this person's: posts, votes, marks.

    Asked of the tables themselves: the floors above are none of this one's business. Deleting their rows behind their
    backs would leave their counts wrong, so such a person stays as a name that says nothing.
    """
    places = [
        f'EXISTS (SELECT 1 FROM "{model._meta.db_table}" WHERE "{model._meta.fields_map[name].source_field}" = $1)'
        for model in Tortoise.apps["models"].values()
        if not model.__module__.startswith("forum.accounts.")
        for name, field in model._meta.fields_map.items()
        if isinstance(field, ForeignKeyFieldInstance)
        and field.related_model is Person
        and field.on_delete in (fields.CASCADE, fields.RESTRICT)
    ]
    return bool(places) and bool(await database.value(f"SELECT {' OR '.join(places)}", person_id))
