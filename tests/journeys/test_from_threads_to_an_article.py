"""What recurs becomes an article: a proposal, a draft, a review, a card in every thread, an asker whom it helped, and one
who meets it before they ask.

The team works by keyboard on a wide window, the askers on a phone, one without scripts and one with; in English, on both
databases.
"""

import re

from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage
from tests.journeys.travellers import Traveller

TEXT = "## What happens\n\nThe Hub says W-12.\n\n## What helps\n\nUpdate it by cable, then join again."


async def test_a_question_that_recurs_is_answered_by_an_article(
    demo: Served, demo_community: Demo, open_page: OpenPage
) -> None:
    async def traveller(name: str, *, scripts: bool, width: int) -> Traveller:
        one = Traveller(await open_page(scripts=scripts, width=width), demo, name, scripts)
        await one.sign_in(demo_community.password)
        return one

    priya = await traveller("priya", scripts=True, width=1440)
    await priya.goto("/desk")
    await priya.follow('a[href="/desk/proposals"]')
    await expect(priya.page.locator("main .line")).to_have_count(1)
    await priya.follow("main .line-title a")
    await expect(priya.page.locator("main .rows .line")).to_have_count(3)
    links = await priya.page.locator("main .rows .line-title a").all()
    threads = [str(await link.get_attribute("href")) for link in links]
    thread = threads[0]
    await expect(priya.page.locator(".pair-side")).not_to_have_count(0)
    for key, has in (("t", 1), ("g", 0)):
        async with priya.page.expect_navigation():
            await priya.page.keyboard.press(key)
        await expect(priya.page.locator('form[action$="/holder/remove"]')).to_have_count(has)
    async with priya.page.expect_navigation():
        await priya.page.keyboard.press("w")
    await expect(priya.page).to_have_url(re.compile(r"/desk/articles/\d+/en/edit$"))
    number = re.findall(r"/articles/(\d+)/", priya.page.url)[0]
    body = priya.page.locator('[name="body"]')
    assert "✎" in await body.input_value() and "W-12" in await priya.page.locator('[name="title"]').input_value()
    await body.fill(TEXT)
    async with priya.page.expect_navigation():
        await priya.page.locator('button[value="review"]').click()
    # Promoting again, from the thread, leads to what is there.
    await priya.goto(thread)
    author = str(await priya.page.locator("#question a[href^='/users/']").first.get_attribute("href")).split("/")[-1]
    await priya.press("/article")
    await expect(priya.page).to_have_url(re.compile(f"/desk/articles/{number}$"))

    graham = await traveller("graham", scripts=False, width=360)
    await graham.goto(f"/desk/articles/{number}/en/review")
    await graham.press("/publication")

    asker = await traveller(author, scripts=False, width=360)
    await asker.bell_rings()
    await asker.goto(thread)
    card = asker.page.locator(".notice", has_text="Answered in the knowledge base:")
    await expect(card).to_be_visible()
    # What was accepted no longer helps; the article does.
    await asker.press("/solution/remove")
    await asker.press("/solution/article")
    await expect(asker.page.locator(".notice", has_text="This article solved it:")).to_be_visible()
    await asker.follow('.notice a[href^="/help/articles/"]')
    await expect(asker.page.locator(".article")).to_contain_text("Update it by cable")
    await expect(asker.page.locator("#article-sources")).to_be_visible()
    for source in threads[1:]:
        await asker.goto(source)
        await expect(card).to_be_visible()
    await priya.goto("/desk/proposals?tab=done")
    await expect(priya.page.locator("main .line")).to_have_count(1)

    # Whoever is about to ask it once more meets the article first, and need not ask.
    beth = await traveller("beth", scripts=True, width=360)
    await beth.goto("/ask")
    await beth.page.fill('main [name="title"]', "My Hub says W-12 and does not join the Wi-Fi")
    first = beth.page.locator("#ask-similar li").first
    await expect(first.locator(".row-title a")).to_have_attribute("href", re.compile(f"^/help/articles/{number}/"))
    await beth.page.locator('a[href="#ask-similar"]').click()
    await expect(first).to_be_in_viewport()
    async with beth.page.expect_navigation():
        await first.locator('button[name="solved"]').click()
    await expect(beth.page.locator('form[action="/ask/solved/remove"]')).to_be_visible()
    await priya.goto("/desk/deflection")
    spared = priya.page.locator("tr", has=priya.page.locator(f'a[href="/desk/articles/{number}"]'))
    await expect(spared.locator("td").last).to_have_text("1")

