"""A throw-away PostgreSQL for the tests: one cluster for all workers of a run, made when the first test asks for it.

The cluster listens on a unix socket in a folder of its own, writes nothing for keeps (no fsync), and goes with the
run. With TEST_DATABASE_URL set, that server is used instead; its user must be allowed to create databases.
"""

import asyncio
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

T = TypeVar("T")

# The controller of a run names the cluster's folder here, and its workers inherit the name.
FOLDER_VARIABLE = "KOTAE_TEST_CLUSTER"
_DATABASE_ACCOUNTS = ("postgres", "nobody")

_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_messages": "fatal",
}


class Unavailable(Exception):
    """PostgreSQL cannot be had on this machine; the message says why."""


def prepare() -> None:
    """Name the folder in which a cluster may be made; for the run's controller, before its workers start."""
    if FOLDER_VARIABLE not in os.environ:
        # Not under pytest's own folder: the account that runs the server must be able to reach it.
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="kotae-pg-")


def remove() -> None:
    """Stop the cluster, if one was made, and remove its folder; for the run's controller, at the end."""
    folder = os.environ.pop(FOLDER_VARIABLE, None)
    if folder is None:
        return
    data = Path(folder) / "data"
    if (data / "postmaster.pid").exists():
        _run_as_account("pg_ctl", "stop", "--silent", "-m", "immediate", "-D", str(data), check=False)
    shutil.rmtree(folder, ignore_errors=True)


def server_url() -> str:
    """The address of the server's maintenance database, starting the server if need be. Raises Unavailable."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    folder = Path(os.environ[FOLDER_VARIABLE])
    with _locked(folder / "lock"):
        if (folder / "unavailable").exists():
            raise Unavailable((folder / "unavailable").read_text())
        if not (folder / "ready").exists():
            try:
                _make_cluster(folder)
            except Unavailable as reason:
                # Told once, so that each of several hundred tests does not try again.
                (folder / "unavailable").write_text(str(reason))
                raise
            (folder / "ready").touch()
    return f"postgres://postgres@/postgres?host={folder}"


def database_url(name: str) -> str:
    """The address of a database of that name on the server."""
    parts = urlsplit(server_url())
    return urlunsplit(parts._replace(path=f"/{name}"))


def create_database(name: str, template: str = "template0") -> str:
    """Make a database, empty or a copy of another, in place of any of that name; returns its address."""

    async def create(connection: asyncpg.Connection) -> None:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    on_server(create)
    return database_url(name)


def drop_database(name: str) -> None:
    """Remove a database, with whoever is still connected to it."""
    on_server(lambda connection: connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def on_server(work: Callable[[asyncpg.Connection], Awaitable[T]], url: str | None = None) -> T:
    """Run `work` on a short connection to the maintenance database, or to the one at `url`.

    It has an event loop of its own in a thread of its own, so that it can be called from tests and fixtures of either
    kind.
    """

    async def visit() -> T:
        connection = await asyncpg.connect(url or server_url())
        try:
            return await work(connection)
        finally:
            await connection.close()

    return _in_thread(visit)


def _in_thread(work: Callable[[], Awaitable[T]]) -> T:
    async def hop() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, hop()).result()


def _make_cluster(folder: Path) -> None:
    if _program("initdb") is None:
        raise Unavailable("PostgreSQL's initdb was not found (Debian: apt-get install postgresql)")
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    _run_as_account(
        "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8",
        "-D", str(data),
    )  # fmt: skip
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in _OPTIONS.items())
        file.write(f"unix_socket_directories = '{folder}'\n")
    _run_as_account("pg_ctl", "start", "--silent", "--wait", "-D", str(data), "-l", str(folder / "server.log"))


def _run_as_account(name: str, *arguments: str, check: bool = True) -> None:
    program = _program(name)
    if program is None:
        raise Unavailable(f"PostgreSQL's {name} was not found")
    account = _account()
    # A server that is handed our pipes would keep them open for as long as it lives; hence a file.
    with tempfile.TemporaryFile() as output:
        finished = subprocess.run(
            [program, *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
            check=False,
        )
        if check and finished.returncode != 0:
            output.seek(0)
            raise Unavailable(f"{name} failed: {output.read().decode(errors='replace')[-600:].strip()}")


def _account() -> pwd.struct_passwd | None:
    """The account that runs the server: PostgreSQL refuses to run as root. None means our own."""
    if os.getuid() != 0:
        return None
    for name in _DATABASE_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it")


def _program(name: str) -> str | None:
    """PostgreSQL's program of that name, of the newest version installed; Debian keeps them off the PATH."""

    def version(path: str) -> tuple[int, ...]:
        return tuple(int(number) for number in Path(path).parts[4].split(".") if number.isdigit())

    found = sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"), key=version)
    return found[-1] if found else shutil.which(name)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
