"""The clocks: intervals add up to the time that passed, whatever happens in whatever order; and what each metric means."""

import random
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import database
from forum.errors import Refusal
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Reason, Status
from forum.tickets import actions, answers, clocks, queries, statuses
from forum.tickets.actions import Update
from forum.tickets.clocks import Beat, fold
from forum.tickets.models import MetricEvent
from forum.tickets.patterns import fits, is_safe
from forum.tickets.queries import clocks as reading_clocks
from forum.tickets.questions import Said, Turn, told
from forum.transfer.checking import check
from tests.tickets.desk import Desk
from tests.world import World

BORN = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
STATUSES = ("open", "pending", "on_hold", "solved", "closed")


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from((*STATUSES, "gone", "back"))), max_size=25), st.integers(0, 500))
def test_intervals_add_up_to_the_time_that_passed(steps: list[tuple[int, str]], rest: int) -> None:
    """Under any order of statuses, reopenings, merges and their undoing, of zero length too."""
    now, status, away, instance = BORN, "new", False, 1
    beats = clocks.begun("new", BORN)
    spent = dict.fromkeys(("work", "wait", "hold", "done", "gone"), timedelta())
    sort = {"new": "work", "open": "work", "pending": "wait", "on_hold": "hold", "solved": "done", "closed": "done"}
    for minutes, step in [*steps, (rest, "")]:
        spent["gone" if away else sort[status]] += timedelta(minutes=minutes)
        now += timedelta(minutes=minutes)
        if step == "gone" and not away:
            beats += clocks.left(status, now, instance)
            away = True
        elif step == "back" and away:
            beats += clocks.returned(status, now, instance)
            away = False
        elif step in STATUSES and not away:
            beats += clocks.turned(status, step, now, instance)
            instance += statuses.reopens(status, step)
            status = step
    told_ = fold(beats, now)
    assert told_.agent_work == spent["work"]
    assert told_.agent_wait == spent["wait"]
    assert told_.on_hold == spent["hold"]
    assert (told_.settled, told_.gone) == (spent["done"], spent["gone"])
    assert told_.requester_wait == spent["work"] + spent["hold"]
    assert told_.resolution == spent["work"] + spent["hold"] + spent["wait"]
    assert sum(spent.values(), timedelta()) == now - BORN
    assert told_.reopens == instance - 1
    assert told_.is_counted == (not away)


@given(st.lists(st.tuples(st.integers(-50, 50), st.sampled_from(STATUSES)), max_size=20))
def test_a_clock_set_back_gives_no_negative_time(steps: list[tuple[int, str]]) -> None:
    now, status, beats = BORN, "new", clocks.begun("new", BORN)
    for minutes, step in steps:
        now += timedelta(minutes=minutes)
        beats += clocks.turned(status, step, now)
        status = step
    measures = fold(beats, now)
    parts = (measures.agent_work, measures.agent_wait, measures.on_hold, measures.settled)
    assert all(part is not None and part >= timedelta() for part in parts)
    assert sum((part for part in parts if part), timedelta()) == max(now, *(beat.time for beat in beats)) - BORN


def test_what_staff_begin_is_answered_by_the_second_comment_and_notes_are_no_reply() -> None:
    at = lambda minutes: BORN + timedelta(minutes=minutes)  # noqa: E731
    beats = [*clocks.begun("new", BORN), Beat(clocks.REPLY, "fulfill", at(30)), Beat(clocks.UPDATE, "activate", at(30))]
    measures = fold(beats, at(60))
    assert (measures.first_reply, measures.replies) == (timedelta(minutes=30), 1)
    assert fold(clocks.begun("new", BORN), at(60)).first_reply is None


