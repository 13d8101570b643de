"""People who travel: signing up by a letter, signing in, asking, replying, each as a reader does it on the page.

They find their way by the names of fields and the addresses of forms, so that the same steps lead through the pages in
every language, with scripts and without.
"""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, Response, expect

from tests.browser.served import Served
from tests.browser.stage import sign_in

PASSWORD = "correct horse 電池"


@dataclass
class Traveller:
    """Somebody with a browser. `scripts` says whether it runs them."""

    page: Page
    served: Served
    name: str
    scripts: bool = True

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"

    async def goto(self, path: str, status: int = 200) -> Response:
        """Open an address, which must answer with the status."""
        answer = await self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return answer

    def form(self, action: str) -> Locator:
        """The form that goes to an address, by its end."""
        post = 'form[method="post"]'
        return self.page.locator(f'{post}[action$="{action}"], {post}[action*="{action}#"]').first

    async def press(self, action: str, name: str = "") -> None:
        """Send a form by its (named) button and wait for the page that follows."""
        button = (
            self.form(action)
            .locator(f'button[name="{name}"]' if name else "button:not([name]):not([type=button])")
            .first
        )
        async with self.page.expect_navigation():
            await button.click()

    async def follow(self, selector: str) -> None:
        """Click a link and wait for the page it leads to."""
        async with self.page.expect_navigation():
            await self.page.locator(selector).first.click()

    async def open_tool(self, action: str) -> None:
        """Unfold what hides a form."""
        await self.page.locator("details", has=self.form(action)).last.locator("summary").first.click()

    async def sign_up(self, display_name: str = "", next_path: str = "/") -> None:
        """Make an account and come back by the link of the letter."""
        await self.goto(f"/sign-up?next={next_path}")
        for field, value in {
            "name": self.name, "display_name": display_name, "email": self.email, "password": PASSWORD,
        }.items():  # fmt: skip
            await self.page.fill(f'main [name="{field}"]', value)
        await self.press("/sign-up")
        await expect(self.page).to_have_url(re.compile("/sign-up/sent$"))
        await self.goto(self.served.link(self.served.letter(self.email), "/verify"))
        await self.press("/verify")
        await expect(self.page.locator("body")).to_have_class(re.compile("signed-in"))

    async def sign_in(self, password: str = PASSWORD) -> None:
        """Sign in at once."""
        await sign_in(self.page, self.name, password)

    async def speak(self, language: str) -> None:
        """Choose a language by the switch at the foot of the page."""
        button = self.page.locator(f'footer button[name="locale"][value="{language}"]')
        async with self.page.expect_navigation():
            await button.click()
        await expect(self.page.locator("html")).to_have_attribute("lang", language)

    async def ask(self, title: str, body: str, category: str, **answers: str) -> str:
        """Ask in a category by the page and give the thread's path. Answers go to the template's fields."""
        await self.goto("/ask")
        await self.page.fill('main [name="title"]', title)
        await self.choose_category(category)
        for label, value in answers.items():
            await self.page.locator("#ask-fields").get_by_label(label).fill(value)
        await self.page.fill('main [name="body"]', body)
        await self.press("/ask")
        await expect(self.page.locator("h1")).to_have_text(title)
        return re.sub(r"^https?://[^/]+|[?#].*$", "", self.page.url)

    async def choose_category(self, category: str) -> None:
        """Choose a category; its fields appear, by script or by the button beside it."""
        if await self.page.locator('main select[name="category"]').count() == 0:
            return
        await self.page.select_option('main select[name="category"]', label=category)
        if not self.scripts:
            async with self.page.expect_navigation():
                await self.page.locator('button[name="step"][value="category"]').click()

    async def reply(self, thread: str, body: str) -> None:
        """Reply to a thread by the box below it."""
        await self.goto(thread)
        await self.page.fill('#reply [name="body"]', body)
        await self.press("/replies")

    async def bell(self) -> int:
        """The number at the bell, as the next page shows it."""
        await self.goto("/")
        badge = self.page.locator(".top-bell .badge")
        return int(await badge.inner_text()) if await badge.count() else 0

    async def bell_rings(self, at_least: int = 1) -> None:
        """Wait until the bell counts so many: news travel a moment after what they tell of."""
        for _ in range(100):
            if await self.bell() >= at_least:
                return
            await self.page.wait_for_timeout(100)
        raise AssertionError(f"the bell of @{self.name} did not ring")


def account(served: Served, name: str, role: str = "member") -> None:
    """Make somebody an account from the command line, with the password of everybody here."""
    served.run("user", "create", name, f"{name}@example.com", "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")
