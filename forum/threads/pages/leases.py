"""Doors: who is replying to a thread, for those who answer there."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict
from forum.categories.policy import may_answer
from forum.i18n import gettext as _
from forum.leases import actions as leasing
from forum.leases import queries as leases
from forum.leases.policy import may_take
from forum.leases.views import Holding, Place
from forum.threads import policy, queries
from forum.threads.views import ThreadView
from forum.web import answers, ratelimit, reading

SUBJECT = "thread"


async def look(request: Request) -> Response:
    """GET /threads/ID/SLUG/lease: who is replying at the moment."""
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    may_take(viewer, answering(viewer, thread)).require()
    if not answers.wants_fragment(request):
        return answers.redirect(request, f"{thread.path}#reply")
    return await _told(request, thread, await leases.holding(SUBJECT, thread.id))


async def take(request: Request) -> Response:
    """POST /threads/ID/lease: I am replying, or still am, or take over from whom `over` names."""
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    await ratelimit.limit(request, "draft")
    over = (await reading.form(request)).get("over", "")
    fragment = answers.wants_fragment(request)
    held = await leasing.take(
        viewer, SUBJECT, thread.id, answering(viewer, thread), beating=fragment,
        over=int(over) if over.isascii() and over.isdecimal() and len(over) < 19 else 0,
    )
    if fragment:
        return await _told(request, thread, held)
    mine = held.is_of(viewer)
    said = _("Others see that you are replying.") if mine else _("%(name)s is replying.", name=held.shown)
    return answers.redirect(request, f"{thread.path}#reply", flash_text=said, kind="success" if mine else "info")


async def leave(request: Request) -> Response:
    """POST /threads/ID/lease/remove: I am not replying any more."""
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    may_take(viewer, answering(viewer, thread)).require()
    await leasing.release(viewer, SUBJECT, thread.id)
    return answers.redirect(request, thread.path)


def answering(viewer: Actor, thread: ThreadView) -> Verdict:
    """Whether the viewer may reply to the thread."""
    return policy.may_reply(viewer, thread, may_answer(viewer, thread.shelf))


async def place_of(viewer: Actor, thread: ThreadView, may_reply: Verdict) -> Place | None:
    """What the reply box shows of the lease; None for those who have no part in it."""
    if not may_take(viewer, may_reply):
        return None
    return place(thread, await leases.holding(SUBJECT, thread.id))


def place(thread: ThreadView, held: Holding | None) -> Place:
    """The place of a thread's lease, held by whom it is."""
    own = f"/threads/{thread.id}"
    return Place(f"{own}/lease", f"{thread.path}/lease", settings.current().reply_lease_seconds, held)


async def _told(request: Request, thread: ThreadView, held: Holding | None) -> Response:
    return answers.fragment(request, "leases/_replying.html", {"lease": place(thread, held)})


routes: list[BaseRoute] = [
    Route("/threads/{id}/{slug}/lease", look, methods=["GET"]),
    Route("/threads/{id}/lease", take, methods=["POST"]),
    Route("/threads/{id}/lease/remove", leave, methods=["POST"]),
]
