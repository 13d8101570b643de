"""One's own settings, through the pages."""

import json
from collections.abc import Awaitable, Callable

import pytest

from forum import database
from forum.accounts.models import Person, Session
from tests.accounts.people import PASSWORD, letters_to, token_in, with_password
from tests.cast import Cast
from tests.visits import Visitor

Visitors = Callable[..., Awaitable[Visitor]]

PAGES = ["/settings", "/settings/account", "/settings/sessions", "/settings/privacy"]
NEW = "another fine 合言葉"


@pytest.mark.parametrize("path", PAGES)
async def test_it_works(visitor: Visitors, path: str) -> None:
    for who in ("aiko", "uma", "sid", "ada"):
        page = await (await visitor(who)).get(path)
        assert page.status == 200
        assert len(page.find_all("h1")) == 1
        assert page.find(".shell-nav [aria-current=page]").get("href") == path


@pytest.mark.parametrize("path", [*PAGES, "/settings/data.json"])
async def test_a_guest_is_led_to_sign_in(visitor: Visitors, path: str) -> None:
    page = await (await visitor()).get(path)
    assert page.location == f"/sign-in?next={path.replace('/', '%2F')}"


@pytest.mark.parametrize(
    "path",
    [
        "/settings",
        "/settings/address",
        "/settings/address/letter",
        "/settings/password",
        "/settings/sessions/1/remove",
        "/settings/sessions/others/remove",
        "/settings/account/remove",
    ],
)
async def test_a_guest_changes_nothing(visitor: Visitors, path: str) -> None:
    assert (await (await visitor()).post(path, {"email": "a@example.com"})).status == 401


