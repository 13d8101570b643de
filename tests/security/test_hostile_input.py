"""What nobody means well with, into every field of every form and every parameter of every address: no crash, no wait.

The forms are those of the pages themselves, as an administrator and a guest see them, sent as they stand but for one
field. Strings come from the corpora when this machine has them, and always from the few below that broke something,
somewhere. The suite tries a sample; the soak trial tries them all.
"""

import base64
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from starlette.routing import Route

from forum.app import routes
from tests.browser.walking import pattern_of
from tests.security.estate import build
from tests.shared_data import shared
from tests.visits import FilledForm, Page, Visitor
from tests.world import World

#: An answer that takes longer than this is one that could be asked for on purpose.
PATIENCE_SECONDS = 1.0
ALWAYS = (
    "", "\0", "a\0b", "\ud800", "\U000e0001", "\u202e\u2066reversed", "-1", "0", "1e309", "9" * 400, "9" * 5_000, "９", "²",
    "NaN", "true",
    "9223372036854775808", "%", "%00", "%zz", "_%_", "\\", "'", '"', "';--", "' OR 1=1 --", "$1", "{{7*7}}", "${7*7}",
    "%(name)s",
    "%s%n", "../../etc/passwd", "..%2f", "a" * 9_000, "\r\nSet-Cookie: a=b", "\n" * 300, "👩‍👩‍👧‍👦" * 40, "ﷺ" * 100,
    "\u0301" * 300, "İ", "ß",
    "group:99999999999999999999", "group:", "[" * 500, "(" * 500, "```" * 200, "* " * 400, "|" * 400, "http://[",
    "//evil.example",
    "@" * 200, "<" * 400, "&#0;", "&#xd800;", "\ufeff", "\u2028",
)  # fmt: skip
PARAMETERS = (
    "q", "page", "before", "role", "older", "newer", "view", "category", "tag", "type", "status", "author", "next",
    "token", "quote",
    "selection", "title", "period", "parent", "unread", "all", "show",
)  # fmt: skip
GETS = [route.path for route in routes() if isinstance(route, Route) and "GET" in (route.methods or ())]
POSTS = [route.path for route in routes() if isinstance(route, Route) and (route.methods or set()) & {"POST", "PUT"}]
#: Forms that end the visit, or the account, that the trial needs.
SPARED = ("/sign-out", "/settings/account/remove", "/settings/sessions", "/language")

Visit = Callable[..., Awaitable[Visitor]]


def corpus(many: int) -> list[str]:
    """The strings to try: those above, and `many` of the corpora (0 for all), the same ones on every run."""
    found: list[str] = []
    for name in ("naughty", "sqli", "traversal", "crlf", "open_redirect", "filenames"):
        path = shared(f"data/security/{name}.txt")
        if path is not None:
            found += [str(json.loads(line))[:20_000] for line in path.read_text().splitlines()]
    return [*ALWAYS, *(random.Random(7).sample(found, min(many, len(found))) if many else found)]


@pytest.fixture
async def lived_in(clock: ModuleType, world: World) -> None:
    """A community in which every page has something on it."""
    await build(world)


async def test_addresses_bear_anything(lived_in: None, visitor: Visit) -> None:
    await _try_addresses(visitor, corpus(20))


async def test_forms_bear_anything(lived_in: None, visitor: Visit) -> None:
    await _try_forms(visitor, corpus(60), each=2)


async def test_bodies_that_are_no_forms(lived_in: None, visitor: Visit) -> None:
    await _try_bodies(visitor, several=3)


@pytest.mark.soak
async def test_addresses_bear_everything(lived_in: None, visitor: Visit) -> None:
    await _try_addresses(visitor, corpus(0))


@pytest.mark.soak
async def test_forms_bear_everything(lived_in: None, visitor: Visit) -> None:
    await _try_forms(visitor, corpus(0), each=60)


@pytest.mark.soak
async def test_all_bodies_that_are_no_forms(lived_in: None, visitor: Visit) -> None:
    await _try_bodies(visitor, several=1_000)


async def _try_addresses(visitor: Visit, strings: list[str]) -> None:
    """Each string once as a part of each route's path, and once as every parameter at once."""
    faults: list[str] = []
    people = [await visitor("ada"), await visitor()]
    turn = 0
    for pattern in GETS:
        for string in strings:
            typed = quote(string.encode(errors="surrogatepass")[:6_000])[:7_000]
            turn += 1
            one = people[turn % 2]
            if "{" in pattern:
                await _ask(one, "GET", re.sub(r"\{\w+(:\w+)?\}", typed, pattern), faults)
            if turn % 3 == 0:
                path = re.sub(r"\{\w+(:\w+)?\}", "1", pattern)
                await _ask(one, "GET", f"{path}?" + "&".join(f"{name}={typed[:300]}" for name in PARAMETERS), faults)
    assert turn > 1_000
    assert faults == []


