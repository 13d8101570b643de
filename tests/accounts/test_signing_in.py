"""Signing in: by name or address, with exactly so many tries, and no word on who exists."""

import asyncio
import statistics
import time
from datetime import timedelta
from types import ModuleType

import pytest
from argon2 import PasswordHasher

from forum import settings as knobs
from forum.accounts import actions, passwords
from forum.accounts.actions import guesses
from forum.accounts.actor import GUEST, Actor
from forum.accounts.browsers import Browser
from forum.accounts.middleware import actor_of
from forum.accounts.models import AddressLock, Person, Session
from forum.errors import Forbidden, Invalid, Locked, Suspended
from tests.accounts.people import HOME, PASSWORD, events_named, letters_to, person_named, sign_in_form, with_password
from tests.cast import Cast

TRIES = knobs.read({}).sign_in_tries


def elsewhere(number: int) -> Browser:
    return Browser(f"198.51.100.{number}", "")


async def wrong(login: str, browser: Browser) -> None:
    with pytest.raises(Invalid):
        await actions.sign_in(GUEST, sign_in_form(login, "wrong password"), browser)


async def test_it_works_by_name_and_by_address(cast: Cast) -> None:
    await with_password(cast.aiko)
    for login in ("aiko", "AIKO", "ａｉｋｏ", "aiko@example.com", " Aiko@Example.com "):
        signed_in = await actions.sign_in(GUEST, sign_in_form(login), HOME)
        viewer = await actor_of(signed_in.secret)
        assert viewer is not None
        assert viewer.id == signed_in.person_id == cast.aiko.id


async def test_only_a_hash_of_the_secret_is_kept(cast: Cast) -> None:
    await with_password(cast.aiko)
    signed_in = await actions.sign_in(GUEST, sign_in_form("aiko"), HOME)
    session = await Session.get(person_id=cast.aiko.id)
    assert signed_in.secret not in (session.secret_hash, session.user_agent)
    assert await actor_of(session.secret_hash) is None


async def test_the_unconfirmed_may_sign_in_and_the_suspended_may_not(cast: Cast) -> None:
    for person in (cast.sid, cast.uma):
        await with_password(person)
    viewer = await actor_of((await actions.sign_in(GUEST, sign_in_form("uma"), HOME)).secret)
    assert viewer is not None and not viewer.email_verified
    with pytest.raises(Suspended):
        await actions.sign_in(GUEST, sign_in_form("sid"), HOME)
    assert not await Session.filter(person_id=cast.sid.id).exists()
    # Whoever does not know the password does not learn that the account is suspended.
    with pytest.raises(Invalid):
        await actions.sign_in(GUEST, sign_in_form("sid", "wrong password"), HOME)


@pytest.mark.parametrize(
    "login", ["aiko", "nobody-here", "aiko@example.com", "nobody@example.com", "system", "x\u202ey", "ada"]
)
async def test_a_refusal_is_the_same_for_everybody(cast: Cast, login: str) -> None:
    await with_password(cast.aiko)
    with pytest.raises(Invalid) as refused:
        await actions.sign_in(GUEST, sign_in_form(login, "wrong password"), HOME)
    assert list(refused.value.errors) == [""]
    assert refused.value.sentence == "The name or the password is not right."


@pytest.mark.parametrize("login", ["aiko", "nobody-here", "nobody@example.com"])
async def test_after_so_many_failures_the_door_is_shut(cast: Cast, clock: ModuleType, login: str) -> None:
    """Whoever lives behind it, from wherever one comes, for the right password too; and then it opens."""
    await with_password(cast.aiko)
    for number in range(TRIES):
        await wrong(login, elsewhere(number))
    with pytest.raises(Locked) as locked:
        await actions.sign_in(GUEST, sign_in_form(login), HOME)
    assert locked.value.retry_after == 15 * 60
    assert "15 minutes" in locked.value.sentence
    clock.advance(timedelta(minutes=15))
    if login == "aiko":
        assert (await actions.sign_in(GUEST, sign_in_form(login), HOME)).secret
    else:
        await wrong(login, HOME)


@pytest.mark.parametrize("login", ["aiko", "nobody-here"])
async def test_a_thousand_guesses_at_once_get_exactly_as_many_answers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    await with_password(cast.aiko)
    looked_at = 0

    async def fits(password: str, kept: str) -> bool:
        nonlocal looked_at
        looked_at += 1
        await asyncio.sleep(0.01)
        return False

    monkeypatch.setattr(passwords, "fits", fits)
    monkeypatch.setattr(guesses, "network", lambda address: address)
    done = await asyncio.gather(
        *(
            actions.sign_in(GUEST, sign_in_form(login, f"guess number {n}"), Browser(f"10.0.{n // 250}.{n % 250}"))
            for n in range(300)
        ),
        return_exceptions=True,
    )
    assert looked_at == TRIES
    assert sum(isinstance(one, Invalid) for one in done) == TRIES
    assert sum(isinstance(one, Locked) for one in done) == 300 - TRIES
    assert len(await events_named("person.sign_in_locked")) == 1


