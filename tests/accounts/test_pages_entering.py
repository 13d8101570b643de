"""Coming in, through the pages: sign up, confirm, sign in and out, and a new password."""

import dataclasses
from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest
from starlette.applications import Starlette

from forum import settings as knobs
from forum.accounts.models import Person, Session
from forum.app import create_app
from tests.accounts.people import PASSWORD, letters_to, token_in, with_password
from tests.cast import Cast
from tests.visits import Visitor, visit

Visitors = Callable[..., Awaitable[Visitor]]

NEW = "another fine 合言葉"


def mika(**more: str) -> dict[str, str]:
    return {"name": "mika", "display_name": "三佳", "email": "mika@example.com", "password": PASSWORD, **more}


async def is_signed_in(someone: Visitor) -> bool:
    return (await someone.get("/settings")).status == 200


async def test_from_nobody_to_somebody(visitor: Visitors) -> None:
    """Sign up, open the letter in the same browser, press the button: signed in, and where one was going."""
    someone = await visitor()
    page = await someone.get("/sign-up?next=/categories")
    sent = await (await page.submit("/sign-up", **mika())).follow()
    assert sent.find("h1").text == "Look into your mailbox"
    assert not await is_signed_in(someone)
    letter_page = await someone.get(f"/verify?token={await token_in('mika@example.com')}")
    assert "mika@example.com" in letter_page.text and "@mika" in letter_page.text
    done = await letter_page.submit("/verify")
    assert done.location == "/categories"
    assert "Welcome" in (await done.follow()).text
    assert await is_signed_in(someone)


async def test_opening_the_link_alone_confirms_nothing(visitor: Visitors) -> None:
    """Mail programs look at links before people do."""
    someone = await visitor()
    await someone.post("/sign-up", mika())
    for _ in range(3):
        assert (await someone.get(f"/verify?token={await token_in('mika@example.com')}")).status == 200
    assert (await Person.get(name="mika")).email_verified_at is None


async def test_another_browser_is_asked_to_sign_in(visitor: Visitors) -> None:
    """The letter alone signs nobody in: neither a thief of the letter nor a victim who is sent somebody else's link."""
    someone, other = await visitor(), await visitor()
    await someone.post("/sign-up", mika())
    page = await other.get(f"/verify?token={await token_in('mika@example.com')}")
    done = await page.submit("/verify")
    assert done.location == "/sign-in"
    assert not await is_signed_in(other)
    signed_in = await (await done.follow()).submit("/sign-in", login="mika", password=PASSWORD)
    assert signed_in.location == "/"
    assert await is_signed_in(other)


async def test_what_was_typed_stays_but_the_password(visitor: Visitors) -> None:
    someone = await visitor()
    page = await someone.post("/sign-up", mika(name="admin", email="nobody"))
    assert page.status == 422
    form = page.form("/sign-up")
    assert (form["name"], form["display_name"], form["email"], form["password"]) == ("admin", "三佳", "nobody", "")
    assert page.find("#field-email-error").text
    assert page.find(".error-summary")
    assert await Person.filter(email="nobody").count() == 0


async def test_an_address_that_exists_looks_the_same(visitor: Visitors) -> None:
    one, other = await visitor(), await visitor()
    fresh = await one.post("/sign-up", mika())
    known = await other.post("/sign-up", mika(name="miko", email="aiko@example.com"))
    assert (fresh.status, fresh.location, sorted(fresh.headers)) == (
        known.status,
        known.location,
        sorted(known.headers),
    )
    for name in ("mika", "miko"):
        assert (await one.get(f"/users/{name}")).status == 404
        assert (await one.get(f"/users/{name}/avatar.svg")).status == 404


async def test_a_closed_community_says_so(visitor: Visitors) -> None:
    knobs.use(dataclasses.replace(knobs.current(), sign_up="closed"))
    someone = await visitor()
    page = await someone.get("/sign-up")
    assert page.status == 200
    assert not page.has("form[action='/sign-up']")
    assert (await someone.post("/sign-up", mika())).status == 403


async def test_signing_in_and_out(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.aiko)
    someone = await visitor()
    page = await someone.get("/sign-in?next=/settings")
    done = await page.submit("/sign-in", login="aiko", password=PASSWORD)
    assert done.location == "/settings"
    cookie = done.headers["set-cookie"]
    assert cookie.startswith("session=") and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie
    replayed = someone.client.cookies["session"]
    assert await is_signed_in(someone)
    out = await someone.post("/sign-out")
    assert out.location == "/"
    assert not await is_signed_in(someone)
    someone.client.cookies.set("session", replayed, domain="127.0.0.1")
    assert not await is_signed_in(someone)


async def test_over_https_the_cookie_is_bound_to_the_host(db: str, cast: Cast) -> None:
    knobs.use(dataclasses.replace(knobs.current(), site_url="https://forum.example.com"))
    await with_password(cast.aiko)
    someone = await visit(create_app(knobs.current(), work=False))
    done = await someone.post("/sign-in", {"login": "aiko", "password": PASSWORD})
    cookie = done.headers["set-cookie"]
    assert cookie.startswith("__Host-session=") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert await is_signed_in(someone)
    await someone.client.aclose()


