"""All at once: after an import, and by the command."""

from pathlib import Path

from forum import clock as forum_clock
from forum.duplicates.models import Cluster, DuplicateText, Mark, Pair
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
