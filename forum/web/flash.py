"""One sentence carried over a redirect, in a cookie that the next page shows and removes."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "flash"
KINDS = ("success", "info", "warning", "danger")


def put(response: Response, kind: str, text: str, *, secure: bool) -> None:
    """Have the next page say `text`. `kind` is one of KINDS."""
    # Unescaped, or 500 characters of Japanese would not fit into the 4 KB that browsers keep.
    packed = urlsafe_b64encode(json.dumps([kind, text[:500]], ensure_ascii=False).encode()).decode()
    response.set_cookie(COOKIE, packed, max_age=60, httponly=True, samesite="lax", secure=secure, path="/")


def read(request: Request) -> list[dict[str, str]]:
    """What the page before wanted said. A cookie that makes no sense says nothing."""
    packed = request.cookies.get(COOKIE)
    if not packed:
        return []
    try:
        kind, text = json.loads(urlsafe_b64decode(packed))
    except (ValueError, TypeError, RecursionError):
        return []
    if kind not in KINDS or not isinstance(text, str):
        return []
    return [{"kind": kind, "text": text}]
