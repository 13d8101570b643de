"""Cross-site changes are refused by what the browser says of the request's origin; no tokens in forms.

Every current browser sends `Sec-Fetch-Site`; older ones send `Origin`. A request with neither comes from a program, which
carries no visitor's cookies by accident.
"""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from forum.web import problems

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SameSiteChanges:
    """Refuses POST, PUT, PATCH and DELETE that another site's page sent.

    Paths that begin as one of `exempt` guard themselves (one-click unsubscribe).
    """

    def __init__(self, app: ASGIApp, site_url: str, exempt: tuple[str, ...] = ()) -> None:
        self.app = app
        self.origin = _origin(site_url)
        self.exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not self._same_site(scope):
            await problems.cross_site(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _same_site(self, scope: Scope) -> bool:
        if self.exempt and scope["path"].startswith(self.exempt):
            return True
        headers = dict(scope["headers"])
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site in (b"same-origin", b"none")
        origin = headers.get(b"origin")
        if origin is None:
            return True
        # Behind a proxy the Host is the public one; without one it is what the visitor typed. Either may match.
        host = headers.get(b"host", b"").decode("latin-1")
        try:
            sent = _origin(origin.decode("latin-1"))
        except ValueError:
            return False
        return sent == self.origin or sent in (f"http://{host}", f"https://{host}")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
