"""Doors: editing posts, reading what they said before, deleting and restoring them."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, TooMany
from forum.i18n import gettext as _
from forum.kb_bridge.references import without_titles
from forum.text.diff import Change, diff
from forum.text.markdown import render_safely
from forum.text.normalize import clean_text
from forum.threads import actions, policy, queries
from forum.threads.forms import Edit, Reason
from forum.threads.views import PostView, RevisionView, ThreadView
from forum.web import answers, ratelimit, reading

#: Revisions shown with their changes on one page.
REVISIONS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A revision with what it changed; the first changes nothing and shows all its text."""

    revision: RevisionView
    title: list[Change]
    text: list[Change]
    is_current: bool


async def edit_page(request: Request) -> Response:
    """GET /posts/ID/edit: the post's text to be changed."""
    viewer: Actor = request.scope["viewer"]
    thread, post, source = await queries.source_of(viewer, reading.path_id(request))
    policy.may_edit(viewer, thread, post).require()
    form = Edit({"title": thread.title if post.position == 0 else "", "body": source, "version": str(post.version)})
    return await _edit_page(request, thread, post, form)


async def edit(request: Request) -> Response:
    """POST /posts/ID/edit. Whatever is refused comes back with the text."""
    viewer: Actor = request.scope["viewer"]
    thread, post = await queries.post_for(viewer, reading.path_id(request))
    values = await reading.form(request)
    values["body"] = without_titles(values.get("body", ""), settings.current().site_url)
    form = Edit.read(values)
    try:
        if values.get("preview"):
            await ratelimit.limit(request, "draft")
            rendered = await render_safely(clean_text(form.values["body"]))
            form.errors = {}
            return await _edit_page(request, thread, post, form, preview_html=rendered.html)
        await ratelimit.limit(request, "act")
        posted = await actions.edit(viewer, post.id, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _edit_page(request, thread, post, form, status=422)
    except TooMany as refusal:
        form.errors = {"": refusal.sentence}
        headers = {"retry-after": str(refusal.retry_after)}
        return await _edit_page(request, thread, post, form, status=429, headers=headers)
    except Conflict as refusal:
        return await _conflict(request, form, refusal)
    except SignInNeeded as refusal:
        form.errors = {"": refusal.sentence}
        return await _edit_page(request, thread, post, form, status=401)
    except Forbidden as refusal:
        form.errors = {"": refusal.sentence}
        return await _edit_page(request, thread, post, form, status=403)
    if posted.repeated:
        return answers.redirect(request, posted.path, flash_text=_("Nothing was changed."), kind="info")
    return answers.redirect(request, posted.path, flash_text=_("Your changes are saved."))


async def revisions(request: Request) -> Response:
    """GET /posts/ID/revisions: what a post said before, newest first, with what each revision changed."""
    viewer: Actor = request.scope["viewer"]
    thread, post = await queries.post_for(viewer, reading.path_id(request))
    policy.may_see_history(viewer, post).require()
    all_of_them = await queries.revisions_of(post)
    newest = reading.number(request, "from", all_of_them[0].number)
    shown = [revision for revision in all_of_them if revision.number <= newest][: REVISIONS + 1]
    older = shown[REVISIONS].number if len(shown) > REVISIONS else None
    steps = [
        Step(
            revision,
            diff(before.title, revision.title, context=None) if before and before.title != revision.title else [],
            diff(before.source, revision.source) if before else [Change("same", revision.source)],
            revision.number == all_of_them[0].number,
        )
        for revision, before in zip(shown[:REVISIONS], [*shown[1:], None], strict=False)
    ]
    return await answers.page(request, "threads/revisions.html", {
        "thread": thread, "post": post, "steps": steps, "older": older,
        "newer": newest < all_of_them[0].number,
        "may_restore": bool(policy.may_edit(viewer, thread, post)),
    })


async def restore_revision(request: Request) -> Response:
    """POST /posts/ID/revisions/N/restore: say again what was said then."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    number = reading.path_id(request, "number")
    if number >= 2**31:
        raise NotFound
    posted = await actions.restore_revision(viewer, reading.path_id(request), number)
    return answers.redirect(request, posted.path, flash_text=_("The earlier text is back."))


async def remove(request: Request) -> Response:
    """POST /posts/ID/remove: hide a reply or, by its opening post, a thread."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread, post = await queries.post_for(viewer, reading.path_id(request))
    form = Reason.read(await reading.form(request))
    try:
        await actions.delete_post(viewer, post.id, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await answers.page(
            request, "threads/remove.html", {"thread": thread, "post": post, "form": form}, status=422
        )
    said = _("The reply was deleted.") if post.position else _("The thread was deleted.")
    return answers.redirect(request, post.path, flash_text=said)


async def restore(request: Request) -> Response:
    """POST /posts/ID/restore: show it again."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    _thread, post = await queries.post_for(viewer, reading.path_id(request))
    await actions.restore_post(viewer, post.id)
    return answers.redirect(request, post.path, flash_text=_("It is shown again."))


async def _conflict(request: Request, form: Edit, refusal: Conflict) -> Response:
    """Somebody else saved first: their text beside mine, and another save puts mine in its place."""
    thread, post, source = await queries.source_of(request.scope["viewer"], reading.path_id(request))
    form.values["version"] = str(post.version)
    return await _edit_page(
        request, thread, post, form, why=refusal.sentence, theirs=source,
        comparison=diff(source, clean_text(form.values["body"])), status=409,
    )


async def _edit_page(
    request: Request, thread: ThreadView, post: PostView, form: Edit, *, status: int = 200,
    headers: dict[str, str] | None = None, **more: Any,
) -> Response:
    context = {
        "thread": thread, "post": post, "form": form, "preview_html": "", "why": "", "theirs": "", "comparison": [],
    }
    return await answers.page(request, "threads/edit.html", context | more, status=status, headers=headers)


routes: list[BaseRoute] = [
    Route("/posts/{id}/edit", edit_page, methods=["GET"]),
    Route("/posts/{id}/edit", edit, methods=["POST"]),
    Route("/posts/{id}/revisions", revisions, methods=["GET"]),
    Route("/posts/{id}/revisions/{number}/restore", restore_revision, methods=["POST"]),
    Route("/posts/{id}/remove", remove, methods=["POST"]),
    Route("/posts/{id}/restore", restore, methods=["POST"]),
]
