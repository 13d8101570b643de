"""Doors: an article from a thread or from a cluster in one click, wishes, and calling sources answered."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.duplicates.queries.board import visible_cluster
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.kb_bridge import policy
from forum.kb_bridge.actions import answering, promoting, proposing
from forum.kb_bridge.actions.promoting import Promoted
from forum.kb_bridge.forms import Promotion
from forum.kb_bridge.pages.sections import section_choices
from forum.threads import queries as threads
from forum.threads.views import ThreadView
from forum.web import admin, answers, ratelimit, reading


async def promote_thread(request: Request) -> Response:
    """POST /threads/ID/article: the draft of an article from a solved thread."""
    viewer: Actor = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    return await promote(
        request, thread, request.url.path, lambda form: promoting.promote_thread(viewer, thread.id, form)
    )


async def promote_cluster(request: Request) -> Response:
    """POST /desk/recurring/ID/article: the draft of an article from a question that keeps coming back."""
    viewer: Actor = request.scope["viewer"]
    policy.may_promote(viewer).require()
    line, _members = await visible_cluster(viewer, reading.path_id(request))
    thread = await threads.visible_thread(viewer, line.hub.id)
    return await promote(
        request, thread, request.url.path, lambda form: promoting.promote_cluster(viewer, thread.id, form)
    )


async def promote(
    request: Request, thread: ThreadView, address: str, begin: Callable[[Promotion], Awaitable[Promoted]]
) -> Response:
    """Begin an article and go on to its editor; where something has to be chosen first, ask for it."""
    viewer: Actor = request.scope["viewer"]
    policy.may_promote(viewer).require()
    await ratelimit.limit(request, "act")
    form = read_promotion(await reading.form(request))
    try:
        made = await begin(form)
    except Invalid as error:
        form.refuse(error)
        context = {
            "thread": thread, "address": address, "form": form,
            "sections": [("", _("Please choose")), *await section_choices(viewer)],
        }
        return await answers.page(
            request, "kb_bridge/promote.html", admin.admin_context(request) | context, status=422
        )
    return arrived(request, made)


def arrived(request: Request, made: Promoted) -> Response:
    """On to the article that a promotion led to."""
    home = f"/desk/articles/{made.article_id}"
    if not made.is_new:
        return answers.redirect(request, home, flash_text=_("There is an article about this already."), kind="info")
    said = _("The draft is there. What is marked with a pencil is for you to fill in.")
    return answers.redirect(request, f"{home}/{made.lang}/edit", flash_text=said)


def read_promotion(values: dict[str, str]) -> Promotion:
    """The form with the threads that were ticked, each of which has a name of its own."""
    ticked = [name.removeprefix("thread-") for name in values if name.startswith("thread-")]
    return Promotion.read({"threads": ",".join(ticked), **values})


async def wish(request: Request) -> Response:
    """POST /threads/ID/article-wish: it deserves an article."""
    return await _wish(request, True)


async def withdraw_wish(request: Request) -> Response:
    """POST /threads/ID/article-wish/remove: it does not, after all."""
    return await _wish(request, False)


async def answer_sources(request: Request) -> Response:
    """POST /desk/articles/ID/answers: the threads it came from that are open are answered by it."""
    viewer: Actor = request.scope["viewer"]
    await ratelimit.limit(request, "act")
    article_id = reading.path_id(request)
    done, left = await answering.answer_sources(viewer, article_id)
    said = ngettext("%(num)s thread is answered by it now.", "%(num)s threads are answered by it now.", done)
    if left:
        said += " " + ngettext(
            "%(num)s stays open, since not everybody there may read the article.",
            "%(num)s stay open, since not everybody there may read the article.", left,
        )
    return answers.redirect(request, f"/desk/articles/{article_id}", flash_text=said)


async def _wish(request: Request, wished: bool) -> Response:
    viewer: Actor = request.scope["viewer"]
    await ratelimit.limit(request, "act")
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    await proposing.wish(viewer, thread.id, wished)
    said = _("Thank you. The team sees that you would like an article about this.") if wished else _("Taken back.")
    return answers.redirect(request, thread.path, flash_text=said)


routes: list[BaseRoute] = [
    Route("/threads/{id}/article", promote_thread, methods=["POST"]),
    Route("/desk/recurring/{id}/article", promote_cluster, methods=["POST"]),
    Route("/desk/articles/{id}/answers", answer_sources, methods=["POST"]),
    Route("/threads/{id}/article-wish", wish, methods=["POST"]),
    Route("/threads/{id}/article-wish/remove", withdraw_wish, methods=["POST"]),
]
