"""Two of the staff in two windows: who is replying, taking over, a reply that came too late; and the inbox by keyboard."""

import re

from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.stage import OpenPage
from tests.journeys.travellers import Traveller, account


async def test_two_answer_one_question_without_a_collision(served_once: Served, open_page: OpenPage) -> None:
    for name, role in (("ada", "administrator"), ("dora", "specialist"), ("ben", "member")):
        account(served_once, name, role)
    ada = Traveller(await open_page(), served_once, "ada")
    dora = Traveller(await open_page(), served_once, "dora")
    ben = Traveller(await open_page(width=360, scripts=False), served_once, "ben", False)
    for one in (ada, dora, ben):
        await one.sign_in()
    await ada.goto("/desk/categories/new")
    await ada.page.fill('main [name="name"]', "Everything")
    await ada.press("/desk/categories")
    thread = await ben.ask("The lamp does not shine", "It is plugged in, I looked.", "Everything")
    await ben.ask("The lamp hums at night", "Only at night, by day it is silent.", "Everything")

    # By keyboard: down to the first of the list, selected and let go, opened, and into the box.
    await ada.goto("/desk")
    page = ada.page
    await expect(page.locator(".desk-line")).to_have_count(2)
    await page.keyboard.press("j")
    marked = page.locator(".desk-line.is-marked")
    await expect(marked).to_contain_text("does not shine")
    await page.keyboard.press("x")
    await expect(marked.locator("input")).to_be_checked()
    await page.keyboard.press("x")
    await expect(marked.locator("input")).not_to_be_checked()
    await page.keyboard.press("?")
    await expect(page.locator("#shortcuts")).to_contain_text("Select the one that is marked")
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator(".desk-item h2").first).to_have_text("The lamp does not shine")
    await page.keyboard.press("r")
    await expect(page.locator('#reply [name="body"]')).to_be_focused()
    await expect(page.locator("#reply")).to_contain_text("Others see that you are replying.")
    await page.keyboard.type("Have you tried another socket?")

    # The second window sees it at once, and waits with its own words until it takes over.
    await dora.goto(thread)
    box = dora.page.locator('#reply [name="body"]')
    await expect(dora.page.locator("#reply")).to_contain_text(re.compile("ada is replying", re.IGNORECASE))
    await expect(box).to_have_attribute("readonly", "")
    await dora.page.get_by_role("button", name="Take over").click()
    await expect(dora.page.locator("#reply")).to_contain_text("Others see that you are replying.")
    await box.fill("Please turn it on at the wall.")
    await expect(page.locator("#reply")).to_contain_text("took over from you. What you wrote is kept.")
    await dora.press("/replies")
    await expect(dora.page.locator(".post-reply").last).to_contain_text("at the wall")

    # What came too late comes back with what was faster, and goes out on a second word.
    await ada.press("/replies")
    await expect(page.locator("main")).to_contain_text("at the wall")
    await expect(page.locator('#reply [name="body"]')).to_have_value("Have you tried another socket?")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Send anyway").click()
    await ben.goto(thread)
    await expect(ben.page.locator(".post-reply")).to_have_count(2)
    await expect(ben.page.locator("body")).not_to_contain_text("is replying")

    # A window that is closed is not replying for long; leaving it says so at once.
    await ada.goto("/desk")
    await page.keyboard.press("j")
    await expect(marked).to_be_visible()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await page.fill('#reply [name="body"]', "It hums?")
    await expect(page.locator("#reply")).to_contain_text("Others see that you are replying.")
    await dora.goto("/desk")
    await expect(dora.page.locator(".desk-line").first).to_contain_text(re.compile("ada is replying", re.IGNORECASE))
    await page.close()
    await dora.page.wait_for_timeout(1_000)
    await dora.goto("/desk")
    await expect(dora.page.locator(".desk-line").first).not_to_contain_text("replying")
