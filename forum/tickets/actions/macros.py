"""Saving replies, putting them away, and noting that one was used."""

from collections.abc import Collection
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid, NotFound, Refusal
from forum.i18n import gettext as _
from forum.threads import actions as thread_actions
from forum.threads import queries as thread_queries
from forum.threads.forms import Status
from forum.tickets import policy
from forum.tickets.events import MacroSaved
from forum.tickets.macros import MacroForm, changes_of_thread
from forum.tickets.models import Macro, MacroUse
from forum.tickets.queries import macros

#: Saved replies that one person may have.
MOST = 200


async def create_macro(actor: Actor, form: MacroForm) -> int:
    """Save a reply; returns its id. Raises Forbidden, Invalid."""
    policy.may_work(actor).require()
    form.check()
    values = await _values(actor, form)

    async def work() -> int:
        await database.lock_row("people", actor.id)
        if await Macro.filter(owner_id=actor.id).count() >= MOST:
            raise Invalid({"name": _("You have many saved replies already.")})
        now = clock.now()
        row = await Macro.create(owner_id=actor.id, created_at=now, updated_at=now, **values)
        await events.record(MacroSaved(actor_id=actor.id, subject_id=row.id, change="created"))
        return row.id

    return await database.transaction(work)


async def edit_macro(actor: Actor, macro_id: int, form: MacroForm) -> None:
    """Save it differently. Raises NotFound, Forbidden, Invalid, or Conflict when somebody else did meanwhile."""
    found = await macros.macro(actor, macro_id)
    policy.may_change_macro(actor, found.owner_id).require()
    form.check()
    values = await _values(actor, form)

    async def work() -> None:
        row = await _held(macro_id)
        if form["version"] != row.version:
            raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
        await row.update_from_dict(values | {"updated_at": clock.now(), "version": row.version + 1}).save()
        await events.record(MacroSaved(actor_id=actor.id, subject_id=macro_id, change="edited"))

    await database.transaction(work)


async def archive_macro(actor: Actor, macro_id: int, archived: bool) -> None:
    """Put it away, or take it into use again. What was sent with it stays. Again is as once."""
    found = await macros.macro(actor, macro_id)
    policy.may_change_macro(actor, found.owner_id).require()

    async def work() -> None:
        row = await _held(macro_id)
        if (row.archived_at is not None) == archived:
            return
        row.archived_at, row.version = clock.now() if archived else None, row.version + 1
        await row.save()
        change = "archived" if archived else "restored"
        await events.record(MacroSaved(actor_id=actor.id, subject_id=macro_id, change=change))

    await database.transaction(work)


async def note_use(actor: Actor, macro_id: int, subject_type: str, subject_id: int) -> None:
    """Note that a reply went out that was begun with this one. One that the actor may not use counts nothing."""
    try:
        await macros.macro(actor, macro_id)
    except NotFound:
        return
    await database.transaction(lambda: MacroUse.create(
        macro_id=macro_id, person_id=actor.id, subject_type=subject_type, subject_id=subject_id, used_at=clock.now()
    ))


async def finish_thread(actor: Actor, macro_id: int, thread_id: int, *, change: bool) -> list[str]:
    """After a reply to a thread was begun with this one: count its use, and with `change` make the changes it names.

    Gives the sentences of what could not be changed; the reply stands all the same.
    """
    try:
        chosen = await macros.macro(actor, macro_id)
        thread = await thread_queries.visible_thread(actor, thread_id)
    except NotFound:
        return []
    await note_use(actor, macro_id, "thread", thread_id)
    problems: list[str] = []
    for one in changes_of_thread(chosen, thread.status, thread.tags) if change else ():
        try:
            if one.field == "status":
                note = _("Please see the latest reply.") if one.after == "needs_info" else ""
                await thread_actions.change_status(actor, thread_id, Status.read({"status": one.after, "note": note}))
            else:
                await thread_actions.retag(actor, thread_id, one.after.split(", "))
        except Invalid as refusal:
            problems += refusal.errors.values()
        except Refusal as refusal:
            problems.append(refusal.sentence)
    return problems


async def _held(macro_id: int) -> Macro:
    await database.lock_row("macros", macro_id)
    row = await Macro.get_or_none(id=macro_id)
    if row is None:
        raise NotFound
    return row


async def _values(actor: Actor, form: MacroForm) -> dict[str, Any]:
    """What a row keeps of the form. Raises Forbidden, and Invalid by field for who or what is not there."""
    team_id = form["for_team"] if form["scope"] == "team" else None
    own = await database.rows("SELECT group_id FROM support_members WHERE person_id = $1", actor.id)
    policy.may_share_macro(actor, form["scope"], team_id, {row["group_id"] for row in own}).require()
    errors = {}
    teams = {row["id"] for row in await database.rows("SELECT id FROM support_groups WHERE archived_at IS NULL")}
    for name, number in (("for_team", team_id), ("team", form["team"])):
        if number is not None and number not in teams:
            errors[name] = _("Please choose one of the options.")
    if form["assignee"].isdecimal() and int(form["assignee"]) not in await _colleagues():
        errors["assignee"] = _("Please choose one of the options.")
    if errors:
        raise Invalid(errors)
    return {
        "name": form["name"], "body": form["body"], "changes": form.changes, "scope": form["scope"], "group_id": team_id,
    }


async def _colleagues() -> Collection[int]:
    found = await database.rows(
        "SELECT id FROM people WHERE role IN ('specialist', 'moderator', 'administrator') AND anonymised_at IS NULL"
    )
    return {row["id"] for row in found}
