"""Importing a Discourse forum: categories, people from their posts, topics, links; safe to run again."""

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forum.transfer.communities import Report, Tell, Thread
from forum.transfer.discourse.topics import is_open_to_all, people_of, readable, thread_of
from forum.transfer.finishing import build_indexes, rewrite_links, sum_up
from forum.transfer.html import words_of
from forum.transfer.people import add_people
from forum.transfer.preparing import Workshop
from forum.transfer.shelves import category_for, category_named
from forum.transfer.trouble import TransferError
from forum.transfer.writing import ThreadWriter

#: Posts that are written in one transaction, about.
BATCH = 500
#: As browsers and programs save `/t/ID.json` and `/t/ID.json?page=2`.
_TOPIC_FILE = re.compile(r"(?:t[_\-])?(\d{1,15})(?:[_.\-]\w+)?\.json(?:[?@]page=\d+)?")
_HOST = re.compile(r"[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)+")


async def import_site(
    folder: Path, *, site: str = "", category: str = "", lang: str = "", tell: Tell = lambda _what, _done, _all: None
) -> Report:
    """Take in the forum whose JSON is in `folder`: latest.json, categories.json, and t/ID.json or t_ID.json.

    A topic of many pages may have several files, ID.json and ID_2.json. `site` is the forum's address (by default the
    folder's name), `category` the slug of one category for everything (by default its own are made), `lang` the
    language of all of it. Raises TransferError.
    """
    files = topic_files(folder)
    if not files:
        raise TransferError(f"There is no topic in {folder}: neither t/ID.json nor t_ID.json.")
    site = (site or folder.resolve().name).lower()
    host = site if _HOST.fullmatch(site) else ""
    source = f"discourse:{site}"[:120]
    report = Report()
    shelves = await _Shelves.of(folder, category, report)
    _count_unsaved(folder, files, report)
    async with Workshop() as workshop:
        writer = ThreadWriter(source, workshop, report, lang)
        waiting: list[Thread] = []
        for done, number in enumerate(sorted(files), 1):
            thread = await _topic(source, files[number], shelves, host, workshop, report)
            if thread is not None:
                waiting.append(thread)
            if sum(len(one.posts) for one in waiting) >= BATCH:
                await writer.write(waiting)
                waiting = []
            tell("Topics", done, len(files))
        await writer.write(waiting)
        await writer.finish()
        if host:
            await rewrite_links(source, addresses(host), named, workshop, report, tell)
        await sum_up(source, report, tell)
    await build_indexes(tell)
    return report


def topic_files(folder: Path) -> dict[int, list[Path]]:
    """The files of each topic, its first page first."""
    found: dict[int, list[Path]] = {}
    for path in [*folder.glob("t/**/*.json*"), *folder.glob("t[_-]*.json*")]:
        name = _TOPIC_FILE.fullmatch(path.name)
        if name and path.is_file():
            found.setdefault(int(name[1]), []).append(path)
    return {number: sorted(paths, key=lambda path: (len(path.name), path.name)) for number, paths in found.items()}


def addresses(site: str) -> re.Pattern[str]:
    """Where a Markdown text leads to topics, posts, people and tags of the site; see `named`."""
    return re.compile(
        rf"(?<=\]\()https?://{re.escape(site)}/(?:t/(?:(?!\d+[/)\s?#])[^\s()/?#]+/)?(?P<topic>\d{{1,15}})(?:/(?P<post>\d{{1,9}}))?"
        r"|tag/(?P<tag>[^\s()/?#]+))/?(?:\?[^\s()#]*)?(?:#[^\s()]*)?(?=[)\s])"
    )


def named(found: re.Match[str]) -> tuple[str, str] | None:
    """The kind and outside id of what an address of a forum names."""
    if found["tag"]:
        return "tag", found["tag"]
    if found["post"] and found["post"] != "1":
        return "number", f"{found['topic']}/{found['post']}"
    return "thread", found["topic"]


