"""Doors: one thing done to several threads that a moderator ticked in a list."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.errors import Invalid
from forum.threads import actions, policy, wording
from forum.threads.forms import Together
from forum.threads.pages.sorting import category_options
from forum.threads.queries.lists import threads_in_order
from forum.web import answers, ratelimit, reading


async def do_together(request: Request) -> Response:
    """POST /threads/together: the same for every ticked thread, with what became of each."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    values = await reading.form_lists(request)
    ticked = [int(text) for text in values.pop("thread", []) if text.isascii() and text.isdecimal() and len(text) < 19]
    form = Together.read({name: given[-1] for name, given in values.items()})
    try:
        outcomes = await actions.do_together(viewer, ticked, form)
    except Invalid as refusal:
        form.refuse(refusal)
        chosen = await threads_in_order(viewer, ticked[: actions.MOST_TOGETHER])
        context = await together_context(request, await categories.tree(viewer))
        return await answers.page(
            request, "threads/together.html", context | {"form": form, "outcomes": [], "chosen": chosen}, status=422
        )
    context = {"form": form, "outcomes": outcomes, "chosen": [], "what": wording.act_name(form["act"])}
    return await answers.page(request, "threads/together.html", context)


async def together_context(request: Request, tree: Sequence[CategoryNode]) -> dict[str, Any]:
    """What the form below a list offers."""
    return {
        "ticking": reading.query(request, "tick") == "1",
        "acts": [(act, wording.act_name(act)) for act in policy.TOGETHER],
        "categories": [("", ""), *category_options(list(tree))],
        "form": Together(),
    }


routes: list[BaseRoute] = [Route("/threads/together", do_together, methods=["POST"])]
