"""An article spares a question and the numbers show it; it answers another one, which counts when that is accepted.

In English with scripts on a wide window, on both databases; in Japanese without scripts on a phone, on SQLite.
"""

from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.stage import OpenPage
from tests.journeys.travellers import Traveller, account


async def test_in_english_with_scripts(served: Served, open_page: OpenPage) -> None:
    await _live_through(served, open_page, language="en", scripts=True, width=1440)


async def test_in_japanese_without_scripts(served_once: Served, open_page: OpenPage) -> None:
    await _live_through(served_once, open_page, language="ja", scripts=False, width=360)


async def _live_through(served: Served, open_page: OpenPage, *, language: str, scripts: bool, width: int) -> None:
    async def traveller(name: str, role: str = "member") -> Traveller:
        one = Traveller(await open_page(language=language, scripts=scripts, width=width), served, name, scripts)
        account(served, name, role)
        await one.sign_in()
        return one

    japanese = language == "ja"
    title = "ハブをWi-Fiにつなぐ方法" if japanese else "How to connect the hub to Wi-Fi"
    typed = "ハブがWi-Fiにつながりません" if japanese else "The hub does not connect to my Wi-Fi"
    dev, ada = await traveller("dev", "specialist"), await traveller("ada", "administrator")
    await ada.goto("/desk/categories/new")
    await ada.page.fill('[name="name"]', "Devices")
    await ada.press("/desk/categories")
    await _publish(dev, ada, title, language)

    eve = await traveller("eve")
    await _meet_it_while_asking(eve, typed, title)
    await ada.goto("/desk/deflection")
    await expect(ada.page.locator("dl dd strong").first).to_have_text("100.0 %")
    await ada.follow('a[href*="of=explicit"]')
    await expect(ada.page.locator("main")).to_contain_text(title)

    # It did not help after all, and the question is posted.
    async with eve.page.expect_navigation():
        await eve.page.locator('form[action="/ask/solved/remove"] button').click()
    thread = await eve.ask(typed, "I tried everything that I found.", "Devices")
    await _answer_with_it(dev, thread, title)
    await eve.goto(thread)
    await expect(eve.page.locator(".post-reply aside")).to_contain_text(title)
    await eve.press("/solution")
    await ada.goto("/desk/articles/1")
    await expect(ada.page.locator("section", has=ada.page.locator("#answers"))).to_contain_text("100 %")
    await ada.goto("/desk/deflection")
    await expect(ada.page.locator("dl dd strong").first).to_have_text("0.0 %")
    await expect(ada.page.locator('a[href*="of=posted"]')).to_have_text("1")


async def _publish(dev: Traveller, ada: Traveller, title: str, language: str) -> None:
    await ada.goto("/desk/articles/tree/categories/new")
    await ada.page.fill('[name="name_en"]', "Hub")
    await ada.press("/tree/categories")
    await ada.follow('a[href^="/desk/articles/tree/sections/new"]')
    await ada.page.fill('[name="name_en"]', "Pairing")
    await ada.press("/tree/sections")
    await dev.goto("/desk/articles/new")
    await dev.page.fill('main [name="title"]', title)
    await dev.press("/desk/articles")
    body = "ハブのボタンを7秒間長押しします。" if language == "ja" else "Hold the button of the hub for seven seconds."
    await dev.page.fill('[name="body"]', f"## Wi-Fi\n\n{body}")
    async with dev.page.expect_navigation():
        await dev.page.locator('button[value="review"]').click()
    await ada.goto(f"/desk/articles/1/{language}/review")
    await ada.press("/publication")


async def _meet_it_while_asking(eve: Traveller, typed: str, title: str) -> None:
    """The article stands beside the question; its page is opened, and there it turns out to be the answer."""
    beside = eve.page.locator("#ask-similar")
    # News of the publication travels a moment after it.
    for _again in range(20):
        await eve.goto("/ask")
        await eve.page.fill('main [name="title"]', typed)
        if not eve.scripts:
            async with eve.page.expect_navigation():
                await eve.page.locator('button[name="step"][value="similar"]').click()
        try:
            await expect(beside).to_contain_text(title, timeout=1500)
            break
        except AssertionError:
            continue
    await expect(beside.locator("button[name=solved]")).to_be_visible()
    link = await beside.locator(".row-title a").get_attribute("href")
    await eve.goto(link or "")
    await expect(eve.page.locator("h1")).to_have_text(title)
    await eve.press("/ask/solved", "solved")
    await expect(eve.page.locator('form[action="/ask/solved/remove"]')).to_be_visible()


async def _answer_with_it(dev: Traveller, thread: str, title: str) -> None:
    await dev.goto(thread)
    await dev.page.fill('#reply [name="body"]', "This will help:")
    await dev.page.locator(".article-answer summary").click()
    await dev.page.fill('[name="article_q"]', "Wi-Fi")
    if not dev.scripts:
        async with dev.page.expect_navigation():
            await dev.page.locator('button[name="find"]').click()
    await expect(dev.page.locator("#article-offers")).to_contain_text(title)
    async with dev.page.expect_navigation():
        await dev.page.locator('button[name="insert"]').click()
    line = "[Article 1](/help/articles/1)" if dev.scripts else "[記事 1](/help/articles/1)"
    await expect(dev.page.locator('[name="body"]')).to_have_value(f"This will help:\n\n{line}\n")
    await dev.press("/replies")
