"""Importing a dump: people, tags, threads, links; each step finds what an earlier run has done."""

import asyncio
import re
import tempfile
from pathlib import Path

from forum import database
from forum.transfer.communities import Person, Report, Tell, Thread
from forum.transfer.finishing import build_indexes, link_threads, rewrite_links, sum_up
from forum.transfer.html import words_of
from forum.transfer.people import add_people
from forum.transfer.preparing import Workshop
from forum.transfer.rows import known
from forum.transfer.shelves import category_for, category_named
from forum.transfer.stackexchange.rows import NotADump
from forum.transfer.stackexchange.staging import Attributes, Staging, files_of, moment
from forum.transfer.stackexchange.threads import about_moment, thread_of
from forum.transfer.trouble import TransferError
from forum.transfer.writing import ThreadWriter

#: Posts that are written in one transaction, about.
BATCH = 500
_KINDS = {"1": "related", "3": "duplicate"}
# What unpacking leaves behind a site's name.
_ARCHIVE = re.compile(r"(?:\.7z|-posts)+$", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)+")


async def import_dump(
    folder: Path, *, site: str = "", category: str = "", lang: str = "", tell: Tell = lambda _what, _done, _all: None
) -> Report:
    """Take in the dump in `folder`. Run again, it adds only what is not here yet.

    `site` is the address it had (cooking.stackexchange.com; by default the folder's name), `category` the slug of the
    category for its threads (by default one named after the site), `lang` the language of all of it ("" guesses each
    text's). Raises TransferError.
    """
    files = files_of(folder)
    if "Posts" not in files:
        hint = " Unpack the archives first." if any(folder.glob("*.7z")) else ""
        raise TransferError(f"There is no Posts.xml in {folder}: this is no dump of Stack Exchange.{hint}")
    site = (site or _ARCHIVE.sub("", folder.resolve().name)).lower()
    source = f"stackexchange:{site}"[:120]
    report = Report()
    category_id = await category_named(category) if category else await category_for(site)
    with tempfile.TemporaryDirectory(prefix="kotae-import-") as aside:
        staging = Staging(Path(aside) / "staging.db")
        try:
            async with Workshop() as workshop:
                try:
                    await asyncio.to_thread(staging.fill, files, report, tell)
                except NotADump as error:
                    raise TransferError(f"{error}.") from error
                await _people(source, staging, workshop, report, tell)
                writer = ThreadWriter(source, workshop, report, lang)
                await _tags(staging, writer)
                await _threads(staging, writer, category_id, tell)
                _count_orphans(staging, report)
                await _links(source, staging, report)
                if _HOST.fullmatch(site):
                    await rewrite_links(source, addresses(site), named, workshop, report, tell)
                await sum_up(source, report, tell)
        finally:
            staging.close()
    # Without the processes and files of what came before.
    await build_indexes(tell)
    return report


def addresses(site: str) -> re.Pattern[str]:
    """Where a Markdown text leads to posts, people and tags of the site; see `named`."""
    return re.compile(
        rf"(?<=\]\()(?P<host>(?:https?:)?//{re.escape(site)})?/"
        r"(?:(?P<kind>questions|q|a|users)/(?P<id>-?\d{1,15})(?:/(?P<rest>[^\s()#?]*))?(?:\?[^\s()#]*)?(?:\#(?P<mark>[\w\-]*))?"
        r"|questions/tagged/(?P<tag>[^\s()#?/]+))(?=[)\s])"
    )


def named(found: re.Match[str]) -> tuple[str, str] | None:
    """The kind and outside id of what an address of a site names."""
    if found["tag"]:
        return "tag", found["tag"]
    mark, rest = found["mark"] or "", found["rest"] or ""
    if comment := re.fullmatch(r"comment(\d+)_\d+", mark):
        return "comment", comment[1]
    if found["kind"] == "users":
        # Without a site before it, it may be an address of ours, of somebody whose name is a number.
        return ("user", found["id"]) if found["host"] else None
    if found["kind"] == "a":
        return "post", found["id"]
    last = rest.rpartition("/")[2]
    answer = (
        mark if mark.isdecimal() else last if found["kind"] == "questions" and "/" in rest and last.isdecimal() else ""
    )
    return ("post", answer) if answer else ("thread", found["id"])


async def _people(source: str, staging: Staging, workshop: Workshop, report: Report, tell: Tell) -> None:
    total, done = staging.count("users"), 0
    for batch in staging.batches("users", "1 = 1", BATCH):
        await add_people(source, [_person(number, row) for number, row in batch], workshop, report)
        done += len(batch)
        tell("People", done, total)


