"""A flag's whole life in a browser: flagged until it is hidden, read by its author, claimed, decided on, told, appealed."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage, sign_in

Meet = Callable[..., Awaitable[Page]]
WORDS = "Buy the cheapest hubs of the world at my shop, today only!"


@pytest.fixture
async def meet(demo: Served, demo_community: Demo, open_page: OpenPage) -> AsyncIterator[Meet]:
    """A page signed in as somebody of the demo."""

    async def one(name: str, **taste: object) -> Page:
        page = await open_page(**taste)
        await sign_in(page, name, demo_community.password)
        return page

    yield one


@pytest.mark.parametrize("scripts", [True, False])
async def test_from_the_flag_to_the_decision(meet: Meet, scripts: bool) -> None:
    wide = {"scripts": scripts, "width": 1440 if scripts else 360}
    author, moderator = await meet("beth", **wide), await meet("graham", **wide)
    words = f"{WORDS} {'With' if scripts else 'Without'}."
    await author.goto("/threads")
    thread = str(await author.locator(".rows .row-title a").first.get_attribute("href"))
    await author.goto(f"{thread}?page=1")
    await author.fill('#reply [name="body"]', words)
    await _press(author, "Post reply")
    await expect(author.locator("main")).to_contain_text(words)
    place = author.url
    # Helpers' flags weigh more than members': three of them are too many to bear.
    for name in ("walter", "leilani", "oskar"):
        helper = await meet(name, **wide)
        await helper.goto(place)
        post = helper.locator(".post", has_text=words)
        if await post.count() == 0:
            break
        await helper.goto(str(await post.locator('a[href$="/flag"]').get_attribute("href")))
        await helper.get_by_label("It is spam or advertising").check()
        await _press(helper, "Send")
        flagger = helper
    await helper.goto(place)
    await expect(helper.locator("main")).not_to_contain_text(words)
    await expect(helper.get_by_text("This reply is shown again once a moderator has looked at it.").first).to_be_visible()
    # Its author reads why, and may edit it.
    await author.reload()
    await expect(author.locator(".notice", has_text="Several people asked a moderator to look at it.").first).to_be_visible()
    await expect(author.locator(".post", has_text=words).get_by_role("link", name="Edit")).to_have_count(1)
    # A moderator claims it and decides: by keyboard, where there are scripts.
    await moderator.goto("/desk/review?cause=flags", wait_until="networkidle")
    await expect(moderator.locator(".pair")).to_contain_text(words)
    if scripts:
        async with moderator.expect_navigation():
            await moderator.keyboard.press("w")
    else:
        await _press(moderator, "I look at this")
    await expect(moderator.get_by_text("You are looking at this.")).to_be_visible()
    await moderator.get_by_label("Reason", exact=False).first.fill("An advertisement")
    if scripts:
        await moderator.wait_for_load_state("networkidle")
        await moderator.locator("h1").click()
        async with moderator.expect_navigation():
            await moderator.keyboard.press("3")
    else:
        await _press(moderator, "Remove it")
    await expect(moderator.locator(".pair-undo")).to_contain_text("Removed")
    await moderator.goto("/desk/review/history")
    await expect(moderator.locator(".line").first).to_contain_text("An advertisement")
    for page, told in ((author, "A moderator deleted your reply"), (flagger, "Moderators agreed with your flag.")):
        await _reads(page, told)
    # Its author asks for a second look, which whoever decided does not give; the reply is there again.
    await author.goto("/settings/standing")
    await author.locator("summary", has_text="Appeal against this").first.click()
    await author.locator('form[action$="/appeal"] textarea').first.fill("It was meant as a joke, and everybody laughed.")
    async with author.expect_navigation():
        await author.locator('form[action$="/appeal"] button[type="submit"]').first.click()
    other = await meet("nora", **wide)
    for page, finds in ((moderator, 0), (other, 1)):
        await page.goto("/desk/appeals")
        await expect(page.locator('main .rows a[href*="item="]', has_text="A reply was deleted")).to_have_count(finds)
    await other.locator('main .rows a[href*="item="]', has_text="A reply was deleted").click()
    await expect(other.locator(".pair")).to_contain_text("It was meant as a joke")
    await other.fill('#decide [name="note"]', "So it was. Sorry.")
    async with other.expect_navigation():
        await other.locator('button[form="decide"][value="upheld"]').click()
    await author.goto(place)
    await expect(author.locator(".post", has_text=words)).to_have_count(1)
    await _reads(author, "Your appeal was looked at")


async def _press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.locator("main").get_by_role("button", name=name).first.click()


async def _reads(page: Page, words: str) -> None:
    """Wait until the list under the bell says so: news travel a moment after what they tell of."""
    for _ in range(50):
        await page.goto("/notifications")
        if await page.get_by_text(words).count():
            return
        await page.wait_for_timeout(200)
    raise AssertionError(f"{words!r} was not told")
