"""The command that makes all pairs, marks and clusters anew: `run.py duplicates rebuild`."""

import asyncio
import time

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from forum import settings
from forum.duplicates.commands import Running
from forum.duplicates.rebuilding import rebuild as rebuild_all

#: What the progress bar says of each part.
_PARTS = {"indexing": "Indexing", "comparing": "Comparing"}
console = Console()


def register(commands: typer.Typer, running: Running) -> None:
    """Add `rebuild` to the group `duplicates`. `running` is the roof's: the database connected."""

    @commands.command()
    def rebuild() -> None:
        """Compare all threads anew, while the community is served. Safe to cut off and to run again.

        Takes over imported links, lets go of suspicions that the detector does not have any more, and gathers what recurs.
        What people decided stays. Imports do this by themselves; it is needed after another embedder was chosen, or
        after tables were changed by hand.
        """
        asyncio.run(_rebuild(running))


async def _rebuild(running: Running) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    began = time.monotonic()
    async with running(settings.current(), work=False):
        with Progress(*columns, console=console) as progress:
            bars: dict[str, TaskID] = {}
            count = 0

            def heard(what: str, done: int, total: int) -> None:
                nonlocal count
                if what not in bars:
                    bars[what] = progress.add_task(_PARTS.get(what, what), total=total)
                progress.update(bars[what], completed=done, total=total)
                count = total if what == "comparing" else count

            pairs, marks, clusters = await rebuild_all(heard)
    seconds = time.monotonic() - began
    console.print(
        f"{count:,} threads in {seconds:,.1f} s ({count / max(seconds, 0.001):,.0f} a second):"
        f" {pairs:,} pairs, {marks:,} duplicates, {clusters:,} recurring questions."
    )
