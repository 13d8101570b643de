"""`run.py duplicates rank` and `cluster`: files in, files out, on either engine, and what they say of files they cannot use."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from forum.cli import program
from tests import postgres

CORPUS = [
    {"id": "a", "title": "How do I reset my password?", "body": "I forgot it."},
    {"id": "b", "title": "Password forgotten: how can I reset it", "body": ""},
    {"id": "c", "title": "The printer prints nothing", "body": "Error 0x80070005"},
    {"id": 7, "title": "プリンターが動きません", "body": "", "lang": "ja"},
    {"id": "e", "title": "ﾌﾟﾘﾝﾀが動かない", "body": "", "lang": "ja"},
]


def lines(path: Path, rows: list[Any]) -> Path:
    """A file of JSON lines; compressed when its name says so."""
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def called(*arguments: object) -> tuple[int, str]:
    """The command's exit code and what it said."""
    result = CliRunner().invoke(program, ["duplicates", *map(str, arguments)])
    return result.exit_code, result.output


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture
def server(engine: str) -> str:
    """What --database takes: nothing for SQLite."""
    return "" if engine == "sqlite" else postgres.server_url()


@pytest.mark.parametrize("embedder", ["none", "static"])
def test_a_corpus_is_ranked(tmp_path: Path, server: str, embedder: str) -> None:
    queries = [
        {"id": "a"},
        {"id": 7},
        {"id": "new", "title": "printer prints nothing at all", "body": "0x80070005"},
        {"id": "odd", "title": "🎉", "body": ""},
        {"id": "b", "candidates": ["c", "a", "unknown"]},
    ]
    out = tmp_path / "out.jsonl.gz"
    code, said = called(
        "rank", "--corpus", lines(tmp_path / "c.jsonl.gz", CORPUS), "--queries", lines(tmp_path / "q.jsonl", queries),
        "--out", out, "--top", 3, "--database", server, "--embedder", embedder,
    )
    assert code == 0, said
    assert "n 5" in said
    assert "docs/s" in said
    found = {row["id"]: [match["id"] for match in row["ranked"]] for row in read(out)}
    assert list(found) == ["a", 7, "new", "odd", "b"]
    assert found["a"][0] == "b"
    assert found[7][0] == "e"
    assert found["new"][0] == "c"
    assert found["b"] == ["a", "c"]
    assert all(len(ranked) <= 3 and own not in ranked for own, ranked in found.items())
    scores = [match["score"] for row in read(out) for match in row["ranked"]]
    assert all(0 <= score <= 1 for score in scores)


def test_what_recurs_is_gathered(tmp_path: Path, server: str) -> None:
    corpus = CORPUS + [{"id": f"p{n}", "title": "How to reset my password", "body": f"Mine is {n}"} for n in range(4)]
    out = tmp_path / "out.jsonl"
    code, said = called("cluster", "--corpus", lines(tmp_path / "c.jsonl", corpus), "--out", out, "--database", server)
    assert code == 0, said
    found = read(out)
    assert found[0]["hub"] in found[0]["members"]
    assert {"p0", "p1", "p2", "p3"} <= set(found[0]["members"])
    members = [member for row in found for member in row["members"]]
    assert len(members) == len(set(members))
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)


@pytest.mark.parametrize(
    ("corpus", "queries", "said"),
    [
        (["{"], [], "line 1: this is not JSON"),
        (["[1]"], [], "line 1: each line must be an object"),
        ([{"id": "a", "title": "x"}, {"id": "a", "title": "y"}], [], "line 2: the id 'a' stands there twice"),
        ([{"id": None, "title": "x"}], [], "line 1: id must be"),
        ([{"id": "a"}], [], "line 1: title is missing"),
        ([{"id": "a", "title": 3}], [], "line 1: title must be a text"),
        (["", {"id": "a", "title": "x", "lang": 3}], [], "line 2: lang must be"),
        (CORPUS, [{"id": "nobody"}], "line 1: 'nobody' is not in the corpus"),
        (CORPUS, [{"id": "a", "candidates": "b"}], "line 1: candidates must be a list"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, corpus: list[Any], queries: list[Any], said: str) -> None:
    code, output = called(
        "rank", "--corpus", lines(tmp_path / "c.jsonl", corpus), "--queries", lines(tmp_path / "q.jsonl", queries),
        "--out", tmp_path / "out.jsonl", "--embedder", "none",
    )
    assert code == 1
    assert said in output.replace("\n", " ")
    assert not (tmp_path / "out.jsonl").exists()


def test_an_embedder_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    code, output = called(
        "rank", "--corpus", lines(tmp_path / "c.jsonl", CORPUS), "--queries", lines(tmp_path / "q.jsonl", [{"id": "a"}]),
        "--out", tmp_path / "out.jsonl", "--embedder", "nonsense",
    )
    assert code == 1
    assert "nonsense" in output


def test_a_corpus_without_a_line_is_ranked_for_nobody(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, said = called(
        "rank", "--corpus", lines(tmp_path / "c.jsonl", []), "--queries",
        lines(tmp_path / "q.jsonl", [{"id": 1, "title": "x"}]), "--out", out, "--embedder", "none",
    )
    assert code == 0, said
    assert read(out) == [{"id": 1, "ranked": []}]
