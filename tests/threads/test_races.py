"""Two people, or one in two windows, at the same moment: one outcome, and the counters say what counting gives."""

import asyncio
from collections.abc import Awaitable

from forum import database
from forum.accounts.models import Person
from forum.errors import Conflict, Forbidden, NotFound, Refusal
from forum.solutions import actions as solutions
from forum.solutions.models import Solution
from forum.threads import actions
from forum.threads.actions.summary import recount
from forum.threads.forms import Edit, Lock, Reason, Status
from forum.threads.models import HelpfulVote, Post, Revision, SameProblem, Thread
from tests.threads import scene
from tests.world import World

COUNTED = ("reply_count", "response_count", "first_response_at", "waiting_since", "last_activity_at")


async def at_once(*works: Awaitable[object]) -> list[object]:
    """Run everything at the same time; refusals are outcomes, anything else that is raised fails the test."""
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
            raise outcome
    return outcomes


async def is_counted_right(thread_id: int) -> bool:
    row = await Thread.get(id=thread_id)
    kept = [getattr(row, name) for name in COUNTED]
    await recount(row)
    places = await Post.filter(thread_id=thread_id).order_by("position").values_list("position", flat=True)
    return kept == [getattr(row, name) for name in COUNTED] and list(places) == list(range(row.last_position + 1))


