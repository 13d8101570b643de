"""An article's whole life: a shelf, a draft, a review, its readers, their voice, and two who edit it at once.

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
    async def traveller(name: str, role: str = "") -> Traveller:
        one = Traveller(await open_page(language=language, scripts=scripts, width=width), served, name, scripts)
        if role:
            account(served, name, role)
            await one.sign_in()
        return one

    dev, ada = await traveller("dev", "specialist"), await traveller("ada", "administrator")
    title = "ハブをWi-Fiにつなぐ" if language == "ja" else "Connect the hub to Wi-Fi"
    await _make_a_section(ada)
    await _begin(dev, title)
    await dev.page.fill('[name="body"]', "## One\n\nFirst.\n\n## Two\n\nSecond.\n\n## Three\n\n> [!NOTE]\n> Third.")
    if scripts:
        await expect(dev.page.locator(".preview .callout")).to_be_visible()
    async with dev.page.expect_navigation():
        await dev.page.locator('button[value="review"]').click()
    await expect(dev.page.locator('form[action$="/publication"]')).to_have_count(0)

    guest = await traveller("guest")
    await guest.goto("/help/articles/1", 404)
    await ada.goto(f"/desk/articles/1/{language}/review")
    await ada.page.fill("#field-comment", "Well done.")
    await ada.press("/comments")
    await expect(ada.page.locator(".team-comment")).to_contain_text("Well done.")
    await ada.press("/publication")

    await guest.goto("/")
    await guest.follow('.top-nav a[href="/help"]')
    await guest.follow('main a[href^="/help/articles/1/"]')
    await expect(guest.page.locator("h1")).to_have_text(title)
    await expect(guest.page.locator(".toc a")).to_have_count(3)
    await _say_yes(guest)
    await expect(guest.page.locator(".flashes .notice")).to_be_visible()

    await _two_edit(dev, ada, language)
    await guest.goto("/help/articles/1")
    await expect(guest.page.locator(".article")).to_contain_text("First, by dev")
    await expect(guest.page.locator(".article")).to_contain_text("Second, by ada")


async def _make_a_section(ada: Traveller) -> None:
    await ada.goto("/desk/articles/tree/categories/new")
    await ada.page.fill('[name="name_en"]', "Hub")
    await ada.press("/tree/categories")
    await ada.follow('a[href^="/desk/articles/tree/sections/new"]')
    await ada.page.fill('[name="name_en"]', "Pairing")
    await ada.press("/tree/sections")
    await expect(ada.page.locator("#section-1")).to_contain_text("Pairing")


async def _begin(dev: Traveller, title: str) -> None:
    await dev.goto("/desk")
    await dev.follow('a[href="/desk/articles"]')
    await dev.follow('main a[href="/desk/articles/new"]')
    await dev.page.fill('main [name="title"]', title)
    await dev.press("/desk/articles")
    await expect(dev.page.locator('[name="body"]')).not_to_be_empty()


async def _say_yes(guest: Traveller) -> None:
    async with guest.page.expect_navigation():
        await guest.page.locator('button[name="helpful"][value="yes"]').click()


async def _two_edit(dev: Traveller, ada: Traveller, language: str) -> None:
    for one in (dev, ada):
        await one.goto("/desk/articles/1")
        await one.press("/editing")
    await expect(ada.page.locator("#editors")).to_contain_text("dev")
    for one, old, new in ((dev, "First.", "First, by dev."), (ada, "Second.", "Second, by ada.")):
        body = one.page.locator('[name="body"]')
        await body.fill((await body.input_value()).replace(old, new))
        await one.press(f"/{language}/edit")
    await expect(ada.page.locator(".error-summary")).to_be_visible()
    await expect(ada.page.locator(".diff").first).to_contain_text("by dev")
    merged = await ada.page.locator('[name="body"]').input_value()
    assert "First, by dev." in merged and "Second, by ada." in merged
    await ada.press(f"/{language}/edit")
    account(dev.served, "chika", "moderator")
    chika = Traveller(await dev.page.context.browser.new_page(base_url=dev.served.url), dev.served, "chika")  # type: ignore[union-attr]
    await chika.sign_in()
    await chika.goto(f"/desk/articles/1/{language}/review")
    await chika.press("/publication")
    await chika.page.context.close()
