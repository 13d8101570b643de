"""Tags made while asking, and tended on the desk."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from forum import clock, database
from forum.categories import actions, queries
from forum.categories.models import Category, Tag
from forum.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from forum.events.models import EventRecord
from forum.threads.models import Thread, ThreadTag
from tests.cast import EVERYONE, Cast
from tests.world import World


async def news(name: str) -> list[dict[str, Any]]:
    return [kept.data | {"id": kept.subject_id} for kept in await EventRecord.filter(name=name).order_by("id")]


async def thread_with(cast: Cast, category: Category, tag: Tag) -> Thread:
    now = clock.now()
    thread = await Thread.create(
        type="question", title="T", slug="t", category=category, author=cast.aiko, status_at=now, created_at=now,
        last_activity_at=now,
    )
    await ThreadTag.create(thread=thread, tag=tag, last_activity_at=now)
    return thread


async def test_it_finds_and_makes_tags(world: World, cast: Cast) -> None:
    wifi = await world.tag("wifi")
    await world.tag("wi-fi", synonym_of=wifi)
    found = await actions.ensure_tags(cast.actor("dev"), ["Blank Pages", "wi-fi", "", "WIFI", "プリンタ", "ﾌﾟﾘﾝﾀ"])
    assert [tag.name for tag in found] == ["Blank-Pages", "wifi", "プリンタ"]
    assert found[1].id == wifi.id and not any(tag.is_synonym for tag in found)
    assert [(made["id"], made["name"]) for made in await news("tag.created")] == [
        (found[0].id, "Blank-Pages"), (found[2].id, "プリンタ")
    ]
    assert (await Tag.get(id=found[0].id)).created_by_id == cast.dev.id
    again = await actions.ensure_tags(cast.actor("eve"), ["ぷりんた", "blank pages"])
    assert [tag.id for tag in again] == [found[2].id, found[0].id]
    assert await actions.ensure_tags(cast.actor("eve"), []) == []


async def test_who_may_not_make_tags_reads_which_ones(world: World, cast: Cast) -> None:
    await world.tag("wifi")
    with pytest.raises(Invalid) as refused:
        await actions.ensure_tags(cast.actor("eve"), ["wifi", "brand new", "other"])
    sentence = refused.value.errors["tags"]
    assert "“brand-new”, “other”" in sentence and "50" in sentence and "wifi" not in sentence
    assert await Tag.all().count() == 1
    with pytest.raises(SignInNeeded):
        await actions.ensure_tags(cast.actor("guest"), ["brand new"])
    trusted = replace(cast.actor("eve"), reputation=50)
    assert [tag.name for tag in await actions.ensure_tags(trusted, ["brand new"])] == ["brand-new"]
    assert [tag.name for tag in await actions.ensure_tags(cast.actor("system"), ["import"])] == ["import"]


@pytest.mark.parametrize("names", [["a", "b", "c", "d", "e", "f"], ["<script>"], ["x" * 41], ["ok", "🎉"]])
async def test_what_cannot_be_tags(cast: Cast, names: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        await actions.ensure_tags(cast.actor("ada"), names)
    assert list(refused.value.errors) == ["tags"]
    assert await Tag.all().count() == 0


async def test_many_make_the_same_tags_at_once(world: World, cast: Cast) -> None:
    dev = cast.actor("dev")
    names = ["one", "two", "three"]

    async def asked(number: int) -> list[int]:
        async def work() -> list[int]:
            tags = await actions.ensure_tags(dev, names[number % 3 :] + names[: number % 3])
            await actions.count_threads([tag.id for tag in tags], 1)
            return sorted(tag.id for tag in tags)

        return await database.transaction(work)

    outcomes = await asyncio.gather(*(asked(number) for number in range(12)))
    assert len({tuple(outcome) for outcome in outcomes}) == 1
    assert [tag.thread_count for tag in await Tag.all()] == [12, 12, 12]
    assert len(await news("tag.created")) == 3


async def test_counts(world: World) -> None:
    one, two = await world.tag("one"), await world.tag("two")
    await actions.count_threads([one.id, two.id, one.id], 2)
    await actions.count_threads([one.id], -5)
    await actions.count_threads([], 1)
    assert [tag.thread_count for tag in await Tag.all().order_by("id")] == [0, 2]
    await actions.set_thread_counts({two.id: 7, one.id: 1})
    assert [tag.thread_count for tag in await Tag.all().order_by("id")] == [1, 7]


@pytest.mark.parametrize("who", [who for who in EVERYONE if who not in ("chika", "ada")])
async def test_only_moderators_tend_tags(world: World, cast: Cast, who: str) -> None:
    tag, actor = await world.tag("wifi"), cast.actor(who)
    for attempt in (
        actions.create_tag(actor, "new", "d"),
        actions.edit_tag(actor, tag.id, "d"),
        actions.add_synonym(actor, tag.id, "wlan"),
        actions.remove_synonym(actor, tag.id, tag.id),
        actions.merge_tag(actor, tag.id, "wifi"),
        actions.delete_tag(actor, tag.id),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await Tag.all().count() == 1


async def test_making_and_describing(world: World, cast: Cast) -> None:
    chika = cast.actor("chika")
    tag = await actions.create_tag(chika, "Wi Fi", "Radio")
    assert (tag.name, tag.description) == ("Wi-Fi", "Radio")
    with pytest.raises(Invalid) as refused:
        await actions.create_tag(chika, "ｗｉ－ｆｉ", "Again")
    assert list(refused.value.errors) == ["name"]
    await actions.edit_tag(chika, tag.id, "Radio waves")
    await actions.edit_tag(chika, tag.id, "Radio waves")
    assert [(told["before"], told["after"]) for told in await news("tag.edited")] == [
        ({"description": "Radio"}, {"description": "Radio waves"})
    ]
    with pytest.raises(NotFound):
        await actions.edit_tag(chika, 999_999, "x")


async def test_other_spellings(world: World, cast: Cast) -> None:
    chika, wifi, other = cast.actor("chika"), await world.tag("wifi"), await world.tag("other")
    synonym = await actions.add_synonym(chika, wifi.id, "WLAN")
    assert (synonym.synonym_of_id, synonym.name) == (wifi.id, "WLAN")
    assert (await actions.add_synonym(chika, wifi.id, "wlan")).id == synonym.id, "twice is once"
    with pytest.raises(Invalid):
        await actions.add_synonym(chika, other.id, "wlan")
    with pytest.raises(Conflict):
        await actions.add_synonym(chika, synonym.id, "x")
    assert (await queries.tag_named("wlan")).id == wifi.id
    await actions.remove_synonym(chika, wifi.id, synonym.id)
    await actions.remove_synonym(chika, wifi.id, synonym.id)
    with pytest.raises(NotFound):
        await queries.tag_named("wlan")
    assert len(await news("tag.synonym_added")) == len(await news("tag.synonym_removed")) == 1


async def test_merging(world: World, cast: Cast) -> None:
    chika, wlan, wifi = cast.actor("chika"), await world.tag("wlan"), await world.tag("wifi")
    spelling = await actions.add_synonym(chika, wlan.id, "無線lan")
    alias = await actions.add_synonym(chika, wifi.id, "wi-fi")
    await actions.set_thread_counts({wlan.id: 3, wifi.id: 4})
    target = await actions.merge_tag(chika, wlan.id, "Wi-Fi")
    assert target.id == wifi.id, "into the tag that the spelling stands for"
    assert {tag.id: tag.synonym_of_id for tag in await Tag.all()} == {
        wifi.id: None, wlan.id: wifi.id, spelling.id: wifi.id, alias.id: wifi.id
    }
    assert (await Tag.get(id=wifi.id)).thread_count == 4, "whoever moves the threads counts them"
    assert await news("tag.merged") == [{"id": wlan.id, "name": "wlan", "into_id": wifi.id, "into_name": "wifi"}]
    for into in ("wifi", "wlan"):
        with pytest.raises(Invalid):
            await actions.merge_tag(chika, wifi.id, into)
    with pytest.raises(Conflict):
        await actions.merge_tag(chika, wlan.id, (await world.tag("third")).name)
    with pytest.raises(Invalid) as refused:
        await actions.merge_tag(chika, wifi.id, "nothing")
    assert list(refused.value.errors) == ["name"]


async def test_a_spelling_that_is_a_tag_is_merged(world: World, cast: Cast) -> None:
    wlan, wifi = await world.tag("wlan"), await world.tag("wifi")
    await actions.add_synonym(cast.actor("chika"), wifi.id, "wlan")
    assert (await Tag.get(id=wlan.id)).synonym_of_id == wifi.id
    assert [told["id"] for told in await news("tag.merged")] == [wlan.id]
    with pytest.raises(Invalid):
        await actions.merge_tag(cast.actor("chika"), wifi.id, "wifi")


async def test_merges_that_cross_leave_one_level(world: World, cast: Cast) -> None:
    chika = cast.actor("chika")
    for round in range(5):
        made = [await world.tag(f"{name}{round}") for name in "abc"]
        await asyncio.gather(
            actions.merge_tag(chika, made[0].id, made[1].name),
            actions.merge_tag(chika, made[1].id, made[2].name),
            actions.merge_tag(chika, made[2].id, made[0].name),
            return_exceptions=True,
        )
    tags = {tag.id: tag for tag in await Tag.all()}
    for tag in tags.values():
        assert tag.synonym_of_id is None or tags[tag.synonym_of_id].synonym_of_id is None
    assert len(await news("tag.merged")) >= 5


async def test_a_thread_that_takes_a_tag_and_its_merge_take_turns(world: World, cast: Cast) -> None:
    category, chika = await world.category(), cast.actor("chika")
    for round in range(5):
        old, new = await world.tag(f"old{round}"), await world.tag(f"new{round}")

        async def ask(name: str = old.name) -> None:
            async def work() -> None:
                [tag] = await actions.ensure_tags(cast.actor("aiko"), [name])
                await thread_with(cast, category, tag)
                # Whatever the merge's listener finds after this is all there is.
                kept = await Tag.get(id=tag.id)
                assert not kept.is_synonym

            await database.transaction(work)

        await asyncio.gather(ask(), actions.merge_tag(chika, old.id, new.name))


async def test_deleting(world: World, cast: Cast) -> None:
    chika, category = cast.actor("chika"), await world.category(see="staff")
    used, unused = await world.tag("used"), await world.tag("unused")
    await actions.add_synonym(chika, unused.id, "idle")
    await thread_with(cast, category, used)
    with pytest.raises(Conflict):
        await actions.delete_tag(chika, used.id)
    await actions.delete_tag(chika, unused.id)
    assert [tag.name for tag in await Tag.all()] == ["used"]
    assert await news("tag.deleted") == [{"id": unused.id, "name": "unused", "synonyms": ["idle"]}]
    with pytest.raises(NotFound):
        await actions.delete_tag(chika, unused.id)


async def test_a_spelling_stays_while_threads_carry_it(world: World, cast: Cast) -> None:
    chika, old, new = cast.actor("chika"), await world.tag("old"), await world.tag("new")
    await thread_with(cast, await world.category(), old)
    await actions.merge_tag(chika, old.id, "new")
    with pytest.raises(Conflict):
        await actions.remove_synonym(chika, new.id, old.id)
    await ThreadTag.filter(tag_id=old.id).update(tag_id=new.id)
    await actions.remove_synonym(chika, new.id, old.id)
    assert await Tag.all().count() == 1
