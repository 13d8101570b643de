"""`database.rows` and its kin: one text for both engines, moments that come back as they went, ids that are numbers."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import asyncpg
import pytest
from tortoise.exceptions import DoesNotExist, IntegrityError, OperationalError

from forum import clock, database
from forum.accounts.models import Group, Session
from forum.database.trouble import trouble
from tests.cast import Cast

MOMENTS = [
    datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
    datetime(2026, 3, 3, 9, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 3, 3, 18, 0, tzinfo=timezone(timedelta(hours=9))),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
async def test_moments_come_back_as_they_went(db: str, moment: datetime) -> None:
    """Written by a model or by SQL; read by a model, by SQL in and out of a transaction, or out of an expression."""
    await Group.create(id=1, name="model", name_key="a", created_at=moment)
    await database.execute(
        "INSERT INTO groups (id, name, name_key, description, created_at) VALUES (2, 'sql', 'b', '', $1)", moment
    )

    async def read() -> list[object]:
        found = await database.rows("SELECT created_at, max(created_at) AS last FROM groups GROUP BY id, created_at")
        return [value for row in found for value in (row["created_at"], row["last"])]

    outside, inside, aside = (
        await read(),
        await database.transaction(read),
        await database.rows_aside("SELECT created_at FROM groups"),
    )
    models = [one.created_at for one in await Group.all()]
    for stored in [*outside, *inside, *(row["created_at"] for row in aside), *models]:
        assert database.moment(stored) == moment  # type: ignore[arg-type]
        assert database.moment(stored).utcoffset() is not None  # type: ignore[arg-type,union-attr]
    for equal in ("created_at = $1", "created_at <= $1 AND created_at >= $1"):
        assert await database.value(f"SELECT count(*) FROM groups WHERE {equal}", moment) == 2
    assert await Group.filter(created_at=moment).count() == 2


async def test_moments_are_ordered_by_time(db: str) -> None:
    """Also those without a fraction, and across zones: SQLite compares them as text."""
    start = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    steps = [
        timedelta(0),
        timedelta(microseconds=1),
        timedelta(milliseconds=100),
        timedelta(seconds=1),
        timedelta(hours=1),
    ]
    tokyo = timezone(timedelta(hours=9))
    for number, step in enumerate(steps):
        at = start + step
        await Group.create(
            name=str(number), name_key=str(number), created_at=at.astimezone(tokyo) if number % 2 else at
        )
    found = await database.rows("SELECT name FROM groups ORDER BY created_at")
    assert [row["name"] for row in found] == ["0", "1", "2", "3", "4"]
    assert await database.value("SELECT count(*) FROM groups WHERE created_at > $1", start) == 4


def test_no_moment_is_no_moment() -> None:
    assert database.moment(None) is None
    assert database.moment("2026-03-03 09:00:00") == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("ids", "text"), [([], "NULL"), ([7], "7"), ([1, 2, 3], "1,2,3"), ({5}, "5"), ((True,), "1")])
def test_ids_for_in(ids: list[int], text: str) -> None:
    assert database.id_list(ids) == text


@pytest.mark.parametrize("bad", ["1); DROP TABLE people; --", "x", "1,2"])
def test_only_numbers_are_ids(bad: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        database.id_list([bad])  # type: ignore[list-item]


async def test_an_empty_list_of_ids_matches_nothing(db: str) -> None:
    assert await database.value(f"SELECT count(*) FROM people WHERE id IN ({database.id_list([])})") == 0


async def test_a_parameter_may_be_used_twice(db: str) -> None:
    found = await database.row("SELECT $1 AS one, $2 AS other, $1 AS again", "a", "b")
    assert found is not None
    assert (found["one"], found["other"], found["again"]) == ("a", "b", "a")


async def test_values_of_every_kind(db: str) -> None:
    hostile = "'; DROP TABLE people; -- $1 ?1 \u202e 答え 👍🏽"
    await Group.create(id=2**62, name="a", name_key="a", description=hostile, created_at=clock.now())
    found = await database.row("SELECT id, description FROM groups WHERE id = $1 AND description = $2", 2**62, hostile)
    assert found is not None
    assert (found["id"], found["description"]) == (2**62, hostile)
    assert await database.row("SELECT id FROM groups WHERE id = $1", 1) is None
    assert await database.value("SELECT id FROM groups WHERE id = $1", 1) is None


async def test_readers_cannot_write(db: str, engine: str) -> None:
    if engine == "postgres":
        pytest.skip("PostgreSQL has one pool")
    for read in (database.rows, database.rows_aside):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await read("UPDATE people SET name = 'x'")


async def test_reading_aside_from_many_tasks(db: str) -> None:
    answers = await asyncio.gather(*(database.rows_aside("SELECT $1 AS n", str(number)) for number in range(50)))
    assert [rows[0]["n"] for rows in answers] == [str(number) for number in range(50)]


async def test_statements_are_counted(db: str, cast: Cast) -> None:
    with database.counting() as seen:
        await database.rows("SELECT id FROM people")
        await Session.filter(person_id=cast.aiko.id).count()
        await database.transaction(lambda: Group.create(name="a", name_key="a", created_at=clock.now()))
        await database.transaction(lambda: database.rows("SELECT id FROM groups"))
        await database.rows_aside("SELECT name FROM people")
        await database.execute("UPDATE groups SET name = 'b'")
    assert [text.split()[0] for text in seen] == ["SELECT", "SELECT", "INSERT", "SELECT", "SELECT", "UPDATE"]
    await database.rows("SELECT id FROM people")
    await Group.all()
    assert len(seen) == 6


def _sqlite(code: int, text: str = "x") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_sqlite(sqlite3.SQLITE_BUSY), "away"),
        (_sqlite(sqlite3.SQLITE_IOERR_READ), "away"),
        (_sqlite(sqlite3.SQLITE_FULL), "full"),
        (_sqlite(sqlite3.SQLITE_ERROR, "no such column: x"), ""),
        (OperationalError(_sqlite(sqlite3.SQLITE_FULL)), "full"),
        (OperationalError(_sqlite(sqlite3.SQLITE_ERROR)), ""),
        (asyncpg.DiskFullError("x"), "full"),
        (asyncpg.TooManyConnectionsError("x"), "away"),
        (asyncpg.AdminShutdownError("x"), "away"),
        (asyncpg.CannotConnectNowError("x"), "away"),
        (asyncpg.InterfaceError("connection is closed"), "away"),
        (asyncpg.DeadlockDetectedError("x"), "away"),
        (asyncpg.UndefinedColumnError("x"), ""),
        (ConnectionRefusedError(), "away"),
        (IntegrityError(sqlite3.IntegrityError("x")), ""),
        (DoesNotExist(Group), ""),
        (ValueError("full"), ""),
    ],
    ids=repr,
)
def test_trouble_is_told_from_mistakes(error: Exception, kind: str) -> None:
    assert trouble(error) == kind


async def test_real_trouble_is_told_from_real_mistakes(db: str) -> None:
    for mistake in ("SELECT no_such_column FROM people", "SELEC 1"):
        with pytest.raises(Exception) as caught:
            await database.rows(mistake)
        assert trouble(caught.value) == ""
