"""Leaving: nothing personal stays, and what was written does."""

from types import ModuleType

import pytest

from forum import clock as the_clock
from forum.accounts import actions, queries
from forum.accounts.actor import GUEST, SYSTEM
from forum.accounts.forms import AskReset, Leave
from forum.accounts.middleware import actor_of
from forum.accounts.models import GroupMember, Person, Session, Token
from forum.errors import Forbidden, Invalid, NotFound, SignInNeeded
from forum.mail.models import Letter
from forum.threads.models import Post, Thread
from tests.accounts.people import HOME, PASSWORD, events_named, sign_in_form, with_password
from tests.cast import Cast
from tests.world import World


def leave(password: str = PASSWORD) -> Leave:
    return Leave.read({"leave_password": password})


async def a_thread(world: World, author: Person) -> Thread:
    now = the_clock.now()
    thread = await Thread.create(
        type="question",
        title="A thread",
        slug="a-thread",
        category=await world.category(),
        author=author,
        status_at=now,
        created_at=now,
        last_activity_at=now,
    )
    await Post.create(
        thread=thread,
        position=0,
        author=author,
        author_role="member",
        source="x",
        html="<p>x</p>",
        html_version=1,
        plain="x",
        fingerprint="x",
        created_at=now,
    )
    return thread


async def test_who_wrote_nothing_is_deleted_wholly(cast: Cast) -> None:
    await with_password(cast.finn)
    secret = await actions.start_session(cast.finn.id, HOME)
    await actions.request_reset(GUEST, AskReset.read({"email": "finn@example.com"}))
    await actions.delete_account(cast.actor("finn"), leave(), HOME)
    assert await Person.get_or_none(id=cast.finn.id) is None
    assert await actor_of(secret) is None
    for table in (Session, Token, GroupMember):
        assert await table.filter(person_id=cast.finn.id).count() == 0
    assert await Letter.filter(recipient="finn@example.com").count() == 0
    (event,) = await events_named("person.anonymised")
    assert (event.actor_id, event.subject_id, event.data) == (cast.finn.id, cast.finn.id, {"deleted": True})


async def test_who_wrote_something_becomes_a_former_member(world: World) -> None:
    finn = await with_password(world.cast.finn)
    thread = await a_thread(world, finn)
    secret = await actions.start_session(finn.id, HOME)
    await actions.delete_account(world.cast.actor("finn"), leave(), HOME)
    left = await Person.get(id=finn.id)
    assert (left.name, left.display_name, left.email, left.email_key, left.password_hash, left.bio) == (
        f"former-{finn.id}",
        "Former member",
        None,
        None,
        "",
        "",
    )
    assert await actor_of(secret) is None
    assert (await Thread.get(id=thread.id)).author_id == finn.id
    assert await GroupMember.filter(person_id=finn.id).count() == 0
    seen = await queries.person_named(GUEST, f"former-{finn.id}")
    assert seen.is_gone
    (event,) = await events_named("person.anonymised")
    assert event.data == {"deleted": False}
    with pytest.raises(Invalid):
        await actions.sign_in(GUEST, sign_in_form(f"former-{finn.id}"), HOME)
    with pytest.raises(NotFound):
        await queries.person_named(GUEST, "finn")


async def test_a_name_is_free_again(world: World) -> None:
    await with_password(world.cast.finn)
    await actions.delete_account(world.cast.actor("finn"), leave(), HOME)
    assert await Person.filter(name_key="finn").count() == 0


async def test_it_takes_the_password(cast: Cast) -> None:
    await with_password(cast.finn)
    with pytest.raises(Invalid):
        await actions.delete_account(cast.actor("finn"), leave("wrong password"), HOME)
    with pytest.raises(SignInNeeded):
        await actions.delete_account(GUEST, leave(), HOME)
    assert await Person.get(id=cast.finn.id)


async def test_the_suspended_and_the_unconfirmed_may_leave(cast: Cast) -> None:
    for person in (cast.sid, cast.uma):
        await with_password(person)
        await actions.delete_account(cast.actor(person.name), leave(), HOME)
        assert await Person.get_or_none(id=person.id) is None


async def test_the_last_administrator_stays(cast: Cast) -> None:
    await with_password(cast.ada)
    with pytest.raises(Invalid):
        await actions.delete_account(cast.actor("ada"), leave(), HOME)
    await actions.set_role(cast.actor("ada"), cast.chika.id, "administrator")
    await actions.delete_account(cast.actor("ada"), leave(), HOME)
    assert await Person.get_or_none(id=cast.ada.id) is None


async def test_administrators_make_others_anonymous(cast: Cast, clock: ModuleType) -> None:
    with pytest.raises(Forbidden):
        await actions.anonymise_account(cast.actor("chika"), cast.eve.id)
    await actions.anonymise_account(cast.actor("ada"), cast.eve.id)
    gone = await Person.get(id=cast.eve.id)
    assert (gone.anonymised_at, gone.name) == (clock.now(), f"former-{cast.eve.id}")
    for person_id in (cast.eve.id, SYSTEM.id, 10**9):
        with pytest.raises(NotFound):
            await actions.anonymise_account(cast.actor("ada"), person_id)


async def test_the_log_names_nobody(cast: Cast) -> None:
    """The events stay for ever, so they must not hold what was to be forgotten."""
    await with_password(cast.finn)
    await actions.delete_account(cast.actor("finn"), leave(), HOME)
    for event in await events_named("person.anonymised"):
        assert "finn" not in str(event.data)
