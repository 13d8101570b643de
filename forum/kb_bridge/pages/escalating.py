"""Doors: taking a thread to support, and taking that back."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.kb_bridge import escalated, looking, policy
from forum.kb_bridge.actions import escalating
from forum.kb_bridge.escalated import Rule, Support
from forum.kb_bridge.forms import Asking, Escalation
from forum.kb_bridge.queries import escalations as queries
from forum.kb_bridge.queries.escalation_rules import rule_of
from forum.threads import queries as threads
from forum.threads.views import ThreadView
from forum.tickets import queries as tickets
from forum.tickets.actions import SourceTaken
from forum.tickets.views import desk_path, request_path
from forum.web import answers, problems, ratelimit, reading


async def start(request: Request) -> Response:
    """GET /threads/ID/escalation: what the ticket would begin with. Where there is one already, that one."""
    viewer, thread, rule, support = await _look(request)
    if support is not None and not support.is_closed:
        return answers.redirect(request, _place(viewer, thread, support.ticket_id))
    policy.may_escalate(viewer, thread, by_asker=rule.by_asker, by_helpers=rule.by_helpers).require()
    key = secrets.token_urlsafe(18)
    form: Any = Asking({"submit_key": key})
    if _chooses(viewer):
        form = Escalation({
            "subject": thread.title, "group": str(rule.group_id or ""), "priority": rule.priority, "reason": "unanswered"
            if thread.first_response_at is None else "", "tags": ", ".join(filter(None, [rule.tags, *thread.tags])),
            "contact_reason": str(await tickets.reason_of_thread(thread.id, in_use=True) or ""),
            "visibility": "public", "with_members": "on", "submit_key": key,
        })
    return await _page(request, thread, form)


async def escalate(request: Request) -> Response:
    """POST /threads/ID/escalation: take it to support. A second one at the same moment is led to the first one's ticket."""
    viewer, thread, _rule, _support = await _look(request)
    await ratelimit.limit(request, "post")
    values = await reading.form(request)
    form: Any = Escalation.read(values) if _chooses(viewer) else Asking.read(values)
    try:
        if _chooses(viewer):
            opened = await escalating.escalate(viewer, thread.id, form)
        else:
            opened = await escalating.ask_support(viewer, thread.id, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, thread, form, status=422)
    except SourceTaken as error:
        support = await queries.support_of(viewer, thread)
        known = support.ticket_id if support else error.ticket_id if viewer.is_staff else None
        said = _("This is with support already.")
        if await queries.is_own(viewer, error.ticket_id, form.values["submit_key"]):
            # Sent twice: the words are in it.
            return answers.redirect(request, _place(viewer, thread, known), flash_text=_("It is with support now."))
        return await problems.outrun(request, said, _place(viewer, thread, known), filled=("subject",))
    except Conflict as error:
        return await problems.outrun(request, error.sentence, thread.path, filled=("subject",))
    known = opened.ticket_id if viewer.is_staff or viewer.id == thread.author_id else None
    return answers.redirect(request, _place(viewer, thread, known), flash_text=_("It is with support now."))


async def withdraw(request: Request) -> Response:
    """POST /threads/ID/escalation/remove: as if it had not been taken there."""
    viewer, thread, _rule, support = await _look(request)
    policy.may_publish_back(viewer).require()
    await ratelimit.limit(request, "act")
    if support is not None:
        await escalating.withdraw(viewer, support.id)
    return answers.redirect(request, thread.path, flash_text=_("Taken back: the ticket is closed."))


async def _look(request: Request) -> tuple[Actor, ThreadView, Rule, Support | None]:
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        policy.may_publish_back(viewer).require()
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    return viewer, thread, await rule_of(thread.category_id), await queries.support_of(viewer, thread)


def _chooses(viewer: Actor) -> bool:
    """Whether they say how it goes on; whoever only asked does not."""
    return viewer.is_staff or viewer.role == "helper"


def _place(viewer: Actor, thread: ThreadView, ticket_id: int | None) -> str:
    if ticket_id is None:
        return thread.path
    return desk_path(ticket_id) if viewer.is_staff else request_path(ticket_id)


async def _page(request: Request, thread: ThreadView, form: Any, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    words, shown = await queries.tried_before(viewer, thread.id) if viewer.is_staff else ("", [])
    looked = looking.Looked()
    if viewer.is_staff:
        looked = await looking.before_asking(viewer, thread.author_id, thread.created_at)
    hidings = [name for name in escalated.VISIBILITIES if policy.may_hide(viewer, name)]
    return await answers.page(request, "kb_bridge/escalate.html", {
        "thread": thread, "form": form, "chooses": _chooses(viewer), "words": words, "shown": shown,
        "looked": looked,
        "members": await queries.members_of(viewer, thread.id) if viewer.is_staff else [],
        "reasons": [("", _("Please choose")), *((name, escalated.reason_name(name)) for name in escalated.REASONS)],
        "groups": [("", _("No team")), *((one.id, one.name) for one in await tickets.groups(viewer))]
        if viewer.is_staff else [],
        "contact_reasons": [("", _("No reason")), *await tickets.reasons_to_choose()] if viewer.is_staff else [],
        "priorities": escalated.priorities(), "visibilities": [(name, escalated.visibility_name(name)) for name in hidings],
    }, status=status)


routes: list[BaseRoute] = [
    Route("/threads/{id}/escalation", start, methods=["GET"]),
    Route("/threads/{id}/escalation", escalate, methods=["POST"]),
    Route("/threads/{id}/escalation/remove", withdraw, methods=["POST"]),
]
