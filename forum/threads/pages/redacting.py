"""Doors: taking words out of a post for good, after a look at where else they stand."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.text.blanking import telling_lines
from forum.threads import actions, policy, queries
from forum.threads.forms import Redaction
from forum.web import answers, ratelimit, reading


async def redaction(request: Request) -> Response:
    """GET /posts/ID/redaction: what the post says, and what of it is to go."""
    policy.may_redact(request.scope["viewer"]).require()
    return await _page(request, Redaction({"reason": _("Personal data")}))


async def redact(request: Request) -> Response:
    """POST /posts/ID/redaction: first the places in which the words stand, then, confirmed, none."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    thread, post, source = await queries.source_of(viewer, reading.path_id(request))
    policy.may_redact(viewer).require()
    values = await reading.form_lists(request)
    also = [int(text) for text in values.pop("also", []) if text.isascii() and text.isdecimal() and len(text) < 19]
    form = Redaction.read({name: given[-1] for name, given in values.items()})
    try:
        form.check()
        if "confirmed" not in values:
            pieces = form.listed or [*telling_lines(source), *telling_lines(post.plain)]
            await actions.look_over(viewer, post.id, form)
            others = await queries.standing_elsewhere(viewer, thread, post, pieces)
            return await _page(request, form, others=others, confirming=True)
        places = await actions.redact(viewer, post.id, form, also)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _page(request, form, status=422)
    except Conflict as refusal:
        form.errors = {"": refusal.sentence}
        return await _page(request, form, status=409)
    said = ngettext("Removed in %(num)s place.", "Removed in %(num)s places.", places)
    post = (await queries.post_for(viewer, post.id))[1]
    return answers.redirect(request, post.path, flash_text=said)


async def _page(
    request: Request, form: Redaction, *, others: list[queries.Elsewhere] | None = None, confirming: bool = False,
    status: int = 200,
) -> Response:
    thread, post, source = await queries.source_of(request.scope["viewer"], reading.path_id(request))
    context: dict[str, Any] = {
        "thread": thread, "post": post, "source": source, "form": form, "others": others or [], "confirming": confirming,
    }
    return await answers.page(request, "threads/redact.html", context, status=status)


routes: list[BaseRoute] = [
    Route("/posts/{id}/redaction", redaction, methods=["GET"]),
    Route("/posts/{id}/redaction", redact, methods=["POST"]),
]
