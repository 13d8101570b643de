"""Doors of one ticket on the desk: answering it, what it says of itself, who works on it, and its end."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.errors import Conflict, Forbidden, Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.kb_bridge.references import without_titles
from forum.leases import actions as leasing
from forum.threads import actions as thread_actions
from forum.tickets import actions, policy
from forum.tickets.actions import MovedOn, Update
from forum.tickets.actions.macros import note_use
from forum.tickets.forms import Comment, HandOver, Properties, Reply, in_zone
from forum.tickets.macros import putting
from forum.tickets.pages.ticket import number_in, ticket_of, ticket_page, work_on, zone_of
from forum.tickets.queries import macros
from forum.tickets.views import DeskTicket, desk_path
from forum.web import answers, ratelimit, reading


async def comment(request: Request) -> Response:
    """POST /desk/tickets/ID/comments: answer in public or note, and say what becomes of the status."""
    actor, ticket = await work_on(request, "draft")
    values = await reading.form(request)
    form = Comment.read(values | {"body": without_titles(values.get("body", ""), settings.current().site_url)})
    if values.get("put"):
        return await _with_saved(request, ticket, form, values)
    await ratelimit.limit(request, "post")
    macro_id = number_in(form.values.get("macro", ""))
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
        return await ticket_page(request, ticket, status=422, comment_form=form)
    except Forbidden as error:
        # Closed or merged meanwhile: the page as it is now says where it goes on, and has the words.
        form.errors[""] = error.sentence
        return await ticket_page(request, await ticket_of(request), status=403, comment_form=form)
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
    actor, ticket = await work_on(request)
    values = await reading.form(request)
    form = Properties.read(values)
    form.values |= {name: value for name, value in values.items() if name.startswith("field_")}
    try:
        form.check()
        zone = zone_of(request)
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
        return await ticket_page(request, ticket, status=422, properties=form)
    except MovedOn as error:
        return await _moved_on(request, error, properties=form)
    return answers.redirect(request, ticket.path, flash_text=_("Saved."))


async def take(request: Request) -> Response:
    """POST /desk/tickets/ID/assignee: I take it."""
    actor, ticket = await work_on(request)
    try:
        await actions.take(actor, ticket.id)
    except Conflict as error:
        return answers.redirect(request, ticket.path, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, ticket.path, flash_text=_("It is yours."))


async def release(request: Request) -> Response:
    """POST /desk/tickets/ID/assignee/remove: I give it back."""
    actor, ticket = await work_on(request)
    try:
        await actions.release(actor, ticket.id)
    except Conflict as error:
        return answers.redirect(request, ticket.path, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, ticket.path, flash_text=_("It is nobody's now."))


async def hand_over(request: Request) -> Response:
    """POST /desk/tickets/ID/handover: to somebody else or another team, with a note."""
    actor, ticket = await work_on(request, "post")
    form = HandOver.read(await reading.form(request))
    try:
        form.check()
        await actions.hand_over(actor, ticket.id, form["note"], assignee_id=form["assignee"], group_id=form["group"])
    except Invalid as error:
        form.refuse(_named_as_here(error))
        return await ticket_page(request, ticket, status=422, handover=form)
    return answers.redirect(request, ticket.path, flash_text=_("Handed over."))


async def close(request: Request) -> Response:
    """POST /desk/tickets/ID/closing: closed for good, before its time."""
    actor, ticket = await work_on(request)
    await actions.close(actor, ticket.id)
    return answers.redirect(request, ticket.path, flash_text=_("The ticket is closed."))


async def follow_up(request: Request) -> Response:
    """POST /desk/tickets/ID/follow-ups: go on from a closed ticket with a new one."""
    actor, ticket = await work_on(request, "post")
    policy.may_follow_up(actor, ticket).require()
    form = Reply.read(await reading.form(request))
    try:
        form.check()
        opened = await actions.follow_up(actor, ticket.id, form["body"], form["submit_key"])
    except Invalid as error:
        form.refuse(error)
        return await ticket_page(request, ticket, status=422, follow_up_form=form)
    return answers.redirect(request, desk_path(opened.ticket_id), flash_text=_("The follow-up is open."))


async def _with_saved(request: Request, ticket: DeskTicket, form: Comment, values: dict[str, str]) -> Response:
    """Back to the box with a saved reply, or a link from beside it, below what is written; that is kept as a draft."""
    typed = {"body": form.values["body"], "kind": form.values["kind"]}
    await thread_actions.keep_what_is_typed(request.scope["viewer"], f"ticket:{ticket.id}", typed)
    onward = answers.safe_next(values.get("box_at"), ticket.path)
    return answers.redirect(request, putting(onward, values, kind=typed["kind"], status=form.values["status"]))


async def _moved_on(request: Request, error: MovedOn, **forms: Form) -> Response:
    """The page as it is now, with what was typed, and what came in marked."""
    ticket = await ticket_of(request)
    for form in forms.values():
        form.values["version"] = str(ticket.version)
        form.errors[""] = error.sentence
    given: dict[str, Any] = dict(forms)
    return await ticket_page(request, ticket, status=409, new=error.comments, **given)


def _named_as_here(error: Invalid) -> Invalid:
    """The refusal with the fields called as this page's inputs are."""
    return Invalid({name.removesuffix("_id"): sentence for name, sentence in error.errors.items()})


routes: list[BaseRoute] = [
    Route("/desk/tickets/{id}/comments", comment, methods=["POST"]),
    Route("/desk/tickets/{id}/properties", change, methods=["POST"]),
    Route("/desk/tickets/{id}/assignee", take, methods=["POST"]),
    Route("/desk/tickets/{id}/assignee/remove", release, methods=["POST"]),
    Route("/desk/tickets/{id}/handover", hand_over, methods=["POST"]),
    Route("/desk/tickets/{id}/closing", close, methods=["POST"]),
    Route("/desk/tickets/{id}/follow-ups", follow_up, methods=["POST"]),
]
