"""Doors on the desk: the words that screening watches for, with a box to try them on a text."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.moderation import actions, queries, wording
from forum.moderation.forms import WORD_ACTIONS, Try, Word
from forum.web import admin, answers, ratelimit, reading

#: A word that stands in more than every so-manieth post is watched by mistake, as a rule.
VERY_MANY = 50


async def show(request: Request) -> Response:
    """GET /desk/words: every watched word; with ?text= those that stand in that text."""
    admin.may_open(request)
    text = request.query_params.get("text", "")[:4_000]
    return await _page(request, Word(), Try({"text": text}))


async def watch(request: Request) -> Response:
    """POST /desk/words: watch these, one a line; says so when they stand in very many posts."""
    admin.may_open(request)
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    form = Word.read(await reading.form(request))
    try:
        count = await actions.watch(viewer, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return await _page(request, form, Try(), status=422)
    told = ngettext("%(num)s word is watched.", "%(num)s words are watched.", count)
    met, looked_at = await queries.how_often(viewer, form.lines)
    if met * VERY_MANY > looked_at:
        return answers.redirect(request, "/desk/words", flash_text=told + " " + _(
            "Careful: of the latest %(all)s posts, %(met)s have such a word. Please look whether that is what you mean.",
            all=looked_at, met=met,
        ), kind="warning")
    return answers.redirect(request, "/desk/words", flash_text=told)


async def unwatch(request: Request) -> Response:
    """POST /desk/words/ID/remove: watch it no longer."""
    admin.may_open(request)
    await ratelimit.limit(request, "act")
    await actions.unwatch(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, "/desk/words", flash_text=_("The word is not watched any more."))


async def _page(request: Request, form: Word, trying: Try, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    text = trying.values["text"]
    context: dict[str, Any] = {
        "words": await queries.words_page(viewer), "form": form, "trying": trying,
        "met": await queries.watched(viewer, text) if text else [], "action_name": wording.word_action,
        "action_options": [(word, wording.word_action(word)) for word in WORD_ACTIONS],
    }
    return await answers.page(request, "moderation/words.html", admin.admin_context(request) | context, status=status)


routes: list[BaseRoute] = [
    Route("/desk/words", show, methods=["GET"]),
    Route("/desk/words", watch, methods=["POST"]),
    Route("/desk/words/{id}/remove", unwatch, methods=["POST"]),
]
