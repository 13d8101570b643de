"""No text of a visitor's runs as a script: in titles, posts, profiles, names of all kinds, templates, searches and letters' pages.

Hostile lines go in by the real forms and are looked at in Chromium twice: with the Content-Security-Policy switched off,
so that the HTML alone must be harmless, and with it on, when nothing may even be stopped by it. Whatever a reader could
set off (clicks, focus, pointers, endings of animations) is set off. The lines come from a corpus of some thousands when
this machine has it; the suite takes a sample, the soak trial all.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

import httpx
import pytest
from playwright.async_api import Page, Route

from tests.browser.served import Served, serving
from tests.browser.stage import OpenPage
from tests.databases import Databases
from tests.shared_data import shared

#: The soak trial takes the lines in so many parts.
PARTS = 20
PASSWORD = "correct horse 電池"
#: Examples of our own, for a machine without the corpus.
OWN = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "[x](javascript:alert(1))",
    "<javascript:alert(1)>", "![x](x\"onerror=alert(1))", "<a href='jAvAsCrIpT&colon;alert(1)'>x</a>", "\"><script>alert(1)</script>",
    "<details open ontoggle=alert(1)>", "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>", "<math><mtext></form><form><mglyph>"
    "<style></math><img src onerror=alert(1)>", "[x]: javascript:alert(1)\n\n[x]", "{{constructor.constructor('alert(1)')()}}",
    "<input autofocus onfocus=alert(1)>", "```js\n</code></pre><script>alert(1)</script>\n```", "`<img src=x onerror=alert(1)>`",
    "<video><source onerror=alert(1)></video>", "<body onload=alert(1)>", "';alert(1)//", "<base href=javascript:alert(1)//>",
)  # fmt: skip
#: What becomes of a page with a hostile text in it: every attribute and element that could run something, by our own rules.
FOUND = """() => {
  const bad = [];
  for (const e of document.querySelectorAll('*')) {
    const name = e.localName;
    if (name === 'script' && e.type !== 'application/ld+json' && !new URL(e.src || 'x:', location.href).pathname.startsWith('/assets/'))
      bad.push('a script element');
    if (['iframe', 'frame', 'object', 'embed', 'applet', 'base', 'style', 'marquee', 'math', 'foreignObject', 'animate', 'set', 'template']
      .includes(name)) bad.push('an element ' + name);
    if (name === 'meta' && e.httpEquiv) bad.push('a meta element that acts');
    if (name === 'link' && !['stylesheet', 'icon', 'canonical', 'alternate', 'prev', 'next', 'manifest'].includes(e.rel)) bad.push('a link ' + e.rel);
    for (const a of e.attributes) {
      if (/^on/i.test(a.name) || a.name === 'style' || a.name === 'srcdoc') bad.push(name + ' with ' + a.name);
      if (/^(href|src|action|formaction|data|poster|xlink:href)$/i.test(a.name)) {
        let scheme = ''; try { scheme = new URL(a.value, location.href).protocol } catch { }
        if (scheme && !['http:', 'https:', 'mailto:'].includes(scheme) && !(name === 'img' && scheme === 'data:')) bad.push(name + ' to ' + scheme);
      }
    }
  }
  return [...new Set(bad)];
}"""
#: Whatever a reader could set off by being there.
SET_OFF = """() => {
  const events = ['click', 'focus', 'focusin', 'blur', 'pointerover', 'mouseover', 'mouseenter', 'mousemove', 'mousedown', 'mouseup', 'contextmenu',
    'keydown', 'keyup', 'input', 'toggle', 'beforetoggle', 'animationstart', 'animationend', 'transitionend', 'error', 'load', 'scroll', 'wheel',
    'copy', 'paste', 'drag', 'drop', 'touchstart', 'pointerdown', 'auxclick', 'begin', 'end', 'search', 'select'];
  for (const e of document.querySelectorAll('*')) {
    const own = [...e.attributes].filter(a => /^on/i.test(a.name)).map(a => a.name.slice(2).toLowerCase());
    for (const name of own.length ? [...own, ...events] : []) try { e.dispatchEvent(new Event(name, { bubbles: false })) } catch { }
    if (/^(java|vb)script:/i.test((e.getAttribute('href') || e.getAttribute('xlink:href') || '').replace(/[\\0-\\x20]/g, '')))
      try { e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })) } catch { }
  }
}"""
HOOK = """for (const name of ['alert', 'confirm', 'prompt', 'print'])
  Object.defineProperty(window, name, { value: () => { (window.ran ||= []).push(name) }, writable: false, configurable: false });"""


@dataclass
class Watcher:
    """Looks at pages and keeps what went wrong on them."""

    page: Page
    site: str
    looked_at: int = 0
    faults: list[str] = field(default_factory=list)
    _wandered: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        await self.page.context.add_init_script(HOOK)
        await self.page.context.route("**/*", self._within)
        self.page.on("console", self._hear)

    async def look(self, path: str) -> None:
        """Open a page, set off what can be set off, and note what ran, what wandered off and what could have run."""
        self._wandered.clear()
        answer = await self.page.goto(path)
        await self.page.evaluate(SET_OFF)
        ran = await self.page.evaluate("window.ran || []")
        found = await self.page.evaluate(FOUND)
        self.looked_at += 1
        if answer is not None and answer.status >= 500:
            self.faults.append(f"{path}: {answer.status}")
        if ran or found or self._wandered:
            self.faults.append(f"{path}: ran {ran}, found {found}, wandered to {self._wandered}")

    async def _within(self, route: Route) -> None:
        request = route.request
        if request.url.startswith(self.site):
            await route.continue_()
            return
        if request.is_navigation_request():
            self._wandered.append(request.url)
        await route.abort()

    def _hear(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if "Content Security Policy" in text:
            self.faults.append(f"{self.page.url}: {text[:300]}")


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server is enough here, on SQLite: what is shown does not depend on where it was kept."""
    folder = tmp_path_factory.mktemp("hostile")
    with serving(folder, databases.own("sqlite", folder / "kotae.db")) as running:
        running.run(
            "user",
            "create",
            "ada",
            "ada@example.com",
            "--role",
            "administrator",
            "--password-stdin",
            stdin=f"{PASSWORD}\n",
        )
        yield running


