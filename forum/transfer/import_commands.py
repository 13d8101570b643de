"""The commands that take in other forums' communities: `run.py import stackexchange`, `run.py import discourse`."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from forum import settings
from forum.transfer.communities import Report
from forum.transfer.direct import require_schema
from forum.transfer.discourse.importing import import_site
from forum.transfer.progress import each_its_bar
from forum.transfer.stackexchange.importing import import_dump
from forum.transfer.trouble import TransferError

Running = Callable[..., AbstractAsyncContextManager[None]]

console = Console()

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder with the files.")]
Category = Annotated[str, typer.Option(help="The slug of a category for all threads; without it one is made for them.")]
Language = Annotated[str, typer.Option(help="The language of all texts, such as en or ja; without it each is guessed.")]


def register(importing: typer.Typer, running: Running) -> None:
    """Add the commands to the group `import`. `running` is the roof's: the database connected."""

    @importing.command()
    def stackexchange(
        folder: Folder,
        category: Category = "",
        language: Language = "",
        site: Annotated[
            str,
            typer.Option(help="The address the site had, such as cooking.stackexchange.com; else the folder's name."),
        ] = "",
    ) -> None:
        """Take in a data dump of a Stack Exchange site. Safe to run again: what is here already stays as it is.

        Exits with 1 when rows could not be read; they are listed, and everything else is taken in.
        """
        _import(running, lambda tell: import_dump(folder, site=site, category=category, lang=_tag(language), tell=tell))

    @importing.command()
    def discourse(
        folder: Folder,
        category: Category = "",
        language: Language = "",
        site: Annotated[
            str, typer.Option(help="The address the forum had, such as talk.example.org; else the folder's name.")
        ] = "",
    ) -> None:
        """Take in a Discourse forum from its JSON, saved to a folder. Safe to run again.

        Exits with 1 when files could not be read; they are listed, and everything else is taken in.
        """
        _import(running, lambda tell: import_site(folder, site=site, category=category, lang=_tag(language), tell=tell))


def _import(running: Running, work: Callable[[Any], Coroutine[Any, Any, Report]]) -> None:
    try:
        report = asyncio.run(_run(running, work))
    except TransferError as error:
        console.print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(2) from error
    _show(report)
    if report.malformed_count:
        raise typer.Exit(1)


async def _run(running: Running, work: Callable[[Any], Coroutine[Any, Any, Report]]) -> Report:
    await require_schema(settings.current().database_url)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # What is lost with the machine is added when it is run again.
    async with running(settings.current(), work=False, hurried=True):
        with Progress(*columns, console=console) as progress:
            return await work(each_its_bar(progress))


def _show(report: Report) -> None:
    table = Table("What", "How many", title="Imported")
    for what, count in report.added.items():
        if count:
            table.add_row(what, f"{count:,}")
    console.print(table if any(report.added.values()) else "Everything was here already: nothing was added.")
    if report.left_out:
        left = Table("What", "How many", title="Left out")
        for what, count in sorted(report.left_out.items()):
            left.add_row(what, f"{count:,}")
        console.print(left)
    for file, line, what in report.malformed:
        console.print(f"{file}:{line}: {what}", markup=False, highlight=False, soft_wrap=True)
    if report.malformed_count:
        console.print(f"[red]{report.malformed_count:,} could not be read and were skipped.[/red]")


def _tag(language: str) -> str:
    if language and not (2 <= len(language) <= 5 and language.replace("-", "").isalpha()):
        raise typer.BadParameter("a language is named by a tag such as en or ja")
    return language
