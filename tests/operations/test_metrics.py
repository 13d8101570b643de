"""/metrics: numbers for whoever watches over the forum, for nobody else, and about nobody."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from forum import clock as forum_clock
from forum import database, events, mail
from forum import settings as forum_settings
from forum.app import create_app
from forum.jobs import Job, run_due
from forum.mail import Words
from forum.web import metrics as web_metrics
from forum.web.fragments import Fragments
from forum.web.metrics import Metrics
from tests.visits import Page, Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]
Numbers = dict[tuple[str, ...], float]


def numbers(page: Page) -> Numbers:
    """Every sample: its name and its labels, as they stand in order of their names."""
    assert page.status == 200
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(page.html)
        for sample in family.samples
    }


async def read(visitor: MakeVisitor) -> Numbers:
    return numbers(await (await visitor()).get("/metrics"))


async def test_requests_are_counted_by_pattern_method_and_kind_of_status(visitor: MakeVisitor) -> None:
    guest = await visitor()
    for path in ("/users/somebody", "/users/somebody-else", "/threads", "/no/where"):
        await guest.get(path)
    await guest.send("BREW", "/threads")
    found = await read(visitor)
    count = "kotae_http_request_duration_seconds_count"
    assert found[count, "GET", "/users/{name}", "4xx"] == 2
    assert found[count, "GET", "/threads", "2xx"] == 1
    assert found[count, "GET", "(none)", "4xx"] == 1
    assert found[count, "other", "/threads", "4xx"] == 1
    assert found["kotae_http_requests_in_flight",] == 1  # this very one
    assert found["kotae_database_up",] == 1
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert found["process_cpu_seconds_total",] > 0


async def test_it_says_nothing_of_anybody(visitor: MakeVisitor, world: World) -> None:
    thread = await world.a_thread(title="zqtitleqz is not for statistics")
    ben = await visitor("ben")
    for path in (thread.path, "/users/aiko", "/search?q=zqsearchqz", f"/zqpathqz/{thread.thread_id}"):
        await ben.get(path)
    page = await ben.get("/metrics")
    assert page.status == 200
    for word in ("zq", "aiko", "ben", "127.0.0.1", "example"):
        assert word not in page.html


async def test_what_waits_and_what_stands_still(
    visitor: MakeVisitor, world: World, clock: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def post() -> None:
        await mail.post("somebody@example.com", Words("s", "t", "<p>t</p>"))
        await mail.post("another@example.com", Words("s", "t", "<p>t</p>"))

    await world.a_thread()
    waiting = await database.value("SELECT count(*) FROM deliveries")
    await database.transaction(post)
    await database.execute("UPDATE letters SET attempts = 10 WHERE recipient = $1", "another@example.com")
    clock.advance(timedelta(seconds=90))
    found = await read(visitor)
    assert waiting > 0
    assert found["kotae_news_waiting",] == waiting
    assert found["kotae_news_overdue_seconds",] == 90
    assert (found["kotae_letters_waiting",], found["kotae_letters_stuck",]) == (1, 1)
    assert found["kotae_letters_overdue_seconds",] == 90
    await database.execute("UPDATE deliveries SET attempts = 8, stuck_at = $1", forum_clock.now())
    found = await read(visitor)
    assert (found["kotae_news_waiting",], found["kotae_news_stuck",]) == (0, waiting)
    assert found["kotae_news_overdue_seconds",] == 0
    await database.execute("DELETE FROM deliveries")
    await events.settle()


async def test_how_jobs_went(visitor: MakeVisitor, clock: ModuleType) -> None:
    async def well() -> None:
        pass

    async def badly() -> None:
        raise ZeroDivisionError

    await run_due([Job("well", timedelta(hours=1), well), Job("badly", timedelta(hours=1), badly)])
    found = await read(visitor)
    assert found["kotae_job_last_run_timestamp_seconds", "well"] == clock.now().timestamp()
    assert (found["kotae_job_last_run_failed", "well"], found["kotae_job_last_run_failed", "badly"]) == (0, 1)


async def test_fragments_are_counted() -> None:
    fragments = Fragments()
    fragments.get("a")
    fragments.keep("a")
    fragments.get("a")
    assert (fragments.hits, fragments.misses) == (1, 1)


@pytest.mark.parametrize(
    ("mode", "address", "headers", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "127.8.9.10", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "10.0.0.7", {}, 404),
        ("local", "203.0.113.9", {}, 404),
        ("local", "a-socket", {}, 404),
        ("local", "127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, 404),
        ("local", "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
        ("local", "127.0.0.1", {"forwarded": "for=203.0.113.9"}, 404),
        ("local", "127.0.0.1", {"x-real-ip": "203.0.113.9"}, 404),
        ("on", "203.0.113.9", {"x-forwarded-for": "203.0.113.9"}, 200),
        ("off", "127.0.0.1", {}, 404),
    ],
)
async def test_only_those_whom_the_setting_lets(
    db: str, mode: str, address: str, headers: dict[str, str], status: int
) -> None:
    app = create_app(dataclasses.replace(forum_settings.current(), metrics=mode), work=False)
    transport = httpx.ASGITransport(app, client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:
        answer = await client.get("/metrics")
        missing = await client.get("/not/there/at/all")
    assert answer.status_code == status
    if status == 404:
        assert answer.text.replace(answer.headers["x-request-id"], "") == missing.text.replace(
            missing.headers["x-request-id"], ""
        ).replace("/not/there/at/all", "/metrics")
    else:
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert answer.headers["cache-control"] == "no-store"


async def test_it_answers_while_the_database_does_not(
    app: Starlette, visitor: MakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise ConnectionRefusedError

    guest = await visitor()
    monkeypatch.setattr(web_metrics.events, "outbox", away)
    found = numbers(await guest.get("/metrics"))
    assert found["kotae_database_up",] == 0
    assert ("kotae_news_waiting",) not in found
    assert found["process_resident_memory_bytes",] > 0

    async def hanging() -> None:
        await web_metrics.asyncio.sleep(60)

    monkeypatch.setattr(web_metrics.events, "outbox", hanging)
    monkeypatch.setattr(web_metrics, "PATIENCE", 0.05)
    assert numbers(await guest.get("/metrics"))["kotae_database_up",] == 0


def test_several_workers_are_told_apart() -> None:
    alone, one = Metrics("on", Fragments()), Metrics("on", Fragments(), workers=2)
    for told in (alone, one):
        told.observe("/threads", "GET", 200, 0.002)
    assert {sample.labels.get("worker") for family in alone.collect() for sample in family.samples} == {None}
    labels = {sample.labels.get("worker") for family in one.collect() for sample in family.samples}
    assert len(labels) == 1 and labels != {None}
    # Asked twice, the label stands there once more and the numbers are the same.
    assert [f.samples for f in one.collect() if f.name.startswith("kotae_http_request_d")] == [
        f.samples for f in one.collect() if f.name.startswith("kotae_http_request_d")
    ]
