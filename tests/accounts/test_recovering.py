"""A new password by letter: once, soon, and without telling who exists."""

import asyncio
import dataclasses
from datetime import timedelta
from types import ModuleType

import pytest

from forum import settings as knobs
from forum.accounts import actions
from forum.accounts.actor import GUEST
from forum.accounts.forms import AskReset, NewPassword
from forum.accounts.middleware import actor_of
from forum.accounts.models import Person, Token
from forum.errors import Invalid, NotFound
from forum.mail.models import Letter
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


async def ask(email: str = "aiko@example.com") -> str:
    await actions.request_reset(GUEST, AskReset.read({"email": email}))
    return await token_in(email)


def new(password: str = NEW) -> NewPassword:
    return NewPassword.read({"password": password})


async def test_it_works(cast: Cast) -> None:
    await with_password(cast.aiko)
    session = await actions.start_session(cast.aiko.id, HOME)
    await actions.reset_password(await ask("AIKO@example.com".lower()), new())
    assert (await actions.sign_in(GUEST, sign_in_form("aiko", NEW), HOME)).person_id == cast.aiko.id
    with pytest.raises(Invalid):
        await actions.sign_in(GUEST, sign_in_form("aiko", PASSWORD), HOME)
    assert await actor_of(session) is None
    assert "パスワード" in (await letters_to("aiko@example.com"))[-1].subject
    assert len(await events_named("person.password_recovered")) == 1


async def test_nobody_learns_which_addresses_exist(cast: Cast) -> None:
    await actions.request_reset(GUEST, AskReset.read({"email": "nobody@example.com"}))
    assert await Letter.all().count() == 0
    assert await Token.all().count() == 0
    (event,) = await events_named("person.reset_asked")
    assert event.subject_id == 0


async def test_the_link_leads_to_the_configured_site(cast: Cast) -> None:
    knobs.use(dataclasses.replace(knobs.current(), site_url="https://forum.example.org"))
    await ask()
    (letter,) = await letters_to("aiko@example.com")
    assert "https://forum.example.org/reset/password?token=" in letter.text
    assert "https://forum.example.org/reset/password?token=" in letter.html


async def test_a_letter_works_once(cast: Cast) -> None:
    secret = await ask()
    await actions.reset_password(secret, new())
    with pytest.raises(NotFound):
        await actions.reset_password(secret, new("and a third 合言葉"))


async def test_ten_at_once_set_one_password(cast: Cast) -> None:
    secret = await ask()
    done = await asyncio.gather(
        *(actions.reset_password(secret, new(f"{NEW} {number}")) for number in range(10)), return_exceptions=True
    )
    assert sum(one is None for one in done) == 1
    assert sum(isinstance(one, NotFound) for one in done) == 9


async def test_a_letter_works_for_two_hours(cast: Cast, clock: ModuleType) -> None:
    secret = await ask()
    clock.advance(timedelta(hours=2))
    with pytest.raises(NotFound):
        await actions.reset_password(secret, new())


async def test_the_newest_letter_counts(cast: Cast) -> None:
    first = await ask()
    second = await ask()
    with pytest.raises(NotFound):
        await actions.reset_password(first, new())
    await actions.reset_password(second, new())


async def test_another_letters_secret_does_not_do(cast: Cast) -> None:
    await actions.sign_up(GUEST, sign_up_form())
    with pytest.raises(NotFound):
        await actions.reset_password(await token_in("mika@example.com"), new())
    with pytest.raises(NotFound):
        await actions.reset_password("", new())


async def test_a_bad_password_leaves_the_letter_usable(cast: Cast) -> None:
    secret = await ask()
    for bad in ("short", "password123", "aiko1234", "aiko@example.com"):
        with pytest.raises(Invalid):
            await actions.reset_password(secret, new(bad))
    await actions.reset_password(secret, new())


async def test_it_opens_a_locked_account(cast: Cast) -> None:
    await with_password(cast.aiko)
    for number in range(knobs.current().sign_in_tries):
        with pytest.raises(Invalid):
            await actions.sign_in(
                GUEST, sign_in_form("aiko", "wrong"), dataclasses.replace(HOME, address=f"10.0.0.{number}")
            )
    await actions.reset_password(await ask(), new())
    assert (await actions.sign_in(GUEST, sign_in_form("aiko", NEW), HOME)).secret


async def test_it_confirms_the_address(cast: Cast) -> None:
    await actions.reset_password(await ask("uma@example.com"), new())
    assert (await person_named("uma")).email_verified_at is not None


async def test_it_does_nothing_for_who_has_left(cast: Cast) -> None:
    secret = await ask()
    await actions.anonymise_account(cast.actor("aiko"), cast.aiko.id)
    with pytest.raises(NotFound):
        await actions.reset_password(secret, new())
    assert (await Person.get(id=cast.aiko.id)).password_hash == ""
