"""Doors of the requester's side: their requests, a new one, one of them, a side conversation."""

import secrets
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict
from forum.errors import Forbidden, Invalid, NotFound
from forum.forms import Form
from forum.i18n import gettext as _
from forum.kb_bridge.queries.answers import with_their_cards
from forum.notifications import actions as telling
from forum.threads import queries as threads
from forum.tickets import actions, policy, queries, wording
from forum.tickets.actions import MovedOn, Opening, Update
from forum.tickets.answers import read as read_answers
from forum.tickets.forms import Cc, Message, Reply
from forum.tickets.forms import Request as RequestForm
from forum.tickets.views import FormView, RequestView, conversation_path, desk_path, request_path
from forum.web import answers, problems, ratelimit, reading

HOME = "/requests"


async def show_list(request: Request) -> Response:
    """GET /requests: mine, those I am in copy of, my organisation's."""
    viewer: Actor = request.scope["viewer"]
    policy.may_request(viewer).require()
    whose = reading.query(request, "whose", "mine")
    filter_ = reading.query(request, "status", "all")
    page = reading.number(request, "page", 1, high=10_000)
    rows, more = await queries.requests(viewer, whose, filter_, page=page)
    shared = await queries.shared_organizations(viewer)

    def url(**changed: Any) -> str:
        given = {"whose": whose, "status": filter_} | changed
        query = urlencode({name: value for name, value in given.items() if value not in ("mine", "all", 1)})
        return f"{HOME}?{query}" if query else HOME

    kinds = [("mine", _("My requests")), ("copied", _("I am in copy"))]
    if shared:
        kinds.append(("organization", ", ".join(name for _id, name in shared)))
    states = [("all", _("All")), ("open", wording.request_status("open")), ("pending", wording.request_status("pending")),
              ("solved", wording.request_status("solved"))]
    waits = any(row.status == "open" for row in rows)
    return await answers.page(request, "tickets/requests.html", {
        "usual": await queries.usual_wait() if waits else None, "usual_words": wording.usual,
        "rows": rows, "whose": whose, "filtered": filter_ != "all", "status_name": wording.request_status,
        "tabs": [{"label": label, "url": url(whose=name), "current": name == whose} for name, label in kinds],
        "states": [{"label": label, "url": url(status=name), "current": name == filter_} for name, label in states],
        "older": url(page=page + 1) if more else None, "newer": url(page=page - 1) if page > 1 else None,
        "now": clock.now(),
    })


async def start(request: Request) -> Response:
    """GET /requests/new: which form, or the form."""
    policy.may_request(request.scope["viewer"]).require()
    forms = await queries.forms()
    wanted = reading.number(request, "form", 0, high=reading.MAX_ID)
    if len(forms) > 1 and not any(one.id == wanted for one in forms):
        return await answers.page(request, "tickets/choose_form.html", {"forms": forms, "written": ""})
    chosen = next((one for one in forms if one.id == wanted), forms[0] if forms else None)
    form = RequestForm({"form": str(chosen.id) if chosen else "", "submit_key": secrets.token_urlsafe(18)})
    return await _new_page(request, form, chosen)


async def create(request: Request) -> Response:
    """POST /requests: ask the team."""
    actor: Actor = request.scope["viewer"]
    policy.may_request(actor).require()
    await ratelimit.limit(request, "post")
    values = await reading.form(request)
    form = RequestForm.read(values)
    # Custom fields are shown again as typed, like the others.
    form.values |= {name: value for name, value in values.items() if name.startswith("field_")}
    forms = await queries.forms()
    chosen = next((one for one in forms if str(one.id) == values.get("form", "")), forms[0] if len(forms) == 1 else None)
    if chosen is None and forms:
        given = {"forms": forms, "written": problems.words(request)}
        return await answers.page(request, "tickets/choose_form.html", given, status=422)
    try:
        _values, wrong = read_answers(chosen.asked if chosen else (), values)
        form.errors.update(wrong)
        form.check()
        cc_ids = await actions.participants_named(form["cc"], "cc")
        opened = await actions.open_ticket(actor, Opening(
            subject=form["subject"], body=form["body"], form_id=chosen.id if chosen else None, answers=values,
            reason_id=form["reason"], cc_ids=cc_ids, submit_key=form["submit_key"],
        ))
    except Invalid as error:
        form.refuse(error)
        return await _new_page(request, form, chosen, status=422)
    said = _("We have your request. It has the number %(number)s.", number=opened.ticket_id)
    return answers.redirect(request, request_path(opened.ticket_id), flash_text=said)


async def show(request: Request) -> Response:
    """GET /requests/ID: the conversation, as the requester's side reads it."""
    viewer: Actor = request.scope["viewer"]
    try:
        ticket = await _ticket(request)
    except NotFound:
        if viewer.is_staff:
            return answers.redirect(request, desk_path(reading.path_id(request)))
        raise
    telling.note_ticket_opened(viewer, ticket.id)
    return await _page(request, ticket, Reply(_fresh(ticket)))


