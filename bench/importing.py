"""How fast a dump comes in, and in how much memory: `python -m bench.importing [--engine sqlite] [--posts 20000,100000]`.

Made-up dumps of the given numbers of posts (a third of them questions) are written and imported by the command that
anybody would use. Processor time is told beside the clock's, because it does not hang on what else the machine does.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import postgres
from tests.postgres import create_database

ROOT = Path(__file__).resolve().parents[1]
_WORDS = (
    "the printer stops when paper runs out and nobody sees why this driver was never asked to wait for what it sends"
    " to another queue before its cable is seated again so we measured how long each page takes on both machines"
).split()


@dataclass(frozen=True, slots=True)
class Run:
    """One import: seconds by the clock, seconds of processors, and the most memory in MB of one and of all processes."""

    posts: int
    wall: float
    processor: float
    largest: float
    together: float


def write_dump(folder: Path, posts: int) -> Path:
    """A dump of `posts` posts with as many comments and versions, half as many people, and links; always the same."""
    chance = random.Random(posts)
    folder.mkdir(parents=True)
    files = {name: (folder / f"{name}.xml").open("w", encoding="utf-8") for name in _FILES}
    for name, file in files.items():
        file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<{name.lower()}>\n')

    def row(name: str, **values: object) -> None:
        cells = " ".join(f'{key}="{escape(str(value)).replace(chr(10), "&#xA;")}"' for key, value in values.items())
        files[name].write(f"  <row {cells} />\n")

    people = max(2, posts // 2)
    for number in range(1, people + 1):
        row("Users", Id=number, Reputation=1, CreationDate="2019-01-01T00:00:00.000", DisplayName=f"Person {number}",
            AboutMe=f"<p>{_said(chance, 12)}</p>" if number % 4 == 0 else "")
    for number in range(1, 101):
        row("Tags", Id=number, TagName=f"subject-{number}", Count=1)
    for number in range(1, posts + 1):
        at = f"2020-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00.000"
        about = {"Id": number, "CreationDate": at, "Score": number % 9 - 1, "Body": _body(chance), "CommentCount": 1,
                 "OwnerUserId": chance.randint(1, people)}
        if number % 3 == 1:
            accepted = {"AcceptedAnswerId": number + 1} if number % 2 and number < posts else {}
            row("Posts", **about, PostTypeId=1, Title=_said(chance, 8), ViewCount=number % 500, **accepted,
                Tags=f"<subject-{number % 100 + 1}><subject-{number % 7 + 1}>")
        else:
            row("Posts", **about, PostTypeId=2, ParentId=number - (number - 1) % 3)
        row("Comments", Id=number, PostId=number, Score=0, Text=_said(chance, 20), CreationDate=at,
            UserId=chance.randint(1, people))
        row("PostHistory", Id=number, PostHistoryTypeId=2, PostId=number, RevisionGUID=str(number), CreationDate=at,
            UserId=about["OwnerUserId"], Text=_said(chance, 60))
        for vote in (1, 2):
            row("Votes", Id=number * 2 + vote, PostId=number, VoteTypeId=2, CreationDate=at)
        if number % 60 == 1 and number > 3:
            row("PostLinks", Id=number, CreationDate=at, PostId=number, RelatedPostId=number - 3,
                LinkTypeId=3 if number % 120 == 1 else 1)
    for name, file in files.items():
        file.write(f"</{name.lower()}>\n")
        file.close()
    return folder


def measure(dump: Path, posts: int, url: str) -> Run:
    """Import `dump` into the empty, migrated database at `url`."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), "import", "stackexchange", str(dump)],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL,
    )
    largest, together, beside = 0.0, 0.0, 0.0
    over = threading.Event()

    def watch() -> None:
        nonlocal largest, together, beside
        while not over.wait(0.25):
            family = _family(process.pid)
            sizes = [_own_memory(number) for number in family]
            largest, together = max([largest, *sizes]), max(together, sum(sizes))
            # The processes beside are children of one that nobody waits for: their time is told by nothing else.
            beside = max(beside, sum(map(_own_time, family[1:])))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    _pid, status, usage = os.wait4(process.pid, 0)
    over.set()
    watcher.join()
    if status:
        sys.exit(f"The import ended with {os.waitstatus_to_exitcode(status)}.")
    return Run(posts, time.monotonic() - started, usage.ru_utime + usage.ru_stime + beside, largest, together)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure how fast a dump is imported.")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--posts", default="20000,100000", help="sizes of the made-up dumps")
    parser.add_argument("--dump", type=Path, help="a dump of your own instead")
    asked = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 120)
    table = Table(
        "Posts", "Seconds", "Posts a second", "Processor seconds", "a post (ms)", "MB (without files)", "of all processes"
    )
    load = os.getloadavg()[0]
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="kotae-bench-")))
        if asked.engine == "postgres":
            ending.enter_context(postgres.server())
        for number, dump, posts in _dumps(asked.dump, asked.posts, folder):
            url = f"sqlite://{folder}/{number}.db" if asked.engine == "sqlite" else create_database(f"bench_{number}")
            subprocess.run(
                [sys.executable, str(ROOT / "run.py"), "migrate"], cwd=ROOT, check=True,
                env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL,
            )
            run = measure(dump, posts, url)
            table.add_row(
                f"{run.posts:,}", f"{run.wall:.1f}", f"{run.posts / run.wall:.0f}", f"{run.processor:.1f}",
                f"{run.processor / run.posts * 1000:.2f}", f"{run.largest:.0f}", f"{run.together:.0f}",
            )
    console.print(table)
    console.print(f"{asked.engine}, {os.cpu_count()} cores; one-minute load when it began: {load:.1f}.")


