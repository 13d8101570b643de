"""Doors of one ticket on the desk: the conversation, its properties, who works on it, what belongs to it, its history."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock, settings
from forum.accounts.actor import Actor
from forum.desk import queries as desk
from forum.desk import wording as desk_wording
from forum.errors import Conflict, Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.kb_bridge.escalated import reason_name
from forum.kb_bridge.queries import escalations
from forum.kb_bridge.queries.answers import with_their_cards
from forum.kb_bridge.references import without_titles
from forum.leases import actions as leasing
from forum.notifications import actions as telling
from forum.threads import actions as thread_actions
from forum.tickets import actions, clocks, policy, queries, statuses, wording
from forum.tickets.actions import MovedOn, Update
from forum.tickets.actions.macros import note_use
from forum.tickets.forms import (
    Cc,
    Comment,
    Conversation,
    HandOver,
    Merge,
    Other,
    Properties,
    Reply,
    in_zone,
)
from forum.tickets.queries import composing, macros
from forum.tickets.views import DeskTicket, conversation_path, desk_path
from forum.web import admin, answers, ratelimit, reading


async def show(request: Request) -> Response:
    """GET /desk/tickets/ID: a ticket with everything."""
    ticket = await _ticket(request)
    telling.note_ticket_opened(request.scope["viewer"], ticket.id)
    return await _page(request, ticket)


async def comment(request: Request) -> Response:
    """POST /desk/tickets/ID/comments: answer in public or note, and say what becomes of the status."""
    actor, ticket = await _work(request, "post")
    values = await reading.form(request)
    form = Comment.read(values | {"body": without_titles(values.get("body", ""), settings.current().site_url)})
    macro_id = _number(form.values.get("macro", ""))
    try:
        form.check()
        fields: dict[str, Any] = {}
        if macro_id and form.values.get("macro_change"):
            fields = await macros.fields_for(actor, ticket, macro_id)
        # The status that stands in the form is what was decided last.
        fields |= {"status": form["status"]} if form["status"] else {}
        await actions.update(actor, ticket.id, Update(
            comment=form["body"], public=form["kind"] == "public", version=form["version"], submit_key=form["submit_key"],
            fields=fields,
        ))
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, status=422, comment_form=form)
    except MovedOn as error:
        return await _moved_on(request, error, comment_form=form)
    await thread_actions.discard_draft(actor, f"ticket:{ticket.id}")
    await leasing.release(actor, "ticket", ticket.id)
    if macro_id:
        await note_use(actor, macro_id, "ticket", ticket.id)
    said = _("Your answer is on its way.") if form["kind"] == "public" else _("Your note is there.")
    # From the desk one goes on at the desk.
    return answers.redirect(request, answers.safe_next(form.values.get("next"), f"{ticket.path}#composer"), flash_text=said)


async def change(request: Request) -> Response:
    """POST /desk/tickets/ID/properties: what it says of itself, custom fields with it."""
    actor, ticket = await _work(request)
    values = await reading.form(request)
    form = Properties.read(values)
    form.values |= {name: value for name, value in values.items() if name.startswith("field_")}
    try:
        form.check()
        zone = _zone(request)
        fields: dict[str, Any] = {
            "subject": form["subject"], "priority": form["priority"], "type": form["type"], "group_id": form["group"],
            "assignee_id": form["assignee"], "organization_id": form["organization"], "reason_id": form["reason"],
            "form_id": form["form"], "problem_id": form["problem"], "tags": actions.tag_names(form["tags"]),
            "due_at": in_zone(form["due_at"], zone), "promised_at": in_zone(form["promised_at"], zone),
        }
        # A field of minutes gives back no seconds: what was not touched stays as it is.
        for name, kept in (("due_at", ticket.due_at), ("promised_at", ticket.promised_at)):
            if kept is not None and fields[name] == kept.replace(second=0, microsecond=0):
                fields[name] = kept
        if form["status"] != ticket.status:
            fields["status"] = form["status"]
        # A checkbox that is not ticked sends nothing.
        typed = {one.key: values.get(one.key, "") for one in ticket.asked} if form["form"] == ticket.form_id else None
        await actions.update(actor, ticket.id, Update(fields=fields, answers=typed, version=form["version"]))
    except Invalid as error:
        form.refuse(_named_as_here(error))
        return await _page(request, ticket, status=422, properties=form)
    except MovedOn as error:
        return await _moved_on(request, error, properties=form)
    return answers.redirect(request, ticket.path, flash_text=_("Saved."))


async def take(request: Request) -> Response:
    """POST /desk/tickets/ID/assignee: I take it."""
    actor, ticket = await _work(request)
    try:
        await actions.take(actor, ticket.id)
    except Conflict as error:
        return answers.redirect(request, ticket.path, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, ticket.path, flash_text=_("It is yours."))


async def release(request: Request) -> Response:
    """POST /desk/tickets/ID/assignee/remove: I give it back."""
    actor, ticket = await _work(request)
    try:
        await actions.release(actor, ticket.id)
    except Conflict as error:
        return answers.redirect(request, ticket.path, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, ticket.path, flash_text=_("It is nobody's now."))


async def hand_over(request: Request) -> Response:
    """POST /desk/tickets/ID/handover: to somebody else or another team, with a note."""
    actor, ticket = await _work(request, "post")
    form = HandOver.read(await reading.form(request))
    try:
        form.check()
        await actions.hand_over(actor, ticket.id, form["note"], assignee_id=form["assignee"], group_id=form["group"])
    except Invalid as error:
        form.refuse(_named_as_here(error))
        return await _page(request, ticket, status=422, handover=form)
    return answers.redirect(request, ticket.path, flash_text=_("Handed over."))


async def follow(request: Request) -> Response:
    """POST /desk/tickets/ID/followers: I am told of everything."""
    actor, ticket = await _work(request)
    await actions.follow(actor, ticket.id, True)
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("You are told of everything here."))


async def unfollow(request: Request) -> Response:
    """POST /desk/tickets/ID/followers/remove."""
    actor, ticket = await _work(request)
    await actions.follow(actor, ticket.id, False)
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("You are no longer told."))


async def copy_to(request: Request) -> Response:
    """POST /desk/tickets/ID/ccs: somebody reads the public comments."""
    actor, ticket = await _work(request)
    form = Cc.read(await reading.form(request))

    async def act() -> None:
        await actions.copy_to(actor, ticket.id, form["cc"])

    return await _try(request, ticket, form, "cc_form", act, "people", _("They read along from now on."))


async def end_copy(request: Request) -> Response:
    """POST /desk/tickets/ID/ccs/PERSON/remove."""
    actor, ticket = await _work(request)
    await actions.end_copy(actor, ticket.id, reading.path_id(request, "person_id"))
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("They no longer read along."))


async def merge(request: Request) -> Response:
    """POST /desk/tickets/ID/merge: it goes on as another."""
    actor, ticket = await _work(request)
    form = Merge.read(await reading.form(request))
    try:
        form.check()
        await actions.merge(actor, ticket.id, form["target"], copy_requester=form["copy_requester"])
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, status=422, merge_form=form)
    said = _("Ticket %(number)s goes on here.", number=ticket.id)
    return answers.redirect(request, desk_path(form["target"]), flash_text=said)


async def undo_merge(request: Request) -> Response:
    """POST /desk/tickets/ID/merge/remove: it stands for itself again."""
    actor, ticket = await _work(request)
    try:
        await actions.undo_merge(actor, ticket.id)
    except Conflict as error:
        return answers.redirect(request, ticket.path, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, ticket.path, flash_text=_("The merge is undone."))


async def link(request: Request) -> Response:
    """POST /desk/tickets/ID/links: another belongs to it."""
    actor, ticket = await _work(request)
    form = Other.read(await reading.form(request))

    async def act() -> None:
        await actions.link(actor, ticket.id, form["other"], True)

    return await _try(request, ticket, form, "link_form", act, "related", _("The two belong together."))


async def unlink(request: Request) -> Response:
    """POST /desk/tickets/ID/links/OTHER/remove."""
    actor, ticket = await _work(request)
    await actions.link(actor, ticket.id, reading.path_id(request, "other_id"), False)
    return answers.redirect(request, f"{ticket.path}#related", flash_text=_("They no longer belong together."))


async def converse(request: Request) -> Response:
    """POST /desk/tickets/ID/conversations: ask somebody aside."""
    actor, ticket = await _work(request, "post")
    form = Conversation.read(await reading.form(request))
    try:
        form.check()
        number = await actions.open_conversation(
            actor, ticket.id, form["subject"], form["body"], form["people"], form["submit_key"]
        )
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, status=422, conversation_form=form)
    return answers.redirect(request, conversation_path(number), flash_text=_("The conversation has begun."))


async def close(request: Request) -> Response:
    """POST /desk/tickets/ID/closing: closed for good, before its time."""
    actor, ticket = await _work(request)
    await actions.close(actor, ticket.id)
    return answers.redirect(request, ticket.path, flash_text=_("The ticket is closed."))


async def follow_up(request: Request) -> Response:
    """POST /desk/tickets/ID/follow-ups: go on from a closed ticket with a new one."""
    actor, ticket = await _work(request, "post")
    policy.may_follow_up(actor, ticket).require()
    form = Reply.read(await reading.form(request))
    try:
        form.check()
        opened = await actions.follow_up(actor, ticket.id, form["body"], form["submit_key"])
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, status=422, follow_up_form=form)
    return answers.redirect(request, desk_path(opened.ticket_id), flash_text=_("The follow-up is open."))


async def show_history(request: Request) -> Response:
    """GET /desk/tickets/ID/history: every update, newest first."""
    viewer: Actor = request.scope["viewer"]
    ticket = await _ticket(request)
    titles = {one.key: one.title for one in await queries.fields(archived=True)}
    agents = {one.id: one.display_name for one in await queries.agents(viewer)}
    names = {
        "assignee_id": agents, "group_id": {one.id: one.name for one in await queries.groups(viewer, archived=True)},
        "organization_id": {one.id: one.name for one in await queries.organizations(viewer)},
        "reason_id": {one.id: one.trail for one in await queries.reasons(archived=True)},
        "form_id": {one.id: one.name for one in await queries.forms(archived=True)},
        "requester_id": {ticket.requester.id: ticket.requester.display_name},
    }
    return await answers.page(request, "tickets/desk_history.html", admin.admin_context(request) | {
        "ticket": ticket, "audits": await queries.audits(viewer, ticket.id), "titles": titles, "names": names,
        "field_name": wording.field_name, "field_value": wording.field_value, "channel": wording.channel,
    })


async def _ticket(request: Request) -> DeskTicket:
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        policy.may_work(viewer).require()
    return await queries.ticket_on_desk(viewer, reading.path_id(request))


async def _work(request: Request, kind: str = "act") -> tuple[Actor, DeskTicket]:
    """Who acts, and the ticket; whoever may not is refused before what they sent is read."""
    actor: Actor = request.scope["viewer"]
    ticket = await _ticket(request)
    policy.may_work(actor).require()
    await ratelimit.limit(request, kind)
    return actor, ticket


async def _try(
    request: Request, ticket: DeskTicket, form: Form, name: str, act: Callable[[], Awaitable[None]], anchor: str, said: str
) -> Response:
    try:
        form.check()
        await act()
    except Invalid as error:
        form.refuse(error)
        given: dict[str, Any] = {name: form}
        return await _page(request, ticket, status=422, **given)
    return answers.redirect(request, f"{ticket.path}#{anchor}", flash_text=said)


async def _moved_on(request: Request, error: MovedOn, **forms: Form) -> Response:
    """The page as it is now, with what was typed, and what came in marked."""
    ticket = await _ticket(request)
    for form in forms.values():
        form.values["version"] = str(ticket.version)
        form.errors[""] = error.sentence
    given: dict[str, Any] = dict(forms)
    return await _page(request, ticket, status=409, new=error.comments, **given)


def _named_as_here(error: Invalid) -> Invalid:
    """The refusal with the fields called as this page's inputs are."""
    return Invalid({name.removesuffix("_id"): sentence for name, sentence in error.errors.items()})


