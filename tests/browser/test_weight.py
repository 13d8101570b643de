"""What a thread with 20 posts costs a visitor who comes for the first time: bytes on the wire, and requests."""

import httpx
import pytest
from playwright.async_api import Request

from tests.browser.served import Served
from tests.browser.stage import Demo, OpenPage, sign_in

BYTES, REQUESTS = 40 * 1024, 6


@pytest.fixture(scope="module")
def long_thread(demo: Served, demo_community: Demo) -> str:
    """A thread with 20 posts of ordinary length."""
    with httpx.Client(base_url=demo.url, timeout=30) as client:
        form = {"login": demo_community.people["member"], "password": demo_community.password}
        assert client.post("/sign-in", data=form).status_code == 303
        path = client.get("/threads/1").headers["location"]
        text = "The light goes amber, **then red**. I turned it off and on at the wall, and waited for a minute."
        for number in range(20):
            body = f"{text} That was try number {number}.\n\n- `hub --check` said nothing\n- the app said *offline*"
            client.post("/threads/1/replies", data={"body": body, "seen": "99999"})
        return path


@pytest.mark.parametrize("who", ["guest", "member"])
async def test_a_thread_page_is_light(
    who: str, demo: Served, demo_community: Demo, long_thread: str, open_page: OpenPage
) -> None:
    page = await open_page()
    if who != "guest":
        await sign_in(page, demo_community.people[who], demo_community.password)
    sent: list[Request] = []
    page.on("requestfinished", lambda request: sent.append(request))
    await page.goto(f"{long_thread}?page=1", wait_until="networkidle")
    sizes = {one.url: await one.sizes() for one in sent}
    on_the_wire = {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}
    assert len(await page.locator(".post").all()) >= 20
    assert len(on_the_wire) <= REQUESTS, sorted(on_the_wire)
    assert sum(on_the_wire.values()) <= BYTES, on_the_wire
