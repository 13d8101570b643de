"""Moderators' pages about members: who is restricted, one member with everything, and what can be done."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.standing import FOREVER, REASONS, SANCTIONS, reason_words
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.sanctions import actions, queries, wording
from forum.sanctions.forms import LENGTHS, CleanUpForm, Lift, NoteForm, SanctionForm
from forum.sanctions.policy import may_care
from forum.threads.forms import REASON_MOST
from forum.web import answers, ratelimit, reading
from forum.web.admin import admin_context


async def members(request: Request) -> Response:
    """Sanctions in force, or all of them."""
    only = reading.query(request, "show", "force")
    only = only if only in ("force", "all") else "force"
    before = reading.number(request, "before", 0, 1, reading.MAX_ID)
    rows, older = await queries.members(request.scope["viewer"], only, before)
    address = "/desk/members?" + urlencode({"show": only})
    context = {
        "rows": rows, "only": only, "older": f"{address}&before={older}" if older else None,
        "newer": address if before else None, "reason_words": reason_words, "wording": wording, **admin_context(request),
    }
    return await answers.page(request, "sanctions/members.html", context)


async def member(request: Request) -> Response:
    """One member."""
    return await _show(request, reading.path_id(request))


async def sanction(request: Request) -> Response:
    """Warns, silences or suspends."""
    person_id = reading.path_id(request)
    viewer = request.scope["viewer"]
    may_care(viewer).require()
    await ratelimit.limit(request, "act")
    given = await reading.form(request)
    form = SanctionForm.read(given)
    cleaning = CleanUpForm.read({
        "reason": str(given.get("reason", "")), "words": str(given.get("words", ""))[:REASON_MOST],
        "seen": str(given.get("clean_seen") or 0),
    })
    try:
        if form["clean"]:
            await actions.work_on(await actions.sanction_and_clean_up(viewer, person_id, form, cleaning))
        else:
            await actions.sanction(viewer, person_id, form)
    except (Invalid, Conflict) as error:
        form.errors.update(error.errors if isinstance(error, Invalid) else {"": error.sentence})
        return await _show(request, person_id, form, status=422 if isinstance(error, Invalid) else 409)
    return answers.redirect(request, f"/desk/members/{person_id}", flash_text=_("It is done, and they are told."))


async def lift(request: Request) -> Response:
    """Takes a sanction back."""
    viewer = request.scope["viewer"]
    may_care(viewer).require()
    form = Lift.read(await reading.form(request))
    sanction_id = reading.path_id(request)
    person_id = reading.path_id(request, "person_id")
    try:
        person_id = await actions.lift(viewer, sanction_id, form)
    except (Invalid, Conflict) as error:
        form.errors.update(error.errors if isinstance(error, Invalid) else {"": error.sentence})
        status = 422 if isinstance(error, Invalid) else 409
        return await _show(request, person_id, lift_form=form, lifting=sanction_id, status=status)
    return answers.redirect(request, f"/desk/members/{person_id}", flash_text=_("It is lifted, and they are told."))


async def clean_up(request: Request) -> Response:
    """Removes all that somebody posted: the first batch at once, the others by the clock."""
    person_id = reading.path_id(request)
    viewer = request.scope["viewer"]
    may_care(viewer).require()
    await ratelimit.limit(request, "act")
    form = CleanUpForm.read(await reading.form(request))
    try:
        await actions.work_on(await actions.clean_up(viewer, person_id, form))
    except (Invalid, Conflict) as error:
        form.errors.update(error.errors if isinstance(error, Invalid) else {"": error.sentence})
        status = 422 if isinstance(error, Invalid) else 409
        return await _show(request, person_id, clean_form=form, status=status)
    return answers.redirect(
        request, f"/desk/members/{person_id}#clean", flash_text=_("It has begun. This page says how far it is.")
    )


async def undo_clean_up(request: Request) -> Response:
    """Brings back what a clean-up removed."""
    clean_up_id = reading.path_id(request)
    person_id = await actions.undo_clean_up(request.scope["viewer"], clean_up_id)
    await actions.work_on(clean_up_id)
    return answers.redirect(
        request, f"/desk/members/{person_id}#clean", flash_text=_("It is being undone. This page says how far it is.")
    )


async def write_note(request: Request) -> Response:
    """Writes a note down."""
    person_id = reading.path_id(request)
    viewer = request.scope["viewer"]
    may_care(viewer).require()
    await ratelimit.limit(request, "act")
    form = NoteForm.read(await reading.form(request))
    try:
        await actions.write_note(viewer, person_id, form)
    except Invalid as error:
        form.refuse(error)
        return await _show(request, person_id, note_form=form, status=422)
    return answers.redirect(request, f"/desk/members/{person_id}#notes")


async def remove_note(request: Request) -> Response:
    """Takes a note away."""
    person_id = await actions.remove_note(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, f"/desk/members/{person_id}#notes", flash_text=_("The note is gone."))


async def _show(
    request: Request, person_id: int, form: SanctionForm | None = None, *, lift_form: Lift | None = None,
    lifting: int = 0, note_form: NoteForm | None = None, clean_form: CleanUpForm | None = None, status: int = 200,
) -> Response:
    viewer = request.scope["viewer"]
    found = await queries.member(viewer, person_id)
    seen = await queries.newest_sanction(person_id)
    form = form or SanctionForm({"kind": "", "reason": "", "length": ""})
    context = {
        "member": found, "form": form, "seen": seen, "lift_form": lift_form or Lift(), "blank": Lift(),
        "lifting": lifting, "note_form": note_form or NoteForm(),
        "clean_form": clean_form or CleanUpForm({"reason": ""}), "clean_seen": await queries.newest_clean_up(person_id),
        "forever": FOREVER, "wording": wording,
        "reason_words": reason_words, "steps": await queries.suggestions(viewer, person_id, REASONS),
        "kinds": [(word, wording.kind_choice(word)) for word in SANCTIONS],
        "reasons": [("", _("Please choose")), *((word, reason_words(word)) for word in REASONS)],
        "lengths": [("", _("Please choose")), *((word, wording.length(word)) for word in LENGTHS)],
        **admin_context(request),
    }
    return await answers.page(request, "sanctions/member.html", context, status=status)


routes: list[BaseRoute] = [
    Route("/desk/members", members, methods=["GET"]),
    Route("/desk/members/{id}", member, methods=["GET"]),
    Route("/desk/members/{id}/sanctions", sanction, methods=["POST"]),
    Route("/desk/members/{person_id}/sanctions/{id}/remove", lift, methods=["POST"]),
    Route("/desk/members/{id}/clean-ups", clean_up, methods=["POST"]),
    Route("/desk/clean-ups/{id}/remove", undo_clean_up, methods=["POST"]),
    Route("/desk/members/{id}/notes", write_note, methods=["POST"]),
    Route("/desk/notes/{id}/remove", remove_note, methods=["POST"]),
]
