"""`database.transaction`: all or nothing, one inside another, what runs after it, and who sees what meanwhile."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction as tortoise_transaction

from forum import clock, database
from forum.accounts.models import Group, GroupMember, Person
from forum.database.connection import client
from forum.database.registry import MODELS

pytestmark = pytest.mark.usefixtures("db")


class Oops(Exception):
    pass


async def group(name: str) -> Group:
    return await Group.create(name=name, name_key=name, created_at=clock.now())


async def names() -> set[str]:
    return {row["name"] for row in await database.rows("SELECT name FROM groups")}


async def nothing_is_open() -> bool:
    """No connection of this process holds a transaction open."""
    if database.engine() == "sqlite":
        return not client()._connection._conn.in_transaction and not client()._lock.locked()
    return await database.value(
        "SELECT count(*) = 0 FROM pg_stat_activity"
        " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    )


async def test_it_works() -> None:
    async def work() -> int:
        assert database.in_transaction()
        return (await group("a")).id

    made = await database.transaction(work)
    assert not database.in_transaction()
    assert await database.value("SELECT id FROM groups WHERE name = $1", "a") == made


async def test_an_error_takes_everything_back() -> None:
    async def work() -> None:
        await group("a")
        await group("b")
        raise Oops

    with pytest.raises(Oops):
        await database.transaction(work)
    assert await names() == set()
    assert await nothing_is_open()


async def test_one_inside_another_is_part_of_it() -> None:
    async def inner() -> None:
        await group("inner")

    async def outer() -> None:
        await group("outer")
        await database.transaction(inner)
        raise Oops

    with pytest.raises(Oops):
        await database.transaction(outer)
    assert await names() == set()


async def test_reads_inside_see_what_it_wrote() -> None:
    async def work() -> set[str]:
        await group("a")
        await database.execute("UPDATE groups SET name = $1 WHERE name_key = $2", "A", "a")
        return await names() | {one.name for one in await Group.all()}

    assert await database.transaction(work) == {"A"}


async def test_readers_outside_see_only_what_is_committed() -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await group("a")
        written.set()
        await go_on.wait()

    running = asyncio.create_task(database.transaction(work))
    await written.wait()
    # Neither waits for the transaction, nor looks into it.
    assert await asyncio.wait_for(names(), 1) == set()
    assert await asyncio.wait_for(database.rows_aside("SELECT name FROM groups"), 1) == []
    go_on.set()
    await running
    assert await names() == {"a"}


async def test_hooks_run_after_the_commit_and_only_then() -> None:
    told: list[str] = []

    async def seen() -> None:
        database.after_commit(lambda: told.append("kept"))
        assert told == []

    async def lost() -> None:
        database.after_commit(lambda: told.append("lost"))
        raise Oops

    await database.transaction(seen)
    with pytest.raises(Oops):
        await database.transaction(lost)
    assert told == ["kept"]
    database.after_commit(lambda: told.append("at once"))
    assert told == ["kept", "at once"]


async def test_a_hook_of_an_inner_transaction_waits_for_the_outer_one() -> None:
    told: list[str] = []

    async def inner() -> None:
        database.after_commit(lambda: told.append("inner"))

    async def outer() -> None:
        await database.transaction(inner)
        assert told == []
        await group("a")

    await database.transaction(outer)
    assert told == ["inner"]


async def test_a_hook_that_fails_does_not_deny_the_commit() -> None:
    def fail() -> None:
        raise Oops

    async def work() -> str:
        database.after_commit(fail)
        await group("a")
        return "done"

    assert await database.transaction(work) == "done"
    assert await names() == {"a"}


async def test_tortoises_own_transactions_are_refused(engine: str) -> None:
    if engine == "postgres":
        pytest.skip("the trap is SQLite's lock; the law of bare transactions covers both")
    with pytest.raises(RuntimeError, match=r"forum\.database\.transaction"):
        async with tortoise_transaction("default"):
            raise AssertionError("it opened")
    await group("a")


async def test_a_row_that_a_constraint_refuses_has_one_name() -> None:
    await group("a")
    insert = "INSERT INTO groups (name, name_key, description, created_at) VALUES ('b', 'a', '', $1)"
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: group("a"),
        lambda: database.execute(insert, clock.now()),
        lambda: database.value(f"{insert} RETURNING id", clock.now()),
    ]
    for attempt in tries:
        with pytest.raises(IntegrityError):
            await database.transaction(attempt)
    with pytest.raises(IntegrityError):
        await database.execute(insert, clock.now())
    assert await names() == {"a"}
    assert await nothing_is_open()


async def test_written_rows_are_counted_alike_on_both_engines() -> None:
    insert = "INSERT INTO groups (name, name_key, description, created_at) VALUES ($1, $1, '', $2)"
    assert await database.execute(insert, "a", clock.now()) == 1
    assert await database.execute(f"{insert} ON CONFLICT (name_key) DO NOTHING", "a", clock.now()) == 0
    assert await database.execute(f"  {insert} ON CONFLICT (name_key) DO NOTHING", "b", clock.now()) == 1
    assert await database.execute("UPDATE groups SET description = 'x'") == 2
    assert await database.execute("UPDATE groups SET description = 'x' WHERE id = -1") == 0


async def test_a_cascade_is_not_counted() -> None:
    made = await group("a")
    for name in ("x", "y"):
        person = await Person.create(name=name, name_key=name, display_name=name, created_at=clock.now())
        await GroupMember.create(group=made, person=person, added_at=clock.now())
    assert await database.execute("DELETE FROM groups WHERE id = $1", made.id) == 1
    assert await GroupMember.all().count() == 0


async def test_a_commit_that_fails_leaves_nothing_open(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up fails at COMMIT; the next transaction must not find itself inside the failed one."""
    await group("before")
    if engine == "sqlite":
        connection = client()._connection
        commit = type(connection).commit
        failing = True

        async def once(self: object) -> None:
            nonlocal failing
            if failing:
                failing = False
                raise sqlite3.OperationalError("database or disk is full")
            await commit(self)

        monkeypatch.setattr(type(connection), "commit", once)
    else:
        # PostgreSQL checks a deferred constraint when it commits.
        await database.execute(
            "ALTER TABLE groups ADD CONSTRAINT late UNIQUE (description) DEFERRABLE INITIALLY DEFERRED"
        )

    async def work() -> None:
        await group("a")

    try:
        with pytest.raises(Exception, match=r"full|late"):
            await database.transaction(work)
        assert await nothing_is_open()
        assert await names() == {"before"}
        await database.execute("UPDATE groups SET name = 'after'")
        assert await names() == {"after"}
    finally:
        if engine == "postgres":
            await database.execute("ALTER TABLE groups DROP CONSTRAINT late")


