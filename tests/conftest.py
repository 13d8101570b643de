"""What every test can ask for: a database on each engine, a stopped clock, settings of its own.

Each test that asks for `db` runs twice, on SQLite and on PostgreSQL (`--engine sqlite` runs the first only). Async
tests need no mark: they run on asyncio, in one task with their fixtures. What a machine lacks is skipped aloud, and
fails under CI=true.
"""

import dataclasses
import gc
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from tortoise.apps import Apps
from tortoise.backends.base.client import BaseDBAsyncClient
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from forum import clock as forum_clock
from forum import database
from forum import settings as forum_settings
from forum.database.registry import MODELS
from forum.desk.actions import trail as trails
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.queries import meeting as articles_met
from forum.notifications import opened
from forum.threads import screening
from forum.threads.actions import viewing
from tests import postgres
from tests.databases import Databases

pytest_plugins = ["tests.cast", "tests.visits", "tests.world"]

ENGINES = ("sqlite", "postgres")
#: Rooms whose tests drive a real Chromium against a running server.
IN_A_BROWSER = ("tests/browser/", "tests/journeys/")
START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday, in office hours
MISSING = "cannot be had here: "

# A slow machine must not fail a property, and a build must not fail by luck: under CI the examples are the same.
hypothesis.settings.register_profile("here", deadline=None, max_examples=60)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=(*ENGINES, "both"),
        default="both",
        help="the database engine that tests run on (default: both)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.markexpr:
        config.option.markexpr = "not soak and not bench"
    if not hasattr(config, "workerinput"):
        postgres.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.remove()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        metafunc.parametrize("engine", ENGINES if chosen == "both" else (chosen,), indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(IN_A_BROWSER):
            item.add_marker(pytest.mark.browser)


class _Together(LoadScopeScheduling):
    """Each test for itself, but those of one module in a browser, on one engine, share a server: they stay on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        if not nodeid.startswith(IN_A_BROWSER):
            return nodeid
        return f"{nodeid.partition('::')[0]} {next((engine for engine in ENGINES if engine in nodeid), '')}"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    # One more than there are processors: with as many, a fifth of their time passes in waiting for servers, disks and letters.
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _Together(config, log)


_apps_built = Apps._build_initial_querysets
_built_for: type[BaseDBAsyncClient] | None = None


def _build_once(apps: Apps) -> None:
    # What Tortoise derives from a hundred models depends on the engine alone, and takes longer than most tests.
    global _built_for
    client = type(apps._connections.get("default"))
    if client is not _built_for:
        _apps_built(apps)
        _built_for = client


Apps._build_initial_querysets = _build_once  # type: ignore[assignment, method-assign]


def pytest_collection_finish() -> None:
    # Thousands of tests and all that they import stay to the end: looking through them for garbage, again and again,
    # would take a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MISSING in reason:
            reasons[reason.partition(MISSING)[2]] = reasons.get(reason.partition(MISSING)[2], 0) + 1
    for reason, count in reasons.items():
        terminalreporter.write_line(f"SKIPPED {count} tests, {MISSING}{reason}", yellow=True, bold=True)


def missing(what: str) -> None:
    """Skip the test because this machine lacks something; under CI=true, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{MISSING}{what}", pytrace=False)
    pytest.skip(f"{MISSING}{what}")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where fresh databases come from."""
    made = Databases(tmp_path_factory.mktemp("databases"), os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    yield made
    made.remove()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """"sqlite" or "postgres": a test that asks for it runs once for each."""
    if request.param == "postgres":
        try:
            postgres.server_url()
        except postgres.Unavailable as reason:
            missing(f"PostgreSQL: {reason}")
    return str(request.param)


@pytest.fixture
def database_url(engine: str, databases: Databases, tmp_path: Path) -> str:
    """The address of a fresh, migrated database, not connected yet."""
    return databases.sqlite(tmp_path / "kotae.db") if engine == "sqlite" else databases.postgres()


@pytest.fixture
def empty_database_url(engine: str, databases: Databases, tmp_path: Path) -> str:
    """The address of a database without a table in it, for tests of the migrations."""
    return databases.empty(engine, tmp_path / "empty.db")


@pytest.fixture
async def db(database_url: str, settings: forum_settings.Settings) -> AsyncIterator[str]:
    """A fresh, migrated database, connected; the value is its address."""
    forum_settings.use(dataclasses.replace(forum_settings.current(), database_url=database_url))
    await database.connect(database_url, MODELS, pool=5, everywhere=False)
    # What another test's readers looked at is not written into this one's database.
    viewing.forget()
    trails.forget()
    meeting.forget()
    articles_met.forget()
    opened.take()
    screening.ask_of(screening.show_as_it_is)
    try:
        yield database_url
    finally:
        await database.close()


@pytest.fixture
def settings(tmp_path: Path) -> forum_settings.Settings:
    """The settings in force: the defaults, whatever the environment says; letters go to a folder of the test."""
    own = dataclasses.replace(_defaults(), mail_folder=str(tmp_path / "mail"))
    forum_settings.use(own)
    return own


@pytest.fixture(autouse=True)
def _settings_of_no_one() -> Iterator[None]:
    """Keep a developer's own environment out of the tests."""
    forum_settings.use(_defaults())
    yield
    forum_settings.use(None)


@pytest.fixture
def clock() -> Iterator[ModuleType]:
    """The forum's clock, stopped on a Tuesday morning; `clock.advance(timedelta(hours=2))` moves it."""
    forum_clock.stop(START)
    yield forum_clock
    forum_clock.resume()


@cache
def _defaults() -> forum_settings.Settings:
    # Tests write quickly and always the same; those of screening say so.
    return forum_settings.read(
        {}, secret_key="a key that only tests know", rate_limits=False, mail_folder="", screen_seconds=0, screen_places=0
    )
