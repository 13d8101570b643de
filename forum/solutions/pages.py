"""Doors: accepting, withdrawing, official replies, and the page of top helpers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import abilities
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.solutions import actions, queries
from forum.solutions.forms import Accept, ArticleAnswer, Note
from forum.threads import queries as threads
from forum.threads.views import post_path
from forum.web import answers, ratelimit, reading


async def accept(request: Request) -> Response:
    """POST /threads/ID/solution: this reply solved it."""
    await ratelimit.limit(request, "act")
    thread_id = reading.path_id(request)
    form = Accept.read(await reading.form(request))
    form.check()
    thread, _post = await threads.post_for(request.scope["viewer"], form["post"])
    if thread.id != thread_id:
        raise Invalid(_("That reply stands in another thread."))
    await actions.accept(request.scope["viewer"], form["post"])
    return answers.redirect(request, f"{thread.path}#solution", flash_text=_("Marked as solved."))


async def accept_article(request: Request) -> Response:
    """POST /threads/ID/solution/article: this article solved it."""
    await ratelimit.limit(request, "act")
    form = ArticleAnswer.read(await reading.form(request))
    form.check()
    thread = await actions.answer_by_article(request.scope["viewer"], reading.path_id(request), form["article"])
    return answers.redirect(request, thread.path, flash_text=_("Marked as solved."))


async def withdraw(request: Request) -> Response:
    """POST /threads/ID/solution/remove: it is open again."""
    await ratelimit.limit(request, "act")
    viewer = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    form = Note.read(await reading.form(request))
    form.check()
    await actions.withdraw(viewer, thread.id, form["note"])
    return answers.redirect(request, thread.path, flash_text=_("The thread is open again."))


async def say_solved(request: Request) -> Response:
    """POST /threads/ID/solved: the asker solved it without a reply."""
    await ratelimit.limit(request, "act")
    viewer = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    form = Note.read(await reading.form(request))
    form.check()
    await actions.say_solved(viewer, thread.id, form["note"])
    return answers.redirect(request, thread.path, flash_text=_("Marked as solved. Thank you for telling us."))


async def still_open(request: Request) -> Response:
    """POST /threads/ID/still-open: no reminder until the next reply."""
    await ratelimit.limit(request, "act")
    viewer = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    await actions.still_open(viewer, thread.id)
    return answers.redirect(request, thread.path, flash_text=_("Thank you. It stays open."), kind="info")


async def mark_official(request: Request) -> Response:
    """POST /replies/ID/official: a specialist stands behind it."""
    return await _official(request, True)


async def unmark_official(request: Request) -> Response:
    """POST /replies/ID/official/remove."""
    return await _official(request, False)


async def helpers(request: Request) -> Response:
    """GET /helpers: who helps most, and what reputation opens."""
    period = reading.query(request, "period", "month")
    if period not in queries.PERIODS:
        period = "month"
    return await answers.page(request, "solutions/helpers.html", {
        "helpers": await queries.top_helpers(period),
        "period": period,
        "ladder": sorted(abilities.LADDER.items(), key=lambda step: step[1]),
    })


async def _official(request: Request, official: bool) -> Response:
    await ratelimit.limit(request, "act")
    thread = await actions.mark_official(request.scope["viewer"], reading.path_id(request), official)
    post_id = reading.path_id(request)
    said = _("Marked as the official reply.") if official else _("No longer marked as official.")
    _thread, post = await threads.post_for(request.scope["viewer"], post_id)
    return answers.redirect(request, post_path(thread.id, thread.slug, post.id, post.position), flash_text=said)


routes: list[BaseRoute] = [
    Route("/threads/{id}/solution", accept, methods=["POST"]),
    Route("/threads/{id}/solution/article", accept_article, methods=["POST"]),
    Route("/threads/{id}/solution/remove", withdraw, methods=["POST"]),
    Route("/threads/{id}/solved", say_solved, methods=["POST"]),
    Route("/threads/{id}/still-open", still_open, methods=["POST"]),
    Route("/replies/{id}/official", mark_official, methods=["POST"]),
    Route("/replies/{id}/official/remove", unmark_official, methods=["POST"]),
    Route("/helpers", helpers, methods=["GET"]),
]