async def test_a_victim_of_a_deadlock_is_run_again(engine: str) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite's transactions take turns from their beginning")
    first, second = await group("a"), await group("b")
    meet = asyncio.Barrier(2)
    runs = 0

    def crossing(one: Group, other: Group) -> Callable[[], Awaitable[None]]:
        met = False

        async def work() -> None:
            nonlocal met, runs
            runs += 1
            await database.execute("UPDATE groups SET description = description || '1' WHERE id = $1", one.id)
            if not met:
                met = True
                await meet.wait()
            await database.execute("UPDATE groups SET description = description || '2' WHERE id = $1", other.id)

        return work

    await asyncio.gather(database.transaction(crossing(first, second)), database.transaction(crossing(second, first)))
    assert runs == 3
    found = await database.rows("SELECT description FROM groups ORDER BY id")
    assert {"".join(sorted(row["description"])) for row in found} == {"12"}


async def test_two_who_lock_a_row_take_turns(engine: str) -> None:
    made = await group("")

    async def append(letter: str) -> None:
        async def work() -> None:
            await database.lock_row("groups", made.id)
            before = await database.value("SELECT description FROM groups WHERE id = $1", made.id)
            await asyncio.sleep(0.002)
            await database.execute("UPDATE groups SET description = $1 WHERE id = $2", before + letter, made.id)

        await database.transaction(work)

    await asyncio.gather(*(append(letter) for letter in "abcdefghij"))
    assert sorted(await database.value("SELECT description FROM groups WHERE id = $1", made.id)) == list("abcdefghij")


async def test_closing_waits_for_what_is_running(db: str, engine: str) -> None:
    started = asyncio.Event()

    async def work() -> None:
        await group("a")
        started.set()
        await asyncio.sleep(0.05)
        await group("b")

    running = asyncio.create_task(database.transaction(work))
    await started.wait()
    running.cancel()
    await database.close()
    if engine == "sqlite":
        found = sqlite3.connect(db.removeprefix("sqlite://")).execute("SELECT name FROM groups").fetchall()
    else:
        connection = await asyncpg.connect(db)
        found = await connection.fetch("SELECT name FROM groups")
        await connection.close()
    assert {row[0] for row in found} == {"a", "b"}


async def test_connecting_twice_is_a_mistake(db: str) -> None:
    with pytest.raises(RuntimeError, match="already"):
        await database.connect(db, [])


async def test_there_is_no_engine_before_connecting() -> None:
    await database.close()
    assert not database.is_connected()
    with pytest.raises(RuntimeError, match="not connected"):
        database.engine()
    await database.close()


async def test_who_is_hurried_waits_for_the_disk_at_the_end(db: str, engine: str) -> None:
    await database.close()
    await database.connect(db, MODELS, pool=2, everywhere=False, hurried=True)
    await group("a")
    if engine == "sqlite":
        assert await client().execute_query_dict("PRAGMA synchronous") == [{"synchronous": 1}]
        log = Path(f"{db.removeprefix('sqlite://')}-wal")
        before = log.stat().st_size
        # Another reader keeps the log from being folded up.
        with closing(sqlite3.connect(db.removeprefix("sqlite://"))) as other:
            other.execute("SELECT name FROM groups").fetchone()
            await database.close()
            assert log.stat().st_size > before, "no commit that waits came last"
            assert other.execute("SELECT name FROM groups").fetchone() == ("a",)
        return
    assert await database.value("SELECT current_setting('synchronous_commit')") == "off"
    written = await database.value("SELECT pg_current_wal_insert_lsn()::text")
    await database.close()
    connection = await asyncpg.connect(db)
    assert await connection.fetchval("SELECT pg_current_wal_flush_lsn() >= $1::text::pg_lsn", written)
    await connection.close()
