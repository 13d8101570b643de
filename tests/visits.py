"""Visiting pages as somebody, through the whole application but without a socket or a browser.

    aiko = await visitor("aiko")                    # signed in; `await visitor()` is a guest
    page = await aiko.get("/ask")
    sent = await page.submit("/threads", title="…", body="…")       # the form that posts to /threads, filled in
    assert (await sent.follow()).find("h1").text == "…"

A visitor keeps cookies, sends what a browser sends of a request's origin, and never follows a redirect by itself.
"""

import asyncio
import importlib
import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from xml.etree.ElementTree import Element as Node

import html5lib
import httpx
import pytest
from starlette.applications import Starlette

from forum import clock, events
from forum import settings as forum_settings
from forum.accounts.middleware import cookie_name, hash_secret
from forum.accounts.models import Person, Session
from forum.web import ratelimit
from tests.cast import Cast

# For each request httpx looks for a package that is not there, to know whether trio is running. It is not.
importlib.import_module("httpx._transports.asgi").is_running_trio = lambda: False

Values = Mapping[str, Any]


@pytest.fixture
async def app(db: str) -> AsyncIterator[Starlette]:
    """The application on the test's database. Nobody delivers news here: `await world.settle()` does."""
    # The roof knows every flat: imported here, a flat with a fault in it fails its own tests and not everybody's.
    roof = importlib.import_module("forum.app")
    await ratelimit.reset()
    roof.reactions.install()
    yield roof.create_app(forum_settings.current(), work=False)
    events.listen({})


@pytest.fixture
async def visitor(app: Starlette, cast: Cast) -> AsyncIterator[Callable[..., Awaitable["Visitor"]]]:
    """Makes visitors: `await visitor("aiko")`, `await visitor(cast.aiko)`, `await visitor()` for a guest.

    Keywords are headers of every request, with underscores for hyphens: `await visitor(accept_language="ja")`.
    """
    made: list[Visitor] = []

    async def make(as_: str | Person | None = None, **headers: str) -> Visitor:
        person = cast.person(as_) if isinstance(as_, str) and as_ != "guest" else as_
        made.append(await visit(app, None if isinstance(person, str) else person, **headers))
        return made[-1]

    yield make
    for one in made:
        await one.client.aclose()


async def visit(app: Starlette, person: Person | None = None, **headers: str) -> "Visitor":
    """A visitor of `app`, signed in as `person` with a session of their own. `client.aclose()` ends the visit."""
    configured = forum_settings.current()
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=configured.site_url,
        headers={
            "accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            "accept-language": "en",
            # What a thousand tests read need not be compressed and decompressed for each of them.
            "accept-encoding": "identity",
            "sec-fetch-site": "same-origin",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )
    if person is not None:
        secret = secrets.token_urlsafe(32)
        now = clock.now()
        await Session.create(
            person_id=person.id,
            secret_hash=hash_secret(secret),
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(days=30),
            address="127.0.0.1",
        )
        client.cookies.set(cookie_name(configured.secure), secret, domain=client.base_url.host, path="/")
    return Visitor(client)


class Visitor:
    """One browser with its cookies."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> "Page":
        """Ask for a page. Keywords are headers of this request, with underscores for hyphens."""
        return await self.send("GET", path, headers=_headers(headers))

    async def post(self, path: str, values: Values | None = None, **headers: str) -> "Page":
        """Submit a form's values; a list sends its name several times, None leaves it out."""
        sent = {name: value for name, value in (values or {}).items() if value is not None}
        return await self.send("POST", path, data=sent, headers=_headers(headers))

    async def fragment(self, method: str, path: str, values: Values | None = None) -> "Page":
        """Ask as a behaviour does, for the part of the page that changed."""
        return await self.send(method, path, data=values, headers={"accept": "text/fragment"})

    async def json(self, method: str, path: str, body: Any = None, **headers: str) -> "Page":
        """Ask as a program does."""
        wanted = {"accept": "application/json", **_headers(headers)}
        return await self.send(method, path, headers=wanted, **({} if body is None else {"json": body}))

    async def send(self, method: str, path: str, **options: Any) -> "Page":
        """Any request, with httpx's own options."""
        # In a task of its own, as a server does it: what a request puts into its context stays there.
        answer = await asyncio.create_task(self.client.request(method, path, **options))
        return Page(self, answer)