def test_the_oldest_unanswered_message_is_what_waits() -> None:
    at = lambda minutes: BORN + timedelta(minutes=minutes)  # noqa: E731
    assert clocks.waiting_since([]) is None
    assert clocks.waiting_since([(at(0), False), (at(5), False)]) == at(0)
    assert clocks.waiting_since([(at(0), False), (at(5), True)]) is None
    assert clocks.waiting_since([(at(0), False), (at(5), True), (at(9), False), (at(12), False)]) == at(9)


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    spans = [timedelta(minutes=number) for number in range(1, 11)]
    assert clocks.percentile(spans, 0.5) == timedelta(minutes=5)
    assert clocks.percentile(spans, 0.9) == timedelta(minutes=9)
    assert clocks.percentile(spans[:1], 0.9) == timedelta(minutes=1)
    assert clocks.percentile([], 0.5) is None


@pytest.mark.parametrize(
    ("status", "chosen", "touched", "after"),
    [
        ("new", "", False, "new"), ("new", "", True, "open"), ("open", "", True, "open"), ("pending", "", True, "pending"),
        ("solved", "", True, "solved"), ("new", "pending", True, "pending"), ("solved", "open", False, "open"),
        ("new", "new", True, "open"),
    ],
)
def test_what_staff_do_to_a_status(status: str, chosen: str, touched: bool, after: str) -> None:
    assert statuses.after_staff(status, chosen, touched) == after


def test_a_requesters_word_takes_up_again_what_rested() -> None:
    wanted = {"new": "new", "open": "open", "pending": "open", "on_hold": "open", "solved": "open", "closed": "closed"}
    assert {status: statuses.after_requester(status) for status in statuses.STATUSES} == wanted
    assert statuses.shown_to_requester("on_hold") == "open"
    assert not statuses.may_become("open", "new") and not statuses.may_become("open", "closed")
    assert not statuses.may_become("closed", "open")


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|aa)*", "(?=a)a", r"(a)\1", ".*.*.*.*", "(", "(?:x+y?)*", "((a{1,9}){1,9})"])
def test_patterns_that_an_answer_could_keep_busy_are_refused(pattern: str) -> None:
    assert not is_safe(pattern)


def test_answers_are_read_by_their_kind() -> None:
    def one(kind: str, raw: str, **more: object) -> str:
        return answers.clean(answers.Asked(1, kind, "A", "", **more), raw)  # type: ignore[arg-type]

    assert one("number", "１２.５") == "12.5"
    assert one("date", "2026-03-05") == "2026-03-05"
    assert one("checkbox", "on") == "1" and one("checkbox", "") == ""
    assert one("regexp", "AB-1234", pattern=r"[A-Z]{2}-\d{4}") == "AB-1234"
    for kind, raw, more in (
        ("number", "NaN", {}), ("number", "1e99", {}), ("date", "2026-13-01", {}), ("text", "x" * 301, {}),
        ("regexp", "AB-12345", {"pattern": r"[A-Z]{2}-\d{4}"}), ("dropdown", "green", {}),
    ):
        with pytest.raises(ValueError):
            one(kind, raw, **more)
    assert not fits("(a+)+", "a")


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 7)), max_size=20), st.randoms())
def test_a_questions_beats_are_the_same_in_whatever_order_its_history_comes(
    steps: list[tuple[int, int]], dice: random.Random
) -> None:
    now = BORN
    said, turns, away, status = list[Said](), list[Turn](), False, "open"
    for number, (minutes, kind) in enumerate(steps):
        now += timedelta(minutes=minutes + 1)
        if kind < 3:
            said.append(Said(now, number, kind == 0, kind == 2))
        elif kind == 3 and not away:
            turns.append(Turn(now, f"e{number}", "left", "deleted"))
            away = True
        elif kind == 4 and away:
            turns.append(Turn(now, f"e{number}", "back", "deleted"))
            away = False
        elif kind > 4:
            status = {5: "solved", 6: "open", 7: "pending"}[kind]
            turns.append(Turn(now, f"e{number}", "status", status))
    first = told(BORN, True, said, turns)
    mixed_said, mixed_turns = list(said), list(turns)
    dice.shuffle(mixed_said)
    dice.shuffle(mixed_turns)
    assert told(BORN, True, mixed_said, mixed_turns) == first
    causes = [(one.beat.metric, one.beat.type, one.cause) for one in first]
    assert len(causes) == len(set(causes))
    measures = fold([one.beat for one in first], now)
    parts = (measures.agent_work, measures.agent_wait, measures.on_hold, measures.settled, measures.gone)
    assert sum((part for part in parts if part), timedelta()) == now - BORN
    others = [one.at for one in said if not one.by_asker]
    if others:
        assert measures.first_reply == others[0] - BORN


