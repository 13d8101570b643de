"""What each viewer finds: the SQL agrees with the policy, and what is hidden looks like what is not there."""

import pytest

from forum import database
from forum.accounts.actor import Actor
from forum.categories import policy, queries
from forum.categories.audience import AUDIENCES
from forum.categories.models import Category, Tag
from forum.categories.naming import tag_key
from forum.errors import NotFound
from tests.cast import EVERYONE, Cast
from tests.world import World


async def shelves(world: World) -> list[Category]:
    """A category for each pair of audiences, and one of a group that nobody of the cast belongs to."""
    made = [
        await world.category(f"{see} {ask}", see=see, ask=ask, answer=ask) for see in AUDIENCES for ask in AUDIENCES
    ]
    other = await world.group("Gamma")
    made.append(await world.category("gamma", see="group", ask="group", answer="group", group=other))
    made.append(await world.category("away", archived_at=made[0].created_at))
    return made


async def test_the_sql_says_what_the_policy_says(world: World, cast: Cast) -> None:
    made = await shelves(world)
    for who in (*EVERYONE, "system"):
        viewer = cast.actor(who)
        expected = {category.id for category in made if policy.may_see(viewer, category)}
        assert set(await queries.visible_ids(viewer)) == expected, who
        asked = {category.id for category in await queries.open_for_asking(viewer)}
        allowed = {category.id for category in made if policy.may_ask(viewer, category)}
        if viewer.email_verified and not viewer.suspended:
            assert asked == allowed, who
        else:
            assert asked >= allowed, who


async def test_what_is_hidden_is_not_there(world: World, cast: Cast) -> None:
    hidden = await world.category("Back office", see="staff")
    for who in ("guest", "eve", "finn", "ben", "uma"):
        refusals = []
        for look in (
            queries.visible_category(cast.actor(who), hidden.slug),
            queries.visible_category(cast.actor(who), "no-such-shelf"),
            queries.category_by_id(cast.actor(who), hidden.id),
            queries.category_by_id(cast.actor(who), 2**62),
        ):
            with pytest.raises(NotFound) as refused:
                await look
            refusals.append(refused.value.sentence)
        assert len(set(refusals)) == 1
    for who in ("dev", "chika", "ada"):
        assert (await queries.visible_category(cast.actor(who), hidden.slug)).id == hidden.id


async def test_a_view_has_what_the_row_has(world: World, cast: Cast) -> None:
    parent = await world.category("Hub")
    asked = [{"name": "v", "label": "Version", "kind": "text", "choices": [], "required": True, "help": ""}]
    child = await world.category(
        "Beta", parent=parent, see="group", types="question,idea", template=asked, description="d", colour="#123456"
    )
    view = await queries.category_by_id(cast.actor("finn"), child.id)
    assert (view.parent_id, view.parent_name, view.parent_slug) == (parent.id, "Hub", parent.slug)
    assert (view.seers, view.askers, view.answerers) == (child.seers, child.askers, child.answerers)
    assert (view.see, view.thread_types, view.path) == ("group", ("question", "idea"), f"/categories/{child.slug}")
    assert [field.key for field in view.template] == ["field_v"]
    assert not view.is_archived and view.version == 1

    async def inside() -> queries.CategoryView:
        return await queries.category_by_id(cast.actor("finn"), child.id)

    assert await database.transaction(inside) == view


async def test_the_tree(world: World, cast: Cast) -> None:
    second = await world.category("Second", position=2)
    first = await world.category("First", position=1)
    await world.category("Below second", parent=second, position=0)
    await world.category("Members below first", parent=first, position=5, see="members")
    await world.category("Staff below first", parent=first, position=3, see="staff")
    await world.category("Away", position=0, archived_at=first.created_at)

    def said(nodes: list[queries.CategoryNode]) -> list[tuple[str, list[str]]]:
        return [(node.name, [child.name for child in node.children]) for node in nodes]

    assert said(await queries.tree(cast.actor("guest"))) == [("First", []), ("Second", ["Below second"])]
    assert said(await queries.tree(cast.actor("eve"))) == [
        ("First", ["Members below first"]), ("Second", ["Below second"])
    ]
    assert said(await queries.tree(cast.actor("ada"))) == [
        ("First", ["Staff below first", "Members below first"]), ("Second", ["Below second"])
    ]
    assert [category.name for category in await queries.all_for_admin()] == [
        "Away", "First", "Staff below first", "Members below first", "Second", "Below second"
    ]


