"""Small doors that only tests open: each shows one thing that the web's side does for every door."""

import sqlite3
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.exceptions import OperationalError

from forum import errors
from forum.web import answers, ratelimit, reading

Message = MutableMapping[str, Any]


def _busy() -> Exception:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


def _full() -> Exception:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError(error)


FAULTS: dict[str, Callable[[], BaseException]] = {
    "mistake": lambda: ZeroDivisionError("a secret detail"),
    "bad-sql": lambda: OperationalError(sqlite3.OperationalError("no such column: full")),
    "busy": _busy,
    "full": _full,
    "away": lambda: asyncpg.CannotConnectNowError("starting up"),
    "refused": lambda: ConnectionRefusedError(111, "refused"),
    "gone": lambda: ClientDisconnect(),
    "not-found": lambda: errors.NotFound(),
    "forbidden": lambda: errors.Forbidden("Only <b>owls</b> may do this."),
    "sign-in": lambda: errors.SignInNeeded("Please sign in first."),
    "conflict": lambda: errors.Conflict("Somebody was faster."),
    "too-many": lambda: errors.TooMany("Slowly, please.", 17),
    "locked": lambda: errors.Locked("Locked for a while.", 900),
    "invalid": lambda: errors.Invalid({"title": "Too short."}),
}


async def fail(request: Request) -> Response:
    raise FAULTS[request.path_params["kind"]]()


async def page(request: Request) -> Response:
    context = {"status": 200, "sentence": "x" * 2_000, "request_id": "", "written": "", "back": "", "again": "/"}
    return await answers.page(request, "errors/problem.html", context)


async def form(request: Request) -> Response:
    return answers.json(request, await reading.form_lists(request))


async def last(request: Request) -> Response:
    return answers.json(request, await reading.form(request))


async def by_id(request: Request) -> Response:
    return answers.json(request, reading.path_id(request))


async def query(request: Request) -> Response:
    return answers.json(request, [reading.query(request, "q", "none"), reading.number(request, "page", 1, 1, 50)])


async def limited(request: Request) -> Response:
    await ratelimit.limit(request, request.path_params["kind"])
    return answers.json(request, "done")


async def go(request: Request) -> Response:
    values = await reading.form(request)
    kind = values.get("kind", "success")
    return answers.redirect(request, answers.safe_next(values.get("next")), flash_text=values.get("say", ""), kind=kind)


async def half(request: Request) -> Response:
    raise RuntimeError("never reached")


ROUTES = [
    Route("/probe/fail/{kind}", fail, methods=["GET", "POST"]),
    Route("/probe/page", page),
    Route("/probe/form", form, methods=["POST"]),
    Route("/probe/last", last, methods=["POST"]),
    Route("/probe/id/{id}", by_id),
    Route("/probe/query", query),
    Route("/probe/limited/{kind}", limited, methods=["GET", "POST"]),
    Route("/probe/go", go, methods=["POST"]),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the bare interface."""

    status: int
    headers: dict[str, str]
    body: bytes


async def ask(
    app: Starlette,
    method: str = "GET",
    path: str = "/healthz",
    headers: Sequence[tuple[str, str]] = (("host", "127.0.0.1:8000"),),
    chunks: Sequence[bytes] = (),
    query: str = "",
) -> Answer:
    """A request past any client's good manners: exactly these headers, the body in exactly these pieces."""
    incoming = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    incoming.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Message] = []

    async def receive() -> Message:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    await app(scope, receive, send)
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1, sent
    return Answer(
        starts[0]["status"],
        {name.decode(): value.decode("latin-1") for name, value in starts[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )
