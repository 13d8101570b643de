"""The command that serves: `python run.py serve`. It knows nothing of the other commands, whose modules would delay it.

A server that was killed is to be back at once; what the first page does not need is read after it (`app.running`).
"""

import asyncio
import gc
import os
import sys
import time
from typing import Annotated, Any

import typer
from rich.console import Console

from forum import app as roof
from forum import settings as knobs
from forum.database import migrate as migrations
from forum.database.trouble import AWAY, trouble
from forum.demo import sign_ins

#: Seconds for which `serve` waits for a database that is still starting, as it does when a whole machine comes up.
DATABASE_PATIENCE = 60.0

console = Console()


def new_program() -> typer.Typer:
    """Kotae's program with this one command, to which `cli.py` adds the others."""
    program = typer.Typer(no_args_is_help=True, add_completion=False, help="Kotae: a community forum with support workflows.")
    program.command()(serve)
    # With a callback a program of one command wants the command's name, as it does with all.
    program.callback()(lambda: None)
    return program


def main() -> None:
    """Run the command line that can only serve."""
    run(new_program())


def run(program: typer.Typer) -> None:
    """Run a command line; a setting that cannot be used stops it with a sentence."""
    try:
        program()
    except (knobs.SettingsError, migrations.MigrationError) as error:
        console.print(f"[red]{error}[/red]")
        sys.exit(2)


def application() -> Any:
    """The ASGI application for a server process (uvicorn calls this in each worker)."""
    app = roof.create_app(knobs.current())
    # What is here now stays: the collector need not look through it again and again while pages are made. What little
    # became rubbish stays with it, because looking for it takes longer than anything else here.
    gc.freeze()
    gc.enable()
    return app


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on (setting HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on (setting PORT).")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Server processes (setting WORKERS).")] = None,
) -> None:
    """Serve the community until stopped; requests in flight are finished first."""
    configured = knobs.current()
    waiting = asyncio.run(_pending(configured.database_url))
    if waiting:
        console.print(f"[red]The database needs {len(waiting)} migration(s): run `python run.py migrate` first.[/red]")
        sys.exit(2)
    count = workers or configured.workers
    # Worker processes read the environment again, and the site's own address follows where it listens unless it is set.
    at, on = host or configured.host, configured.port if port is None else port
    site_url = knobs.where(at, on)
    os.environ.update(HOST=at, PORT=str(on), SITE_URL=site_url, WORKERS=str(count))
    knobs.use(None)
    console.print(f"Kotae is at [bold]{site_url}[/bold]")
    for line in sign_ins.lines():
        console.print(line, highlight=False)
    roof.serve("forum.start:application", at, on, count, configured)


async def _pending(url: str) -> list[migrations.Migration]:
    """The migrations that are waiting, once the database answers; one that starts together with us gets its time."""
    ends = time.monotonic() + DATABASE_PATIENCE
    said = False
    while True:
        try:
            return await migrations.pending(url)
        except Exception as error:
            # A name that is not known yet is an OSError: its container may be on its way.
            if not (isinstance(error, OSError) or trouble(error) == AWAY) or time.monotonic() > ends:
                raise
            if not said:
                console.print("The database does not answer yet; waiting for it.")
                said = True
            await asyncio.sleep(0.25)
