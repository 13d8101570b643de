"""Redirects that stay here, sentences carried over them, and parts of pages."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.applications import Starlette

from forum.web.answers import safe_next
from tests.shared_data import shared
from tests.visits import Visitor
from tests.web.probes import ask

MakeVisitor = Callable[..., Awaitable[Visitor]]
MakeGuest = MakeVisitor
SITE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/threads/1", "/threads/1"),
        ("/threads/1?page=2#reply-3", "/threads/1?page=2#reply-3"),
        ("/threads/1/答え", "/threads/1/答え"),
        ("/search?q=https://example.com", "/search?q=https://example.com"),
        ("/", "/"),
        (None, "/"),
        ("", "/"),
        ("threads", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("/\x7f/evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        (" //evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/a\\..\\..//evil.example", "/"),
        ("/" + "a" * 3_000, "/"),
    ],
)
def test_where_a_link_may_lead(target: str | None, leads: str) -> None:
    assert safe_next(target) == leads


def test_elsewhere_may_be_another_page() -> None:
    assert safe_next("//evil.example", "/settings") == "/settings"


def test_no_known_trick_leads_off_the_site() -> None:
    path = shared("data/security/open_redirect.txt")
    if path is None:
        pytest.skip("the corpus of open redirects is not on this machine")
    tricks = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(tricks) > 300
    for trick in tricks:
        # As a browser reads an address: without tabs and newlines, and with a backslash for a slash.
        leads = safe_next(trick).replace("\\", "/")
        for browser_reads in (leads, leads.strip(), "".join(leads.split())):
            assert urlsplit(urljoin(SITE, browser_reads)).netloc == "127.0.0.1:8000", trick


async def test_a_redirect_carries_a_sentence_to_the_next_page_and_no_further(
    probed: Starlette, visitor: MakeVisitor
) -> None:
    someone = await visitor("aiko")
    for text in ("Saved.", "保存しました。<b>", "答え👍🏽" * 100):
        sent = await someone.post("/probe/go", {"say": text, "next": "/probe/page"})
        assert (sent.status, sent.location) == (303, "/probe/page")
        cookie = sent.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()
        assert len(cookie) < 4_096
        page = await sent.follow()
        assert page.find(".flashes").text.startswith(text[:400])
        assert page.find_all(".flashes b") == []
        assert (await someone.get("/probe/page")).find(".flashes").text == ""


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "{}",
        "答え",
        "!!!!",
        *[
            urlsafe_b64encode(text.encode()).decode()
            for text in (
                "null",
                "1",
                '"ab"',
                "[]",
                '["success"]',
                '["success", 1]',
                '["evil", "x"]',
                '{"a": 1, "b": 2}',
                "[" * 3_000,
                "\ud7ff",
            )
        ],
        urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
async def test_a_sentence_that_makes_no_sense_is_not_said(bare: Starlette, cookie: str) -> None:
    headers = [("host", "127.0.0.1:8000"), ("cookie", f"flash={cookie}".encode().decode("latin-1"))]
    answer = await ask(bare, path="/probe/page", headers=headers)
    assert answer.status == 200
    assert b'<div class="flashes" role="status"></div>' in answer.body


async def test_a_redirect_cannot_carry_a_header(bare: Starlette, guest: MakeGuest) -> None:
    sent = await (await guest()).post("/probe/go", {"next": "/a%0d%0aset-cookie:x=1"})
    assert sent.location == "/a%0d%0aset-cookie:x=1"
    assert "set-cookie" not in sent.headers


@pytest.mark.parametrize(
    ("accept_language", "cookie", "language"),
    [
        ("en", "", "en"),
        ("ja", "", "ja"),
        ("fr, ja;q=0.5", "", "ja"),
        ("de", "", "en"),
        ("en", "ja", "ja"),
        ("en", "xx", "en"),
        ("", "", "en"),
        ("*", "", "en"),
        (";;q=,,", "", "en"),
    ],
)
async def test_the_language_of_a_page(guest: MakeGuest, accept_language: str, cookie: str, language: str) -> None:
    someone = await guest(accept_language=accept_language)
    if cookie:
        someone.client.cookies.set("language", cookie, domain="127.0.0.1")
    page = await someone.get("/probe/page")
    assert page.find("html").get("lang") == language
    # And again: one visitor's language must not become the next one's.
    other = await (await guest(accept_language="en")).get("/probe/page")
    assert other.find("html").get("lang") == "en"


async def test_a_person_reads_in_the_language_they_chose(probed: Starlette, visitor: MakeVisitor) -> None:
    assert (await (await visitor("aiko", accept_language="en")).get("/probe/page")).find("html").get("lang") == "ja"
    assert (await (await visitor("ben", accept_language="ja")).get("/probe/page")).find("html").get("lang") == "en"
