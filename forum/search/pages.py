"""Doors: the search and its results, completion, searches of one's own, and for staff what nobody found."""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.desk import actions as trails
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.i18n import mark
from forum.search import actions, policy, queries
from forum.search.forms import Keep
from forum.search.query import MOST_TYPED, Query, parse
from forum.search.views import Found
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context, may_open

#: The tabs over the results, by the words on them.
KINDS = {
    "all": mark("All"), "questions": mark("Questions"), "solved": mark("Solved"), "unanswered": mark("Unanswered"),
    "ideas": mark("Ideas"), "talk": mark("Discussions"), "articles": mark("Articles"),
}
SORTS = {"best": mark("Best match"), "newest": mark("Newest")}


async def search(request: Request) -> Response:
    """GET /search: what `q` finds, a page of it; as a fragment the first few, below the field while somebody types."""
    viewer: Actor = request.scope["viewer"]
    typed = reading.query(request, "q")[:MOST_TYPED]
    typing = answers.wants_fragment(request)
    kind = _one_of(request, "kind", queries.KINDS)
    sort = _one_of(request, "sort", queries.SORTS)
    frame = answers.frame_context(request)
    query = parse(typed, clock.now().astimezone(ZoneInfo(frame["time_zone"])).date())
    found = None
    if not query.is_empty:
        await ratelimit.limit(request, "search")
        found = await queries.find(
            viewer, query, kind=kind, sort=sort, page=reading.number(request, "page", 1, high=queries.MOST_PAGES),
            zone=frame["time_zone"], typing=typing,
        )
    context: dict[str, Any] = {"q": typed, "query": query, "found": found, "ask_url": _ask_url(query)}
    if typing:
        return answers.fragment(request, "search/_typing.html", context)
    if found is not None:
        trails.note_search(viewer, typed)
        actions.note(viewer, query, 0 if found.relaxed else found.count)
    own = found is None and not viewer.is_guest
    return await answers.page(request, "search/show.html", {
        **context,
        "kind": kind,
        "sort": sort,
        "tabs": [
            {"label": _(label), "url": _address(q=typed, kind=name, sort=sort), "current": name == kind}
            for name, label in KINDS.items()
        ],
        "sorts": [
            {"label": _(label), "url": _address(q=typed, kind=kind, sort=name), "current": name == sort}
            for name, label in SORTS.items()
        ],
        "url_for": lambda number: _address(q=typed, kind=kind, sort=sort, page=str(number)),
        "here": _address(q=typed, kind=kind, sort=sort),
        "suggestion_url": _address(q=found.suggestion, kind=kind, sort=sort) if found else "",
        "summary": _summary(found) if found else "",
        "saved": await queries.saved(viewer) if own else (),
        "recent": await queries.recent(viewer) if own else (),
        "examples": _examples(),
    })


async def suggest(request: Request) -> Response:
    """GET /search/suggest: how the search in `q` may go on."""
    viewer: Actor = request.scope["viewer"]
    await ratelimit.limit(request, "search")
    typed = request.query_params.get("q", "")[:MOST_TYPED]
    found = await queries.completions(viewer, typed)
    return answers.json(request, [{"value": one.query, "label": one.label, "note": one.note} for one in found])


async def own(request: Request) -> Response:
    """GET /searches: what the viewer keeps and looked for of late."""
    policy.may_tidy(request.scope["viewer"]).require()
    return await _own(request, Keep())


async def keep(request: Request) -> Response:
    """POST /searches: keep a search under a name."""
    form = Keep.read(await reading.form(request))
    try:
        await actions.keep(request.scope["viewer"], form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _own(request, form, status=422)
    return answers.redirect(
        request, _address(q=form["q"]), flash_text=_("The search is kept. You find it under “Your searches”.")
    )


async def remove(request: Request) -> Response:
    """POST /searches/ID/remove: let go of a kept search."""
    await actions.remove(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, "/searches", flash_text=_("The search is no longer kept."))


async def clear(request: Request) -> Response:
    """POST /searches/recent/remove: forget what was looked for of late."""
    await actions.clear_recent(request.scope["viewer"])
    return answers.redirect(request, "/searches", flash_text=_("Your recent searches are forgotten."))


async def misses(request: Request) -> Response:
    """GET /desk/searches: what nobody found, and how far the index has come."""
    may_open(request)
    policy.may_see_misses(request.scope["viewer"]).require()
    return await answers.page(request, "search/desk.html", {
        "misses": await queries.misses(), "index": await queries.index_state(), **admin_context(request),
    })


async def remove_miss(request: Request) -> Response:
    """POST /desk/searches/ID/remove: this one has been dealt with."""
    await actions.remove_miss(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, "/desk/searches", flash_text=_("It comes back when somebody looks for it in vain again."))


async def _own(request: Request, form: Keep, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    return await answers.page(request, "search/own.html", {
        "form": form, "saved": await queries.saved(viewer), "recent": await queries.recent(viewer),
    }, status=status)


def _summary(found: Found) -> str:
    """What was found, in a sentence for whoever does not see the page change."""
    if found.cut_short:
        return _("This search takes too long. Please add a word that stands in fewer posts.")
    if not found.count:
        return _("Nothing found.")
    if found.relaxed:
        return _("Nothing has all of these words. What has most of them:")
    return ""


def _examples() -> list[tuple[str, str]]:
    """Operators by example: what to type, and what it does."""
    return [
        (_("\"paper jam\""), _("these words side by side")),
        (_("printer -scanner"), _("without a word")),
        (_("tag:wi-fi"), _("with this tag")),
        (_("author:me"), _("what you wrote")),
        (_("is:solved"), _("or unanswered, unsolved, open, closed, official")),
        (_("type:article"), _("or question, problem, idea, discussion, announcement")),
        (_("after:2026-01 before:7d"), _("written between two days")),
        (_("in:title update"), _("words of the title only")),
    ]


def _one_of(request: Request, name: str, known: Any) -> str:
    chosen = reading.query(request, name)
    return chosen if chosen in known else next(iter(known))


def _ask_url(query: Query) -> str:
    return f"/ask?{urlencode({'title': query.text[:200]})}" if query.text else "/ask"


def _address(**parts: str) -> str:
    """A search's address; what goes without saying is left out."""
    plain = {"kind": "all", "sort": "best", "page": "1"}
    kept = [(name, value) for name, value in parts.items() if value and plain.get(name) != value]
    return "/search" + (f"?{urlencode(kept)}" if kept else "")


routes: list[BaseRoute] = [
    Route("/search", search, methods=["GET"]),
    Route("/search/suggest", suggest, methods=["GET"]),
    Route("/searches", own, methods=["GET"]),
    Route("/searches", keep, methods=["POST"]),
    Route("/searches/recent/remove", clear, methods=["POST"]),
    Route("/searches/{id}/remove", remove, methods=["POST"]),
    Route("/desk/searches", misses, methods=["GET"]),
    Route("/desk/searches/{id}/remove", remove_miss, methods=["POST"]),
]
