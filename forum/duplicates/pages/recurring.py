"""Doors on the desk: the board of questions that keep coming back, and one of them with its threads."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.duplicates import policy, wording
from forum.duplicates.actions import confirming
from forum.duplicates.forms import Narrowing
from forum.duplicates.queries.board import board as clusters
from forum.duplicates.queries.board import visible_cluster
from forum.duplicates.queries.pairs import visible_pairs
from forum.duplicates.views import ClusterLine, OpenPair
from forum.errors import Conflict, Invalid
from forum.i18n import format_number, ngettext
from forum.i18n import gettext as _
from forum.web import admin, answers, ratelimit, reading

#: What begins the name of a field that holds a pair's version.
_PAIR = "pair-"


async def board(request: Request) -> Response:
    """GET /desk/recurring: what to act on first at the top, narrowed to a category if one is chosen."""
    admin.may_open(request)
    viewer: Actor = request.scope["viewer"]
    policy.may_see_recurring(viewer).require()
    tree = await categories.tree(viewer)
    slug = reading.query(request, "category")
    nodes = [node for top in tree for node in (top, *top.children)]
    chosen = next((node for node in nodes if node.slug == slug), None)
    ids = (chosen.id, *(child.id for child in chosen.children)) if chosen is not None else ()
    context = {
        "lines": await clusters(viewer, ids), "filter_count": int(chosen is not None),
        "filter": Narrowing({"category": slug if chosen is not None else ""}),
        "category_options": [("", _("All categories")), *((node.slug, node.name) for node in nodes)],
        "plot_text": plot_text, "trend_text": trend_text, "answer_text": answer_text, "usual_text": usual_text,
    }
    return await answers.page(request, "duplicates/recurring.html", admin.admin_context(request) | context)


async def cluster(request: Request) -> Response:
    """GET /desk/recurring/ID: one question with all who asked it, and what may be decided of them."""
    admin.may_open(request)
    viewer: Actor = request.scope["viewer"]
    policy.may_see_recurring(viewer).require()
    line, members = await visible_cluster(viewer, reading.path_id(request))
    open_ones = [member for member in members if member.pair_id and policy.may_decide_pair(viewer, member)]
    context = {
        "line": line, "members": members, "open_ids": {member.pair_id for member in open_ones[: confirming.AT_ONCE]},
        "undoable": await _undoable(request, viewer), "likeness": wording.likeness, "percent": wording.percent,
        "plot_text": plot_text, "trend_text": trend_text, "answer_text": answer_text, "usual_text": usual_text,
    }
    return await answers.page(request, "duplicates/cluster.html", admin.admin_context(request) | context)


async def confirm(request: Request) -> Response:
    """POST /desk/recurring/ID/confirmation: the chosen threads ask what the one in the middle asks, all of them or none."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    policy.may_see_recurring(viewer).require()
    cluster_id = reading.path_id(request)
    place = f"/desk/recurring/{cluster_id}"
    try:
        done = await confirming.confirm(viewer, cluster_id, _versions(await reading.form(request)))
    except Conflict as refusal:
        return answers.redirect(request, place, flash_text=refusal.sentence, kind="warning")
    except Invalid as refusal:
        return answers.redirect(request, place, flash_text=refusal.sentence, kind="danger")
    return answers.redirect(request, f"{place}?{urlencode({'confirmed': '.'.join(map(str, done))})}")


async def undo(request: Request) -> Response:
    """POST /desk/recurring/ID/confirmation/remove: as it was before they were confirmed together."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    policy.may_see_recurring(viewer).require()
    place = f"/desk/recurring/{reading.path_id(request)}"
    try:
        await confirming.undo(viewer, _versions(await reading.form(request)))
    except Conflict as refusal:
        return answers.redirect(request, place, flash_text=refusal.sentence, kind="warning")
    except Invalid as refusal:
        return answers.redirect(request, place, flash_text=refusal.sentence, kind="danger")
    return answers.redirect(request, place, flash_text=_("Undone: everything is as it was before."))


def _versions(values: Mapping[str, str]) -> dict[int, int]:
    """The pairs that were chosen, each with the version that was seen; what is no such field is passed over."""
    return {
        int(name.removeprefix(_PAIR)): int(value)
        for name, value in values.items()
        if name.startswith(_PAIR) and all(_is_number(text) for text in (name.removeprefix(_PAIR), value))
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


async def _undoable(request: Request, viewer: Actor) -> list[OpenPair]:
    """The pairs that were confirmed together a moment ago, as long as all of them can be undone."""
    texts = reading.query(request, "confirmed").split(".")
    ids = [int(text) for text in texts[: confirming.AT_ONCE] if _is_number(text)]
    found = await visible_pairs(viewer, ids) if ids else []
    now = clock.now()
    can_be = all(
        pair.state == "duplicate" and pair.has_before and pair.decided_at is not None
        and policy.may_undo(viewer, pair.decided_by_id, pair.decided_at, now)
        for pair in found
    )
    return found if can_be and len(found) == len(set(ids)) else []


def plot_text(line: ClusterLine) -> str:
    """What the small plot shows, in words."""
    return _(
        "Questions per week over half a year: %(total)s in all, at most %(most)s in one week, %(now)s in the past seven days.",
        total=sum(line.weeks), most=max(line.weeks), now=line.this_week,
    )


def trend_text(line: ClusterLine) -> str:
    """The past four weeks against the four before."""
    if line.trend > 0:
        return ngettext("%(num)s more than in the four weeks before", "%(num)s more than in the four weeks before", line.trend)
    if line.trend < 0:
        return ngettext("%(num)s fewer than in the four weeks before", "%(num)s fewer than in the four weeks before", -line.trend)
    return _("As in the four weeks before")


def usual_text(line: ClusterLine) -> str:
    """What a usual week brings."""
    return _("%(mean)s a week before", mean=format_number(round(line.usual, 1)))


def answer_text(line: ClusterLine) -> str:
    """The median time to the first answer."""
    hours = line.answer_hours
    if hours is None:
        return _("No answers yet")
    if hours < 1:
        return ngettext("%(num)s minute", "%(num)s minutes", max(1, round(hours * 60)))
    if hours < 48:
        return ngettext("%(num)s hour", "%(num)s hours", round(hours))
    return ngettext("%(num)s day", "%(num)s days", round(hours / 24))


routes: list[BaseRoute] = [
    Route("/desk/recurring", board, methods=["GET"]),
    Route("/desk/recurring/{id}", cluster, methods=["GET"]),
    Route("/desk/recurring/{id}/confirmation", confirm, methods=["POST"]),
    Route("/desk/recurring/{id}/confirmation/remove", undo, methods=["POST"]),
]