class Page:
    """An answer, as a reader (or a test) looks at it."""

    def __init__(self, visitor: Visitor, answer: httpx.Response) -> None:
        self.visitor = visitor
        self.answer = answer

    def __repr__(self) -> str:
        return f"<{self.status} {self.answer.request.method} {self.answer.request.url.raw_path.decode()}>"

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.answer.headers

    @property
    def html(self) -> str:
        """The answer's body as it came."""
        return self.answer.text

    @property
    def text(self) -> str:
        """What the page says, in one line; scripts, styles and templates say nothing."""
        return self.find("body").text

    @property
    def path(self) -> str:
        """The path that was asked for, with its query."""
        return self.answer.request.url.raw_path.decode()

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers["location"]

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of where a redirect leads, or of the page itself."""
        return parse_qs(urlsplit(self.headers.get("location", self.path)).query, keep_blank_values=True)

    def json(self) -> Any:
        return self.answer.json()

    @property
    def linked_data(self) -> list[Any]:
        """The page's structured data."""
        return [json.loads(one.node.text or "") for one in self.find_all('script[type="application/ld+json"]')]

    @cached_property
    def tree(self) -> "Element":
        """The page as a browser would build it."""
        document = Node("document")
        document.append(html5lib.parse(self.html, namespaceHTMLElements=False))
        return Element(document, {})

    def find(self, selector: str) -> "Element":
        """The first element that matches; fails when there is none."""
        return self.tree.find(selector)

    def find_all(self, selector: str) -> list["Element"]:
        """Every element that matches, in the page's order."""
        return self.tree.find_all(selector)

    def has(self, selector: str) -> bool:
        return bool(self.find_all(selector))

    def form(self, action: str) -> "FilledForm":
        """The form that goes to `action` (its path, with or without a query), with what stands in it."""
        forms = self.find_all("form")
        for form in forms:
            target = form.get("action") or self.path
            if action in (target, urlsplit(target).path):
                return FilledForm(self, form)
        raise AssertionError(f"{self!r} has no form for {action}; it has {[form.get('action') for form in forms]}")

    async def submit(self, action: str, button: str | None = None, **values: Any) -> "Page":
        """Fill in the form that goes to `action` and send it, by the button with that name, value or words."""
        return await self.form(action).submit(button, **values)

    async def follow(self) -> "Page":
        """Go where the redirect leads."""
        assert self.status in (301, 302, 303, 307, 308), f"{self!r} does not redirect: {self.html[:500]}"
        return await self.visitor.get(self.location)


class FilledForm:
    """A form with what stands in it."""

    def __init__(self, page: Page, form: "Element") -> None:
        self.page = page
        self.element = form
        self.action = urljoin(page.path, form.get("action") or page.path)
        self.method = (form.get("method") or "get").upper()
        self.fields: dict[str, list[str]] = {}
        for control in self._controls():
            for name, value in _sent(control):
                self.fields.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        """What stands in the (last) field called `name`."""
        return self.fields[name][-1]

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    @property
    def names(self) -> set[str]:
        """Every field there is, sent or not."""
        return {name for control in self._controls() if (name := control.get("name"))}

    @property
    def buttons(self) -> list["Element"]:
        """What sends the form."""
        return [one for one in self._controls() if _is_button(one)]

    async def submit(self, button: str | None = None, **values: Any) -> Page:
        """Send the form with other values: a list for several, None to leave a field out."""
        unknown = set(values) - self.names
        assert not unknown, f"the form has no field {sorted(unknown)}; it has {sorted(self.names)}"
        filled: dict[str, Any] = {**self.fields, **values}
        if button is not None:
            pressed = next((b for b in self.buttons if button in (b.get("name"), b.get("value"), b.text)), None)
            assert pressed is not None, f"no button {button!r} among {[one.text for one in self.buttons]}"
            if name := pressed.get("name"):
                filled[name] = pressed.get("value") or ""
        data = {name: value for name, value in filled.items() if value is not None}
        if self.method == "GET":
            return await self.page.visitor.send("GET", urlsplit(self.action).path, params=data)
        return await self.page.visitor.send("POST", self.action, data=data)

    def _controls(self) -> Iterator["Element"]:
        tags = "input, textarea, select, button"
        inside = [one for one in self.element.find_all(tags) if one.get("form") in (None, self.element.get("id"))]
        yield from inside
        if own := self.element.get("id"):
            known = {id(one.node) for one in inside}
            yield from (one for one in self.page.find_all(tags) if one.get("form") == own and id(one.node) not in known)


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a page."""

    node: Node
    parents: dict[Node, Node]

    @property
    def tag(self) -> str:
        return str(self.node.tag)

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return " ".join("".join(_words(self.node)).split())

    def get(self, name: str) -> str | None:
        """An attribute, or None."""
        return self.node.get(name)

    def find(self, selector: str) -> "Element":
        """The first part of it that matches; fails when there is none."""
        found = self.find_all(selector)
        assert found, f"nothing matches {selector!r} in: {self.text[:1500]}"
        return found[0]

    def find_all(self, selector: str) -> list["Element"]:
        """Every part of it that matches a selector of tags, #ids, .classes, [attributes], spaces, `>` and commas."""
        if not self.parents:
            self.parents.update({child: node for node in self.node.iter() for child in node})
        chains = [_chain(one) for one in _split(selector, ",")]
        return [
            Element(node, self.parents)
            for node in self.node.iter()
            if node is not self.node and isinstance(node.tag, str) and any(self._matches(node, one) for one in chains)
        ]

    def _matches(self, node: Node, chain: Sequence[tuple[str, "Simple"]]) -> bool:
        relation, simple = chain[-1]
        if not simple.fits(node):
            return False
        if len(chain) == 1:
            return True
        above = self.parents.get(node)
        while above is not None:
            if self._matches(above, chain[:-1]):
                return True
            if relation == ">":
                return False
            above = self.parents.get(above)
        return False


