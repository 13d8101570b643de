"""A Stack Exchange dump becomes a community: everything once, in its place, whatever happens in between."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from forum import database
from forum.transfer.checking import check
from forum.transfer.stackexchange.importing import import_dump
from forum.transfer.stackexchange.rows import NotADump, rows
from forum.transfer.trouble import TransferError
from tests.transfer.dumps import write_stack
from tests.visits import Visitor

TABLES = (
    "people", "threads", "posts", "revisions", "solutions", "tags", "thread_tags", "thread_links", "imported",
    "reputation_entries", "events", "deliveries", "letters", "notifications", "categories",
)  # fmt: skip


async def counts() -> dict[str, int]:
    return {table: await database.value(f"SELECT count(*) FROM {table}") for table in TABLES}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write_stack(tmp_path / "bread.example.org")


async def post(outside_id: str, kind: str = "post") -> Any:
    return await database.row(
        "SELECT p.*, a.name AS author, a.display_name AS shown, t.slug FROM posts p JOIN people a ON a.id = p.author_id"
        " JOIN threads t ON t.id = p.thread_id JOIN imported i ON i.local_id = p.id"
        " WHERE i.kind = $1 AND i.external_id = $2", kind, outside_id,
    )  # fmt: skip


async def thread(outside_id: str) -> Any:
    return await database.row(
        "SELECT t.* FROM threads t JOIN imported i ON i.local_id = t.id WHERE i.kind = 'thread' AND i.external_id = $1",
        outside_id,
    )


async def test_everything_is_there_once_and_in_its_place(db: str, dump: Path) -> None:
    report = await import_dump(dump)
    assert report.malformed == []
    added = {"threads": 2, "replies": 2, "comments": 2, "solutions": 1, "tags": 2, "people": 6, "earlier versions": 1}
    assert {what: report.added[what] for what in added} == added
    assert report.left_out["answers whose question is not in the dump"] == 1
    assert report.left_out["comments whose post is not in the dump"] == 1
    assert report.left_out["links to posts that are not in the dump"] == 1
    assert report.left_out["badges"] == 1

    first, second = await thread("1"), await thread("3")
    question, reply, other = await post("1"), await post("2"), await post("4")
    comment, thanks = await post("21", "comment"), await post("22", "comment")
    assert (first["title"], first["view_count"], first["imported_views"]) == ("Why does my loaf stay flat?", 120, 120)
    assert (first["status"], first["solution_post_id"], first["tag_names"]) == ("solved", reply["id"], "c++,dough")
    assert [p["position"] for p in (question, comment, reply, thanks)] == [0, 1, 2, 3]
    assert (comment["reply_to_id"], thanks["reply_to_id"]) == (question["id"], reply["id"])
    assert (reply["helpful_count"], reply["imported_score"]) == (7, 7)
    assert (second["status"], second["status_reason"]) == ("closed", "Duplicate")
    # Two people of one name, one who calls himself staff, one whose name is no name, one whose account is gone.
    assert (question["author"], reply["author"]) == ("MiaBaker", "MiaBaker-11")
    assert (other["author"], other["shown"]) == ("user-12", "user-12")
    assert comment["author"] == "user-13"
    gone = await post("3")
    assert (gone["author"].split("-")[0], gone["shown"]) == ("former", "user77")
    assert await database.value("SELECT count(*) FROM people WHERE email IS NOT NULL OR password_hash <> ''") == 0

    links = await database.rows("SELECT from_thread_id AS a, to_thread_id AS b, kind FROM thread_links ORDER BY kind")
    assert [(r["a"], r["b"], r["kind"]) for r in links] == [
        (second["id"], first["id"], "duplicate"),
        (first["id"], second["id"], "related"),
    ]
    versions = await database.rows(
        "SELECT r.source, r.reason, a.name FROM revisions r JOIN people a ON a.id = r.author_id"
        " WHERE r.post_id = $1 ORDER BY r.number",
        other["id"],
    )
    assert [(r["source"], r["reason"], r["name"]) for r in versions] == [
        ("For taste.", "", "user-12"),
        ("For taste, edited.", "clearer", "MiaBaker"),
    ]
    told = await counts()
    assert (told["events"], told["deliveries"], told["letters"], told["notifications"]) == (1, 0, 0, 0)
    solution = await database.row("SELECT * FROM solutions")
    assert solution is not None
    assert str(database.moment(solution["accepted_at"]))[:10] == "2021-05-06"
    assert await database.value("SELECT description FROM tags WHERE name = 'dough'") == "Flour and water."
    mia = await database.row("SELECT reputation, accepted_count, bio FROM people WHERE name = 'MiaBaker-11'")
    assert mia is not None
    assert (mia["reputation"], mia["accepted_count"]) == (7 * 5 + 15, 1)
    assert (await check(False)).drifts == []


async def test_bodies_keep_code_formulas_and_links(db: str, dump: Path) -> None:
    await import_dump(dump)
    question, why, reply = await post("1"), await thread("3"), await post("4")
    assert "```py\ndef knead(times):\n    return times * 2\n```" in question["source"]
    assert "$m_{flour} * \\frac{1}{2} \\{a,b\\}$ and H₂O." in question["plain"]
    assert f"[this](/threads/{why['id']}/why-salt)" in question["source"]
    assert f"[that](/threads/{why['id']}/why-salt?page=1#reply-{reply['id']})" in question["source"]
    assert "(https://bread.example.org/q/99)" in question["source"]
    latest = await database.value("SELECT source FROM revisions WHERE post_id = $1", question["id"])
    assert latest == question["source"]
    comment = await post("21", "comment")
    assert comment["plain"] == "1. How long, @MiaBaker?"
    assert 'href="/users/MiaBaker"' in comment["html"]


async def test_again_changes_nothing(db: str, dump: Path) -> None:
    await import_dump(dump)
    before = await counts()
    report = await import_dump(dump)
    assert not any(report.added.values())
    assert await counts() == before


async def test_what_could_not_be_read_is_told_and_comes_when_mended(db: str, dump: Path) -> None:
    path = dump / "Posts.xml"
    whole = path.read_text(encoding="utf-8-sig")
    path.write_text(
        whole.replace('Id="2" PostTypeId="2"', 'Id="2 PostTypeId="2"').replace("</posts>", ""), encoding="utf-8"
    )
    report = await import_dump(dump)
    assert [(file, line) for file, line, _what in report.malformed] == [("Posts.xml", 4), ("Posts.xml", 8)]
    assert report.added["threads"] == 2
    assert (await thread("1"))["status"] == "open"
    path.write_text(whole, encoding="utf-8")
    report = await import_dump(dump)
    assert (report.malformed_count, report.added["replies"], report.added["comments"]) == (0, 1, 1)
    mended = await thread("1")
    assert (mended["status"], mended["reply_count"], mended["last_position"]) == ("solved", 3, 3)
    assert (await check(False)).drifts == []


def test_rows_are_found_again_after_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "Users.xml"
    path.write_bytes(
        b'<?xml version="1.0"?>\n<users>\n<row Id="1" /><row Id="2"\n Name="a>b" />\nnoise\n'
        b'<row Id="3" Name="&bomb;" />\n'
        b'<row Id="4" Name="\xff" />\n<row Id="5"></row>\n</users>\n'
    )
    told: list[int] = []
    read = [(line, dict(row)) for line, row in rows(path, lambda line, _what: told.append(line))]
    assert read == [(3, {"Id": "1"}), (3, {"Id": "2", "Name": "a>b"}), (8, {"Id": "5"})]
    assert told == [3, 6, 7]


@pytest.mark.parametrize("start", [b'<!DOCTYPE x [<!ENTITY a "b">]><posts/>', "<posts/>".encode("utf-16")])
def test_what_no_dump_has_is_refused(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "Posts.xml").write_bytes(start)
    with pytest.raises(NotADump):
        list(rows(tmp_path / "Posts.xml", lambda _line, _what: None))


async def test_a_folder_without_posts_is_refused(db: str, tmp_path: Path) -> None:
    with pytest.raises(TransferError):
        await import_dump(tmp_path)
    with pytest.raises(TransferError):
        await import_dump(write_stack(tmp_path / "x"), category="nowhere")


async def test_old_addresses_lead_here(db: str, dump: Path, visitor: Callable[..., Awaitable[Visitor]]) -> None:
    await import_dump(dump)
    first, reply = await thread("1"), await post("2")
    guest = await visitor()
    where = f"/threads/{first['id']}/{first['slug']}"
    for old, new in {
        "/questions/1": where,
        "/questions/1/whatever": where,
        "/q/1": where,
        "/q/1/55": where,
        "/a/2": f"{where}?page=1#reply-{reply['id']}",
        "/questions/1/whatever/2": f"{where}?page=1#reply-{reply['id']}",
    }.items():
        answer = await guest.get(old)
        assert (answer.status, answer.headers["location"]) == (301, new), old
    await database.execute("UPDATE categories SET see = 'staff'")
    missing = await guest.get("/questions/777")
    hidden = await guest.get("/questions/1")
    assert missing.status == hidden.status == (await guest.get("/a/2")).status == 404
