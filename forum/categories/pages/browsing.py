"""What everyone may look through: the categories, the tags, and tags while one is typed."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.categories import queries
from forum.web import answers, ratelimit, reading


async def show_categories(request: Request) -> Response:
    """The categories that the visitor may see, as a quiet list."""
    return await answers.page(
        request, "categories/categories.html", {"categories": await queries.tree(request.scope["viewer"])}
    )


async def show_tags(request: Request) -> Response:
    """The index of tags, or those that a search finds."""
    q = reading.query(request, "q")[:100]
    if q:
        await ratelimit.limit(request, "search")
    found = await queries.tags_page(request.scope["viewer"], q, reading.number(request, "page", 1))
    context = {"q": q, "found": found, "url_for": lambda page: page_url("/tags", q, page)}
    return await answers.page(request, "categories/tags.html", context)


async def suggest_tags(request: Request) -> Response:
    """Tags that begin with what was typed: [{"name", "count", "description"}], the most used first."""
    await ratelimit.limit(request, "search")
    found = await queries.suggest_tags(request.scope["viewer"], reading.query(request, "q")[:100])
    return answers.json(
        request, [{"name": tag.name, "count": tag.thread_count, "description": tag.description} for tag in found]
    )


def page_url(path: str, q: str, page: int) -> str:
    """The address of a page of a searchable list."""
    query = {"q": q} if q else {}
    if page > 1:
        query["page"] = str(page)
    return f"{path}?{urlencode(query)}" if query else path


routes: list[BaseRoute] = [
    Route("/categories", show_categories, methods=["GET"]),
    Route("/tags", show_tags, methods=["GET"]),
    Route("/tags/suggest", suggest_tags, methods=["GET"]),
]
