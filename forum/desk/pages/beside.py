"""Doors: what is known beside an item, for its own page and as a part of others."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.desk import policy, queries, wording
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context


async def beside(request: Request) -> Response:
    """GET /desk/beside/KEY: the person's history and trail, and what is like the item; as a fragment for a page beside."""
    viewer: Actor = request.scope["viewer"]
    policy.may_work(viewer).require()
    await ratelimit.limit(request, "similar")
    scope = await queries.scope_of(viewer)
    item = await queries.find(scope, request.path_params["key"])
    on_page = reading.query(request, "reply") == "1"
    fetched = answers.wants_fragment(request)
    context = {
        "open": item, "beside": await queries.beside(scope, item), "words": wording,
        "here": "" if on_page else f"/desk/beside/{item.key}",
        # Beside a reply box they are buttons of it; on a page of their own they lead to it.
        "puts": on_page and fetched, "insert_url": (lambda one: f"{item.path}?insert={one}") if on_page else None,
        "macro_url": (lambda one: f"{item.path}?macro={one}") if on_page else None,
    }
    if fetched:
        return answers.fragment(request, "desk/_beside.html", context)
    return await answers.page(request, "desk/beside.html", admin_context(request) | context)


routes: list[BaseRoute] = [Route("/desk/beside/{key}", beside, methods=["GET"])]
