"""What people read when something is refused or goes wrong: every refusal of the rooms has its page and its status."""

import contextlib
import logging
from collections.abc import Collection
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum import errors
from forum.database.trouble import FULL, trouble
from forum.i18n import gettext as _
from forum.web import answers, reading
from forum.web.limits import TooLarge

logger = logging.getLogger(__name__)

#: Fields of forms in which people write sentences. What stood in them is given back with every refusal.
WORDS = frozenset({
    "title", "subject", "body", "answer", "more", "note", "notes", "words", "text", "description", "comment", "pieces", "bio",
})


async def refused(request: Request, error: Exception) -> Response:
    """A Refusal as a page, a fragment's status, or JSON for programs."""
    match error:
        case errors.SignInNeeded():
            if request.method == "GET" and not answers.wants_fragment(request):
                query = request.scope["query_string"].decode("latin-1")
                here = request.scope["path"] + (f"?{query}" if query else "")
                return answers.redirect(request, f"/sign-in?next={quote(here, safe='')}", flash_text=error.sentence, kind="info")
            status, name = 401, "403"
        case errors.NotFound():
            status, name = 404, "404"
        case errors.Forbidden():
            status, name = 403, "403"
        case errors.Conflict():
            status, name = 409, "problem"
        case errors.TooMany():
            status, name = 429, "429"
        case _:
            status, name = 422, "422"
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, errors.TooMany) else {}
    await _written(request)
    return await show(request, status, name, getattr(error, "sentence", ""), headers)


async def outrun(request: Request, sentence: str, path: str, filled: Collection[str] = ()) -> Response:
    """Others were faster: on to `path`, saying so there; with what was written, if anything was, on a page that leads there.
    The fields `filled` came with the form, and are no reason to stay."""
    await _written(request)
    if not words(request, but=filled):
        return answers.redirect(request, path, flash_text=sentence, kind="warning")
    come_back(request, path)
    return await show(request, 409, "problem", sentence, {})


def come_back(request: Request, path: str) -> None:
    """Let the page of a refusal, should one come, lead to `path`, which its reader may see."""
    request.scope["back"] = path


def words(request: Request, but: Collection[str] = ()) -> str:
    """What people wrote in the form that this request brought, as far as it was read."""
    sent = {name: texts for name, texts in request.scope.get("sent", {}).items() if name not in but}
    # Some fields hold a sentence on one page and a choice from a list on another, or are made by the team.
    texts = [
        text for name, values in sent.items() for text in values
        if name in WORDS or ((name == "reason" or name.startswith("field_")) and (" " in text or not text.isascii()))
    ]
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


async def http_error(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: unknown paths, methods, malformed bodies."""
    assert isinstance(error, HTTPException)
    name = {404: "404", 403: "403", 429: "429"}.get(error.status_code, "problem")
    sentence = {
        400: _("That request could not be read."),
        405: _("This address does not take that kind of request."),
        413: _("That is too large."),
    }.get(error.status_code, "")
    return await show(request, error.status_code, name, sentence, dict(error.headers or {}))


async def database_trouble(request: Request, error: Exception) -> Response:
    """A full disk or a database that does not answer: nothing was written; reading goes on where it can."""
    logger.error("request %s: the database is in trouble: %s", request.scope.get("request_id", ""), error)
    full = trouble(error) == FULL
    sentence = (
        _("There is no room left to save this. Nothing was changed; please tell the operators.") if full
        else _("The database is busy. Nothing was changed; please try again in a moment.")
    )
    return await show(request, 507 if full else 503, "503", sentence, {"retry-after": "5"})


async def crashed(request: Request, error: Exception) -> Response:
    """Our own mistake. The log has it under the request's id, which the page shows."""
    return await show(request, 500, "500", "", {})


async def cross_site(scope: Scope, receive: Receive, send: Send) -> None:
    """A change that another site's page sent."""
    request = Request(scope, receive)
    response = await show(request, 403, "403", _("That came from another site, so it was not carried out."), {})
    await response(scope, receive, send)


async def show(request: Request, status: int, name: str, sentence: str, headers: dict[str, str]) -> Response:
    """The error page called `name`, or its JSON for a program that asks for that."""
    if request.headers.get("accept", "").startswith("application/json"):
        return answers.json(request, {"error": name, "description": sentence}, status=status, headers=headers)
    context: dict[str, Any] = {
        "status": status, "sentence": sentence, "request_id": request.scope.get("request_id", ""),
        "written": words(request), "back": request.scope.get("back", ""), "again": _again(request),
    }
    request.scope.setdefault("viewer", request.app.state.guest)
    template = f"errors/{name}.html"
    # The frame asks the database for the bell; without one the page is shown as to a guest, and if even the frame is
    # what broke, as plain words.
    for viewer in (request.scope["viewer"], request.app.state.guest):
        request.scope["viewer"] = viewer
        try:
            return await answers.page(request, template, context, status=status, headers=headers)
        except Exception as error:
            if not trouble(error):
                logger.exception("the page of error %s could not be shown", status)
    said = sentence or _("Something broke on our side")
    return Response(f"{said}\n{context['request_id']}\n", status, headers, media_type="text/plain")


def _again(request: Request) -> str:
    """The page from which it can be tried again: this one, or for a form the one that had it."""
    if request.method in ("GET", "HEAD"):
        return str(request.scope["path"])
    came_from = urlsplit(request.headers.get("referer", ""))
    here = came_from.path if came_from.netloc == request.url.netloc else ""
    return str(request.scope.get("back") or answers.safe_next(here))


async def _written(request: Request) -> None:
    """Read the form that was refused, where nobody had yet."""
    if request.method == "POST" and "sent" not in request.scope:
        with contextlib.suppress(HTTPException):
            await reading.form_lists(request)


HANDLERS: dict[Any, Any] = {
    errors.Refusal: refused,
    HTTPException: http_error,
}


class Crashes:
    """Answers what the database's trouble or our own mistake broke, inside the layer that adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except TooLarge:
            raise
        except ClientDisconnect:
            # Nobody is there to answer any more; half a form changes nothing.
            return
        except Exception as error:
            away = bool(trouble(error))
            if not away:
                logger.exception("request %s crashed", scope.get("request_id", ""))
            if started:
                raise
            request = Request(scope, receive)
            response = await (database_trouble if away else crashed)(request, error)
            await response(scope, receive, send)