class _Shelves:
    """The categories for topics, by the ids they had."""

    def __init__(self, everything: int | None, places: dict[int, int]) -> None:
        self.everything = everything
        self.places = places
        self.other: int | None = None

    @classmethod
    async def of(cls, folder: Path, category: str, report: Report) -> "_Shelves":
        if category:
            return cls(await category_named(category), {})
        places: dict[int, int] = {}
        told = (_read(folder / "categories.json", report) if (folder / "categories.json").exists() else None) or {}
        listed: list[Mapping[str, Any]] = list((told.get("category_list") or {}).get("categories") or ())
        for one in list(listed):
            listed += one.get("subcategory_list") or ()
        # Parents first; what lies deeper than our two levels goes to the parent's parent's place.
        for one in sorted(listed, key=lambda one: one.get("parent_category_id") is not None):
            try:
                number, parent = int(one["id"]), places.get(int(one.get("parent_category_id") or 0))
                restricted = bool(one.get("read_restricted"))
                slug = str(one.get("slug") or one["name"])
                places[number] = await category_for(
                    str(one["name"]),
                    words_of(str(one.get("description_text") or one.get("description") or "")),
                    f"#{one['color']}".lower() if re.fullmatch(r"[0-9A-Fa-f]{6}", str(one.get("color", ""))) else "",
                    # Who saw a closed category there is not known here: its own place, for staff to open.
                    parent_id=parent,
                    slug=f"{slug}-private" if restricted else slug,
                    see="staff" if restricted else "everyone",
                )
            except (KeyError, TypeError, ValueError) as error:
                report.complain("categories.json", 1, f"a category cannot be read: {error}")
        return cls(None, places)

    async def place(self, number: object) -> int:
        if self.everything is not None:
            return self.everything
        if isinstance(number, int) and number in self.places:
            return self.places[number]
        if self.other is None:
            self.other = await category_for("Imported")
        return self.other


async def _topic(
    source: str, paths: list[Path], shelves: _Shelves, site: str, workshop: Workshop, report: Report
) -> Thread | None:
    pages = [page for page in await asyncio.to_thread(lambda: [_read(path, report) for path in paths]) if page]
    topic = next((page for page in pages if "title" in page), None)
    if topic is None:
        if pages:
            report.complain(paths[0].name, 1, "no topic: it has no title")
        return None
    try:
        if not is_open_to_all(topic):
            report.left_out["topics that were on no public list"] += 1
            return None
        posts = readable(
            [post for page in pages for post in page["post_stream"]["posts"]],
            lambda what: report.complain(paths[0].name, 1, what),
        )
        lacking = set(topic["post_stream"].get("stream") or ()) - posts.keys()
        if lacking:
            report.left_out["posts on pages that were not saved"] += len(lacking)
        thread = thread_of(topic, list(posts.values()), await shelves.place(topic.get("category_id")), site, report)
        await add_people(source, people_of(list(posts.values())), workshop, report)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"it has no {error.args[0]}" if isinstance(error, KeyError) else str(error)
        report.complain(paths[0].name, 1, f"the topic cannot be read: {what}")
        return None
    return thread


def _count_unsaved(folder: Path, files: Mapping[int, list[Path]], report: Report) -> None:
    listed: set[int] = set()
    for path in sorted(folder.glob("latest*.json")):
        told = _read(path, report) or {}
        topics = (told.get("topic_list") or {}).get("topics") or ()
        listed |= {topic["id"] for topic in topics if isinstance(topic, Mapping) and isinstance(topic.get("id"), int)}
    if lacking := listed - files.keys():
        report.left_out["topics in latest.json without a file of their own"] += len(lacking)


def _read(path: Path, report: Report) -> dict[str, Any] | None:
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        report.complain(path.name, error.lineno, error.msg)
        return None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        report.complain(path.name, 1, type(error).__name__)
        return None
    if not isinstance(read, dict):
        report.complain(path.name, 1, "not a JSON object")
        return None
    return read
