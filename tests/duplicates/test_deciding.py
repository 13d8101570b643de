"""Deciding on pairs: what it does to the threads, and that taking it back leaves everything as it was."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from forum import database
from forum.duplicates.actions import deciding, marking
from forum.duplicates.forms import AskedBefore, Contest, Decision
from forum.duplicates.models import Mark, Pair
from forum.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads import queries
from forum.threads.forms import Reason, Status
from forum.threads.models import Thread
from tests.world import World


async def paired(world: World, *threads_: Any) -> Pair:
    """The pair of two threads, as somebody's suggestion makes it."""
    one, other = threads_
    return await deciding.ensure_pair(one.thread_id, other.thread_id, "person")


async def decided(world: World, pair: Pair, decision: str, who: str = "chika", **more: Any) -> deciding.Decided:
    fresh = await Pair.get(id=pair.id)
    values = {"decision": decision, "version": str(fresh.version), **{name: str(value) for name, value in more.items()}}
    return await deciding.decide(await world.cast.fresh(who), pair.id, Decision.read(values))


async def everything() -> dict[str, list[Any]]:
    """What marking may change, without what merely counts changes."""
    return {
        "threads": [tuple(row) for row in await database.rows(
            "SELECT id, status, status_reason, status_by_id, status_at, waiting_since, answer_excerpt, solution_post_id,"
            " same_problem_count FROM threads ORDER BY id"
        )],
        "same": [tuple(row) for row in await database.rows(
            "SELECT thread_id, person_id FROM same_problems ORDER BY thread_id, person_id"
        )],
        "watches": [tuple(row) for row in await database.rows(
            "SELECT person_id, target_type, target_id, level, reason FROM watches ORDER BY person_id, target_id"
        )],
        "solutions": [tuple(row) for row in await database.rows(
            "SELECT thread_id, post_id, source FROM solutions ORDER BY thread_id"
        )],
        "marks": [tuple(row) for row in await database.rows(
            "SELECT thread_id, canonical_id FROM duplicate_marks ORDER BY thread_id"
        )],
        "carried": [tuple(row) for row in await database.rows("SELECT canonical_id, person_id FROM duplicate_carried")],
    }