@pytest.fixture
def ada(served: Served) -> Iterator[httpx.Client]:
    """The administrator, without a browser."""
    with httpx.Client(base_url=served.url, timeout=60) as client:
        assert client.post("/sign-in", data={"login": "ada", "password": PASSWORD}).status_code == 303
        yield client


def lines(many: int) -> list[str]:
    """Hostile lines: `many` of the corpus (0 for all), the same ones on every run, and our own."""
    path = shared("data/security/xss-dev.txt")
    corpus = [str(json.loads(line)) for line in path.read_text().splitlines()] if path else []
    return [*OWN, *(random.Random(5).sample(corpus, min(many, len(corpus))) if many else corpus)]


async def test_the_watcher_sees_scripts_run(served: Served, open_page: OpenPage) -> None:
    """A control: the same lines as bare HTML do run, and the watcher says so."""
    page = await open_page(bypass_csp=True, watch=False)
    watcher = Watcher(page, served.url)
    await watcher.begin()
    caught = 0
    hostile = lines(30)
    for line in hostile:
        body = f"<!doctype html><p>{line}"
        await page.route("**/bare", partial(_fulfil, body))
        before = len(watcher.faults)
        await watcher.look("/bare")
        caught += len(watcher.faults) > before
        await page.unroute("**/bare")
    assert caught > len(hostile) // 2


async def _fulfil(body: str, route: Route) -> None:
    await route.fulfill(content_type="text/html", body=body)


async def test_hostile_lines_are_words(served: Served, ada: httpx.Client, open_page: OpenPage) -> None:
    await _try(served, ada, open_page, lines(70), one_by_one=24)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
async def test_all_hostile_lines_are_words(part: int, served: Served, ada: httpx.Client, open_page: OpenPage) -> None:
    some = lines(0)[part::PARTS]
    await _try(served, ada, open_page, some, one_by_one=len(some))


async def _try(served: Served, ada: httpx.Client, open_page: OpenPage, hostile: Sequence[str], one_by_one: int) -> None:
    """Put the lines everywhere, then look: each thread of the first `one_by_one`, and the lists with all of them."""
    paths = [*_threads(ada, hostile, one_by_one), *_shelves(ada, hostile), *_people(served, hostile), *_typed(hostile)]
    for bypass in (True, False):
        page = await open_page(bypass_csp=bypass)
        watcher = Watcher(page, served.url)
        await watcher.begin()
        signed_in = await page.context.request.post(
            "/sign-in", form={"login": "ada", "password": PASSWORD}, max_redirects=0
        )
        assert signed_in.status == 303
        # The policy sees on a third of the pages what the HTML alone withstands on all of them.
        for path in paths if bypass else paths[::3]:
            await watcher.look(path)
        for profile in _profiles(hostile):
            answer = ada.post("/settings", data=profile)
            assert answer.status_code in (303, 422), answer.text[:500]
            await watcher.look("/users/ada")
        await watcher.look("/settings")
        assert watcher.faults == []
        assert watcher.looked_at > 20


