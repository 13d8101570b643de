"""Clearing away: what has had its time goes, what has not stays."""

from datetime import timedelta
from types import ModuleType

from forum.accounts import actions
from forum.accounts.actor import GUEST
from forum.accounts.models import AddressLock, Person, Session, Token
from forum.schedule import SCHEDULE
from tests.accounts.people import HOME, sign_up_form
from tests.cast import Cast


async def test_what_ended_goes(cast: Cast, clock: ModuleType) -> None:
    await actions.sign_up(GUEST, sign_up_form())
    await actions.start_session(cast.aiko.id, HOME)
    await AddressLock.create(address="10.0.0.1", failed_count=3, first_failed_at=clock.now())
    await actions.sweep()
    assert [await table.all().count() for table in (Session, Token, AddressLock)] == [1, 1, 1]
    clock.advance(timedelta(days=31))
    await actions.sweep()
    assert [await table.all().count() for table in (Session, Token, AddressLock)] == [0, 0, 0]


async def test_an_account_never_confirmed_lets_go_of_its_name(cast: Cast, clock: ModuleType) -> None:
    await actions.sign_up(GUEST, sign_up_form())
    clock.advance(timedelta(days=13))
    await actions.sweep()
    assert await Person.filter(name_key="mika").exists()
    clock.advance(timedelta(days=1))
    await actions.sweep()
    assert not await Person.filter(name_key="mika").exists()
    assert await Person.filter(name_key="aiko").exists()


def test_it_is_on_the_schedule() -> None:
    assert "accounts.sweep" in [job.name for job in SCHEDULE]
