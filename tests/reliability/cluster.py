"""A PostgreSQL of one trial's own, which keeps what it acknowledges, and which may be stopped at once and started again.

The cluster of the other tests writes nothing for keeps and is shared: it must not be stopped, and would lose things.
"""

import shutil
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from tests import postgres

#: Over what `tests.postgres` makes: as durable as a cluster is by default.
_DURABLE = "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\nautovacuum = on\ncheckpoint_timeout = 30s\n"


class Cluster:
    """The server and its folder. Raises tests.postgres.Unavailable where there are no programs of PostgreSQL."""

    def __init__(self) -> None:
        # Not under pytest's own folder: the account that runs the server must be able to reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="kotae-pg-own-"))
        try:
            postgres._make_cluster(self.folder)
            self.stop()
            with (self.folder / "data" / "postgresql.conf").open("a") as file:
                file.write(_DURABLE)
            self.start()
        except BaseException:
            self.remove()
            raise

    @property
    def url(self) -> str:
        """The address of its only database."""
        return f"postgres://postgres@/postgres?host={quote(str(self.folder))}"

    def stop(self) -> None:
        """Stop it at once, as a crash does: nobody is asked to finish, nothing is written down."""
        self._control("stop", "-m", "immediate")

    def start(self, *, wait: bool = True) -> None:
        """Start it; without `wait`, answer while it still recovers."""
        self._control("start", "--wait" if wait else "--no-wait", "-l", str(self.folder / "server.log"))

    def restart(self) -> float:
        """Stop it at once and start it again; returns how long it took, in seconds."""
        begun = time.monotonic()
        self.stop()
        self.start()
        return time.monotonic() - begun

    def remove(self) -> None:
        """Stop it, and be rid of its folder."""
        if (self.folder / "data" / "postmaster.pid").exists():
            postgres._run_as_account(
                "pg_ctl", "stop", "--silent", "-m", "immediate", "-D", str(self.folder / "data"), check=False
            )
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, verb: str, *options: str) -> None:
        postgres._run_as_account("pg_ctl", verb, "--silent", "-D", str(self.folder / "data"), *options)
