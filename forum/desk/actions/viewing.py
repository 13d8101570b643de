"""Saving, changing and removing views."""

from typing import Any

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.desk import conditions, policy, queries
from forum.desk.events import DeskViewRemoved, DeskViewSaved
from forum.desk.forms import ViewForm
from forum.desk.models import DeskView
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _

#: Views that one person may save.
MOST = 50


async def save_view(actor: Actor, form: ViewForm) -> int:
    """Save a view; returns its id. Raises Forbidden, Invalid."""
    policy.may_work(actor).require()
    form.check()
    values = await _values(actor, form)

    async def work() -> int:
        await database.lock_row("people", actor.id)
        if await DeskView.filter(owner_id=actor.id).count() >= MOST:
            raise Invalid({"name": _("You have many views already. Please remove one first.")})
        row = await DeskView.create(owner_id=actor.id, created_at=clock.now(), **values)
        await events.record(DeskViewSaved(actor_id=actor.id, subject_id=row.id, scope=row.scope))
        return row.id

    return await database.transaction(work)


async def change_view(actor: Actor, view_id: int, form: ViewForm) -> None:
    """Save a view differently. Raises NotFound, Forbidden, Invalid, or Conflict when it was changed meanwhile."""
    view = await queries.view_of(await queries.scope_of(actor), view_id)
    policy.may_change_view(actor, view.owner_id).require()
    form.check()
    values = await _values(actor, form)

    async def work() -> None:
        await database.lock_row("desk_views", view_id)
        row = await DeskView.get_or_none(id=view_id)
        if row is None:
            raise NotFound
        if form["version"] != row.version:
            raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
        await row.update_from_dict(values | {"version": row.version + 1}).save()
        await events.record(DeskViewSaved(actor_id=actor.id, subject_id=view_id, scope=row.scope))

    await database.transaction(work)


async def remove_view(actor: Actor, view_id: int) -> None:
    """Remove a view. Raises NotFound, Forbidden; removing it twice is as once."""
    view = await queries.view_of(await queries.scope_of(actor), view_id)
    policy.may_change_view(actor, view.owner_id).require()

    async def work() -> None:
        if await database.execute("DELETE FROM desk_views WHERE id = $1", view_id):
            await events.record(DeskViewRemoved(actor_id=actor.id, subject_id=view_id))

    await database.transaction(work)


async def _values(actor: Actor, form: ViewForm) -> dict[str, Any]:
    """What a row keeps of the form. Raises Forbidden, and Invalid for a team that is not there."""
    scope = await queries.scope_of(actor)
    team_id = form["for_team"] if form["scope"] == "team" else None
    policy.may_save_view(actor, form["scope"], team_id, scope.team_ids).require()
    if team_id is not None and team_id not in dict(await queries.teams()):
        raise Invalid({"for_team": _("Please choose one of the options.")})
    spec = form.spec
    return {
        "name": form["name"], "scope": form["scope"], "team_id": team_id, "rule": spec.match,
        "conditions": conditions.kept(spec.conditions), "columns": ",".join(spec.columns), "grouping": spec.grouping,
        "sorting": spec.order,
    }