async def test_one_person_votes_in_many_windows(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    eve = world.cast.actor("eve")
    await at_once(*[actions.vote_helpful(eve, reply.post_id, True) for _ in range(8)])
    assert await HelpfulVote.filter(post_id=reply.post_id).count() == 1
    assert (await scene.post(world, reply.post_id)).helpful_count == 1
    assert (await Person.get(name="ben")).reputation == 5
    votes = [actions.vote_helpful(eve, reply.post_id, on) for on in (False, True, False, True, False)]
    await at_once(*votes)
    left = await HelpfulVote.filter(post_id=reply.post_id).count()
    assert (await scene.post(world, reply.post_id)).helpful_count == left
    assert (await Person.get(name="ben")).reputation == 5 * left


async def test_many_people_vote_at_once(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    people = ("eve", "dev", "chika", "ada", "finn", "aiko")
    await at_once(
        *[actions.vote_helpful(world.cast.actor(who), reply.post_id, True) for who in people],
        *[actions.vote_helpful(world.cast.actor(who), posted.post_id, True) for who in people if who != "aiko"],
        *[
            actions.mark_same_problem(world.cast.actor(who), posted.thread_id, True)
            for who in ("eve", "eve", "ben", "finn")
        ],
    )
    assert (await scene.post(world, reply.post_id)).helpful_count == 6
    assert (await scene.post(world, posted.post_id)).helpful_count == 5
    assert (await scene.seen(world, posted.thread_id)).same_problem_count == 3
    assert await SameProblem.filter(thread_id=posted.thread_id).count() == 3
    points = await database.value("SELECT reputation FROM people WHERE name = 'ben'")
    assert points == await database.value(
        "SELECT sum(points) FROM reputation_entries r WHERE r.person_id = $1", world.cast.ben.id
    )


async def test_replies_take_places_of_their_own(world: World) -> None:
    posted = await scene.asked(world)
    people = ("ben", "eve", "finn", "dev", "chika", "ada", "aiko")
    outcomes = await at_once(
        *[scene.replied(world, who, posted.thread_id, f"{who} says {number}") for who in people for number in range(3)]
    )
    assert not [one for one in outcomes if isinstance(one, Refusal)]
    assert (await scene.seen(world, posted.thread_id)).reply_count == 21
    assert await is_counted_right(posted.thread_id)


async def test_the_same_submit_many_times_is_one_reply(world: World) -> None:
    posted = await scene.asked(world)
    outcomes = await at_once(
        *[scene.replied(world, "eve", posted.thread_id, "Only once", submit_key="a-key") for _ in range(6)]
    )
    assert len({one.post_id for one in outcomes if isinstance(one, actions.Posted)}) == 1
    assert (await scene.seen(world, posted.thread_id)).reply_count == 1
    assert await is_counted_right(posted.thread_id)


async def test_the_same_question_many_times_is_one_thread(world: World) -> None:
    shelf = await world.category()
    outcomes = await at_once(*[scene.asked(world, category=shelf, submit_key="a-key") for _ in range(6)])
    assert len({one.thread_id for one in outcomes if isinstance(one, actions.Posted)}) == 1
    assert await Thread.all().count() == 1


async def test_writers_who_saw_the_same_thread_learn_of_each_other(world: World) -> None:
    posted = await scene.asked(world)
    people = ("ben", "eve", "finn", "dev")
    outcomes = await at_once(
        *[scene.replied(world, who, posted.thread_id, f"{who}'s answer", seen=0) for who in people]
    )
    assert sum(isinstance(one, actions.Posted) for one in outcomes) == 1
    assert sum(isinstance(one, actions.MovedOn) for one in outcomes) == 3
    assert await is_counted_right(posted.thread_id)


async def test_edit_and_delete(world: World) -> None:
    posted = await scene.asked(world)
    for number in range(4):
        reply = await scene.replied(world, "ben", posted.thread_id, f"Before {number}")
        post = await scene.post(world, reply.post_id)
        form = Edit.read({"body": f"After {number}", "version": str(post.version)})
        works: list[Awaitable[object]] = [
            actions.edit(world.cast.actor("ben"), reply.post_id, form),
            actions.delete_post(world.cast.actor("chika"), reply.post_id, Reason.read({"reason": "Spam"})),
        ]
        outcomes = await at_once(*(works if number % 2 else reversed(works)))
        row = await Post.get(id=reply.post_id)
        assert row.deleted_at is not None
        refused = [one for one in outcomes if isinstance(one, Refusal)]
        assert all(isinstance(one, Forbidden | Conflict | NotFound) for one in refused)
        last = await Revision.filter(post_id=reply.post_id).order_by("-number").first()
        assert last is not None
        assert last.source == row.source == (f"Before {number}" if refused else f"After {number}")
    assert await is_counted_right(posted.thread_id)


async def test_two_edits_leave_one_and_a_conflict(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Before")
    version = str((await scene.post(world, reply.post_id)).version)
    outcomes = await at_once(
        *[
            actions.edit(world.cast.actor(who), reply.post_id, Edit.read({"body": f"{who}'s text", "version": version}))
            for who in ("ben", "dev", "chika")
        ]
    )
    assert sum(isinstance(one, Conflict) for one in outcomes) == 2
    numbers = await Revision.filter(post_id=reply.post_id).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))


async def test_reply_and_lock(world: World) -> None:
    for number in range(4):
        posted = await scene.asked(world, title=f"A question that gets locked {number}")
        outcomes = await at_once(
            scene.replied(world, "eve", posted.thread_id),
            actions.lock(world.cast.actor("chika"), posted.thread_id, Lock.read({"locked": "1"})),
            actions.change_status(world.cast.actor("dev"), posted.thread_id, Status.read({"status": "closed"})),
        )
        thread = await scene.seen(world, posted.thread_id)
        assert thread.is_locked and thread.status == "closed"
        assert thread.reply_count == (0 if isinstance(outcomes[0], Forbidden) else 1)
        assert await is_counted_right(posted.thread_id)


async def test_delete_the_question_and_reply_to_it(world: World) -> None:
    """Either the asker was first and nobody replies, or the reply was and the thread stays."""
    for number in range(4):
        posted = await scene.asked(world, title=f"A question that is taken back {number}")
        works: list[Awaitable[object]] = [
            actions.delete_post(world.cast.actor("aiko"), posted.post_id, Reason.read({})),
            scene.replied(world, "ben", posted.thread_id),
        ]
        outcomes = await at_once(*(works if number % 2 else reversed(works)))
        assert sum(isinstance(one, Refusal) for one in outcomes) == 1
        row = await Thread.get(id=posted.thread_id)
        assert (row.deleted_at is None) == (row.reply_count == 1)
        assert await is_counted_right(posted.thread_id)


async def test_delete_restore_and_reply(world: World) -> None:
    posted = await scene.asked(world)
    replies = [await scene.replied(world, "ben", posted.thread_id, f"Reply {number}") for number in range(3)]
    await at_once(
        *[actions.delete_post(world.cast.actor("ben"), one.post_id, Reason.read({})) for one in replies],
        *[scene.replied(world, who, posted.thread_id, f"{who} too") for who in ("eve", "finn", "aiko")],
        *[actions.delete_post(world.cast.actor("ada"), one.post_id, Reason.read({"reason": "x"})) for one in replies],
    )
    assert await is_counted_right(posted.thread_id)
    await at_once(
        *[actions.restore_post(world.cast.actor("ada"), one.post_id) for one in replies for _ in range(2)],
        scene.replied(world, "dev", posted.thread_id, "And me"),
    )
    assert (await scene.seen(world, posted.thread_id)).reply_count == 7
    assert await is_counted_right(posted.thread_id)


async def test_accept_and_delete(world: World) -> None:
    for number in range(3):
        posted = await scene.asked(world, title=f"A question with an answer {number}")
        reply = await scene.replied(world, "ben", posted.thread_id, "Try this")
        await at_once(
            solutions.accept(world.cast.actor("aiko"), reply.post_id),
            actions.delete_post(world.cast.actor("ben"), reply.post_id, Reason.read({})),
        )
        await world.settle()
        thread = await scene.seen(world, posted.thread_id)
        assert (thread.status, thread.solution_post_id) == ("open", None)
        assert not await Solution.exists(thread_id=posted.thread_id)
        assert (await Person.get(name="ben")).accepted_count == 0


async def test_views_of_many_readers_are_all_written(world: World) -> None:
    posted = await scene.asked(world)
    thread = await scene.seen(world, posted.thread_id)
    for number in range(50):
        actions.count_view(world.cast.actor("guest"), thread, f"192.0.2.{number}", "Firefox")
    await at_once(actions.flush(), actions.flush(), scene.replied(world, "ben", posted.thread_id))
    assert (await scene.seen(world, posted.thread_id)).view_count == 50
