"""Confirming a cluster's suspected threads at once: it works, all of it or nothing, for whom it may, and is undone as a whole."""

import asyncio
from collections.abc import Awaitable, Callable

from forum import database
from forum.duplicates.actions import confirming, deciding
from forum.duplicates.actions.gathering import gather
from forum.duplicates.forms import Decision
from forum.duplicates.models import Cluster, Contest, Mark, Pair
from forum.errors import Conflict
from forum.threads.models import Thread
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def suspected(world: World, count: int = 4) -> tuple[int, list[int], list[Pair]]:
    """A cluster around one thread with all the others suspected: its id, its threads with the hub first, its pairs."""
    ids = [(await world.a_thread(who)).thread_id for who in ("aiko", "finn", "eve", "aiko", "finn")[:count]]
    for other in ids[1:]:
        pair = await deciding.ensure_pair(ids[0], other, "detector")
        await Pair.filter(id=pair.id).update(score=0.8, detector_version=1)
    await gather()
    return (await Cluster.get()).id, ids, await Pair.all().order_by("id")


async def stands() -> dict[str, list[tuple[object, ...]]]:
    """What confirming changes."""
    return {
        "threads": [tuple(row) for row in await database.rows(
            "SELECT id, status, status_reason, same_problem_count FROM threads ORDER BY id"
        )],
        "marks": [tuple(row) for row in await database.rows("SELECT thread_id, canonical_id FROM duplicate_marks ORDER BY 1")],
        "pairs": [tuple(row) for row in await database.rows("SELECT id, state, decided_by_id FROM duplicate_pairs ORDER BY 1")],
    }


async def test_ticked_threads_are_confirmed_with_one_press_and_taken_back_with_another(world: World, visitor: Visit) -> None:
    cluster_id, ids, pairs = await suspected(world)
    before = await stands()
    dev = await visitor("dev")
    page = await dev.get(f"/desk/recurring/{cluster_id}")
    place = f"/desk/recurring/{cluster_id}/confirmation"
    # All are ticked; the last one is left out.
    ticked = {f"pair-{pair.id}": "1" for pair in pairs[:2]}
    assert {box.get("name") for box in page.find_all("input[type=checkbox][checked]")} == {f"pair-{pair.id}" for pair in pairs}
    page = await (await dev.post(place, ticked)).follow()
    assert "2 threads were confirmed." in page.text
    marks = {mark.thread_id: mark.canonical_id for mark in await Mark.all()}
    assert marks == {ids[1]: ids[0], ids[2]: ids[0]}
    # Before the clusters are gathered again, the page says so already, and asks only for what is left.
    assert [box.get("name") for box in page.find_all("input[type=checkbox]")] == [f"pair-{pairs[2].id}"]
    row = (await dev.get("/desk/recurring")).find(".recurring tbody tr")
    assert [cell.text for cell in row.find_all(".number")][:2] == ["2", "1"]
    told = await database.rows("SELECT name FROM events WHERE name IN ('pair.decided', 'duplicate.marked') ORDER BY name")
    assert [event["name"] for event in told] == ["duplicate.marked", "duplicate.marked", "pair.decided", "pair.decided"]
    page = await (await page.submit(f"{place}/remove")).follow()
    assert "Undone" in page.text
    assert await stands() == before


async def test_when_one_was_decided_meanwhile_none_is_confirmed(world: World, visitor: Visit) -> None:
    cluster_id, _ids, pairs = await suspected(world)
    await deciding.decide(
        await world.cast.fresh("chika"), pairs[2].id, Decision.read({"decision": "snoozed", "version": "1"})
    )
    before = await stands()
    dev = await visitor("dev")
    place = f"/desk/recurring/{cluster_id}"
    stale = {f"pair-{pair.id}": "1" for pair in pairs}
    page = await (await dev.post(f"{place}/confirmation", stale)).follow()
    assert "was faster" in page.text
    assert await stands() == before
    # Nothing ticked, what is no pair of this cluster, and what is no number.
    for values, words in (
        ({}, "at least one thread"), ({"pair-99999": "1"}, "changed meanwhile"), ({"pair-x": "1", "pair-1": "y"}, "at least one"),
        ({f"pair-{number}": "1" for number in range(1, confirming.AT_ONCE + 2)}, "at most 50"),
    ):
        page = await (await dev.post(f"{place}/confirmation", values)).follow()
        assert words in page.text, values
    assert await stands() == before


async def test_of_two_who_confirm_at_once_one_does(world: World) -> None:
    cluster_id, ids, pairs = await suspected(world)
    versions = {pair.id: 1 for pair in pairs}
    deciders = [await world.cast.fresh(who) for who in ("dev", "chika")]
    done = await asyncio.gather(
        *(confirming.confirm(who, cluster_id, versions) for who in deciders), return_exceptions=True
    )
    assert sorted(isinstance(one, Conflict) for one in done) == [False, True], done
    assert await Mark.filter(canonical_id=ids[0]).count() == 3
    assert {pair.version for pair in await Pair.all()} == {2}


async def test_what_may_not_be_read_or_decided_is_neither_offered_nor_done(world: World, visitor: Visit) -> None:
    cluster_id, ids, pairs = await suspected(world)
    place = f"/desk/recurring/{cluster_id}"
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    await Thread.filter(id=ids[1]).update(category_id=closed.id)
    # Contested twice: for moderators.
    await Contest.create(
        thread_id=ids[2], canonical_id=ids[0], person_id=world.cast.eve.id, reason="Another one.",
        created_at=(await Thread.get(id=ids[2])).created_at,
    )
    await Pair.filter(id=pairs[1].id).update(contest_count=2)
    before = await stands()
    dev = await visitor("dev")
    page = await dev.get(place)
    assert [box.get("name") for box in page.find_all("input[type=checkbox]")] == [f"pair-{pairs[2].id}"]
    hidden = await (await dev.post(f"{place}/confirmation", {f"pair-{pairs[0].id}": "1"})).follow()
    assert "changed meanwhile" in hidden.text
    assert (await dev.post(f"{place}/confirmation", {f"pair-{pairs[1].id}": "1"})).status == 403
    assert (await dev.post(f"{place}/confirmation/remove", {f"pair-{pairs[0].id}": "1"})).status == 404
    assert await stands() == before
    assert "were confirmed" not in (await dev.get(f"{place}?confirmed={pairs[0].id}.x.99999999999999999999")).text
