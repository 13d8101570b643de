"""What people read when something is refused or breaks: a status, a page in their language, and never our insides."""

import logging
from collections.abc import Awaitable, Callable

import pytest
from starlette.applications import Starlette

from forum import database
from forum.accounts import middleware
from forum.web import answers
from tests.visits import Visitor

MakeVisitor = Callable[..., Awaitable[Visitor]]
MakeGuest = MakeVisitor

STATUSES = {
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "too-many": 429,
    "locked": 429,
    "invalid": 422,
    "mistake": 500,
    "bad-sql": 500,
    "busy": 503,
    "away": 503,
    "refused": 503,
    "full": 507,
}


@pytest.mark.parametrize("kind", STATUSES)
async def test_every_refusal_has_its_page(guest: MakeGuest, kind: str) -> None:
    page = await (await guest()).get(f"/probe/fail/{kind}")
    assert page.status == STATUSES[kind]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert len(page.find_all("h1")) == 1
    assert page.has("main")
    for secret in ("Traceback", "ZeroDivisionError", "a secret detail", "no such column", "probes.py"):
        assert secret not in page.html


async def test_a_person_is_refused_on_a_page_of_their_own(probed: Starlette, visitor: MakeVisitor) -> None:
    someone = await visitor("aiko")
    for kind, status in STATUSES.items():
        page = await someone.get(f"/probe/fail/{kind}")
        assert page.status == status
        assert page.has('a[href="/users/aiko"]')
        assert page.find("html").get("lang") == "ja"


async def test_the_sentence_is_shown_as_text(bare: Starlette, guest: MakeGuest) -> None:
    page = await (await guest()).get("/probe/fail/forbidden")
    assert "Only <b>owls</b> may do this." in page.find("main").text
    assert page.find_all("main b") == []


async def test_what_was_written_is_there_whatever_went_wrong(bare: Starlette, guest: MakeGuest) -> None:
    typed = {"title": "My <title>", "body": "An evening's work.", "password": "hunter2", "reason": "spam"}
    for kind, status in STATUSES.items():
        page = await (await guest()).post(f"/probe/fail/{kind}", typed, referer="https://elsewhere.example/x")
        assert page.status == status
        # Of what broke before the form was read nothing is known.
        kept = kind not in ("mistake", "bad-sql", "busy", "away", "refused", "full")
        assert page.has("textarea[readonly]") == kept, kind
        if kept:
            assert page.find("textarea[readonly]").text.split() == "My <title> An evening's work.".split()
        assert "hunter2" not in page.html and "elsewhere" not in page.html and not page.has(f"main a[href='/probe/fail/{kind}']")


@pytest.mark.parametrize("kind", STATUSES)
async def test_programs_are_answered_in_json(bare: Starlette, guest: MakeGuest, kind: str) -> None:
    page = await (await guest()).json("GET", f"/probe/fail/{kind}")
    assert page.status == STATUSES[kind]
    assert set(page.json()) == {"error", "description"}


@pytest.mark.parametrize(("kind", "wait"), [("too-many", "17"), ("locked", "900"), ("busy", "5"), ("full", "5")])
async def test_it_says_when_to_try_again(bare: Starlette, guest: MakeGuest, kind: str, wait: str) -> None:
    assert (await (await guest()).get(f"/probe/fail/{kind}")).headers["retry-after"] == wait


async def test_our_mistake_is_logged_under_the_id_that_the_page_shows(
    bare: Starlette, guest: MakeGuest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        page = await (await guest()).get("/probe/fail/mistake")
    request_id = page.headers["x-request-id"]
    assert request_id in page.text
    assert f"request {request_id} crashed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_trouble_is_logged_without_a_traceback(
    bare: Starlette, guest: MakeGuest, caplog: pytest.LogCaptureFixture
) -> None:
    await (await guest()).get("/probe/fail/busy")
    assert "in trouble" in caplog.text
    assert "Traceback" not in caplog.text


async def test_what_visitors_asked_for_is_not_logged(
    probed: Starlette, visitor: MakeVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="forum"):
        await (await visitor("aiko")).get("/users/a-private-name?q=a-private-search")
    assert "private" not in caplog.text
    assert " 404 " in caplog.text


async def test_a_guest_is_led_to_the_sign_in_and_back(bare: Starlette, guest: MakeGuest) -> None:
    guest = await guest()
    page = await guest.get("/probe/fail/sign-in?x=答え&y=1")
    assert page.status == 303
    assert page.location.startswith("/sign-in?next=")
    assert page.query["next"] == ["/probe/fail/sign-in?x=%E7%AD%94%E3%81%88&y=1"]
    assert (await guest.post("/probe/fail/sign-in")).status == 401
    assert (await guest.fragment("GET", "/probe/fail/sign-in")).status == 401


async def test_a_page_that_cannot_be_shown_is_still_answered(
    bare: Starlette, guest: MakeGuest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When even the frame is broken, plain words and the id remain."""

    async def broken(*_: object, **__: object) -> object:
        raise KeyError("no frame today")

    someone = await guest()
    monkeypatch.setattr(answers, "page", broken)
    page = await someone.get("/probe/page")
    assert page.status == 500
    assert page.headers["content-type"].startswith("text/plain")
    assert page.headers["x-request-id"] in page.html
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "no frame today" not in page.html


async def test_a_database_that_is_away_while_the_viewer_is_looked_up(
    probed: Starlette, visitor: MakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = await visitor("aiko")

    async def away(secret: str) -> None:
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(middleware, "actor_of", away)
    page = await someone.get("/probe/page")
    assert page.status == 503
    assert page.has("h1")


async def test_a_frame_that_cannot_ask_the_database_is_shown_as_to_a_guest(
    probed: Starlette, visitor: MakeVisitor
) -> None:
    async def bell(viewer: object) -> dict[str, int]:
        if viewer is not probed.state.guest:
            raise ConnectionRefusedError(111, "refused")
        return {"unread_count": 0}

    someone = await visitor("aiko")
    probed.state.frame.providers.append(bell)
    page = await someone.get("/probe/fail/away")
    assert page.status == 503
    assert page.has('a[href="/sign-in"]')


async def test_a_closed_database_is_trouble_and_no_mistake(probed: Starlette, visitor: MakeVisitor) -> None:
    someone = await visitor()
    await database.close()
    assert (await someone.get("/healthz")).status == 200
    assert (await someone.get("/readyz")).status == 503


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "__init__"])
async def test_methods_nobody_takes(guest: MakeGuest, method: str) -> None:
    assert (await (await guest()).send(method, "/healthz")).status == 405
