"""Door: what programs read, always as a guest would: feeds, sitemaps, robots.txt, and what browsers fetch unasked."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import GUEST
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.threads import queries
from forum.threads.queries import Entry
from forum.threads.views import thread_path
from forum.web import answers, published, reading
from forum.web.published import Item

ATOM = "application/atom+xml"
XML = "application/xml"
#: Threads in one sitemap.
SITEMAP_SIZE = 10_000
#: Tags that a sitemap names, the most used first.
SITEMAP_TAGS = 2_000

#: What is not for robots: one's own pages, forms, and searches without end.
DISALLOWED = (
    "/desk", "/settings", "/sign-in", "/sign-up", "/sign-out", "/verify", "/reset", "/search", "/ask", "/drafts",
    "/bookmarks", "/notifications", "/unsubscribe", "/design", "/posts/", "/replies/",
)


async def latest(request: Request) -> Response:
    """GET /feed.atom: the threads opened last."""
    return _feed(request, "/feed.atom", "/threads", "", await queries.newest_publicly())


async def category(request: Request) -> Response:
    """GET /categories/SLUG/feed.atom: the newest of a category and those below it."""
    found = await categories.visible_category(GUEST, request.path_params["slug"])
    tree = await categories.tree(GUEST)
    children: Sequence[CategoryNode] = next((node.children for node in tree if node.id == found.id), ())
    entries = await queries.newest_publicly(category_ids=(found.id, *(child.id for child in children)))
    return _feed(request, f"{found.path}/feed.atom", found.path, found.name, entries)


async def tag(request: Request) -> Response:
    """GET /tags/NAME/feed.atom: the newest with a tag. Another spelling leads to the tag's own feed."""
    found = await categories.tag_named(request.path_params["name"])
    entries = await queries.newest_publicly(tag_id=found.id)
    if not (found.is_public or entries):
        raise NotFound(_("There is no such tag."))
    path = f"/tags/{quote(found.name, safe='')}"
    if found.redirect:
        return answers.redirect(request, f"{path}/feed.atom", status=301)
    return _feed(request, f"{path}/feed.atom", path, found.name, entries)


async def thread(request: Request) -> Response:
    """GET /threads/ID/feed.atom: a thread's latest replies, and its opening."""
    try:
        found, entries = await queries.thread_publicly(reading.path_id(request))
    except queries.MovedAway as moved:
        successor = await queries.thread_or_successor(GUEST, moved.into_id)
        return answers.redirect(request, f"/threads/{successor.id}/feed.atom", status=301)
    return _feed(request, f"/threads/{found.id}/feed.atom", found.path, found.title, entries)


async def sitemap_index(request: Request) -> Response:
    """GET /sitemap.xml: where the sitemaps are."""
    count = await queries.sitemap_chunks(SITEMAP_SIZE)
    maps = ["/sitemaps/pages.xml", "/sitemaps/articles.xml", *(f"/sitemaps/{number}.xml" for number in range(1, count + 1))]
    return published.answer(request, published.sitemap_index(settings.current().site_url, maps), XML)


async def sitemap_of_pages(request: Request) -> Response:
    """GET /sitemaps/pages.xml: home, the lists, every open category and the tags."""
    paths = ["/", "/threads", "/categories", "/tags"]
    for node in await categories.tree(GUEST):
        paths += [node.path, *(child.path for child in node.children)]
    paths += [f"/tags/{quote(tag.name, safe='')}" for tag in await categories.popular_tags(SITEMAP_TAGS)]
    body = published.sitemap(settings.current().site_url, [(path, None) for path in paths])
    return published.answer(request, body, XML)


async def sitemap_of_threads(request: Request) -> Response:
    """GET /sitemaps/N.xml: the threads with ids of the N-th ten thousand that everyone may read."""
    number = reading.path_id(request, "number")
    if number > await queries.sitemap_chunks(SITEMAP_SIZE):
        raise NotFound
    found = await queries.sitemap_threads(number - 1, SITEMAP_SIZE)
    pages = [(thread_path(thread_id, slug), changed) for thread_id, slug, changed in found]
    body = published.sitemap(settings.current().site_url, pages)
    return published.answer(request, body, XML, max((changed for _id, _slug, changed in found), default=None))


async def robots(request: Request) -> Response:
    """GET /robots.txt: what robots need not read, and where the sitemaps are."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED), ""]
    lines.append(f"Sitemap: {settings.current().site_url}/sitemap.xml\n")
    return published.answer(request, "\n".join(lines).encode(), "text/plain")


async def favicon(request: Request) -> Response:
    """GET /favicon.ico: for those who ask without reading the page first."""
    response = answers.redirect(request, _mark(request), status=302)
    response.headers["cache-control"] = "public, max-age=86400"
    return response


async def manifest(request: Request) -> Response:
    """GET /manifest.webmanifest: the name and the mark with which the site stands on a home screen."""
    configured = settings.current()
    body = json.dumps({
        "name": configured.site_name,
        "short_name": configured.site_name[:12],
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "lang": configured.site_language,
        "icons": [{"src": _mark(request), "sizes": "any", "type": "image/svg+xml"}],
    }, ensure_ascii=False)
    return published.answer(request, body.encode(), "application/manifest+json")


def _feed(request: Request, path: str, about_path: str, title: str, entries: Sequence[Entry]) -> Response:
    configured = settings.current()
    with use_locale(configured.site_language):
        name = _("%(title)s · %(site)s", title=title or _("Latest threads"), site=configured.site_name)
        items = [_item(entry) for entry in entries]
    body = published.atom(configured.site_url, path, name, about_path, configured.site_language, items)
    return published.answer(request, body, ATOM, published.last_change(items))


def _item(entry: Entry) -> Item:
    return Item(
        name=f"post-{entry.post_id}",
        title=entry.title if entry.position == 0 else _("Re: %(title)s", title=entry.title),
        path=entry.path, html=entry.html, author=entry.author_name, created_at=entry.created_at,
        updated_at=entry.updated_at, lang=entry.lang, labels=(entry.category_name, *entry.tags),
    )


def _mark(request: Request) -> str:
    return str(request.app.state.frame.environment.globals["asset"]("icons/mark.svg"))


routes: list[BaseRoute] = [
    Route("/feed.atom", latest, methods=["GET"]),
    Route("/categories/{slug}/feed.atom", category, methods=["GET"]),
    Route("/tags/{name}/feed.atom", tag, methods=["GET"]),
    Route("/threads/{id}/feed.atom", thread, methods=["GET"]),
    Route("/sitemap.xml", sitemap_index, methods=["GET"]),
    Route("/sitemaps/pages.xml", sitemap_of_pages, methods=["GET"]),
    Route("/sitemaps/{number}.xml", sitemap_of_threads, methods=["GET"]),
    Route("/robots.txt", robots, methods=["GET"]),
    Route("/favicon.ico", favicon, methods=["GET"]),
    Route("/manifest.webmanifest", manifest, methods=["GET"]),
]
