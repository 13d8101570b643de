"""A question's whole life: an account, a draft, the question, an answer, the bell and a letter, the solution.

In English with scripts on a wide window, on both databases; in Japanese without scripts on a phone, on SQLite.
"""

import re
import urllib.request

from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.stage import OpenPage
from tests.journeys.travellers import Traveller, account

KANA = re.compile(r"[\u3041-\u30fa]")


async def test_in_english_with_scripts(served: Served, open_page: OpenPage) -> None:
    await _live_through(served, open_page, language="en", scripts=True, width=1440)


async def test_in_japanese_without_scripts(served_once: Served, open_page: OpenPage) -> None:
    await _live_through(served_once, open_page, language="ja", scripts=False, width=360)


async def _live_through(served: Served, open_page: OpenPage, *, language: str, scripts: bool, width: int) -> None:
    japanese = language == "ja"

    async def traveller(name: str) -> Traveller:
        page = await open_page(language=language, scripts=scripts, width=width)
        return Traveller(page, served, name, scripts)

    account(served, "ada", "administrator")
    ada = await traveller("ada")
    await ada.sign_in()
    await _make_a_category_with_a_question_of_its_own(ada)

    title = "Wi-Fiが毎晩切れます" if japanese else "The hub loses its Wi-Fi every night"
    aiko = await traveller("aiko")
    await aiko.sign_up("青山 愛子", next_path="/ask")
    await expect(aiko.page).to_have_url(re.compile(r"/ask$"))
    await expect(aiko.page.locator("html")).to_have_attribute("lang", language)
    assert bool(KANA.search(await aiko.page.inner_text("h1"))) is japanese
    if scripts:
        await _a_draft_survives(aiko, await traveller("aiko"))
    await aiko.goto("/ask")
    await aiko.page.fill('main [name="title"]', title)
    await aiko.choose_category("Devices")
    await aiko.page.fill('main [name="body"]', "Every night at **three** it drops off.")
    await aiko.press("/ask") if not scripts else await (
        aiko.form("/ask").locator("button[type=submit]:not([name])").click()
    )
    # The category's own question is not answered yet: everything typed is still there.
    await expect(aiko.page.locator(".error-summary")).to_be_visible()
    await expect(aiko.page.locator('main [name="body"]')).to_have_value("Every night at **three** it drops off.")
    await aiko.page.locator("#ask-fields").get_by_label("Model").fill("Hub 2")
    if not scripts:
        async with aiko.page.expect_navigation():
            await aiko.page.locator('button[name="step"][value="preview"]').click()
    else:
        await aiko.page.locator('main [name="body"]').press("End")
    await expect(aiko.page.locator("#ask-preview strong")).to_have_text("three")
    await aiko.press("/ask")
    await expect(aiko.page.locator("h1")).to_have_text(title)
    await expect(aiko.page.locator(".template-answers")).to_contain_text("Hub 2")
    thread = re.sub(r"^https?://[^/]+|[?#].*$", "", aiko.page.url)

    ben = await traveller("ben")
    await ben.sign_up()
    await _answer_with_a_quote(ben, thread)

    await aiko.bell_rings()
    letter = served.letter(aiko.email, title)
    assert bool(KANA.search(letter.get_body(("plain",)).get_content().replace(title, ""))) is japanese
    await aiko.goto("/notifications")
    await expect(aiko.page.locator(".note").first).to_contain_text(title)

    await aiko.goto(thread)
    await aiko.press("/solution")
    await expect(aiko.page.locator("#solution")).to_contain_text("power saving")
    await _everything_says_solved(aiko, ben, thread, title)
    feed = urllib.request.urlopen(f"{served.url}/feed.atom").read().decode()
    assert title in feed

    await aiko.goto(thread)
    await aiko.press("/solution/remove")
    await expect(aiko.page.locator("#solution")).to_have_count(0)
    await aiko.goto("/threads?view=solved")
    await expect(aiko.page.locator("main")).not_to_contain_text(title)
    await aiko.goto("/users/ben")
    await expect(aiko.page.locator(".figures dd").first).to_have_text("0")

    await aiko.goto(thread)
    await aiko.open_tool("/solved")
    await aiko.form("/solved").locator('[name="note"]').fill("It was the neighbour's microwave.")
    await aiko.press("/solved")
    await expect(aiko.page.locator(".thread-head .status-solved, .thread-head .status").first).to_be_visible()
    await aiko.goto("/threads?view=solved")
    await expect(aiko.page.locator("main")).to_contain_text(title)


