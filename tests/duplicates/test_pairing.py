"""Pairs as the detector keeps them: found after posting, again after editing, forgotten with what was deleted."""

from datetime import timedelta
from types import ModuleType

from forum import clock as forum_clock
from forum import database
from forum.accounts.actor import SYSTEM
from forum.duplicates import rebuilding
from forum.duplicates.actions import deciding, pairing
from forum.duplicates.actions.gathering import gather
from forum.duplicates.forms import Decision
from forum.duplicates.models import Cluster, Mark, Member, Pair
from forum.duplicates.queries.board import board, visible_cluster
from forum.duplicates.queries.pairs import Wanted, queue
from forum.threads import actions, queries
from forum.threads.forms import Edit, Reason
from forum.threads.models import Thread, ThreadLink
from forum.transfer.checking.compared_words import ComparedWords
from tests.world import World

TITLE = "Printer shows error 0x80070005 after the update"
BODY = "Since the update of Monday my printer shows error 0x80070005 and prints nothing at all."


async def settled(world: World) -> None:
    await world.settle()
    while await pairing.score_due():
        continue


async def alike(world: World, count: int = 2) -> list[int]:
    """Threads that ask the same, among others that do not, all of them scored."""
    for title in ("How do I invite my family", "Where is the night mode", "Which lamp fits the hub"):
        await world.a_thread("ben", title=title, body=f"I would like to know: {title}?")
    found = []
    for number, who in enumerate(("aiko", "finn", "eve", "aiko", "finn")[:count]):
        title = f"{TITLE} again" if number % 2 else TITLE
        posted = await world.a_thread(who, title=title, body=f"{BODY} {'Please help. ' * number}")
        found.append(posted.thread_id)
    await settled(world)
    return found


async def test_a_pair_is_found_after_posting_and_scoring_again_changes_nothing(world: World) -> None:
    one, other = await alike(world)
    pair = await Pair.get(low_thread_id=one, high_thread_id=other)
    assert pair.score > 0.5
    assert (pair.state, pair.origin) == ("suspected", "detector")
    assert pair.low_fingerprint and pair.high_fingerprint
    before = await Pair.all().count()
    for thread_id in (one, other):
        await pairing.score_thread(thread_id)
    again = await Pair.get(id=pair.id)
    assert (await Pair.all().count(), again.version, round(again.score, 6)) == (before, pair.version, round(pair.score, 6))


async def test_not_a_duplicate_holds_until_a_text_changes_materially(clock: ModuleType, world: World) -> None:
    one, other = await alike(world)
    pair = await Pair.get(low_thread_id=one, high_thread_id=other)
    chika = world.cast.actor("chika")
    await deciding.decide(chika, pair.id, Decision.read({"decision": "not_duplicate", "version": str(pair.version)}))
    await pairing.score_thread(one)
    assert (await Pair.get(id=pair.id)).state == "not_duplicate"
    clock.advance(timedelta(minutes=10))
    post = (await queries.post_for(chika, (await _opening(other))))[1]
    await actions.edit(chika, post.id, Edit.read({
        "title": TITLE, "body": f"{BODY} The queue is empty and the paper is in.", "version": str(post.version),
    }))
    await settled(world)
    assert (await Pair.get(id=pair.id)).state == "suspected"


async def test_what_was_edited_into_another_question_is_no_suspicion_any_more(clock: ModuleType, world: World) -> None:
    one, other = await alike(world)
    clock.advance(timedelta(minutes=10))
    chika = world.cast.actor("chika")
    post = (await queries.post_for(chika, await _opening(other)))[1]
    await actions.edit(chika, post.id, Edit.read({
        "title": "May I bring my cat to the meeting", "body": "She is very quiet and likes people.", "version": str(post.version),
    }))
    await settled(world)
    assert await Pair.get_or_none(low_thread_id=one, high_thread_id=other) is None


async def test_what_was_deleted_is_in_no_queue(world: World) -> None:
    _one, other = await alike(world)
    chika = world.cast.actor("chika")
    assert (await queue(chika, Wanted(least=0.5))).count == 1
    await actions.delete_post(chika, await _opening(other), Reason.read({"reason": "spam"}))
    await settled(world)
    assert (await queue(chika, Wanted(least=0.5))).count == 0
    await actions.restore_post(chika, await _opening(other))
    await settled(world)
    assert (await queue(chika, Wanted(least=0.5))).count == 1


async def test_recurring_questions_keep_their_cluster_when_it_grows(world: World) -> None:
    threads = await alike(world, 3)
    await gather()
    cluster = await Cluster.get()
    members = {member.thread_id for member in await Member.all()} | {cluster.hub_id}
    assert members == set(threads)
    more = await world.a_thread("ben", title=TITLE, body=BODY)
    await settled(world)
    await gather()
    grown = await Cluster.get()
    assert (grown.id, grown.member_count) == (cluster.id, 4)
    assert {member.thread_id for member in await Member.all()} | {grown.hub_id} == {*threads, more.thread_id}
    names = [row["name"] for row in await database.rows("SELECT name FROM events WHERE name = 'cluster.grew' ORDER BY id")]
    assert len(names) == 2
    line = (await board(world.cast.actor("dev")))[0]
    assert (line.confirmed_count, line.suspected_count, line.asker_count, line.unsolved_count) == (0, 3, 4, 4)


