"""The administrators' pages of people, roles, locks, groups and the audit trail."""

from collections.abc import Awaitable, Callable

import pytest

from forum.accounts import actions
from forum.accounts.actor import GUEST, SYSTEM
from forum.accounts.browsers import Browser
from forum.accounts.models import Group, Person
from forum.errors import Invalid
from tests.accounts.people import HOME, sign_in_form, with_password
from tests.cast import Cast
from tests.visits import Visitor

Visitors = Callable[..., Awaitable[Visitor]]

GETS = ["/desk/people", "/desk/people/history", "/desk/people/{aiko}", "/desk/groups", "/desk/groups/{beta}"]
POSTS = [
    "/desk/people/{aiko}/role",
    "/desk/people/{aiko}/lock/remove",
    "/desk/people/{aiko}/remove",
    "/desk/groups",
    "/desk/groups/{beta}",
    "/desk/groups/{beta}/remove",
    "/desk/groups/{beta}/members",
    "/desk/groups/{beta}/members/{finn}/remove",
]


def filled(path: str, cast: Cast) -> str:
    return path.format(aiko=cast.aiko.id, finn=cast.finn.id, beta=cast.beta.id)


@pytest.mark.parametrize("path", GETS)
async def test_administrators_see_it_and_nobody_else(visitor: Visitors, cast: Cast, path: str) -> None:
    page = await (await visitor("ada")).get(filled(path, cast))
    assert page.status == 200
    assert len(page.find_all("h1")) == 1
    for who in ("uma", "sid", "aiko", "ben", "dev", "chika"):
        assert (await (await visitor(who)).get(filled(path, cast))).status == 403
    assert (await (await visitor()).get(filled(path, cast))).status == 303


@pytest.mark.parametrize("path", POSTS)
async def test_nobody_else_changes_anything(visitor: Visitors, cast: Cast, path: str) -> None:
    values = {"role": "administrator", "confirmed": "1", "name": "eve"}
    for who, status in (("guest", 401), ("sid", 403), ("eve", 403), ("dev", 403), ("chika", 403)):
        assert (await (await visitor(who)).post(filled(path, cast), values)).status == status
    assert (await Person.get(id=cast.aiko.id)).role == "member"
    assert await Group.filter(id=cast.beta.id).exists()


@pytest.mark.parametrize("path", ["/desk/people/{}", "/desk/groups/{}"])
@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 19, "9" * 40, "-1"])
async def test_what_is_not_there_is_not_found(visitor: Visitors, path: str, number: str) -> None:
    assert (await (await visitor("ada")).get(path.format(number))).status == 404


async def test_the_system_is_nobody_to_administer(visitor: Visitors) -> None:
    assert (await (await visitor("ada")).get(f"/desk/people/{SYSTEM.id}")).status == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ai", {"aiko"}),
        ("q=@AIKO", {"aiko"}),
        ("q=青山", {"aiko"}),
        ("q=eve@ex", {"eve"}),
        ("q=zz", set()),
        ("q=%25", set()),
        ("role=administrator", {"ada"}),
        ("role=suspended", {"sid"}),
        ("role=unconfirmed", {"uma"}),
        ("role=locked", set()),
        ("q=c&role=moderator", {"chika"}),
        ("page=99", set()),
        ("page=x&role=helper", {"ben"}),
        ("q='%20OR%201=1--", set()),
    ],
)
async def test_people_are_found(visitor: Visitors, query: str, found: set[str]) -> None:
    page = await (await visitor("ada")).get(f"/desk/people?{query}")
    assert page.status == 200
    assert {row.find("th .muted").text.removeprefix("@") for row in page.find_all("tbody tr")} == found


async def test_a_role_is_given_after_asking_once_more(visitor: Visitors, cast: Cast) -> None:
    ada = await visitor("ada")
    page = await ada.get(f"/desk/people/{cast.aiko.id}")
    asked = await page.submit(f"/desk/people/{cast.aiko.id}/role", role="moderator")
    assert (asked.status, (await Person.get(id=cast.aiko.id)).role) == (200, "member")
    assert "Moderator" in asked.text
    done = await asked.submit(f"/desk/people/{cast.aiko.id}/role")
    assert done.location == f"/desk/people/{cast.aiko.id}"
    assert (await Person.get(id=cast.aiko.id)).role == "moderator"
    assert "changed the role from Member to Moderator" in (await done.follow()).text
    assert (await ada.post(f"/desk/people/{cast.aiko.id}/role", {"role": "king", "confirmed": "1"})).status == 422
    assert (await ada.post(f"/desk/people/{cast.ada.id}/role", {"role": "member", "confirmed": "1"})).status == 403
    assert not (await ada.get(f"/desk/people/{cast.ada.id}")).has("form[action$='/role']")


async def test_a_lock_is_lifted(visitor: Visitors, cast: Cast) -> None:
    await with_password(cast.aiko)
    for number in range(8):
        with pytest.raises(Invalid):
            await actions.sign_in(GUEST, sign_in_form("aiko", "wrong"), Browser(f"10.0.0.{number}"))
    ada = await visitor("ada")
    assert "aiko" in (await ada.get("/desk/people?role=locked")).find("tbody").text
    page = await ada.get(f"/desk/people/{cast.aiko.id}")
    done = await page.submit(f"/desk/people/{cast.aiko.id}/lock/remove")
    assert not (await done.follow()).has("form[action$='/lock/remove']")
    assert (await actions.sign_in(GUEST, sign_in_form("aiko"), HOME)).secret


async def test_somebody_is_made_anonymous(visitor: Visitors, cast: Cast) -> None:
    ada = await visitor("ada")
    page = await ada.get(f"/desk/people/{cast.eve.id}")
    done = await page.submit(f"/desk/people/{cast.eve.id}/remove")
    after = await done.follow()
    assert "Former member" in after.text
    assert "eve@example.com" not in after.html


async def test_groups_through_their_pages(visitor: Visitors, cast: Cast) -> None:
    ada = await visitor("ada")
    page = await ada.get("/desk/groups")
    assert (await page.submit("/desk/groups", name="beta")).status == 422
    made = await page.submit("/desk/groups", name="Partners", description="They sell it")
    group = await made.follow()
    assert group.find("h1").text == "Partners"
    refused = await group.submit(f"{made.location}/members", name="nobody")
    assert refused.status == 422
    assert refused.find("#member-name-error").text
    await group.submit(f"{made.location}/members", name="aiko")
    filled_group = await ada.get(made.location)
    assert "@aiko" in filled_group.find("main").text
    await ada.post(f"{made.location}/members/{cast.aiko.id}/remove")
    renamed = await filled_group.submit(made.location, name="Resellers", description="")
    assert (await renamed.follow()).find("h1").text == "Resellers"
    assert (await ada.post(f"{made.location}/remove")).location == "/desk/groups"
    assert (await ada.get(made.location)).status == 404


async def test_the_history_pages_by_what_came_before(visitor: Visitors, cast: Cast) -> None:
    for number in range(30):
        await actions.set_role(cast.actor("ada"), cast.aiko.id, "helper" if number % 2 else "specialist")
        await actions.set_role(cast.actor("ada"), cast.aiko.id, "member")
    ada = await visitor("ada")
    first = await ada.get("/desk/people/history")
    assert len(first.find_all("main ol li")) == 50
    second = await ada.get(first.find("a[rel=next]").get("href") or "")
    assert len(second.find_all("main ol li")) == 10
    assert not second.has("a[rel=next]")
