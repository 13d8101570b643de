"""Signing up: a letter, one button, and nothing a stranger could learn from it."""

import asyncio
import dataclasses
from datetime import timedelta
from types import ModuleType

import pytest

from forum import settings as knobs
from forum.accounts import actions, queries
from forum.accounts.actions.signing_up import proof_of
from forum.accounts.actor import GUEST
from forum.accounts.forms import SignUp
from forum.accounts.models import Person
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from tests.accounts.people import (
    HOME,
    PASSWORD,
    events_named,
    letters_to,
    person_named,
    sign_in_form,
    sign_up_form,
    token_in,
)
from tests.cast import Cast


async def test_it_works(db: str, clock: ModuleType) -> None:
    proof = await actions.sign_up(GUEST, sign_up_form(display_name="三佳"))
    person = await person_named("mika")
    assert (person.display_name, person.email, person.role, person.email_verified_at) == (
        "三佳",
        "mika@example.com",
        "member",
        None,
    )
    assert PASSWORD not in person.password_hash
    (letter,) = await letters_to("mika@example.com")
    assert "/verify?token=" in letter.text
    secret = await token_in("mika@example.com")
    assert proof == proof_of(secret)
    confirmed = await actions.confirm_address(GUEST, secret)
    assert (confirmed.person_id, confirmed.changed) == (person.id, False)
    assert (await person_named("mika")).email_verified_at == clock.now()
    assert [event.subject_id for event in await events_named("person.registered")] == [person.id]
    assert [event.subject_id for event in await events_named("person.email_verified")] == [person.id]


async def test_a_letter_works_once(db: str, clock: ModuleType) -> None:
    await actions.sign_up(GUEST, sign_up_form())
    secret = await token_in("mika@example.com")
    await actions.confirm_address(GUEST, secret)
    with pytest.raises(NotFound):
        await actions.confirm_address(GUEST, secret)


async def test_a_letter_gets_old(db: str, clock: ModuleType) -> None:
    await actions.sign_up(GUEST, sign_up_form())
    clock.advance(timedelta(days=3))
    with pytest.raises(NotFound):
        await actions.confirm_address(GUEST, await token_in("mika@example.com"))


async def test_ten_clicks_at_once_confirm_once(db: str) -> None:
    await actions.sign_up(GUEST, sign_up_form())
    secret = await token_in("mika@example.com")
    done = await asyncio.gather(*(actions.confirm_address(GUEST, secret) for _ in range(10)), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in done) == 1
    assert len(await events_named("person.email_verified")) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a b"),
        ("name", "admin"),
        ("name", "supp0rt"),
        ("display_name", "Moderator Team"),
        ("display_name", "x" * 61),
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "a@b.c\nBcc: x@y.z"),
        ("password", "short"),
        ("password", "password123"),
        ("password", "mika@example.com"),
        ("password", "x1!" * 100),
    ],
)
async def test_what_will_not_do_is_told_beside_its_field(db: str, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        await actions.sign_up(GUEST, sign_up_form(**{field: value}))
    assert set(refused.value.errors) == {field}
    assert await Person.all().count() == 1


async def test_a_name_is_taken_in_any_spelling(cast: Cast) -> None:
    for spelling in ("aiko", "AIKO", "ａｉｋｏ"):
        with pytest.raises(Invalid) as refused:
            await actions.sign_up(GUEST, sign_up_form(spelling))
        assert set(refused.value.errors) == {"name"}


async def test_a_staff_members_likeness_is_refused(cast: Cast) -> None:
    for form in (sign_up_form("ch1ka"), sign_up_form(display_name="Ada Lindqvist"), sign_up_form("аda")):
        with pytest.raises(Invalid):
            await actions.sign_up(GUEST, form)


async def test_ten_at_once_for_one_name_make_one_account(db: str) -> None:
    done = await asyncio.gather(
        *(actions.sign_up(GUEST, sign_up_form(email=f"mika{number}@example.com")) for number in range(10)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, str) for one in done) == 1
    assert all(isinstance(one, str | Invalid | Conflict) for one in done)
    assert await Person.filter(name_key="mika").count() == 1


async def test_it_may_be_closed(db: str) -> None:
    knobs.use(dataclasses.replace(knobs.current(), sign_up="closed"))
    with pytest.raises(Forbidden):
        await actions.sign_up(GUEST, sign_up_form())


async def test_an_address_that_has_an_account_gets_another_letter(cast: Cast) -> None:
    """All else is as if it had none: the same answer, the name is taken, signing in and asking again work."""
    await actions.sign_up(GUEST, sign_up_form(email="Aiko@example.com"))
    (letter,) = await letters_to("Aiko@example.com")
    assert "aiko" in letter.text
    assert "token" not in letter.text
    with pytest.raises(Invalid):
        await actions.sign_up(GUEST, sign_up_form(email="other@example.com"))
    signed_in = await actions.sign_in(GUEST, sign_in_form("mika"), HOME)
    viewer = await queries.actor(signed_in.person_id)
    assert not viewer.email_verified
    await actions.send_confirmation(viewer)
    assert len(await letters_to("Aiko@example.com")) == 2
    assert (await person_named("aiko")).email_key == "aiko@example.com"


async def test_who_never_confirmed_an_address_does_not_keep_it(db: str) -> None:
    await actions.sign_up(GUEST, sign_up_form("squatter"))
    await actions.sign_up(GUEST, sign_up_form("mika"))
    await actions.confirm_address(GUEST, await token_in("mika@example.com"))
    assert (await person_named("mika")).email_key == "mika@example.com"
    assert (await person_named("squatter")).email_key is None


async def test_an_address_is_confirmed_by_one_account_only(db: str) -> None:
    await actions.sign_up(GUEST, sign_up_form("first"))
    early = await token_in("mika@example.com")
    await actions.sign_up(GUEST, sign_up_form("second"))
    await actions.confirm_address(GUEST, await token_in("mika@example.com"))
    with pytest.raises(Conflict):
        await actions.confirm_address(GUEST, early)
    assert (await person_named("first")).email_verified_at is None


async def test_an_unconfirmed_person_is_nobodys_business(cast: Cast) -> None:
    for who in ("guest", "eve", "ben"):
        with pytest.raises(NotFound):
            await queries.person_named(cast.actor(who), "uma")
    assert (await queries.person_named(cast.actor("uma"), "uma")).name == "uma"
    assert (await queries.person_named(cast.actor("dev"), "uma")).name == "uma"


async def test_the_form_takes_no_more_than_it_asks(db: str) -> None:
    form = SignUp.read(
        {"name": "mika", "email": "mika@example.com", "password": PASSWORD, "role": "administrator", "reputation": "99"}
    )
    await actions.sign_up(GUEST, form)
    person = await person_named("mika")
    assert (person.role, person.reputation) == ("member", 0)
