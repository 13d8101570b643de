"""A copy taken while people write holds all that was acknowledged, whole; and it goes back, or nothing changes."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from forum.database import migrate
from forum.transfer import backup as copies
from forum.transfer.backup import backup, restore
from forum.transfer.export import export
from forum.transfer.trouble import TransferError
from tests.conftest import missing
from tests.database import shape
from tests.databases import Databases
from tests.world import World


@pytest.fixture(autouse=True)
def _programs(engine: str) -> None:
    """PostgreSQL's own programs at hand."""
    if engine == "postgres" and not all(map(shutil.which, ("pg_dump", "pg_restore", "psql"))):
        missing("pg_dump, pg_restore and psql (Debian: apt-get install postgresql-client)")


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """A folder of uploads with something in it."""
    folder = tmp_path / "uploads"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "cat.png").write_bytes(b"a cat")
    return folder


async def lines(url: str, path: Path) -> list[str]:
    """Everything in a community."""
    await export(url, path, with_passwords=True, replace=True)
    return path.read_text().split("\n")[1:]


async def test_it_comes_back_as_it_was_with_its_uploads(
    lived: str, engine: str, databases: Databases, uploads: Path, tmp_path: Path
) -> None:
    made = await backup(lived, tmp_path / "copy", uploads)
    assert made.engine == engine
    assert made.migration == max(step.number for step in migrate.history())
    assert made.rows["threads"] == len([line for line in await lines(lived, tmp_path / "a.jsonl") if '"kind":"thread",' in line])
    other = databases.empty(engine, tmp_path / "other.db")
    assert await restore(other, tmp_path / "copy", tmp_path / "there" / "uploads") == made
    assert await lines(other, tmp_path / "b.jsonl") == await lines(lived, tmp_path / "a.jsonl")
    assert (tmp_path / "there" / "uploads" / "ab" / "cat.png").read_bytes() == b"a cat"
    assert shape.shape(other) == shape.shape(lived)
    assert await migrate.pending(other) == []


async def test_a_community_is_replaced_only_when_that_is_said(
    lived: str, engine: str, databases: Databases, world: World, uploads: Path, tmp_path: Path
) -> None:
    none = tmp_path / "none"
    before = await lines(lived, tmp_path / "a.jsonl")
    await backup(lived, tmp_path / "copy", none)
    other = databases.own(engine, tmp_path / "other.db")
    # A migrated database with nobody in it is empty.
    await restore(other, tmp_path / "copy", none)
    shape.execute(other, ["UPDATE people SET name = 'somebody else' WHERE id = 2", "CREATE TABLE tomorrow (id INT)"])
    with pytest.raises(TransferError, match="--replace"):
        await restore(other, tmp_path / "copy", none)
    await restore(other, tmp_path / "copy", none, replace=True)
    assert await lines(other, tmp_path / "b.jsonl") == before
    assert "tomorrow" not in shape.shape(other)


async def test_uploads_are_replaced_only_when_that_is_said(
    lived: str, engine: str, databases: Databases, uploads: Path, tmp_path: Path
) -> None:
    await backup(lived, tmp_path / "copy", uploads)
    (uploads / "dog.png").write_bytes(b"a dog")
    other = databases.empty(engine, tmp_path / "other.db")
    with pytest.raises(TransferError, match="uploads is not empty"):
        await restore(other, tmp_path / "copy", uploads)
    await restore(other, tmp_path / "copy", uploads, replace=True)
    assert [path.name for path in uploads.rglob("*.png")] == ["cat.png"]