def _person(number: int, row: Attributes) -> Person:
    return Person(
        outside_id=str(number),
        shown=row.get("DisplayName", ""),
        created_at=moment(row["CreationDate"]),
        seen_at=about_moment(row.get("LastAccessDate")),
        about_html=row.get("AboutMe", ""),
    )


async def _tags(staging: Staging, writer: ThreadWriter) -> None:
    for batch in staging.batches("tags", "1 = 1", BATCH):
        for _number, row in batch:
            excerpt_id = row.get("ExcerptPostId", "")
            described = (
                staging.some("SELECT data FROM posts WHERE id = ? AND type = '4'", int(excerpt_id))
                if (excerpt_id.isdecimal())
                else []
            )
            await writer.tag(row["TagName"], words_of(described[0][0]["Body"]) if described else "")


async def _threads(staging: Staging, writer: ThreadWriter, category_id: int, tell: Tell) -> None:
    total, done = staging.count("posts", "type IN ('1', '2')") + staging.count("comments"), 0
    waiting: list[Thread] = []
    size = 0
    for batch in staging.batches("posts", "type = '1'", 100):
        for number, question in batch:
            waiting.append(_thread(staging, number, question, category_id))
            size += len(waiting[-1].posts)
            if size >= BATCH:
                await writer.write(waiting)
                done, waiting, size = done + size, [], 0
                tell("Posts and comments", done, total)
    await writer.write(waiting)
    await writer.finish()
    tell("Posts and comments", total, total)


def _thread(staging: Staging, number: int, question: Attributes, category_id: int) -> Thread:
    answers = staging.some("SELECT id, data FROM posts WHERE parent = ? AND type = '2' ORDER BY id", number)
    ids = database.id_list([number, *(answer for answer, _row in answers)])
    comments = staging.some(f"SELECT id, post, data FROM comments WHERE post IN ({ids}) ORDER BY id")
    history: dict[int, list[Attributes]] = {}
    for post, row in staging.some(f"SELECT post, data FROM history WHERE post IN ({ids}) ORDER BY id"):
        history.setdefault(post, []).append(row)
    accepted = question.get("AcceptedAnswerId", "")
    at = staging.connection.execute(
        "SELECT at FROM accepted WHERE post = ?", (int(accepted) if accepted.isdecimal() else 0,)
    ).fetchone()
    return thread_of(number, question, answers, comments, history, category_id, at[0] if at else None)


def _count_orphans(staging: Staging, report: Report) -> None:
    """What belongs to something that the dump does not have."""
    for what, count in {
        "answers whose question is not in the dump": staging.count(
            "posts", "type = '2' AND parent NOT IN (SELECT id FROM posts WHERE type = '1')"
        ),
        "comments whose post is not in the dump": staging.count(
            "comments",
            "NOT EXISTS (SELECT 1 FROM posts p LEFT JOIN posts q ON q.id = p.parent WHERE p.id = comments.post"
            " AND (p.type = '1' OR (p.type = '2' AND q.type = '1')))",
        ),
        "accepted answers that are not in the dump": staging.count(
            "posts",
            "type = '1' AND json_extract(data, '$.AcceptedAnswerId') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM posts a"
            " WHERE a.id = CAST(json_extract(posts.data, '$.AcceptedAnswerId') AS INTEGER) AND a.parent = posts.id)",
        ),
    }.items():
        if count:
            report.left_out[what] += count


async def _links(source: str, staging: Staging, report: Report) -> None:
    for batch in staging.batches("links", "1 = 1", BATCH):
        rows = [row for _number, row in batch]
        places: dict[str, int] = {}
        posts = {row[part] for row in rows for part in ("PostId", "RelatedPostId")}
        for post_id, thread_id in await _threads_of(source, posts):
            places[post_id] = thread_id
        links = []
        for row in rows:
            kind = _KINDS.get(row["LinkTypeId"])
            ends = places.get(row["PostId"]), places.get(row["RelatedPostId"])
            if kind is None:
                report.left_out["links of other kinds"] += 1
            elif ends[0] is None or ends[1] is None:
                report.left_out["links to posts that are not in the dump"] += 1
            elif ends[0] == ends[1]:
                report.left_out["links within one thread"] += 1
            else:
                links.append((ends[0], ends[1], kind, moment(row["CreationDate"])))
        if links:
            await link_threads(links, report)


async def _threads_of(source: str, posts: set[str]) -> list[tuple[str, int]]:
    """The threads in which posts of the dump stand here."""
    have = await known(source, "post", posts)
    found = await database.rows(f"SELECT id, thread_id FROM posts WHERE id IN ({database.id_list(have.values())})")
    places = {row["id"]: row["thread_id"] for row in found}
    return [(outside, places[local]) for outside, local in have.items() if local in places]
