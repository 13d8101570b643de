"""Coming in: signing up and in and out, confirming an address, and a new password by letter."""

import hmac

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts import actions, policy, queries
from forum.accounts.actions.signing_up import proof_of
from forum.accounts.forms import AskReset, NewPassword, SignIn, SignUp
from forum.accounts.pages import cookies
from forum.accounts.standing import FOREVER, reason_words
from forum.errors import Conflict, Invalid, Locked, NotFound, Suspended
from forum.i18n import gettext as _
from forum.sanctions import letters as sanction_letters
from forum.sanctions import queries as sanctions
from forum.web import answers, ratelimit, reading


async def sign_up(request: Request) -> Response:
    """The page on which one makes an account."""
    next_path = answers.safe_next(request.query_params.get("next"))
    if not request.scope["viewer"].is_guest:
        return answers.redirect(request, next_path)
    return await _show_sign_up(request, SignUp(), next_path)


async def make_account(request: Request) -> Response:
    """What that page sends."""
    await ratelimit.limit(request, "sign_up")
    sent = await reading.form(request)
    next_path = answers.safe_next(sent.get("next"))
    form = SignUp.read(sent)
    try:
        made = await actions.sign_up(request.scope["viewer"], form, cookies.browser_of(request))
    except Invalid as error:
        form.refuse(error)
        return await _show_sign_up(request, form, next_path, 422)
    except Conflict as error:
        form.errors[""] = error.sentence
        return await _show_sign_up(request, form, next_path, 409)
    return cookies.put_proof(request, answers.redirect(request, "/sign-up/sent"), made, next_path)


async def sign_up_sent(request: Request) -> Response:
    """A letter is on its way."""
    return await answers.page(request, "accounts/letter_sent.html", {"what": "confirm"})


async def sign_in(request: Request) -> Response:
    """The page on which one signs in."""
    next_path = answers.safe_next(request.query_params.get("next"))
    if not request.scope["viewer"].is_guest:
        return answers.redirect(request, next_path)
    return await answers.page(request, "accounts/sign_in.html", {"form": SignIn(), "next": next_path})


async def make_session(request: Request) -> Response:
    """What that page sends."""
    await ratelimit.limit(request, "sign_in")
    sent = await reading.form(request)
    next_path = answers.safe_next(sent.get("next"))
    form = SignIn.read(sent)
    status, headers = 422, {}
    try:
        signed_in = await actions.sign_in(request.scope["viewer"], form, cookies.browser_of(request))
    except Invalid as error:
        form.refuse(error)
    except Suspended as error:
        return await _show_suspended(request, error)
    except Locked as error:
        form.errors[""] = error.sentence
        status, headers = 429, {"retry-after": str(error.retry_after)}
    else:
        return cookies.put_session(request, answers.redirect(request, next_path), signed_in.secret)
    return await answers.page(
        request, "accounts/sign_in.html", {"form": form, "next": next_path}, status=status, headers=headers
    )


async def sign_out(request: Request) -> Response:
    """Ends the session of this browser."""
    await actions.sign_out(request.scope["viewer"])
    response = answers.redirect(request, "/", flash_text=_("You are signed out."), kind="info")
    return cookies.drop_session(request, response)


async def verify(request: Request) -> Response:
    """Where the link of a letter leads. It only shows a button, since mail programs open links by themselves."""
    secret = request.query_params.get("token", "")
    waiting = await queries.letter_token(secret, "verify", "change")
    if waiting is not None and waiting.purpose == "change":
        policy.may_take_address(request.scope["viewer"], waiting.reader.id).require()
    context = {"waiting": waiting, "token": secret}
    return await answers.page(request, "accounts/verify.html", context, status=200 if waiting else 404)


