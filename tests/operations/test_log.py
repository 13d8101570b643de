"""The log: lines that a machine can read, a request's id on each, and not a word of what anybody typed."""

import asyncio
import io
import json
import logging
import logging.config
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator

import asyncpg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.exceptions import IntegrityError, OperationalError

from forum import database
from forum.web.logging import REQUEST_ID, configuration, told, trace
from tests.visits import Visitor, visit
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]
SECRET = "kanariefugl"


class Log(io.StringIO):
    """What was written to the log."""

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def write_log() -> Iterator[Callable[..., Log]]:
    """Puts the log's configuration in force and gives what is written."""
    changed = [None, *configuration("json", "info")["loggers"]]
    before = {name: (one.level, one.handlers[:], one.propagate) for name in changed if (one := logging.getLogger(name))}

    def begin(form: str = "json", level: str = "info", *, whole: bool = False) -> Log:
        log = Log()
        plan = configuration(form, level, whole=whole)
        plan["handlers"]["stderr"]["stream"] = log
        logging.config.dictConfig(plan)
        return log

    yield begin
    for name, (level, handlers, propagate) in before.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.handlers[:] = handlers
        logger.propagate = propagate


def failing(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as raised:
        return raised


async def test_each_request_is_one_line(app: Starlette, visitor: MakeVisitor, write_log: Callable[..., Log]) -> None:
    log = write_log()
    page = await (await visitor()).get(f"/users/{SECRET}?q={SECRET}")
    (line,) = log.lines
    assert line["request"] == page.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/users/{name}", 404)
    assert isinstance(line["ms"], float)
    assert (line["level"], line["logger"]) == ("info", "forum.requests")
    assert str(line["time"]).endswith("Z")
    assert REQUEST_ID.get() == ""


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/threads/7/some-words", "/threads/{id}/{slug}", 404),
        ("DELETE", "/threads/7/some-words", "/threads/{id}/{slug}", 405),
        ("GET", "/nothing/here", "(none)", 404),
        ("GET", "/assets/nothing.css", "/assets/{name:path}", 404),
    ],
)
async def test_addresses_are_told_by_their_pattern(
    visitor: MakeVisitor, write_log: Callable[..., Log], method: str, path: str, route: str, status: int
) -> None:
    log = write_log()
    await (await visitor()).send(method, path)
    assert [(line["route"], line["status"]) for line in log.lines] == [(route, status)]


async def test_probes_are_told_only_when_something_is_wrong(
    visitor: MakeVisitor, write_log: Callable[..., Log]
) -> None:
    log = write_log()
    guest = await visitor()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert (await guest.get(path)).status == 200
    assert log.lines == []
    await database.execute("DELETE FROM schema_migrations")
    guest.client._transport.app.state.schema._looked_at = float("-inf")  # type: ignore[attr-defined]
    assert (await guest.get("/readyz")).status == 503
    assert [line["status"] for line in log.lines] == [503]


async def test_whatever_is_written_while_a_request_is_served_carries_its_id(
    app: Starlette, visitor: MakeVisitor, write_log: Callable[..., Log]
) -> None:
    async def door(request: Request) -> Response:
        async def deep() -> None:
            logging.getLogger("forum.somewhere").warning("from a task of its own")

        await asyncio.create_task(deep())
        await asyncio.to_thread(logging.getLogger("elsewhere").warning, "from a thread")
        raise KeyError(SECRET)

    app.router.routes.append(Route("/probe", door))
    log = write_log()
    page = await (await visitor()).get("/probe")
    assert page.status == 500
    assert len(log.lines) == 4
    assert {line["request"] for line in log.lines} == {page.headers["x-request-id"]}
    crash = next(str(line["error"]) for line in log.lines if "error" in line)
    assert "Traceback" in crash
    assert "in door" in crash
    assert crash.endswith("KeyError")
    assert SECRET not in log.getvalue().replace("raise KeyError(SECRET)", "")


