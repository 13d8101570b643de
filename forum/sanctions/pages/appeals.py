"""Appeals on the desk: one by itself with all there is to see, and an answer as long as it needs to be."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.standing import reason_words
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.sanctions import actions, queries, wording
from forum.sanctions.forms import OUTCOMES, Answer
from forum.sanctions.policy import may_care
from forum.web import answers, reading
from forum.web.admin import admin_context


async def appeals(request: Request) -> Response:
    """They wait in the review queue, among all else."""
    may_care(request.scope["viewer"]).require()
    return answers.redirect(request, "/desk/review?cause=appeal")


async def appeal(request: Request) -> Response:
    """One appeal."""
    return await _show(request, reading.path_id(request), Answer())


async def answer(request: Request) -> Response:
    """Answers it."""
    viewer = request.scope["viewer"]
    may_care(viewer).require()
    appeal_id = reading.path_id(request)
    form = Answer.read(await reading.form(request))
    try:
        await actions.answer_appeal(viewer, appeal_id, form)
    except (Invalid, Conflict) as error:
        form.errors.update(error.errors if isinstance(error, Invalid) else {"": error.sentence})
        return await _show(request, appeal_id, form, 422 if isinstance(error, Invalid) else 409)
    return answers.redirect(request, "/desk/review", flash_text=_("The appeal is answered, and they are told."))


async def _show(request: Request, appeal_id: int, form: Answer, status: int = 200) -> Response:
    context = {
        "case": await queries.appeal_case(request.scope["viewer"], appeal_id), "form": form, "wording": wording,
        "reason_words": reason_words, "outcomes": [(word, wording.outcome_choice(word)) for word in OUTCOMES],
        **admin_context(request),
    }
    return await answers.page(request, "sanctions/appeal.html", context, status=status)


routes: list[BaseRoute] = [
    Route("/desk/appeals", appeals, methods=["GET"]),
    Route("/desk/appeals/{id}", appeal, methods=["GET"]),
    Route("/desk/appeals/{id}/answer", answer, methods=["POST"]),
]
