"""Finding something without a mouse, and without scripts."""

import asyncio

from playwright.async_api import Page, Route

from tests.browser.served import Served
from tests.browser.stage import OpenPage


async def focused(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.name"))


async def test_by_keyboard_from_the_box_to_a_thread(demo: Served, open_page: OpenPage) -> None:
    page = await open_page()

    async def late(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    # Whoever types faster than the script of the box arrives is served all the same.
    await page.route("**/behaviours/search-box*.js", late)
    await page.goto("/threads")
    await page.keyboard.press("/")
    # The script that answers the key is fetched with its first press.
    await page.wait_for_function("document.activeElement.name === 'q'")
    await page.keyboard.type("hub is:so")
    option = page.get_by_role("option", name="is:solved")
    await option.wait_for()
    # Nothing is chosen until an arrow chooses it: Enter would search for what was typed.
    assert await option.get_attribute("aria-selected") == "false"
    await page.unroute("**/behaviours/search-box*.js", late)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await page.input_value("#top-search") == "hub is:solved "
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?q=hub+is%3Asolved*")
    assert await page.locator("main mark", has_text="Hub").count() > 0
    await page.keyboard.press("j")
    await page.wait_for_function("document.activeElement.matches('main a')")
    first = await focused(page)
    await page.keyboard.press("ArrowDown")
    second = await focused(page)
    assert first != second
    await page.keyboard.press("ArrowUp")
    assert await focused(page) == first
    await page.keyboard.press("ArrowUp")
    assert await focused(page) == "q"
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/threads/**")


async def test_the_home_page_searches_while_one_types_and_leads_on_to_asking(demo: Served, open_page: OpenPage) -> None:
    page = await open_page()
    await page.goto("/")
    await page.locator("#home-q").press_sequentially("hub upd", delay=20)
    # What is shown meanwhile, for the first letters, gives way to what was typed in the end.
    await page.locator('#home-results a[href="/ask?title=hub+upd"]').wait_for()
    await page.keyboard.press("ArrowDown")
    assert (await focused(page)).startswith("/threads/")


async def test_without_scripts(demo: Served, open_page: OpenPage) -> None:
    page = await open_page(scripts=False, language="ja", width=360)
    await page.goto("/")
    await page.fill("#home-q", "ﾌﾟﾘﾝﾀ 設定")
    await page.click(".home-ask button")
    assert await page.locator("main [data-row]").count() > 0
    await page.click(".tabs a >> text=解決済み")
    assert "kind=solved" in page.url
