"""All at once: after an import, and by the command."""

from pathlib import Path

import pytest

from forum import clock as forum_clock
from forum import database
from forum.duplicates.actions import indexing as texts
from forum.duplicates.models import Cluster, DuplicateText, Mark, Pair
from forum.duplicates.queries import neighbours
from forum.search.actions import indexing
from forum.threads.models import ThreadLink
from forum.transfer.finishing import build_indexes
from tests.browser.served import run_command
from tests.databases import Databases
from tests.world import World

TITLE = "Printer shows error 0x80070005 after the update"
BODY = "Since the update of Monday my printer shows error 0x80070005 and prints nothing at all."


async def test_what_an_import_leaves_is_compared_with_progress(world: World) -> None:
    first = await world.a_thread("aiko", title=TITLE, body=BODY)
    second = await world.a_thread("finn", title=TITLE, body=f"{BODY} Please help.")
    third = await world.a_thread("eve", title="Nothing of the kind", body="It is about my cat.")
    await ThreadLink.create(
        from_thread_id=third.thread_id, to_thread_id=first.thread_id, kind="duplicate", origin="imported",
        created_at=forum_clock.now(),
    )
    heard: list[tuple[str, int, int]] = []
    await build_indexes(lambda what, done, total: heard.append((what, done, total)))
    assert await DuplicateText.all().count() == 3
    assert (await Pair.get(low_thread_id=first.thread_id, high_thread_id=second.thread_id)).state == "suspected"
    assert (await Mark.get()).canonical_id == first.thread_id
    assert (await Cluster.get()).hub_id == first.thread_id
    told = [(done, total) for what, done, total in heard if what == "Comparing questions"]
    assert told[-1] == (6, 6)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    # Again is as once.
    before = await Pair.all().count()
    await build_indexes(lambda _what, _done, _total: None)
    assert (await Pair.all().count(), await Mark.all().count(), await Cluster.all().count()) == (before, 1, 1)


def test_the_command_says_what_there_is(databases: Databases, tmp_path: Path) -> None:
    told = run_command(tmp_path, databases.sqlite(tmp_path / "kotae.db"), "duplicates", "rebuild")
    assert "0 pairs, 0 duplicates, 0 recurring" in " ".join(told.split())


async def test_processes_beside_find_the_same_as_this_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large communities are read and compared by processes of their own, whatever the database hands them."""
    for number in range(4):
        await world.a_thread("aiko", title=f"{TITLE} {number}", body=BODY)
    await build_indexes(lambda _what, _done, _total: None)
    here = await _indexes()
    assert len(here[0]) == 6 and len(here[1]) == 4
    await Pair.all().delete()
    for table in ("search_documents", "duplicate_texts", "duplicate_vectors", "duplicate_terms"):
        await database.execute(f"DELETE FROM {table}")
    for place, name, value in (
        (indexing, "BATCH", 2), (indexing, "_PORTION", 1), (texts, "FEW", 0), (texts, "BATCH", 2), (neighbours, "BATCH", 3),
        (neighbours, "FEW", 0),
    ):
        monkeypatch.setattr(place, name, value)
    await build_indexes(lambda _what, _done, _total: None)
    assert await _indexes() == here


async def _indexes() -> tuple[list[tuple[object, ...]], ...]:
    pairs = await Pair.all().order_by("low_thread_id", "high_thread_id")
    documents = await database.rows("SELECT id, thread_id, position, title, tags, words FROM search_documents ORDER BY id")
    kept = await database.rows(
        "SELECT d.thread_id, d.title_tokens, d.body_tokens, d.codes, d.fingerprint, v.embedder, v.title, v.whole, v.cell"
        " FROM duplicate_texts d LEFT JOIN duplicate_vectors v ON v.thread_id = d.thread_id ORDER BY d.thread_id"
    )
    counts = await database.rows("SELECT term, thread_count, title_count FROM duplicate_terms ORDER BY term")
    return (
        [(pair.low_thread_id, pair.high_thread_id, round(pair.score, 6)) for pair in pairs],
        *([tuple(dict(row).values()) for row in rows] for rows in (documents, kept, counts)),
    )
