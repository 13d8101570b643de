"""People as others see them: profiles, pictures, completing names, languages."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

import pytest

from forum.accounts import actions
from forum.accounts.forms import Profile
from forum.accounts.models import Person
from tests.cast import Cast
from tests.shared_data import shared
from tests.visits import Visitor

Visitors = Callable[..., Awaitable[Visitor]]


async def test_a_profile(visitor: Visitors) -> None:
    page = await (await visitor()).get("/users/dev")
    assert page.status == 200
    assert page.find("h1 bdi").text == "Dev Patel"
    assert page.find("h1 .role").text == "Specialist"
    assert (page.find('link[rel="canonical"]').get("href") or "").endswith("/users/dev")
    assert "@example.com" not in page.html


@pytest.mark.parametrize("name", ["nobody", "uma", "x" * 100, "%ff", "suggest/x", "1", "日本", "<script>"])
async def test_who_is_not_there_is_not_found(visitor: Visitors, name: str) -> None:
    assert (await (await visitor("eve")).get(f"/users/{name}")).status == 404


async def test_another_spelling_leads_to_the_one_they_use(visitor: Visitors, cast: Cast) -> None:
    await Person.create(
        name="ミカ",
        name_key="みか",
        display_name="ミカ",
        created_at=cast.eve.created_at,
        email_verified_at=cast.eve.created_at,
    )
    someone = await visitor()
    assert (await someone.get("/users/AIKO")).location == "/users/aiko"
    moved = await someone.get(f"/users/{quote('みか')}")
    assert (moved.status, moved.location) == (301, f"/users/{quote('ミカ')}")
    assert (await moved.follow()).find("h1").text == "ミカ"


async def test_only_the_owner_and_administrators_are_offered_to_change_it(visitor: Visitors) -> None:
    for who, own, desk in (
        ("guest", False, False),
        ("eve", False, False),
        ("aiko", True, False),
        ("chika", False, False),
        ("ada", False, True),
    ):
        page = await (await visitor(who)).get("/users/aiko")
        assert page.has("main a[href='/settings'], aside a[href='/settings']") == own
        assert page.has("a[href^='/desk/people/']") == desk


async def test_a_former_members_page_says_so(visitor: Visitors, cast: Cast) -> None:
    await actions.anonymise_account(cast.actor("ada"), cast.eve.id)
    page = await (await visitor()).get(f"/users/former-{cast.eve.id}")
    assert page.status == 200
    assert page.find("h1").text == "Former member"
    assert "Eve" not in page.html
    assert (await (await visitor()).get("/users/eve")).status == 404


async def test_a_drawn_picture(visitor: Visitors) -> None:
    someone = await visitor()
    page = await someone.get("/users/aiko/avatar.svg")
    assert page.headers["content-type"].startswith("image/svg+xml")
    assert "青" in page.html
    assert "max-age=86400" in page.headers["cache-control"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    again = await someone.get("/users/aiko/avatar.svg", if_none_match=page.headers["etag"])
    assert (again.status, again.html) == (304, "")
    assert (await someone.get("/users/nobody/avatar.svg")).status == 404


async def test_names_are_completed(visitor: Visitors, cast: Cast) -> None:
    eve = await visitor("eve")
    assert (await eve.get("/users/suggest?q=a")).json() == [
        {"name": "aiko", "display_name": "青山 愛子", "role": "member"},
        {"name": "ada", "display_name": "Ada Lindqvist", "role": "administrator"},
    ]
    for typed, found in (
        ("@AI", ["aiko"]),
        ("青", ["aiko"]),
        ("dev p", ["dev"]),
        ("um", []),
        ("", []),
        ("%25", []),
        ("_", []),
        ("sys", []),
    ):
        assert [one["name"] for one in (await eve.get(f"/users/suggest?q={typed}")).json()] == found
    for number in range(12):
        await Person.create(
            name=f"zed{number}",
            name_key=f"zed{number}",
            display_name="Z",
            created_at=cast.eve.created_at,
            email_verified_at=cast.eve.created_at,
        )
    assert len((await eve.get("/users/suggest?q=zed")).json()) == 8


async def test_names_are_completed_for_those_who_may_write_only(visitor: Visitors) -> None:
    guest = await (await visitor()).get("/users/suggest?q=a")
    assert (guest.status, guest.json()) == (401, [])
    for who in ("uma", "sid"):
        assert (await (await visitor(who)).get("/users/suggest?q=a")).status == 403


async def test_a_language_is_chosen(visitor: Visitors, cast: Cast) -> None:
    guest = await visitor()
    done = await guest.post("/language", {"locale": "ja", "next": "/sign-in"})
    assert done.location == "/sign-in"
    assert "ログイン" in (await done.follow()).text
    eve = await visitor("eve")
    await eve.post("/language", {"locale": "ja"})
    assert (await Person.get(id=cast.eve.id)).language == "ja"
    assert (await guest.post("/language", {"locale": "xx"})).status == 422
    assert (await guest.post("/language", {"locale": "en", "next": "//evil.example"})).location == "/"


async def test_hostile_names_and_biographies_stay_text(visitor: Visitors, cast: Cast) -> None:
    path = shared("data/security/xss-dev.txt")
    payloads = (
        path.read_text("utf-8").splitlines()[::150]
        if path
        else ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
    )
    for payload in payloads:
        form = Profile.read({"display_name": payload[:60], "bio": payload, "language": "", "time_zone": ""})
        if form.errors:
            continue
        await actions.update_profile(cast.actor("eve"), form)
        page = await (await visitor()).get("/users/eve")
        assert page.status == 200
        assert not page.has(
            "main script, main iframe, main object, main svg[onload], main [onerror], main [onload], main [onclick]"
        )
        assert not [
            a
            for a in page.find_all("main a[href]")
            if (a.get("href") or "").lower().lstrip().startswith(("javascript", "data", "vbscript"))
        ]
