"""Every page of the demo community, as a guest, a member, a specialist and an administrator: accessible and whole.

The pages are found by their links, so that a new one is tried without being named here. Each is looked at in one or two
of the tastes below (language, light or dark, width, scripts), in turn; the soak trial looks at each page in all of them.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
import httpx
import pytest
from playwright.async_api import Page

from forum.app import routes
from forum.transfer import pages as transfer_pages
from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage, sign_in
from tests.browser.walking import Walk, pattern_of, walk

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

AXE_SECONDS = 30.0
WIDE, NARROW = 1440, 360


@dataclass(frozen=True, slots=True)
class Taste:
    """How somebody looks at pages."""

    language: str
    dark: bool
    width: int
    scripts: bool = True

    def __str__(self) -> str:
        scripts = "" if self.scripts else " without scripts"
        return f"{self.language} {'dark' if self.dark else 'light'} {self.width}{scripts}"


TASTES = (
    Taste("en", False, WIDE),
    Taste("ja", True, NARROW),
    Taste("en", True, NARROW),
    Taste("ja", False, WIDE),
    Taste("en", False, NARROW, scripts=False),
    Taste("ja", True, WIDE),
    Taste("en", True, WIDE),
    Taste("ja", False, NARROW),
)
#: Pages that no link leads to: one types them, or comes by a letter, a form or a refusal.
BY_HAND = (
    "/",
    "/ask",
    "/ask?title=Printing+is+slow",
    "/sign-in",
    "/sign-up",
    "/sign-up/sent",
    "/reset",
    "/reset/sent",
    "/reset/password?token=x",
    "/verify?token=x",
    "/drafts",
    "/search?q=wi-fi",
    "/search?q=zzzzzz",
    "/search?q=pritner",
    "/search/suggest?q=is",
    "/searches",
    "/threads?status=solved",
    "/design",
    "/nowhere",
    "/desk",
    "/desk/appeals",
    "/threads/999999/x",
    "/robots.txt",
    "/sitemap.xml",
    "/manifest.webmanifest",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/tags/suggest?q=a",
    "/users/suggest?q=a",
    "/replies/1/quote",
    "/bookmarks",
    "/threads/1",
    "/help/articles/2",
    "/help/sections/1",
    "/replies/1",
    "/posts/1/revisions",
    "/unsubscribe/x",
)
#: Addresses whose refusal is right, or whose example names nobody.
REFUSED = (
    "/desk/appeals",
    "/nowhere",
    "/threads/999999/x",
    "/reset/password?token=x",
    "/verify?token=x",
    "/users/haru",
    "/users/suggest?q=a",
    "/unsubscribe/x",
)
ROLES = ("guest", "member", "specialist", "administrator")


@pytest.fixture(scope="module")
def walks(demo: Served, demo_community: Demo) -> Iterator[dict[str, Walk]]:
    """The pages of each role."""
    found = {}
    for role in ROLES:
        with httpx.Client(base_url=demo.url, timeout=30) as client:
            if role != "guest":
                form = {"login": demo_community.people[role], "password": demo_community.password}
                assert client.post("/sign-in", data=form).status_code == 303
            found[role] = walk(client, BY_HAND)
    yield found


@pytest.fixture
async def look(open_page: OpenPage, demo_community: Demo) -> AsyncIterator[Callable[..., Awaitable[list[str]]]]:
    """Looks at a page as somebody with a taste and gives what is wrong with it."""
    opened: dict[tuple[str, Taste], Page] = {}
    spoken: dict[str, str] = {}

    async def one(role: str, taste: Taste, path: str) -> list[str]:
        page = opened.get((role, taste))
        if page is None:
            page = opened[role, taste] = await open_page(
                language=taste.language, dark=taste.dark, width=taste.width, scripts=taste.scripts
            )
            if role != "guest":
                await sign_in(page, demo_community.people[role], demo_community.password)
        if role != "guest" and spoken.get(role) != taste.language:
            # An account speaks one language in all of its browsers; the switch of the page changes it.
            await page.context.request.post("/language", form={"locale": taste.language, "next": "/"}, max_redirects=0)
            spoken[role] = taste.language
        return [f"{role}, {taste}, {path}: {fault}" for fault in await faults_of(page, path, taste)]

    yield one


async def faults_of(page: Page, path: str, taste: Taste) -> list[str]:
    """What is wrong with a page: its frame, its width, its console, and what axe-core finds."""
    said: list[str] = []

    def hear(message: object) -> None:
        if getattr(message, "type", "") == "error" and "Failed to load resource" not in str(
            getattr(message, "text", "")
        ):
            said.append(f"the console says {message}")

    page.on("console", hear)
    answer = await page.goto(path)
    assert answer is not None
    facts = await page.evaluate(_FACTS)
    faults = [f"answers {answer.status}"] if answer.status >= 500 else []
    if facts["headings"] != 1:
        faults.append(f"has {facts['headings']} h1")
    if not facts["title"].strip() or facts["title"].startswith("·"):
        faults.append("has no title")
    if facts["lang"] != taste.language:
        faults.append(f"is in {facts['lang']!r}")
    if len(facts["main"]) < 10:
        faults.append("has an empty main")
    if facts["overflow"]:
        faults.append(f"is wider than the window: {facts['overflow']}")
    if facts["small"]:
        faults.append(f"has fields that make a phone zoom in: {facts['small']}")
    violations: list[dict[str, Any]] = []
    if taste.scripts:  # axe-core waits by timers, which do not run where scripts do not
        await page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)
        violations = (await asyncio.wait_for(found, AXE_SECONDS))["violations"]
    for violation in violations:
        nodes = [
            f"{node['target'][-1]}: {' '.join(node['failureSummary'].split())[:300]}" for node in violation["nodes"][:3]
        ]
        faults.append(f"{violation['id']} ({violation['help']}) at {nodes}")
    page.remove_listener("console", hear)
    return faults + said


_FACTS = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = e => {
    for (; e && e !== document.body; e = e.parentElement)
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  const beyond = document.documentElement.scrollWidth > wide
    ? [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > wide + 1 && !scrolls(e))
      .map(e => e.tagName.toLowerCase() + '.' + e.className).slice(-3) : [];
  const fields = 'input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select';
  return {
    headings: document.querySelectorAll('h1').length,
    title: document.title,
    lang: document.documentElement.lang,
    main: (document.querySelector('main') || {innerText: ''}).innerText.trim(),
    overflow: document.documentElement.scrollWidth > wide ? (beyond.join(' ') || 'something') : '',
    small: wide > 500 ? '' : [...document.querySelectorAll(fields)]
      .filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.name).join(' '),
  };
}"""


