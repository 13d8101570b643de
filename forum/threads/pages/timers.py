"""The desk's page of what the clock will do to threads."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.threads import policy, queries, wording
from forum.web import admin, answers


async def timers(request: Request) -> Response:
    """GET /desk/timers: what, when, by whom, each with a way to cancel it."""
    admin.may_open(request)
    viewer: Actor = request.scope["viewer"]
    running, count = await queries.running_timers(viewer)
    return await answers.page(request, "threads/timers.html", {
        "timers": running, "count": count, "timer_name": wording.timer_name, "may_pin": bool(policy.may_pin(viewer)),
        "may_cancel": lambda kind: bool(policy.may_set_timer(viewer, kind)), **admin.admin_context(request),
    })


routes: list[BaseRoute] = [Route("/desk/timers", timers, methods=["GET"])]
