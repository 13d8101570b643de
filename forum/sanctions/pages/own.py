"""What was decided about me: in my settings, or by the address in a letter for whoever cannot sign in; and appealing."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import queries as people
from forum.accounts.policy import may_keep_account
from forum.accounts.settings_nav import settings_context
from forum.accounts.standing import reason_words
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.sanctions import actions, queries, tokens, wording
from forum.sanctions.forms import AppealForm
from forum.web import answers, ratelimit, reading

ABOUTS = ("sanction", "deed")


async def standing(request: Request) -> Response:
    """GET /settings/standing."""
    viewer = request.scope["viewer"]
    may_keep_account(viewer).require()
    return await _show(request, viewer.id, "")


async def appeal(request: Request) -> Response:
    """POST /settings/standing/ABOUT/ID/appeal."""
    viewer = request.scope["viewer"]
    may_keep_account(viewer).require()
    return await _appeal(request, viewer.id, "")


async def letter_standing(request: Request) -> Response:
    """GET /standing/TOKEN: the same, for whoever has the letter."""
    person_id, token = _proven(request)
    return await _show(request, person_id, token)


async def letter_appeal(request: Request) -> Response:
    """POST /standing/TOKEN/ABOUT/ID/appeal."""
    person_id, token = _proven(request)
    return await _appeal(request, person_id, token)


def _proven(request: Request) -> tuple[int, str]:
    token = str(request.path_params["token"])
    person_id = tokens.read(token)
    if person_id is None:
        raise NotFound
    return person_id, token


async def _appeal(request: Request, person_id: int, token: str) -> Response:
    about, subject_id = str(request.path_params["about"]), reading.path_id(request)
    if about not in ABOUTS:
        raise NotFound
    await ratelimit.limit(request, "act")
    form = AppealForm.read(await reading.form(request))
    try:
        await actions.appeal(await people.actor(person_id), about, subject_id, form)
    except (Invalid, Conflict) as error:
        form.errors.update(error.errors if isinstance(error, Invalid) else {"": error.sentence})
        status = 422 if isinstance(error, Invalid) else 409
        return await _show(request, person_id, token, form, (about, subject_id), status)
    path = f"/standing/{token}" if token else "/settings/standing"
    return answers.redirect(
        request, path, flash_text=_("Your appeal is sent. Somebody other than the one who decided looks at it.")
    )


async def _show(
    request: Request, person_id: int, token: str, form: AppealForm | None = None, at: tuple[str, int] | None = None,
    status: int = 200,
) -> Response:
    context = {
        "standing": await queries.standing_of(person_id), "form": form or AppealForm(), "blank": AppealForm(), "at": at,
        "base": f"/standing/{token}" if token else "/settings/standing", "reason_words": reason_words, "wording": wording,
    }
    if token:
        return await answers.page(request, "sanctions/letter_standing.html", context, status=status)
    return await answers.page(
        request, "sanctions/standing.html", context | settings_context("/settings/standing"), status=status
    )


routes: list[BaseRoute] = [
    Route("/settings/standing", standing, methods=["GET"]),
    Route("/settings/standing/{about}/{id}/appeal", appeal, methods=["POST"]),
    Route("/standing/{token}", letter_standing, methods=["GET"]),
    Route("/standing/{token}/{about}/{id}/appeal", letter_appeal, methods=["POST"]),
]
