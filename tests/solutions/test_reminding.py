"""Asking the asker whether it is solved: when, how often, and when no more."""

from datetime import timedelta
from types import ModuleType

from forum import settings as forum_settings
from forum.events.models import EventRecord
from forum.solutions import actions, jobs
from forum.threads import actions as threads
from forum.threads.forms import Reason
from tests.world import World

REMINDED = "solution.asker_reminded"


def some_days() -> timedelta:
    return timedelta(days=forum_settings.current().solved_reminder_days)


async def reminders() -> int:
    await jobs.remind_askers()
    return await EventRecord.filter(name=REMINDED).count()


async def test_the_asker_is_asked_some_days_after_an_answer(world: World, clock: ModuleType) -> None:
    asked = await world.a_thread("aiko")
    await world.a_reply(asked.thread_id, "ben")
    await world.settle()
    clock.advance(some_days() - timedelta(minutes=1))
    assert await reminders() == 0
    clock.advance(timedelta(minutes=2))
    assert await reminders() == 1
    told = await EventRecord.get(name=REMINDED)
    assert (told.subject_id, told.data) == (asked.thread_id, {"asker_id": world.cast.aiko.id, "number": 1})


async def test_twice_and_no_more(world: World, clock: ModuleType) -> None:
    asked = await world.a_thread("aiko")
    await world.a_reply(asked.thread_id, "ben")
    await world.settle()
    counts = []
    for _ in range(4):
        clock.advance(some_days() + timedelta(minutes=1))
        counts.append(await reminders())
    assert counts == [1, 2, 2, 2]


async def test_nobody_answered_nobody_is_asked(world: World, clock: ModuleType) -> None:
    asked = await world.a_thread("aiko")
    await world.a_reply(asked.thread_id, "aiko")
    await world.settle()
    clock.advance(some_days() * 3)
    assert await reminders() == 0


async def test_an_answer_to_the_question_ends_it(world: World, clock: ModuleType) -> None:
    asked = await world.a_thread("aiko")
    answer = await world.a_reply(asked.thread_id, "ben")
    other = await world.a_thread("aiko")
    await world.a_reply(other.thread_id, "ben")
    gone = await world.a_thread("aiko")
    await world.a_reply(gone.thread_id, "ben")
    await world.settle()
    aiko = await world.cast.fresh("aiko")
    await actions.accept(aiko, answer.post_id)
    await actions.still_open(aiko, other.thread_id)
    await threads.delete_post(await world.cast.fresh("chika"), gone.post_id, Reason.read({"reason": "Spam"}))
    clock.advance(some_days() * 3)
    assert await reminders() == 0


async def test_another_reply_begins_it_anew(world: World, clock: ModuleType) -> None:
    asked = await world.a_thread("aiko")
    await world.a_reply(asked.thread_id, "ben")
    await world.settle()
    await actions.still_open(await world.cast.fresh("aiko"), asked.thread_id)
    clock.advance(timedelta(days=1))
    await world.a_reply(asked.thread_id, "dev")
    await world.settle()
    clock.advance(some_days() - timedelta(minutes=1))
    assert await reminders() == 0
    clock.advance(timedelta(minutes=2))
    assert await reminders() == 1
