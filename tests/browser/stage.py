"""The stage of everything that is tried in a real browser: a Chromium, pages in it, and servers to look at.

`served` is a server on an empty community (one per module and engine), `demo` one on the demo community, `open_page`
opens pages in fresh contexts, with or without scripts, in either language, light or dark, narrow or wide; `page` is one
with everything at its default. A script error or a breach of the Content-Security-Policy on any of them fails the test.
"""

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser.served import Served, run_command, serving
from tests.conftest import missing
from tests.databases import Databases

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: The shell is the same engine without a browser's own windows around it, which nobody sees here and which cost time.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A machine that runs several browsers at once is slow, not broken.
PATIENCE = 15_000

#: The fixtures whose server pages are opened on.
SERVERS = ("served", "served_once", "demo")

OpenPage = Callable[..., Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo community, loaded once and copied for whoever wants to serve it."""

    file: Path
    #: role: the name of somebody who has it.
    people: dict[str, str]
    password: str


@pytest.fixture(scope="module")
def served(engine: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server on an empty community of its own."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, databases.own(engine, folder / "kotae.db")) as running:
        yield running


@pytest.fixture(scope="module")
def served_once(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same on SQLite only, for what does not depend on the database."""
    folder = tmp_path_factory.mktemp("served-once")
    with serving(folder, databases.own("sqlite", folder / "kotae.db")) as running:
        yield running


@pytest.fixture(scope="session")
def demo_community(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo community in an SQLite file."""
    folder = tmp_path_factory.mktemp("demo")
    file = folder / "demo.db"
    run_command(folder, databases.sqlite(file), "seed")
    kept = json.loads((folder / "var" / "demo-sign-ins.json").read_text())
    return Demo(file, kept["people"], kept["password"])


@pytest.fixture(scope="module")
def demo(demo_community: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server on a copy of the demo community; in development, so that the page of components is there."""
    folder = tmp_path_factory.mktemp("served-demo")
    # By SQLite's own means: the last of what was written may still stand in the log beside the file.
    with (
        contextlib.closing(sqlite3.connect(demo_community.file)) as source,
        contextlib.closing(sqlite3.connect(folder / "kotae.db")) as copy,
    ):
        source.backup(copy)
    with serving(folder, f"sqlite://{folder / 'kotae.db'}", DEVELOPMENT="on") as running:
        yield running


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The browser of one module."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("Chromium (Debian: apt-get install chromium-headless-shell, or set CHROMIUM)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[OpenPage]:
    """Opens a page in a context of its own (another visitor), against `served` or `demo` where the test asks for it."""
    server = next((request.getfixturevalue(name) for name in SERVERS if name in request.fixturenames), None)
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    async def open_one(
        *,
        scripts: bool = True,
        language: str = "en",
        dark: bool = False,
        width: int = 1440,
        height: int = 900,
        bypass_csp: bool = False,
        watch: bool = True,
    ) -> Page:
        context = await chromium.new_context(
            base_url=server.url if server else None,
            java_script_enabled=scripts,
            locale={"en": "en-US", "ja": "ja-JP"}[language],
            timezone_id="Asia/Tokyo" if language == "ja" else "UTC",
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        if watch:
            page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
            page.on("console", lambda message: _note_breach(message, troubles))
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert not troubles, "the pages had trouble:\n" + "\n".join(troubles)


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    """A page with scripts, in English, light and wide."""
    return await open_page()


async def sign_in(page: Page, name: str, password: str) -> None:
    """Sign the page's visitor in, by the form's request but without its page."""
    answer = await page.context.request.post("/sign-in", form={"login": name, "password": password}, max_redirects=0)
    assert answer.status == 303, f"@{name} could not sign in: {answer.status} {(await answer.text())[:500]}"


def _note_breach(message: ConsoleMessage, troubles: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        troubles.append(f"{message.location.get('url')}: {message.text}")
