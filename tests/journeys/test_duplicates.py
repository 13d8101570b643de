"""What was asked before, in a browser: who types meets it, a moderator decides by keyboard, an asker contests."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage, sign_in

Meet = Callable[..., Awaitable[Page]]


@pytest.fixture
async def meet(demo: Served, demo_community: Demo, open_page: OpenPage) -> AsyncIterator[Meet]:
    """A page signed in as somebody of the demo."""

    async def one(name: str, **taste: object) -> Page:
        page = await open_page(**taste)
        await sign_in(page, name, demo_community.password)
        return page

    yield one


async def test_whoever_types_meets_what_was_solved(meet: Meet) -> None:
    page = await meet("beth")
    await page.goto("/ask")
    await page.locator('main [name="title"]').click()
    await page.keyboard.type("E-417 snapshot refused: index out of step")
    found = page.locator("#ask-similar .line")
    await expect(found.first).to_be_visible()
    await expect(found.first).to_contain_text("Solved")
    await expect(page.locator("#ask-similar [role=status]")).to_contain_text("suggestion")
    # What is typed stays, the focus too, and the keyboard reaches what was found.
    await expect(page.locator('main [name="title"]')).to_be_focused()
    await found.first.locator("a").first.focus()
    assert "/threads/" in str(await found.first.locator("a").first.get_attribute("href"))
    await page.locator('main [name="title"]').fill("My")
    await expect(page.locator("#ask-similar")).to_be_hidden()


async def test_a_moderator_decides_on_ten_pairs_by_keyboard(meet: Meet) -> None:
    page = await meet("graham")
    await page.goto("/desk/duplicates?least=25")
    count = await _waiting(page)
    assert count >= 10
    await _press(page, "n")
    assert await _waiting(page) == count - 1
    await expect(page.locator(".pair-undo")).to_contain_text("Not a duplicate")
    await _press(page, "u")
    await page.goto("/desk/duplicates?least=25")
    assert await _waiting(page) == count
    for key in "dlnosdlnnl":
        before = await _waiting(page)
        await _press(page, key)
        # A duplicate may settle other pairs of the same question as well.
        assert await _waiting(page) < before
        await expect(page.locator(".pair-undo")).to_be_visible()


async def test_an_asker_contests_and_is_looked_at_again(meet: Meet, demo: Served) -> None:
    graham = await meet("graham", scripts=False)
    await graham.goto("/desk/recurring")
    await graham.locator(".recurring a", has_text="E-417").first.click()
    duplicate = graham.locator(".line", has_text="Confirmed").first
    thread = str(await duplicate.locator(".row-title a").get_attribute("href"))
    author = str(await duplicate.locator("a.person").get_attribute("href")).rpartition("/")[2]
    for scripts in (True, False):
        asker = await meet(author, scripts=scripts, width=360)
        await asker.goto(thread)
        await expect(asker.get_by_text("This was asked before:")).to_be_visible()
        if scripts:
            await asker.get_by_text("Mine is another question").click()
            await asker.get_by_label("What is different?").fill("Mine has another number on its display.")
            async with asker.expect_navigation():
                await asker.get_by_role("button", name="Ask to look again").click()
        await expect(asker.get_by_text("You said that yours is another question.")).to_be_visible()
    await graham.goto("/desk/duplicates?only=contested")
    await expect(graham.get_by_text("Mine has another number on its display.")).to_be_visible()
    async with graham.expect_navigation():
        await graham.get_by_role("button", name=re.compile("Not a duplicate")).click()
    await asker.goto(thread)
    await expect(asker.get_by_text("This was asked before:")).to_have_count(0)


async def _press(page: Page, key: str) -> None:
    async with page.expect_navigation():
        await page.keyboard.press(key)


async def _waiting(page: Page) -> int:
    words = await page.locator(".page-tools").inner_text()
    return int(re.sub(r"\D", "", words))