async def test_a_question_keeps_its_times(clock: ModuleType, world: World) -> None:
    minutes = lambda number: timedelta(minutes=number)  # noqa: E731
    cast = world.cast
    asked = await world.a_thread("aiko")
    clock.advance(minutes(10))
    await world.a_reply(asked.thread_id, "aiko", body="I forgot to say: it is blue.")
    clock.advance(minutes(20))
    answer = await world.a_reply(asked.thread_id, "ben")
    clock.advance(minutes(30))
    official = await world.a_reply(asked.thread_id, "dev")
    await threads.change_status(await cast.fresh("dev"), asked.thread_id, Status.read({"status": "needs_info", "note": "Which?"}))
    clock.advance(minutes(40))
    await world.a_reply(asked.thread_id, "aiko", body="The blue one, as I said.")
    clock.advance(minutes(50))
    await solutions.accept(await cast.fresh("aiko"), official.post_id)
    await world.settle()
    told_ = await queries.measures("thread", asked.thread_id)
    assert (told_.first_reply, told_.first_staff_reply) == (minutes(30), minutes(60))
    assert (told_.agent_wait, told_.agent_work, told_.first_resolution) == (minutes(40), minutes(110), minutes(150))
    count = await MetricEvent.filter(subject_type="thread").count()
    await actions.keep_time(asked.thread_id)
    assert await MetricEvent.filter(subject_type="thread").count() == count
    # A reply that is deleted ended nobody's wait; what was taken back can hold again.
    await threads.delete_post(await cast.fresh("chika"), answer.post_id, Reason.read({"reason": "spam"}))
    await world.settle()
    assert (await queries.measures("thread", asked.thread_id)).first_reply == minutes(60)
    await threads.restore_post(await cast.fresh("chika"), answer.post_id)
    await world.settle()
    assert (await queries.measures("thread", asked.thread_id)).first_reply == minutes(30)
    clock.advance(minutes(100))
    await solutions.withdraw(await cast.fresh("aiko"), asked.thread_id, "Still broken")
    await threads.retype(await cast.fresh("dev"), asked.thread_id, "discussion", "talk")
    await world.settle()
    told_ = await queries.measures("thread", asked.thread_id)
    assert (told_.reopens, told_.is_counted, told_.settled) == (1, False, minutes(100))
    talk = await world.a_thread("ben", type="discussion")
    await world.settle()
    assert await queries.beats("thread", talk.thread_id) == []
    # What was imported without news is looked after by the clock.
    await MetricEvent.all().delete()
    assert await actions.keep_forgotten_times() == 0, "the talk that it became asks nothing"
    await threads.retype(await cast.fresh("dev"), asked.thread_id, "question", "asks")
    await MetricEvent.all().delete()
    assert await actions.keep_forgotten_times() == 1
    assert (await queries.measures("thread", asked.thread_id)).is_counted


