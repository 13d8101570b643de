"""A whole community as JSON lines and back: equal on the same engine and on the other one, or nothing at all."""

import asyncio
import gzip
import json
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from forum.database import execute
from forum.transfer.export import export
from forum.transfer.kinds import BY_NAME, COLUMNS_LEFT_OUT, FILLED_IN, KINDS, LEFT_OUT, VERSION, Kind
from forum.transfer.restore_lines import BadLines, import_lines
from forum.transfer.trouble import TransferError
from tests.conftest import ENGINES
from tests.database import shape
from tests.databases import Databases
from tests.world import World

Fresh = Callable[[str], str]


@pytest.fixture
def fresh(databases: Databases, tmp_path: Path, request: pytest.FixtureRequest) -> Fresh:
    """Gives the address of an empty, migrated database on an engine."""
    made: list[str] = []

    def make(engine: str) -> str:
        made.append(engine)
        return databases.own(engine, tmp_path / f"fresh-{len(made)}.db")

    return make


def body(path: Path) -> list[str]:
    """The lines of an export without the first, which has the time in it."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return text.decode().split("\n")[1:]


def parsed(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().decode().removesuffix("\n").split("\n")]


def all_fields(kind: Kind) -> dict[str, tuple[str, bool]]:
    return {field.column: (field.type, field.nullable) for field in kind.fields}


def test_every_table_and_column_is_exported_or_left_out_by_name(database_url: str) -> None:
    found = shape.shape(database_url)
    written: dict[str, dict[str, tuple[str, bool]]] = {}
    for kind in KINDS:
        for each in (kind, *([kind.inner[1]] if kind.inner else [])):
            assert written.setdefault(each.table, all_fields(each)) == all_fields(each)
    assert set(written) | set(LEFT_OUT) == set(found) | {"schema_migrations"}
    assert not set(written) & set(LEFT_OUT)
    for table, fields in written.items():
        left_out = COLUMNS_LEFT_OUT.get(table, set())
        assert set(fields) | left_out == set(found[table].columns), table
        assert {column for column, _value in FILLED_IN.get(table, ())} == left_out
        for column, (type_, nullable) in fields.items():
            sort, filled, _default = found[table].columns[column]
            assert nullable == (not filled), f"{table}.{column}"
            plain = "text" if type_ in ("html", "article_html", "secret") else type_
            assert type_of(sort, column) == plain, f"{table}.{column}"


#: Columns that are true or false; SQLite calls them whole numbers.
SWITCHES = (
    "publish_minor", "minor", "helpful", "proposes", "is_public", "is_reply", "shared_tickets", "shared_comments",
    "shown_to_requester", "required_on_submit", "required_on_solve", "hid", "by_asker", "by_helpers", "accept_solves",
    "solve_accepts", "in_business_hours",
)


def type_of(sort: str, column: str) -> str:
    sort = sort.upper()
    if sort.startswith("BOOL") or column.startswith("watch_") or column in SWITCHES:
        return "bool"
    return next(
        ours for start, ours in
        (("INT", "int"), ("BIGINT", "int"), ("TIMESTAMP", "moment"), ("DATE", "day"), ("JSON", "json"),
         ("REAL", "float"), ("DOUBLE", "float"), ("", "text"))
        if sort.startswith(start)
    )


def test_what_a_kind_refers_to_is_written_before_it() -> None:
    seen: set[str] = set()
    for kind in KINDS:
        seen.add(kind.name)
        for field in kind.fields:
            # A thread names its solution without a foreign key: the reply comes after it.
            assert not field.refers_to or field.refers_to in seen or field.column == "solution_post_id"


@pytest.mark.parametrize("goal", ENGINES)
async def test_a_lived_community_comes_back_equal_on_either_engine(
    lived: str, fresh: Fresh, tmp_path: Path, goal: str
) -> None:
    first, again = tmp_path / "first.jsonl", tmp_path / "again.jsonl"
    counts = await export(lived, first, with_passwords=True)
    lacking = {kind for kind, number in counts.items() if not number}
    assert lacking <= {
        "thread_link", "read_mark", "preference", "imported",
    }
    target = fresh(goal)
    assert await import_lines(target, first) == counts
    assert await export(target, again, with_passwords=True) == counts
    assert body(first) == body(again)


@pytest.mark.parametrize("goal", ENGINES)
async def test_every_column_of_every_table_comes_back(
    database_url: str, fresh: Fresh, tmp_path: Path, goal: str
) -> None:
    shape.fill(database_url, shape.shape(database_url))
    first, again = tmp_path / "first.jsonl", tmp_path / "again.jsonl"
    counts = await export(database_url, first, with_passwords=True)
    # Of three threads no more than two can be duplicates.
    assert all(number >= 3 or kind in ("thread", "duplicate_mark") for kind, number in counts.items())
    target = fresh(goal)
    await import_lines(target, first)
    await export(target, again, with_passwords=True)
    assert body(first) == body(again)


async def test_the_same_data_gives_the_same_bytes_also_compressed(lived: str, tmp_path: Path) -> None:
    await export(lived, tmp_path / "a.jsonl")
    await export(lived, tmp_path / "b.jsonl.gz")
    assert body(tmp_path / "a.jsonl") == body(tmp_path / "b.jsonl.gz")
    first = parsed(tmp_path / "a.jsonl")[0]
    assert (first["kind"], first["format"], first["version"], first["passwords"]) == ("meta", "kotae", 1, False)


async def test_appeals_that_wait_come_into_the_queue_from_a_file_without_it(
    lived: str, fresh: Fresh, tmp_path: Path
) -> None:
    await execute("UPDATE appeals SET answered_at = NULL, outcome = '' WHERE id = (SELECT min(id) FROM appeals)")
    await export(lived, tmp_path / "new.jsonl")
    lines = parsed(tmp_path / "new.jsonl")
    waiting = [line["id"] for line in lines if line["kind"] == "appeal" and line["answered_at"] is None]
    of_queue = [line for line in lines if line["kind"] in ("review_item", "review_decision", "flag", "screening_finding")]
    lines = [line for line in lines if line not in of_queue]
    for line in of_queue:
        lines[-1]["lines"][line["kind"]] -= 1
    old = tmp_path / "old.jsonl"
    old.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for engine in ENGINES:
        target = fresh(engine)
        await import_lines(target, old)
        await export(target, tmp_path / f"{engine}.jsonl")
        queue = [line for line in parsed(tmp_path / f"{engine}.jsonl") if line["kind"] == "review_item"]
        assert waiting and [(one["subject_id"], one["cause"], one["weight"]) for one in queue] == [
            (number, "appeal", 200) for number in waiting
        ]


async def test_a_compressed_export_is_imported(lived: str, fresh: Fresh, tmp_path: Path) -> None:
    await export(lived, tmp_path / "a.jsonl.gz")
    target = fresh("sqlite")
    await import_lines(target, tmp_path / "a.jsonl.gz")
    await export(target, tmp_path / "b.jsonl")
    assert body(tmp_path / "a.jsonl.gz") == body(tmp_path / "b.jsonl")


async def test_password_hashes_go_along_only_when_asked_for(lived: str, fresh: Fresh, tmp_path: Path) -> None:
    await execute("UPDATE people SET password_hash = 'a-hash' WHERE name = 'aiko'")
    await export(lived, tmp_path / "without.jsonl")
    await export(lived, tmp_path / "with.jsonl", with_passwords=True)
    assert "a-hash" not in (tmp_path / "without.jsonl").read_text()
    assert "a-hash" in (tmp_path / "with.jsonl").read_text()
    await import_lines(fresh("sqlite"), tmp_path / "without.jsonl")


async def test_nothing_of_sessions_or_letters_is_in_it_and_only_the_owner_reads_it(lived: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    await export(lived, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not {line["kind"] for line in parsed(path)} & set(LEFT_OUT)
    with pytest.raises(TransferError, match="there already"):
        await export(lived, path)
    await export(lived, path, replace=True)
    assert [entry.name for entry in tmp_path.glob("*.part")] == []


async def test_an_export_is_of_one_moment_while_others_write(lived: str, world: World, tmp_path: Path) -> None:
    await export(lived, tmp_path / "before.jsonl")
    writing: list[asyncio.Task[Any]] = []

    def meanwhile(kind: str, done: int, total: int) -> None:
        if kind == "user" and not writing:
            writing.append(asyncio.ensure_future(world.a_thread("ben")))

    await export(lived, tmp_path / "during.jsonl", tell=meanwhile)
    await writing[0]
    assert body(tmp_path / "before.jsonl") == body(tmp_path / "during.jsonl")
    await export(lived, tmp_path / "after.jsonl")
    assert body(tmp_path / "after.jsonl") != body(tmp_path / "during.jsonl")


@pytest.mark.parametrize("goal", ENGINES)
async def test_ids_of_what_was_erased_are_given_to_nobody_again(
    lived: str, world: World, fresh: Fresh, tmp_path: Path, goal: str
) -> None:
    erased = (await world.group("Soon gone")).id
    await execute("DELETE FROM groups WHERE id = $1", erased)
    await export(lived, tmp_path / "a.jsonl")
    target = fresh(goal)
    await import_lines(target, tmp_path / "a.jsonl")
    shape.execute(target, [
        "INSERT INTO groups (name, name_key, description, created_at) VALUES ('y', 'y', '', '2026-01-01 00:00:00+00')"
    ])
    await export(target, tmp_path / "b.jsonl")
    assert [line["id"] for line in parsed(tmp_path / "b.jsonl") if line.get("name_key") == "y"] == [erased + 1]


async def test_an_import_into_a_community_with_people_is_refused(lived: str, tmp_path: Path) -> None:
    await export(lived, tmp_path / "a.jsonl")
    with pytest.raises(TransferError, match="not empty"):
        await import_lines(lived, tmp_path / "a.jsonl")


def changed(path: Path, number: int, change: Callable[[dict[str, Any]], None]) -> Path:
    """A copy of an export in which the line of that number says something else."""
    lines = path.read_bytes().split(b"\n")
    line = json.loads(lines[number - 1])
    change(line)
    lines[number - 1] = json.dumps(line).encode()
    other = path.with_name("changed.jsonl")
    other.write_bytes(b"\n".join(lines))
    return other


def number_of(path: Path, kind: str) -> int:
    return next(number for number, line in enumerate(parsed(path), 1) if line["kind"] == kind)


@pytest.mark.parametrize(("kind", "change", "sentence"), [
    ("user", lambda line: line.pop("name"), "the field name is missing"),
    ("user", lambda line: line.update(colour="red"), "there is no field colour in a user"),
    ("user", lambda line: line.update(id="1"), "id: this is no whole number"),
    ("user", lambda line: line.update(id=2**70), "id: this is no whole number"),
    ("user", lambda line: line.update(name=None), "name is null"),
    ("user", lambda line: line.update(name="a\0b"), "name: the text has a NUL in it"),
    ("user", lambda line: line.update(created_at="yesterday"), "created_at: "),
    ("user", lambda line: line.update(created_at="2026-01-01T00:00:00"), "no time zone"),
    ("user", lambda line: line.update(kind="person"), "there is no kind 'person'"),
    ("user", lambda line: line.update(kind=["user"]), "there is no kind"),
    ("thread", lambda line: line.pop("opening"), "the field opening is missing"),
    ("thread", lambda line: line["opening"].update(position=3), "not the first post"),
    ("reply", lambda line: line.update(position=0), "a reply has a position above 0"),
    ("view", lambda line: line.update(day="2026-13-01"), "day: "),
    ("sequence", lambda line: line.update(of="nothing"), "nothing is counted for"),
    ("end", lambda line: line["lines"].update(user=1), "the numbers of lines"),
])
async def test_a_bad_line_is_named_and_nothing_is_written(
    lived: str, fresh: Fresh, tmp_path: Path, kind: str, change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    path = tmp_path / "a.jsonl"
    await export(lived, path)
    number = number_of(path, kind)
    target = fresh("sqlite")
    with pytest.raises(BadLines) as refused:
        await import_lines(target, changed(path, number, change))
    assert refused.value.told[0][0] == number
    assert sentence in refused.value.told[0][1]
    await import_lines(target, path)


async def refusal(work: Awaitable[object]) -> str:
    with pytest.raises(TransferError) as refused:
        await work
    told = refused.value.told if isinstance(refused.value, BadLines) else []
    return f"{refused.value} {told}"


async def test_files_that_are_cut_off_disordered_or_of_another_version_are_refused(
    lived: str, fresh: Fresh, engine: str, tmp_path: Path
) -> None:
    path, other = tmp_path / "a.jsonl", tmp_path / "other.jsonl"
    await export(lived, path)
    target = fresh(engine)
    lines = path.read_bytes().split(b"\n")
    for content, sentence in (
        (b"", "is empty"),
        (b"\n".join(lines[:-2]) + b"\n", "breaks off"),
        (b"\n".join(lines)[:-20], "no JSON"),
        (b"\n".join(lines) + lines[1] + b"\n", "something after the end"),
        (b"\n".join([lines[0], *reversed(lines[1:-2]), *lines[-2:]]), "kinds have an order"),
        (b"\n".join(line for line in lines if b'"name":"system"' not in line), "the numbers of lines"),
        (b'{"kind":"user"}\n', "no export of Kotae"),
        (b"[]\n", "no JSON object"),
    ):
        other.write_bytes(content)
        assert sentence in await refusal(import_lines(target, other)), sentence
    newer = changed(path, 1, lambda line: line.update(version=99))
    assert "version 99" in await refusal(import_lines(target, newer))
    other = tmp_path / "other.jsonl.gz"
    other.write_bytes(gzip.compress(path.read_bytes())[:-30])
    assert "cannot be read" in await refusal(import_lines(target, other))
    # None of them left anything behind.
    await import_lines(target, path)


async def test_what_the_database_refuses_is_told_with_its_lines(
    lived: str, fresh: Fresh, engine: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    await export(lived, path)
    target = fresh(engine)
    number = number_of(path, "vote")
    said = await refusal(import_lines(target, changed(path, number, lambda line: line.update(person_id=999_999))))
    assert f"a vote of the lines {number} to " in said
    tag = number_of(path, "tag")
    said = await refusal(import_lines(target, changed(path, tag, lambda line: line.update(synonym_of_id=999_999))))
    assert "tags" in said
    assert "999999" in said
    await import_lines(target, path)


async def test_html_of_another_hand_than_our_renderers_does_not_come_in(
    lived: str, fresh: Fresh, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    await export(lived, path)
    hostile = '<p onclick="steal()">x</p><script>steal()</script>'
    target = fresh("sqlite")
    await import_lines(target, changed(path, number_of(path, "reply"), lambda line: line.update(html=hostile)))
    await export(target, tmp_path / "b.jsonl")
    assert "steal" not in "\n".join(body(tmp_path / "b.jsonl"))


async def test_uploads_travel_in_a_folder_beside_it(lived: str, fresh: Fresh, tmp_path: Path) -> None:
    here, there = tmp_path / "uploads", tmp_path / "elsewhere" / "uploads"
    here.mkdir()
    (here / "cat.png").write_bytes(b"a cat")
    await export(lived, tmp_path / "a.jsonl.gz", uploads=here)
    assert (tmp_path / "a.jsonl.uploads" / "cat.png").read_bytes() == b"a cat"
    await import_lines(fresh("sqlite"), tmp_path / "a.jsonl.gz", uploads=there)
    assert (there / "cat.png").read_bytes() == b"a cat"
    with pytest.raises(TransferError, match="not empty"):
        await import_lines(fresh("sqlite"), tmp_path / "a.jsonl.gz", uploads=there)


async def test_a_database_without_the_schema_is_sent_to_migrate(empty_database_url: str, tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"run\.py migrate"):
        await export(empty_database_url, tmp_path / "a.jsonl")
    assert not (tmp_path / "a.jsonl").exists()


def test_the_description_of_the_format_names_every_kind_and_field() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "export-format.md").read_text(encoding="utf-8")
    assert f"# The export format, version {VERSION}\n" in text
    chapters = {part.partition("\n")[0]: " ".join(part.split()) for part in text.split("\n## ")[1:]}
    assert [name for name in chapters if name in BY_NAME] == [kind.name for kind in KINDS]
    for kind in KINDS:
        for field in (*kind.fields, *(kind.inner[1].fields if kind.inner else ())):
            refers = f" → {field.refers_to}" if field.refers_to else ""
            assert f"`{field.name}` {field.type}{'?' * field.nullable}{refers}" in chapters[kind.name]
    assert all(f"`{table}`: {reason}." in chapters["What is left out"] for table, reason in LEFT_OUT.items())
