"""Doors: what one was writing, kept on the server under "ask" or "reply:THREAD", and the preview of it."""

import json
from json import JSONDecodeError

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts import policy as people
from forum.accounts.actor import Actor
from forum.errors import Conflict
from forum.i18n import gettext as _
from forum.text.markdown import render_safely
from forum.text.normalize import storable
from forum.threads import actions, queries
from forum.web import answers, ratelimit, reading

#: Fields a form of ours may have; a draft with more is none of ours.
MOST_FIELDS = 60


async def drafts(request: Request) -> Response:
    """GET /drafts: everything one was writing."""
    viewer: Actor = request.scope["viewer"]
    people.may_keep_account(viewer).require()
    return await answers.page(request, "threads/drafts.html", {"drafts": await queries.drafts_of(viewer)})


async def keep(request: Request) -> Response:
    """PUT /drafts/KEY: keep what was typed, as {"version", "fields"}. 409 gives what another device kept since."""
    await ratelimit.limit(request, "draft")
    viewer: Actor = request.scope["viewer"]
    key = request.path_params["key"]
    version, fields = await _read(request)
    try:
        kept = await actions.keep_draft(viewer, key, fields, version)
    except Conflict as conflict:
        newer = await queries.draft_of(viewer, key)
        if newer is None:
            raise
        answer = {"error": conflict.sentence, "fields": newer[0], "version": newer[1]}
        return answers.json(request, answer, status=409)
    return answers.json(request, {"version": kept})


async def remove(request: Request) -> Response:
    """POST /drafts/KEY/remove: forget it."""
    viewer: Actor = request.scope["viewer"]
    people.may_keep_account(viewer).require()
    form = await reading.form(request)
    await actions.discard_draft(viewer, request.path_params["key"])
    onward = answers.safe_next(form.get("next"), "/drafts")
    return answers.redirect(request, onward, flash_text=_("The draft is gone."), kind="info")


async def preview(request: Request) -> Response:
    """POST /preview: a text as it would look, for the ask page and the reply box."""
    people.may_keep_account(request.scope["viewer"]).require()
    await ratelimit.limit(request, "draft")
    body = (await reading.form(request)).get("body", "")
    rendered = await render_safely(body[: settings.current().post_limit])
    return answers.fragment(request, "threads/_preview.html", {"html": rendered.html})


async def _read(request: Request) -> tuple[int, dict[str, str]]:
    """The version and the fields that were sent. Raises HTTPException 400 for anything else."""
    try:
        sent = json.loads(await request.body())
    except (JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HTTPException(400) from error
    version, fields = (sent.get("version"), sent.get("fields")) if isinstance(sent, dict) else (None, None)
    if type(version) is not int or not 0 <= version < 2**31 - 1 or not isinstance(fields, dict):
        raise HTTPException(400)
    if len(fields) > MOST_FIELDS or not all(isinstance(value, str) for value in fields.values()):
        raise HTTPException(400)
    return version, {storable(name)[:80]: storable(value) for name, value in fields.items()}


routes: list[BaseRoute] = [
    Route("/drafts", drafts, methods=["GET"]),
    Route("/drafts/{key}", keep, methods=["PUT"]),
    Route("/drafts/{key}/remove", remove, methods=["POST"]),
    Route("/preview", preview, methods=["POST"]),
]