async def test_what_was_acknowledged_before_is_in_a_copy_taken_while_people_write(
    lived: str, engine: str, databases: Databases, world: World, tmp_path: Path
) -> None:
    shelf = await world.category("Busy")
    acknowledged: list[int] = []
    enough = asyncio.Event()
    stopping = asyncio.Event()

    async def write(who: str) -> None:
        while not stopping.is_set():
            thread = await world.a_thread(who, category=shelf)
            acknowledged.append(thread.post_id)
            acknowledged.append((await world.a_reply(thread.thread_id, "dev")).post_id)
            if len(acknowledged) >= 20:
                enough.set()

    writers = [asyncio.create_task(write(who)) for who in ("aiko", "ben", "eve")]
    trials = []
    await enough.wait()
    for number in range(3):
        known = set(acknowledged)
        folder = tmp_path / f"copy-{number}"
        await backup(lived, folder, tmp_path / "none")
        trials.append((folder, known))
    stopping.set()
    await asyncio.gather(*writers)
    for number, (folder, known) in enumerate(trials):
        other = databases.empty(engine, tmp_path / f"other-{number}.db")
        await restore(other, folder, tmp_path / "none")
        kept = await lines(other, tmp_path / "b.jsonl")
        threads = {line["id"]: line for line in map(json.loads, kept[:-1]) if line["kind"] == "thread"}
        replies = [line for line in map(json.loads, kept[:-1]) if line["kind"] == "reply"]
        # The posts of a merged thread are in the other.
        assert all(thread["opening"] or thread["merged_into_id"] for thread in threads.values())
        openings = {thread["opening"]["id"] for thread in threads.values() if thread["opening"]}
        assert known <= openings | {reply["id"] for reply in replies}
        assert all(reply["thread_id"] in threads for reply in replies)
        if engine == "sqlite":
            with closing(sqlite3.connect(other.removeprefix("sqlite://"))) as connection:
                assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_every_backup_has_a_folder_of_its_own(lived: str, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    await backup(lived, tmp_path / "copy", tmp_path / "none")
    with pytest.raises(TransferError, match="folder of its own"):
        await backup(lived, tmp_path / "copy", tmp_path / "none")


async def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    lived: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "_write_through", full)
    with pytest.raises(OSError, match="No space"):
        await backup(lived, tmp_path / "copy", tmp_path / "none")
    assert not (tmp_path / "copy").exists()


async def test_a_damaged_backup_is_refused_and_the_community_stays(
    lived: str, engine: str, uploads: Path, tmp_path: Path
) -> None:
    before = await lines(lived, tmp_path / "a.jsonl")
    whole = tmp_path / "copy"
    await backup(lived, whole, uploads)
    file = copies.FILES[engine]

    def flipped(folder: Path) -> None:
        raw = bytearray((folder / file).read_bytes())
        raw[len(raw) // 2] ^= 0xFF
        (folder / file).write_bytes(raw)

    def changed(folder: Path, **fields: object) -> None:
        manifest = json.loads((folder / copies.MANIFEST).read_text()) | fields
        (folder / copies.MANIFEST).write_text(json.dumps(manifest))

    other_engine = "postgres" if engine == "sqlite" else "sqlite"
    for number, (damage, sentence) in enumerate((
        (flipped, "damaged"),
        (lambda folder: (folder / file).unlink(), "missing"),
        (lambda folder: (folder / "uploads" / "ab" / "cat.png").unlink(), "missing"),
        (lambda folder: (folder / "more").touch(), "no part of this backup"),
        (lambda folder: (folder / copies.MANIFEST).unlink(), "holds no backup"),
        (lambda folder: (folder / copies.MANIFEST).write_text("{"), "cannot be read"),
        (lambda folder: changed(folder, version=7), "not of a backup"),
        (lambda folder: changed(folder, files=[]), "names no database"),
        (lambda folder: changed(folder, migration=999), "newer Kotae"),
        (lambda folder: changed(folder, engine=other_engine), "damaged"),
    )):
        folder = tmp_path / f"damaged-{number}"
        shutil.copytree(whole, folder)
        damage(folder)
        with pytest.raises(TransferError, match=sentence):
            await restore(lived, folder, tmp_path / "none", replace=True)
    assert await lines(lived, tmp_path / "b.jsonl") == before


async def test_a_backup_of_the_other_engine_points_to_the_export(
    lived: str, engine: str, databases: Databases, tmp_path: Path
) -> None:
    await backup(lived, tmp_path / "copy", tmp_path / "none")
    other = "postgres://nobody@nowhere.invalid/none" if engine == "sqlite" else f"sqlite://{tmp_path / 'other.db'}"
    with pytest.raises(TransferError, match="import kotae"):
        await restore(other, tmp_path / "copy", tmp_path / "none")


async def test_a_dump_that_breaks_off_leaves_the_community_as_it_was(
    lived: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await lines(lived, tmp_path / "a.jsonl")
    await backup(lived, tmp_path / "copy", tmp_path / "none")
    file = tmp_path / "copy" / copies.FILES[engine]
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) * 2 // 3])
    # Even if the checksums had not told.
    monkeypatch.setattr(copies, "_verify", lambda *_: None)
    with pytest.raises(TransferError):
        await restore(lived, tmp_path / "copy", tmp_path / "none", replace=True)
    assert await lines(lived, tmp_path / "b.jsonl") == before


async def test_there_must_be_something_to_copy(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match="no database"):
        await backup(f"sqlite://{tmp_path / 'none.db'}", tmp_path / "copy", tmp_path / "none")
    assert not (tmp_path / "copy").exists()
