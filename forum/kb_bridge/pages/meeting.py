"""Doors: what was shown beside a question solved it, and articles to answer with."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.kb_bridge import composing
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.queries import answers as answering
from forum.threads import queries as threads
from forum.web import answers, ratelimit, reading

DRAFT = "ask"


async def solved(request: Request) -> Response:
    """POST /ask/solved: this article, or this thread, solved it. The rest of the form is left alone."""
    await ratelimit.limit(request, "act")
    values = await reading.form(request)
    kind, _colon, number = values.get("solved", "").partition(":")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound
    carried = values.get("composing", "")
    await meeting.solve(request.scope["viewer"], carried, kind, int(number))
    return answers.redirect(request, f"/ask/solved?asking={carried}")


async def thanks(request: Request) -> Response:
    """GET /ask/solved: thanks, and the way back."""
    viewer: Actor = request.scope["viewer"]
    carried = reading.query(request, "asking")
    if not composing.key_of(carried):
        raise NotFound
    has_draft = not viewer.is_guest and await threads.draft_of(viewer, DRAFT) is not None
    return await answers.page(request, "kb_bridge/solved.html", {"asking": carried, "has_draft": has_draft})


async def not_solved(request: Request) -> Response:
    """POST /ask/solved/remove: it did not, after all."""
    await ratelimit.limit(request, "act")
    await meeting.unsolve((await reading.form(request)).get("composing", ""))
    return answers.redirect(request, "/ask", flash_text=_("Then go on with your question."), kind="info")


async def offers(request: Request) -> Response:
    """GET /threads/ID/articles: articles that fit `q`, to answer with, as a fragment."""
    await ratelimit.limit(request, "search")
    viewer: Actor = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    typed = reading.query(request, "q")[:200]
    found = await answering.offers(viewer, thread, typed)
    return answers.fragment(request, "kb_bridge/_offers.html", {"offers": found, "article_q": typed})


routes: list[BaseRoute] = [
    Route("/ask/solved", solved, methods=["POST"]),
    Route("/ask/solved", thanks, methods=["GET"]),
    Route("/ask/solved/remove", not_solved, methods=["POST"]),
    Route("/threads/{id}/articles", offers, methods=["GET"]),
]