def test_text_is_for_people_and_stays_one_line(write_log: Callable[..., Log]) -> None:
    log = write_log("text")
    logging.getLogger("forum.x").info("a\nforged line")
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError:
        logging.getLogger("forum.x").exception("it broke")
    first, second, *rest = log.getvalue().splitlines()
    assert first.endswith("INFO    a\\nforged line")
    assert second.endswith("ERROR   it broke")
    assert rest[-1] == "  ZeroDivisionError: division by zero"
    assert all(line.startswith("  ") for line in rest)


def test_the_level_is_ours_and_others_keep_theirs(write_log: Callable[..., Log]) -> None:
    log = write_log(level="debug")
    for name in ("forum.x", "uvicorn.error", "tortoise.db_client", "httpx", "asyncio"):
        logging.getLogger(name).debug("said by %s", name)
    assert [line["logger"] for line in log.lines] == ["forum.x", "uvicorn.error"]
    quiet = write_log(level="error")
    logging.getLogger("forum.x").warning("not now")
    assert quiet.lines == []


def test_auto_is_json_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal, lines in ((True, "TextLines"), (False, "JsonLines")):
        monkeypatch.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal, raising=False)
        assert configuration("auto", "info")["formatters"]["lines"]["()"].endswith(lines)


def _from_sqlite(sql: str, *params: object) -> sqlite3.Error:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE people (name TEXT UNIQUE)")
    connection.execute("INSERT INTO people VALUES (?)", (SECRET,))
    try:
        connection.execute(sql, params)
    except sqlite3.Error as error:
        return error
    finally:
        connection.close()
    raise AssertionError("it went well")


def _from_postgres() -> asyncpg.PostgresError:
    error = asyncpg.UniqueViolationError(f"duplicate key {SECRET}")
    error.detail = f"Key (email_key)=({SECRET}) already exists."
    error.constraint_name, error.table_name = "uid_people_email", "people"
    return error


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda: ValueError(f"cannot read {SECRET}"), "ValueError"),
        (lambda: KeyError(SECRET), "KeyError"),
        (lambda: UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET), "UnicodeDecodeError"),
        (lambda: FileNotFoundError(2, "x", f"/{SECRET}"), "FileNotFoundError No such file or directory"),
        (lambda: ConnectionRefusedError(f"{SECRET} said no"), "ConnectionRefusedError"),
        (lambda: AttributeError("'NoneType' object has no attribute 'id'"),
         "AttributeError: 'NoneType' object has no attribute 'id'"),
        (lambda: _from_sqlite("INSERT INTO people VALUES (?)", SECRET),
         "IntegrityError SQLITE_CONSTRAINT_UNIQUE UNIQUE constraint failed: people.name"),
        (lambda: _from_sqlite(f"SELECT {SECRET} FROM people"), "OperationalError SQLITE_ERROR"),
        (_from_postgres, "UniqueViolationError 23505 people uid_people_email"),
        (lambda: asyncpg.DataError(f"invalid input for query argument $1: '{SECRET}'"), "DataError 22000"),
        (lambda: IntegrityError(_from_postgres()),
         "IntegrityError of UniqueViolationError 23505 people uid_people_email"),
        (lambda: OperationalError(SECRET), "OperationalError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_errors_are_told_without_values(
    make: Callable[[], BaseException], line: str, write_log: Callable[..., Log]
) -> None:
    error = make()
    assert told(error) == line
    log = write_log()
    logger = logging.getLogger("forum.x")
    logger.warning("it went wrong: %s", error)
    logger.error(error)
    logger.error("it broke", exc_info=failing(error))
    logger.error("twice", exc_info=failing(ExceptionGroup("many", [failing(error)])))
    caused = RuntimeError("while saving")
    caused.__cause__ = error
    caused.add_note(SECRET)
    logger.error("because", exc_info=failing(caused))
    assert len(log.lines) == 5
    # The lines of this file are shown with the traceback; the values they stand for are not.
    assert SECRET not in log.getvalue()


def test_what_caused_an_error_is_told_once() -> None:
    first, second = ValueError("a"), RuntimeError("b")
    first.__cause__, second.__cause__ = second, first
    assert trace(first).splitlines()[-1] == "RuntimeError: b"


