"""A question that goes to support and comes back, in a browser: two of the team and whoever asked."""

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


async def test_a_question_goes_to_support_and_its_answer_comes_back(meet: Meet) -> None:
    asker, first, second = await meet("beth"), await meet("priya"), await meet("graham")
    await asker.goto("/ask")
    form = asker.locator("main form").filter(has=asker.locator('[name="title"]')).first
    await form.locator('[name="title"]').fill("The charger hums since the last update")
    await form.locator('[name="body"]').fill("It hums all night. My serial number is on the box.")
    categories = form.locator('[name="category"] option')
    value = await categories.evaluate_all("all => all.map(one => one.value).filter(Boolean)[0]")
    await form.locator('[name="category"]').select_option(value)
    await form.get_by_role("button", name=re.compile("Post|Ask")).first.click()
    await asker.wait_for_url(re.compile(r"/threads/\d+"))
    place = re.search(r"/threads/(\d+)", asker.url)
    assert place is not None
    thread = place.group(0)
    # Both of the team have the form open; the second is led to the first one's ticket.
    for page in (first, second):
        await page.goto(f"{thread}/escalation")
        await page.locator('[name="reason"]').select_option("bug")
    await first.locator(f'form[action="{thread}/escalation"] .button-primary').click()
    await first.wait_for_url(re.compile(r"/desk/tickets/\d+"))
    await second.locator(f'form[action="{thread}/escalation"] .button-primary').click()
    await second.wait_for_url(first.url)
    ticket = first.url.rpartition("/")[2].partition("#")[0]
    await first.locator(f'form[action="/desk/tickets/{ticket}/assignee"] button').click()
    await expect(first.get_by_text("It is yours.")).to_be_visible()
    await expect(second.locator("main")).not_to_contain_text("is replying")
    await first.locator('#composer [name="body"]').fill("Please unplug it for a minute.")
    await expect(second.locator("#composer")).to_contain_text(re.compile("priya .*is replying", re.IGNORECASE))
    await first.locator("#composer .button-primary").first.click()
    await expect(first.locator(".ticket-talk")).to_contain_text("Please unplug it for a minute.")
    await asker.goto(thread)
    await expect(asker.locator(f'main [href="/requests/{ticket}"]').first).to_be_visible()
    # The answer goes back, looked over once more.
    await first.goto(f"/desk/tickets/{ticket}/thread")
    await first.get_by_role("link", name="Publish this in the thread").click()
    await first.locator('main [name="body"]').fill("Unplug the charger for a minute, then it is silent.")
    await first.get_by_role("button", name="Publish", exact=True).click()
    await first.wait_for_url(re.compile(thread))
    await asker.goto(thread)
    accept = asker.locator('form[action$="/solution"] button').first
    await accept.click()
    await expect(asker.locator("main .status-solved").first).to_be_visible()
    # The second window, looked at again once the news is told, says that it is settled.
    state = second.locator("main .line-facts").first
    for _look in range(30):
        await second.reload()
        if "Solved" in await state.inner_text():
            break
        await second.wait_for_timeout(500)
    await expect(state).to_contain_text("Solved")
    await expect(second.locator(".ticket-talk")).to_contain_text("Please unplug it for a minute.")
