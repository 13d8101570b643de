"""Somebody is silenced, reads why, appeals, and another moderator lifts it; the public log says all of it and names nobody."""

import re
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage, sign_in

WHY = "Please do not call people names, however slow they are."
APPEAL = "I quoted a film there, and everybody laughed."


async def sent(page: Page, action: str) -> None:
    """Press the button of the form that is sent there, and wait for the page that follows."""
    async with page.expect_navigation():
        await page.locator(f'form[method="post"][action$="{action}"] button[type="submit"]').first.click()


async def test_silenced_appealed_and_lifted_by_somebody_else(
    demo: Served, demo_community: Demo, open_page: OpenPage
) -> None:
    names, password = demo_community.people, demo_community.password
    moderator = await open_page()
    await sign_in(moderator, names["moderator"], password)
    await moderator.goto(f"/users/{names['member']}")
    async with moderator.expect_navigation():
        await moderator.locator('a[href^="/desk/members/"]').first.click()
    member = urlsplit(moderator.url).path
    await moderator.check('input[name="kind"][value="silence"]')
    await moderator.select_option('[name="reason"]', "abuse")
    await moderator.select_option('[name="length"]', "7")
    await moderator.fill("#field-words", WHY)
    await sent(moderator, "/sanctions")
    await expect(moderator.locator("main")).to_contain_text("Silenced until")

    person = await open_page(width=360, scripts=False)
    await sign_in(person, names["member"], password)
    await person.goto("/settings/standing")
    await expect(person.locator("main")).to_contain_text(WHY)
    await expect(person.locator("main")).not_to_contain_text(names["moderator"])
    await person.locator("summary", has_text="Appeal against this").first.click()
    await person.locator('form[action$="/appeal"] textarea').first.fill(APPEAL)
    await sent(person, "/appeal")
    await expect(person.locator("main")).to_contain_text(APPEAL)

    # Whoever decided does not find it; somebody else does.
    await moderator.goto("/desk/appeals")
    against = 'main .rows a[href*="item="]'
    await expect(moderator.locator(against, has_text="Silence")).to_have_count(0)
    await expect(moderator.locator("main")).not_to_contain_text(APPEAL)
    other = await open_page(dark=True)
    await sign_in(other, names["administrator"], password)
    await other.goto("/desk/appeals")
    async with other.expect_navigation():
        await other.locator(against, has_text="Silence").click()
    await expect(other.locator("main")).to_contain_text(APPEAL)
    await other.fill('#decide [name="note"]', "You are right, and we are sorry.")
    async with other.expect_navigation():
        await other.locator('button[form="decide"][value="upheld"]').click()
    await moderator.goto(member)
    await expect(moderator.locator("main")).not_to_contain_text("Silenced until")

    await person.goto("/settings/standing")
    await expect(person.locator("main")).to_contain_text("You are right, and we are sorry.")
    guest = await open_page(language="ja", width=360)
    await guest.goto("/moderation-log?show=people")
    lines = guest.locator("main .line-title")
    await expect(lines.nth(2)).to_contain_text("7 日")
    said = await guest.locator("main").inner_text()
    assert not re.search("|".join(map(re.escape, (names["member"], names["moderator"], WHY, APPEAL))), said)
