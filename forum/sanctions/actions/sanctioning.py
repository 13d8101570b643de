"""Giving and lifting sanctions. Whoever decides holds the person's row, so that two moderators never decide at once."""

from datetime import datetime, timedelta
from typing import Any

from forum import clock, database, events, mail
from forum.accounts import actions as accounts
from forum.accounts import queries as people
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.standing import FOREVER, Restriction, Standing, standing
from forum.errors import Conflict, NotFound
from forum.i18n import gettext as _
from forum.sanctions import letters
from forum.sanctions.events import PersonSanctioned, SanctionLifted
from forum.sanctions.forms import Lift, SanctionForm
from forum.sanctions.models import Sanction
from forum.sanctions.policy import may_care, may_sanction


async def sanction(actor: Actor, person_id: int, form: SanctionForm) -> int:
    """Warn, silence or suspend a person, and write to them; returns the sanction's id.

    Raises NotFound, Forbidden, Invalid, or Conflict when somebody else decided since `form["seen"]`.
    """
    may_care(actor).require()
    form.check()
    kind, reason, words = form["kind"], form["reason"], form["words"]
    until = clock.now() + timedelta(days=form.days) if form.days else None
    found = (await people.recipients([person_id])).get(person_id)
    letter = letters.sanctioned(found[0], kind, reason, words, until) if found else None

    async def work() -> int:
        person = await held(person_id)
        may_sanction(actor, person_id, person["role"]).require()
        newest = await database.value("SELECT max(id) FROM sanctions WHERE person_id = $1", person_id)
        if (newest or 0) != form["seen"]:
            raise Conflict(_("Somebody else decided about this person since you opened the page. Please look again."))
        made = await Sanction.create(
            person_id=person_id, kind=kind, reason=reason, words=words, until=until, given_by_id=actor.id,
            given_at=clock.now(),
        )
        before, after = await _put_in_force(person, keep_longer=True)
        await events.record(PersonSanctioned(
            actor_id=actor.id, subject_id=person_id, sanction_id=made.id, kind=kind, reason=reason,
            until=until.isoformat() if until else "", before=before, after=after,
        ))
        if found and letter:
            await mail.post(found[1], letter, recipient_id=person_id)
        return made.id

    return await database.transaction(work)


async def lift(actor: Actor, sanction_id: int, form: Lift) -> int:
    """Take a sanction back before its time, and write to the person; returns their id.

    Raises NotFound, Forbidden, Invalid, or Conflict when it was lifted already.
    """
    may_care(actor).require()
    form.check()
    row = await Sanction.get_or_none(id=sanction_id)
    if row is None:
        raise NotFound
    found = (await people.recipients([row.person_id])).get(row.person_id)
    letter = letters.lifted(found[0], row.kind, form["words"]) if found else None

    async def work() -> None:
        person = await held(row.person_id)
        may_sanction(actor, row.person_id, person["role"]).require()
        await lift_held(actor, person, sanction_id, form["words"])
        if found and letter:
            await mail.post(found[1], letter, recipient_id=row.person_id)

    await database.transaction(work)
    return row.person_id


async def lift_held(actor: Actor, person: Any, sanction_id: int, words: str, appeal_id: int | None = None) -> None:
    """Take back a sanction of a person whose row is held. Raises Conflict when it was lifted already."""
    row = await Sanction.get(id=sanction_id)
    if row.lifted_at is not None:
        name = await database.value("SELECT display_name FROM people WHERE id = $1", row.lifted_by_id)
        raise Conflict(_("%(name)s lifted this already.", name=name or _("Somebody")))
    row.lifted_at, row.lifted_by_id, row.lifted_words = clock.now(), actor.id, words
    await row.save(update_fields=["lifted_at", "lifted_by_id", "lifted_words"])
    before, after = await _put_in_force(person, keep_longer=False)
    await events.record(SanctionLifted(
        actor_id=actor.id, subject_id=row.person_id, sanction_id=row.id, kind=row.kind, reason=row.reason,
        appeal_id=appeal_id, before=before, after=after,
    ))


async def held(person_id: int) -> Any:
    """A living person's row, held until the transaction ends. Raises NotFound."""
    await database.lock_row("people", person_id)
    found = await database.row(
        "SELECT id, role, suspended_until, silenced_until, restricted_for FROM people"
        f" WHERE id = $1 AND anonymised_at IS NULL AND id <> {SYSTEM.id}", person_id,
    )
    if found is None:
        raise NotFound
    return found


async def _put_in_force(person: Any, *, keep_longer: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Sum up what is in force for a person whose row is held; returns what was before and what is now.

    `keep_longer`: what was in force without a row of ours (it came by an import) is not shortened by giving another.
    """
    now = clock.now()
    rows = await Sanction.filter(person_id=person["id"], lifted_at=None).exclude(kind="warning")
    comes_to = standing([Restriction(row.kind, row.reason, row.until) for row in rows], now)
    was = Standing(
        database.moment(person["suspended_until"]), database.moment(person["silenced_until"]),
        person["restricted_for"] or "",
    )
    after = comes_to
    if keep_longer:
        after = Standing(
            _later(comes_to.suspended_until, was.suspended_until, now),
            _later(comes_to.silenced_until, was.silenced_until, now), comes_to.reason or was.reason,
        )
    await accounts.restrict(person["id"], after)
    return _told(was), _told(after)


def _later(ours: datetime | None, theirs: datetime | None, now: datetime) -> datetime | None:
    known = [one for one in (ours, theirs) if one is not None and one > now]
    return max(known, default=None)


def _told(one: Standing) -> dict[str, str]:
    return {
        "suspended_until": _moment(one.suspended_until), "silenced_until": _moment(one.silenced_until),
    }


def _moment(at: datetime | None) -> str:
    return "" if at is None else "forever" if at >= FOREVER else at.isoformat()
