"""A moderator puts a conversation in order, in a browser: what belongs elsewhere is split off and merged, a number that nobody
should have written is taken out, and what was too much is undone."""

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage, sign_in

#: What nobody should have written.
NUMBER = "080-5551-9977"


async def after(page: Page, pressed: Callable[[], Awaitable[None]]) -> str:
    """Do it, wait for the page that follows, and give its path."""
    async with page.expect_navigation():
        await pressed()
    return urlsplit(page.url).path


def post_form(page: Page, action: str) -> Locator:
    return page.locator(f'form[method="post"][action$="{action}"]')


async def test_split_merge_redact_and_undo(demo: Served, demo_community: Demo, open_page: OpenPage) -> None:
    # Every step is a plain form: what works without scripts works with them.
    page = await open_page(scripts=False)
    await sign_in(page, "graham", demo_community.password)
    await page.goto("/threads?view=unsolved")
    thread = str(await page.locator(".row-title a").first.get_attribute("href"))
    for word in ("This is another question altogether.", f"Call me at {NUMBER}, please."):
        await page.goto(thread)
        await page.fill('#reply [name="body"]', word)
        await after(page, post_form(page, "/replies#reply").locator("button.button-primary").first.click)
    # Split the first of them off.
    await page.goto(f"{thread}/split")
    await page.locator("label.check", has_text="another question altogether").last.locator("input").check()
    await page.fill('main [name="title"]', "A question of its own")
    new = await after(page, post_form(page, "/splits").locator("button.button-primary").click)
    await expect(page.locator("h1")).to_have_text("A question of its own")
    await page.goto(f"{thread}?page=1")
    stub = page.locator(".event", has_text="moved to another thread")
    assert await after(page, stub.last.locator("a").click) == new
    # Take the number out of the second.
    await page.goto(f"{thread}?page=99")
    leak = page.locator("article", has_text=NUMBER).last
    await after(page, leak.locator('a[href$="/redaction"]').click)
    await page.fill('main [name="pieces"]', NUMBER)
    await after(page, post_form(page, "/redaction").locator("button.button-primary").click)
    await after(page, post_form(page, "/redaction").locator('button[name="confirmed"]').click)
    await expect(page.locator("main")).to_contain_text("▒▒▒")
    await expect(page.locator("main")).not_to_contain_text(NUMBER)
    # Merge the new thread back into where it came from, and undo both.
    await page.goto(f"{new}/tools")
    tool = page.locator("details", has=post_form(page, "/merge")).last
    await tool.locator("summary").click()
    await page.fill('main [name="target"]', thread)
    await after(page, post_form(page, "/merge").locator("button").first.click)
    await expect(page.locator("main")).to_contain_text("From here on it was another thread")
    answer = await page.goto(new)
    assert answer is not None and urlsplit(page.url).path == thread
    for back in (new, thread):
        await page.goto(f"{thread}/tools")
        await after(page, post_form(page, "/remove").filter(has_text="Undo").first.locator("button").click)
        assert re.sub("/tools$", "", urlsplit(page.url).path) == back
    await page.goto(f"{thread}?page=99")
    await expect(page.locator("main")).to_contain_text("another question altogether")
