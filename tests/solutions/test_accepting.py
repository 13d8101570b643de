"""Accepting and withdrawing: who may, what becomes of the thread and of the people, and what is on record."""

import asyncio

import pytest

from forum import database
from forum.accounts.models import Person, ReputationEntry
from forum.errors import Forbidden, NotFound, SignInNeeded
from forum.events.models import EventRecord
from forum.solutions import actions, queries
from forum.solutions.models import Solution
from forum.threads import actions as threads
from forum.threads.forms import Reason
from forum.threads.models import Thread
from tests.world import World


async def reputation(world: World, who: str) -> tuple[int, int]:
    """Points and accepted replies of one of the cast."""
    person = await Person.get(id=world.cast.person(who).id)
    return person.reputation, person.accepted_count


async def test_the_asker_accepts(world: World) -> None:
    asked, answer = await world.a_solved_thread("aiko", "ben")
    thread = await Thread.get(id=asked.thread_id)
    assert (thread.status, thread.status_reason, thread.status_by_id) == ("solved", "asker_accepted", world.cast.aiko.id)
    assert (thread.solution_post_id, thread.waiting_since) == (answer.post_id, None)
    assert thread.answer_excerpt.startswith("Please turn it off")
    solution = await queries.of(asked.thread_id)
    assert solution is not None
    assert (solution.post_id, solution.source, solution.accepted_by_name) == (answer.post_id, "asker_accepted", "aiko")
    assert await reputation(world, "ben") == (actions.ACCEPTED_POINTS, 1)
    assert await reputation(world, "aiko") == (actions.ACCEPTING_POINTS, 0)


@pytest.mark.parametrize("who", ["dev", "chika", "ada"])
async def test_staff_accept_and_the_asker_earns_nothing_by_it(world: World, who: str) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    await actions.accept(await world.cast.fresh(who), answer.post_id)
    solution = await queries.of(asked.thread_id)
    assert solution is not None
    assert solution.source == "staff_accepted"
    assert await reputation(world, "ben") == (actions.ACCEPTED_POINTS, 1)
    assert await reputation(world, "aiko") == (0, 0)


@pytest.mark.parametrize("who", ["eve", "ben", "uma", "sid"])
async def test_nobody_else_accepts(world: World, who: str) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    with pytest.raises(Forbidden) as refusal:
        await actions.accept(await world.cast.fresh(who), answer.post_id)
    assert refusal.value.sentence
    assert await Solution.all().count() == 0


async def test_a_guest_is_asked_to_sign_in(world: World) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    with pytest.raises(SignInNeeded):
        await actions.accept(world.cast.actor("guest"), answer.post_id)


async def test_what_one_may_not_see_is_not_there(world: World) -> None:
    secret = await world.category("Beta", see="group", ask="group", answer="group")
    asked = await world.a_thread("finn", category=secret)
    answer = await world.a_reply(asked.thread_id, "ada")
    for who in ("eve", "dev"):
        with pytest.raises(NotFound):
            await actions.accept(await world.cast.fresh(who), answer.post_id)
        with pytest.raises(NotFound):
            await actions.withdraw(await world.cast.fresh(who), asked.thread_id)


async def test_ones_own_reply_solves_it_and_earns_nothing(world: World) -> None:
    asked = await world.a_thread("aiko")
    own = await world.a_reply(asked.thread_id, "aiko")
    await actions.accept(await world.cast.fresh("aiko"), own.post_id)
    assert (await Thread.get(id=asked.thread_id)).status == "solved"
    assert await reputation(world, "aiko") == (0, 0)


async def test_talk_has_no_solution(world: World) -> None:
    shelf = await world.category("Lounge")
    talk = await world.a_thread("aiko", category=shelf, type="discussion")
    reply = await world.a_reply(talk.thread_id, "ben")
    with pytest.raises(Forbidden):
        await actions.accept(await world.cast.fresh("aiko"), reply.post_id)


async def test_the_question_itself_and_deleted_replies_solve_nothing(world: World) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    await threads.delete_post(await world.cast.fresh("ben"), answer.post_id, Reason.read({}))
    with pytest.raises(Forbidden):
        await actions.accept(await world.cast.fresh("aiko"), asked.post_id)
    with pytest.raises(NotFound):
        await actions.accept(await world.cast.fresh("aiko"), answer.post_id)
    with pytest.raises(Forbidden):
        await actions.accept(await world.cast.fresh("chika"), answer.post_id)


async def test_another_answer_takes_the_place_of_the_first(world: World) -> None:
    asked, _first = await world.a_solved_thread("aiko", "ben")
    second = await world.a_reply(asked.thread_id, "dev")
    await actions.accept(await world.cast.fresh("aiko"), second.post_id)
    assert await Solution.filter(thread_id=asked.thread_id).count() == 1
    assert (await Thread.get(id=asked.thread_id)).solution_post_id == second.post_id
    assert await reputation(world, "ben") == (0, 0)
    assert await reputation(world, "dev") == (actions.ACCEPTED_POINTS, 1)
    assert await reputation(world, "aiko") == (actions.ACCEPTING_POINTS, 0)


async def test_accepting_twice_is_as_once(world: World) -> None:
    asked, answer = await world.a_solved_thread("aiko", "ben")
    await actions.accept(await world.cast.fresh("aiko"), answer.post_id)
    assert await EventRecord.filter(name="solution.accepted", subject_id=asked.thread_id).count() == 1
    assert await reputation(world, "ben") == (actions.ACCEPTED_POINTS, 1)


