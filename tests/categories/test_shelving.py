"""Making, changing, moving and archiving categories."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from forum.accounts.models import Group
from forum.categories import actions, queries
from forum.categories.audience import Audience
from forum.categories.forms import CategoryDetails
from forum.categories.models import Category
from forum.categories.template import TemplateField
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.events.models import EventRecord
from tests.cast import EVERYONE, Cast
from tests.world import World

MEMBERS, STAFF, ALL = Audience("members"), Audience("staff"), Audience("everyone")


async def news(name: str) -> list[dict[str, Any]]:
    return [kept.data | {"id": kept.subject_id} for kept in await EventRecord.filter(name=name).order_by("id")]


async def detailed(category: Category) -> CategoryDetails:
    fresh = await Category.get(id=category.id)
    return CategoryDetails(
        name=fresh.name, slug=fresh.slug, description=fresh.description, colour=fresh.colour, parent_id=fresh.parent_id,
        see=fresh.seers, ask=fresh.askers, answer=fresh.answerers, types=fresh.thread_types,
    )


async def edit(cast: Cast, category: Category, **changes: Any) -> Category:
    fresh = await Category.get(id=category.id)
    details = replace(await detailed(category), **changes)
    return await actions.edit_category(cast.actor("ada"), category.id, fresh.version, details)


async def test_it_makes_a_category(cast: Cast) -> None:
    ada = cast.actor("ada")
    hub = await actions.create_category(ada, CategoryDetails("Hub & Wi-Fi", description="All of it", colour="#AABBCC"))
    assert (hub.slug, hub.colour, hub.position, hub.version) == ("hub-wi-fi", "#aabbcc", 0, 1)
    below = await actions.create_category(
        ada,
        CategoryDetails(
            "接続とペアリング", parent_id=hub.id, see=Audience("group", cast.beta.id), ask=ALL,
            types=("idea", "question"), template=(TemplateField("", "Version", required=True),),
        ),
    )
    kept = await queries.category_by_id(ada, below.id)
    assert (kept.slug, kept.parent_name) == ("接続とペアリング", "Hub & Wi-Fi")
    assert kept.thread_types == ("question", "idea")
    assert kept.askers == MEMBERS, "whoever asks is signed in"
    assert kept.template == (TemplateField("version", "Version", required=True),)
    made = await news("category.created")
    assert [one["after"]["name"] for one in made] == ["Hub & Wi-Fi", "接続とペアリング"]


@pytest.mark.parametrize("who", [who for who in EVERYONE if who != "ada"])
async def test_only_administrators_may(world: World, cast: Cast, who: str) -> None:
    actor = cast.actor(who)
    category = await world.category()
    tried = [
        actions.create_category(actor, CategoryDetails("X")),
        actions.edit_category(actor, category.id, 1, CategoryDetails("X")),
        actions.set_template(actor, category.id, 1, []),
        actions.move_category(actor, category.id, 1),
        actions.archive_category(actor, category.id),
        actions.restore_category(actor, category.id),
    ]
    for attempt in tried:
        with pytest.raises(Forbidden):
            await attempt
    assert await Category.all().count() == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"see": Audience("friends")}, "see"),
    ({"see": Audience("group")}, "see"),
    ({"ask": Audience("group", 999_999)}, "ask"),
    ({"answer": Audience("staff", 1)}, "answer"),
    ({"types": ()}, "type_question"),
    ({"types": ("poem",)}, "type_question"),
    ({"colour": "red"}, "colour"),
    ({"colour": "#12345678"}, "colour"),
    ({"parent_id": 999_999}, "parent"),
    ({"slug": "taken"}, "slug"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
async def test_what_cannot_be(world: World, cast: Cast, changes: dict[str, Any], field: str) -> None:
    await world.category("Taken", slug="taken")
    with pytest.raises(Invalid) as refused:
        await actions.create_category(cast.actor("ada"), replace(CategoryDetails("X"), **changes))
    assert list(refused.value.errors) == [field]
    assert await Category.all().count() == 1


async def test_a_second_of_the_same_name_gets_an_address_of_its_own(cast: Cast) -> None:
    made = [await actions.create_category(cast.actor("ada"), CategoryDetails("Printer")) for _ in range(3)]
    assert [category.slug for category in made] == ["printer", "printer-2", "printer-3"]
    kept = await edit(cast, made[1], slug="")
    assert kept.slug == "printer-2", "its own address does not stand in its way"


async def test_two_levels_and_no_more(world: World, cast: Cast) -> None:
    top = await world.category("Top")
    child = await world.category("Child", parent=top)
    for category, parent in ((None, child), (top, top), (top, child), (top, await world.category("Other"))):
        with pytest.raises(Invalid) as refused:
            if category is None:
                await actions.create_category(cast.actor("ada"), CategoryDetails("X", parent_id=parent.id))
            else:
                await edit(cast, category, parent_id=parent.id)
        assert "parent" in refused.value.errors


async def test_it_edits_and_tells_what_changed(world: World, cast: Cast) -> None:
    category = await world.category("Old")
    kept = await edit(cast, category, name="New", ask=STAFF)
    assert (kept.name, kept.version) == ("New", 2)
    assert await news("category.edited") == [
        {"id": category.id, "before": {"name": "Old", "ask": "members"}, "after": {"name": "New", "ask": "staff"}}
    ]


async def test_the_second_of_two_editors_is_told(world: World, cast: Cast) -> None:
    category = await world.category("Shared")
    details = await detailed(category)
    ada = cast.actor("ada")
    both = await asyncio.gather(
        actions.edit_category(ada, category.id, 1, replace(details, name="One")),
        actions.edit_category(ada, category.id, 1, replace(details, name="Two")),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in both) == ["Category", "Conflict"]
    assert (await Category.get(id=category.id)).version == 2
    assert len(await news("category.edited")) == 1


async def test_a_child_is_not_seen_by_more_than_its_parent(world: World, cast: Cast) -> None:
    parent = await world.category("Members", see="members")
    with pytest.raises(Invalid) as refused:
        await actions.create_category(cast.actor("ada"), CategoryDetails("Wide", parent_id=parent.id, see=ALL))
    assert "Members" in refused.value.errors["see"]
    fine = await actions.create_category(cast.actor("ada"), CategoryDetails("Staff", parent_id=parent.id, see=STAFF))
    with pytest.raises(Invalid):
        await edit(cast, fine, see=ALL)


async def test_narrowing_a_parent_narrows_its_children(world: World, cast: Cast) -> None:
    parent = await world.category("Parent")
    wide = await world.category("Wide", parent=parent)
    middle = await world.category("Middle", parent=parent, see="members")
    narrow = await world.category("Narrow", parent=parent, see="staff")
    await edit(cast, parent, see=MEMBERS)
    assert [(await Category.get(id=one.id)).see for one in (parent, wide, middle, narrow)] == [
        "members", "members", "members", "staff"
    ]
    await edit(cast, parent, see=STAFF)
    assert {(await Category.get(id=one.id)).see for one in (wide, middle, narrow)} == {"staff"}
    told = await news("category.edited")
    assert [(one["id"], one["after"]) for one in told] == [
        (parent.id, {"see": "members"}), (wide.id, {"see": "members"}),
        (parent.id, {"see": "staff"}), (wide.id, {"see": "staff"}), (middle.id, {"see": "staff"}),
    ]
    assert (await Category.get(id=wide.id)).version == 3


async def test_narrowing_never_shows_a_child_to_new_people(world: World, cast: Cast) -> None:
    gamma: Group = await world.group("Gamma")
    for child_group, narrowed in (
        (cast.beta, Audience("group", gamma.id)),  # another group's members would see it
        (cast.beta, STAFF),  # specialists outside of the group would
    ):
        parent = await world.category("Parent")
        child = await world.category("Secret", parent=parent, see="group", group=child_group)
        with pytest.raises(Invalid) as refused:
            await edit(cast, parent, see=narrowed)
        assert "Secret" in refused.value.errors["see"]
        assert (await Category.get(id=parent.id)).see == "everyone", "nothing was written"
        assert (await Category.get(id=child.id)).see_group_id == cast.beta.id
        await edit(cast, parent, see=Audience("group", cast.beta.id))
        assert (await Category.get(id=child.id)).version == 1, "the same group changes nothing"


async def test_moving_below_another_parent_obeys_its_audience(world: World, cast: Cast) -> None:
    wide, closed = await world.category("Wide"), await world.category("Closed", see="staff")
    child = await world.category("Child", parent=wide)
    with pytest.raises(Invalid):
        await edit(cast, child, parent_id=closed.id)
    kept = await edit(cast, child, parent_id=closed.id, see=STAFF)
    assert (kept.parent_id, kept.position) == (closed.id, 0)


async def test_parent_and_child_changed_at_once_agree(world: World, cast: Cast) -> None:
    for _ in range(5):
        parent = await world.category("Parent")
        child = await world.category("Child", parent=parent, see="members")
        ada = cast.actor("ada")
        narrowed = replace(await detailed(parent), see=STAFF)
        widened = replace(await detailed(child), see=ALL)
        await asyncio.gather(
            actions.edit_category(ada, parent.id, 1, narrowed),
            actions.edit_category(ada, child.id, 1, widened),
            actions.create_category(ada, CategoryDetails("New", parent_id=parent.id, see=ALL)),
            return_exceptions=True,
        )
        above = (await Category.get(id=parent.id)).seers
        for below in await Category.filter(parent_id=parent.id):
            assert below.seers.lies_within(above)


async def test_it_moves_among_its_siblings(world: World, cast: Cast) -> None:
    made = [await world.category(name, position=7) for name in ("A", "B", "C")]
    await world.category("Below A", parent=made[0])
    ada = cast.actor("ada")

    async def order() -> str:
        return "".join(category.name for category in await queries.all_for_admin() if category.parent_id is None)

    await actions.move_category(ada, made[2].id, -1)
    assert await order() == "ACB"
    await actions.move_category(ada, made[0].id, -1)
    assert await order() == "ACB"
    await actions.move_category(ada, made[0].id, 1)
    assert await order() == "CAB"
    told = await news("category.moved")
    assert [(one["before"]["position"], one["after"]["position"]) for one in told] == [(2, 1), (0, 1)]
    with pytest.raises(NotFound):
        await actions.move_category(ada, 999_999, 1)


async def test_archiving_and_restoring(world: World, cast: Cast) -> None:
    parent = await world.category("Parent")
    child = await world.category("Child", parent=parent)
    ada = cast.actor("ada")
    await actions.archive_category(ada, parent.id)
    await actions.archive_category(ada, parent.id)
    assert await queries.tree(ada) == []
    assert await queries.open_for_asking(ada) == []
    assert (await queries.visible_category(cast.actor("guest"), child.slug)).is_archived
    assert [one["id"] for one in await news("category.archived")] == [parent.id, child.id]
    with pytest.raises(Invalid):
        await actions.restore_category(ada, child.id)
    with pytest.raises(Invalid):
        await actions.create_category(ada, CategoryDetails("X", parent_id=parent.id))
    await actions.restore_category(ada, parent.id)
    await actions.restore_category(ada, child.id)
    await actions.restore_category(ada, child.id)
    assert len(await queries.open_for_asking(ada)) == 2
    assert [one["id"] for one in await news("category.restored")] == [parent.id, child.id]


async def test_the_template(world: World, cast: Cast) -> None:
    category, ada = await world.category(), cast.actor("ada")
    fields = [TemplateField("", "Version", required=True), TemplateField("", "OS", "choice", ("Linux", "macOS"))]
    await actions.set_template(ada, category.id, 1, fields)
    kept = (await queries.category_by_id(ada, category.id)).template
    assert [field.name for field in kept] == ["version", "os"]
    await actions.set_template(ada, category.id, 2, kept)
    assert (await Category.get(id=category.id)).version == 2, "the same again is no change"
    with pytest.raises(Conflict):
        await actions.set_template(ada, category.id, 1, [])
    with pytest.raises(Invalid) as refused:
        await actions.set_template(ada, category.id, 2, [TemplateField("", "")])
    assert list(refused.value.errors) == ["label-0"]
    [told] = await news("category.template_changed")
    assert told["before"] == {"template": []}
    assert [field["label"] for field in told["after"]["template"]] == ["Version", "OS"]
