"""What people do every day, in a browser: change their words, keep their account, keep the house in order, use no mouse."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.stage import OpenPage
from tests.journeys.travellers import PASSWORD, Traveller, account

Meet = Callable[..., Awaitable[Traveller]]


@pytest.fixture(scope="module")
def town(served_once: Served) -> Served:
    """A server with an administrator, who made a category, and two members."""
    for name, role in (("ada", "administrator"), ("ben", "member"), ("cleo", "member")):
        account(served_once, name, role)
    return served_once


@pytest.fixture
async def meet(town: Served, open_page: OpenPage) -> AsyncIterator[Meet]:
    """Meets somebody who is signed in; keywords are how they look at pages."""

    async def one(name: str = "", **taste: object) -> Traveller:
        page = await open_page(**taste)
        traveller = Traveller(page, town, name, bool(taste.get("scripts", True)))
        if name:
            await traveller.sign_in()
        return traveller

    yield one


@pytest.fixture
async def category(meet: Meet) -> str:
    """The name of a category for everyone."""
    ada = await meet("ada")
    await ada.goto("/desk/categories")
    if await ada.page.locator("main").get_by_text("Everything", exact=True).count() == 0:
        await ada.goto("/desk/categories/new")
        await ada.page.fill('main [name="name"]', "Everything")
        await ada.press("/desk/categories")
    return "Everything"


@pytest.mark.parametrize("scripts", [True, False])
async def test_words_are_changed_and_taken_back(meet: Meet, category: str, scripts: bool) -> None:
    ben, cleo = await meet("ben", scripts=scripts), await meet("cleo", scripts=scripts, width=360)
    thread = await ben.ask(
        f"How do I print on both sides{' please' if scripts else ''}", "My printer can do it.", category
    )
    await cleo.reply(thread, f"There is a box for it ({scripts}).")
    reply = cleo.page.locator(".post-reply").last
    await reply.hover()
    await cleo.follow('.post-reply a[href$="/edit"]')
    await cleo.page.fill('main [name="body"]', f"There is a box named *Two sides* ({scripts}).")
    await cleo.page.fill('main [name="reason"]', "found its name")
    await cleo.press("/edit")
    await expect(cleo.page.locator(".post-reply em")).to_have_text("Two sides")

    # Within the moments of grace one's own quick fixes join; an administrator's edit is a version of its own.
    ada = await meet("ada", scripts=scripts)
    await ada.goto(thread)
    await ada.page.locator(".post-reply").last.hover()
    await ada.follow('.post-reply a[href$="/edit"]')
    await ada.page.fill('main [name="body"]', "Nonsense of an administrator.")
    await ada.press("/edit")
    await ada.follow('.post-reply a[href$="/revisions"]')
    await expect(ada.page.locator("main ins, main del").first).to_be_visible()
    await ada.press("/restore")
    await expect(ada.page.locator(".post-reply em")).to_have_text("Two sides")

    await cleo.goto(thread)
    await cleo.page.locator(".post-reply").last.hover()
    await cleo.open_tool("/remove")
    await cleo.press("/remove")
    await expect(cleo.page.locator("main")).not_to_contain_text("Nobody")
    await ben.goto(thread)
    await expect(ben.page.locator(".post-reply")).to_have_count(0)
    await cleo.goto(thread)
    await cleo.press("/restore")
    await ben.goto(thread)
    await expect(ben.page.locator(".post-reply em")).to_have_text("Two sides")

    # Thanks, the same problem and a bookmark, each with one press.
    await ben.form("/helpful").locator("button").click()
    await expect(ben.page.locator('form[action$="/helpful/remove"] button').first).to_have_attribute(
        "aria-pressed", "true"
    )
    await cleo.goto(thread)
    await cleo.form("/same-problem").locator("button").click()
    await expect(cleo.page.locator('form[action$="/same-problem/remove"] button')).to_contain_text("1")
    await cleo.form("/bookmark").locator("button").click()
    await expect(cleo.page.locator('form[action$="/bookmark/remove"] button')).to_have_attribute("aria-pressed", "true")
    await cleo.goto("/bookmarks")
    await expect(cleo.page.locator("main")).to_contain_text("How do I print on both sides")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_thread_that_moved_on_keeps_what_i_wrote(meet: Meet, category: str, scripts: bool) -> None:
    ben, cleo = await meet("ben", scripts=scripts), await meet("cleo", scripts=scripts)
    thread = await ben.ask(f"Which paper is best {scripts}", "I have three kinds.", category)
    await cleo.goto(thread)
    await cleo.page.fill('#reply [name="body"]', f"The thick one, I should say {scripts}.")
    await ben.reply(thread, "I forgot to say that it is for photographs.")
    await cleo.press("/replies")
    await expect(cleo.page.locator("main")).to_contain_text("for photographs")
    await expect(cleo.page.locator('#reply [name="body"]')).to_have_value(f"The thick one, I should say {scripts}.")
    await cleo.press("/replies")
    await expect(cleo.page.locator(".post-reply").last).to_contain_text("thick one")


async def test_an_account_is_kept_and_left(meet: Meet, town: Served, category: str) -> None:
    dora = await meet()
    dora.name = "dora"
    await dora.sign_up("Dora")
    thread = await dora.ask("Will this stay when I am gone", "I wonder.", category)

    # A new password by letter signs every browser out.
    elsewhere = await meet()
    elsewhere.name = "dora"
    await elsewhere.goto("/reset")
    await elsewhere.page.fill('main [name="email"]', dora.email)
    await elsewhere.press("/reset")
    link = town.link(town.letter(dora.email, ""), "/reset")
    await elsewhere.goto(link)
    await elsewhere.page.fill('main [name="password"]', "another good horse 馬")
    await elsewhere.press("/reset/password")
    await elsewhere.sign_in("another good horse 馬")
    await dora.goto("/")
    await expect(dora.page.locator("body")).not_to_have_class(re.compile("signed-in"))
    await dora.goto(link, 404)

    # The browsers that are signed in, and ending another one.
    await dora.sign_in("another good horse 馬")
    await elsewhere.goto("/settings/sessions")
    await expect(elsewhere.page.locator(".accounts-session")).to_have_count(2)
    other = elsewhere.page.locator(".accounts-session", has_not=elsewhere.page.locator(".new")).locator("button")
    async with elsewhere.page.expect_navigation():
        await other.click()
    await expect(elsewhere.page.locator(".accounts-session")).to_have_count(1)
    await dora.goto("/")
    await expect(dora.page.locator("body")).not_to_have_class(re.compile("signed-in"))

    # Another address, confirmed by a letter that goes there.
    await elsewhere.goto("/settings/account")
    await elsewhere.page.fill('main [name="email"]', "dora@example.org")
    await elsewhere.page.fill('main [name="email_password"]', "another good horse 馬")
    await elsewhere.press("/settings/address")
    await elsewhere.goto(town.link(town.letter("dora@example.org"), "/verify"))
    await elsewhere.press("/verify")
    await elsewhere.goto("/settings/account")
    await expect(elsewhere.page.locator("main")).to_contain_text("dora@example.org")

    # Everything about oneself, and leaving.
    answer = await elsewhere.page.context.request.get("/settings/data.json")
    about = json.dumps(json.loads(await answer.text()), ensure_ascii=False)
    assert "dora@example.org" in about
    assert "Will this stay when I am gone" in about
    await elsewhere.goto("/settings/privacy")
    await elsewhere.page.fill('main [name="leave_password"]', "another good horse 馬")
    await elsewhere.press("/settings/account/remove")
    await expect(elsewhere.page.locator("body")).not_to_have_class(re.compile("signed-in"))
    await elsewhere.goto("/users/dora", 404)
    for _ in range(50):  # the news of it travels a moment
        await elsewhere.goto(thread)
        if "Dora" not in await elsewhere.page.inner_text("main"):
            break
        await elsewhere.page.wait_for_timeout(100)
    await expect(elsewhere.page.locator("main")).to_contain_text("Will this stay")
    await expect(elsewhere.page.locator("main")).not_to_contain_text("Dora")


async def test_too_many_guesses_lock_an_account_until_an_administrator_lifts_it(meet: Meet, town: Served) -> None:
    account(town, "gus")
    guest = await meet()
    # The address that guesses is locked as well: it is another one than that of everybody else here.
    await guest.page.context.set_extra_http_headers({"x-forwarded-for": "192.0.2.66"})
    for _ in range(9):
        await guest.goto("/sign-in")
        await guest.page.fill('main [name="login"]', "gus")
        await guest.page.fill('main [name="password"]', "a guess, and a wrong one")
        await guest.press("/sign-in")
    await guest.page.fill('main [name="password"]', PASSWORD)
    await guest.press("/sign-in")
    await expect(guest.page.locator(".error-summary")).to_be_visible()
    ada = await meet("ada")
    await ada.goto("/desk/people?q=gus")
    await ada.follow('main td a[href^="/desk/people/"]')
    await ada.press("/lock/remove")
    await expect(ada.page.locator("main")).to_contain_text("person.unlocked")
    gus = await meet()
    gus.name = "gus"
    await gus.sign_in()


async def test_staff_keep_order(meet: Meet, town: Served, category: str) -> None:
    """A group and its category, a tag's other spelling, and everything done to a thread from its page."""
    ada, ben, cleo = await meet("ada"), await meet("ben"), await meet("cleo")
    await ada.goto("/desk/groups")
    await ada.page.fill('main [name="name"]', "Testers")
    await ada.press("/desk/groups")
    await ada.page.fill("#member-name", "ben")
    await ada.press("/members")
    await ada.goto("/desk/categories/new")
    await ada.page.fill('main [name="name"]', "Behind the curtain")
    for act in ("see", "ask", "answer"):
        await ada.page.select_option(f'main [name="{act}"]', label="Testers")
    await ada.press("/desk/categories")
    secret = await ben.ask("What is behind the curtain", "It is not for everyone.", "Behind the curtain")
    number = secret.split("/")[2]
    for path in (secret, f"/threads/{number}", f"{secret}/history", f"/threads/{number}/feed.atom"):
        for other in (cleo, await meet()):
            answer = await other.page.context.request.get(path, max_redirects=0)
            missing = await other.page.context.request.get(path.replace(number, "999999"), max_redirects=0)
            assert (answer.status, missing.status) == (404, 404), path

    await ada.goto("/desk/tags")
    await ada.page.fill('main form[action="/desk/tags"][method="post"] [name="name"]', "printing")
    await ada.page.fill('main [name="description"]', "Everything about paper.")
    await ada.press("/desk/tags")
    await ada.page.fill("#field-synonym", "printer")
    await ada.press("/synonyms")
    thread = await ben.ask("Where does my paper go", "It goes in and never comes out.", category)
    await ada.goto(thread)
    await ada.follow('a[href$="/tools"]')
    await ada.page.select_option('main [name="type"]', value="problem")
    await ada.page.locator('main input[name="tags"]').fill("printer")
    await ada.press("/sort")
    await expect(ada.page.locator(".thread-facts")).to_contain_text("printing")
    for action, fields in (
        ("/status", {"note": "Which printer is it?"}),
        ("/pin", {"days": "3"}),
        ("/lock", {"reason": "Enough"}),
    ):
        await ada.open_tool(action)
        if action == "/status":
            await ada.page.select_option("#tool-status", value="needs_info")
        for name, value in fields.items():
            await ada.form(action).locator(f'[name="{name}"]').fill(value)
        await ada.press(action)
    await ben.bell_rings()
    await ben.goto(thread)
    await expect(ben.page.locator("#reply [name=body]")).to_have_count(0)
    await expect(ben.page.locator("main")).to_contain_text("Which printer is it?")
    await ada.reply(thread, "We shall send you another one.")
    await ada.page.locator(".post-reply").last.hover()
    await ada.press("/official")
    await expect(ada.page.locator(".seal-official").first).to_be_visible()
    await ada.goto(f"{thread}/history")
    for word in ("Enough", "Which printer is it?"):
        await expect(ada.page.locator("main")).to_contain_text(word)