async def _try_forms(visitor: Visit, strings: list[str], each: int) -> None:
    """Each field of each form with `each` of the strings."""
    faults: list[str] = []
    tried: set[str] = set()
    chance = random.Random(11)
    for who in ("ada", "aiko", None):
        one = await visitor(who)
        for form in await _forms(one):
            tried.add(pattern_of(form.action, form.method))
            for name in sorted(form.names):
                for string in chance.sample(strings, min(each, len(strings))):
                    values = {**form.fields, name: [string]}
                    # As a browser encodes it; half a character goes as the bytes that some programs send for it.
                    sent = "&".join(
                        f"{quote(key)}={quote(value.encode(errors='surrogatepass'))}"
                        for key, several in values.items()
                        for value in several
                    )
                    await _ask(
                        one,
                        form.method,
                        form.action if form.method == "POST" else f"{form.action.partition('?')[0]}?{sent[:7_000]}",
                        faults,
                        what=f"{name}={string[:40]!r}",
                        **(
                            {"content": sent, "headers": {"content-type": "application/x-www-form-urlencoded"}}
                            if form.method == "POST"
                            else {}
                        ),
                    )
    # Which forms are on the pages depends on what is in the community; most kinds are.
    assert len(tried) > 40, sorted(tried)
    assert faults == []


async def _try_bodies(visitor: Visit, several: int) -> None:
    """Malformed bodies of every kind, to every route that takes one."""
    bodies: list[tuple[str, bytes]] = [
        ("application/x-www-form-urlencoded", b"a=%ff%fe&=&&=b&" + b"a=1&" * 500), ("application/json", b"[" * 20_000),
        ("application/json", b'{"version": 1e999, "fields": {"a": "\\ud800"}}'), ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x",
         b'--x\r\nContent-Disposition: form-data; name="body"; filename="a"\r\n\r\nhi\r\n--x--\r\n'),
        ("application/json", b'{"version": 0, "fields": {"body": "\\u0000"}}'), ("text/plain", b"\xff\xfe\0"), ("", b""),
    ]  # fmt: skip
    path = shared("data/security/bodies.jsonl")
    if path is not None:
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        bodies += [(one["content_type"], base64.b64decode(one["body"])) for one in lines]
    chance = random.Random(13)
    faults: list[str] = []
    one = await visitor("aiko")
    for pattern in POSTS:
        if pattern.startswith(SPARED):
            continue
        method = "PUT" if pattern == "/drafts/{key}" else "POST"
        for kind, body in [*bodies[:8], *chance.sample(bodies[8:], min(several, len(bodies) - 8))]:
            headers = {"content-type": kind} if kind else {}
            await _ask(
                one,
                method,
                re.sub(r"\{\w+(:\w+)?\}", "1", pattern),
                faults,
                content=body,
                headers=headers,
                what=f"{kind} {body[:30]!r}",
            )
    assert faults == []


async def _forms(one: Visitor) -> list[FilledForm]:
    """Every kind of form on the pages that one person finds."""
    found: dict[tuple[str, frozenset[str]], FilledForm] = {}
    waiting = ["/", "/threads", "/ask", "/sign-in", "/sign-up", "/reset", "/settings", "/desk"]
    known = set(waiting)
    kinds: set[str] = set()
    while waiting:
        page = await one.get(waiting.pop())
        if page.status in (301, 302, 303):
            target = page.location.partition("#")[0]
            if target not in known:
                known.add(target)
                waiting.append(target)
            continue
        if not page.headers["content-type"].startswith("text/html"):
            continue
        for form in _forms_of(page):
            if not form.action.startswith(SPARED):
                found.setdefault((re.sub(r"\d+", "N", form.action), frozenset(form.names)), form)
        for link in (element.get("href") or "" for element in page.find_all("a")):
            kind = re.sub(r"\d+|(?<=/threads/)[^/]+/[^/?]+|=[^&]*", "N", link)
            if link.startswith("/") and not link.startswith("//") and kind not in kinds and link not in known:
                kinds.add(kind)
                known.add(link)
                waiting.append(link.partition("#")[0])
    return list(found.values())


def _forms_of(page: Page) -> Iterator[FilledForm]:
    for element in page.find_all("form"):
        if element.get("method") != "dialog":
            yield FilledForm(page, element)


async def _ask(one: Visitor, method: str, path: str, faults: list[str], what: str = "", **options: Any) -> None:
    """Send it, and note a crash or a wait. What is slow is slow twice: once may be the test's own garbage."""
    started = time.perf_counter()
    try:
        answer = await one.send(method, path, **options)
        if answer.status < 500 and time.perf_counter() - started > PATIENCE_SECONDS:
            started = time.perf_counter()
            answer = await one.send(method, path, **options)
    except Exception as error:
        if "Invalid" in type(error).__name__:
            return  # httpx refuses to send what no browser could
        faults.append(f"{method} {path[:120]} {what}: {type(error).__name__} {error}"[:400])
        return
    took = time.perf_counter() - started
    if answer.status >= 500 or took > PATIENCE_SECONDS:
        faults.append(f"{answer.status} in {took:.2f} s: {method} {path[:200]} {what}")
