"""Doors: replying and quoting, thanks, "same problem" and bookmarks."""

import secrets
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.categories.policy import may_answer
from forum.desk import wording as desk_wording
from forum.errors import Forbidden, Invalid, NotFound, Refusal, SignInNeeded, TooMany
from forum.i18n import gettext as _
from forum.kb_bridge.queries import answers as answering
from forum.kb_bridge.references import inserted, without_titles
from forum.leases import actions as leasing
from forum.text.markdown import render_safely
from forum.text.normalize import clean_text
from forum.text.quoting import quote as quoted
from forum.threads import actions, policy, queries, screening, wording
from forum.threads.actions import MovedOn
from forum.threads.forms import Reply
from forum.threads.pages import cards, leases
from forum.threads.pages.rendering import Renderer
from forum.threads.views import PostView, ThreadView
from forum.tickets.actions import macros as macro_actions
from forum.tickets.macros import MacroBox, putting
from forum.tickets.queries import macros
from forum.web import answers, ratelimit, reading


async def post_reply(request: Request) -> Response:
    """POST /threads/ID/replies. Whatever is refused comes back with the text, which is never lost."""
    viewer: Actor = request.scope["viewer"]
    asked = reading.path_id(request)
    # What was written below a thread that was merged meanwhile goes where the thread stands now.
    thread = await queries.thread_or_successor(viewer, asked)
    values = await reading.form(request)
    if thread.id != asked:
        values["seen"] = ""
    values["body"] = without_titles(values.get("body", ""), settings.current().site_url)
    form = Reply.read(values)
    try:
        if values.get("insert") or values.get("find"):
            return await _with_articles(request, thread, form, values)
        if values.get("put") and viewer.is_staff:
            return await _with_saved(request, thread, form, values)
        if values.get("preview"):
            return await _preview(request, thread, form)
        await ratelimit.limit(request, "reply")
        posted = await actions.reply(viewer, thread.id, form)
    except MovedOn as moved:
        return await _moved_on(request, thread, form, moved)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _kept(request, thread, form, refusal)
    for number in {asked, thread.id, posted.thread_id}:
        await actions.discard_draft(viewer, f"reply:{number}")
    await leasing.release(viewer, leases.SUBJECT, thread.id)
    said = _("This reply is there already.") if posted.repeated else _("Your reply is posted.")
    if posted.held:
        said = wording.held()
    problems: list[str] = []
    if not posted.repeated and (macro_id := _number(form.values.get("macro", ""))):
        change = bool(form.values.get("macro_change"))
        problems = await macro_actions.finish_thread(viewer, macro_id, thread.id, change=change)
    # From the desk one goes on at the desk.
    onward = answers.safe_next(form.values.get("next"), posted.path)
    kind = "warning" if problems else "info" if posted.repeated or posted.held else "success"
    return answers.redirect(request, onward, flash_text=" ".join([said, *problems]), kind=kind)


async def quote(request: Request) -> Response:
    """GET /replies/ID/quote: the post, or the part in ?selection=, as Markdown for the beginning of a reply."""
    await ratelimit.limit(request, "draft")
    _thread, post, source = await queries.source_of(request.scope["viewer"], reading.path_id(request))
    if post.is_deleted:
        raise NotFound
    selection = clean_text(request.query_params.get("selection", ""))
    body = quoted(post.author_display_name or post.author_name, selection or source, post.path)
    return answers.text(request, body, "text/markdown; charset=utf-8")


async def vote_helpful(request: Request) -> Response:
    """POST /posts/ID/helpful: thanks."""
    return await _vote(request, True)


async def unvote_helpful(request: Request) -> Response:
    """POST /posts/ID/helpful/remove: thanks taken back."""
    return await _vote(request, False)


async def mark_same_problem(request: Request) -> Response:
    """POST /threads/ID/same-problem: I have this too."""
    return await _same_problem(request, True)


async def unmark_same_problem(request: Request) -> Response:
    """POST /threads/ID/same-problem/remove: no longer."""
    return await _same_problem(request, False)


async def add_bookmark(request: Request) -> Response:
    """POST /threads/ID/bookmark: keep it at hand."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread_id = reading.path_id(request)
    await actions.add_bookmark(viewer, thread_id)
    thread = await queries.visible_thread(viewer, thread_id)
    if answers.wants_fragment(request):
        return answers.fragment(request, "threads/_bookmark.html", {"thread": thread})
    return answers.redirect(request, thread.path, flash_text=_("You find it under your bookmarks."))


async def remove_bookmark(request: Request) -> Response:
    """POST /threads/ID/bookmark/remove: let it go, also when the thread is no longer visible."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread_id = reading.path_id(request)
    await actions.remove_bookmark(viewer, thread_id)
    try:
        thread = await queries.visible_thread(viewer, thread_id)
    except NotFound:
        return answers.redirect(request, "/bookmarks", flash_text=_("The bookmark is gone."))
    if answers.wants_fragment(request):
        return answers.fragment(request, "threads/_bookmark.html", {"thread": thread})
    return answers.redirect(request, thread.path, flash_text=_("The bookmark is gone."))


async def _vote(request: Request, voted: bool) -> Response:
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    post_id = reading.path_id(request)
    await actions.vote_helpful(viewer, post_id, voted)
    _thread, post = await queries.post_for(viewer, post_id)
    if answers.wants_fragment(request):
        return answers.fragment(request, "threads/_helpful.html", {"p": post})
    return answers.redirect(request, post.path)


async def _same_problem(request: Request, marked: bool) -> Response:
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread_id = reading.path_id(request)
    await actions.mark_same_problem(viewer, thread_id, marked)
    thread = await queries.visible_thread(viewer, thread_id)
    if answers.wants_fragment(request):
        return answers.fragment(request, "threads/_same_problem.html", {"thread": thread})
    return answers.redirect(request, thread.path)