async def test_one_address_has_so_many_tries_over_all_names(cast: Cast, clock: ModuleType) -> None:
    await with_password(cast.aiko)
    for number in range(TRIES):
        await wrong(f"name{number}", HOME)
    with pytest.raises(Locked):
        await actions.sign_in(GUEST, sign_in_form("aiko"), HOME)
    assert (await actions.sign_in(GUEST, sign_in_form("aiko"), elsewhere(1))).secret


async def test_an_ipv6_visitor_is_one_visitor(cast: Cast) -> None:
    for number in range(TRIES):
        await wrong(f"name{number}", Browser(f"2001:db8::{number + 1:x}"))
    with pytest.raises(Locked):
        await actions.sign_in(GUEST, sign_in_form("aiko"), Browser("2001:db8::ffff:1"))


async def test_who_gets_in_takes_only_their_own_try_back(cast: Cast) -> None:
    """Signing in to one's own account between guesses at another's buys no more of them."""
    await with_password(cast.eve)
    for number in range(TRIES - 1):
        await wrong(f"name{number}", HOME)
        await actions.sign_in(GUEST, sign_in_form("eve"), HOME)
    await wrong("one more", HOME)
    with pytest.raises(Locked):
        await actions.sign_in(GUEST, sign_in_form("eve"), HOME)


async def test_the_right_password_forgets_the_wrong_ones(cast: Cast) -> None:
    await with_password(cast.aiko)
    for _round in range(3):
        for number in range(TRIES - 1):
            await wrong("aiko", elsewhere(number))
        await actions.sign_in(GUEST, sign_in_form("aiko"), HOME)
        await AddressLock.filter(address__startswith="198.").delete()


async def test_a_few_failures_are_forgotten_after_a_while(cast: Cast, clock: ModuleType) -> None:
    for login in ("aiko", "nobody-here"):
        for number in range(TRIES - 1):
            await wrong(login, elsewhere(number))
        clock.advance(timedelta(minutes=16))
        for number in range(TRIES):
            await wrong(login, elsewhere(number))
        clock.advance(timedelta(minutes=16))


async def test_name_and_address_are_not_linked_by_counting(cast: Cast) -> None:
    """Guesses under an address do not count for the name, or anybody could test whose address it is."""
    for number in range(TRIES):
        await wrong("aiko@example.com", elsewhere(number))
    await wrong("aiko", HOME)


async def test_the_owner_is_told_and_the_lock_stands_in_the_audit_trail(cast: Cast, clock: ModuleType) -> None:
    for number in range(TRIES):
        await wrong("aiko", elsewhere(number))
    (event,) = await events_named("person.sign_in_locked")
    assert (event.subject_id, event.data) == (cast.aiko.id, {"minutes": 15})
    (letter,) = await letters_to("aiko@example.com")
    assert "ロック" in letter.subject or "できません" in letter.subject or letter.subject
    person = await person_named("aiko")
    assert person.locked_until == clock.now() + timedelta(minutes=15)
    assert person.failed_sign_ins == TRIES


async def test_an_administrator_lifts_the_lock(cast: Cast) -> None:
    await with_password(cast.aiko)
    for number in range(TRIES):
        await wrong("aiko", elsewhere(number))
    with pytest.raises(Forbidden):
        await actions.unlock(cast.actor("chika"), cast.aiko.id)
    await actions.unlock(cast.actor("ada"), cast.aiko.id)
    assert (await actions.sign_in(GUEST, sign_in_form("aiko"), HOME)).person_id == cast.aiko.id
    (event,) = await events_named("person.unlocked")
    assert (event.actor_id, event.subject_id) == (cast.ada.id, cast.aiko.id)
    assert (await person_named("aiko")).locked_until is None


async def test_a_hash_of_another_price_is_made_anew(cast: Cast) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await Person.filter(id=cast.aiko.id).update(password_hash=old)
    await actions.sign_in(GUEST, sign_in_form("aiko"), HOME)
    fresh = (await person_named("aiko")).password_hash
    assert fresh != old
    assert not passwords.is_outdated(fresh)
    assert await passwords.fits(PASSWORD, fresh)


async def test_the_session_one_came_with_ends(cast: Cast) -> None:
    """A secret planted before signing in is worth nothing after."""
    await with_password(cast.aiko)
    planted = await actions.start_session(cast.eve.id, HOME)
    before = await actor_of(planted)
    assert isinstance(before, Actor)
    signed_in = await actions.sign_in(before, sign_in_form("aiko"), HOME)
    assert signed_in.secret != planted
    assert await actor_of(planted) is None


async def test_existence_does_not_show_in_the_time_it_takes(cast: Cast) -> None:
    """A name that nobody has takes as long as one that somebody has, within noise: both pay for a whole hash."""
    await with_password(cast.aiko)
    took: dict[str, list[float]] = {"aiko": [], "nobody-here": []}
    for number in range(12):
        for login, times in took.items():
            await AddressLock.all().delete()
            started = time.perf_counter()
            await wrong(login, elsewhere(number))
            times.append(time.perf_counter() - started)
    known, unknown = (statistics.median(times) for times in took.values())
    # The machine may be busy; what must not be is a missing hash (some 40 ms) on one side.
    assert abs(known - unknown) < max(0.012, 0.35 * max(known, unknown))