def test_every_route_is_walked_through(walks: dict[str, Walk]) -> None:
    """Whoever adds a page adds a link to it, or its address to BY_HAND."""
    walked = set().union(*(one.patterns for one in walks.values()))
    # A picture for other sites' pages, figures for programs, and addresses that communities had before they came here.
    elsewhere = {"/users/{name}/avatar.svg", "/metrics"} | {route.path for route in transfer_pages.routes}
    # Pages for what nobody in the demo has done: they are opened where their forms are tried.
    elsewhere |= {
        "/ask/solved", "/desk/comments/{id}/publication", "/desk/deflection/questions",
        "/desk/macros/{id}", "/desk/tickets/{id}/lease", "/desk/tickets/{id}/thread", "/desk/views/{id}",
        "/standing/{token}", "/threads/{id}/articles", "/threads/{id}/{slug}/lease",
    }
    assert {route.path for route in routes() if "GET" in (route.methods or ())} - walked - elsewhere == set()


def test_no_link_leads_nowhere(walks: dict[str, Walk]) -> None:
    broken = [fault for one in walks.values() for fault in one.broken]
    # The desk is not there for those who do not belong to the staff.
    tried = "404 /desk (linked from the start)"
    assert [fault for fault in broken if fault.split()[1] not in REFUSED and fault != tried] == []


def test_every_page_is_whole_without_scripts(walks: dict[str, Walk]) -> None:
    """What the server sends is the page: one heading, a title, something to read."""
    hollow = [
        (role, path)
        for role, one in walks.items()
        for path, html in one.html.items()
        if html.count("<h1") != 1 or "<title> ·" in html or "</main>" not in html
    ]
    assert hollow == []


@pytest.mark.parametrize("role", ROLES)
async def test_pages_are_accessible(
    role: str, walks: dict[str, Walk], look: Callable[..., Awaitable[list[str]]]
) -> None:
    tastes = itertools.cycle(TASTES[ROLES.index(role) % 2 :])
    faults: list[str] = []
    for path in sample(walks, role):
        for _ in range(2 if role == "guest" else 1):
            faults += await look(role, next(tastes), path)
    assert not faults, "\n".join(faults)


@pytest.mark.soak
@pytest.mark.parametrize("role", ROLES)
async def test_pages_are_accessible_in_every_taste(
    role: str, walks: dict[str, Walk], look: Callable[..., Awaitable[list[str]]]
) -> None:
    faults: list[str] = []
    for taste in TASTES:
        for path in readable(walks[role]):
            faults += await look(role, taste, path)
    assert not faults, "\n".join(faults)


def sample(walks: dict[str, Walk], role: str) -> list[str]:
    """For each kind of page one address; of what the role before sees as well, only the pages where roles differ most."""
    seen_before = (
        {pattern_of(path) for path in readable(walks[ROLES[ROLES.index(role) - 1]])} if role != "guest" else set()
    )
    first: dict[str, str] = {}
    for path in readable(walks[role]):
        first.setdefault(pattern_of(path) or path, path)
    telling = {"/", "/threads/{id}/{slug}", "/threads"}
    return [path for pattern, path in first.items() if pattern not in seen_before or pattern in telling]


def readable(one: Walk) -> list[str]:
    """The pages for people, among them those that say what is refused."""
    return [
        path
        for path, answer in one.pages.items()
        if answer.headers["content-type"].startswith("text/html") and answer.status_code != 401
    ]