async def test_a_hub_is_what_most_threads_are_near_to_likely_or_not(world: World) -> None:
    one, hub, *others = [(await world.a_thread("aiko", title=f"Question number {n}")).thread_id for n in range(4)]
    now = forum_clock.now()
    for other, score in ((one, 0.6), (others[0], 0.3), (others[1], 0.3)):
        await Pair.create(
            low_thread_id=min(hub, other), high_thread_id=max(hub, other), score=score, parts={"title_meaning": 0.8},
            detector_version=1, origin="detector", state="suspected", created_at=now, scored_at=now,
        )
    await gather()
    cluster = await Cluster.get()
    assert cluster.hub_id == hub
    assert [member.thread_id for member in await Member.all()] == [one]


async def test_a_confirmed_hub_takes_over_its_cluster(world: World) -> None:
    threads = await alike(world, 3)
    await gather()
    before = await Cluster.get()
    other = next(thread for thread in threads if thread != before.hub_id)
    pair = await Pair.get(low_thread_id=min(other, before.hub_id), high_thread_id=max(other, before.hub_id))
    await deciding.decide(world.cast.actor("chika"), pair.id, Decision.read({
        "decision": "duplicate", "canonical": str(other), "version": str(pair.version),
    }))
    await gather()
    after = await Cluster.get()
    assert (after.id, after.hub_id, after.confirmed_count) == (before.id, other, 1)


async def test_the_board_counts_only_what_its_reader_may_read(world: World) -> None:
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    one = await world.a_thread("aiko", title=TITLE, body=BODY)
    two = await world.a_thread("eve", title=TITLE, body=f"{BODY} Thanks.")
    await world.a_thread("finn", title=TITLE, body=f"{BODY} It is the beta.", category=closed)
    await settled(world)
    await gather()
    cluster = await Cluster.get()
    assert cluster.member_count == 3
    dev, chika = world.cast.actor("dev"), world.cast.actor("chika")
    line, members = await visible_cluster(dev, cluster.id)
    assert {member.thread.id for member in members} == {one.thread_id, two.thread_id}
    assert (line.member_count, line.asker_count, sum(line.weeks)) == (2, 2, 2)
    assert (await visible_cluster(chika, cluster.id))[0].member_count == 3


async def test_imported_links_become_marks_and_pairs(world: World) -> None:
    one, two, three, four = await alike(world, 4)
    other = (await world.a_thread("ben", title="What is a hub", body="I never saw one before.")).thread_id
    await Pair.all().delete()
    for source, target, kind in ((two, one, "duplicate"), (three, two, "duplicate"), (four, three, "duplicate"),
                                 (one, four, "duplicate"), (other, one, "related")):  # fmt: skip
        await ThreadLink.create(
            from_thread_id=source, to_thread_id=target, kind=kind, origin="imported", created_at=forum_clock.now()
        )
    counts = await rebuilding.rebuild(lambda _what, _done, _all: None)
    # Four that name each other in a circle have no end: nothing is marked rather than something wrong.
    assert counts[1] == 0
    await ThreadLink.filter(from_thread_id=one).delete()
    await Pair.all().delete()
    assert (await rebuilding.rebuild(lambda _what, _done, _all: None))[1] == 3
    assert {mark.thread_id: mark.canonical_id for mark in await Mark.all()} == {two: one, three: one, four: one}
    assert (await Thread.get(id=three)).status == "closed"
    assert {(pair.state, pair.origin) for pair in await Pair.filter(state__not="suspected")} == {
        ("duplicate", "imported"), ("related", "imported")
    }
    assert (await Pair.get(low_thread_id=one, high_thread_id=two)).decided_by_id == SYSTEM.id
    assert (await Thread.get(id=one)).same_problem_count == 2
    was = [tuple(row) for row in await database.rows("SELECT thread_id, canonical_id, path FROM duplicate_marks ORDER BY 1")]
    await rebuilding.rebuild(lambda _what, _done, _all: None)
    now = [tuple(row) for row in await database.rows("SELECT thread_id, canonical_id, path FROM duplicate_marks ORDER BY 1")]
    assert was == now
    cluster = await Cluster.get()
    assert (cluster.hub_id, cluster.confirmed_count) == (one, 3)


async def test_the_check_finds_threads_that_are_compared_by_other_words(world: World) -> None:
    one, other = await alike(world)
    whole = ComparedWords()
    assert await whole.drifts("BETWEEN 1 AND 1000") == []
    await database.transaction(lambda: database.execute("UPDATE threads SET title = 'Another' WHERE id = $1", one))
    await database.transaction(lambda: database.execute("DELETE FROM duplicate_texts WHERE thread_id = $1", other))
    found = await whole.drifts("BETWEEN 1 AND 1000")
    assert {(drift.id, drift.kept) for drift in found} == {(one, "of another text"), (other, "none")}
    await database.transaction(lambda: whole.mend(found))
    assert await whole.drifts("BETWEEN 1 AND 1000") == []
    assert await pairing.score_due() == 2
    assert await whole.drifts("BETWEEN 1 AND 1000") == []


async def _opening(thread_id: int) -> int:
    return int(await database.value("SELECT id FROM posts WHERE thread_id = $1 AND position = 0", thread_id))