async def test_a_condition_takes_no_strange_alias(cast: Cast) -> None:
    with pytest.raises(ValueError, match="alias"):
        queries.visible_condition(cast.actor("eve"), "c; DROP TABLE people")
    odd = Actor(id=9, name="x", display_name="x", role="member", group_ids=frozenset({3, 11}))
    assert "IN (3,11)" in queries.visible_condition(odd, "c")


async def tags(world: World, **counts: int) -> dict[str, Tag]:
    made = {}
    for name, count in counts.items():
        made[name] = await world.tag(name)
        await Tag.filter(id=made[name].id).update(thread_count=count)
    return made


async def test_a_tag_is_found_by_every_spelling(world: World) -> None:
    wifi = await world.tag("wifi")
    await world.tag("wi-fi", synonym_of=wifi)
    found = await queries.tag_named("wifi")
    assert (found.id, found.redirect) == (wifi.id, False)
    for spelling in ("WiFi", "ｗｉｆｉ", "wi-fi", "Wi Fi"):
        found = await queries.tag_named(spelling)
        assert (found.id, found.name, found.path, found.redirect) == (wifi.id, "wifi", "/tags/wifi", True), spelling
    for name in ("wlan", "", "<b>", "x" * 5000, "%"):
        with pytest.raises(NotFound):
            await queries.tag_named(name)


async def test_the_index_of_tags(world: World, cast: Cast) -> None:
    made = await tags(world, common=9, rare=1, hidden=0, described=0)
    await Tag.filter(id=made["described"].id).update(description="For all")
    await world.tag("everyday", synonym_of=made["common"])
    guest = cast.actor("guest")
    found = await queries.tags_page(guest)
    assert [tag.name for tag in found.tags] == ["common", "rare", "described"]
    assert found.tags[0].synonyms == ("everyday",)
    assert (found.page, found.page_count) == (1, 1)
    assert [tag.name for tag in (await queries.tags_page(cast.actor("chika"))).tags][-1] == "hidden"
    assert [tag.name for tag in (await queries.tags_page(guest, "EVERY")).tags] == ["common"]
    for q in ("hidd", "%", "_", "\\", "'", "x" * 200):
        assert (await queries.tags_page(guest, q)).tags == [], q


async def test_pages_of_the_index(world: World, cast: Cast) -> None:
    for number in range(queries.TAGS_PER_PAGE + 3):
        await Tag.filter(id=(await world.tag(f"t{number:03}")).id).update(thread_count=1)
    first = await queries.tags_page(cast.actor("guest"), "", 1)
    last = await queries.tags_page(cast.actor("guest"), "", 99)
    assert (len(first.tags), first.page_count) == (queries.TAGS_PER_PAGE, 2)
    assert (len(last.tags), last.page) == (3, 2)
    assert not {tag.id for tag in first.tags} & {tag.id for tag in last.tags}


async def test_suggestions_begin_with_what_was_typed(world: World, cast: Cast) -> None:
    made = await tags(world, printer=5, printing=7, blueprint=9, private=0)
    spelling = await world.tag("プリンター", synonym_of=made["printer"])
    await Tag.filter(id=spelling.id).update(name_key=tag_key("プリンター"))
    eve = cast.actor("eve")
    assert [tag.name for tag in await queries.suggest_tags(eve, "Pri")] == ["printing", "printer"]
    assert [tag.name for tag in await queries.suggest_tags(eve, "ぷり")] == ["printer"]
    assert [tag.name for tag in await queries.suggest_tags(eve, "")] == ["blueprint", "printing", "printer"]
    assert [tag.name for tag in await queries.suggest_tags(eve, "", limit=1)] == ["blueprint"]
    assert [tag.name for tag in await queries.suggest_tags(cast.actor("ada"), "priv")] == ["private"]


async def test_popular_tags(world: World) -> None:
    await tags(world, one=1, two=2, none=0)
    assert [tag.name for tag in await queries.popular_tags(5)] == ["two", "one"]


async def test_what_is_kept_of_a_person(world: World, cast: Cast) -> None:
    tag = await world.tag("wifi")
    await Tag.filter(id=tag.id).update(created_by_id=cast.ben.id)
    kept = await queries.about(cast.ben.id)
    assert [made["name"] for made in kept["tags_created"]] == ["wifi"]
    assert kept["tags_created"][0]["created_at"].endswith("+00:00")
    assert await queries.about(cast.eve.id) == {"tags_created": []}
