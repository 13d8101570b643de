"""Doors: one change of many items, looked at before it is done."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.desk import actions, conditions, policy, queries, wording
from forum.desk.forms import Bulk, read_stamps
from forum.errors import Invalid
from forum.tickets import queries as tickets
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context


async def change_many(request: Request) -> Response:
    """POST /desk/bulk: what a change would do to the selected items; with step=apply it is done, and told item by item."""
    actor: Actor = request.scope["viewer"]
    policy.may_work(actor).require()
    await ratelimit.limit(request, "act")
    sent = await reading.form_lists(request)
    form = Bulk.read({name: values[-1] for name, values in sent.items() if name in Bulk.fields})
    stamps = read_stamps(sent.get("item", []))
    tried = sent.get("step", [""])[-1] == "apply"
    outcomes: list[actions.Outcome] = []
    status = 200
    try:
        outcomes = await (actions.apply if tried else actions.planned)(actor, stamps, form)
    except Invalid as error:
        form.refuse(error)
        status = 422
    context: dict[str, Any] = {
        "outcomes": outcomes, "form": form, "tried": tried and not form.errors, "words": wording, "back": "/desk",
        "what": wording.verb(form.values.get("verb", "")), "told": await _told(form),
        "possible": sum(not one.problem for one in outcomes),
    }
    return await answers.page(request, "desk/bulk.html", admin_context(request) | context, status=status)


async def _told(form: Bulk) -> Callable[[str], str]:
    """How a value before or after is told: people, teams and reasons by name, the rest in words."""
    verb = form.values.get("verb", "")
    listed = {"assign": queries.colleagues, "team": queries.teams, "reason": _reason_names}.get(verb)
    names = dict(await listed()) if listed is not None else {}
    ranks = {str(rank): name for name, rank in conditions.PRIORITIES.items()}

    def told(value: str) -> str:
        if verb == "status":
            return wording.status(value)
        if verb == "priority":
            return wording.priority(ranks.get(value, value))
        return names.get(int(value), value) if value.isdecimal() and names else value or "—"

    return told


async def _reason_names() -> list[tuple[int, str]]:
    return [(one.id, one.trail) for one in await tickets.reasons(archived=True)]


routes: list[BaseRoute] = [Route("/desk/bulk", change_many, methods=["POST"])]
