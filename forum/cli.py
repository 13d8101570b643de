"""Kotae's one program: `python run.py COMMAND`. Every command has `--help`."""

import asyncio
import secrets
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from forum import settings as knobs
from forum import start
from forum.accounts import actions as accounts
from forum.accounts import queries as people_queries
from forum.accounts.actor import ROLES, SYSTEM
from forum.accounts.forms import SignUp
from forum.app import running
from forum.database import migrate as migrations
from forum.demo import bulk, loading, sign_ins
from forum.duplicates import commands as duplicates
from forum.duplicates import rebuilding_command
from forum.errors import NotFound, Refusal
from forum.search import commands as search
from forum.transfer import commands as transfers

T = TypeVar("T")

program = start.new_program()
people = typer.Typer(no_args_is_help=True, help="Make accounts, change roles, lift locks.")
program.add_typer(people, name="user")
measuring = typer.Typer(invoke_without_command=True, help="Measure the pages, or make a large community to measure with.")
program.add_typer(measuring, name="bench")
transfers.register(program, running)
duplicates.register(program, running)
rebuilding_command.register(duplicates.commands, running)
search.register(program, running)
console = Console()


def main() -> None:
    """Run the command line."""
    start.run(program)


@program.command()
def migrate() -> None:
    """Bring the database's schema up to date. Safe to run again; a step that fails leaves the database as it was."""
    url = knobs.current().database_url
    applied = _run(migrations.apply(url, tell=lambda step: console.print(f"  {step.number:04} {step.name}")))
    console.print(f"{len(applied)} migration(s) applied." if applied else "The database is up to date.")


@program.command()
def seed(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when anybody is here already.")] = False,
) -> None:
    """Load the demo community: made-up people and threads in English and Japanese, for looking around."""
    _run(_seed(if_empty))


@program.command()
def settings() -> None:
    """Show every setting: its value, default and meaning."""
    table = Table("Setting", "Value", "Default", "Meaning")
    for row in knobs.table(knobs.current()):
        table.add_row(*row)
    console.print(table)


@people.command()
def create(
    name: Annotated[str, typer.Argument(help="The name in addresses and mentions.")],
    email: Annotated[str, typer.Argument(help="The e-mail address; it counts as confirmed.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")] = "member",
    display_name: Annotated[str, typer.Option(help="The name to show; by default the name itself.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
) -> None:
    """Make an account. Without --password-stdin a password is made up and printed, this once."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(12)
    form = SignUp.read({"name": name, "display_name": display_name, "email": email, "password": password})
    _run(_administer(accounts.create_account(SYSTEM, form, role)))
    console.print(f"@{form['name']} has an account as {role}.", markup=False)
    if not password_stdin:
        console.print(f"Password: {password}", markup=False)


@people.command()
def role(
    name: Annotated[str, typer.Argument(help="Whose role.")],
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
) -> None:
    """Give a person another role."""
    _run(_administer(_set_role(name, role)))
    console.print(f"@{name} is {role} now.", markup=False)


@people.command()
def unlock(name: Annotated[str, typer.Argument(help="Whose account.")]) -> None:
    """Lift the lock that too many wrong passwords put on an account."""
    _run(_administer(_unlock(name)))
    console.print(f"@{name} can sign in again.", markup=False)


@measuring.callback()
def bench(
    context: typer.Context,
    engine: Annotated[str, typer.Option(help="sqlite, or postgres: a throw-away server.")] = "sqlite",
    sizes: Annotated[str, typer.Option(help="Threads in each community, separated by commas.")] = "2000,200000",
    rounds: Annotated[int, typer.Option(min=1, help="How often everything is played.")] = 3,
    seconds: Annotated[int, typer.Option(min=1, help="How long each measurement takes.")] = 4,
    only: Annotated[str, typer.Option(help="Scenes to play, separated by commas; all without it.")] = "",
) -> None:
    """Measure the pages of a small and a large community beside a bare application that sends the same bytes.

    The server has one core of the machine, the load comes from another. Ratios count: they hold between machines, and
    within a round also beside other work. Every measurement is kept as JSON under bench/results.
    """
    if context.invoked_subcommand is not None:
        return
    # The workshop's programs are no part of the forum: it starts them and knows nothing of them.
    command = [sys.executable, "-m", "bench", engine, sizes, str(rounds), str(seconds), only]
    sys.exit(subprocess.run(command, cwd=Path(__file__).resolve().parents[1], check=False).returncode)


@measuring.command()
def data(
    threads: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many threads.")] = 2_000,
) -> None:
    """Fill the database, which must be empty, with a large made-up community."""
    _run(_fill(threads))


async def _fill(threads: int) -> None:
    async with running(knobs.current(), work=False):
        if not await loading.is_empty():
            raise typer.BadParameter("the community is not empty; a made-up one goes into an empty database only")
        with Progress(console=console) as progress:
            bar = progress.add_task(f"Making a community of {threads:,} threads")
            posts = await bulk.make(threads, lambda done, all_: progress.update(bar, completed=done, total=all_))
        console.print(f"{threads:,} threads with {posts:,} posts.")


async def _administer(work: Coroutine[Any, Any, Any]) -> None:
    """Do an administrator's work on the connected database; a refusal ends the program with its sentence."""
    async with running(knobs.current(), work=False):
        try:
            await work
        except NotFound as error:
            raise typer.BadParameter("nobody has that name") from error
        except Refusal as refusal:
            raise typer.BadParameter(refusal.sentence) from refusal


async def _set_role(name: str, role: str) -> None:
    await accounts.set_role(SYSTEM, (await people_queries.actor_named(name)).id, role)


async def _unlock(name: str) -> None:
    await accounts.unlock(SYSTEM, (await people_queries.actor_named(name)).id)


async def _seed(if_empty: bool) -> None:
    async with running(knobs.current(), work=False):
        if not await loading.is_empty():
            if if_empty:
                return
            raise typer.BadParameter("the community is not empty; the demo goes into an empty one only")
        password = secrets.token_urlsafe(9)
        with Progress(console=console) as progress:
            bar = progress.add_task("Loading the demo community")
            people = await loading.load(password, lambda done, all_: progress.update(bar, completed=done, total=all_))
        sign_ins.keep(people, password)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
