"""Doors: a thread's status, type, category and tags, and the page where all that is done to it is reached."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.errors import Forbidden, Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.solutions import actions as solutions
from forum.solutions.forms import Note
from forum.threads import actions, policy, queries, wording
from forum.threads.forms import Archive, Lock, Pin, Retag, SlowMode, Sort, Status, Timer, Unlist
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
        return await came_back(request, thread, "status", form, refusal)
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
        return await came_back(request, thread, "sort", form, refusal)
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
        return await came_back(request, thread, "retag", form, refusal)
    return answers.redirect(request, thread.path, flash_text=_("Your changes are saved."))


async def lock(request: Request) -> Response:
    """POST /threads/ID/lock: no more replies, or replies again."""
    return await _care(request, "lock", Lock, actions.lock, lambda form: (
        _("The thread is locked.") if form["locked"] else _("The thread takes replies again.")
    ))


async def pin(request: Request) -> Response:
    """POST /threads/ID/pin: at the top for some days or until a moment, or down again."""
    zone = _zone(request.scope["viewer"])
    return await _care(request, "pin", Pin, lambda viewer, id, form: actions.pin(viewer, id, form, zone), lambda form: (
        _("The thread is pinned.") if form["days"] or form["until"] else _("The thread is no longer pinned.")
    ))


async def unlist(request: Request) -> Response:
    """POST /threads/ID/unlisting: reached by its address only, or back in the lists."""
    return await _care(request, "unlist", Unlist, actions.unlist, lambda form: (
        _("Only its address leads to this thread now.") if form["unlisted"] else _("The thread stands in the lists again.")
    ))


async def archive(request: Request) -> Response:
    """POST /threads/ID/archive: read only, or alive again."""
    return await _care(request, "archive", Archive, actions.archive, lambda form: (
        _("The thread is archived.") if form["archived"] else _("The thread is back from the archive.")
    ))


async def slow_down(request: Request) -> Response:
    """POST /threads/ID/slow-mode: minutes between two replies of one person."""
    return await _care(request, "slow", SlowMode, actions.slow_down, lambda form: (
        wording.slow_mode(form["minutes"] * 60)
    ))


async def set_timer(request: Request) -> Response:
    """POST /threads/ID/timers: something that the clock will do."""
    zone = _zone(request.scope["viewer"])
    return await _care(
        request, "timer", Timer, lambda viewer, id, form: actions.set_timer(viewer, id, form, zone),
        lambda _form: _("The timer is set."),
    )


async def cancel_timer(request: Request) -> Response:
    """POST /threads/ID/timers/NUMBER/remove: it will not."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    values = await reading.form(request)
    await actions.cancel_timer(viewer, thread.id, reading.path_id(request, "number"))
    return answers.redirect(request, _back(thread, values, f"{thread.path}/tools"), flash_text=_("The timer is cancelled."))


async def _care(
    request: Request, name: str, kind: type[Form], act: Callable[..., Awaitable[None]], said: Callable[[Any], str],
) -> Response:
    """Do one thing to a thread, and come back to where it was asked for: the thread, its tools, or the desk's timers."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    values = await reading.form(request)
    form = kind.read(values)
    try:
        await act(viewer, thread.id, form)
    except Invalid as refusal:
        return await came_back(request, thread, name, form, refusal)
    return answers.redirect(request, _back(thread, values, thread.path), flash_text=said(form))


def _back(thread: ThreadView, values: dict[str, str], otherwise: str) -> str:
    """Where a form was, by the word that it brought along."""
    return {"tools": f"{thread.path}/tools", "timers": "/desk/timers"}.get(values.get("back", ""), otherwise)


async def came_back(request: Request, thread: ThreadView, name: str, form: Form, refusal: Invalid) -> Response:
    """The tools again, with what was typed and why it was not taken."""
    form.refuse(refusal)
    viewer: Actor = request.scope["viewer"]
    # The thread may have been moved out of the actor's sight by the very form that came back.
    thread = await queries.visible_thread(viewer, thread.id)
    if not policy.may_retag(viewer, thread):
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
            "categories": category_options(await categories.tree(viewer), thread) if side.sort else [],
            "timers": [
                (timer, wording.timer_name(timer.kind)) for timer in await queries.timers_of(thread)
            ] if side.sort else [],
            "timer_kinds": [
                (kind, wording.timer_name(kind)) for kind in policy.TIMERS if policy.may_set_timer(viewer, kind)
            ],
            "zone": _zone(viewer),
            "moves": await queries.moves_of(thread) if side.care and thread.has_moves else [],
        } | (came_back or {}),
        status=status,
    )


def category_options(tree: list[CategoryNode], thread: ThreadView | None = None) -> list[tuple[str, str]]:
    """The categories in the order of the tree, and the thread's own, which may have been archived since."""
    options = [
        (str(node.id), node.name if node is top else f"{top.name} › {node.name}")
        for top in tree for node in (top, *top.children)
    ]
    if thread is None:
        return options
    own = str(thread.category_id)
    return options if own in dict(options) else [(own, thread.category_name), *options]


def _zone(viewer: Actor) -> str:
    return viewer.time_zone or settings.current().site_time_zone


routes: list[BaseRoute] = [
    Route("/threads/{id}/{slug}/tools", tools, methods=["GET"]),
    Route("/threads/{id}/status", change_status, methods=["POST"]),
    Route("/threads/{id}/sort", sort, methods=["POST"]),
    Route("/threads/{id}/tags", retag, methods=["POST"]),
    Route("/threads/{id}/lock", lock, methods=["POST"]),
    Route("/threads/{id}/pin", pin, methods=["POST"]),
    Route("/threads/{id}/unlisting", unlist, methods=["POST"]),
    Route("/threads/{id}/archive", archive, methods=["POST"]),
    Route("/threads/{id}/slow-mode", slow_down, methods=["POST"]),
    Route("/threads/{id}/timers", set_timer, methods=["POST"]),
    Route("/threads/{id}/timers/{number}/remove", cancel_timer, methods=["POST"]),
]
