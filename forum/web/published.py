"""What programs fetch again and again: feeds and sitemaps as XML, the same for everybody, and 304 when unchanged."""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.requests import Request
from starlette.responses import Response

#: Seconds for which anybody may keep an answer without asking again.
FRESH = 300
#: A year in which the site's name was ours: part of the ids of entries, which must never change.
_TAG_YEAR = "2026"
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
#: What stands for "never" where a date must be given.
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. `name` is what its id is made of ("post-12"), `path` where it is read, `html` all of it."""

    name: str
    title: str
    path: str
    html: str
    author: str
    created_at: datetime
    updated_at: datetime
    lang: str = ""
    labels: Sequence[str] = field(default_factory=tuple)


def atom(site_url: str, path: str, title: str, about_path: str, lang: str, items: Sequence[Item]) -> bytes:
    """An Atom feed that stands at `path` and tells of the page at `about_path`. Entries keep the order given."""
    feed = Element("feed", {"xmlns": _ATOM, _XML_LANG: lang})
    _text(feed, "id", tag_uri(site_url, f"feed:{path}"))
    _text(feed, "title", title)
    _text(feed, "updated", _iso(last_change(items)))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site_url + escaped(path)})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site_url + escaped(about_path)})
    for item in items:
        entry = SubElement(feed, "entry", {_XML_LANG: item.lang} if item.lang else {})
        _text(entry, "id", tag_uri(site_url, item.name))
        _text(entry, "title", item.title)
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": site_url + escaped(item.path)})
        _text(entry, "published", _iso(item.created_at))
        _text(entry, "updated", _iso(item.updated_at))
        _text(SubElement(entry, "author"), "name", item.author)
        for label in item.labels:
            SubElement(entry, "category", {"term": label})
        # Links within our pages are relative; readers elsewhere need to know to what.
        content = SubElement(entry, "content", {"type": "html", _XML_BASE: f"{site_url}/"})
        content.text = item.html
    return _DECLARATION + tostring(feed, encoding="utf-8")


def sitemap(site_url: str, pages: Sequence[tuple[str, datetime | None]]) -> bytes:
    """A sitemap of these paths, each with its last change where that is known."""
    return _map("urlset", "url", site_url, pages)


def sitemap_index(site_url: str, maps: Sequence[str]) -> bytes:
    """The index of the sitemaps at these paths."""
    return _map("sitemapindex", "sitemap", site_url, [(path, None) for path in maps])


def answer(request: Request, body: bytes, media_type: str, modified: datetime | None = None) -> Response:
    """The same for everybody: cacheable, and 304 for whoever has it already (by ETag first, else by date)."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"etag": etag, "cache-control": f"public, max-age={FRESH}", "vary": "accept-encoding"}
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if _has_it(request, etag, modified):
        return Response(status_code=304, headers=headers)
    if len(body) > 1_024 and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type=media_type)


def last_change(items: Sequence[Item]) -> datetime:
    """When any of the entries changed last; long ago for none."""
    return max((item.updated_at for item in items), default=_BEGINNING)


def tag_uri(site_url: str, name: str) -> str:
    """An id for ever (RFC 4151), also when the site moves from http to https."""
    return f"tag:{urlsplit(site_url).hostname},{_TAG_YEAR}:{escaped(name)}"


def escaped(path: str) -> str:
    """A path with letters of other scripts as an address carries them; what is escaped already stays."""
    return quote(path, safe="/:?#[]@!$&'()*+,;=%~-._")


def _map(root: str, each: str, site_url: str, pages: Sequence[tuple[str, datetime | None]]) -> bytes:
    top = Element(root, {"xmlns": _SITEMAP})
    for path, changed in pages:
        one = SubElement(top, each)
        _text(one, "loc", site_url + escaped(path))
        if changed is not None:
            _text(one, "lastmod", _iso(changed))
    return _DECLARATION + tostring(top, encoding="utf-8")


def _has_it(request: Request, etag: str, modified: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return asked.strip() == "*" or etag in (one.strip() for one in asked.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(since) >= modified.replace(microsecond=0)
    except (ValueError, TypeError):
        return False


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
