"""Doors: the home page, and the page of all components for those who build it."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock, settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.errors import NotFound
from forum.threads import queries
from forum.web import answers


async def home(request: Request) -> Response:
    """GET /: ask or search first, then what needs help and what was solved."""
    viewer: Actor = request.scope["viewer"]
    return await answers.page(request, "threads/home.html", {
        "front": await queries.front(viewer),
        "tree": await categories.tree(viewer),
        "site_data": _site_data(),
    })


async def design(request: Request) -> Response:
    """GET /design: every component in every state; only where DEVELOPMENT is on."""
    if not settings.current().development:
        raise NotFound
    return await answers.page(request, "design/components.html", {"sample": {"at": clock.now() - timedelta(hours=3)}})


def _site_data() -> dict[str, Any]:
    """What search engines may know of the whole site: its name, and where to search it."""
    configured = settings.current()
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": configured.site_name,
        "url": f"{configured.site_url}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{configured.site_url}/search?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


routes: list[BaseRoute] = [
    Route("/", home, methods=["GET"]),
    Route("/design", design, methods=["GET"]),
]