async def comment(request: Request) -> Response:
    """POST /requests/ID/comments: answer, and perhaps say that it is solved."""
    actor: Actor = request.scope["viewer"]
    ticket = await _ticket(request)
    values = await reading.form(request)
    form = Reply.read(values)
    solved = values.get("step") == "solved"
    try:
        policy.may_comment(actor, ticket.facts, takes_part=ticket.takes_part).require()
        await ratelimit.limit(request, "post")
        form.check()
        await actions.update(actor, ticket.id, Update(
            comment=form["body"], last_comment=form["last"], submit_key=form["submit_key"],
            fields={"status": "solved"} if solved and actor.id == ticket.requester_id else {},
        ))
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, form, status=422)
    except Forbidden as error:
        # Closed or merged meanwhile: the page as it is now says where it goes on, and has the words.
        form.errors[""] = error.sentence
        return await _page(request, await _ticket(request), form, status=403)
    except MovedOn as error:
        now = await _ticket(request)
        form.values |= {"last": str(now.last_comment_id)}
        form.errors[""] = error.sentence
        return await _page(request, now, form, status=409, new=error.comments)
    return answers.redirect(request, f"{ticket.path}#reply", flash_text=_("Your answer is there."))


async def solve(request: Request) -> Response:
    """POST /requests/ID/solved: the requester says that it is settled."""
    ticket = await _ticket(request)
    await ratelimit.limit(request, "act")
    await actions.update(request.scope["viewer"], ticket.id, Update(fields={"status": "solved"}))
    return answers.redirect(request, ticket.path, flash_text=_("Marked as solved. Thank you for telling us."))


async def copy_to(request: Request) -> Response:
    """POST /requests/ID/ccs: somebody reads along from now on."""
    ticket = await _ticket(request)
    policy.may_copy(request.scope["viewer"], ticket.facts).require()
    await ratelimit.limit(request, "act")
    form = Cc.read(await reading.form(request))
    try:
        form.check()
        await actions.copy_to(request.scope["viewer"], ticket.id, form["cc"])
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, Reply(_fresh(ticket)), status=422, cc_form=form)
    return answers.redirect(request, f"{ticket.path}#people", flash_text=_("They read along from now on."))


async def end_copy(request: Request) -> Response:
    """POST /requests/ID/ccs/PERSON/remove: they no longer do."""
    ticket = await _ticket(request)
    await ratelimit.limit(request, "act")
    person_id = reading.path_id(request, "person_id")
    await actions.end_copy(request.scope["viewer"], ticket.id, person_id)
    gone = person_id == request.scope["viewer"].id and ticket.requester_id != person_id
    return answers.redirect(request, HOME if gone else f"{ticket.path}#people", flash_text=_("They no longer read along."))


async def follow_up(request: Request) -> Response:
    """POST /requests/ID/follow-ups: go on from a closed request with a new one."""
    actor: Actor = request.scope["viewer"]
    ticket = await _ticket(request)
    policy.may_follow_up(actor, ticket.facts).require()
    await ratelimit.limit(request, "post")
    form = Reply.read(await reading.form(request))
    try:
        form.check()
        opened = await actions.follow_up(actor, ticket.id, form["body"], form["submit_key"])
    except Invalid as error:
        form.refuse(error)
        return await _page(request, ticket, form, status=422)
    return answers.redirect(request, request_path(opened.ticket_id), flash_text=_("We have your follow-up."))


async def show_conversation(request: Request) -> Response:
    """GET /requests/conversations/ID: a side conversation, and nothing else of its ticket."""
    return await _conversation_page(request, Message({"submit_key": secrets.token_urlsafe(18)}))


async def say(request: Request) -> Response:
    """POST /requests/conversations/ID/messages: write in it."""
    actor: Actor = request.scope["viewer"]
    number = await _number(request)
    policy.may_request(actor).require()
    await ratelimit.limit(request, "post")
    form = Message.read(await reading.form(request))
    try:
        form.check()
        await actions.say(actor, number, form["body"], form["submit_key"])
    except Invalid as error:
        form.refuse(error)
        return await _conversation_page(request, form, status=422)
    return answers.redirect(request, f"{conversation_path(number)}#reply", flash_text=_("Your message is there."))


async def close_conversation(request: Request) -> Response:
    """POST /requests/conversations/ID/closing: nothing more is asked there."""
    return await _turn(request, True)


async def reopen_conversation(request: Request) -> Response:
    """POST /requests/conversations/ID/closing/remove."""
    return await _turn(request, False)


async def _turn(request: Request, closed: bool) -> Response:
    number = await _number(request)
    await ratelimit.limit(request, "act")
    await actions.close_conversation(request.scope["viewer"], number, closed)
    said = _("The conversation is closed.") if closed else _("The conversation is open again.")
    return answers.redirect(request, conversation_path(number), flash_text=said)


async def _ticket(request: Request) -> RequestView:
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        policy.may_request(viewer).require()
    ticket = await queries.request(viewer, reading.path_id(request))
    problems.come_back(request, ticket.path)
    return ticket


