"""Kotae's one program: `python run.py COMMAND`. Every command has `--help`."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from forum import settings as knobs
from forum.app import create_app
from forum.database import migrate as migrations

T = TypeVar("T")

program = typer.Typer(no_args_is_help=True, add_completion=False, help="Kotae: a community forum with support workflows.")
people = typer.Typer(no_args_is_help=True, help="Make accounts, change roles, lift locks.")
program.add_typer(people, name="user")
console = Console()


def main() -> None:
    """Run the command line; a setting that cannot be used stops it with a sentence."""
    try:
        program()
    except (knobs.SettingsError, migrations.MigrationError) as error:
        console.print(f"[red]{error}[/red]")
        sys.exit(2)


def application() -> Any:
    """The ASGI application for a server process (uvicorn calls this in each worker)."""
    return create_app(knobs.current())


@program.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on (setting HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on (setting PORT).")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Server processes (setting WORKERS).")] = None,
) -> None:
    """Serve the community until stopped; requests in flight are finished first."""
    configured = knobs.current()
    waiting = _run(migrations.pending(configured.database_url))
    if waiting:
        console.print(f"[red]The database needs {len(waiting)} migration(s): run `python run.py migrate` first.[/red]")
        sys.exit(2)
    count = workers or configured.workers
    uvicorn.run(
        "forum.cli:application", factory=True, host=host or configured.host, port=configured.port if port is None else port,
        workers=count if count > 1 else None, http="httptools", loop="uvloop", server_header=False, access_log=False,
        proxy_headers=True, forwarded_allow_ips=configured.trusted_proxies, timeout_graceful_shutdown=20, log_level="info",
    )


@program.command()
def migrate() -> None:
    """Bring the database's schema up to date. Safe to run again; a step that fails leaves the database as it was."""
    url = knobs.current().database_url
    applied = _run(migrations.apply(url, tell=lambda step: console.print(f"  {step.number:04} {step.name}")))
    console.print(f"{len(applied)} migration(s) applied." if applied else "The database is up to date.")


@program.command()
def settings() -> None:
    """Show every setting: its value, default and meaning."""
    table = Table("Setting", "Value", "Default", "Meaning")
    for row in knobs.table(knobs.current()):
        table.add_row(*row)
    console.print(table)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
