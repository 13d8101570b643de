"""The door to the outbox on the desk: deliveries that stand still, and trying them again."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import events
from forum.events import queries
from forum.i18n import gettext as _
from forum.web import admin, answers, reading


async def show(request: Request) -> Response:
    """What stands still, each with what went wrong, and how much is under way."""
    admin.may_open(request)
    context = {"outbox": await queries.outbox(), "deliveries": await queries.stuck_deliveries()}
    return await answers.page(request, "desk/news.html", admin.admin_context(request) | context)


async def retry(request: Request) -> Response:
    """Make one delivery due again."""
    admin.may_open(request)
    await events.retry(reading.path_id(request))
    return answers.redirect(request, "/desk/news", flash_text=_("It will be tried again now."))


routes: list[BaseRoute] = [
    Route("/desk/news", show, methods=["GET"]),
    Route("/desk/news/{id}/retry", retry, methods=["POST"]),
]