async def _number(request: Request) -> int:
    """The number of a conversation that the viewer sees."""
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        policy.may_request(viewer).require()
    number = (await queries.conversation(viewer, reading.path_id(request))).id
    problems.come_back(request, conversation_path(number))
    return number


def _fresh(ticket: RequestView) -> dict[str, str]:
    return {"last": str(ticket.last_comment_id), "submit_key": secrets.token_urlsafe(18)}


async def _page(
    request: Request, ticket: RequestView, form: Form, *, status: int = 200, cc_form: Form | None = None,
    new: list[int] | None = None,
) -> Response:
    viewer: Actor = request.scope["viewer"]
    may_comment = policy.may_comment(viewer, ticket.facts, takes_part=ticket.takes_part)
    if viewer.is_staff and not ticket.takes_part:
        # Staff who only see it because their organisation shares it work on it at the desk.
        may_comment = Verdict(False, _("You can read this request, but not write in it."))
    card = answers.maker(request, "kb_bridge/_card.html", "a")
    ticket.comments = await with_their_cards(viewer, ticket.comments, card)
    known = {one for one in (ticket.merged_into_id, ticket.follow_up_of_id) if one is not None}
    waits = not any(one.is_reply for one in ticket.comments) and ticket.status == "open"
    context = {
        "ticket": ticket, "form": form, "cc_form": cc_form or Cc(), "may_comment": may_comment,
        "may_solve": bool(policy.may_say_solved(viewer, ticket.facts)) and ticket.status != "solved",
        "may_copy": bool(policy.may_copy(viewer, ticket.facts)),
        "may_follow_up": bool(policy.may_follow_up(viewer, ticket.facts)),
        "status_name": wording.request_status, "channel": wording.channel, "new": set(new or ()),
        "seen": await queries.sees(viewer, sorted(known)),
        "usual": await queries.wait_of_ticket(ticket.id) if waits else None, "usual_words": wording.usual,
        "is_late": wording.is_late(ticket.promised_at, ticket.solved_at, clock.now()),
    }
    context["source_path"], context["source_is_gone"] = await _source(viewer, ticket)
    return await answers.page(request, "tickets/request.html", context, status=status)


async def _source(viewer: Actor, ticket: RequestView) -> tuple[str, bool]:
    """Where the thread stands that it was opened from, as far as the viewer reads it; and whether its asker is told that it
    is gone."""
    if ticket.source_type != "thread" or ticket.source_id is None:
        return "", False
    try:
        thread = await threads.thread_or_successor(viewer, ticket.source_id)
    except NotFound:
        return "", viewer.id == ticket.requester_id
    return ("", True) if thread.is_deleted else (thread.path, False)


async def _new_page(request: Request, form: Form, chosen: FormView | None, *, status: int = 200) -> Response:
    reasons = [(one.id, one.trail) for one in await queries.reasons()]
    group_id = chosen.group_id if chosen else None
    usual = (await queries.usual_wait(group_id=group_id) if group_id else None) or await queries.usual_wait()
    waits = await queries.waits_by_reason() if reasons else {}
    return await answers.page(request, "tickets/new_request.html", {
        "form": form, "chosen": chosen, "asked": [one for one in chosen.asked if one.shown_to_requester] if chosen else [],
        "reasons": [("", _("Please choose")), *reasons] if reasons else [], "several": len(await queries.forms()) > 1,
        "usual": usual, "usual_words": wording.usual,
        "waits": [(trail, wording.usual_of(waits[number])) for number, trail in reasons if number in waits],
    }, status=status)


async def _conversation_page(request: Request, form: Form, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    conversation = await queries.conversation(viewer, await _number(request))
    may_write = bool(policy.may_request(viewer))
    return await answers.page(request, "tickets/conversation.html", {
        "conversation": conversation, "form": form, "may_write": may_write, "is_staff": viewer.is_staff,
    }, status=status)


routes: list[BaseRoute] = [
    Route("/requests", show_list, methods=["GET"]),
    Route("/requests", create, methods=["POST"]),
    Route("/requests/new", start, methods=["GET"]),
    Route("/requests/conversations/{id}", show_conversation, methods=["GET"]),
    Route("/requests/conversations/{id}/messages", say, methods=["POST"]),
    Route("/requests/conversations/{id}/closing", close_conversation, methods=["POST"]),
    Route("/requests/conversations/{id}/closing/remove", reopen_conversation, methods=["POST"]),
    Route("/requests/{id}", show, methods=["GET"]),
    Route("/requests/{id}/comments", comment, methods=["POST"]),
    Route("/requests/{id}/solved", solve, methods=["POST"]),
    Route("/requests/{id}/ccs", copy_to, methods=["POST"]),
    Route("/requests/{id}/ccs/{person_id}/remove", end_copy, methods=["POST"]),
    Route("/requests/{id}/follow-ups", follow_up, methods=["POST"]),
]
