"""Doors on the desk: where a ticket came from, and which of its answers stand in the thread."""

import secrets
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.kb_bridge import escalated, personal, policy
from forum.kb_bridge.actions import publishing_back
from forum.kb_bridge.actions.publishing_back import PublishedAlready
from forum.kb_bridge.escalated import Comment
from forum.kb_bridge.forms import PublishBack
from forum.kb_bridge.queries import escalations as queries
from forum.kb_bridge.queries.answers import with_their_cards
from forum.kb_bridge.references import without_titles
from forum.threads import queries as threads
from forum.threads.actions import render
from forum.tickets import queries as tickets
from forum.web import admin, answers, problems, ratelimit, reading


async def show(request: Request) -> Response:
    """GET /desk/tickets/ID/thread: the threads that a ticket came from, and its answers with what became of each."""
    viewer: Actor = request.scope["viewer"]
    policy.may_publish_back(viewer).require()
    ticket_id = reading.path_id(request)
    access = await tickets.access(viewer, ticket_id)
    return await answers.page(request, "kb_bridge/returning.html", admin.admin_context(request) | {
        "ticket_id": ticket_id, "subject": access.values["subject"],
        "sources": await queries.sources_of(viewer, ticket_id), "answers": await with_their_cards(
            viewer, await queries.answers(viewer, ticket_id), answers.maker(request, "kb_bridge/_card.html", "a"),
        ),
        "publishes": await queries.thread_of_ticket(ticket_id) is not None, "reason_name": escalated.reason_name,
    })


async def start(request: Request) -> Response:
    """GET /desk/comments/ID/publication: the words as they would stand in the thread, to be changed first."""
    viewer: Actor = request.scope["viewer"]
    comment = await publishing_back.answer_of(viewer, reading.path_id(request))
    return await _page(request, comment, PublishBack({
        "body": comment.source, "submit_key": secrets.token_urlsafe(18),
    }))


async def publish(request: Request) -> Response:
    """POST /desk/comments/ID/publication: look at it once more (`preview`), or publish it."""
    viewer: Actor = request.scope["viewer"]
    comment = await publishing_back.answer_of(viewer, reading.path_id(request))
    await ratelimit.limit(request, "post")
    values = await reading.form(request)
    values["body"] = without_titles(values.get("body", ""), settings.current().site_url)
    form = PublishBack.read(values)
    place = f"/desk/tickets/{comment.ticket_id}/thread"
    try:
        if values.get("preview"):
            form.check()
            return await _page(request, comment, form, preview=Markup((await render(form["body"])).html))
        posted = await publishing_back.publish(viewer, comment.id, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, comment, form, status=422)
    except Conflict as error:
        if isinstance(error, PublishedAlready) and error.repeated:
            return answers.redirect(request, place, flash_text=error.sentence, kind="warning")
        return await problems.outrun(request, error.sentence, place)
    return answers.redirect(request, posted.path, flash_text=_("It stands in the thread now."))


async def take_out(request: Request) -> Response:
    """POST /desk/comments/ID/publication/remove: the reply is deleted, and the answer stands nowhere but in the ticket."""
    viewer: Actor = request.scope["viewer"]
    comment = await publishing_back.answer_of(viewer, reading.path_id(request))
    await ratelimit.limit(request, "act")
    await publishing_back.take_out(viewer, comment.id)
    place = f"/desk/tickets/{comment.ticket_id}/thread"
    return answers.redirect(request, place, flash_text=_("Taken out of the thread."))


async def _page(
    request: Request, comment: Comment, form: PublishBack, *, status: int = 200, preview: str = ""
) -> Response:
    viewer: Actor = request.scope["viewer"]
    thread_id = await queries.thread_of_ticket(comment.ticket_id)
    context: dict[str, Any] = {
        "comment": comment, "form": form, "preview": preview, "signs": personal.signs(form.values["body"], comment.names),
        "thread": await threads.visible_thread(viewer, thread_id) if thread_id is not None else None,
    }
    return await answers.page(
        request, "kb_bridge/publish_back.html", admin.admin_context(request) | context, status=status
    )


routes: list[BaseRoute] = [
    Route("/desk/tickets/{id}/thread", show, methods=["GET"]),
    Route("/desk/comments/{id}/publication", start, methods=["GET"]),
    Route("/desk/comments/{id}/publication", publish, methods=["POST"]),
    Route("/desk/comments/{id}/publication/remove", take_out, methods=["POST"]),
]
