"""The browser of these tests itself: it starts, obeys the choices, and betrays a page that has trouble."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

OpenPage = Callable[..., Awaitable[Page]]

SCRIPTED = "data:text/html,<p id=p>still</p><script>document.getElementById('p').textContent='moved'</script>"


@pytest.mark.parametrize(("scripts", "text"), [(True, "moved"), (False, "still")])
async def test_scripts_can_be_left_out(open_page: OpenPage, scripts: bool, text: str) -> None:
    page = await open_page(scripts=scripts)
    await page.goto(SCRIPTED)
    assert await page.text_content("#p") == text


async def test_a_visitor_has_a_language_a_width_and_a_taste(open_page: OpenPage) -> None:
    page = await open_page(language="ja", width=360, dark=True)
    assert await page.evaluate("navigator.language") == "ja-JP"
    assert await page.evaluate("innerWidth") == 360
    assert await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
