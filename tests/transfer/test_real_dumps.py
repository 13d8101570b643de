"""Real dumps, counted with a reader of their own, become communities with the same numbers; again changes nothing."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum import database
from forum.transfer.checking import check
from forum.transfer.export import export
from forum.transfer.stackexchange.importing import import_dump
from tests.shared_data import shared

SITES = ("conlang.meta", "french.meta", "quantumcomputing")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        for _event, element in ElementTree.iterparse(path):
            if element.tag == "row":
                yield dict(element.attrib)
            element.clear()


def counted(folder: Path) -> dict[str, int]:
    """What the dump says of itself, by nothing but an XML parser."""
    posts = {row["Id"]: row for row in _rows(folder / "Posts.xml")}
    questions = {number: row for number, row in posts.items() if row["PostTypeId"] == "1"}
    answers = {
        number: row for number, row in posts.items() if row["PostTypeId"] == "2" and row["ParentId"] in questions
    }
    thread_of = {**{number: number for number in questions}, **{n: row["ParentId"] for n, row in answers.items()}}
    kept = questions | answers
    links = {
        (thread_of[row["PostId"]], thread_of[row["RelatedPostId"]], row["LinkTypeId"])
        for row in _rows(folder / "PostLinks.xml")
        if row["PostId"] in thread_of and row["RelatedPostId"] in thread_of
    }
    links = {link for link in links if link[0] != link[1]}
    comments = [row for row in _rows(folder / "Comments.xml") if row["PostId"] in kept]
    versions: dict[str, set[tuple[str, str]]] = {}
    for row in _rows(folder / "PostHistory.xml"):
        if row["PostId"] in kept and row["PostHistoryTypeId"] in {"1", "2", "4", "5", "7", "8"}:
            versions.setdefault(row["PostId"], set()).add((row["CreationDate"], row.get("RevisionGUID", "")))
    return {
        "threads": len(questions),
        "replies": len(answers),
        "solutions": sum(row.get("AcceptedAnswerId") in answers for row in questions.values()),
        "comments": len(comments),
        "scores": sum(int(row["Score"]) for row in kept.values()) + sum(int(row["Score"]) for row in comments),
        "views": sum(int(row.get("ViewCount") or 0) for row in questions.values()),
        "revisions": sum(max(1, len(versions.get(number, ()))) for number in kept) + len(comments),
        "duplicate links": sum(link[2] == "3" for link in links),
        "related links": sum(link[2] == "1" for link in links),
        "users": sum(1 for _row in _rows(folder / "Users.xml")),
        "tags": len({row["TagName"] for row in _rows(folder / "Tags.xml")}),
        "tags of threads": sum(min(5, row["Tags"].strip("<>|").replace("><", "|").count("|") + 1) for row in questions.values()),
        "closed": sum("ClosedDate" in row and row.get("AcceptedAnswerId") not in answers for row in questions.values()),
    }  # fmt: skip


async def here() -> dict[str, int]:
    """The same numbers, of what was taken in."""
    sql = {
        "threads": "SELECT count(*) FROM threads",
        "replies": "SELECT count(*) FROM imported i JOIN posts p ON p.id = i.local_id WHERE kind = 'post' AND position > 0",
        "solutions": "SELECT count(*) FROM solutions s JOIN threads t ON t.solution_post_id = s.post_id",
        "comments": "SELECT count(*) FROM imported i JOIN posts p ON p.id = i.local_id WHERE kind = 'comment'",
        "scores": "SELECT sum(helpful_count) FROM posts",
        "views": "SELECT sum(view_count) FROM threads",
        "revisions": "SELECT count(*) FROM revisions",
        "duplicate links": "SELECT count(*) FROM thread_links WHERE kind = 'duplicate'",
        "related links": "SELECT count(*) FROM thread_links WHERE kind = 'related'",
        "users": "SELECT count(*) FROM imported WHERE kind = 'user' AND external_id NOT LIKE 'name:%' AND external_id <> 'gone'",
        "tags": "SELECT count(*) FROM tags",
        "tags of threads": "SELECT count(*) FROM thread_tags",
        "closed": "SELECT count(*) FROM threads WHERE status = 'closed'",
    }
    return {what: int(await database.value(one)) for what, one in sql.items()}


#: The large ones on one engine each; `-m soak` tries them on the other as well.
ELSEWHERE = {("french.meta", "postgres"), ("quantumcomputing", "sqlite")}


@pytest.mark.parametrize("site", SITES)
async def test_a_real_dump_is_whole(db: str, engine: str, site: str, tmp_path: Path) -> None:
    if (site, engine) not in ELSEWHERE:
        await _try(db, site, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("site", SITES)
async def test_a_real_dump_is_whole_on_the_other_engine(db: str, engine: str, site: str, tmp_path: Path) -> None:
    if (site, engine) in ELSEWHERE:
        await _try(db, site, tmp_path)


async def _try(db: str, site: str, tmp_path: Path) -> None:
    folder = shared(f"data/stackexchange/{site}.stackexchange.com")
    if folder is None:
        pytest.skip("no such dump here")
    report = await import_dump(folder)
    assert report.malformed_count == 0
    assert await here() == counted(folder)
    assert (await check(False)).drifts == []
    lines = await exported(db, tmp_path / "first.jsonl")
    again = await import_dump(folder)
    assert not any(again.added.values())
    # Named by their places: a failure shall not print a community.
    second = await exported(db, tmp_path / "second.jsonl")
    assert [at for at, pair in enumerate(zip(lines, second, strict=True)) if len(set(pair)) > 1] == []


async def exported(url: str, path: Path) -> list[str]:
    """The lines of an export, without the first, which has its time in it."""
    await export(url, path)
    return path.read_text(encoding="utf-8").split("\n")[1:-1]