async def test_a_task_that_nobody_waited_for_tells_no_values(write_log: Callable[..., Log]) -> None:
    log = write_log()

    async def forgotten() -> None:
        raise ValueError(f"cannot read {SECRET.upper()}")

    task = asyncio.create_task(forgotten())
    await asyncio.sleep(0)
    asyncio.get_running_loop().default_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    )
    assert [line["message"] for line in log.lines] == ["Task exception was never retrieved"]
    assert SECRET.upper() not in log.getvalue()


def test_development_hides_nothing_from_the_developer(write_log: Callable[..., Log]) -> None:
    log = write_log(whole=True)
    logging.getLogger("forum.x").error("it broke: %s", KeyError("k"), exc_info=failing(KeyError("title")))
    assert "KeyError: 'title'" in str(log.lines[0]["error"])


CANARIES = {
    "name": "zqnameqz", "email": "zqmailqz", "display": "ZqDisplayQz", "password": "zqPassWord-99-qz",
    "title": "zqtitleqz", "body": "zqbodyqz", "search": "zqsearchqz", "agent": "zqagentqz", "path": "zqpathqz",
    "token": "zqtokenqz",
}


async def test_a_whole_visit_leaves_nobodys_words_in_the_log(
    app: Starlette, visitor: MakeVisitor, world: World, write_log: Callable[..., Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signing up, in, asking, replying, searching, failing in every way: the log knows patterns and ids."""
    thread = await world.a_thread()
    log = write_log(level="debug")
    c = CANARIES
    guest = await visit(app, user_agent=f"Mozilla/5.0 {c['agent']}")
    joined = {
        "name": c["name"], "display_name": c["display"], "password": c["password"],
        "email": f"{c['email']}@example.com",
    }
    assert (await guest.post("/sign-up", joined)).status == 303
    await guest.post("/sign-up", joined)
    await guest.post("/sign-in", {"name": c["name"], "password": c["password"]})
    await guest.post("/sign-in", {"name": c["name"], "password": "wrong " + c["password"]})
    await guest.get(f"/reset/password?token={c['token']}")
    await guest.get(f"/search?q={c['search']}")
    await guest.get(f"/{c['path']}/{c['path']}?x={c['path']}")
    await guest.send("POST", "/sign-in", content=c["body"].encode(), headers={"content-type": "multipart/form-data"})
    await guest.client.aclose()
    ben = await visitor("ben")
    replied = await ben.post(f"/threads/{thread.thread_id}/replies", {"body": f"{c['body']} @{c['name']}", "seen": "0"})
    assert replied.status == 303
    await ben.post(f"/threads/{thread.thread_id}/replies", {"body": "x", "seen": c["body"]})
    asking = {"type": "question", "category": "1", "title": c["title"], "body": c["body"], "tags": c["title"]}
    await ben.post("/threads", asking)
    await ben.get(f"/users/{c['name']}")
    await world.settle()

    async def broken(*_: object, **__: object) -> None:
        raise IntegrityError(_from_postgres())

    # A listener, a door and a query of the database that break with a value in their hands.
    monkeypatch.setattr("forum.threads.actions.replying.write", broken)
    assert (await ben.post(f"/threads/{thread.thread_id}/replies", {"body": c["body"]})).status == 500
    with pytest.raises(Exception, match=r".") as raised:
        await database.execute("INSERT INTO people (id, nothing) VALUES ($1, $2)", 1, c["email"])
    logging.getLogger("forum.threads").error("it broke", exc_info=raised.value)
    text = log.getvalue()
    assert len(log.lines) > 12
    assert {line["status"] for line in log.lines if "route" in line} >= {200, 303, 404, 422, 500}
    leaked = [what for what, word in CANARIES.items() if word.lower() in text.lower()]
    assert leaked == [] and SECRET not in text, text[:5_000]
    for private in ("example.com", "127.0.0.1", "Mozilla", "@"):
        assert private not in text
