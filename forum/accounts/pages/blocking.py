"""The moderators' page of blocked domains and address ranges."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import actions
from forum.accounts.forms import BLOCK_LENGTHS, BlockForm
from forum.accounts.queries import blocks
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context


async def show(request: Request) -> Response:
    """GET /desk/blocks."""
    return await _page(request, BlockForm({"length": "90"}))


async def block(request: Request) -> Response:
    """POST /desk/blocks: blocks one; asks once more where members have such an address."""
    await ratelimit.limit(request, "act")
    form = BlockForm.read(await reading.form(request))
    try:
        await actions.block(request.scope["viewer"], form)
    except (Invalid, Conflict) as error:
        form.errors.update(error.errors if isinstance(error, Invalid) else {"": error.sentence})
        return await _page(request, form, 422 if isinstance(error, Invalid) else 409)
    return answers.redirect(request, "/desk/blocks", flash_text=_("It is blocked."))


async def unblock(request: Request) -> Response:
    """POST /desk/blocks/ID/remove."""
    await ratelimit.limit(request, "act")
    await actions.unblock(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, "/desk/blocks", flash_text=_("It is not blocked any more."))


async def _page(request: Request, form: BlockForm, status: int = 200) -> Response:
    context = {
        "blocks": await blocks.listed(request.scope["viewer"]), "form": form,
        "lengths": [(word, _length(word)) for word in BLOCK_LENGTHS], **admin_context(request),
    }
    return await answers.page(request, "accounts/desk_blocks.html", context, status=status)


def _length(word: str) -> str:
    return _("Without end") if word == "forever" else ngettext("%(num)s day", "%(num)s days", int(word))


routes: list[BaseRoute] = [
    Route("/desk/blocks", show, methods=["GET"]),
    Route("/desk/blocks", block, methods=["POST"]),
    Route("/desk/blocks/{id}/remove", unblock, methods=["POST"]),
]
