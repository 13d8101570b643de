"""Doors of one ticket on the desk: who reads along, which other tickets belong to it, and talk aside."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.errors import Conflict, Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.tickets import actions
from forum.tickets.forms import Cc, Conversation, Merge, Other
from forum.tickets.pages.ticket import ticket_page, work_on
from forum.tickets.views import DeskTicket, conversation_path, desk_path
from forum.web import answers, reading


async def follow(request: Request) -> Response:
    """POST /desk/tickets/ID/followers: I am told of everything."""
    actor, ticket = await work_on(request)
    await actions.follow(actor, ticket.id, True)
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("You are told of everything here."))


async def unfollow(request: Request) -> Response:
    """POST /desk/tickets/ID/followers/remove."""
    actor, ticket = await work_on(request)
    await actions.follow(actor, ticket.id, False)
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("You are no longer told."))


async def copy_to(request: Request) -> Response:
    """POST /desk/tickets/ID/ccs: somebody reads the public comments."""
    actor, ticket = await work_on(request)
    form = Cc.read(await reading.form(request))

    async def act() -> None:
        await actions.copy_to(actor, ticket.id, form["cc"])

    return await _try(request, ticket, form, "cc_form", act, "people", _("They read along from now on."))


async def end_copy(request: Request) -> Response:
    """POST /desk/tickets/ID/ccs/PERSON/remove."""
    actor, ticket = await work_on(request)
    await actions.end_copy(actor, ticket.id, reading.path_id(request, "person_id"))
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("They no longer read along."))


async def merge(request: Request) -> Response:
    """POST /desk/tickets/ID/merge: it goes on as another."""
    actor, ticket = await work_on(request)
    form = Merge.read(await reading.form(request))
    try:
        form.check()
        await actions.merge(actor, ticket.id, form["target"], copy_requester=form["copy_requester"])
    except Invalid as error:
        form.refuse(error)
        return await ticket_page(request, ticket, status=422, merge_form=form)
    said = _("Ticket %(number)s goes on here.", number=ticket.id)
    return answers.redirect(request, desk_path(form["target"]), flash_text=said)


async def undo_merge(request: Request) -> Response:
    """POST /desk/tickets/ID/merge/remove: it stands for itself again."""
    actor, ticket = await work_on(request)
    try:
        await actions.undo_merge(actor, ticket.id)
    except Conflict as error:
        return answers.redirect(request, ticket.path, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, ticket.path, flash_text=_("The merge is undone."))


async def link(request: Request) -> Response:
    """POST /desk/tickets/ID/links: another belongs to it."""
    actor, ticket = await work_on(request)
    form = Other.read(await reading.form(request))

    async def act() -> None:
        await actions.link(actor, ticket.id, form["other"], True)

    return await _try(request, ticket, form, "link_form", act, "related", _("The two belong together."))


async def unlink(request: Request) -> Response:
    """POST /desk/tickets/ID/links/OTHER/remove."""
    actor, ticket = await work_on(request)
    await actions.link(actor, ticket.id, reading.path_id(request, "other_id"), False)
    return answers.redirect(request, f"{ticket.path}#related", flash_text=_("They no longer belong together."))


async def converse(request: Request) -> Response:
    """POST /desk/tickets/ID/conversations: ask somebody aside."""
    actor, ticket = await work_on(request, "post")
    form = Conversation.read(await reading.form(request))
    try:
        form.check()
        number = await actions.open_conversation(
            actor, ticket.id, form["subject"], form["body"], form["people"], form["submit_key"]
        )
    except Invalid as error:
        form.refuse(error)
        return await ticket_page(request, ticket, status=422, conversation_form=form)
    return answers.redirect(request, conversation_path(number), flash_text=_("The conversation has begun."))


async def _try(
    request: Request, ticket: DeskTicket, form: Form, name: str, act: Callable[[], Awaitable[None]], anchor: str, said: str
) -> Response:
    try:
        form.check()
        await act()
    except Invalid as error:
        form.refuse(error)
        given: dict[str, Any] = {name: form}
        return await ticket_page(request, ticket, status=422, **given)
    return answers.redirect(request, f"{ticket.path}#{anchor}", flash_text=said)


routes: list[BaseRoute] = [
    Route("/desk/tickets/{id}/followers", follow, methods=["POST"]),
    Route("/desk/tickets/{id}/followers/remove", unfollow, methods=["POST"]),
    Route("/desk/tickets/{id}/ccs", copy_to, methods=["POST"]),
    Route("/desk/tickets/{id}/ccs/{person_id}/remove", end_copy, methods=["POST"]),
    Route("/desk/tickets/{id}/merge", merge, methods=["POST"]),
    Route("/desk/tickets/{id}/merge/remove", undo_merge, methods=["POST"]),
    Route("/desk/tickets/{id}/links", link, methods=["POST"]),
    Route("/desk/tickets/{id}/links/{other_id}/remove", unlink, methods=["POST"]),
    Route("/desk/tickets/{id}/conversations", converse, methods=["POST"]),
]
