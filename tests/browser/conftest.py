"""Browser tests: a real Chromium in front of the real program.

`served` is the server (one per module and engine), `open_page` opens pages in fresh contexts, with or without scripts,
in either language, light or dark, narrow or wide; `page` is one with everything at its default. A script error or a
breach of the Content-Security-Policy on any of them fails the test.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser.served import Served, serving
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
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# A machine that runs several browsers at once is slow, not broken.
PATIENCE = 15_000

OpenPage = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def served(engine: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server on an empty community of its own."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, databases.own(engine, folder / "kotae.db")) as running:
        yield running


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The browser of one module."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("Chromium (Debian: apt-get install chromium, or set CHROMIUM)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[OpenPage]:
    """Opens a page in a context of its own (another visitor), against `served` where the test asks for it."""
    served = request.getfixturevalue("served") if "served" in request.fixturenames else None
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    async def open_one(
        *, scripts: bool = True, language: str = "en", dark: bool = False, width: int = 1440, height: int = 900
    ) -> Page:
        context = await chromium.new_context(
            base_url=served.url if served else None,
            java_script_enabled=scripts,
            locale={"en": "en-US", "ja": "ja-JP"}[language],
            timezone_id="Asia/Tokyo" if language == "ja" else "UTC",
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
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


def _note_breach(message: ConsoleMessage, troubles: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        troubles.append(f"{message.location.get('url')}: {message.text}")
