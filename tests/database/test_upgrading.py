"""Upgrading a database that people have written in: nothing may be lost, whatever happens meanwhile."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable

import pytest

from forum.database import migrate
from forum.database.migrate import Migration, MigrationError, Rebuild
from tests.architecture.house import ROOT
from tests.database.histories import creating, growing, slow
from tests.database.shape import ROWS, Shape, applied, execute, fill, prints, run, shape

Prints = dict[str, tuple[int, str]]
UseHistory = Callable[[list[Migration]], None]

TRIGGER = {
    "sqlite": [
        "CREATE TABLE seen (note VARCHAR(20))",
        "CREATE TRIGGER watched AFTER UPDATE OF title ON threads BEGIN INSERT INTO seen VALUES ('title'); END",
    ],
    "postgres": [
        "CREATE FUNCTION see() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
        "CREATE TRIGGER watched AFTER UPDATE ON threads FOR EACH ROW EXECUTE FUNCTION see()",
    ],
}


@pytest.fixture
def old(empty_database_url: str, engine: str) -> str:
    """A database of the first schema, with a trigger and a few rows in every table."""
    run(migrate.apply(empty_database_url, upto=1))
    execute(empty_database_url, TRIGGER[engine])
    fill(empty_database_url, shape(empty_database_url))
    return empty_database_url


@pytest.fixture
def use_history(monkeypatch: pytest.MonkeyPatch) -> UseHistory:
    """Adds made-up migrations after the real ones."""
    real = migrate.history()

    def use(later: list[Migration]) -> None:
        monkeypatch.setattr(migrate, "history", lambda: real + later)

    return use


def written(url: str, of: Shape) -> Prints:
    """What stands in the columns of a shape."""
    return prints(url, {name: list(table.columns) for name, table in of.items()})


def test_every_table_is_filled(old: str) -> None:
    found = written(old, shape(old))
    # The system's own row stands beside them.
    assert {name: count - (name == "people") for name, (count, _) in found.items()} == dict.fromkeys(found, ROWS)
    assert len(found) > 20


def test_every_row_index_and_constraint_is_in_place(old: str, use_history: UseHistory) -> None:
    run(migrate.apply(old))
    before = shape(old)
    rows = written(old, before)
    use_history(growing(old))
    assert [one.number for one in run(migrate.apply(old))] == [9001, 9002, 9003]
    assert written(old, before) == rows

    after = shape(old)
    assert after["people"].columns.pop("pronouns")[1]
    assert "edited_at, id" in after["posts"].indexes.pop("idx_posts_edited")
    assert "400" in after["threads"].columns["title"][0]
    after["threads"].columns["title"] = before["threads"].columns["title"]
    assert after == before
    assert before["threads"].triggers


def test_the_real_history_keeps_what_was_written(old: str) -> None:
    """From the first schema to the present one: what both have is untouched."""
    before = shape(old)
    rows = written(old, before)
    run(migrate.apply(old))
    after = shape(old)
    both = {
        name: [c for c in table.columns if c in after[name].columns] for name, table in before.items() if name in after
    }
    whole = {name for name in both if len(both[name]) == len(before[name].columns)}
    found = prints(old, both)
    assert {name: found[name] for name in whole} == {name: rows[name] for name in whole}
    assert {name: count for name, (count, _) in found.items()} == {name: rows[name][0] for name in found}


def test_any_table_can_be_rebuilt(old: str, engine: str, use_history: UseHistory) -> None:
    """Also those that refer to themselves, and those that every other refers to."""
    if engine == "postgres":
        pytest.skip("PostgreSQL alters tables in place")
    names = sorted(shape(old))
    run(migrate.apply(old))
    before = {name: table for name, table in shape(old).items() if name in names}
    rows = written(old, before)
    rebuilding = [Rebuild(name, creating(old, name)) for name in names]
    use_history([Migration(9001 + number, "again", (step,), ()) for number, step in enumerate(rebuilding)])
    run(migrate.apply(old))
    assert written(old, before) == rows
    after = shape(old)
    for name in before:
        assert after[name] == before[name]
    # The keys go on counting where they were, and the cascades still work.
    execute(old, ["PRAGMA foreign_keys=ON", "UPDATE threads SET title = 'x' WHERE id = 101"])
    assert prints(old, {"seen": ["note"]})["seen"][0] == ROWS + 1


def test_a_rebuilt_table_takes_other_columns(old: str, engine: str, use_history: UseHistory) -> None:
    if engine == "postgres":
        pytest.skip("PostgreSQL alters tables in place")
    made = (
        creating(old, "groups").replace('"description"', '"about"').replace('"name" VARCHAR(60)', '"name" VARCHAR(99)')
    )
    filled = (("about", "description || '!'"), ("name", "upper(name)"))
    use_history([Migration(9001, "about", (Rebuild("groups", made, filled),), ())])
    before = prints(old, {"group_members": ["group_id", "person_id"]})
    run(migrate.apply(old))
    assert "about" in shape(old)["groups"].columns
    assert prints(old, {"group_members": ["group_id", "person_id"]}) == before
    assert prints(old, {"groups": ["about"]})["groups"][0] == ROWS


BAD_STEP = "UPDATE people SET no_such_column = 1"


def failing(old: str, engine: str) -> dict[str, tuple[str | Rebuild, ...]]:
    """Migrations that cannot end well, by what goes wrong."""
    found: dict[str, tuple[str | Rebuild, ...]] = {
        "a bad statement": ("DELETE FROM bookmarks", "DROP TABLE watches", BAD_STEP),
        "rows without what they refer to": ("DELETE FROM bookmarks", "DELETE FROM people WHERE id > 100"),
        "a value that is not there": ("UPDATE people SET bio = 'x'", "UPDATE people SET name = NULL"),
    }
    if engine == "sqlite":
        threads = creating(old, "threads")
        strict = creating(old, "people").replace('"bio" TEXT', '"bio" TEXT CHECK (0)')
        untitled = threads.replace('"title" VARCHAR(200) NOT NULL,', "")
        found |= {
            "an error after a rebuild": (Rebuild("threads", threads), BAD_STEP),
            "a rebuild that refuses rows": (Rebuild("people", strict),),
            "a rebuild that an index does not fit": (Rebuild("threads", untitled), "CREATE INDEX i ON threads (title)"),
            "a rebuild of what is not there": (Rebuild("hats", "CREATE TABLE hats (id INT)"),),
        }
    return found


def test_a_migration_that_fails_leaves_everything_as_it_was(old: str, engine: str, use_history: UseHistory) -> None:
    run(migrate.apply(old))
    before, ledger = shape(old), applied(old)
    rows = written(old, before)
    for what, steps in failing(old, engine).items():
        use_history([Migration(9001, "bad", steps, steps)])  # type: ignore[arg-type]
        with pytest.raises(MigrationError, match="9001"):
            run(migrate.apply(old))
        assert shape(old) == before, what
        assert written(old, before) == rows, what
        assert applied(old) == ledger, what
        assert run(migrate.pending(old))[-1].number == 9001
    use_history(growing(old))
    assert len(run(migrate.apply(old))) == 3


def test_what_came_before_a_failure_stays(old: str, use_history: UseHistory) -> None:
    good = growing(old)[1]
    bad = Migration(9003, "bad", (BAD_STEP,), (BAD_STEP,))
    use_history([good, bad])
    with pytest.raises(MigrationError, match="9003 "):
        run(migrate.apply(old))
    assert applied(old)[-1] == 9002
    assert "pronouns" in shape(old)["people"].columns


async def start(url: str, name: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.database.histories",
        url,
        name,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=PIPE,
        stderr=STDOUT,
    )


def test_killed_in_the_middle_the_next_run_finishes(old: str, use_history: UseHistory) -> None:
    run(migrate.apply(old))

    async def kill_in_the_middle() -> None:
        process = await start(old, "slow")
        assert process.stdout is not None
        assert (await asyncio.wait_for(process.stdout.readline(), 30)).strip() == b"9001"
        await asyncio.sleep(0.5)
        assert process.returncode is None
        process.kill()
        await process.wait()

    before = shape(old)
    rows = written(old, before)
    run(kill_in_the_middle())
    assert applied(old)[-1] == 9001
    assert written(old, before) == rows
    assert prints(old, {"people": ["pronouns"]})["people"] != (0, "")

    if old.startswith("postgres"):
        # The server notices a client that died only when it next speaks to it; a supervisor's restart meets that lock.
        execute(
            old,
            [
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ],
        )
    use_history(slow(old, hanging=False))
    assert [one.number for one in run(migrate.apply(old))] == [9002]
    after = shape(old)
    after["people"].columns.pop("pronouns")
    assert after == before
    assert written(old, before) == rows


def test_two_who_migrate_at_once_apply_each_once(empty_database_url: str) -> None:
    async def both() -> list[tuple[int | None, bytes]]:
        processes = [await start(empty_database_url, "real") for _ in range(3)]
        said = await asyncio.gather(*(process.communicate() for process in processes))
        return [(process.returncode, out) for process, (out, _) in zip(processes, said, strict=True)]

    ended = run(both())
    assert [code for code, _ in ended] == [0, 0, 0], ended
    numbers = [int(line) for _, out in ended for line in out.split()]
    assert sorted(numbers) == [one.number for one in migrate.history()] == applied(empty_database_url)