def _number(typed: str) -> int:
    """A number of a hidden field; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


async def _preview(request: Request, thread: ThreadView, form: Reply, **more: Any) -> Response:
    await ratelimit.limit(request, "draft")
    viewer: Actor = request.scope["viewer"]
    rendered = await render_safely(clean_text(form.values["body"]))
    form.errors = {}
    (shown,) = await cards.put_in(request, [Markup(rendered.html)])
    narrow = await answering.not_for_all(viewer, rendered.html, thread)
    return await _page(request, thread, form, {"preview_html": shown, "narrow": narrow, **more})


async def _with_articles(request: Request, thread: ThreadView, form: Reply, values: dict[str, str]) -> Response:
    """The reply with an article put into it, or with those that fit what was looked for. Nothing is posted."""
    await ratelimit.limit(request, "search")
    viewer: Actor = request.scope["viewer"]
    typed, wanted = values.get("article_q", "")[:200], values.get("insert", "")
    if wanted:
        if not await answering.offers(viewer, thread, f"#{wanted}"):
            raise NotFound
        form.values["body"] = inserted(form.values["body"], int(wanted))
        return await _preview(request, thread, form)
    found = await answering.offers(viewer, thread, typed)
    form.errors = {}
    return await _page(request, thread, form, {"offers": found, "article_q": typed})


async def _with_saved(request: Request, thread: ThreadView, form: Reply, values: dict[str, str]) -> Response:
    """Back to the box with a saved reply, or a link from beside it, below what is written; that is kept as a draft."""
    await ratelimit.limit(request, "draft")
    draft = {"body": form.values["body"], "reply_to": form.values["reply_to"]}
    await actions.keep_what_is_typed(request.scope["viewer"], f"reply:{thread.id}", draft)
    onward = answers.safe_next(values.get("box_at"), thread.path)
    return answers.redirect(request, putting(onward, values))


async def _moved_on(request: Request, thread: ThreadView, form: Reply, moved: MovedOn) -> Response:
    viewer: Actor = request.scope["viewer"]
    missed = await queries.posts_between(viewer, thread, form["seen"])
    others = [post for post in missed if post.author_id != viewer.id and not post.is_deleted]
    form.values["seen"] = str(moved.last_position)
    more = {"missed": others, "more": moved.since - len(others), "why": moved.sentence}
    return await _page(request, thread, form, more, status=409)


async def _kept(request: Request, thread: ThreadView, form: Reply, refusal: Refusal) -> Response:
    """The text again, with why it was not taken."""
    headers: dict[str, str] = {}
    if isinstance(refusal, Invalid):
        status = 422
        form.refuse(refusal)
    else:
        form.errors = {"": refusal.sentence}
        status = 403
    if isinstance(refusal, SignInNeeded):
        status = 401
    elif isinstance(refusal, TooMany):
        status, headers = 429, {"retry-after": str(refusal.retry_after)}
    elif not isinstance(refusal, Forbidden | Invalid):
        status = 409
    return await _page(request, thread, form, {}, status=status, headers=headers)


async def _page(
    request: Request, thread: ThreadView, form: Reply, more: dict[str, Any], *, status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    viewer: Actor = request.scope["viewer"]
    missed: list[PostView] = more.get("missed", [])
    form.values["submit_key"] = form.values["submit_key"] or secrets.token_urlsafe(18)
    form.values["opened"] = form.values["opened"] or screening.stamp()
    draft = await queries.draft_of(viewer, f"reply:{thread.id}")
    form.values["draft_version"] = str(draft[1]) if draft else "0"
    renderer = Renderer(request, thread)
    thread = await queries.visible_thread(viewer, thread.id)
    may_reply = policy.may_reply(viewer, thread, may_answer(viewer, thread.shelf))
    place = await leases.place_of(viewer, thread, may_reply)
    if place is not None and place.holding is None:
        # Whoever sent this page is replying; without script nobody else would say so.
        place = leases.place(thread, await leasing.take(viewer, leases.SUBJECT, thread.id, may_reply, beating=False))
    return await answers.page(
        request, "threads/reply.html",
        {
            "thread": thread, "form": form, "preview_html": "", "why": "", "more": 0, "narrow": (), "may_reply": may_reply,
            "lease": place, "box": await _box(viewer, thread, form), "box_at": thread.path,
            "words": desk_wording,
            "back": answers.safe_next(form.values.get("next"), ""),
        } | more | {"missed": await cards.put_in(request, [renderer.post(post) for post in missed])},
        status=status, headers=headers,
    )


async def _box(viewer: Actor, thread: ThreadView, form: Reply) -> MacroBox:
    """The saved reply that this one was begun with, so that its changes are still seen."""
    chosen = _number(form.values.get("macro", ""))
    if not chosen or not viewer.is_staff:
        return MacroBox()
    try:
        return MacroBox((), (await macros.box_for_thread(viewer, thread, chosen)).inserted)
    except NotFound:
        return MacroBox()


routes: list[BaseRoute] = [
    Route("/threads/{id}/replies", post_reply, methods=["POST"]),
    Route("/replies/{id}/quote", quote, methods=["GET"]),
    Route("/posts/{id}/helpful", vote_helpful, methods=["POST"]),
    Route("/posts/{id}/helpful/remove", unvote_helpful, methods=["POST"]),
    Route("/threads/{id}/same-problem", mark_same_problem, methods=["POST"]),
    Route("/threads/{id}/same-problem/remove", unmark_same_problem, methods=["POST"]),
    Route("/threads/{id}/bookmark", add_bookmark, methods=["POST"]),
    Route("/threads/{id}/bookmark/remove", remove_bookmark, methods=["POST"]),
]
