"""What people change about themselves."""

import dataclasses
from datetime import timedelta
from types import ModuleType

import pytest

from forum import settings as knobs
from forum.accounts import actions, queries
from forum.accounts.actor import GUEST, Actor
from forum.accounts.forms import AskReset, ChangeAddress, ChangePassword, Profile
from forum.accounts.middleware import actor_of
from forum.accounts.models import Person
from forum.errors import Conflict, Forbidden, Invalid, Locked, NotFound, SignInNeeded
from tests.accounts.people import (
    HOME,
    PASSWORD,
    events_named,
    letters_to,
    person_named,
    sign_in_form,
    sign_up_form,
    token_in,
    with_password,
)
from tests.cast import Cast

NEW = "another fine 合言葉"


def profile(**values: str) -> Profile:
    return Profile.read({"display_name": "愛子", "bio": "", "language": "", "time_zone": "", **values})


def address(email: str, password: str = PASSWORD) -> ChangeAddress:
    return ChangeAddress.read({"email": email, "email_password": password})


def password(old: str = PASSWORD, new: str = NEW) -> ChangePassword:
    return ChangePassword.read({"old_password": old, "password": new})


async def test_a_profile_is_written(cast: Cast) -> None:
    await actions.update_profile(cast.actor("aiko"), profile(bio="I *print*.", language="en", time_zone="Asia/Tokyo"))
    seen = await queries.person_named(GUEST, "aiko")
    assert (seen.display_name, seen.bio, seen.language, seen.time_zone) == ("愛子", "I *print*.", "en", "Asia/Tokyo")
    assert seen.bio_html == "<p>I <em>print</em>.</p>\n"
    (event,) = await events_named("person.profile_changed")
    assert event.data == {"fields": ["bio", "display_name", "language", "time_zone"]}


async def test_nothing_changed_is_no_news(cast: Cast) -> None:
    for _ in range(2):
        await actions.update_profile(cast.actor("aiko"), profile())
    assert len(await events_named("person.profile_changed")) == 1


async def test_an_empty_name_shows_the_handle(cast: Cast) -> None:
    await actions.update_profile(cast.actor("aiko"), profile(display_name=""))
    assert (await person_named("aiko")).display_name == "aiko"


