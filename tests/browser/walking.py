"""Walking through a site by its links, as one person: which pages there are, and which links lead nowhere."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from starlette.routing import Match, Route

from forum.app import routes

#: Addresses tried of one kind of page (the same route with the same parameters), and of one route.
OF_A_KIND, OF_A_ROUTE = 2, 6

_LINKS = re.compile(r"""<(?:a|link|form|img|script|use)\b[^>]*?\b(?:href|src|action)="([^"]*)"[^>]*>""")
_LOCATIONS = re.compile(r"<loc>([^<]*)</loc>")
_ROUTES = [route for route in routes() if isinstance(route, Route)]


@dataclass(slots=True)
class Walk:
    """What was found: the answers by address, and what did not answer well."""

    pages: dict[str, httpx.Response] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    redirected: list[str] = field(default_factory=list)

    @property
    def html(self) -> dict[str, str]:
        """The pages that a person reads, by address."""
        return {
            path: answer.text
            for path, answer in self.pages.items()
            if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
        }

    @property
    def patterns(self) -> set[str]:
        """The routes that were walked through."""
        return {pattern_of(path) for path in (*self.pages, *self.redirected)}


def pattern_of(path: str, method: str = "GET") -> str:
    """The route that answers a path, as it is written in the code; "" for none."""
    scope = {"type": "http", "path": urlsplit(path).path, "method": method, "root_path": ""}
    return next((route.path for route in _ROUTES if route.matches(scope)[0] is Match.FULL), "")


def walk(client: httpx.Client, starts: Iterable[str] = ("/",)) -> Walk:
    """Follow every kind of link from `starts` on. Redirects are followed and their targets counted as pages."""
    found = Walk()
    waiting = deque((path, "the start") for path in starts)
    known: set[str] = set()
    kinds: dict[object, int] = defaultdict(int)
    while waiting:
        path, source = waiting.popleft()
        pattern = pattern_of(path)
        kind = (pattern, frozenset(parse_qs(urlsplit(path).query)))
        if path in known or (pattern and (kinds[kind] >= OF_A_KIND or kinds[pattern] >= OF_A_ROUTE)):
            continue
        known.add(path)
        kinds[kind] += 1
        kinds[pattern] += 1
        answer = client.get(path)
        if answer.status_code in (301, 302, 303, 307, 308):
            found.redirected.append(path)
            waiting.appendleft((answer.headers["location"].partition("#")[0], path))
            continue
        found.pages[path] = answer
        if answer.status_code >= 400:
            found.broken.append(f"{answer.status_code} {path} (linked from {source})")
        elif answer.headers["content-type"].startswith(("text/html", "application/xml")):
            waiting.extend((link, path) for link in links(answer.text, path, str(client.base_url)))
    return found


def links(html: str, path: str, site: str) -> list[str]:
    """The addresses of this site that a page links to by GET, as paths."""
    result = [match[1].removeprefix(site.rstrip("/")) for match in _LOCATIONS.finditer(html)]
    for match in _LINKS.finditer(html):
        if match[0].startswith("<form") and 'method="post"' in match[0]:
            continue
        target = urlsplit(urljoin(f"{site.rstrip('/')}{path}", unescape(match[1])))
        if f"{target.scheme}://{target.netloc}" == site.rstrip("/") and not target.path.startswith("/assets/"):
            result.append(target.path + (f"?{target.query}" if target.query else ""))
    return list(dict.fromkeys(result))
