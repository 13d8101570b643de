"""Doors: asking moderators to look at a post or a profile, and taking that back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import queries as people
from forum.accounts.actor import Actor
from forum.accounts.views import PersonView
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.moderation import actions, policy, queries, wording
from forum.moderation.forms import PROFILE_REASONS, REASONS, Flag, Report
from forum.threads import queries as threads
from forum.threads.views import PostView, ThreadView
from forum.web import answers, ratelimit, reading


async def flag_page(request: Request) -> Response:
    """GET /posts/ID/flag: why should a moderator look at it? Or: you said so already."""
    viewer: Actor = request.scope["viewer"]
    thread, post = await threads.post_for(viewer, reading.path_id(request))
    policy.may_flag(viewer, post).require()
    return await _flag_page(request, thread, post, Flag())


async def flag(request: Request) -> Response:
    """POST /posts/ID/flag. That it was asked before is said where it is said which thread asked it."""
    viewer: Actor = request.scope["viewer"]
    thread, post = await threads.post_for(viewer, reading.path_id(request))
    policy.may_flag(viewer, post).require()
    form = Flag.read(await reading.form(request))
    if form.values.get("reason") == "asked_before":
        return answers.redirect(request, f"{thread.path}/asked-before")
    await ratelimit.limit(request, "act")
    try:
        await actions.flag(viewer, post.id, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _flag_page(request, thread, post, form, status=422)
    except Conflict as refusal:
        return answers.redirect(request, thread.path, flash_text=refusal.sentence, kind="info")
    return answers.redirect(request, post.path, flash_text=_("Thank you. A moderator will look at it."))


async def withdraw_flag(request: Request) -> Response:
    """POST /posts/ID/flag/remove: it is fine after all."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    post_id = reading.path_id(request)
    await actions.withdraw(viewer, "post", post_id)
    return answers.redirect(request, f"/replies/{post_id}", flash_text=_("Your flag is withdrawn."))


async def report_page(request: Request) -> Response:
    """GET /users/NAME/report: why should a moderator look at this profile?"""
    viewer: Actor = request.scope["viewer"]
    person = await people.person_named(viewer, request.path_params["name"])
    policy.may_report(viewer, person.id).require()
    return await _report_page(request, person, Report())


async def report(request: Request) -> Response:
    """POST /users/NAME/report."""
    viewer: Actor = request.scope["viewer"]
    person = await people.person_named(viewer, request.path_params["name"])
    policy.may_report(viewer, person.id).require()
    form = Report.read(await reading.form(request))
    await ratelimit.limit(request, "act")
    try:
        await actions.report(viewer, person.name, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _report_page(request, person, form, status=422)
    except Conflict as refusal:
        return answers.redirect(request, person.path, flash_text=refusal.sentence, kind="info")
    return answers.redirect(request, person.path, flash_text=_("Thank you. A moderator will look at it."))


async def withdraw_report(request: Request) -> Response:
    """POST /users/NAME/report/remove: it is fine after all."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    person = await people.person_named(viewer, request.path_params["name"])
    await actions.withdraw(viewer, "person", person.id)
    return answers.redirect(request, person.path, flash_text=_("Your flag is withdrawn."))


async def _flag_page(
    request: Request, thread: ThreadView, post: PostView, form: Flag, *, status: int = 200
) -> Response:
    raised = await queries.own_flag(request.scope["viewer"], "post", post.id)
    # A thread is asked before, a reply is not.
    reasons = [word for word in REASONS if word != "asked_before" or post.position == 0]
    return await answers.page(request, "moderation/flag.html", {
        "form": form, "title": thread.title, "lang": thread.lang, "path": post.path,
        "html": post.html, "post_lang": post.lang,
        "action": f"/posts/{post.id}/flag", "reasons": [(word, wording.reason(word)) for word in reasons],
        "raised": wording.reason(raised) if raised else "",
    }, status=status)


async def _report_page(request: Request, person: PersonView, form: Report, *, status: int = 200) -> Response:
    raised = await queries.own_flag(request.scope["viewer"], "person", person.id)
    return await answers.page(request, "moderation/flag.html", {
        "form": form, "title": person.display_name or person.name, "lang": "", "path": person.path,
        "html": person.bio_html, "post_lang": "",
        "action": f"{person.path}/report", "reasons": [(word, wording.reason(word)) for word in PROFILE_REASONS],
        "raised": wording.reason(raised) if raised else "",
    }, status=status)


routes: list[BaseRoute] = [
    Route("/posts/{id}/flag", flag_page, methods=["GET"]),
    Route("/posts/{id}/flag", flag, methods=["POST"]),
    Route("/posts/{id}/flag/remove", withdraw_flag, methods=["POST"]),
    Route("/users/{name}/report", report_page, methods=["GET"]),
    Route("/users/{name}/report", report, methods=["POST"]),
    Route("/users/{name}/report/remove", withdraw_report, methods=["POST"]),
]
