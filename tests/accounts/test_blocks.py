"""Blocked domains and address ranges: what is meant, who is met, and what people read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.accounts import actions, blocks
from forum.accounts.actor import GUEST
from forum.accounts.browsers import Browser
from forum.accounts.forms import BlockForm, ChangeAddress, SignUp
from forum.accounts.models import Block, Person
from forum.accounts.passwords import hashed
from forum.clock import now
from forum.errors import Conflict, Forbidden, Invalid
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]
PASSWORD = "a rainy day in june"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Example.COM", ("domain", "example.com")),
        ("somebody@example.com", ("domain", "example.com")),
        ("*.example.com.", ("domain", "example.com")),
        ("例え.jp", ("domain", "xn--r8jz45g.jp")),
        ("198.51.100.7", ("network", "198.51.100.7/32")),
        ("198.51.100.7/24", ("network", "198.51.100.0/24")),
        ("2001:DB8:1::/48", ("network", "2001:db8:1::/48")),
        ("::ffff:198.51.100.0/120", ("network", "198.51.100.0/24")),
        ("0.0.0.0/0", "wide"),
        ("::/0", "wide"),
        ("10.0.0.0/7", "wide"),
        ("127.0.0.1", "own"),
        ("::1", "own"),
        ("com", "unknown"),
        ("198.51.100.0/33", "unknown"),
        ("not a domain", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_is_typed_is_read_as_one_thing_or_refused(typed: str, meant: tuple[str, str] | str) -> None:
    try:
        found: tuple[str, str] | str = blocks.read(typed)
    except blocks.Unfit as error:
        found = str(error)
    assert found == meant


@pytest.mark.parametrize(
    ("email", "met"),
    [
        ("a@spam.example", True), ("a@mail.spam.example", True), ("a@SPAM.example", True),
        ("a@notspam.example", False), ("a@spam.example.org", False), ("a@example", False),
    ],
)  # fmt: skip
def test_a_domain_holds_for_all_below_it(email: str, met: bool) -> None:
    assert blocks.holds_domain({"spam.example"}, email) is met


@pytest.mark.parametrize(
    ("address", "met"),
    [
        ("198.51.100.7", True), ("::ffff:198.51.100.7", True), ("198.51.101.7", False), ("2001:db8::9", True),
        ("fe80::1%eth0", False), ("unknown", False), ("", False),
    ],
)  # fmt: skip
def test_a_range_holds_for_what_is_in_it(address: str, met: bool) -> None:
    assert blocks.holds_address({"198.51.100.0/24", "2001:db8::/48"}, address) is met


def blocking(target: str, **more: str) -> BlockForm:
    return BlockForm.read({"target": target, "reason": "Spam every day", "length": "7"} | more)


def signing_up(name: str, email: str) -> SignUp:
    return SignUp.read({"name": name, "email": email, "password": PASSWORD})


async def test_nobody_new_comes_from_a_blocked_domain_or_range(world: World, clock: ModuleType) -> None:
    chika = world.cast.actor("chika")
    await actions.block(chika, blocking("spam.example"))
    await actions.block(chika, blocking("198.51.100.0/24"))
    with pytest.raises(Conflict):
        await actions.block(chika, blocking("SPAM.example"))
    with pytest.raises(Forbidden):
        await actions.block(world.cast.actor("dev"), blocking("other.example"))
    outside, inside = Browser("203.0.113.1"), Browser("198.51.100.9")
    with pytest.raises(Invalid) as refused:
        await actions.sign_up(GUEST, signing_up("mika", "mika@mail.spam.example"), outside)
    assert list(refused.value.errors) == ["email"]
    with pytest.raises(Invalid) as refused:
        await actions.sign_up(GUEST, signing_up("mika", "mika@fine.example"), inside)
    assert list(refused.value.errors) == [""]
    await actions.sign_up(GUEST, signing_up("mika", "mika@fine.example"), outside)
    await Person.filter(id=world.cast.eve.id).update(password_hash=await hashed(PASSWORD))
    with pytest.raises(Invalid) as refused:
        form = ChangeAddress.read({"email": "eve@spam.example", "email_password": PASSWORD})
        await actions.change_address(world.cast.actor("eve"), form, outside)
    assert list(refused.value.errors) == ["email"]
    clock.advance(timedelta(days=8))
    await actions.sign_up(GUEST, signing_up("nana", "nana@spam.example"), inside)
    # What has ended can be blocked anew, once it is clear that somebody is met.
    with pytest.raises(Invalid) as refused:
        await actions.block(chika, blocking("spam.example"))
    assert list(refused.value.errors) == ["confirmed"]
    await actions.block(chika, blocking("spam.example", confirmed="on"))


async def test_a_moderator_blocks_and_unblocks_on_the_desk(world: World, visitor: Visits) -> None:
    ada = await visitor("ada", accept_language="en")
    page = await ada.get("/desk/blocks")
    refused = await page.submit("/desk/blocks", target="0.0.0.0/0", reason="All of them", length="7")
    assert refused.status == 422 and refused.find("input[value='All of them']") and "too wide" in refused.text
    assert (await page.submit("/desk/blocks", target="spam.example", reason="Spam", length="forever")).status == 303
    again = await page.submit("/desk/blocks", target="spam.example", reason="Spam", length="7")
    assert again.status == 409
    made = await database.value("SELECT id FROM blocks")
    guest = await visitor(accept_language="en")
    told = await (await guest.get("/sign-up")).submit(
        "/sign-up", name="mika", display_name="", email="mika@spam.example", password=PASSWORD
    )
    assert told.status == 422 and "Addresses of this provider" in told.text
    assert told.find("input[value='mika@spam.example']")
    assert "spam.example" not in (await guest.get("/moderation-log")).text
    assert "spam.example" in (await ada.get("/desk/audit")).text
    page = await ada.get("/desk/blocks")
    assert (await page.submit(f"/desk/blocks/{made}/remove")).status == 303
    assert (await (await visitor("dev")).get("/desk/blocks")).status == 403


async def test_a_new_member_does_not_post_from_a_blocked_range_and_keeps_the_text(world: World, visitor: Visits) -> None:
    thread = await world.a_thread("ben")
    eve = await visitor("eve", accept_language="en")
    # The tests' own address, which nobody may block on the page.
    await Block.create(kind="network", value="127.0.0.1/32", reason="Ads", created_at=now())
    sent = await eve.post(f"/threads/{thread.thread_id}/replies", {"body": "Buy my lamps.", "seen": "99"})
    assert sent.status == 422 and "Buy my lamps." in sent.text
    staff = await visitor("dev")
    assert (await staff.post(f"/threads/{thread.thread_id}/replies", {"body": "An answer.", "seen": "99"})).status == 303
