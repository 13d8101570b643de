"""Doors are found by the first word of the path, exactly those that would be found by trying them all."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Route, Router

from forum import app
from forum.web.routing import Streets


def door(path: str, method: str = "GET") -> Route:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(path)

    return Route(path, answer, methods=[method])


ROUTES: list[BaseRoute] = [
    door("/"), door("/{name}.atom"), door("/threads"), door("/threads/new"), door("/threads/{id}"),
    door("/threads/{id}", "POST"), door("/users/{name}"), door("/{word}"), door("/assets/{name:path}"),
]  # fmt: skip


def found(routes: list[BaseRoute], method: str, path: str) -> tuple[Match, str, dict[str, str]]:
    """What a router does with a request: how well it matches, which route it takes, and the parameters of the path."""
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    best: tuple[Match, str, dict[str, str]] = (Match.NONE, "", {})
    for route in routes:
        match, more = route.matches(dict(scope))
        chosen = more.get("route", route)
        if match is Match.FULL or (match is Match.PARTIAL and best[0] is Match.NONE):
            best = (match, chosen.path, more["path_params"])
        if match is Match.FULL:
            break
    return best


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["/", "/threads", "/threads/new", "/threads/7", "/threads/7/", "/users/愛子", "/latest.atom", "/assets/js/app.js",
     "/nowhere", "/no/where", "//threads", ""],
)  # fmt: skip
def test_it_finds_what_trying_all_would_find(method: str, path: str) -> None:
    assert found([Streets(ROUTES)], method, path) == found(ROUTES, method, path)


def test_a_door_with_a_word_comes_before_one_with_a_parameter() -> None:
    routes: list[BaseRoute] = [door("/{word}"), door("/threads")]
    assert found([Streets(routes)], "GET", "/threads")[1] == "/threads"
    assert found([Streets(routes)], "GET", "/users")[1] == "/{word}"


def test_every_door_of_the_house_is_found_as_before() -> None:
    routes = app.routes()
    streets: list[BaseRoute] = [Streets(routes)]
    for route in routes:
        assert isinstance(route, Route)
        path = route.path_format.replace("{", "").replace("}", "")
        for method in sorted(route.methods or ()):
            assert found(streets, method, path) == found(routes, method, path)


async def test_it_hands_the_request_over() -> None:
    router, sent = Router(routes=[Streets(ROUTES)]), []

    async def send(message: dict[str, object]) -> None:
        sent.append(message.get("body"))

    scope = {"type": "http", "method": "GET", "path": "/threads/7", "root_path": "", "headers": [], "query_string": b""}
    await router(scope, None, send)  # type: ignore[arg-type]
    assert b"/threads/{id}" in sent