async def test_a_planted_cookie_is_not_taken_over(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.aiko)
    someone = await visitor()
    someone.client.cookies.set("session", "planted-by-somebody-else", domain="127.0.0.1")
    done = await someone.post("/sign-in", {"login": "aiko", "password": PASSWORD})
    assert "planted" not in done.headers["set-cookie"]
    assert await Session.filter(person_id=cast.aiko.id).count() == 1


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"]
)
async def test_next_stays_on_this_site(visitor: Visitors, cast: Cast, target: str) -> None:
    await with_password(cast.aiko)
    someone = await visitor()
    done = await someone.post("/sign-in", {"login": "aiko", "password": PASSWORD, "next": target})
    assert done.location == "/"
    again = await someone.client.get("/sign-in", params={"next": target})
    assert again.headers["location"] == "/"


async def test_a_wrong_password_and_then_a_lock(visitor: Visitors, cast: Cast, clock: ModuleType) -> None:
    await with_password(cast.aiko)
    someone = await visitor()
    for _ in range(knobs.current().sign_in_tries):
        page = await someone.post("/sign-in", {"login": "aiko", "password": "wrong password"})
        assert page.status == 422
        assert page.form("/sign-in")["login"] == "aiko"
        assert "The name or the password is not right." in page.text
    page = await someone.post("/sign-in", {"login": "aiko", "password": PASSWORD})
    assert page.status == 429
    assert page.headers["retry-after"] == "900"
    assert "15 minutes" in page.text
    assert not await is_signed_in(someone)


async def test_a_new_password_by_letter(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.aiko)
    home = await visitor("aiko")
    someone = await visitor()
    sent = await (await (await someone.get("/reset")).submit("/reset", email="aiko@example.com")).follow()
    assert sent.find("h1").text == "Look into your mailbox"
    page = await someone.get(f"/reset/password?token={await token_in('aiko@example.com')}")
    refused = await page.submit("/reset/password", password="short")
    assert refused.status == 422
    done = await refused.submit("/reset/password", password=NEW)
    assert done.location == "/sign-in"
    assert not await is_signed_in(home)
    assert (await page.submit("/reset/password", password=NEW)).status == 404
    assert (await someone.post("/sign-in", {"login": "aiko", "password": NEW})).location == "/"


async def test_asking_for_a_reset_looks_the_same_for_everybody(visitor: Visitors) -> None:
    someone = await visitor()
    known = await someone.post("/reset", {"email": "aiko@example.com"}, host="evil.example")
    unknown = await someone.post("/reset", {"email": "nobody@example.com"})
    assert (known.status, known.location, known.html) == (unknown.status, unknown.location, unknown.html)
    (letter,) = await letters_to("aiko@example.com")
    assert "evil" not in letter.text + letter.html


@pytest.mark.parametrize(
    "path", ["/verify?token=nonsense", "/reset/password?token=nonsense", "/verify", "/reset/password?token=%00%ff"]
)
async def test_a_bad_link_says_what_to_do(visitor: Visitors, path: str) -> None:
    page = await (await visitor()).get(path)
    assert page.status == 404
    assert page.find("h1").text == "This link does not work any more"
    assert page.find("main a")


async def test_whoever_is_signed_in_needs_no_door(visitor: Visitors) -> None:
    aiko = await visitor("aiko")
    for path in ("/sign-in", "/sign-up", "/sign-in?next=/categories"):
        assert (await aiko.get(path)).status == 303


async def test_a_page_for_signed_in_people_leads_there_and_back(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.aiko)
    someone = await visitor()
    page = await someone.get("/settings/sessions")
    done = await (await page.follow()).submit("/sign-in", login="aiko", password=PASSWORD)
    assert done.location == "/settings/sessions"


async def test_another_site_can_do_nothing_here(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.aiko)
    aiko = await visitor("aiko", sec_fetch_site="cross-site")
    for path in ("/sign-out", "/sign-in", "/settings", "/settings/password", "/settings/account/remove", "/language"):
        assert (
            await aiko.post(path, {"login": "aiko", "password": PASSWORD, "leave_password": PASSWORD})
        ).status == 403
    assert await Session.filter(person_id=cast.aiko.id).exists()


async def test_a_flood_is_slowed(app: Starlette, visitor: Visitors) -> None:
    knobs.use(dataclasses.replace(knobs.current(), rate_limits=True, sign_in_tries=100))
    someone = await visitor()
    statuses = [(await someone.post("/reset", {"email": "nobody@example.com"})).status for _ in range(12)]
    assert statuses.count(303) == 10
    assert statuses[-1] == 429


async def test_pages_speak_japanese(visitor: Visitors) -> None:
    someone = await visitor(accept_language="ja")
    assert (await someone.get("/sign-in")).find("h1").text == "ログイン"
    await someone.post("/sign-up", mika())
    (letter,) = await letters_to("mika@example.com")
    assert "メールアドレス" in letter.subject
    assert (await Person.get(name="mika")).language == "ja"
