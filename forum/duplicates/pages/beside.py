"""Doors: similar threads beside a question that is being written; saying that one was asked before, and that it was not."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.duplicates import policy
from forum.duplicates.actions import deciding
from forum.duplicates.forms import AskedBefore, Contest
from forum.duplicates.queries.writing import MOST, while_asking
from forum.duplicates.views import SimilarLine
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.kb_bridge import composing
from forum.kb_bridge.actions import meeting
from forum.threads import queries as threads
from forum.threads.queries.lists import threads_in_order
from forum.threads.views import ThreadView
from forum.web import answers, ratelimit, reading

_NUMBER = re.compile(r"#?(\d{1,18})")
_ADDRESS = re.compile(r"/threads/(\d{1,18})(?:/|$)")


async def similar(request: Request) -> Response:
    """POST /ask/similar: what is like the title and text typed so far, as a fragment. The text is kept nowhere."""
    await ratelimit.limit(request, "similar")
    values = await reading.form(request)
    found = await meeting.show(request.scope["viewer"], values, request.headers.get("user-agent", ""))
    carried = values.get("composing", "")
    return answers.fragment(request, "duplicates/_similar.html", {
        "articles": found.articles, "similar": found.threads, "asking": carried if composing.key_of(carried) else "",
    })


async def asked_before(request: Request) -> Response:
    """GET /threads/ID/SLUG/asked-before: looking for where, by title, number or address."""
    viewer: Actor = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    policy.may_suggest(viewer).require()
    if request.query_params.get("q"):
        await ratelimit.limit(request, "search")
    return await _show(request, thread, AskedBefore(), reading.query(request, "q")[:300])


async def suggest(request: Request) -> Response:
    """POST /threads/ID/suggestions: it was asked before, there."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    values = await reading.form(request)
    form = AskedBefore.read(values)
    try:
        pair_id = await deciding.suggest(viewer, thread.id, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _show(request, thread, form, values.get("q", "")[:300], status=422)
    if policy.may_decide(viewer):
        return answers.redirect(request, f"/desk/duplicates?pair={pair_id}")
    return answers.redirect(request, thread.path, flash_text=_("Thank you. Somebody will look at it."))


async def contest(request: Request) -> Response:
    """POST /threads/ID/contests: the asker's is another question."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread = await threads.visible_thread(viewer, reading.path_id(request))
    await deciding.contest(viewer, thread.id, Contest.read(await reading.form(request)))
    return answers.redirect(request, thread.path, flash_text=_("Thank you. Somebody will look at both again."))


async def _show(request: Request, thread: ThreadView, form: AskedBefore, q: str, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    number = _number_in(q)
    if number:
        found = [SimilarLine(row, 0.0) for row in await threads_in_order(viewer, [number])]
    else:
        found = await while_asking(viewer, q, except_id=thread.id) if q else await while_asking(
            viewer, thread.title, thread.excerpt, category_id=thread.category_id, tags=thread.tags, except_id=thread.id
        )
        # Two words are enough for somebody who looks for what they know.
        if q and not found:
            found = await while_asking(viewer, f"{q} {q} {q}", except_id=thread.id)
    found = [line for line in found if line.row.id != thread.id]
    if form.values["target"] and all(str(line.row.id) != form.values["target"] for line in found):
        form.values["target"] = ""
    return await answers.page(request, "duplicates/asked_before.html", {
        "thread": thread, "form": form, "q": q, "found": found[:MOST], "decides": bool(policy.may_decide(viewer)),
    }, status=status)


def _number_in(q: str) -> int:
    """The thread that a number or an address names; 0 for words."""
    match = _NUMBER.fullmatch(q.strip()) or _ADDRESS.search(_path(q.strip()))
    return int(match[1]) if match else 0


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


routes: list[BaseRoute] = [
    Route("/ask/similar", similar, methods=["POST"]),
    Route("/threads/{id}/suggestions", suggest, methods=["POST"]),
    Route("/threads/{id}/contests", contest, methods=["POST"]),
    Route("/threads/{id}/{slug}/asked-before", asked_before, methods=["GET"]),
]
