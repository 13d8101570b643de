"""The two cookies of accounts: the session's, and the proof that a browser is the one that signed up."""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from forum.accounts.browsers import Browser
from forum.accounts.middleware import cookie_name
from forum.web import answers, ratelimit

#: As long as browsers keep any cookie; when a session ends is for the database to say.
_LONGEST = 400 * 86_400
_PROOF_LIVES = 3 * 86_400


def browser_of(request: Request) -> Browser:
    """Where the request comes from."""
    return Browser(ratelimit.address(request), request.headers.get("user-agent", ""))


def put_session(request: Request, response: Response, secret: str) -> Response:
    """Have the browser keep the session's secret, out of scripts' reach."""
    secure = _secure(request)
    response.set_cookie(
        cookie_name(secure), secret, max_age=_LONGEST, httponly=True, samesite="lax", secure=secure, path="/"
    )
    return response


def drop_session(request: Request, response: Response) -> Response:
    """Have the browser forget the session's secret."""
    secure = _secure(request)
    response.delete_cookie(cookie_name(secure), httponly=True, samesite="lax", secure=secure, path="/")
    return response


def put_proof(request: Request, response: Response, proof: str, next_path: str) -> Response:
    """Have the browser keep that it signed up, and where it was going."""
    secure = _secure(request)
    response.set_cookie(
        _proof_name(secure), f"{proof}:{quote(next_path, safe='')}", max_age=_PROOF_LIVES, httponly=True,
        samesite="lax", secure=secure, path="/",
    )
    return response


def proof(request: Request) -> tuple[str, str]:
    """The proof the browser kept ("" for none) and where it was going."""
    kept, _, next_path = request.cookies.get(_proof_name(_secure(request)), "").partition(":")
    return kept, answers.safe_next(unquote(next_path), "/")


def drop_proof(request: Request, response: Response) -> Response:
    """Have the browser forget that it signed up."""
    secure = _secure(request)
    response.delete_cookie(_proof_name(secure), httponly=True, samesite="lax", secure=secure, path="/")
    return response


def _proof_name(secure: bool) -> str:
    return "__Host-signed-up" if secure else "signed-up"


def _secure(request: Request) -> bool:
    return bool(request.app.state.frame.secure)