async def test_a_page_takes_few_queries(visitor: Visitors, engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("statements are counted on SQLite")
    aiko = await visitor("aiko")
    for path in [*PAGES, "/users/ben"]:
        await aiko.get(path)
        with database.counting() as statements:
            await aiko.get(path)
        assert len(statements) <= 4, (path, statements)
    with database.counting() as statements:
        await (await visitor()).get("/users/ben")
    assert len(statements) <= 3


async def test_the_profile_is_saved_and_shown(visitor: Visitors) -> None:
    aiko = await visitor("aiko")
    page = await aiko.get("/settings")
    assert page.form("/settings")["display_name"] == "青山 愛子"
    done = await page.submit("/settings", display_name="愛子", bio="I *print*.", language="en", time_zone="Asia/Tokyo")
    assert done.location == "/settings"
    profile = await (await visitor()).get("/users/aiko")
    assert profile.find("h1").text == "愛子"
    assert profile.find(".prose em").text == "print"
    again = (await aiko.get("/settings")).form("/settings")
    assert (again["bio"], again["language"], again["time_zone"]) == ("I *print*.", "en", "Asia/Tokyo")


async def test_a_refused_profile_keeps_what_was_typed(visitor: Visitors) -> None:
    aiko = await visitor("aiko")
    page = await aiko.post("/settings", {"display_name": "Moderator", "bio": "Words I would miss", "language": "en"})
    assert page.status == 422
    form = page.form("/settings")
    assert (form["display_name"], form["bio"]) == ("Moderator", "Words I would miss")
    assert page.find("#field-display_name-error").text


async def test_the_suspended_edit_no_profile(visitor: Visitors) -> None:
    assert (await (await visitor("sid")).post("/settings", {"display_name": "Sid"})).status == 403


async def test_a_new_address(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.eve)
    eve = await visitor("eve")
    page = await eve.get("/settings/account")
    refused = await page.submit("/settings/address", email="eve@example.org", email_password="wrong password")
    assert refused.status == 422
    assert refused.form("/settings/address")["email"] == "eve@example.org"
    done = await refused.submit("/settings/address", email="eve@example.org", email_password=PASSWORD)
    assert done.location == "/settings/account"
    link = f"/verify?token={await token_in('eve@example.org')}"
    assert (await (await visitor()).get(link)).location.startswith("/sign-in?next=%2Fverify")
    assert (await (await visitor("ben")).get(link)).status == 403
    confirmed = await (await eve.get(link)).submit("/verify")
    assert confirmed.location == "/settings/account"
    assert (await Person.get(id=cast.eve.id)).email == "eve@example.org"


async def test_another_letter_to_confirm_with(visitor: Visitors, cast: Cast) -> None:
    uma = await visitor("uma")
    page = await uma.get("/settings/account")
    await page.submit("/settings/address/letter")
    assert len(await letters_to("uma@example.com")) == 1
    done = await (await uma.get(f"/verify?token={await token_in('uma@example.com')}")).submit("/verify")
    assert done.location == "/"
    assert (await Person.get(id=cast.uma.id)).email_verified_at is not None
    assert not (await uma.get("/settings/account")).has("form[action='/settings/address/letter']")
    await uma.post("/settings/address/letter")
    assert len(await letters_to("uma@example.com")) == 1


async def test_a_new_password(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.eve)
    here, there = await visitor("eve"), await visitor("eve")
    page = await here.get("/settings/account")
    assert (await page.submit("/settings/password", old_password=PASSWORD, password="short")).status == 422
    done = await page.submit("/settings/password", old_password=PASSWORD, password=NEW)
    assert done.location == "/settings/account"
    assert (await here.get("/settings")).status == 200
    assert (await there.get("/settings")).status == 303


async def test_browsers_are_signed_out_from_the_list(visitor: Visitors, cast: Cast) -> None:
    here, there, elsewhere = [await visitor("eve") for _ in range(3)]
    stranger = await Session.create(
        person_id=cast.ben.id,
        secret_hash="x",
        created_at=cast.ben.created_at,
        last_used_at=cast.ben.created_at,
        expires_at=cast.ben.created_at,
    )
    page = await here.get("/settings/sessions")
    forms = page.find_all("form[action^='/settings/sessions/']")
    assert len(forms) == 4
    assert (await here.post(f"/settings/sessions/{stranger.id}/remove")).status == 404
    other = [form.get("action") for form in page.find_all("li form")][1]
    assert other is not None
    await here.post(other)
    assert sorted([(await one.get("/settings")).status for one in (there, elsewhere)]) == [200, 303]
    await here.post("/settings/sessions/others/remove")
    assert [(await one.get("/settings")).status for one in (here, there, elsewhere)] == [200, 303, 303]
    own = (await here.get("/settings/sessions")).find("li form").get("action")
    assert own is not None
    assert (await here.post(own)).location == "/sign-in"
    assert (await here.get("/settings")).status == 303
    assert await Session.filter(id=stranger.id).exists()


@pytest.mark.parametrize("session_id", ["0", "x", "-1", "9" * 19, "9" * 30])
async def test_a_session_that_is_none(visitor: Visitors, session_id: str) -> None:
    assert (await (await visitor("eve")).post(f"/settings/sessions/{session_id}/remove")).status == 404


async def test_all_about_me(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.finn)
    finn = await visitor("finn")
    await finn.post("/settings", {"display_name": "Finn", "bio": "日本語も"})
    page = await finn.get("/settings/data.json")
    assert page.status == 200
    assert page.headers["content-disposition"] == 'attachment; filename="about-me.json"'
    assert "no-store" in page.headers["cache-control"]
    about = page.json()["accounts"]
    assert (about["profile"]["email"], about["profile"]["bio"]) == ("finn@example.com", "日本語も")
    assert [group["name"] for group in about["groups"]] == ["Beta"]
    assert len(about["sessions"]) == 1
    assert [event["name"] for event in about["history"]] == ["person.profile_changed"]
    whole = json.dumps(page.json())
    for secret in ("argon2", "secret_hash", "eve@example.com", "password_hash"):
        assert secret not in whole


async def test_leaving(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.eve)
    eve = await visitor("eve")
    page = await eve.get("/settings/privacy")
    assert (await page.submit("/settings/account/remove", leave_password="wrong password")).status == 422
    done = await page.submit("/settings/account/remove", leave_password=PASSWORD)
    assert done.location == "/"
    assert (await eve.get("/settings")).status == 303
    assert (await eve.get("/users/eve")).status == 404
