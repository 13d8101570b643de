"""The commands for carrying, keeping and checking a community; the command line registers them with one line.

`importing` is the group of `run.py import …`: every kind of community that can be taken in has a command there.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from forum import settings
from forum.text.excerpt import excerpt
from forum.transfer import backup as copies
from forum.transfer import import_commands
from forum.transfer.checking import Report
from forum.transfer.checking import check as look_through
from forum.transfer.direct import require_schema
from forum.transfer.export import export as export_lines
from forum.transfer.finishing import INDEXES, build_indexes
from forum.transfer.progress import each_its_bar
from forum.transfer.restore_lines import BadLines, import_lines
from forum.transfer.trouble import TransferError

#: Where the files are that people attach.
UPLOADS = Path("var/uploads")
#: Drifts that are shown one by one.
MOST_SHOWN = 200

Running = Callable[..., AbstractAsyncContextManager[None]]

importing = typer.Typer(no_args_is_help=True, help="Take in a community from elsewhere.")
console = Console()


def register(program: typer.Typer, running: Running) -> None:
    """Add the commands to the program. `running` is the roof's: the database connected and all reactions in force."""
    program.add_typer(importing, name="import")
    import_commands.register(importing, running)
    for command in (export, backup, restore):
        program.command()(command)

    @importing.command("kotae")
    def import_kotae(
        file: Annotated[Path, typer.Argument(help="What `export` wrote.", exists=True, dir_okay=False)],
    ) -> None:
        """Take an export of Kotae into an empty, migrated database: all of it or nothing.

        Exits with 1 when the file cannot be taken in; its bad lines are listed, and nothing is written.
        """
        _import_kotae(running, file)

    @program.command()
    def check(
        repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    ) -> None:
        """Compare every counter, summary, reference and outbox with what it is derived from.

        Exits with 0 when all is well (or was mended) and with 1 when something is not.
        """
        raise typer.Exit(_checked(running, repair))


def export(
    out: Annotated[Path, typer.Option("--out", help="The file to write; a name that ends in .gz is compressed.")],
    with_passwords: Annotated[
        bool, typer.Option("--with-passwords", help="Include the password hashes; without, everybody resets theirs.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file of that name.")] = False,
) -> None:
    """Write the whole community as JSON lines, to be read by `import kotae` or by anything else.

    It holds everybody's address and everything that is private: the file is readable for its owner only. Uploads, if
    there are any, go into a folder beside it. The format is described in docs/export-format.md.
    """
    with _bar() as progress:
        bar = progress.add_task("Exporting", total=None)
        counts = _do(export_lines(
            settings.current().database_url, out, with_passwords=with_passwords, replace=replace, uploads=UPLOADS,
            tell=lambda kind, done, all_: progress.update(bar, description=kind, completed=done, total=all_),
        ))
    _show_counts(counts)
    console.print(f"The community is in {out}.", markup=False)


def backup(
    folder: Annotated[Path, typer.Argument(help="A folder for this backup: a new one, or an empty one.")],
) -> None:
    """Copy the database and the uploads into a folder while the server serves, and look through the copy."""
    made = _do(copies.backup(settings.current().database_url, folder, UPLOADS, say=_say))
    size = sum(size for _name, size, _digest in made.files)
    console.print(f"{sum(made.rows.values()):,} rows, {size:,} bytes: the backup is in {folder}.", markup=False)


def restore(
    folder: Annotated[Path, typer.Argument(help="What `backup` wrote.", exists=True, file_okay=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the community there is.")] = False,
) -> None:
    """Put a backup back, all of it or nothing. Stop the server first."""
    made = _do(copies.restore(settings.current().database_url, folder, UPLOADS, replace=replace, say=_say))
    console.print(f"The community is as it was at {made.made_at}. Now run `python run.py migrate`.", markup=False)


def _import_kotae(running: Running, file: Path) -> None:
    async def work() -> dict[str, int]:
        url = settings.current().database_url
        counts = await import_lines(
            url, file, uploads=UPLOADS,
            tell=lambda kind, done, all_: progress.update(bar, description=kind, completed=done, total=all_),
        )
        if INDEXES:
            async with running(settings.current(), work=False):
                await build_indexes(each_its_bar(progress))
        return counts

    console.print("Looking through the file …")
    with _bar() as progress:
        bar = progress.add_task("Importing", total=None)
        counts = _do(work())
    _show_counts(counts)


def _checked(running: Running, repair: bool) -> int:
    async def work() -> Report:
        await require_schema(settings.current().database_url)
        async with running(settings.current(), work=False):
            with _bar() as progress:
                bar = progress.add_task("Checking", total=None)
                return await look_through(repair, tell=lambda table, done, all_: progress.update(
                    bar, description=table, completed=done, total=all_
                ))

    report = _do(work())
    if not report.found:
        console.print("Everything agrees.")
        return 0
    table = Table("Kind", "Id", "What", "Kept", "Right")
    for drift in report.drifts[:MOST_SHOWN]:
        table.add_row(drift.kind, str(drift.id), drift.what, _shown(drift.kept), _shown(drift.right))
    console.print(table)
    if report.found > MOST_SHOWN:
        sums = Table("Kind", "What", "How many")
        for (kind, what), number in sorted(report.counts.items()):
            sums.add_row(kind, what, f"{number:,}")
        console.print(sums)
    if repair:
        console.print(f"{report.found:,} drift(s) found, {report.mended:,} mended, {report.left:,} left.")
        return 1 if report.left else 0
    console.print(f"{report.found:,} drift(s) found. `python run.py check --repair` mends what can be mended.")
    return 1


def _do(work: Any) -> Any:
    """Run the work; what cannot be done ends the program with its sentence and code 1."""
    try:
        return asyncio.run(work)
    except BadLines as error:
        for number, sentence in error.told:
            console.print(f"line {number}: {sentence}", markup=False, style="red")
        if error.count > len(error.told):
            console.print(f"… and {error.count - len(error.told):,} more")
        _say_red(str(error))
    except (TransferError, OSError) as error:
        _say_red(str(error))
    raise typer.Exit(1)


def _say(step: str) -> None:
    console.print(f"{step} …", markup=False)


def _say_red(sentence: str) -> None:
    console.print(sentence, style="red", markup=False)


def _shown(value: object) -> str:
    return escape(excerpt(str(value), 60))


def _show_counts(counts: dict[str, int]) -> None:
    table = Table("Kind", "Lines")
    for kind, number in counts.items():
        if number:
            table.add_row(kind, f"{number:,}")
    console.print(table)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console,
        transient=True,
    )
