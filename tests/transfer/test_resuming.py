"""An import that was killed, wherever, and run again leaves the same community as one that was not."""

import asyncio
import json
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from forum import database
from forum.database.registry import MODELS
from forum.transfer.export import export
from forum.transfer.kinds import BY_NAME, Kind
from forum.transfer.restore_lines import import_lines
from forum.transfer.stackexchange.importing import import_dump
from tests import postgres
from tests.architecture.house import ROOT
from tests.databases import Databases
from tests.transfer.dumps import Row, many_questions, write_stack

QUESTIONS = 260
#: What is of the hour, or counts what was begun in vain.
OF_THE_HOUR = {
    "tag": {"created_at"}, "category": {"created_at"}, "user": {"anonymised_at"}, "same_problem": {"created_at"},
    "duplicate_mark": {"decided_at", "marked_at", "created_at"}, "duplicate_pair": {"scored_at"},
}  # fmt: skip
KIND_OF = {"user": "user", "thread": "thread", "post": "reply", "comment": "reply", "tag": "tag"}


def dump(folder: Path) -> Path:
    """Many questions, some of people who are gone, with links between them."""
    tables: dict[str, list[Row]] = {name: list(rows) for name, rows in many_questions(QUESTIONS).items()}
    for number, row in enumerate(tables["Posts"]):
        if number % 50 == 7:
            tables["Posts"][number] = {**row, "OwnerUserId": 400, "OwnerDisplayName": f"gone {number % 3}"}
            del tables["Posts"][number]["OwnerUserId"]  # type: ignore[attr-defined]
        elif number % 50 == 8:
            tables["Posts"][number] = {**row, "OwnerUserId": 401}
    tables["PostLinks"] = [
        {"Id": n, "CreationDate": "2021-02-01T00:00:00.000", "PostId": n * 10, "RelatedPostId": n * 10 - 10, "LinkTypeId": 3}
        for n in range(2, QUESTIONS, 5)
    ]
    return write_stack(folder / "bread.example.org", tables)


def test_killed_and_run_again(engine: str, tmp_path: Path, databases: Databases) -> None:
    _try("threads", engine, tmp_path, databases)


@pytest.mark.soak
@pytest.mark.parametrize("at", ["people", "end"])
def test_killed_at_another_moment(at: str, engine: str, tmp_path: Path, databases: Databases) -> None:
    _try(at, engine, tmp_path, databases)


def _try(at: str, engine: str, tmp_path: Path, databases: Databases) -> None:
    folder = dump(tmp_path)
    urls = {name: databases.own(engine, tmp_path / f"{name}.db") for name in ("whole", "killed")}
    asyncio.run(_import_and_kill(urls["killed"], folder, at))
    for url in urls.values():
        asyncio.run(_end(url, folder))
    exports = {name: tmp_path / f"{name}.jsonl" for name in urls}
    for name, url in urls.items():
        asyncio.run(export(url, exports[name]))
    whole, killed = settled(exports["whole"]), settled(exports["killed"])
    assert len(whole) > QUESTIONS * 10
    assert [at for at, pair in enumerate(zip(killed, whole, strict=True)) if pair[0] != pair[1]] == []
    # What was taken in travels on, to the other engine as well.
    other = databases.own("sqlite" if engine == "postgres" else "postgres", tmp_path / "other.db")
    asyncio.run(import_lines(other, exports["killed"]))
    asyncio.run(export(other, tmp_path / "other.jsonl"))
    assert (tmp_path / "other.jsonl").read_bytes().split(b"\n")[1:] == exports["killed"].read_bytes().split(b"\n")[1:]


def settled(path: Path) -> list[str]:
    """The lines of an export with outside names instead of ids, without the times of the import itself, in order."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = {
        (KIND_OF[line["type"]], line["local_id"]): f"{line['type']} {line['external_id']}"
        for line in lines
        if line["kind"] == "imported" and line["type"] in KIND_OF
    }
    kept = [line for line in lines if line["kind"] in BY_NAME and line["kind"] != "event"]
    return sorted(json.dumps(_named(BY_NAME[line["kind"]], line, names), sort_keys=True) for line in kept)


def _named(kind: Kind, line: dict[str, Any], names: dict[tuple[str, int], str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    gone = bool(line.get("anonymised_at"))
    for field in kind.fields:
        value = line.get(field.name)
        if field.name == "id":
            value = names.get(("reply" if kind.name == "opening" else kind.name, value), "")
        elif field.refers_to:
            value = names.get((field.refers_to, value), value)
        elif field.name in ("subject_id", "local_id"):
            value = names.get((KIND_OF.get(str(line.get("type")), "reply"), value), value)
        if field.name not in OF_THE_HOUR.get(kind.name, ()) and not (gone and field.name in ("name", "name_key")):
            made[field.name] = value
    if gone and str(made["display_name"]).startswith("former-"):
        made["display_name"] = ""
    if kind.inner is not None:
        made["opening"] = _named(kind.inner[1], line["opening"], names)
    return made


async def _begin(url: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "run.py"), "import", "stackexchange", str(folder), cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url}, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def _import_and_kill(url: str, folder: Path, at: str) -> None:
    watched, upto = {
        "people": ("imported", QUESTIONS * 4),
        "threads": ("posts", QUESTIONS * 4),
        "end": ("thread_links", 10**6),
    }[at]
    process = await _begin(url, folder)
    until = time.monotonic() + 120
    while _count(url, watched) == 0 and process.returncode is None and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    process.kill()
    await process.wait()
    assert 0 < _count(url, watched) < upto
    assert _count(url, "events") == 0


async def _end(url: str, folder: Path) -> None:
    await database.connect(url, MODELS, pool=5, everywhere=False)
    try:
        assert (await import_dump(folder)).malformed_count == 0
    finally:
        await database.close()


def _count(url: str, table: str) -> int:
    if url.startswith("postgres"):
        return int(postgres.on_server(lambda connection: connection.fetchval(f"SELECT count(*) FROM {table}"), url))
    with closing(sqlite3.connect(url.removeprefix("sqlite://"), timeout=10)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
