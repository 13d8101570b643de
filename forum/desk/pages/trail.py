"""Doors: whether what I read and look for is kept for those who help me."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.desk import actions, policy
from forum.i18n import gettext as _
from forum.web import answers, ratelimit, reading


async def choose(request: Request) -> Response:
    """POST /settings/trail: keep it, or do not and forget what is kept."""
    viewer = request.scope["viewer"]
    policy.may_choose_trail(viewer).require()
    await ratelimit.limit(request, "act")
    kept = bool((await reading.form(request)).get("kept"))
    await actions.choose_trail(viewer, kept)
    said = _("What you read and search is kept for a while.") if kept else _("What you read and search is not kept any more.")
    return answers.redirect(request, "/settings/privacy", flash_text=said)


routes: list[BaseRoute] = [Route("/settings/trail", choose, methods=["POST"])]