@pytest.mark.parametrize(
    "values",
    [
        {"display_name": "Moderator"},
        {"display_name": "Ada Lindqvist"},
        {"display_name": "千夏"},
        {"display_name": "x" * 61},
        {"bio": "x" * 2001},
        {"language": "xx"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
    ],
)
async def test_what_will_not_do_is_refused(cast: Cast, values: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        await actions.update_profile(cast.actor("aiko"), profile(**values))
    assert set(refused.value.errors) == set(values)


async def test_staff_may_be_called_staff(cast: Cast) -> None:
    await actions.update_profile(cast.actor("dev"), profile(display_name="Dev (Support)"))
    assert (await person_named("dev")).display_name == "Dev (Support)"


async def test_the_suspended_and_guests_write_no_profile(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await actions.update_profile(cast.actor("sid"), profile())
    with pytest.raises(SignInNeeded):
        await actions.update_profile(GUEST, profile())


async def test_a_hostile_biography_is_harmless(cast: Cast) -> None:
    await actions.update_profile(cast.actor("aiko"), profile(bio="<script>alert(1)</script>[x](javascript:alert(1))"))
    assert "<script" not in (await person_named("aiko")).bio_html
    assert 'href="javascript' not in (await person_named("aiko")).bio_html


async def test_a_language_is_chosen(cast: Cast) -> None:
    await actions.set_language(cast.actor("aiko"), "en")
    assert (await person_named("aiko")).language == "en"
    await actions.set_language(GUEST, "ja")
    with pytest.raises(Invalid):
        await actions.set_language(GUEST, "xx")


async def test_a_new_address_is_confirmed_by_letter_from_ones_own_session(cast: Cast) -> None:
    await with_password(cast.aiko)
    await actions.change_address(cast.actor("aiko"), address("ai@example.org"), HOME)
    assert (await person_named("aiko")).email == "aiko@example.com"
    secret = await token_in("ai@example.org")
    with pytest.raises(SignInNeeded):
        await actions.confirm_address(GUEST, secret)
    with pytest.raises(Forbidden):
        await actions.confirm_address(cast.actor("eve"), secret)
    assert (await actions.confirm_address(cast.actor("aiko"), secret)).changed
    person = await person_named("aiko")
    assert (person.email, person.email_key) == ("ai@example.org", "ai@example.org")
    (notice,) = await letters_to("aiko@example.com")
    assert "ai@example.org" in notice.text
    assert [event.data for event in await events_named("person.email_verified")] == [{"changed": True}]


async def test_letters_to_the_old_address_lose_their_power(cast: Cast) -> None:
    await with_password(cast.aiko)
    await actions.request_reset(GUEST, AskReset.read({"email": "aiko@example.com"}))
    old = await token_in("aiko@example.com")
    await actions.change_address(cast.actor("aiko"), address("ai@example.org"), HOME)
    await actions.confirm_address(cast.actor("aiko"), await token_in("ai@example.org"))
    assert await queries.letter_token(old, "reset") is None


async def test_anothers_address_gives_nothing_away(cast: Cast) -> None:
    await with_password(cast.aiko)
    await actions.change_address(cast.actor("aiko"), address("eve@example.com"), HOME)
    (letter,) = await letters_to("eve@example.com")
    assert "token" not in letter.text
    assert (await person_named("aiko")).email == "aiko@example.com"


async def test_an_address_taken_meanwhile_is_refused(cast: Cast) -> None:
    await with_password(cast.aiko)
    await actions.change_address(cast.actor("aiko"), address("new@example.org"), HOME)
    mine = await token_in("new@example.org")
    await actions.sign_up(GUEST, sign_up_form("faster", "new@example.org"))
    await actions.confirm_address(GUEST, await token_in("new@example.org"))
    with pytest.raises(Conflict):
        await actions.confirm_address(cast.actor("aiko"), mine)


async def test_the_unconfirmed_may_mend_a_slip(cast: Cast, clock: ModuleType) -> None:
    await with_password(cast.uma)
    await actions.change_address(cast.actor("uma"), address("uma@example.org"), HOME)
    confirmed = await actions.confirm_address(cast.actor("uma"), await token_in("uma@example.org"))
    assert not confirmed.changed
    assert (await person_named("uma")).email_verified_at == clock.now()
    assert await letters_to("uma@example.com") == []


async def test_a_new_address_gets_old(cast: Cast, clock: ModuleType) -> None:
    await with_password(cast.aiko)
    await actions.change_address(cast.actor("aiko"), address("ai@example.org"), HOME)
    clock.advance(timedelta(hours=24))
    with pytest.raises(NotFound):
        await actions.confirm_address(cast.actor("aiko"), await token_in("ai@example.org"))


async def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    await with_password(cast.aiko)
    own, other = [await actions.start_session(cast.aiko.id, HOME) for _ in range(2)]
    viewer = await actor_of(own)
    assert isinstance(viewer, Actor)
    await actions.change_password(viewer, password(), HOME)
    assert await actor_of(own) is not None
    assert await actor_of(other) is None
    assert (await actions.sign_in(GUEST, sign_in_form("aiko", NEW), HOME)).secret
    assert len(await letters_to("aiko@example.com")) == 1


@pytest.mark.parametrize("new", ["short", "aiko1234", "password12", "Aiko@example.com"])
async def test_a_bad_new_password_is_refused(cast: Cast, new: str) -> None:
    await with_password(cast.aiko)
    with pytest.raises(Invalid) as refused:
        await actions.change_password(cast.actor("aiko"), password(new=new), HOME)
    assert set(refused.value.errors) == {"password"}


async def test_whoever_found_an_open_browser_has_so_many_guesses(cast: Cast) -> None:
    await with_password(cast.aiko)
    for number in range(knobs.current().sign_in_tries):
        with pytest.raises(Invalid) as refused:
            await actions.change_password(
                cast.actor("aiko"),
                password(old=f"guess {number}"),
                dataclasses.replace(HOME, address=f"10.0.0.{number}"),
            )
        assert set(refused.value.errors) == {"old_password"}
    with pytest.raises(Locked):
        await actions.change_password(cast.actor("aiko"), password(), dataclasses.replace(HOME, address="10.0.1.1"))
    assert await Person.get(id=cast.aiko.id)
