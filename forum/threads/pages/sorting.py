"""Doors: a thread's status, type, category, tags, lock and pin."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.errors import Forbidden, Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.solutions import actions as solutions
from forum.solutions.forms import Note
from forum.threads import actions, policy, queries, wording
from forum.threads.forms import Lock, Pin, Retag, Sort, Status
from forum.threads.pages.show import side_of
from forum.threads.views import ThreadView
from forum.web import answers, ratelimit, reading


async def tools(request: Request) -> Response:
    """GET /threads/ID/SLUG/tools: type, category and tags, for those who may change them."""
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    policy.may_retag(viewer, thread).require()
    return await _page(request, thread)


async def change_status(request: Request) -> Response:
    """POST /threads/ID/status. Opening a solved thread again withdraws its solution."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    form = Status.read(await reading.form(request))
    try:
        if thread.is_solved and form.values["status"] == "open":
            note = Note.read({"note": form.values["note"]})
            note.check()
            await solutions.withdraw(viewer, thread.id, note["note"])
        else:
            await actions.change_status(viewer, thread.id, form)
    except Invalid as refusal:
        return await _came_back(request, thread, "status", form, refusal)
    return answers.redirect(request, thread.path, flash_text=_("The status is changed."))


async def sort(request: Request) -> Response:
    """POST /threads/ID/sort: type, category and tags together."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    form = Sort.read(await reading.form(request))
    try:
        await actions.sort(viewer, thread.id, form)
    except Invalid as refusal:
        return await _came_back(request, thread, "sort", form, refusal)
    return answers.redirect(request, thread.path, flash_text=_("Your changes are saved."))


async def retag(request: Request) -> Response:
    """POST /threads/ID/tags: other tags."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    form = Retag.read(await reading.form(request))
    try:
        form.check()
        await actions.retag(viewer, thread.id, form.tag_names)
    except Invalid as refusal:
        return await _came_back(request, thread, "retag", form, refusal)
    return answers.redirect(request, thread.path, flash_text=_("Your changes are saved."))


async def lock(request: Request) -> Response:
    """POST /threads/ID/lock: no more replies, or replies again."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    form = Lock.read(await reading.form(request))
    try:
        await actions.lock(viewer, thread.id, form)
    except Invalid as refusal:
        return await _came_back(request, thread, "lock", form, refusal)
    said = _("The thread is locked.") if form["locked"] else _("The thread takes replies again.")
    return answers.redirect(request, thread.path, flash_text=said)


async def pin(request: Request) -> Response:
    """POST /threads/ID/pin: at the top for some days, or down again."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    form = Pin.read(await reading.form(request))
    try:
        await actions.pin(viewer, thread.id, form)
    except Invalid as refusal:
        return await _came_back(request, thread, "pin", form, refusal)
    said = _("The thread is pinned.") if form["days"] else _("The thread is no longer pinned.")
    return answers.redirect(request, thread.path, flash_text=said)


async def _came_back(request: Request, thread: ThreadView, name: str, form: Form, refusal: Invalid) -> Response:
    form.refuse(refusal)
    viewer: Actor = request.scope["viewer"]
    # The thread may have been moved out of the actor's sight by the very form that came back.
    thread = await queries.visible_thread(viewer, thread.id)
    if name in ("sort", "retag") and not policy.may_retag(viewer, thread):
        raise Forbidden(refusal.sentence)
    return await _page(request, thread, {"tool": form, "tool_name": name}, status=422)


async def _page(
    request: Request, thread: ThreadView, came_back: dict[str, Any] | None = None, *, status: int = 200
) -> Response:
    viewer: Actor = request.scope["viewer"]
    side = await side_of(viewer, thread)
    form: Form = Sort({"type": thread.type, "category": str(thread.category_id), "tags": ", ".join(thread.tags)})
    if came_back and came_back["tool_name"] in ("sort", "retag"):
        form = came_back["tool"]
    return await answers.page(
        request, "threads/tools.html",
        {
            "thread": thread, "side": side, "form": form, "reason": wording.reason(thread),
            "types": [(name, wording.type_name(name)) for name in policy.TYPES],
            "categories": _options(await categories.tree(viewer), thread) if side.sort else [],
        } | (came_back or {}),
        status=status,
    )


def _options(tree: list[CategoryNode], thread: ThreadView) -> list[tuple[str, str]]:
    """The categories in the order of the tree, and the thread's own, which may have been archived since."""
    options = [
        (str(node.id), node.name if node is top else f"{top.name} › {node.name}")
        for top in tree for node in (top, *top.children)
    ]
    own = str(thread.category_id)
    return options if own in dict(options) else [(own, thread.category_name), *options]


routes: list[BaseRoute] = [
    Route("/threads/{id}/{slug}/tools", tools, methods=["GET"]),
    Route("/threads/{id}/status", change_status, methods=["POST"]),
    Route("/threads/{id}/sort", sort, methods=["POST"]),
    Route("/threads/{id}/tags", retag, methods=["POST"]),
    Route("/threads/{id}/lock", lock, methods=["POST"]),
    Route("/threads/{id}/pin", pin, methods=["POST"]),
]
