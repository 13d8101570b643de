"""Door: asking. Title first, then type, category and what the category asks for, then the text; no word is lost."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts import policy as people
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.queries import CategoryView
from forum.categories.template import read_answers
from forum.errors import Forbidden, Invalid, Refusal, SignInNeeded, TooMany
from forum.i18n import gettext as _
from forum.i18n import mark
from forum.kb_bridge import composing
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.queries.meeting import Evidence
from forum.kb_bridge.references import without_titles
from forum.text.markdown import render_safely
from forum.threads import actions, queries
from forum.threads.forms import TITLE_MOST, Ask
from forum.threads.policy import TYPES, may_announce
from forum.web import answers, ratelimit, reading

#: The key of the draft; there is one, so that another device finds it.
DRAFT = "ask"

TYPE_LABELS = {
    "question": mark("Question: I want to know something"),
    "problem": mark("Problem: something does not work"),
    "idea": mark("Idea: something could be better"),
    "discussion": mark("Discussion: I want to talk about something"),
    "announcement": mark("Announcement: something people should know"),
}


async def ask(request: Request) -> Response:
    """GET /ask: the form, with the draft in it or with the title and category of the address."""
    viewer: Actor = request.scope["viewer"]
    people.signed_in(viewer).require()
    shelves = await categories.open_for_asking(viewer)
    given = {
        "title": reading.query(request, "title")[:TITLE_MOST],
        "type": reading.query(request, "type"),
        "category": next((str(one.id) for one in shelves if one.slug == reading.query(request, "category")), ""),
    }
    draft = await queries.draft_of(viewer, DRAFT)
    values: dict[str, str] = {name: value for name, value in given.items() if value}
    other_draft = ""
    if draft is not None:
        kept, version = draft
        if given["title"] and kept.get("title", "").strip() not in ("", given["title"]):
            # Another question was begun before: it stays a draft until its writer chooses.
            other_draft = kept["title"]
        else:
            values = {**kept, **values, "draft_version": str(version)}
    form = Ask({"submit_key": secrets.token_urlsafe(16), "draft_version": "0", **values})
    restored = "draft_version" in values
    return await _show(request, form, shelves, restored=restored, other_draft=other_draft)


async def post(request: Request) -> Response:
    """POST /ask: the thread, or the form again with everything typed and what is to correct.

    The buttons "Continue" and "Preview" send it too, with a `step`: they change nothing.
    """
    viewer: Actor = request.scope["viewer"]
    values = await reading.form(request)
    step = values.pop("step", "")
    shelves = await categories.open_for_asking(viewer)
    if step:
        form = Ask(values)
        if step == "dismiss":
            form.values["dismissed"] = "1"
            await meeting.dismiss(viewer, values.get("composing", ""))
        if answers.wants_fragment(request):
            context = {"form": form, "category": _chosen(shelves, values)}
            return answers.fragment(request, "threads/_fields.html", context)
        return await _show(request, form, shelves, preview=step == "preview", look=True)
    form = Ask.read(_without_titles(values))
    category = _chosen(shelves, values)
    given, errors = read_answers(category.template, values) if category else ([], {})
    form.errors.update(errors)
    try:
        people.signed_in(viewer).require()
        form.check()
        await ratelimit.limit(request, "ask")
        posted = await actions.ask(viewer, form, given)
    except (Invalid, TooMany, Forbidden) as refusal:
        return await _again(request, form, shelves, refusal)
    await _forget_draft(viewer, values)
    await meeting.note_posted(viewer, values.get("composing", ""), posted.thread_id, form["category"])
    if posted.repeated:
        told = _("You had posted this already. Here it is.")
    else:
        told = _("Your thread is posted.")
    return answers.redirect(request, posted.path, flash_text=told)


async def _again(request: Request, form: Ask, shelves: Sequence[CategoryView], refusal: Refusal) -> Response:
    """The form with everything typed, and why it was not taken."""
    headers = {}
    match refusal:
        case Invalid():
            form.refuse(refusal)
            status = 422
        case TooMany():
            form.errors[""] = refusal.sentence
            status, headers = 429, {"retry-after": str(refusal.retry_after)}
        case SignInNeeded():
            form.errors[""] = _(
                "You are signed out. Sign in in another tab, then send this again. Your text stays here."
            )
            status = 401
        case _:
            form.errors[""] = refusal.sentence
            status = 403
    return await _show(request, form, shelves, status=status, headers=headers)


async def _show(
    request: Request, form: Ask, shelves: Sequence[CategoryView], *, restored: bool = False, other_draft: str = "",
    preview: bool = False, look: bool = False, status: int = 200, headers: dict[str, str] | None = None,
) -> Response:
    viewer: Actor = request.scope["viewer"]
    taken = {name for shelf in shelves for name in shelf.thread_types}
    types = [name for name in TYPES if name in taken and (name != "announcement" or may_announce(viewer))]
    if not form.values["type"] and types:
        form.values["type"] = types[0]
    html = ""
    if preview and form.values["body"]:
        html = (await render_safely(form.values["body"][: settings.current().post_limit])).html
    carried = form.values.get("composing", "")
    found = await _beside(request, form) if look else Evidence()
    return await answers.page(request, "threads/ask.html", {
        "form": form,
        "asking": carried if composing.key_of(carried) else composing.begin(),
        "type_options": [(name, _(TYPE_LABELS[name])) for name in types],
        "category_options": [("", _("Choose a category")), *((shelf.id, _full_name(shelf)) for shelf in shelves)],
        "category": _chosen(shelves, form.values),
        "restored": restored,
        "other_draft": other_draft,
        "preview_html": html,
        "similar": found.threads,
        "articles": found.articles,
        "looked": look and not form.values.get("dismissed"),
    }, status=status, headers=headers)


async def _beside(request: Request, form: Ask) -> Evidence:
    """What is like it, for those whose browser runs no scripts."""
    try:
        await ratelimit.limit(request, "similar")
    except TooMany:
        return Evidence()
    return await meeting.show(request.scope["viewer"], form.values, request.headers.get("user-agent", ""))


def _without_titles(values: dict[str, str]) -> dict[str, str]:
    """What was typed, without the titles of articles in their addresses: not everybody may read those."""
    site_url = settings.current().site_url
    return values | {name: without_titles(values[name], site_url) for name in ("body", "answer") if name in values}


async def _forget_draft(viewer: Actor, values: Mapping[str, str]) -> None:
    """The draft became a thread, unless it is of another text (kept by another device, or begun before)."""
    draft = await queries.draft_of(viewer, DRAFT)
    if draft is None:
        return
    kept, _version = draft
    came_from_it = values.get("draft_version", "0") != "0"
    if came_from_it or kept.get("body", "").strip() == values.get("body", "").strip():
        await actions.discard_draft(viewer, DRAFT)


def _chosen(shelves: Sequence[CategoryView], values: Mapping[str, Any]) -> CategoryView | None:
    return next((shelf for shelf in shelves if str(shelf.id) == values.get("category")), None)


def _full_name(shelf: CategoryView) -> str:
    return f"{shelf.parent_name} › {shelf.name}" if shelf.parent_name else shelf.name


routes: list[BaseRoute] = [
    Route("/ask", ask, methods=["GET"]),
    Route("/ask", post, methods=["POST"]),
]
