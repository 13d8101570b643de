"""What a door may answer: a page, a fragment of one, a redirect, JSON, a file."""

import gzip
import json as jsonlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from forum import i18n
from forum.web import flash, reading, templates
from forum.web.fragments import Fragments
from forum.web.viewer import Viewer

#: Adds to every page what its frame shows (the bell's count …), for the viewer of the request.
Provider = Callable[[Any], Awaitable[dict[str, Any]]]

#: Pages below this size gain nothing by compression.
_WORTH_PACKING = 1_024


@dataclass
class Frame:
    """What the application hands to its answers: templates, who fills the frame, and the settings they need."""

    environment: Environment
    fragments: Fragments
    secure: bool
    development: bool
    default_time_zone: str
    providers: list[Provider] = field(default_factory=list)


async def page(
    request: Request, template: str, context: dict[str, Any] | None = None, *, status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """A whole page."""
    frame: Frame = request.app.state.frame
    actor: Viewer = request.scope["viewer"]
    filled = frame_context(request)
    for provider in frame.providers:
        filled.update(await provider(actor))
    filled["flashes"] = flash.read(request)
    if context:
        filled.update(context)
    body = frame.environment.get_template(template).render(filled).encode()
    response = packed(request, body, "text/html; charset=utf-8", status, headers)
    if filled["flashes"]:
        response.delete_cookie(flash.COOKIE, path="/")
    return response


def fragment(request: Request, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> Response:
    """A partial rendered alone, for a script that puts it into the page."""
    frame: Frame = request.app.state.frame
    filled = frame_context(request) | (context or {})
    body = frame.environment.get_template(template).render(filled).encode()
    return packed(request, body, "text/html; charset=utf-8", status, {"vary": "accept"})


def partial(request: Request, template: str, values: dict[str, Any]) -> Markup:
    """A partial as text, to be put into a page; `values` include those of `frame_context`, made once for many."""
    frame: Frame = request.app.state.frame
    return Markup(frame.environment.get_template(template).render(values))


def maker(request: Request, template: str, name: str) -> Callable[[Any], Markup]:
    """What renders a partial of one thing after another, which the template calls `name`."""
    frame_values = frame_context(request)
    return lambda thing: partial(request, template, frame_values | {name: thing})


def wants_fragment(request: Request) -> bool:
    """Whether a behaviour, not a whole page load, asks."""
    return request.headers.get("accept", "").startswith("text/fragment")


def redirect(request: Request, path: str, *, flash_text: str = "", kind: str = "success", status: int = 303) -> Response:
    """Go on to a path of this site, saying `flash_text` there."""
    # Characters of other scripts are written as a browser would send them; what is encoded already stays.
    response = Response(status_code=status, headers={"location": quote(path, safe="/:?#[]@!$&'()*+,;=%~-._")})
    if flash_text:
        flash.put(response, kind, flash_text, secure=request.app.state.frame.secure)
    return response


def json(request: Request, data: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Data for a script or a program."""
    body = jsonlib.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return packed(request, body, "application/json", status, headers)


def text(request: Request, body: str, media_type: str, *, headers: dict[str, str] | None = None) -> Response:
    """A text of another kind: a feed, a sitemap, an SVG."""
    return packed(request, body.encode(), media_type, 200, headers)


def safe_next(target: str | None, otherwise: str = "/") -> str:
    """`target` if it is a path of this site, else `otherwise`: a link that another site prepared leads nowhere else."""
    if not target or len(target) > 2_000 or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if any(character < " " or character in "\\\x7f" for character in target):
        return otherwise
    try:
        parts = urlsplit(target)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else target


def packed(request: Request, body: bytes, media_type: str, status: int, headers: dict[str, str] | None) -> Response:
    """The answer, compressed when the browser takes it (level 1: a quarter of level 5's time for 8 % more bytes)."""
    given = dict(headers or {})
    given["vary"] = ", ".join(filter(None, [given.get("vary"), "accept-encoding, cookie, accept-language"]))
    if len(body) > _WORTH_PACKING and reading.takes_gzip(request):
        body = gzip.compress(body, 1, mtime=0)
        given["content-encoding"] = "gzip"
    return Response(body, status, given, media_type)


def frame_context(request: Request) -> dict[str, Any]:
    """What every template may use, beyond what its door gives it."""
    frame: Frame = request.app.state.frame
    actor: Viewer = request.scope["viewer"]
    templates.ZONE.set(actor.time_zone or frame.default_time_zone)
    return {
        "viewer": actor,
        "locale": i18n.current_locale(),
        "time_zone": templates.ZONE.get(),
        "path": request.scope["path"],
        "query": request.scope["query_string"].decode("latin-1"),
        "flashes": [],
        "unread_count": 0,
        "is_dev": frame.development,
    }