_PART = re.compile(
    r"(?P<tag>^[a-z][\w-]*|^\*)|\#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)"
    r"""|\[(?P<name>[\w:-]+)(?:(?P<op>[~^$*|]?=)["']?(?P<value>[^"'\]]*)["']?)?\]"""
)


@dataclass(frozen=True, slots=True)
class Simple:
    """One step of a selector: `a.button[href^="/ask"]`."""

    parts: tuple[dict[str, str | None], ...]

    def fits(self, node: Node) -> bool:
        return all(_fits(node, part) for part in self.parts)


def _fits(node: Node, part: dict[str, str | None]) -> bool:
    if part["tag"]:
        return part["tag"] in ("*", node.tag)
    if part["id"]:
        return node.get("id") == part["id"]
    if part["cls"]:
        return part["cls"] in (node.get("class") or "").split()
    actual, wanted = node.get(part["name"] or ""), part["value"] or ""
    if actual is None or part["op"] is None:
        return actual is not None
    return {
        "=": actual == wanted,
        "~=": wanted in actual.split(),
        "^=": actual.startswith(wanted),
        "$=": actual.endswith(wanted),
        "*=": wanted in actual,
        "|=": actual == wanted or actual.startswith(f"{wanted}-"),
    }[part["op"]]


def _chain(selector: str) -> list[tuple[str, Simple]]:
    """Steps of a selector, each with how it hangs on the one before ("" for anywhere below, ">" for directly)."""
    steps: list[tuple[str, Simple]] = []
    relation = ""
    for word in filter(None, _split(selector.strip().replace(">", " > "), " ")):
        if word == ">":
            relation = ">"
            continue
        parts = list(_PART.finditer(word))
        assert "".join(part[0] for part in parts) == word, f"this little finder does not know the selector {word!r}"
        steps.append((relation, Simple(tuple(part.groupdict() for part in parts))))
        relation = ""
    return steps


def _split(selector: str, mark: str) -> list[str]:
    return re.split(rf"{mark}(?![^\[]*\])", selector)


def _words(node: Node) -> Iterator[str]:
    if not isinstance(node.tag, str) or node.tag in ("script", "style", "template"):
        return
    yield node.text or ""
    for child in node:
        yield from _words(child)
        yield child.tail or ""


def _is_button(control: Element) -> bool:
    if control.tag == "button":
        return (control.get("type") or "submit") == "submit"
    return control.tag == "input" and control.get("type") in ("submit", "image")


def _sent(control: Element) -> list[tuple[str, str]]:
    """What a browser sends for a control that nobody touched."""
    name = control.get("name")
    if not name or control.get("disabled") is not None or control.tag == "button":
        return []
    match control.tag, (control.get("type") or "text"):
        case "input", "submit" | "image" | "button" | "reset" | "file":
            return []
        case "input", "checkbox" | "radio":
            return [(name, control.get("value") or "on")] if control.get("checked") is not None else []
        case "input", _:
            return [(name, control.get("value") or "")]
        case "textarea", _:
            return [(name, "".join(control.node.itertext()))]
    options = control.find_all("option")
    chosen = [one for one in options if one.get("selected") is not None]
    if control.get("multiple") is None:
        chosen = chosen[-1:] or options[:1]
    return [(name, value if (value := one.get("value")) is not None else one.text) for one in chosen]


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}