_FILES = ("Users", "Tags", "Posts", "Comments", "PostHistory", "Votes", "PostLinks")


def _dumps(own: Path | None, sizes: str, folder: Path) -> Iterator[tuple[int, Path, int]]:
    if own is not None:
        with (own / "Posts.xml").open("rb") as file:
            yield 0, own, sum(b"<row " in line and b'PostTypeId="' in line for line in file)
        return
    for number, size in enumerate(map(int, sizes.split(","))):
        yield number, write_dump(folder / f"{number}.example.org", size), size


def _said(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _body(chance: random.Random) -> str:
    parts = [f"<p>{_said(chance, chance.randint(15, 60))}</p>" for _ in range(chance.randint(1, 4))]
    extra = chance.random()
    if extra < 0.3:
        parts.insert(1, f"<pre><code>def wait(pages):\n    return pages * {chance.randint(2, 9)}\n</code></pre>")
    elif extra < 0.5:
        parts.append(f"<ul><li>{_said(chance, 6)}</li><li><em>{_said(chance, 4)}</em></li></ul>")
    elif extra < 0.65:
        parts.insert(0, f"<blockquote><p>{_said(chance, 15)}</p></blockquote>")
    elif extra < 0.8:
        link = f'<a href="https://other.example/{chance.randint(1, 99)}">{_said(chance, 3)}</a>'
        parts.append(f"<p>See {link}, and $\\frac{{a_1}}{{b}}$ of <strong>it</strong>.</p>")
    return "\n\n".join(parts)


def _family(number: int) -> list[int]:
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        return []
    return [number, *(each for child in children for each in _family(int(child)))]


def _own_time(number: int) -> float:
    """Seconds of processors that a process took, with those of its children that have ended."""
    try:
        times = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[11:15]
    except OSError:
        return 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def _own_memory(number: int) -> float:
    try:
        _all, resident, shared = map(int, Path(f"/proc/{number}/statm").read_text().split()[:3])
    except OSError:
        return 0.0
    # SQLite maps its file: those pages are the system's to take back.
    return (resident - shared) * os.sysconf("SC_PAGESIZE") / 1e6


if __name__ == "__main__":
    main()
