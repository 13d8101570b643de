"""Doors: continuing posts of a thread in private."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import ngettext
from forum.kb_bridge.actions import privately
from forum.kb_bridge.forms import Private
from forum.kb_bridge.queries import escalations as queries
from forum.threads import queries as threads
from forum.threads.policy import may_withdraw
from forum.threads.views import ThreadView
from forum.web import answers, problems, ratelimit, reading


async def start(request: Request) -> Response:
    """GET /threads/ID/private: which posts shall go on in private."""
    thread = await _thread(request)
    return await _page(request, thread, Private(), {reading.number(request, "post", 0, high=reading.MAX_ID)})


async def move(request: Request) -> Response:
    """POST /threads/ID/private: they do."""
    viewer: Actor = request.scope["viewer"]
    thread = await _thread(request)
    await ratelimit.limit(request, "post")
    lists = await reading.form_lists(request)
    form = Private.read({name: values[-1] for name, values in lists.items()})
    chosen = [int(one) for one in lists.get("post", []) if one.isascii() and one.isdecimal() and len(one) < 19]
    try:
        made = await privately.continue_privately(viewer, thread.id, form, chosen)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, thread, form, set(chosen), status=422)
    except Conflict as error:
        return await problems.outrun(request, error.sentence, f"/threads/{thread.id}")
    said = ngettext("%(num)s post goes on in private.", "%(num)s posts go on in private.", len(chosen))
    place = f"/desk/tickets/{made[0]}" if len(made) == 1 else f"/threads/{thread.id}"
    return answers.redirect(request, place, flash_text=said)


async def _thread(request: Request) -> ThreadView:
    viewer: Actor = request.scope["viewer"]
    if viewer.is_guest:
        may_withdraw(viewer).require()
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    may_withdraw(viewer).require()
    return thread


async def _page(request: Request, thread: ThreadView, form: Private, chosen: set[int], *, status: int = 200) -> Response:
    return await answers.page(request, "kb_bridge/privately.html", {
        "thread": thread, "form": form, "chosen": chosen, "posts": await queries.movable_posts(thread),
    }, status=status)


routes: list[BaseRoute] = [
    Route("/threads/{id}/private", start, methods=["GET"]),
    Route("/threads/{id}/private", move, methods=["POST"]),
]