def _number(typed: str) -> int:
    """A number of a hidden field; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


async def _page(
    request: Request, ticket: DeskTicket, *, status: int = 200, new: list[int] | None = None, **forms: Form
) -> Response:
    viewer: Actor = request.scope["viewer"]
    key = secrets.token_urlsafe(18)
    zone = ZoneInfo(_zone(request))
    measures = clocks.fold(await queries.beats("ticket", ticket.id), clock.now())
    agents = await queries.agents(viewer)
    # What was put away stays chosen where it was chosen.
    groups = [one for one in await queries.groups(viewer, archived=True) if not one.is_archived or one.id == ticket.group_id]
    card = answers.maker(request, "kb_bridge/_card.html", "a")
    ticket.comments = await with_their_cards(viewer, ticket.comments, card)
    context: dict[str, Any] = {
        "ticket": ticket, "new": set(new or ()), "may_change": bool(policy.may_change(viewer, ticket)),
        "may_follow_up": bool(policy.may_follow_up(viewer, ticket)),
        "properties": _properties(ticket, zone), "handover": HandOver(), "cc_form": Cc(), "merge_form": Merge(),
        "link_form": Other(), "conversation_form": Conversation({"submit_key": key}),
        "follow_up_form": Reply({"submit_key": key}),
        "agents": [("", _("Nobody")), *((one.id, one.display_name) for one in agents)],
        "groups": [("", _("No team")), *((one.id, one.name) for one in groups)],
        "organizations": [("", _("None")), *((one.id, one.name) for one in await queries.organizations(viewer))],
        "reasons": [("", _("No reason")), *(
            (one.id, one.trail) for one in await queries.reasons(archived=True)
            if not one.is_archived or one.id == ticket.reason_id
        )],
        "forms": [("", _("No form")), *(
            (one.id, one.name) for one in await queries.forms(archived=True)
            if not one.is_archived or one.id == ticket.form_id
        )],
        "statuses": [
            (name, wording.status(name)) for name in statuses.STATUSES
            if name == ticket.status or statuses.may_become(ticket.status, name)
        ],
        "priorities": [(name, wording.priority(name)) for name in statuses.RANKS],
        "types": [(name, wording.type_name(name)) for name in statuses.TYPES],
        "status_name": wording.status, "priority_name": wording.priority, "channel": wording.channel,
        "measures": measures, "span": wording.span, "now": clock.now(),
        "is_late": wording.is_late(ticket.promised_at, ticket.solved_at, clock.now()),
        "is_following": any(one.id == viewer.id for one in ticket.followers),
        "sources": await escalations.sources_of(viewer, ticket.id) if ticket.via == "forum" else [],
        "reason_name": reason_name,
    }
    return await answers.page(
        request, "tickets/desk_ticket.html",
        admin.admin_context(request) | context | await _composer(request, ticket, forms.get("comment_form")) | forms,
        status=status,
    )


async def _composer(request: Request, ticket: DeskTicket, came_back: Form | None) -> dict[str, Any]:
    """The box for an answer. One that came back keeps the saved reply it was begun with, so that its changes are still seen."""
    viewer: Actor = request.scope["viewer"]
    chosen = reading.number(request, "macro", 0, high=reading.MAX_ID)
    inserted = reading.query(request, "insert")
    if came_back is not None:
        chosen, inserted = _number(came_back.values.get("macro", "")), ""
    put = await desk.link_to(viewer, inserted) if inserted and viewer.is_staff else ""
    found = await composing.composer(viewer, ticket, macro_id=chosen, put=put)
    if came_back is not None:
        came_back.values |= {"draft_version": found.form.values["draft_version"]}
    return {
        "comment_form": found.form, "lease": found.lease, "box": found.box, "after": found.after, "macro_fields": {},
        "words": desk_wording, "back": "",
    }


def _zone(request: Request) -> str:
    return request.scope["viewer"].time_zone or request.app.state.frame.default_time_zone


def _properties(ticket: DeskTicket, zone: ZoneInfo) -> Properties:
    def local(moment: datetime | None) -> str:
        return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")

    return Properties({
        "subject": ticket.subject, "status": ticket.status, "priority": ticket.priority, "type": ticket.type,
        "group": str(ticket.group_id or ""), "assignee": str(ticket.assignee_id or ""),
        "organization": str(ticket.organization_id or ""), "reason": str(ticket.reason_id or ""),
        "form": str(ticket.form_id or ""), "problem": str(ticket.problem_id or ""), "tags": ", ".join(ticket.tags),
        "due_at": local(ticket.due_at), "promised_at": local(ticket.promised_at), "version": str(ticket.version),
        **{f"field_{number}": value for number, value in ticket.values.items()},
    })


routes: list[BaseRoute] = [
    Route("/desk/tickets/{id}", show, methods=["GET"]),
    Route("/desk/tickets/{id}/history", show_history, methods=["GET"]),
    Route("/desk/tickets/{id}/comments", comment, methods=["POST"]),
    Route("/desk/tickets/{id}/properties", change, methods=["POST"]),
    Route("/desk/tickets/{id}/assignee", take, methods=["POST"]),
    Route("/desk/tickets/{id}/assignee/remove", release, methods=["POST"]),
    Route("/desk/tickets/{id}/handover", hand_over, methods=["POST"]),
    Route("/desk/tickets/{id}/followers", follow, methods=["POST"]),
    Route("/desk/tickets/{id}/followers/remove", unfollow, methods=["POST"]),
    Route("/desk/tickets/{id}/ccs", copy_to, methods=["POST"]),
    Route("/desk/tickets/{id}/ccs/{person_id}/remove", end_copy, methods=["POST"]),
    Route("/desk/tickets/{id}/merge", merge, methods=["POST"]),
    Route("/desk/tickets/{id}/merge/remove", undo_merge, methods=["POST"]),
    Route("/desk/tickets/{id}/links", link, methods=["POST"]),
    Route("/desk/tickets/{id}/links/{other_id}/remove", unlink, methods=["POST"]),
    Route("/desk/tickets/{id}/conversations", converse, methods=["POST"]),
    Route("/desk/tickets/{id}/closing", close, methods=["POST"]),
    Route("/desk/tickets/{id}/follow-ups", follow_up, methods=["POST"]),
]
