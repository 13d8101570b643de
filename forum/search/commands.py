"""The command that makes the words of all posts and articles anew: `run.py search rebuild`."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from forum import settings
from forum.search import actions

Running = Callable[..., AbstractAsyncContextManager[None]]

commands = typer.Typer(no_args_is_help=True, help="Keep the search in step with posts and articles.")
console = Console()


def register(program: typer.Typer, running: Running) -> None:
    """Add the group `search` to the program. `running` is the roof's: the database connected."""
    program.add_typer(commands, name="search")

    @commands.command()
    def rebuild(
        missing: Annotated[bool, typer.Option("--missing", help="Only what cannot be found yet.")] = False,
    ) -> None:
        """Make the words of all posts and articles anew, while the community is served. Safe to cut off and to run again.

        Needed after tables were changed by hand; otherwise a job of the server takes up what is missing by itself.
        """
        asyncio.run(_rebuild(running, missing))

    @commands.callback()
    def search() -> None:
        """Keep the search in step with posts and articles."""


async def _rebuild(running: Running, missing: bool) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    started = time.monotonic()
    async with running(settings.current(), work=False):
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("Taking up words for the search", total=None)
            done = await actions.index_all(
                lambda _what, upto, goal: progress.update(bar, completed=upto, total=goal), only_missing=missing
            )
        orphans = await actions.drop_orphans()
    seconds = time.monotonic() - started
    console.print(f"{done:,} posts and articles in {seconds:,.1f} s ({done / max(seconds, 0.001):,.0f} a second).")
    if orphans:
        console.print(f"{orphans:,} documents of what is gone were removed.")
