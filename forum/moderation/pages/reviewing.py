"""Doors on the desk: the review queue, deciding on one thing after the other or on many at once, and the history."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.moderation import actions, queries, wording
from forum.moderation.forms import Decide, DecideMany, Narrow
from forum.moderation.queries import CAUSES, Wanted
from forum.moderation.views import ItemView, Queue
from forum.web import admin, answers, ratelimit, reading

#: What of the address narrows the queue, and goes along from item to item.
_FILTERS = ("cause", "mine")
#: What can be decided on many things at once, of whichever kind that takes it.
BULK = ("keep", "remove", "handled", "approve")


async def show(request: Request) -> Response:
    """GET /desk/review: the first thing that waits, or the one asked for, with its evidence, and what comes after it."""
    admin.may_open(request)
    viewer: Actor = request.scope["viewer"]
    wanted = Wanted(reading.query(request, "cause"), bool(reading.query(request, "mine")))
    waiting = await queries.queue(viewer, wanted)
    return await _page(request, viewer, wanted, waiting, reading.number(request, "item", 0, high=reading.MAX_ID))


async def claim(request: Request) -> Response:
    """POST /desk/review/ID/claim: I look at this."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    item_id, back = reading.path_id(request), _back(await reading.form(request))
    place = _address([*back, ("item", str(item_id))])
    if await actions.claim(viewer, item_id):
        return answers.redirect(request, place)
    item = await queries.item(viewer, item_id)
    return answers.redirect(request, place, flash_text=_taken(item), kind="warning")


async def let_go(request: Request) -> Response:
    """POST /desk/review/ID/claim/remove: somebody else may."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    item_id, back = reading.path_id(request), _back(await reading.form(request))
    await actions.let_go(viewer, item_id)
    return answers.redirect(request, _address([*back, ("item", str(item_id))]))


async def decide(request: Request) -> Response:
    """POST /desk/review/ID/decision: what is to be done; on to the next."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    item_id = reading.path_id(request)
    values = await reading.form(request)
    back, form = _back(values), Decide.read(values)
    place = _address([*back, ("item", str(item_id))])
    try:
        decision = await actions.decide(viewer, item_id, form)
    except Conflict as refusal:
        return answers.redirect(request, place, flash_text=refusal.sentence, kind="warning")
    except Invalid as refusal:
        # With what was typed: the reason is what is missing, as a rule.
        form.refuse(refusal)
        wanted = Wanted(dict(back).get("cause", ""), "mine" in dict(back))
        waiting = await queries.queue(viewer, wanted)
        return await _page(request, viewer, wanted, waiting, item_id, form, status=422)
    return answers.redirect(request, _address([*back, ("decided", str(decision))]))


async def decide_many(request: Request) -> Response:
    """POST /desk/review/decisions: one decision on everything that was chosen (fields item_ID with the version seen)."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    values = await reading.form(request)
    chosen = ",".join(
        f"{name.removeprefix('item_')}:{version}" for name, version in values.items() if name.startswith("item_")
    )
    place = _address(_back(values))
    try:
        many = await actions.decide_many(viewer, DecideMany.read(values | {"items": chosen}))
    except Invalid:
        return answers.redirect(request, place, flash_text=_("Please choose what to decide on."), kind="danger")
    told = ngettext("%(num)s decided.", "%(num)s decided.", many.decided)
    return answers.redirect(
        request, place, flash_text=" ".join([told, *many.refused[:3]]), kind="warning" if many.refused else "success"
    )


async def undo(request: Request) -> Response:
    """POST /desk/review/decisions/ID/remove: as it was before the decision."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    back = _back(await reading.form(request))
    try:
        item_id = await actions.undo(viewer, reading.path_id(request))
    except Conflict as refusal:
        return answers.redirect(request, _address(back), flash_text=refusal.sentence, kind="warning")
    told = _("Undone: everything is as it was before.")
    return answers.redirect(request, _address([*back, ("item", str(item_id))]), flash_text=told)


async def history(request: Request) -> Response:
    """GET /desk/review/history: what was decided, by whom and why."""
    admin.may_open(request)
    older = reading.number(request, "older", 0, high=reading.MAX_ID)
    lines, more = await queries.history(request.scope["viewer"], older)
    return await answers.page(request, "moderation/history.html", admin.admin_context(request) | {
        "lines": lines, "older_url": f"?older={more}" if more else None, "is_first": not older,
        "cause_name": wording.cause, "decision_name": wording.decision,
    })


async def _page(
    request: Request, viewer: Actor, wanted: Wanted, waiting: Queue, asked: int, form: Decide | None = None, *,
    status: int = 200,
) -> Response:
    item_id = asked or next((line.id for line in waiting.lines if not line.claimed_by or line.claimed_by_me), 0)
    item = await queries.item(viewer, item_id) if item_id else None
    query = [(name, value) for name, value in (("cause", wanted.cause), ("mine", "1" if wanted.mine else "")) if value]
    context: dict[str, Any] = {
        "queue": waiting, "item": item, "filter": Narrow({"cause": wanted.cause, "mine": "1" if wanted.mine else ""}),
        "cause_options": [("", _("All that wait")), *((word, wording.cause(word)) for word in CAUSES)],
        "filter_count": len(query), "back": urlencode(query), "form": form or Decide(),
        "line_url": lambda number: _address([*query, ("item", str(number))]),
        "undoable": await queries.undoable(viewer, reading.number(request, "decided", 0, high=reading.MAX_ID)),
        "cause_name": wording.cause, "decision_name": wording.decision, "to_decide": wording.to_decide,
        "keys": wording.KEYS, "reason_name": wording.reason, "rule_name": wording.rule,
        "outcome_name": wording.outcome, "bulk": BULK,
    }
    return await answers.page(
        request, "moderation/queue.html", admin.admin_context(request) | context, status=status
    )


def _taken(item: ItemView) -> str:
    """Why somebody could not claim an item."""
    if not item.is_open:
        return _(
            "%(name)s decided on this already: %(decision)s.", name=item.decided_by or _("Somebody"),
            decision=wording.decision(item.decision),
        )
    return _("%(name)s is looking at this now.", name=item.line.claimed_by or _("Somebody"))


def _back(values: dict[str, str]) -> list[tuple[str, str]]:
    """The filters that the form brought along."""
    return [(name, value[:20]) for name, value in parse_qsl(values.get("back", "")[:200]) if name in _FILTERS]


def _address(query: Iterable[tuple[str, str]]) -> str:
    pairs = [(name, value) for name, value in query if value]
    return f"/desk/review?{urlencode(pairs)}" if pairs else "/desk/review"


routes: list[BaseRoute] = [
    Route("/desk/review", show, methods=["GET"]),
    Route("/desk/review/history", history, methods=["GET"]),
    Route("/desk/review/decisions", decide_many, methods=["POST"]),
    Route("/desk/review/decisions/{id}/remove", undo, methods=["POST"]),
    Route("/desk/review/{id}/claim", claim, methods=["POST"]),
    Route("/desk/review/{id}/claim/remove", let_go, methods=["POST"]),
    Route("/desk/review/{id}/decision", decide, methods=["POST"]),
]
