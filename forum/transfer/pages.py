"""Doors for old addresses: where an imported thread or post stood before leads to where it stands now.

Whoever may not see it gets the same answer as for an address that never was.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.transfer import origins
from forum.web import answers, reading


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
    Route("/questions/{id:int}", question, methods=["GET"]),
    Route("/questions/{id:int}/{slug}", question, methods=["GET"]),
    Route("/questions/{id:int}/{slug}/{post_id:int}", answer, methods=["GET"]),
    Route("/q/{id:int}", question, methods=["GET"]),
    Route("/q/{id:int}/{user:int}", question, methods=["GET"]),
    Route("/a/{post_id:int}", answer, methods=["GET"]),
    Route("/a/{post_id:int}/{user:int}", answer, methods=["GET"]),
    Route("/t/{id:int}", topic, methods=["GET"]),
    Route("/t/{id:int}/{number:int}", topic_post, methods=["GET"]),
    Route("/t/{slug}/{id:int}", topic, methods=["GET"]),
    Route("/t/{slug}/{id:int}/{number:int}", topic_post, methods=["GET"]),
]
