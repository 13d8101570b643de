"""Sessions: how long they live, how they end, and whose they are."""

from datetime import timedelta
from types import ModuleType

import pytest
from tortoise.exceptions import OperationalError

from forum import clock as the_clock
from forum import database
from forum.accounts import actions, queries
from forum.accounts.actions.sessions import MOST_SESSIONS
from forum.accounts.actor import GUEST
from forum.accounts.browsers import Browser
from forum.accounts.middleware import actor_of
from forum.accounts.models import Person, Session
from forum.errors import NotFound, SignInNeeded
from tests.accounts.people import HOME
from tests.cast import Cast


async def test_it_lives_as_long_as_it_is_used(cast: Cast, clock: ModuleType) -> None:
    secret = await actions.start_session(cast.aiko.id, HOME)
    for _visit in range(4):
        clock.advance(timedelta(days=29))
        assert await actor_of(secret) is not None
    clock.advance(timedelta(days=30))
    assert await actor_of(secret) is None


async def test_use_is_noted_now_and_then_not_with_each_request(cast: Cast, clock: ModuleType) -> None:
    secret = await actions.start_session(cast.aiko.id, HOME)
    clock.advance(timedelta(minutes=5))
    await actor_of(secret)
    assert (await Session.get(person_id=cast.aiko.id)).last_used_at == the_clock.now() - timedelta(minutes=5)
    clock.advance(timedelta(minutes=6))
    await actor_of(secret)
    assert (await Session.get(person_id=cast.aiko.id)).last_used_at == the_clock.now()
    assert (await Person.get(id=cast.aiko.id)).last_seen_at == the_clock.now()


async def test_the_visit_before_this_one_is_known(cast: Cast, clock: ModuleType) -> None:
    secret = await actions.start_session(cast.aiko.id, HOME)
    first = clock.now()
    clock.advance(timedelta(hours=5))
    returned = await actor_of(secret)
    assert returned is not None
    assert returned.last_visit_at == first
    clock.advance(timedelta(minutes=15))
    stayed = await actor_of(secret)
    assert stayed is not None
    assert stayed.last_visit_at == first
    clock.advance(timedelta(hours=5))
    await actions.start_session(cast.aiko.id, HOME)
    assert (await Person.get(id=cast.aiko.id)).previous_seen_at == first + timedelta(hours=5, minutes=15)


async def test_signing_out_ends_it(cast: Cast) -> None:
    secret = await actions.start_session(cast.aiko.id, HOME)
    viewer = await actor_of(secret)
    assert viewer is not None
    await actions.sign_out(viewer)
    assert await actor_of(secret) is None
    await actions.sign_out(GUEST)


async def test_one_ends_ones_own_only(cast: Cast) -> None:
    own, other, foreign = [await actions.start_session(who.id, HOME) for who in (cast.aiko, cast.aiko, cast.eve)]
    viewer, second, stranger = [await actor_of(secret) for secret in (own, other, foreign)]
    assert viewer is not None and second is not None and stranger is not None
    with pytest.raises(NotFound):
        await actions.end_session(viewer, stranger.session_id)
    with pytest.raises(SignInNeeded):
        await actions.end_session(GUEST, second.session_id)
    await actions.end_session(viewer, second.session_id)
    assert await actor_of(other) is None
    assert await actor_of(own) is not None
    assert await actor_of(foreign) is not None


async def test_all_others_end_at_once(cast: Cast) -> None:
    own = await actions.start_session(cast.aiko.id, HOME)
    others = [await actions.start_session(cast.aiko.id, HOME) for _ in range(3)]
    foreign = await actions.start_session(cast.eve.id, HOME)
    viewer = await actor_of(own)
    assert viewer is not None
    assert await actions.end_other_sessions(viewer) == 3
    assert [await actor_of(secret) for secret in others] == [None] * 3
    assert await actor_of(own) is not None
    assert await actor_of(foreign) is not None


async def test_there_are_so_many_and_no_more(cast: Cast, clock: ModuleType) -> None:
    first = await actions.start_session(cast.aiko.id, HOME)
    for _ in range(MOST_SESSIONS):
        clock.advance(timedelta(seconds=1))
        last = await actions.start_session(cast.aiko.id, HOME)
    assert await Session.filter(person_id=cast.aiko.id).count() == MOST_SESSIONS
    assert await actor_of(first) is None
    assert await actor_of(last) is not None


async def test_they_are_listed_in_words(cast: Cast) -> None:
    secret = await actions.start_session(cast.aiko.id, HOME)
    await actions.start_session(cast.aiko.id, Browser("198.51.100.7", "x" * 500))
    viewer = await actor_of(secret)
    assert viewer is not None
    first, second = await queries.sessions_of(viewer)
    assert (first.browser, first.system, first.address, first.is_current) == ("Firefox", "Linux", "192.0.2.1", True)
    assert (second.browser, second.address, second.is_current) == ("", "198.51.100.7", False)


async def test_a_role_taken_away_is_gone_with_the_next_request(cast: Cast) -> None:
    secret = await actions.start_session(cast.dev.id, HOME)
    await actions.set_role(cast.actor("ada"), cast.dev.id, "member")
    viewer = await actor_of(secret)
    assert viewer is not None
    assert viewer.role == "member"


async def test_a_full_disk_keeps_nobody_from_reading(
    cast: Cast, clock: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await actions.start_session(cast.aiko.id, HOME)
    clock.advance(timedelta(hours=1))

    async def full(work: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(database, "transaction", full)
    assert await actor_of(secret) is not None
