"""/readyz: cheap to ask, quick to say no, and silent about everything else; `serve` waits for its database."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from starlette.applications import Starlette

from forum import app as roof
from forum import database, start
from forum.database import migrate
from tests.visits import Visitor

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def test_the_schema_is_looked_at_once_in_a_while(
    app: Starlette, visitor: MakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    real = migrate.pending

    async def counted(url: str) -> list[migrate.Migration]:
        looked.append(url)
        return await real(url)

    monkeypatch.setattr(migrate, "pending", counted)
    guest = await visitor()
    for _ in range(5):
        with database.counting() as statements:
            assert (await guest.get("/readyz")).html == "ready"
        assert len(statements) == 1
    assert len(looked) == 1
    monkeypatch.setattr(roof, "READY_SECONDS", 0.0)
    await guest.get("/readyz")
    assert len(looked) == 2


async def test_a_schema_that_is_behind_is_looked_at_again(
    visitor: MakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [[object()], [object()], []]

    async def pending(url: str) -> list[object]:
        return answers.pop(0)

    monkeypatch.setattr(migrate, "pending", pending)
    guest = await visitor()
    assert [(await guest.get("/readyz")).status for _ in range(4)] == [503, 503, 200, 200]


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("db.internal:5432"), asyncpg.CannotConnectNowError("starting up as zqsecretqz")]
)
async def test_it_says_no_without_details(
    visitor: MakeVisitor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def away(*_: object) -> None:
        raise error

    monkeypatch.setattr(database, "value", away)
    page = await (await visitor()).get("/readyz")
    assert (page.status, page.html) == (503, "The database does not answer.")
    assert page.headers["cache-control"] == "no-store"


async def test_a_database_that_hangs_is_not_waited_for(visitor: MakeVisitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hanging(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(database, "value", hanging)
    monkeypatch.setattr(roof, "READY_PATIENCE", 0.05)
    assert (await (await visitor()).get("/readyz")).status == 503


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(111, "Connect call failed"),
        OSError("Multiple exceptions"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    ],
)
async def test_serve_waits_for_a_database_that_is_starting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    answers: list[Exception | None] = [error, error, None]

    async def pending(url: str) -> list[migrate.Migration]:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return []

    monkeypatch.setattr(migrate, "pending", pending)
    assert await start._pending("postgres://db/kotae") == []
    assert capsys.readouterr().out.count("waiting for it") == 1


@pytest.mark.parametrize(
    "error", [asyncpg.InvalidPasswordError("no"), asyncpg.InvalidCatalogNameError("no such name"), ValueError("url")]
)
async def test_serve_does_not_wait_for_what_never_comes(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def pending(url: str) -> list[migrate.Migration]:
        raise error

    monkeypatch.setattr(migrate, "pending", pending)
    with pytest.raises(type(error)):
        await start._pending("postgres://db/kotae")


async def test_serve_gives_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def pending(url: str) -> list[migrate.Migration]:
        raise ConnectionRefusedError

    monkeypatch.setattr(migrate, "pending", pending)
    monkeypatch.setattr(start, "DATABASE_PATIENCE", 0.3)
    with pytest.raises(ConnectionRefusedError):
        await start._pending("postgres://db/kotae")
