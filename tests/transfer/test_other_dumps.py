"""Dumps of other years and other hands: what they lack, what they have too much of, and how they are written."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from forum import database
from forum.transfer.checking import check
from forum.transfer.stackexchange.importing import import_dump
from tests.architecture.house import ROOT
from tests.databases import Databases

HEAD = '<?xml version="1.0" encoding="utf-8"?>\r\n'
ODD_POSTS = [
    # An answer before its question, without a score; dates without parts of a second, with a zone, of a day.
    '<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2012-05-01T11:00:00Z" Body="&lt;p&gt;Later.&lt;/p&gt;" />',
    '<row Id="1" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="" Title="First" Tags="|c#|.net|日本語|"'
    ' AcceptedAnswerId="2" FavoriteCount="3" ContentLicense="CC BY-SA 3.0" Unheard="of" OwnerUserId="77" />',
    '<row Id="3" PostTypeId="1" CreationDate="2012-05-02" Body="&lt;b&gt;B&lt;/b&gt;&lt;br&gt;&lt;font size=7&gt;old" Title=""'
    ' Tags="&lt;c#&gt;&lt;C#&gt;" OwnerDisplayName="user9" ViewCount="" AcceptedAnswerId="" Score="-3" />',
    '<row Id="4" PostTypeId="2" ParentId="3" CreationDate="2012-05-03T00:00:00.1234567" Body="x" Score="2" />',
    # What is no question and no answer: wikis, nominations, notes of moderators, things to come.
    *(f'<row Id="{10 + kind}" PostTypeId="{kind}" CreationDate="2012-05-03T00:00:00" Body="x" />' for kind in range(3, 18)),
    '<row Id="40" PostTypeId="2" ParentId="999" CreationDate="2012-05-03T00:00:00" Body="lost" />',
    '<row Id="41" PostTypeId="1" CreationDate="2012-05-04T00:00:00" Body="no tags" Title="Bare" />',
]
BAD_POSTS = [
    '<row Id="1" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="again" Title="Twice" />',
    '<row Id="50" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="x" Title="t" AcceptedAnswerId="two" />',
    '<row Id="51" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="x" Title="t" ViewCount="99999999999" />',
    '<row Id="52" PostTypeId="1" CreationDate="0001-01-01T00:00:00" Body="x" Title="t" />',
    '<row Id="53" PostTypeId="1" CreationDate="yesterday" Body="x" Title="t" />',
    '<row Id="54" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Title="no body" />',
    '<row Id="55" PostTypeId="2" CreationDate="2012-05-01T10:00:00" Body="no question" />',
    '<row Id="56" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="&#1;" Title="t" />',
    '<row Id="x" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="x" Title="t" />',
    '<row PostTypeId="1" CreationDate="2012-05-01T10:00:00" Body="x" Title="t" />',
]
LINKS = [
    '<row Id="1" CreationDate="2012-05-01T10:00:00" PostId="4" RelatedPostId="1" LinkTypeId="3" />',
    '<row Id="2" CreationDate="2012-05-01T10:00:00" PostId="3" RelatedPostId="2" LinkTypeId="3" />',
    '<row Id="3" CreationDate="2012-05-01T10:00:00" PostId="3" RelatedPostId="12345" LinkTypeId="1" />',
    '<row Id="4" CreationDate="2012-05-01T10:00:00" PostId="3" RelatedPostId="4" LinkTypeId="1" />',
    '<row Id="5" CreationDate="2012-05-01T10:00:00" PostId="3" RelatedPostId="41" LinkTypeId="9" />',
]


def write(path: Path, rows: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    name = path.stem.lower()
    text = HEAD + f"<{name}>\r\n" + "".join(f"  {row}\r\n" for row in rows) + f"</{name}>\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())


async def threads() -> list[Any]:
    return await database.rows(
        "SELECT t.title, t.status, t.tag_names, t.reply_count, t.view_count, a.name, p.source FROM threads t"
        " JOIN people a ON a.id = t.author_id JOIN posts p ON p.thread_id = t.id AND p.position = 0 ORDER BY t.id"
    )


async def test_posts_alone_are_enough(db: str, tmp_path: Path) -> None:
    folder = tmp_path / "Old.example.org.7z"
    write(folder / "posts.XML", ODD_POSTS)
    report = await import_dump(folder)
    assert report.malformed == []
    assert (report.added["threads"], report.added["replies"], report.added["solutions"]) == (3, 2, 1)
    assert report.left_out["posts that are neither questions nor answers"] == 14
    assert report.left_out["answers whose question is not in the dump"] == 1
    first, old, bare = await threads()
    assert (first["title"], first["status"], first["tag_names"]) == ("First", "solved", ".net,c#,日本語")
    assert (first["source"], first["view_count"]) == ("", 0)
    assert (old["title"], old["tag_names"], old["reply_count"]) == ("…", "c#", 1)
    assert old["source"] == "**B**  \nold"
    assert all(row["name"].startswith("former-") for row in (first, old, bare))
    assert await database.value("SELECT DISTINCT source FROM imported") == "stackexchange:old.example.org"
    assert (await check(False)).drifts == []


async def test_bad_rows_are_named_by_file_and_line_and_cost_only_themselves(db: str, tmp_path: Path) -> None:
    folder = tmp_path / "old.example.org"
    write(folder / "Posts.xml", [*ODD_POSTS, *BAD_POSTS])
    write(folder / "PostLinks.xml", [*LINKS, '<row Id="6" CreationDate="2012-05-01T10:00:00" PostId="3" />'])
    write(folder / "Users.xml", ['<row Id="77" CreationDate="2010-01-01T00:00:00" LastAccessDate="?" />', "<row/>"])
    report = await import_dump(folder)
    first = 3 + len(ODD_POSTS)
    assert [(file, line) for file, line, _what in report.malformed] == [
        ("Users.xml", 4),
        *(("Posts.xml", line) for line in range(first, first + len(BAD_POSTS))),
        ("PostLinks.xml", 8),
    ]
    assert report.malformed_count == len(report.malformed)
    assert (report.added["threads"], report.added["replies"]) == (3, 2)
    kinds = await database.rows("SELECT kind, count(*) AS number FROM thread_links GROUP BY kind")
    assert [(row["kind"], row["number"]) for row in kinds] == [("duplicate", 1)]
    assert {what: count for what, count in report.left_out.items() if what.startswith("links")} == {
        "links to posts that are not in the dump": 1, "links within one thread": 1, "links of other kinds": 1,
    }  # fmt: skip
    assert (await threads())[0]["name"] == "user-77"
    assert (await check(False)).drifts == []


async def test_each_file_in_a_folder_of_its_own(db: str, tmp_path: Path) -> None:
    write(tmp_path / "site.example" / "site.example-Posts" / "Posts.xml", ODD_POSTS)
    write(tmp_path / "site.example" / "site.example-PostLinks" / "PostLinks.xml", LINKS[:1])
    write(tmp_path / "site.example" / "other" / "Tags.xml", ['<row Id="1" TagName="no" />'])
    report = await import_dump(tmp_path / "site.example")
    assert (report.added["threads"], report.added["links between threads"], report.added["tags"]) == (3, 1, 3)


def test_the_exit_code_tells_of_bad_rows(tmp_path: Path, databases: Databases) -> None:
    folder = tmp_path / "old.example.org"
    write(folder / "Posts.xml", [*ODD_POSTS, BAD_POSTS[0]])
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "old.example.org.7z").touch()
    url = databases.sqlite(tmp_path / "kotae.db")

    async def run(what: Path) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "run.py"), "import", "stackexchange", str(what), cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, "COLUMNS": "200"}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    code, said = asyncio.run(run(folder))
    assert code == 1
    assert f"Posts.xml:{3 + len(ODD_POSTS)}: the id 1 was there before" in said
    assert "1 could not be read and were skipped." in said
    code, said = asyncio.run(run(tmp_path / "empty"))
    assert code == 2
    assert "Unpack the archives first." in said
