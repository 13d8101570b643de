"""Doors to the record: the log for everyone, and the trail on the desk, to read and to take along."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from forum.accounts.policy import may_manage_people
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.record import files, queries, wording
from forum.record.forms import Narrowed
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context

#: The formats a file may have: its type.
FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


async def log(request: Request) -> Response:
    """GET /moderation-log."""
    part = reading.query(request, "show")
    part = part if part in wording.PARTS else ""
    before = reading.number(request, "before", 0, 1, reading.MAX_ID)
    lines, older = await queries.log(request.scope["viewer"], part, before)
    address = "/moderation-log" + (f"?show={part}" if part else "")
    context = {
        "lines": lines, "newer": address if before else None,
        "older": f"{address}{'&' if part else '?'}before={older}" if older else None,
        "tabs": [
            {"label": wording.part(word), "url": "/moderation-log" + (f"?show={word}" if word else ""), "current": word == part}
            for word in ("", *wording.PARTS)
        ],
    }
    return await answers.page(request, "record/log.html", context)


async def trail(request: Request) -> Response:
    """GET /desk/audit."""
    viewer = request.scope["viewer"]
    may_manage_people(viewer).require()
    form, narrowed = _narrowed(request)
    before = reading.number(request, "before", 0, 1, reading.MAX_ID)
    lines, older = await queries.trail(viewer, narrowed, before)
    asked = {name: value for name, value in narrowed.values.items() if value}
    address = "/desk/audit?" + urlencode(asked)
    context = {
        "lines": lines, "form": form, "count": await queries.trail_count(viewer, narrowed),
        "older": f"{address}&before={older}" if older else None, "newer": address if before else None,
        "asked": urlencode(asked), "whos": [("staff", _("Staff and the system")), ("everybody", _("Everybody"))],
        **admin_context(request),
    }
    return await answers.page(request, "record/trail.html", context, status=422 if form.errors else 200)


async def take_along(request: Request) -> Response:
    """GET /desk/audit.csv or .jsonl: all of it, as narrowed, sent while it is read."""
    viewer = request.scope["viewer"]
    may_manage_people(viewer).require()
    format = str(request.path_params["format"])
    if format not in FORMATS:
        raise NotFound
    await ratelimit.limit(request, "act")
    form, narrowed = _narrowed(request)
    form.check()

    async def written() -> AsyncIterator[str]:
        head = True
        async for lines in queries.whole_trail(viewer, narrowed):
            yield files.as_csv(lines, head=head) if format == "csv" else files.as_json(lines)
            head = False
        if head and format == "csv":
            yield files.as_csv([], head=True)

    headers = {"content-disposition": f'attachment; filename="audit.{format}"', "cache-control": "no-store"}
    return StreamingResponse(written(), headers=headers, media_type=FORMATS[format])


def _narrowed(request: Request) -> tuple[Narrowed, Narrowed]:
    """The form as typed, and what it narrows to: nothing where it cannot be read."""
    form = Narrowed.read({name: reading.query(request, name) for name in Narrowed.fields})
    if not form.errors:
        form.look_over()
    return form, form if not form.errors else Narrowed.read({})


routes: list[BaseRoute] = [
    Route("/moderation-log", log, methods=["GET"]),
    Route("/desk/audit", trail, methods=["GET"]),
    Route("/desk/audit.{format}", take_along, methods=["GET"]),
]
