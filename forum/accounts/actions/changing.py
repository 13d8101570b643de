"""What people change about themselves: profile, address, password, language."""

from forum import clock, database, events, mail
from forum.accounts import letters, passwords, policy, screening
from forum.accounts.actions import tokens
from forum.accounts.actions.signing_in import prove
from forum.accounts.actions.signing_up import check_names, check_password, refuse_blocked_domain
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.browsers import Browser
from forum.accounts.events import BioHeld, BioShown, PasswordChanged, ProfileChanged
from forum.accounts.forms import ChangeAddress, ChangePassword, Profile
from forum.accounts.models import Person, Session
from forum.errors import Invalid
from forum.i18n import LOCALES
from forum.i18n import gettext as _
from forum.text import markdown


async def update_profile(actor: Actor, form: Profile) -> bool:
    """Change what others see of a person and how pages speak to them. Says whether a moderator is to look at it first.

    Raises Invalid also for words that are not used here.
    """
    policy.may_edit_profile(actor, actor.id).require()
    form.check()
    person = await Person.get(id=actor.id)
    wanted = {
        "display_name": form["display_name"] or person.name, "bio": form["bio"], "language": form["language"],
        "time_zone": form["time_zone"],
    }
    changed = sorted(field for field, value in wanted.items() if getattr(person, field) != value)
    texts = {field: wanted[field] for field in ("display_name", "bio") if field in changed}
    seen = await screening.look(actor, screening.About(**texts))
    wanted |= {field: getattr(seen, field) for field in texts}
    if "display_name" in changed and wanted["display_name"] != person.name:
        await check_names("", wanted["display_name"], person.role)
    if not changed:
        return False
    bio = (await markdown.render_safely(wanted["bio"])).html if wanted["bio"] else ""

    async def work() -> None:
        await database.lock_row("people", actor.id)
        await Person.filter(id=actor.id).update(**wanted, bio_html=bio)
        await events.record(ProfileChanged(actor_id=actor.id, subject_id=actor.id, fields=changed))
        if seen.holds:
            await hold_bio(SYSTEM, actor.id)
        elif "bio" in changed:
            await show_bio(actor, actor.id)
        await seen.keep(actor.id)

    await database.transaction(work)
    return seen.holds


async def hold_bio(actor: Actor, person_id: int) -> None:
    """Let what a person writes about themselves wait for a moderator's look. In the caller's transaction."""
    if await Person.filter(id=person_id, bio_held_at=None).update(bio_held_at=clock.now()):
        await events.record(BioHeld(actor_id=actor.id, subject_id=person_id))


async def show_bio(actor: Actor, person_id: int) -> bool:
    """Show what waited. In the caller's transaction. Says whether that changed anything."""
    if not await Person.filter(id=person_id, bio_held_at__isnull=False).update(bio_held_at=None):
        return False
    await events.record(BioShown(actor_id=actor.id, subject_id=person_id))
    return True


async def set_language(actor: Actor, language: str) -> None:
    """Read the pages in this language from now on, on every device. Guests keep theirs in a cookie."""
    if language not in LOCALES:
        raise Invalid({"locale": _("Please choose one of the options.")})
    if not actor.is_guest and actor.language != language:
        await Person.filter(id=actor.id).update(language=language)


async def change_address(actor: Actor, form: ChangeAddress, browser: Browser) -> None:
    """Write to a new address to have it confirmed; until then the old one stays.

    Nobody learns whether the new address has an account: if so, its owner gets a letter, and nothing comes of it here.
    """
    policy.may_keep_account(actor).require()
    form.check()
    await prove(actor, form["email_password"], browser, "email_password")
    person = await Person.get(id=actor.id)
    email = form["email"]
    await refuse_blocked_domain(email)
    if person.email == email and person.email_verified_at is not None:
        raise Invalid({"email": _("This is your address already.")})
    found = await database.row(
        "SELECT id, name, display_name, language, time_zone FROM people"
        " WHERE email_key = $1 AND email_verified_at IS NOT NULL AND id <> $2",
        email.lower(), actor.id,
    )
    owner = letters.Reader(*found) if found else None
    reader = letters.Reader(person.id, person.name, person.display_name, person.language, person.time_zone)
    secret = tokens.fresh_secret()
    words = letters.already_registered(owner) if owner else letters.new_address(reader, secret, tokens.hours("change"))

    async def work() -> None:
        await tokens.forget(actor.id, "change")
        await tokens.issue(actor.id, "change", secret, email)
        await mail.post(email, words, recipient_id=owner.id if owner else actor.id)

    await database.transaction(work)


async def change_password(actor: Actor, form: ChangePassword, browser: Browser) -> None:
    """Choose another password; sessions in other browsers end, and a letter tells of it."""
    policy.may_keep_account(actor).require()
    form.check()
    await prove(actor, form["old_password"], browser, "old_password")
    person = await Person.get(id=actor.id)
    check_password(form["password"], person.name, person.display_name, person.email or "")
    password_hash = await passwords.hashed(form["password"])
    reader = letters.Reader(person.id, person.name, person.display_name, person.language, person.time_zone)
    words = letters.password_changed(reader, clock.now())

    async def work() -> None:
        await Person.filter(id=actor.id).update(password_hash=password_hash)
        await Session.filter(person_id=actor.id).exclude(id=actor.session_id).delete()
        await tokens.forget(actor.id, "reset", "change")
        await events.record(PasswordChanged(actor_id=actor.id, subject_id=actor.id))
        if person.email and person.email_verified_at is not None:
            await mail.post(person.email, words, recipient_id=actor.id)

    await database.transaction(work)