@pytest.mark.parametrize("width", [360, 1440])
async def test_language_and_appearance_stay_chosen(meet: Meet, width: int) -> None:
    guest = await meet(width=width)
    await guest.goto("/threads?status=open")
    await guest.speak("ja")
    await expect(guest.page).to_have_url(re.compile("/threads"))
    await guest.goto("/")
    await expect(guest.page.locator("html")).to_have_attribute("lang", "ja")
    light = await guest.page.evaluate("getComputedStyle(document.body).backgroundColor")
    await guest.page.locator('footer [data-theme-choice="dark"]').click()
    dark = await guest.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    await guest.goto("/categories")
    assert await guest.page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


async def test_asking_and_replying_without_a_mouse(meet: Meet, category: str) -> None:
    """From the home page to a question and an answer: keys only, and what has the focus is always seen."""
    ben, cleo = await meet("ben"), await meet("cleo")
    page = ben.page
    await ben.goto("/")
    await page.keyboard.press("c")
    await expect(page).to_have_url(re.compile("/ask$"))
    await _tab_to(ben, '[name="title"]')
    await page.keyboard.type("Can I live without a mouse")
    await _tab_to(ben, '[name="type"]')
    await page.keyboard.press("ArrowDown")
    if await page.locator('main select[name="category"]').count():  # there is none where it would have one choice
        await _tab_to(ben, 'select[name="category"]')
        await page.keyboard.type(category)
    await _tab_to(ben, 'textarea[name="body"]')
    await page.keyboard.type("I can only type here.")
    await _tab_to(ben, 'button[type="submit"]:not([name])')
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Can I live without a mouse")
    thread = page.url
    await cleo.page.goto(thread)
    await cleo.page.keyboard.press("r")
    await expect(cleo.page.locator('#reply [name="body"]')).to_be_focused()
    await cleo.page.keyboard.type("Yes, you can.")
    await _tab_to(cleo, 'button[type="submit"]:not([name])')
    async with cleo.page.expect_navigation():
        await cleo.page.keyboard.press("Enter")
    await expect(cleo.page.locator(".post-reply")).to_contain_text("Yes, you can.")
    await page.reload()
    await _tab_to(ben, 'form[action$="/solution"] button')
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator("#solution")).to_contain_text("Yes, you can.")


async def _tab_to(one: Traveller, selector: str) -> None:
    """Press Tab until the focus is there; each stop on the way shows that it has the focus."""
    for _ in range(120):
        await one.page.keyboard.press("Tab")
        here = await one.page.evaluate(
            _FOCUS,
            selector,
        )
        assert here["seen"], f"nothing shows that the focus is at {here['name']}"
        if here["there"]:
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


_FOCUS = """selector => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const ringed = n => { const s = getComputedStyle(n); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 };
  const seen = box.width > 0 && (ringed(e) || ringed(e.parentElement) || getComputedStyle(e).boxShadow !== 'none');
  return { there: e.matches(selector), name: e.outerHTML.slice(0, 120), seen: e === document.body || seen };
}"""