async def test_withdrawing_undoes_everything(world: World) -> None:
    asked, answer = await world.a_solved_thread("aiko", "ben")
    await actions.withdraw(await world.cast.fresh("aiko"), asked.thread_id, "It came back")
    thread = await Thread.get(id=asked.thread_id)
    assert (thread.status, thread.solution_post_id, thread.answer_excerpt) == ("open", None, "")
    assert await Solution.all().count() == 0
    assert await ReputationEntry.all().count() == 0
    assert await reputation(world, "ben") == (0, 0)
    told = await EventRecord.get(name="solution.withdrawn")
    assert (told.subject_id, told.data["post_id"], told.data["note"]) == (asked.thread_id, answer.post_id, "It came back")


@pytest.mark.parametrize("who", ["eve", "ben", "uma", "sid"])
async def test_nobody_else_withdraws(world: World, who: str) -> None:
    asked, _answer = await world.a_solved_thread("aiko", "ben")
    with pytest.raises(Forbidden):
        await actions.withdraw(await world.cast.fresh(who), asked.thread_id)
    assert await Solution.all().count() == 1


async def test_a_deleted_solution_is_withdrawn(world: World) -> None:
    asked, answer = await world.a_solved_thread("aiko", "ben")
    await threads.delete_post(await world.cast.fresh("chika"), answer.post_id, Reason.read({"reason": "Personal data"}))
    await world.settle()
    thread = await Thread.get(id=asked.thread_id)
    assert (thread.status, thread.solution_post_id) == ("open", None)
    assert await reputation(world, "ben") == (0, 0)


async def test_solved_by_oneself(world: World) -> None:
    asked = await world.a_thread("aiko")
    await actions.say_solved(await world.cast.fresh("aiko"), asked.thread_id, "A new cable")
    thread = await Thread.get(id=asked.thread_id)
    assert (thread.status, thread.status_reason, thread.answer_excerpt) == ("solved", "asker_says", "A new cable")
    solution = await queries.of(asked.thread_id)
    assert solution is not None
    assert (solution.post_id, solution.source, solution.note) == (None, "asker_says", "A new cable")
    for who in ("eve", "dev", "chika"):
        with pytest.raises(Forbidden):
            await actions.say_solved(await world.cast.fresh(who), asked.thread_id)


async def test_status_and_solution_agree(world: World) -> None:
    """A thread is solved exactly when it has a solution, and by the post that the solution names."""
    for number in range(4):
        asked, answer = await world.a_solved_thread("aiko", "ben")
        if number % 2:
            await actions.withdraw(await world.cast.fresh("aiko"), asked.thread_id)
        if number == 3:
            await actions.accept(await world.cast.fresh("dev"), answer.post_id)
    drift = await database.rows(
        "SELECT t.id FROM threads t LEFT JOIN solutions s ON s.thread_id = t.id"
        " WHERE (t.status = 'solved') <> (s.id IS NOT NULL) OR coalesce(t.solution_post_id, 0) <> coalesce(s.post_id, 0)"
    )
    assert drift == []


async def test_concurrent_accepts_leave_exactly_one(world: World) -> None:
    asked = await world.a_thread("aiko")
    answers = [await world.a_reply(asked.thread_id, who) for who in ("ben", "eve", "finn", "chika")]
    acting = [await world.cast.fresh(who) for who in ("aiko", "dev", "chika", "ada")]
    await asyncio.gather(*(
        actions.accept(actor, answer.post_id) for actor, answer in zip(acting, answers, strict=True)
    ))
    [solution] = await Solution.all()
    thread = await Thread.get(id=asked.thread_id)
    assert thread.solution_post_id == solution.post_id
    entries = await ReputationEntry.filter(reason="accepted")
    assert [entry.subject_id for entry in entries] == [solution.post_id]
    people = await Person.all()
    for person in people:
        mine = await ReputationEntry.filter(person_id=person.id)
        assert person.reputation == sum(entry.points for entry in mine)
        assert person.accepted_count == sum(entry.reason == "accepted" for entry in mine)


async def test_accept_and_withdraw_at_once_agree_with_each_other(world: World) -> None:
    asked, answer = await world.a_solved_thread("aiko", "ben")
    aiko, dev = await world.cast.fresh("aiko"), await world.cast.fresh("dev")
    await asyncio.gather(
        actions.withdraw(aiko, asked.thread_id), actions.accept(dev, answer.post_id),
        actions.withdraw(dev, asked.thread_id), actions.accept(aiko, answer.post_id),
    )
    thread = await Thread.get(id=asked.thread_id)
    assert (thread.status == "solved") == (await Solution.all().count() == 1)
    points, accepted = await reputation(world, "ben")
    assert (points, accepted) == ((actions.ACCEPTED_POINTS, 1) if thread.status == "solved" else (0, 0))


async def test_accept_and_delete_at_once_leave_no_solution_that_is_gone(world: World) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    aiko, ben = await world.cast.fresh("aiko"), await world.cast.fresh("ben")
    await asyncio.gather(
        actions.accept(aiko, answer.post_id), threads.delete_post(ben, answer.post_id, Reason.read({})),
        return_exceptions=True,
    )
    await world.settle()
    assert await Solution.all().count() == 0
    assert (await Thread.get(id=asked.thread_id)).status == "open"
    assert await reputation(world, "ben") == (0, 0)
