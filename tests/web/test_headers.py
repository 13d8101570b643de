"""Security headers stand on every kind of answer, and what one viewer sees is kept by nobody else."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from starlette.applications import Starlette

from forum import settings as forum_settings
from forum.app import create_app
from forum.web.headers import POLICY
from tests.visits import Visitor, visit
from tests.web.probes import ROUTES, ask

MakeVisitor = Callable[..., Awaitable[Visitor]]
MakeGuest = MakeVisitor

KINDS = {
    "a page": ("GET", "/probe/page", 200),
    "a text": ("GET", "/healthz", 200),
    "a style sheet": ("GET", "(css)", 200),
    "no such asset": ("GET", "/assets/nothing.css", 404),
    "no such page": ("GET", "/no/such/page", 404),
    "not there for this viewer": ("GET", "/probe/fail/not-found", 404),
    "refused": ("GET", "/probe/fail/forbidden", 403),
    "sent to the sign-in": ("GET", "/probe/fail/sign-in", 303),
    "an unknown method": ("DELETE", "/healthz", 405),
    "our mistake": ("GET", "/probe/fail/mistake", 500),
    "the database away": ("GET", "/probe/fail/away", 503),
    "a form that is none": ("POST", "/probe/form", 400),
    "a redirect": ("POST", "/probe/go", 303),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_they_stand_on_every_answer(bare: Starlette, guest: MakeGuest, kind: str) -> None:
    method, path, status = KINDS[kind]
    if path == "(css)":
        path = bare.state.frame.environment.globals["asset"]("css")
    bad = {"content": b"x", "headers": {"content-type": "multipart/form-data"}} if path == "/probe/form" else {}
    answer = await (await guest()).send(method, path, **bad)
    assert answer.status == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
    assert "cache-control" in answer.headers
    assert "server" not in answer.headers
    for name in answer.headers:
        assert len(answer.headers.get_list(name)) == 1 or name == "set-cookie", f"{name} stands there twice"


@pytest.mark.parametrize("status", [400, 413, 414, 431])
async def test_they_stand_on_what_is_refused_unread(bare: Starlette, status: int) -> None:
    host = ("host", "127.0.0.1:8000")
    headers, query = {
        400: ([host, host], ""),
        413: ([host, ("content-length", "99999999")], ""),
        414: ([host], "a" * 9_000),
        431: ([host, ("x", "a" * 40_000)], ""),
    }[status]
    answer = await ask(bare, headers=headers, query=query)
    assert answer.status == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_policy_allows_nothing_inline_and_no_frames() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert "unsafe" not in POLICY


async def test_over_https_more_is_asked_of_browsers(db: str) -> None:
    configured = replace(forum_settings.current(), site_url="https://forum.example")
    forum_settings.use(configured)
    app = create_app(configured, work=False)
    app.router.routes.extend(ROUTES)
    visitor = await visit(app)
    page = await visitor.post("/probe/go", {"say": "Saved.", "next": "/probe/page"})
    assert page.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "upgrade-insecure-requests" in page.headers["content-security-policy"]
    assert "Secure" in page.headers["set-cookie"]
    await visitor.client.aclose()


async def test_what_a_signed_in_person_sees_is_not_stored(probed: Starlette, visitor: MakeVisitor) -> None:
    assert (await (await visitor("aiko")).get("/probe/page")).headers["cache-control"] == "private, no-store"
    assert (await (await visitor()).get("/probe/page")).headers["cache-control"] == "private, no-cache"


async def test_a_page_varies_with_what_it_depends_on(bare: Starlette, guest: MakeGuest) -> None:
    varies = (await (await guest()).get("/probe/page")).headers["vary"]
    assert {"accept-encoding", "cookie", "accept-language"} <= {name.strip() for name in varies.lower().split(",")}


@pytest.mark.parametrize(
    ("offer", "packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("br", False),
        ("", False),
    ],
)
async def test_answers_are_packed_when_asked(bare: Starlette, guest: MakeGuest, offer: str, packed: bool) -> None:
    someone = await guest()
    css = bare.state.frame.environment.globals["asset"]("css")
    for path in ("/probe/page", css):
        page = await someone.get(path, accept_encoding=offer)
        assert (page.headers.get("content-encoding") == "gzip") == packed
        assert len(page.html) > 1_000


async def test_a_short_answer_is_not_packed(bare: Starlette, guest: MakeGuest) -> None:
    assert "content-encoding" not in (await (await guest()).get("/probe/id/1", accept_encoding="gzip")).headers


async def test_assets_are_named_by_their_content_and_kept_for_ever(bare: Starlette, guest: MakeGuest) -> None:
    someone = await guest()
    for name, kind in (("css", "text/css"), ("icons/sprite.svg", "image/svg+xml"), ("js/app.js", "text/javascript")):
        path = bare.state.frame.environment.globals["asset"](name)
        assert re.search(r"[-/][0-9a-f]{12}[./]", path), path
        answer = await someone.get(path)
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/assets/../forum/app.py", "/assets/%2e%2e/%2e%2e/run.py", "/assets//etc/passwd", "/assets/css", "/assets/"],
)
async def test_nothing_else_is_an_asset(guest: MakeGuest, path: str) -> None:
    assert (await (await guest()).get(path)).status == 404
