"""People as others see them: profiles, drawn pictures, completing a name, and the language pages are read in."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import actions, avatars, queries
from forum.accounts.actor import Actor
from forum.accounts.views import PersonView
from forum.web import answers, ratelimit, reading

_YEAR = 365 * 86_400
#: A drawn picture changes only with its name: browsers may keep it a day and then ask whether it still is the same.
_PICTURE_LIVES = "public, max-age=86400"


async def profile(request: Request) -> Response:
    """A person's page. Another spelling of their name leads to the one they use."""
    viewer: Actor = request.scope["viewer"]
    name = request.path_params["name"]
    person = await queries.person_named(viewer, name)
    if name != person.name:
        return answers.redirect(request, person.path, status=301)
    context = {"person": person, "joined": await activity(viewer, person)}
    return await answers.page(request, "accounts/show.html", context)


async def activity(viewer: Actor, person: PersonView) -> dict[str, Any]:
    """What the flats above know of a person, for their page, as this viewer may see it.

    `threads` and `answers`: rows for components/threads.html; `figures`: label and value. Each flat adds a PART.
    """
    found: dict[str, Any] = {"threads": [], "answers": [], "figures": []}
    for part in PARTS:
        found.update(await part(viewer, person.id))
    return found


#: Queries of the flats above that fill a person's page: (viewer, person's id) → some of `activity`'s keys.
PARTS: list[Callable[[Actor, int], Awaitable[dict[str, Any]]]] = []


async def avatar(request: Request) -> Response:
    """A person's picture as a file, for places that cannot draw it themselves."""
    name, display_name = await queries.picture_named(request.path_params["name"])
    body = avatars.drawn(name, display_name)
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
    headers = {
        "cache-control": _PICTURE_LIVES, "etag": etag, "content-security-policy": "default-src 'none'; sandbox",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="image/svg+xml")


async def suggest(request: Request) -> Response:
    """People whose name begins with ?q=, for completing a mention."""
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        # A script asks: a sign-in page would be no answer.
        return answers.json(request, [], status=401)
    await ratelimit.limit(request, "search")
    return answers.json(request, await queries.suggest(viewer, reading.query(request, "q")[:60]))


async def choose_language(request: Request) -> Response:
    """The language in which this browser, and whoever is signed in with it, reads the pages."""
    sent = await reading.form(request)
    language = sent.get("locale", "")
    await actions.set_language(request.scope["viewer"], language)
    response = answers.redirect(request, answers.safe_next(sent.get("next")))
    secure = request.app.state.frame.secure
    response.set_cookie("language", language, max_age=_YEAR, samesite="lax", secure=secure, path="/", httponly=True)
    return response


routes: list[BaseRoute] = [
    Route("/users/suggest", suggest, methods=["GET"]),
    Route("/users/{name}", profile, methods=["GET"]),
    Route("/users/{name}/avatar.svg", avatar, methods=["GET"]),
    Route("/language", choose_language, methods=["POST"]),
]