async def test_a_duplicate_is_closed_and_its_people_follow(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    await threads.mark_same_problem(await world.cast.fresh("eve"), second.thread_id, True)
    await world.settle()
    pair = await paired(world, first, second)
    await decided(world, pair, "duplicate", canonical=first.thread_id)
    await world.settle()
    row = await Thread.get(id=second.thread_id)
    assert (row.status, row.status_reason) == ("closed", "duplicate")
    kept = await Thread.get(id=first.thread_id)
    # Finn, who asked the duplicate, and Eve, who has its problem.
    assert kept.same_problem_count == 2
    watching = await database.rows("SELECT person_id FROM watches WHERE target_type = 'thread' AND target_id = $1", kept.id)
    cast = world.cast
    assert {row["person_id"] for row in watching} == {cast.aiko.id, cast.finn.id, cast.eve.id}


async def test_a_duplicate_of_a_solved_thread_is_solved_and_follows_it(world: World) -> None:
    (first, _answer), second = await world.a_solved_thread(), await world.a_thread("finn")
    pair = await paired(world, first, second)
    await decided(world, pair, "duplicate", canonical=first.thread_id)
    await world.settle()
    assert (await Thread.get(id=second.thread_id)).status == "solved"
    await solutions.withdraw(await world.cast.fresh("aiko"), first.thread_id)
    await world.settle()
    assert (await Thread.get(id=second.thread_id)).status == "closed"
    await solutions.say_solved(await world.cast.fresh("aiko"), first.thread_id)
    await world.settle()
    row = await Thread.get(id=second.thread_id)
    assert (row.status, row.status_reason) == ("solved", "duplicate")


@pytest.mark.parametrize("before", ["open", "needs_info", "solved"])
async def test_undoing_leaves_everything_as_it_was(before: str, clock: ModuleType, world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    chika = await world.cast.fresh("chika")
    await threads.mark_same_problem(await world.cast.fresh("eve"), second.thread_id, True)
    await threads.mark_same_problem(await world.cast.fresh("eve"), first.thread_id, True)
    await threads.mark_same_problem(await world.cast.fresh("ben"), second.thread_id, True)
    if before == "needs_info":
        await threads.change_status(chika, second.thread_id, Status.read({"status": "needs_info", "note": "Which one?"}))
    elif before == "solved":
        await solutions.say_solved(await world.cast.fresh("finn"), second.thread_id)
    await world.settle()
    was = await everything()
    pair = await paired(world, first, second)
    clock.advance(timedelta(minutes=3))
    made = await decided(world, pair, "duplicate", canonical=first.thread_id)
    await world.settle()
    assert await everything() != was
    clock.advance(timedelta(minutes=3))
    await deciding.undo(chika, pair.id, made.version)
    await world.settle()
    assert await everything() == was
    assert (await Pair.get(id=pair.id)).state == "suspected"


async def test_chains_collapse_to_their_end_and_come_back(world: World) -> None:
    one, two, three, four = [await world.a_thread(who) for who in ("aiko", "finn", "eve", "ben")]
    first = await paired(world, one, two)
    await decided(world, first, "duplicate", canonical=two.thread_id)
    second = await paired(world, two, three)
    made = await decided(world, second, "duplicate", canonical=three.thread_id)
    third = await paired(world, three, four)
    last = await decided(world, third, "duplicate", canonical=four.thread_id)
    ends = {mark.thread_id: mark.canonical_id for mark in await Mark.all()}
    assert ends == {thread.thread_id: four.thread_id for thread in (one, two, three)}
    chika = await world.cast.fresh("chika")
    # The middle one first: what stood on it comes back to it, whatever came later.
    await deciding.undo(chika, second.id, made.version)
    ends = {mark.thread_id: mark.canonical_id for mark in await Mark.all()}
    assert ends == {one.thread_id: two.thread_id, three.thread_id: four.thread_id}
    await deciding.undo(chika, third.id, last.version)
    assert {mark.thread_id: mark.canonical_id for mark in await Mark.all()} == {one.thread_id: two.thread_id}


async def test_a_duplicate_of_a_duplicate_is_one_of_the_end(world: World) -> None:
    one, two, three = [await world.a_thread(who) for who in ("aiko", "finn", "eve")]
    await decided(world, await paired(world, one, two), "duplicate", canonical=one.thread_id)
    await decided(world, await paired(world, two, three), "duplicate", canonical=two.thread_id)
    assert {mark.thread_id: mark.canonical_id for mark in await Mark.all()} == {
        two.thread_id: one.thread_id, three.thread_id: one.thread_id
    }
    # Round in a circle there is no way.
    with pytest.raises(Conflict):
        await decided(world, await paired(world, one, three), "duplicate", canonical=three.thread_id)


@pytest.mark.parametrize("chain", [((1, 1),), ((1, 2), (2, 3)), ((2, 3), (1, 2)), ((1, 2), (2, 1)), ((1, 2), (2, 3), (3, 1))])
async def test_the_database_itself_refuses_chains_and_circles(chain: Sequence[tuple[int, int]], world: World) -> None:
    ids = [0] + [(await world.a_thread()).thread_id for _ in range(3)]

    async def by_hand() -> None:
        for thread, canonical in chain:
            empty = "CAST('[]' AS JSONB)" if database.engine() == "postgres" else "'[]'"
            await database.execute(
                "INSERT INTO duplicate_marks (thread_id, canonical_id, path, marked_at)"
                f" SELECT $1, $2, {empty}, created_at FROM threads WHERE id = $1", ids[thread], ids[canonical],
            )

    with pytest.raises(IntegrityError):
        await database.transaction(by_hand)


async def test_the_database_itself_refuses_to_turn_a_mark_into_a_chain(world: World) -> None:
    one, two, three = [(await world.a_thread()).thread_id for _ in range(3)]
    actor = world.cast.actor("chika")
    await database.transaction(lambda: marking.mark(actor, one, two))
    four = (await world.a_thread()).thread_id
    await database.transaction(lambda: marking.mark(actor, three, four))
    for canonical, thread in ((one, three), (three, one)):
        async def turn(canonical: int = canonical, thread: int = thread) -> None:
            await database.execute("UPDATE duplicate_marks SET canonical_id = $1 WHERE thread_id = $2", canonical, thread)

        with pytest.raises(IntegrityError):
            await database.transaction(turn)
    with pytest.raises(IntegrityError):
        await database.transaction(lambda: _backwards(one, two))


async def _backwards(one: int, two: int) -> int:
    pair = await deciding.ensure_pair(one, two, "person")
    return await database.execute(
        "UPDATE duplicate_pairs SET low_thread_id = high_thread_id, high_thread_id = low_thread_id WHERE id = $1", pair.id
    )


async def test_of_two_who_decide_the_slower_reads_what_the_faster_did(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    pair = await paired(world, first, second)
    outcomes = await asyncio.gather(
        decided(world, pair, "duplicate", "chika", canonical=first.thread_id),
        decided(world, pair, "related", "dev"),
        return_exceptions=True,
    )
    lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(lost) == 1
    assert any(name in lost[0].sentence for name in ("千夏", "Dev Patel"))
    assert (await Pair.get(id=pair.id)).version == 2


async def test_marking_in_both_directions_at_once_leaves_one(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    chika, dev = world.cast.actor("chika"), world.cast.actor("dev")
    outcomes = await asyncio.gather(
        database.transaction(lambda: marking.mark(chika, first.thread_id, second.thread_id)),
        database.transaction(lambda: marking.mark(dev, second.thread_id, first.thread_id)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Conflict | IntegrityError) for outcome in outcomes) == 1
    assert await Mark.all().count() == 1


async def test_marking_while_somebody_replies_loses_neither(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    pair = await paired(world, first, second)
    outcomes = await asyncio.gather(
        decided(world, pair, "duplicate", canonical=first.thread_id),
        world.a_reply(second.thread_id, "ben"),
        return_exceptions=True,
    )
    row = await Thread.get(id=second.thread_id)
    assert row.status == "closed"
    replied = not isinstance(outcomes[1], Exception)
    assert row.reply_count == int(replied)
    assert replied or isinstance(outcomes[1], Forbidden)


async def test_marking_and_undoing_at_once_ends_in_one_of_both(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    pair = await paired(world, first, second)
    made = await decided(world, pair, "duplicate", canonical=first.thread_id)
    chika = world.cast.actor("chika")
    outcomes = await asyncio.gather(
        deciding.undo(chika, pair.id, made.version), decided(world, pair, "related", "dev"), return_exceptions=True
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert await Mark.all().count() == 0
    assert (await Thread.get(id=second.thread_id)).status == "open"


async def test_who_decides(world: World) -> None:
    for who in ("guest", "uma", "sid", "eve", "aiko", "finn", "ben", "dev", "chika", "ada"):
        pair = await paired(world, await world.a_thread("aiko"), await world.a_thread("finn"))
        if who in ("ben", "dev", "chika", "ada"):
            await decided(world, pair, "related", who)
        else:
            with pytest.raises(SignInNeeded if who == "guest" else Forbidden):
                await decided(world, pair, "related", who)


async def test_a_pair_of_which_one_is_private_is_not_there(world: World) -> None:
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    first, second = await world.a_thread("aiko"), await world.a_thread("finn", category=closed)
    pair = await paired(world, first, second)
    with pytest.raises(NotFound):
        await decided(world, pair, "related", "dev")
    await decided(world, pair, "related", "chika")
    with pytest.raises(Invalid):
        await deciding.suggest(
            world.cast.actor("eve"), first.thread_id, AskedBefore.read({"target": str(second.thread_id)})
        )


async def test_decisions_can_be_undone_for_a_while_by_whoever_made_them(clock: ModuleType, world: World) -> None:
    pair = await paired(world, await world.a_thread("aiko"), await world.a_thread("finn"))
    made = await decided(world, pair, "not_duplicate", "ben")
    with pytest.raises(Forbidden):
        await deciding.undo(world.cast.actor("dev"), pair.id, made.version)
    clock.advance(timedelta(minutes=31))
    with pytest.raises(Forbidden):
        await deciding.undo(world.cast.actor("ben"), pair.id, made.version)


async def test_people_suggest_once_each(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    form = AskedBefore.read({"target": str(first.thread_id), "note": "The same hub."})
    for who in ("eve", "eve", "finn"):
        await deciding.suggest(world.cast.actor(who), second.thread_id, form)
    pair = await Pair.get(low_thread_id=first.thread_id)
    assert (pair.suggestion_count, pair.state) == (2, "suspected")
    with pytest.raises(Invalid):
        await deciding.suggest(world.cast.actor("eve"), first.thread_id, form)


async def test_what_is_contested_twice_goes_to_moderators(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    pair = await paired(world, first, second)
    form = Contest.read({"reason": "Mine is about the other model, not that one."})
    finn = world.cast.actor("finn")
    with pytest.raises(Conflict):
        await deciding.contest(finn, second.thread_id, form)
    await decided(world, pair, "duplicate", "ben", canonical=first.thread_id)
    with pytest.raises(Forbidden):
        await deciding.contest(world.cast.actor("eve"), second.thread_id, form)
    await deciding.contest(finn, second.thread_id, form)
    with pytest.raises(Conflict):
        await deciding.contest(finn, second.thread_id, form)
    # A helper looked and stays with it; the asker does too.
    await decided(world, pair, "duplicate", "ben", canonical=first.thread_id)
    await deciding.contest(finn, second.thread_id, form)
    for who in ("ben", "dev"):
        with pytest.raises(Forbidden):
            await decided(world, pair, "not_duplicate", who)
    await decided(world, pair, "not_duplicate", "chika")
    await world.settle()
    assert await Mark.all().count() == 0
    assert (await Thread.get(id=second.thread_id)).status == "open"


async def test_the_asker_does_not_withdraw_but_contest(world: World) -> None:
    (first, _), second = await world.a_solved_thread(), await world.a_thread("finn")
    await decided(world, await paired(world, first, second), "duplicate", canonical=first.thread_id)
    with pytest.raises(Forbidden):
        await solutions.withdraw(await world.cast.fresh("finn"), second.thread_id)


async def test_staff_who_open_a_duplicate_again_lift_its_mark(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    pair = await paired(world, first, second)
    await decided(world, pair, "duplicate", canonical=first.thread_id)
    await world.settle()
    await threads.change_status(await world.cast.fresh("dev"), second.thread_id, Status.read({"status": "open"}))
    await world.settle()
    assert await Mark.all().count() == 0
    assert (await Pair.get(id=pair.id)).state == "suspected"
    assert (await Thread.get(id=first.thread_id)).same_problem_count == 0


async def test_a_deleted_canonical_thread_lets_its_duplicates_go(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    await decided(world, await paired(world, first, second), "duplicate", canonical=first.thread_id)
    post = (await queries.post_for(world.cast.actor("ada"), first.post_id))[1]
    await threads.delete_post(await world.cast.fresh("chika"), post.id, Reason.read({"reason": "spam"}))
    await world.settle()
    assert await Mark.all().count() == 0
    assert (await Thread.get(id=second.thread_id)).status == "open"


async def test_later_fellow_sufferers_follow_too_and_may_decline(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    await decided(world, await paired(world, first, second), "duplicate", canonical=first.thread_id)
    eve = await world.cast.fresh("eve")
    await threads.mark_same_problem(eve, second.thread_id, True)
    await world.settle()
    assert (await Thread.get(id=first.thread_id)).same_problem_count == 2
    await threads.mark_same_problem(eve, first.thread_id, False)
    await world.settle()
    await threads.mark_same_problem(await world.cast.fresh("ben"), second.thread_id, True)
    await world.settle()
    # Eve said no, and is not asked again; Ben comes along.
    assert (await Thread.get(id=first.thread_id)).same_problem_count == 2