async def _make_a_category_with_a_question_of_its_own(ada: Traveller) -> None:
    await ada.goto("/desk/categories/new")
    await ada.page.fill('main [name="name"]', "Devices")
    await ada.page.locator('main [name="type_problem"]').set_checked(True)
    await ada.press("/desk/categories")
    await ada.follow('a[href$="/template"]')
    async with ada.page.expect_navigation():
        await ada.page.locator('button[name="step"][value="add"]').click()
    await ada.page.fill('main [name="label-0"]', "Model")
    await ada.page.locator('main [name="required-0"]').set_checked(True)
    async with ada.page.expect_navigation():
        await ada.page.locator('button[name="step"][value="save"]:visible').last.click()


async def _a_draft_survives(aiko: Traveller, on_her_phone: Traveller) -> None:
    """What is typed is kept by the server: it is there after a crash, and on another device."""
    await aiko.page.fill('main [name="title"]', "A title that I was typing")
    await aiko.page.fill('main [name="body"]', "And the words below it.")
    async with aiko.page.expect_response(lambda answer: answer.url.endswith("/drafts/ask") and answer.ok):
        await aiko.page.locator('main [name="body"]').press_sequentially(" More.")
    await expect(aiko.page.locator("[data-draft-state]").first).not_to_be_empty()
    await aiko.goto("/ask")
    await expect(aiko.page.locator('main [name="body"]')).to_have_value(re.compile("words below it"))
    await on_her_phone.sign_in()
    await on_her_phone.goto("/ask")
    await expect(on_her_phone.page.locator('main [name="title"]')).to_have_value("A title that I was typing")
    await on_her_phone.press("/drafts/ask/remove")
    await aiko.goto("/ask")
    await expect(aiko.page.locator('main [name="title"]')).to_have_value("")


async def _answer_with_a_quote(ben: Traveller, thread: str) -> None:
    await ben.goto(thread)
    quote = ben.page.locator('a[href*="quote="]').first
    await quote.scroll_into_view_if_needed()
    await quote.hover()
    await quote.click()
    box = ben.page.locator('#reply [name="body"]')
    await expect(box).to_have_value(re.compile(r"^>", re.MULTILINE))
    await box.fill(f"{await box.input_value()}\n\n@aiko Turn **power saving** off.")
    await ben.press("/replies")
    reply = ben.page.locator(".post-reply").last
    await expect(reply.locator("blockquote")).to_contain_text("three")
    await expect(reply.locator('a[href="/users/aiko"]').first).to_be_visible()


async def _everything_says_solved(aiko: Traveller, ben: Traveller, thread: str, title: str) -> None:
    """Lists, profiles, counters, badges and top helpers agree."""
    await aiko.goto("/threads?view=solved")
    await expect(aiko.page.locator("main")).to_contain_text(title)
    await aiko.goto("/threads?view=unsolved")
    await expect(aiko.page.locator("main")).not_to_contain_text(title)
    await aiko.goto("/")
    await expect(aiko.page.locator("main")).to_contain_text(title)
    await ben.bell_rings()
    await ben.goto("/users/ben")
    figures = await ben.page.locator(".figures dd").all_inner_texts()
    assert int(figures[0]) > 0 and figures[1] == "1", figures
    await expect(ben.page.locator("main")).to_contain_text(title)
    await ben.goto("/helpers")
    await expect(ben.page.locator("main")).to_contain_text("ben")
    await ben.goto("/notifications")
    await expect(ben.page.locator(".note").first).to_contain_text(title)
    await ben.goto(f"{thread}/history")
    await expect(ben.page.locator("main")).to_contain_text("青山 愛子")