async def test_whatever_happens_to_tickets_their_intervals_add_up(clock: ModuleType, world: World) -> None:
    """Real updates, in an order that dice choose: after each the clocks add up and the summary is what comments say."""
    dice = random.Random(20260303)
    desk = Desk(world)
    dev = await world.cast.fresh("dev")
    numbers = [await desk.open(), await desk.open("dev", requester_id=world.cast.eve.id, cc_ids=[world.cast.finn.id])]
    begun = clock.now()
    for _step in range(60):
        clock.advance(timedelta(minutes=dice.randrange(0, 90)))
        number = dice.choice(numbers)
        row = await desk.row(number)
        owner = "aiko" if number == numbers[0] else "eve"
        act = dice.randrange(7)
        try:
            if act == 0:
                await desk.say(number, owner)
            elif act == 1:
                await desk.say(number, dice.choice(("dev", "chika")))
            elif act == 2:
                await desk.say(number, "dev", public=False)
            elif act == 3:
                await desk.set(number, status=dice.choice(statuses.CHOSEN))
            elif act == 4:
                await actions.update(dev, number, Update(comment="And so.", fields={"status": dice.choice(statuses.CHOSEN)}))
            elif row.merged_into_id is None:
                await actions.merge(dev, number, next(one for one in numbers if one != number))
            else:
                await actions.undo_merge(dev, number)
        except Refusal:
            continue
        for one in numbers:
            measures, row = await desk.measures(one), await desk.row(one)
            parts = (measures.agent_work, measures.agent_wait, measures.on_hold, measures.settled, measures.gone)
            assert sum((part for part in parts if part), timedelta()) == clock.now() - begun
            assert measures.replies == row.reply_count
            assert measures.first_reply == (row.first_reply_at - row.created_at if row.first_reply_at else None)
            assert measures.reopens == row.reopen_count
            waits = None if row.status in clocks.DONE else await queries.waiting_since(one)
            assert row.waiting_since == waits
    await world.settle()
    assert (await check()).drifts == []


async def test_the_usual_wait_is_told_only_of_enough_waits(clock: ModuleType, world: World) -> None:
    desk = Desk(world)
    numbers = []
    for minutes in range(1, queries.LEAST_WAITS + 1):
        numbers.append(await desk.open(body=f"Number {minutes} of many."))
        assert await queries.usual_wait() is None
        clock.advance(timedelta(minutes=10 * minutes))
        await desk.say(numbers[-1], "dev")
    wait = await queries.usual_wait()
    assert wait is not None and (wait.median_minutes, wait.p90_minutes, wait.n) == (50, 90, queries.LEAST_WAITS)
    # By what it is about, with what lies below that, and by team; too few of one kind say nothing, and all are told then.
    top, team = await desk.reason("Parcels"), await desk.team()
    below, other = await desk.reason("Late", top), await desk.reason("Invoices")
    assert await queries.usual_wait(reason_id=top.id) is await queries.usual_wait(group_id=team.id) is None
    for place, number in enumerate(numbers):
        await desk.set(number, reason_id=(below if place else top).id, group_id=team.id)
    one = await desk.open(reason_id=top.id)
    narrow = await queries.wait_of_ticket(one)
    assert narrow is not None and (narrow.among, narrow.n) == ("kind", queries.LEAST_WAITS)
    assert await queries.usual_wait(reason_id=below.id) is await queries.usual_wait(reason_id=other.id) is None
    assert await queries.waits_by_reason() == {top.id: narrow}
    assert await queries.wait_of_ticket(await desk.open(reason_id=other.id)) == wait
    # What was merged away is no wait of its own any more.
    await actions.merge(await world.cast.fresh("dev"), numbers[0], numbers[1])
    assert await queries.usual_wait() is None
    clock.advance(timedelta(days=29))
    assert await queries.usual_wait() is None


async def test_the_wait_of_a_question_counts_what_its_reader_finds_in_lists(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_clocks, "LEAST_WAITS", 2)
    staff = await world.category("Staff", see="staff")
    made = [(await world.a_thread("dev", category=staff)).thread_id for _ in range(3)]
    made += [(await world.a_thread()).thread_id for _ in range(3)]
    await database.execute("UPDATE threads SET first_response_at = created_at")
    await database.execute("UPDATE threads SET unlisted_at = created_at WHERE id = $1", made[-1])
    open_to_all = await database.value("SELECT category_id FROM threads WHERE id = $1", made[-1])
    for who, category_id, among, n in (
        ("eve", open_to_all, "category", 2), ("eve", staff.id, "", 2), ("chika", staff.id, "category", 3), ("chika", 0, "", 5),
    ):
        wait = await queries.wait_of_thread(await world.cast.fresh(who), category_id)
        assert wait is not None and (wait.among, wait.n) == (among, n), (who, category_id)