def _threads(ada: httpx.Client, hostile: Sequence[str], one_by_one: int) -> Iterator[str]:
    """Threads with a line as title, post, answer to the category's questions, and, together, as replies."""
    made = ada.post("/desk/categories", data={
        "name": f"Try {random.random()}", "colour": "#4a6670", "see": "everyone", "ask": "members", "answer": "members",
        "type_question": "1", "description": hostile[0][:500],
    })  # fmt: skip
    assert made.status_code == 303, made.text[:2000]
    number = max(int(found) for found in re.findall(r"/desk/categories/(\d+)\"", ada.get("/desk/categories").text))
    rows = {
        "name-0": "said",
        "label-0": hostile[1][:60],
        "kind-0": "text",
        "help-0": hostile[2][:200],
        "required-0": "",
        "version": "1",
        "step": "save",
    }
    assert ada.post(f"/desk/categories/{number}/template", data=rows).status_code == 303
    asked = ada.post(
        "/ask", data={"step": "category", "category": str(number), "title": "", "body": "", "type": "question"}
    )
    key = re.search(r'name="([^"]*said)"', asked.text)
    assert key is not None
    thread = ""
    for index, line in enumerate(hostile):
        title = line.ljust(5, ".")[:200]
        if len(line.strip()) < 5 or not title.strip():
            title = f"Line {index} {line}"[:200]
        values = {
            "type": "question",
            "category": str(number),
            "title": title,
            "body": f"{line}\n\n{index}",
            "tags": "",
            key[1]: line[:500],
        }
        answer = ada.post("/ask", data=values)
        if answer.status_code != 303:
            answer = ada.post("/ask", data=values | {"title": f"Line {index}", key[1]: ""})
        assert answer.status_code == 303, f"{line!r}: {answer.text[:3000]}"
        thread = answer.headers["location"]
        if index < one_by_one:
            yield thread
    for start in range(0, len(hostile), 5):
        body = "\n\n---\n\n".join(hostile[start : start + 5])
        replied = ada.post(f"/threads/{thread.split('/')[2]}/replies", data={"body": body[:31_000], "seen": "999999"})
        assert replied.status_code == 303, replied.text[:3000]
    yield from (f"{thread}?page={page}" for page in range(1, len(hostile) // 100 + 2))
    yield f"{thread}/history"
    yield f"/desk/categories/{number}/template"
    yield f"/ask?category={number}"
    listed, next_page = 0, "/threads"
    while next_page and listed < len(hostile) // 20 + 1:
        yield next_page
        listed += 1
        older = re.search(r'href="([^"]*older=[^"]*)"', ada.get(next_page).text)
        next_page = older[1].replace("&amp;", "&") if older else ""
    yield "/"
    yield "/desk"


def _shelves(ada: httpx.Client, hostile: Sequence[str]) -> Iterator[str]:
    """Categories, tags and groups with a line as name and description; many are refused, which is as well."""
    for line in hostile[:40]:
        ada.post("/desk/categories", data={
            "name": line[:60], "colour": "#4a6670", "see": "everyone", "ask": "members", "answer": "members", "type_question": "1",
            "description": line[:500],
        })  # fmt: skip
        ada.post("/desk/tags", data={"name": line[:40], "description": f"{line[:480]}..."})
        ada.post("/desk/groups", data={"name": line[:60].ljust(2, "."), "description": line[:300]})
    yield from (
        "/categories",
        "/tags",
        "/desk/categories",
        "/desk/tags",
        "/desk/groups",
        "/desk/groups/1",
        "/ask",
        "/desk/people/history",
    )
    slugs = re.findall(r'href="(/categories/[^"/]+)"', ada.get("/categories").text)
    yield from slugs[:5]


def _people(served: Served, hostile: Sequence[str]) -> Iterator[str]:
    """Accounts with a line as the name to show."""
    with httpx.Client(base_url=served.url, timeout=60) as guest:
        for index, line in enumerate(hostile[:20]):
            number = random.randrange(10**9)
            guest.post("/sign-up", data={
                "name": f"v{number}", "display_name": line[:60], "email": f"v{number}@example.com", "password": PASSWORD,
            })  # fmt: skip
            if index % 5 == 0:
                yield f"/users/v{number}"
    yield "/desk/people"
    yield "/desk/people?q=%3Cscript%3E"


def _typed(hostile: Sequence[str]) -> Iterator[str]:
    """Addresses with a line in them."""
    places = (
        "/search?q=",
        "/tags?q=",
        "/threads?author=",
        "/ask?title=",
        "/sign-in?next=",
        "/desk/people?q=",
        "/threads?older=",
        "/nowhere/",
        "/tags/",
    )
    for index, line in enumerate(hostile[:60]):
        yield places[index % len(places)] + quote(line[:600], safe="")


def _profiles(hostile: Sequence[str]) -> Iterator[dict[str, str]]:
    """Profiles with one line as the name to show and several as words about oneself."""
    for start in range(0, len(hostile), 8):
        yield {
            "display_name": hostile[start][:60],
            "bio": "\n\n".join(hostile[start : start + 8])[:2000],
            "language": "en",
            "time_zone": "",
        }
