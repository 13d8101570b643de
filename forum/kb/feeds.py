"""Door: what programs read of the knowledge base, always as a guest would: a feed of changes, and the sitemap."""

from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.kb import queries
from forum.web import published
from forum.web.published import Item

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


async def changes(request: Request) -> Response:
    """GET /help/feed.atom: what was published last, each language by itself."""
    configured = settings.current()
    items = [
        Item(
            name=f"article-{article.id}-{article.lang}", title=article.title, path=article.path, html=article.html,
            author=article.publisher_shown or configured.site_name, created_at=article.published_at,
            updated_at=article.changed_at, lang=article.lang,
            labels=(article.category.name, article.section.name, *article.labels),
        )
        for article in await queries.changes()
    ]
    with use_locale(configured.site_language):
        name = _("%(title)s · %(site)s", title=_("Help"), site=configured.site_name)
    body = published.atom(configured.site_url, "/help/feed.atom", name, "/help", configured.site_language, items)
    return published.answer(request, body, "application/atom+xml", published.last_change(items))


async def sitemap(request: Request) -> Response:
    """GET /sitemaps/articles.xml: every article that everyone may read, with its languages."""
    site_url = settings.current().site_url
    found = await queries.sitemap()
    top = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for path in (("/help",) if found else ()):
        SubElement(SubElement(top, "url"), "loc").text = site_url + path
    for _id, versions, changed in found:
        for _lang, path in versions:
            one = SubElement(top, "url")
            SubElement(one, "loc").text = site_url + published.escaped(path)
            SubElement(one, "lastmod").text = changed.strftime("%Y-%m-%dT%H:%M:%SZ")
            if len(versions) > 1:
                for lang, other in versions:
                    SubElement(one, "xhtml:link", {
                        "rel": "alternate", "hreflang": lang, "href": site_url + published.escaped(other),
                    })
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="utf-8")
    return published.answer(request, body, "application/xml", max((changed for _i, _v, changed in found), default=None))


routes: list[BaseRoute] = [
    Route("/help/feed.atom", changes, methods=["GET"]),
    Route("/sitemaps/articles.xml", sitemap, methods=["GET"]),
]
