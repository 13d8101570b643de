"""Styles, scripts and icons: read once, named by their content, kept by browsers for ever.

There is no build step. The style sheets are joined in the order of their folders (the `@layer` line in tokens.css rules
which wins) into two: one for every page, and one that only the desk and the settings load beside it. Scripts stay
single modules, served under one folder whose name is a hash of them all, so that their relative imports keep working.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from forum.web.reading import takes_gzip

STATIC = Path(__file__).resolve().parents[2] / "static"
_FOREVER = "public, max-age=31536000, immutable"
_STYLE_ORDER = ("tokens.css", "base.css", "layout.css", "components", "pages", "utilities.css")
_DESK_STYLES = ("desk",)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent, plain and compressed."""

    body: bytes
    packed: bytes
    media_type: str


class Assets:
    """All files below `static/`, in memory, by the path they are served at."""

    def __init__(self, root: Path = STATIC) -> None:
        self.root = root
        self.load()

    def load(self) -> None:
        """Read every file anew (development does so for each page)."""
        self.by_path: dict[str, Asset] = {}
        self.urls: dict[str, str] = {}
        for sheet, prefix, places in (("css", "app", _STYLE_ORDER), ("css/desk", "desk", _DESK_STYLES)):
            css = _tight("\n".join(path.read_text() for path in self._styles(places))).encode()
            self._keep(sheet, f"{prefix}-{_digest(css)}.css", css)
        scripts = sorted((self.root / "js").rglob("*.js"))
        together = _digest(b"\0".join(path.read_bytes() for path in scripts))
        for path in scripts:
            inside = path.relative_to(self.root / "js").as_posix()
            self._keep(f"js/{inside}", f"js/{together}/{inside}", _bare(path.read_text()).encode())
        for path in sorted((self.root / "icons").rglob("*")):
            if path.is_file():
                body = path.read_bytes()
                name = path.relative_to(self.root)
                self._keep(name.as_posix(), f"{name.parent.as_posix()}/{path.stem}-{_digest(body)}{path.suffix}", body)

    def url(self, name: str) -> str:
        """The address of "css", "css/desk", "js/app.js", "icons/sprite.svg" …; raises KeyError for a file that is not there."""
        return self.urls[name]

    def _styles(self, places: Sequence[str]) -> list[Path]:
        found: list[Path] = []
        for place in places:
            path = self.root / "css" / place
            found += sorted(path.glob("*.css")) if path.is_dir() else [path] if path.exists() else []
        return found

    def _keep(self, name: str, served: str, body: bytes) -> None:
        media_type = mimetypes.guess_type(served)[0] or "application/octet-stream"
        self.by_path[served] = Asset(body, gzip.compress(body, 9, mtime=0), media_type)
        self.urls[name] = f"/assets/{served}"

    async def serve(self, request: Request) -> Response:
        """Answer one asset, or 404."""
        asset = self.by_path.get(request.path_params["name"])
        if asset is None:
            return Response("", 404, headers={"cache-control": "no-store"})
        headers = {"cache-control": _FOREVER, "vary": "accept-encoding"}
        if takes_gzip(request):
            return Response(asset.packed, media_type=asset.media_type, headers={**headers, "content-encoding": "gzip"})
        return Response(asset.body, media_type=asset.media_type, headers=headers)

    def route(self) -> Route:
        """The route that serves them."""
        return Route("/assets/{name:path}", self.serve, methods=["GET"])


def _bare(script: str) -> str:
    """The same script without the lines that are comments and without indentation."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _tight(css: str) -> str:
    """The same rules without comments and needless blanks."""
    # A blank before a colon or a bracket means something in a selector and stays.
    css = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r": ", ":", re.sub(r" ?([{};,>]) ?", r"\1", css)).replace(";}", "}").strip()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
