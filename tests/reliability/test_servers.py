"""Servers that are hung up on and doubled: nothing acknowledged is lost, nothing is done twice, the counters agree.

The servers are the real program. How it stops and dies is tried in `tests/operations`.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests import postgres
from tests.browser.served import Served, serving
from tests.databases import Databases
from tests.reliability.hammer import Hammer, prepared


def test_visitors_who_hang_up_do_no_harm(engine: str, databases: Databases, tmp_path: Path) -> None:
    """A third of the requests is cut off anywhere; the server serves on, holds no transaction, and answers at once."""
    with serving(tmp_path, databases.own(engine, tmp_path / "kotae.db")) as served:
        cookies, thread = prepared(served)
        with Hammer(served.url, cookies, thread, writers=6, rude=0.35) as hammer:
            time.sleep(6)
        assert hammer.cut > 20
        assert hammer.refused == []
        started = time.monotonic()
        assert httpx.get(f"{served.url}/readyz", timeout=5).status_code == 200
        assert time.monotonic() - started < 2
        _nothing_is_lost(hammer)


def test_two_workers_write_to_one_sqlite_file(databases: Databases, tmp_path: Path) -> None:
    with serving(tmp_path, databases.own("sqlite", tmp_path / "kotae.db"), WORKERS="2") as served:
        cookies, thread = prepared(served)
        with Hammer(served.url, cookies, thread, writers=8) as hammer:
            time.sleep(6)
        assert hammer.refused == []
        assert len(hammer.acknowledged) > 30
        _nothing_is_lost(hammer)
        _settled(served)
        _counters_agree(served)


def test_two_hosts_on_one_database_share_the_news(databases: Databases, tmp_path: Path) -> None:
    """Two servers, one PostgreSQL: every delivery is done once, every letter goes out once, and the counters are right."""
    try:
        postgres.server_url()
    except postgres.Unavailable as reason:
        pytest.skip(f"cannot be had here: PostgreSQL: {reason}")
    url = databases.own("postgres", tmp_path / "unused.db")
    with serving(tmp_path / "first", url) as first, serving(tmp_path / "second", url) as second:
        cookies, thread = prepared(first, asker="ben")
        with Hammer(first.url, cookies, thread) as one, Hammer(second.url, cookies, thread) as other:
            time.sleep(6)
        assert one.refused == other.refused == []
        assert not set(one.acknowledged.values()) & set(other.acknowledged.values())
        _nothing_is_lost(one)
        _nothing_is_lost(other)
        _settled(first)
        _counters_agree(first)
        first.letter("ben@example.com") if first.letters() else second.letter("ben@example.com")
        letters = [letter["Message-ID"] for server in (first, second) for letter in server.letters()]
        assert len(letters) == len(set(letters))
        assert not _rows(first, "notifications GROUP BY person_id, event_id HAVING count(*) > 1")


def _nothing_is_lost(hammer: Hammer) -> None:
    """Everything acknowledged is found by its key where it was said to be, and everything else is made at most once."""
    answers = hammer.again()
    assert {key: twice for key, twice in answers.items() if twice[0] != twice[1]} == {}
    moved = {key: (where, answers[key][0]) for key, where in hammer.acknowledged.items() if answers[key][0] != where}
    assert moved == {}


def _settled(served: Served) -> None:
    """Wait until all news is delivered."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if not _rows(served, "deliveries WHERE stuck_at IS NULL"):
            return
        time.sleep(0.2)
    raise AssertionError("some news was not delivered")


def _counters_agree(served: Served) -> None:
    """The counters are what the rows say."""
    assert not _rows(
        served,
        "threads t WHERE reply_count <> (SELECT count(*) FROM posts p"
        " WHERE p.thread_id = t.id AND p.position > 0 AND p.deleted_at IS NULL)",
    )
    assert not _rows(served, "posts GROUP BY author_id, submit_key HAVING count(*) > 1 AND submit_key IS NOT NULL")
    assert not _rows(served, "deliveries WHERE stuck_at IS NOT NULL")


def _rows(served: Served, condition: str) -> int:
    """How many rows there are of what is asked for."""
    question = f"SELECT count(*) FROM (SELECT 1 FROM {condition}) AS found"
    if served.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(served.database_url.removeprefix("sqlite://"), timeout=30)) as connection:
            return int(connection.execute(question).fetchone()[0])

    async def ask(connection: asyncpg.Connection) -> int:
        return int(await connection.fetchval(question))

    return postgres.on_server(ask, served.database_url)
