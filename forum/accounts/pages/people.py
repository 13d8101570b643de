"""People as others see them: profiles, drawn pictures, completing a name, and the language pages are read in."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import actions, avatars, queries
from forum.accounts.actor import Actor
from forum.threads import queries as threads
from forum.web import answers, pagination, ratelimit, reading

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
    kind = reading.query(request, "show", "all")
    kind = kind if kind in threads.KINDS else "all"
    before = pagination.unpack(reading.query(request, "older"), 2)
    posts, older = await threads.posts_by(viewer, person.id, kind=kind, older_than=before)
    return await answers.page(request, "accounts/show.html", {
        "person": person, "show": kind, "posts": posts, "is_first": before is None,
        "older_url": f"{person.path}?show={kind}&older={pagination.pack(*older)}" if older else None,
    })


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
