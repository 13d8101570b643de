"""Doors for old addresses: where an imported thread or post stood before leads to where it stands now.

Whoever may not see it gets the same answer as for an address that never was.
"""

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.transfer import origins
from forum.web import answers, reading


class Digits(Convertor[str]):
    """As many digits as an id may have. Starlette's own `int` reads thousands of them, which Python refuses to."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("digits", Digits())


async def question(request: Request) -> Response:
    """GET /questions/ID/SLUG and /q/ID of a Stack Exchange site."""
    return await _to(request, "stackexchange", "thread", str(reading.path_id(request)))


async def answer(request: Request) -> Response:
    """GET /a/ID, and /questions/ID/SLUG/ANSWER."""
    return await _to(request, "stackexchange", "post", str(reading.path_id(request, "post_id")))


async def topic(request: Request) -> Response:
    """GET /t/ID and /t/SLUG/ID of a Discourse forum."""
    return await _to(request, "discourse", "thread", str(reading.path_id(request)))


async def topic_post(request: Request) -> Response:
    """GET /t/SLUG/ID/NUMBER: a post by its number in its topic."""
    number = f"{reading.path_id(request)}/{reading.path_id(request, 'number')}"
    return await _to(request, "discourse", "number", number)


async def _to(request: Request, forum: str, kind: str, outside_id: str) -> Response:
    viewer: Actor = request.scope["viewer"]
    return answers.redirect(request, await origins.path_of(viewer, forum, kind, outside_id), status=301)


routes: list[BaseRoute] = [
    Route("/questions/{id:digits}", question, methods=["GET"]),
    Route("/questions/{id:digits}/{slug}", question, methods=["GET"]),
    Route("/questions/{id:digits}/{slug}/{post_id:digits}", answer, methods=["GET"]),
    Route("/q/{id:digits}", question, methods=["GET"]),
    Route("/q/{id:digits}/{user:digits}", question, methods=["GET"]),
    Route("/a/{post_id:digits}", answer, methods=["GET"]),
    Route("/a/{post_id:digits}/{user:digits}", answer, methods=["GET"]),
    Route("/t/{id:digits}", topic, methods=["GET"]),
    Route("/t/{id:digits}/{number:digits}", topic_post, methods=["GET"]),
    Route("/t/{slug}/{id:digits}", topic, methods=["GET"]),
    Route("/t/{slug}/{id:digits}/{number:digits}", topic_post, methods=["GET"]),
]