async def confirm_address(request: Request) -> Response:
    """What that button sends."""
    secret = (await reading.form(request)).get("token", "")
    viewer = request.scope["viewer"]
    try:
        confirmed = await actions.confirm_address(viewer, secret)
    except NotFound:
        return await answers.page(request, "accounts/verify.html", {"waiting": None, "token": ""}, status=404)
    proof, next_path = cookies.proof(request)
    if viewer.id == confirmed.person_id:
        path = "/settings/account" if confirmed.changed else "/"
        response = answers.redirect(request, path, flash_text=_("Your e-mail address is confirmed."))
    elif viewer.is_guest and hmac.compare_digest(proof.encode(), proof_of(secret).encode()):
        try:
            session = await actions.start_session(confirmed.person_id, cookies.browser_of(request))
        except Suspended as error:
            return cookies.drop_proof(request, await _show_suspended(request, error))
        response = answers.redirect(request, next_path, flash_text=_("Welcome! Your e-mail address is confirmed."))
        cookies.put_session(request, response, session)
    else:
        response = answers.redirect(
            request, "/sign-in", flash_text=_("Your e-mail address is confirmed. You can sign in now.")
        )
    return cookies.drop_proof(request, response)


async def reset(request: Request) -> Response:
    """The page on which one asks for a letter with which to choose a new password."""
    return await answers.page(request, "accounts/reset.html", {"form": AskReset()})


async def ask_reset(request: Request) -> Response:
    """What that page sends; the answer is the same for every address."""
    await ratelimit.limit(request, "letter")
    form = AskReset.read(await reading.form(request))
    try:
        await actions.request_reset(request.scope["viewer"], form)
    except Invalid as error:
        form.refuse(error)
        return await answers.page(request, "accounts/reset.html", {"form": form}, status=422)
    return answers.redirect(request, "/reset/sent")


async def reset_sent(request: Request) -> Response:
    """If the address has an account, a letter is on its way."""
    return await answers.page(request, "accounts/letter_sent.html", {"what": "reset"})


async def new_password(request: Request) -> Response:
    """Where that letter's link leads."""
    return await _show_new_password(request, NewPassword(), request.query_params.get("token", ""))


async def set_password(request: Request) -> Response:
    """What that page sends."""
    await ratelimit.limit(request, "sign_in")
    sent = await reading.form(request)
    secret = sent.get("token", "")
    form = NewPassword.read(sent)
    try:
        await actions.reset_password(secret, form)
    except Invalid as error:
        form.refuse(error)
        return await _show_new_password(request, form, secret, 422)
    except NotFound:
        return await _show_new_password(request, form, "")
    response = answers.redirect(request, "/sign-in", flash_text=_("Your new password is set. Please sign in with it."))
    return cookies.drop_session(request, response)


async def _show_sign_up(request: Request, form: SignUp, next_path: str, status: int = 200) -> Response:
    verdict = policy.may_sign_up(request.scope["viewer"], settings.current().sign_up == "open")
    context = {"form": form, "next": next_path, "closed": "" if verdict else verdict.reason}
    return await answers.page(request, "accounts/sign_up.html", context, status=status)


async def _show_suspended(request: Request, error: Suspended) -> Response:
    """To whoever proved that the account is theirs: why they cannot sign in, until when, and where to appeal."""
    given = await sanctions.sanctions_of(error.person_id)
    lasting = next((one for one in given if one.kind == "suspension" and one.is_in_force), None)
    context = {
        "until": None if error.until >= FOREVER else error.until, "words": lasting.words if lasting else "",
        "reason": reason_words(lasting.reason if lasting else ""),
        "url": sanction_letters.standing_path(error.person_id),
    }
    return await answers.page(request, "accounts/suspended.html", context, status=403)


async def _show_new_password(request: Request, form: NewPassword, secret: str, status: int = 200) -> Response:
    waiting = await queries.letter_token(secret, "reset")
    context = {"form": form, "waiting": waiting, "token": secret}
    return await answers.page(request, "accounts/new_password.html", context, status=status if waiting else 404)


routes: list[BaseRoute] = [
    Route("/sign-up", sign_up, methods=["GET"]),
    Route("/sign-up", make_account, methods=["POST"]),
    Route("/sign-up/sent", sign_up_sent, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["GET"]),
    Route("/sign-in", make_session, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/verify", verify, methods=["GET"]),
    Route("/verify", confirm_address, methods=["POST"]),
    Route("/reset", reset, methods=["GET"]),
    Route("/reset", ask_reset, methods=["POST"]),
    Route("/reset/sent", reset_sent, methods=["GET"]),
    Route("/reset/password", new_password, methods=["GET"]),
    Route("/reset/password", set_password, methods=["POST"]),
]
