"""A Discourse forum's JSON becomes a community: solved topics, quotes, and nothing that was not public."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from forum import database
from forum.transfer.checking import check
from forum.transfer.discourse.importing import import_site, topic_files
from forum.transfer.trouble import TransferError
from tests.transfer.dumps import write_discourse
from tests.visits import Visitor


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return write_discourse(tmp_path / "oven.example.org")


async def thread(outside_id: str) -> Any:
    return await database.row(
        "SELECT t.*, c.slug AS shelf, c.see, c.parent_id FROM threads t JOIN imported i ON i.local_id = t.id"
        " JOIN categories c ON c.id = t.category_id WHERE i.kind = 'thread' AND i.external_id = $1",
        outside_id,
    )


async def test_topics_become_threads(db: str, saved: Path) -> None:
    report = await import_site(saved)
    assert report.malformed == []
    assert {what: report.added[what] for what in ("threads", "replies", "solutions", "people", "tags")} == {
        "threads": 2,
        "replies": 3,
        "solutions": 1,
        "people": 3,
        "tags": 2,
    }
    assert report.left_out == {
        "topics in latest.json without a file of their own": 1,
        "notes of what was done to a topic": 1,
        "whispers among staff": 1,
        "posts on pages that were not saved": 1,
        "topics that were on no public list": 1,
    }
    solved, closed = await thread("12"), await thread("13")
    assert (solved["type"], solved["status"], solved["view_count"], solved["shelf"]) == (
        "question",
        "solved",
        44,
        "gas",
    )
    assert solved["tag_names"] == "gas,heat"
    assert solved["parent_id"] is not None
    assert str(database.moment(solved["pinned_until"]))[:4] == "9000"
    assert (closed["type"], closed["status"], closed["shelf"], closed["see"]) == (
        "discussion",
        "closed",
        "crew-private",
        "staff",
    )
    assert closed["locked_at"] is not None
    posts = await database.rows(
        "SELECT p.source, p.html, p.helpful_count, a.name FROM posts p JOIN people a ON a.id = p.author_id"
        " WHERE p.thread_id = $1 ORDER BY p.position",
        solved["id"],
    )
    assert [(p["name"], p["helpful_count"]) for p in posts] == [("mia.b", 3), ("ben_o", 0), ("ben_o", 4)]
    assert 'href="/users/mia.b"' in posts[1]["html"]
    assert posts[2]["source"].startswith("> @mia.b:\n>\n> It is cold.")
    assert "(https://oven.example.org/uploads/knob.png)" in posts[2]["source"]
    number = await database.value("SELECT local_id FROM imported WHERE kind = 'number' AND external_id = '13/2'")
    assert f"[See](/threads/{closed['id']}/other?page=1#reply-{number})" in posts[0]["source"]
    assert (await check(False)).drifts == []


async def test_again_changes_nothing(db: str, saved: Path) -> None:
    await import_site(saved)
    before = await database.value("SELECT count(*) FROM imported")
    assert not any((await import_site(saved)).added.values())
    assert await database.value("SELECT count(*) FROM imported") == before


async def test_what_cannot_be_read_is_told(db: str, saved: Path) -> None:
    (saved / "t" / "15.json").write_text('{"id": 15,\n oops', encoding="utf-8")
    (saved / "t" / "16.json").write_text('{"id": 16, "title": "No posts"}', encoding="utf-8")
    report = await import_site(saved)
    assert [(file, line) for file, line, _what in report.malformed] == [("15.json", 2), ("16.json", 1)]
    assert report.added["threads"] == 2


async def test_a_bad_post_costs_only_itself(db: str, saved: Path) -> None:
    path = saved / "t" / "12.json"
    topic = json.loads(path.read_text(encoding="utf-8"))
    posts = topic["post_stream"]["posts"]
    posts[1] = {**posts[1], "created_at": "0001-01-01T00:00:00Z"}
    posts += ["no post", {**posts[2], "id": 130, "post_number": 7, "actions_summary": [{"id": 2, "count": 10**12}]}]
    path.write_text(json.dumps(topic), encoding="utf-8")
    # A post that was moved while the topics were saved stands in two of them, and is one post.
    other = json.loads((saved / "t_13.json").read_text(encoding="utf-8"))
    other["post_stream"]["posts"].append({**posts[2], "post_number": 3})
    (saved / "t_13.json").write_text(json.dumps(other), encoding="utf-8")
    report = await import_site(saved)
    assert [(file, what.partition(":")[0]) for file, _line, what in report.malformed] == [
        ("12.json", "post 101 cannot be read"),
        ("12.json", "post ? cannot be read"),
        ("12.json", "post 130 cannot be read"),
    ]
    assert (report.added["threads"], report.added["replies"], report.added["solutions"]) == (2, 2, 1)
    assert report.left_out["posts that stand in another thread as well"] == 1
    assert (await check(False)).drifts == []


async def test_a_folder_without_topics_is_refused(db: str, tmp_path: Path) -> None:
    with pytest.raises(TransferError):
        await import_site(tmp_path)


async def test_old_addresses_lead_here(db: str, saved: Path, visitor: Callable[..., Awaitable[Visitor]]) -> None:
    await import_site(saved)
    solved = await thread("12")
    where = f"/threads/{solved['id']}/{solved['slug']}"
    guest = await visitor()
    reply = await database.value("SELECT local_id FROM imported WHERE kind = 'number' AND external_id = '12/3'")
    for old, new in {
        "/t/12": where,
        "/t/oven-too-cold/12": where,
        "/t/oven-too-cold/12/3": f"{where}?page=1#reply-{reply}",
        "/t/12/3": f"{where}?page=1#reply-{reply}",
    }.items():
        answer = await guest.get(old)
        assert (answer.status, answer.headers["location"]) == (301, new), old
    # What only staff see is for others as if it never was.
    assert (await guest.get("/t/other/13")).status == 404
    assert (await guest.get("/t/other/13/2")).status == 404
    assert (await guest.get("/t/other/999")).status == 404


def test_a_topics_pages_belong_together(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    for name in ("t/7.json", "t/7_2.json", "t/7_10.json", "t_8.json", "t/notes.json", "t/slug/9.json", "t/slug/9.json?page=2"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert {number: [path.name for path in paths] for number, paths in topic_files(tmp_path).items()} == {
        7: ["7.json", "7_2.json", "7_10.json"],
        8: ["t_8.json"],
        9: ["9.json", "9.json?page=2"],
    }
