"""Looking for similar threads: what is found, for whom, and within what bounds."""

import time
from functools import partial

import numpy
import pytest

from forum import database
from forum.accounts.actor import GUEST, SYSTEM
from forum.duplicates import meaning
from forum.duplicates.actions.indexing import Entry, index_all, index_thread, write
from forum.duplicates.analysis import analyse
from forum.duplicates.queries import candidates
from forum.duplicates.queries import nearest as nearest_room
from forum.duplicates.queries.nearest import nearest
from forum.duplicates.queries.similar import asked, similar_texts, similar_threads
from tests.world import World

TITLES = (
    "The printer is silent after the update",
    "My printer prints nothing since the update",
    "How do I export my calendar?",
    "Error 0x80070005 when installing",
    "プリンターが動きません",
    "Exporting the calendar to a file",
    "Which colours may a label have?",
    "The app forgets my password",
)


async def indexed(world: World) -> dict[str, int]:
    """The threads of TITLES, by title, in the index."""
    made = {title: (await world.a_thread(title=title, body=f"{title}. Please help.")).thread_id for title in TITLES}
    await index_all(lambda *_: None)
    return made


async def deleted(thread_id: int) -> None:
    """As when a moderator deletes the thread, before anybody hears of it."""
    await database.execute("UPDATE threads SET deleted_at = created_at WHERE id = $1", thread_id)


async def test_the_same_question_in_other_words_comes_first(world: World) -> None:
    made = await indexed(world)
    found = await similar_texts(GUEST, "Printer prints nothing after an update")
    assert {match.thread_id for match in found[:2]} == {made[TITLES[0]], made[TITLES[1]]}
    assert all(0 <= match.score <= 1 and match.parts for match in found)
    assert found == sorted(found, key=lambda match: -match.score)


async def test_japanese_is_found_in_any_width(world: World) -> None:
    made = await indexed(world)
    for typed in ("プリンタ 動かない", "ﾌﾟﾘﾝﾀｰが動きません", "ぷりんたーが動きません"):
        assert (await similar_texts(GUEST, typed))[0].thread_id == made["プリンターが動きません"], typed


async def test_an_error_code_is_found_whole(world: World) -> None:
    made = await indexed(world)
    assert (await similar_texts(GUEST, "0x80070005"))[0].thread_id == made["Error 0x80070005 when installing"]


async def test_a_thread_never_matches_itself_and_both_ways_are_one(world: World) -> None:
    made = await indexed(world)
    for thread_id in made.values():
        for match in await similar_threads(thread_id):
            assert match.thread_id != thread_id
            back = {other.thread_id: other.score for other in await similar_threads(match.thread_id)}
            assert back[thread_id] == pytest.approx(match.score)


async def test_nobody_is_led_to_what_they_may_not_read(world: World) -> None:
    staff = await world.category("Staff", see="staff")
    secret = await world.a_thread("dev", title="The secret printer is silent", category=staff)
    plain = await world.a_thread(title="The plain printer is silent")
    await index_all(lambda *_: None)
    for viewer in (GUEST, await world.cast.fresh("eve")):
        assert [m.thread_id for m in await similar_texts(viewer, "The secret printer is silent")] == [plain.thread_id]
    seen = await similar_texts(await world.cast.fresh("chika"), "The secret printer is silent")
    assert seen[0].thread_id == secret.thread_id


async def test_a_deleted_thread_is_not_found_even_before_the_index_hears_of_it(world: World) -> None:
    made = await indexed(world)
    gone = made["How do I export my calendar?"]
    await deleted(gone)
    assert gone not in [match.thread_id for match in await similar_texts(SYSTEM, "How do I export my calendar?")]
    assert not await index_thread(gone)
    assert await database.value("SELECT count(*) FROM duplicate_texts WHERE thread_id = $1", gone) == 0


async def test_a_search_by_meaning_follows_a_thread_that_is_moved_or_hidden_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What another test's community knows of its cells is not this one's.
    monkeypatch.setattr(nearest_room, "_sizes", nearest_room._Sizes())
    made = await indexed(world)
    staff = await world.category("Staff", see="staff")
    question = (await asked("How do I export my calendar?", "")).meaning
    assert question is not None
    helper, wanted = await world.cast.fresh("chika"), made["How do I export my calendar?"]
    place = await database.value("SELECT category_id FROM threads WHERE id = $1", wanted)
    for change, seen_by in (
        ("category_id = $1", (helper,)), (f"category_id = {place}, unlisted_at = created_at", ()),
        ("unlisted_at = NULL", (GUEST, helper)), ("deleted_at = created_at", ()),
    ):
        params = (staff.id,) if "$1" in change else ()
        await database.execute(f"UPDATE threads SET {change} WHERE id = {wanted}", *params)
        assert [one for one in (GUEST, helper) if wanted in await nearest(one, question)] == list(seen_by), change


