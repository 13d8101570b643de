"""What administrators do: accounts, roles, groups."""

import asyncio

import pytest

from forum.accounts import actions, queries
from forum.accounts.actor import SYSTEM
from forum.accounts.forms import GroupForm, Membership, SignUp
from forum.accounts.models import Group, GroupMember, Person
from forum.errors import Forbidden, Invalid, NotFound
from tests.accounts.people import PASSWORD, events_named, person_named
from tests.cast import Cast
from tests.world import World


def account(name: str = "mika", **more: str) -> SignUp:
    return SignUp.read({"name": name, "email": f"{name}@example.com", "password": PASSWORD, **more})


async def test_an_account_is_made(cast: Cast) -> None:
    person_id = await actions.create_account(SYSTEM, account(), "moderator", language="ja", time_zone="Asia/Tokyo")
    acting = await queries.actor(person_id)
    assert (acting.name, acting.role, acting.email_verified, acting.language) == ("mika", "moderator", True, "ja")
    assert await queries.actor_named("MIKA") == acting


@pytest.mark.parametrize("name", ["aiko", "support", "a b"])
async def test_an_account_takes_a_good_free_name(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid):
        await actions.create_account(SYSTEM, account(name))


async def test_only_administrators_make_accounts(cast: Cast) -> None:
    for who in ("guest", "aiko", "dev", "chika"):
        with pytest.raises(Forbidden):
            await actions.create_account(cast.actor(who), account())


async def test_a_role_is_given_and_noted(cast: Cast) -> None:
    await actions.set_role(cast.actor("ada"), cast.aiko.id, "helper")
    await actions.set_role(cast.actor("ada"), cast.aiko.id, "helper")
    assert (await person_named("aiko")).role == "helper"
    (event,) = await events_named("person.role_changed")
    assert (event.actor_id, event.subject_id, event.data) == (
        cast.ada.id,
        cast.aiko.id,
        {"before": "member", "after": "helper"},
    )


async def test_nobody_else_gives_roles(cast: Cast) -> None:
    for who in ("guest", "uma", "sid", "aiko", "ben", "dev", "chika"):
        with pytest.raises(Forbidden):
            await actions.set_role(cast.actor(who), cast.eve.id, "moderator")
    with pytest.raises(Forbidden):
        await actions.set_role(cast.actor("ada"), cast.ada.id, "member")


async def test_the_system_and_who_is_not_there_have_no_role_to_give(cast: Cast) -> None:
    for person_id in (SYSTEM.id, 10**12):
        with pytest.raises(NotFound):
            await actions.set_role(cast.actor("ada"), person_id, "member")


async def test_two_administrators_who_depose_each_other_leave_one(cast: Cast) -> None:
    await actions.set_role(SYSTEM, cast.chika.id, "administrator")
    ada, chika = cast.actor("ada"), await cast.fresh("chika")
    done = await asyncio.gather(
        actions.set_role(ada, chika.id, "member"), actions.set_role(chika, ada.id, "member"), return_exceptions=True
    )
    assert sum(isinstance(one, Invalid) for one in done) == 1
    assert await Person.filter(role="administrator").count() == 1


async def test_the_last_administrator_cannot_be_deposed_from_outside(cast: Cast) -> None:
    with pytest.raises(Invalid):
        await actions.set_role(SYSTEM, cast.ada.id, "member")


async def test_a_group_is_made_filled_and_deleted(cast: Cast) -> None:
    ada = cast.actor("ada")
    group_id = await actions.create_group(ada, GroupForm.read({"name": "Partners", "description": "They sell it"}))
    for _ in range(2):
        await actions.add_member(ada, group_id, Membership.read({"name": "@Aiko"}))
    group = await queries.group(ada, group_id)
    assert [member.name for member in group.members] == ["aiko"]
    assert group_id in (await queries.actor(cast.aiko.id)).group_ids
    await actions.edit_group(ada, group_id, GroupForm.read({"name": "Resellers", "description": ""}))
    await actions.remove_member(ada, group_id, cast.aiko.id)
    await actions.remove_member(ada, group_id, cast.aiko.id)
    await actions.delete_group(ada, group_id)
    assert await Group.get_or_none(id=group_id) is None
    told = [len(await events_named(f"group.{verb}")) for verb in ("created", "joined", "edited", "left", "deleted")]
    assert told == [1, 1, 1, 1, 1]


async def test_ten_at_once_add_a_member_once(cast: Cast) -> None:
    ada = cast.actor("ada")
    await asyncio.gather(*(actions.add_member(ada, cast.beta.id, Membership.read({"name": "aiko"})) for _ in range(10)))
    assert await GroupMember.filter(group_id=cast.beta.id, person_id=cast.aiko.id).count() == 1
    assert len(await events_named("group.joined")) == 1


async def test_group_names_are_unique_and_members_exist(cast: Cast) -> None:
    ada = cast.actor("ada")
    with pytest.raises(Invalid):
        await actions.create_group(ada, GroupForm.read({"name": "BETA"}))
    for name in ("nobody-here", "system", ""):
        with pytest.raises(Invalid):
            await actions.add_member(ada, cast.beta.id, Membership.read({"name": name}))
    with pytest.raises(NotFound):
        await actions.add_member(ada, 10**9, Membership.read({"name": "aiko"}))


async def test_a_group_that_a_category_is_open_to_stays(world: World) -> None:
    await world.category(see="group")
    with pytest.raises(Invalid):
        await actions.delete_group(world.cast.actor("ada"), world.cast.beta.id)
    assert await Group.get(id=world.cast.beta.id)
    assert await events_named("group.deleted") == []


async def test_only_administrators_see_and_change_groups(cast: Cast) -> None:
    for who in ("guest", "aiko", "finn", "dev", "chika"):
        actor = cast.actor(who)
        with pytest.raises(Forbidden):
            await queries.groups(actor)
        with pytest.raises(Forbidden):
            await queries.group(actor, cast.beta.id)
        with pytest.raises(Forbidden):
            await actions.create_group(actor, GroupForm.read({"name": "Mine"}))
        with pytest.raises(Forbidden):
            await actions.add_member(actor, cast.beta.id, Membership.read({"name": "eve"}))
