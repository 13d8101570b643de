"""The dump, set out in a database of its own that goes when the import ends: so that each thread can be had whole.

The files of a dump are sorted by when things came into being; a question, its answers, their comments and versions lie
far apart in them. Set out by what they belong to, they can be taken thread by thread in the memory of one thread.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forum.transfer.communities import Report, Tell
from forum.transfer.stackexchange.rows import rows

Attributes = Mapping[str, str]

#: File → what the import takes of it. Badges are counted only.
FILES = ("Users", "Tags", "Posts", "Comments", "PostHistory", "PostLinks", "Votes", "Badges")
QUESTION, ANSWER, EXCERPT = "1", "2", "4"
#: The kinds of history that say what a post said, with its title: begun, edited, rolled back.
TITLES, BODIES = ("1", "4", "7"), ("2", "5", "8")
CLOSED, REOPENED = "10", "11"
ACCEPTED = "1"
_KEPT_HISTORY = frozenset({*TITLES, *BODIES, CLOSED, REOPENED})
#: The highest score or number of views: what is earned by it is several times as much, and must fit in four bytes.
_HIGHEST = 100_000_000

_TABLES = """
CREATE TABLE users (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE tags (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, type TEXT NOT NULL, parent INTEGER, data TEXT NOT NULL);
CREATE TABLE comments (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE history (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE links (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE accepted (post INTEGER PRIMARY KEY, at TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX answers ON posts (parent) WHERE type = '2';
CREATE INDEX questions ON posts (id) WHERE type = '1';
CREATE INDEX comments_of ON comments (post);
CREATE INDEX history_of ON history (post);
"""


def moment(text: str) -> datetime:
    """A dump's moment, which is in UTC. Raises ValueError, also for a year in which no site was there."""
    at = datetime.fromisoformat(text)
    if not 1990 <= at.year < 2100:
        raise ValueError(f"no moment of a site's life: {text}")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def files_of(folder: Path) -> dict[str, Path]:
    """The files of the dump in `folder`, by name: in it, whatever their case, or each unpacked into a folder of its own.

    The largest sites come as an archive for each file, which unpacks to `site-Posts/Posts.xml` beside the others.
    """
    found: dict[str, Path] = {}
    places = [folder, *sorted(path for path in folder.glob("*") if path.is_dir())]
    for name in FILES:
        wanted = f"{name}.xml".casefold()
        for place in places:
            if place != folder and not place.name.casefold().endswith((f"-{name}".casefold(), f"-{name}.7z".casefold())):
                continue
            path = next((path for path in sorted(place.iterdir()) if path.name.casefold() == wanted), None)
            if path is not None and path.is_file():
                found[name] = path
                break
    return found


class Staging:
    """The rows of a dump in an SQLite file."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # Made anew by every run: nothing in it is worth waiting for a disk.
        self.connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)

    def close(self) -> None:
        self.connection.close()

    def fill(self, files: Mapping[str, Path], report: Report, tell: Tell) -> None:
        """Read every file of the dump. Runs in a thread; raises rows.NotADump."""
        total = sum(path.stat().st_size for path in files.values())
        done = 0
        for name, path in files.items():
            self._read(path, name, report)
            done += path.stat().st_size
            tell("Reading the files", done, total)
        self.connection.executescript(_INDEXES)

    def count(self, table: str, condition: str = "1 = 1") -> int:
        """How many rows of a table meet a condition."""
        return int(self.connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0])

    def some(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Rows of a query whose last column is attributes as JSON, read."""
        return [(*row[:-1], json.loads(row[-1])) for row in self.connection.execute(sql, params)]

    def batches(self, table: str, condition: str, size: int) -> Iterator[list[tuple[int, Attributes]]]:
        """Ids and attributes of a table's rows in the order of their ids."""
        last = -(2**62)
        while found := self.connection.execute(
            f"SELECT id, data FROM {table} WHERE id > ? AND {condition} ORDER BY id LIMIT ?", (last, size)
        ).fetchall():
            yield [(number, json.loads(data)) for number, data in found]
            last = found[-1][0]

    def _read(self, path: Path, name: str, report: Report) -> None:
        self.connection.execute("BEGIN")
        for line, row in rows(path, lambda at, what: report.complain(path.name, at, what)):
            try:
                self._keep(name, row, report)
            except KeyError as error:
                report.complain(path.name, line, f"the row has no {error.args[0]}")
            except (ValueError, OverflowError) as error:
                report.complain(path.name, line, f"a value cannot be read: {error}")
            except sqlite3.IntegrityError:
                report.complain(path.name, line, f"the id {row.get('Id', '')} was there before")
        self.connection.execute("COMMIT")

    def _keep(self, name: str, row: Attributes, report: Report) -> None:
        write = self.connection.execute
        number = _whole(row["Id"])
        data = json.dumps(dict(row))
        if name == "Badges":
            report.left_out["badges"] += 1
        elif name == "Votes":
            if row["VoteTypeId"] == ACCEPTED:
                moment(row["CreationDate"])
                write("INSERT OR REPLACE INTO accepted VALUES (?, ?)", (_whole(row["PostId"]), row["CreationDate"]))
            else:
                report.left_out["single votes (the scores hold them)"] += 1
        elif name == "Users":
            moment(row["CreationDate"])
            write("INSERT INTO users VALUES (?, ?)", (number, data))
        elif name == "Tags":
            row["TagName"]
            write("INSERT INTO tags VALUES (?, ?)", (number, data))
        elif name == "Posts":
            self._post(number, row, data, report)
        elif name == "Comments":
            moment(row["CreationDate"])
            _number(row.get("Score") or "0")
            row["Text"]
            write("INSERT INTO comments VALUES (?, ?, ?)", (number, _whole(row["PostId"]), data))
        elif name == "PostHistory":
            moment(row["CreationDate"])
            if row["PostHistoryTypeId"] in _KEPT_HISTORY:
                write("INSERT INTO history VALUES (?, ?, ?)", (number, _whole(row["PostId"]), data))
            else:
                report.left_out["notes in histories that are no versions"] += 1
        elif name == "PostLinks":
            moment(row["CreationDate"])
            for part in ("PostId", "RelatedPostId", "LinkTypeId"):
                _whole(row[part])
            write("INSERT INTO links VALUES (?, ?)", (number, data))

    def _post(self, number: int, row: Attributes, data: str, report: Report) -> None:
        kind = row["PostTypeId"]
        if kind not in (QUESTION, ANSWER, EXCERPT):
            report.left_out["posts that are neither questions nor answers"] += 1
            return
        moment(row["CreationDate"])
        row["Body"]
        for part in ("Score", "ViewCount"):
            _number(row.get(part) or "0")
        _whole(row.get("AcceptedAnswerId") or "0")
        for part in ("ClosedDate", "LastEditDate"):
            if row.get(part):
                moment(row[part])
        if kind == QUESTION:
            row["Title"]
        parent = _whole(row["ParentId"]) if kind == ANSWER else None
        self.connection.execute("INSERT INTO posts VALUES (?, ?, ?, ?)", (number, kind, parent, data))


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**31 * 2**16:
        raise ValueError(f"{text} is too large")
    return number


def _number(text: str) -> int:
    number = int(text)
    if abs(number) > _HIGHEST:
        raise ValueError(f"{text} is too large")
    return number