async def test_indexing_again_changes_nothing(world: World) -> None:
    made = await indexed(world)
    counts = await database.rows("SELECT term, thread_count, title_count FROM duplicate_terms ORDER BY term")
    assert await index_all(lambda *_: None) == 0
    assert await index_all(lambda *_: None, only_missing=False) == len(TITLES)
    for thread_id in made.values():
        assert not await index_thread(thread_id)
    again = await database.rows("SELECT term, thread_count, title_count FROM duplicate_terms ORDER BY term")
    assert [tuple(row) for row in again] == [tuple(row) for row in counts]


async def test_counts_follow_what_leaves(world: World) -> None:
    made = await indexed(world)
    for thread_id in made.values():
        await deleted(thread_id)
        await index_thread(thread_id)
    left = await database.rows("SELECT term FROM duplicate_terms WHERE thread_count <> 0 OR title_count <> 0")
    assert [row["term"] for row in left] == []


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "a", "?", "🎉🎉🎉", "مرحبا كيف الحال", "ｶﾅ", "\"'*(){}^~:", "NOT OR AND NEAR(a b)", "```\ncode\n```", "%$1",
        "\u202e\u200d",
    ],
)
async def test_odd_texts_find_something_or_nothing(world: World, typed: str) -> None:
    await indexed(world)
    await similar_texts(GUEST, typed, typed)


async def test_a_huge_text_costs_no_more_than_a_long_one(world: World) -> None:
    await indexed(world)
    started = time.process_time()
    await similar_texts(GUEST, "printer " * 1_000_000, "update がんばって " * 1_000_000)
    assert time.process_time() - started < 1


async def test_words_that_are_common_everywhere_are_looked_up_among_the_newest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [(await world.a_thread(title=f"The printer of 100% c++ under_score {number}")).thread_id for number in range(12)]
    await index_all(lambda *_: None)
    for budget in ("BUDGET", "COMMON_BUDGET"):
        monkeypatch.setattr(candidates, budget, {"sqlite": 9, "postgres": 9})
    found = await candidates.by_rare_words(GUEST, analyse("The printer of 100% c++ under_score"), most=50)
    assert found
    assert set(found) < set(made)
    assert max(found) == made[-1]


async def test_vectors_are_read_as_they_are_kept_whatever_bytes_they_have(world: World) -> None:
    made = await indexed(world)
    every = bytes(range(256))
    odd = (every, every[::-1], bytes(256), bytes([0, 255] * 128))
    for number, thread_id in enumerate(made.values()):
        await database.execute(
            "UPDATE duplicate_vectors SET title = $1, whole = $2 WHERE thread_id = $3",
            odd[number % 4], odd[(number + 1) % 4], thread_id,
        )
    ids, titles, wholes = await nearest_room._read("v.embedder <> $1 ORDER BY v.thread_id DESC", "")
    assert ids == sorted(made.values(), reverse=True)
    for read, first in ((titles, 0), (wholes, 1)):
        kept = [read[ids.index(thread_id)].astype(numpy.int8).tobytes() for thread_id in made.values()]
        assert kept == [odd[(number + first) % 4] for number in range(len(made))]
    none, titles, wholes = await nearest_room._read("v.embedder = $1", "")
    assert none == [] and titles.size == wholes.size == 0


async def test_thousands_of_the_same_take_no_longer(world: World) -> None:
    await world.a_thread(title="The very same printer question", body="The very same body of it.")
    await index_all(lambda *_: None)
    text = "The very same printer question", "The very same body of it."
    row = await database.row("SELECT * FROM threads")
    assert row is not None
    columns = [name for name in dict(row) if name != "id"]
    names = ", ".join(columns)
    for start in range(2_000, 5_000, 500):
        ids = f"({' UNION ALL '.join(f'SELECT {number} AS id' for number in range(start, start + 500))})"
        await database.execute(
            f"INSERT INTO threads (id, {names}) SELECT n.id, {', '.join(f't.{name}' for name in columns)}"
            f" FROM threads t CROSS JOIN {ids} n WHERE t.id < 2000"
        )
        meant = await meaning.meanings([text] * 500)
        entries = [Entry(start + at, analyse(*text), meant[at]) for at in range(500)]
        await database.transaction(partial(write, entries))
    started = time.process_time()
    found = await similar_texts(GUEST, *text)
    assert time.process_time() - started < 2
    assert len(found) == 5
    assert all(match.score > 0.5 for match in found)
