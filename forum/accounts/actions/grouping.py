"""Groups: named sets of people to whom a category may be opened."""

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts import names, policy
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.events import GroupCreated, GroupDeleted, GroupEdited, GroupJoined, GroupLeft
from forum.accounts.forms import GroupForm, Membership
from forum.accounts.models import Group, GroupMember, Person
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.text.normalize import fold


async def create_group(actor: Actor, form: GroupForm) -> int:
    """Make a group without members; returns its id. Raises Invalid for a name that another group has."""
    policy.may_manage_groups(actor).require()
    form.check()

    async def work() -> int:
        group = await Group.create(
            name=form["name"], name_key=fold(form["name"]), description=form["description"], created_at=clock.now()
        )
        await events.record(GroupCreated(actor_id=actor.id, subject_id=group.id, name=group.name))
        return group.id

    try:
        return await database.transaction(work)
    except IntegrityError as error:
        raise _taken() from error


async def edit_group(actor: Actor, group_id: int, form: GroupForm) -> None:
    """Rename or describe a group."""
    policy.may_manage_groups(actor).require()
    form.check()

    async def work() -> None:
        group = await _group(group_id)
        await Group.filter(id=group_id).update(
            name=form["name"], name_key=fold(form["name"]), description=form["description"]
        )
        await events.record(
            GroupEdited(actor_id=actor.id, subject_id=group_id, before=group.name, after=form["name"])
        )

    try:
        await database.transaction(work)
    except IntegrityError as error:
        raise _taken() from error


async def delete_group(actor: Actor, group_id: int) -> None:
    """Delete a group. Raises Invalid while a category is open to it: closing that to everybody is not for here."""
    policy.may_manage_groups(actor).require()

    async def work() -> None:
        group = await _group(group_id)
        await events.record(GroupDeleted(actor_id=actor.id, subject_id=group_id, name=group.name))
        await group.delete()

    try:
        await database.transaction(work)
    except IntegrityError as error:
        raise Invalid({"": _("A category is open to this group. Please change that first.")}) from error


async def add_member(actor: Actor, group_id: int, form: Membership) -> None:
    """Add a person to a group; adding them twice changes nothing. Raises Invalid for a name that nobody has."""
    policy.may_manage_groups(actor).require()
    form.check()

    async def work() -> None:
        await _group(group_id)
        person = await Person.get_or_none(name_key=names.handle_key(form["name"].removeprefix("@")), anonymised_at=None)
        if person is None or person.id == SYSTEM.id:
            raise Invalid({"name": _("Nobody has this name.")})
        if await GroupMember.filter(group_id=group_id, person_id=person.id).exists():
            return
        await GroupMember.create(group_id=group_id, person_id=person.id, added_at=clock.now())
        await events.record(GroupJoined(actor_id=actor.id, subject_id=group_id, person_id=person.id))

    try:
        await database.transaction(work)
    except IntegrityError:
        # Another administrator added them in the same moment, which is what was wanted.
        return


async def remove_member(actor: Actor, group_id: int, person_id: int) -> None:
    """Take a person out of a group."""
    policy.may_manage_groups(actor).require()

    async def work() -> None:
        await _group(group_id)
        if await GroupMember.filter(group_id=group_id, person_id=person_id).delete():
            await events.record(GroupLeft(actor_id=actor.id, subject_id=group_id, person_id=person_id))

    await database.transaction(work)


async def _group(group_id: int) -> Group:
    await database.lock_row("groups", group_id)
    group = await Group.get_or_none(id=group_id)
    if group is None:
        raise NotFound
    return group


def _taken() -> Invalid:
    return Invalid({"name": _("Another group has this name.")})
