"""Doors: splitting replies off, merging threads, and taking either back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.threads import actions, policy, queries, wording
from forum.threads.forms import Merge, Split
from forum.threads.pages.sorting import came_back, category_options
from forum.web import answers, ratelimit, reading

#: Replies offered on one page.
SHOWN = 100


async def split_page(request: Request) -> Response:
    """GET /threads/ID/SLUG/split: the replies to be ticked, and what they are to be called."""
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    policy.may_care(viewer).require()
    form = Split({
        "type": thread.type, "category": str(thread.category_id), "tags": ", ".join(thread.tags), "opening": "first",
    })
    return await _split_page(request, form, [])


async def split(request: Request) -> Response:
    """POST /threads/ID/splits: the ticked replies become a thread."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    policy.may_care(viewer).require()
    values = await reading.form_lists(request)
    ticked = [int(text) for text in values.pop("post", []) if text.isascii() and text.isdecimal() and len(text) < 19]
    form = Split.read({name: given[-1] for name, given in values.items()})
    try:
        posted = await actions.split(viewer, thread.id, ticked, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _split_page(request, form, ticked, status=422)
    except Conflict as refusal:
        form.errors = {"": refusal.sentence}
        return await _split_page(request, form, ticked, status=409)
    return answers.redirect(request, posted.path, flash_text=_("The replies are a thread of their own now."))


async def merge(request: Request) -> Response:
    """POST /threads/ID/merge: everything into another thread."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    number = reading.path_id(request)
    form = Merge.read(await reading.form(request))
    try:
        target = await actions.merge(viewer, number, form)
    except Invalid as refusal:
        return await came_back(request, await queries.visible_thread(viewer, number), "merge", form, refusal)
    return answers.redirect(request, target.path, flash_text=_("The threads are one now."))


async def undo(request: Request) -> Response:
    """POST /threads/ID/moves/NUMBER/remove: a split or merge taken back."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    policy.may_care(viewer).require()
    number = reading.path_id(request, "number")
    kinds = {move.id: move.kind for move in await queries.moves_of(thread)}
    if number not in kinds:
        raise NotFound
    back = actions.undo_split if kinds[number] == "split" else actions.undo_merge
    found = await back(viewer, number)
    return answers.redirect(request, f"{found.path}/tools", flash_text=_("It is as it was before."))


async def _split_page(request: Request, form: Split, ticked: list[int], *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    first = reading.number(request, "from", 0)
    replies = [post for post in await queries.posts_between(viewer, thread, first, SHOWN) if not post.is_deleted]
    return await answers.page(
        request, "threads/split.html",
        {
            "thread": thread, "replies": replies, "ticked": ticked, "form": form,
            "more": first + SHOWN if first + SHOWN < thread.last_position else None,
            "types": [(name, wording.type_name(name)) for name in policy.TYPES],
            "categories": category_options(await categories.tree(viewer), thread),
        },
        status=status,
    )


routes: list[BaseRoute] = [
    Route("/threads/{id}/{slug}/split", split_page, methods=["GET"]),
    Route("/threads/{id}/splits", split, methods=["POST"]),
    Route("/threads/{id}/merge", merge, methods=["POST"]),
    Route("/threads/{id}/moves/{number}/remove", undo, methods=["POST"]),
]
