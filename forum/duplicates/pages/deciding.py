"""Doors on the desk: the queue of questions that may be the same, and deciding on them one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.duplicates import policy, wording
from forum.duplicates.actions import deciding
from forum.duplicates.agreement import Pieces, agreement
from forum.duplicates.forms import SNOOZES, Decision, Narrowing, Undo
from forum.duplicates.queries.pairs import ONLY, Wanted, queue, visible_pair, words_on
from forum.duplicates.views import PairSide, PairView
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.web import admin, answers, ratelimit, reading

#: The scores from which the queue can be shown, in per cent; the first is the usual one.
LEAST = (50, 25, 75, 90)
#: What of the address narrows the queue, and goes along from pair to pair.
_FILTERS = ("only", "category", "least", "thread")


@dataclass(frozen=True, slots=True)
class Compared:
    """One side of the pair with its words in pieces, and whether it is the one proposed to stay."""

    thread: PairSide
    title: Pieces
    text: Pieces
    is_proposed: bool


async def show(request: Request) -> Response:
    """GET /desk/duplicates: the first pair that waits, or the one asked for, and what comes after it."""
    admin.may_open(request)
    viewer: Actor = request.scope["viewer"]
    policy.may_decide(viewer).require()
    tree = await categories.tree(viewer)
    wanted = _wanted(request, tree)
    waiting = await queue(viewer, wanted)
    asked = reading.number(request, "pair", 0, high=reading.MAX_ID)
    pair_id = asked or next((line.id for line in waiting.lines), 0)
    pair = await visible_pair(viewer, pair_id) if pair_id else None
    query = _filters(request)
    context: dict[str, Any] = {
        "queue": waiting, "pair": pair, "asked": asked, "query": query, "only": wanted.only, "wanted": wanted,
        "filter_count": sum(1 for name, _value in query if name != "thread"),
        "only_options": _only_options(), "least_options": [(str(least), _at_least(least)) for least in LEAST],
        "category_options": [("", _("All categories")), *((node.slug, name) for node, name in _all(tree))],
        "filter": Narrowing({
            "only": wanted.only, "category": reading.query(request, "category"), "least": str(round(wanted.least * 100)),
        }),
        "undoable": await _undoable(request, viewer), "snoozes": SNOOZES, "percent": wording.percent,
        "state_name": wording.state_name, "likeness": wording.likeness,
        "back": urlencode(query), "line_url": lambda pair_id: _address([*query, ("pair", str(pair_id))]),
    }
    if pair is not None:
        context |= await _compared(viewer, pair)
    return await answers.page(request, "duplicates/queue.html", admin.admin_context(request) | context)


async def decide(request: Request) -> Response:
    """POST /desk/duplicates/ID/decision: what the two are to each other; on to the next."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    pair_id = reading.path_id(request)
    values = await reading.form(request)
    if values.get("canonical"):
        # The button that says which one stays says that the other is its duplicate.
        values.setdefault("decision", "duplicate")
    back = _back(values)
    try:
        decided = await deciding.decide(viewer, pair_id, Decision.read(values))
    except Conflict as refusal:
        return answers.redirect(request, _address([*back, ("pair", str(pair_id))]), flash_text=refusal.sentence, kind="warning")
    except Invalid as refusal:
        return answers.redirect(request, _address([*back, ("pair", str(pair_id))]), flash_text=refusal.sentence, kind="danger")
    return answers.redirect(request, _address([*back, ("decided", str(decided.pair_id))]))


async def undo(request: Request) -> Response:
    """POST /desk/duplicates/ID/decision/remove: as it was before the last decision."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    pair_id = reading.path_id(request)
    values = await reading.form(request)
    place = _address([*_back(values), ("pair", str(pair_id))])
    form = Undo.read(values)
    form.check()
    try:
        await deciding.undo(viewer, pair_id, form["version"])
    except Conflict as refusal:
        return answers.redirect(request, place, flash_text=refusal.sentence, kind="warning")
    return answers.redirect(request, place, flash_text=_("Undone: everything is as it was before."))


async def _compared(viewer: Actor, pair: PairView) -> dict[str, object]:
    low, high = agreement((pair.low.title, pair.low.text), (pair.high.title, pair.high.text))
    stays = pair.canonical_id
    return {
        "sides": [
            Compared(pair.low, low[0], low[1], pair.low.id == stays),
            Compared(pair.high, high[0], high[1], pair.high.id == stays),
        ],
        "why": wording.why(pair.parts),
        "words": await words_on(pair),
        "may_decide": policy.may_decide_pair(viewer, pair),
    }


async def _undoable(request: Request, viewer: Actor) -> PairView | None:
    """The pair that was decided last, as long as that can be undone."""
    decided = reading.number(request, "decided", 0, high=reading.MAX_ID)
    try:
        pair = await visible_pair(viewer, decided) if decided else None
    except NotFound:
        return None
    if pair is None or not pair.can_be_undone or pair.decided_at is None:
        return None
    return pair if policy.may_undo(viewer, pair.decided_by_id, pair.decided_at, clock.now()) else None


def _wanted(request: Request, tree: list[CategoryNode]) -> Wanted:
    only = reading.query(request, "only")
    slug = reading.query(request, "category")
    ids: tuple[int, ...] = ()
    if slug:
        node = next((node for node, _name in _all(tree) if node.slug == slug), None)
        ids = (node.id, *(child.id for child in node.children)) if node is not None else (0,)
    least = reading.number(request, "least", LEAST[0], 0, 100)
    thread_id = reading.number(request, "thread", 0, high=reading.MAX_ID)
    return Wanted(only if only in ONLY else "", ids, least / 100 if not thread_id else 0.0, thread_id)


def _filters(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name in _FILTERS if (value := reading.query(request, name)[:80])]


def _back(values: dict[str, str]) -> list[tuple[str, str]]:
    """The filters that the form brought along."""
    return [(name, value[:80]) for name, value in parse_qsl(values.get("back", "")[:600]) if name in _FILTERS]


def _address(query: Iterable[tuple[str, str]]) -> str:
    pairs = [(name, value) for name, value in query if value]
    return f"/desk/duplicates?{urlencode(pairs)}" if pairs else "/desk/duplicates"


def _all(tree: list[CategoryNode]) -> list[tuple[CategoryNode, str]]:
    return [
        pair for top in tree for pair in ((top, top.name), *((child, f"{top.name} › {child.name}") for child in top.children))
    ]


def _only_options() -> list[tuple[str, str]]:
    return [
        ("", _("All that wait")), ("contested", _("Contested by the asker")), ("suggested", _("Suggested by people")),
        ("snoozed", _("Put off")), ("mine", _("Decided by me")),
    ]


def _at_least(percent: int) -> str:
    return _("%(percent)s %% and more", percent=percent)


routes: list[BaseRoute] = [
    Route("/desk/duplicates", show, methods=["GET"]),
    Route("/desk/duplicates/{id}/decision", decide, methods=["POST"]),
    Route("/desk/duplicates/{id}/decision/remove", undo, methods=["POST"]),
]
