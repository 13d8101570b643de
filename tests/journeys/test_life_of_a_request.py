"""A request in two browsers: a customer asks, staff take it and answer, the customer answers, it is solved and taken up again."""

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


async def test_a_customer_is_helped_and_comes_back(meet: Meet) -> None:
    customer, agent = await meet("marisol", scripts=False), await meet("priya")
    await customer.goto("/requests")
    await _follow(customer, 'main a[href="/requests/new"]')
    await customer.fill('main [name="subject"]', "My invoice has the wrong name")
    await customer.fill('main [name="body"]', "It says *Marisa*. I need it before Friday.")
    # Without the product the form comes back, and nothing that was typed is lost.
    await _press(customer, "/requests")
    await expect(customer.locator(".error-summary")).to_be_visible()
    await expect(customer.locator('main [name="body"]')).to_have_value("It says *Marisa*. I need it before Friday.")
    await customer.locator('main select[name^="field_"]').select_option("vault")
    await _press(customer, "/requests")
    await expect(customer).to_have_url(re.compile(r"/requests/\d+$"))
    path = customer.url.partition("//")[2].partition("/")[2]
    number = path.rpartition("/")[2]

    await agent.goto("/desk/tickets?who=unassigned")
    await _follow(agent, f'a[href="/desk/tickets/{number}"]')
    await _press(agent, "/assignee")
    await _comment(agent, number, "Is it the invoice of October?", "pending")
    await expect(agent.locator(".status").first).to_contain_text("Pending")
    await agent.locator('[name="kind"][value="note"]').check()
    await _comment(agent, number, "The importer cut the name.", "")

    await customer.goto(f"/{path}")
    await expect(customer.locator("main")).to_contain_text("Is it the invoice of October?")
    assert "importer" not in await customer.content()
    await _say(customer, number, "Yes, the one of October.")
    await agent.goto(f"/desk/tickets/{number}")
    await expect(agent.locator(".status").first).to_contain_text("Open")
    await _comment(agent, number, "A new one is in your account.", "solved")
    await customer.goto(f"/{path}")
    await expect(customer.locator(".status").first).to_contain_text("Solved")
    await _say(customer, number, "The name is right, the address is not.")
    await expect(customer.locator(".status").first).to_contain_text("We are on it")
    await agent.goto(f"/desk/tickets/{number}")
    await expect(agent.locator(".status").first).to_contain_text("Open")
    await expect(agent.locator("main")).to_contain_text("Taken up again")


async def _follow(page: Page, selector: str) -> None:
    async with page.expect_navigation():
        await page.locator(selector).first.click()


async def _press(page: Page, action: str) -> None:
    async with page.expect_navigation():
        await page.locator(f'main form[action$="{action}"] button').first.click()


async def _comment(page: Page, number: str, text: str, status: str) -> None:
    form = page.locator(f'form[action^="/desk/tickets/{number}/comments"]')
    await form.locator('[name="body"]').fill(text)
    await form.locator('[name="status"]').select_option(status)
    async with page.expect_navigation():
        await form.locator('button[type="submit"]').click()


async def _say(page: Page, number: str, text: str) -> None:
    form = page.locator(f'form[action^="/requests/{number}/comments"]')
    await form.locator('[name="body"]').fill(text)
    async with page.expect_navigation():
        await form.locator('button[type="submit"]:not([name])').click()
