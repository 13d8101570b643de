"""Servers to measure: started on a core of their own, watched, and stopped again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.load import pinned

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes held by a server and its children: all that is resident, and what no file stands behind."""

    resident: float
    anonymous: float


class Server:
    """A server process. `first_answer` is how many seconds it took from its start to its first good answer."""

    def __init__(
        self, name: str, command: Sequence[str], port: int, environment: Mapping[str, str], folder: Path,
        core: int | None, first_path: str,
    ) -> None:
        self.name, self.port = name, port
        self.log = folder / f"{name}.log"
        started = time.perf_counter()
        with self.log.open("wb") as log:
            # A session of its own keeps the interrupt of our terminal away from it.
            self.process = subprocess.Popen(
                command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=pinned(core),
            )
        self._wait_for(first_path)
        self.first_answer = time.perf_counter() - started

    def _wait_for(self, path: str) -> None:
        until = time.perf_counter() + PATIENCE
        while time.perf_counter() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                try:
                    connection.request("GET", path)
                    status = connection.getresponse().status
                    if status == 200:
                        return
                    if status >= 500:
                        break
                finally:
                    connection.close()
            time.sleep(0.005)
        self.stop()
        raise RuntimeError(f"the server {self.name} did not start:\n{self.log.read_text()[-3000:]}")

    def memory(self) -> Memory:
        """What it holds now; zeros where the system does not tell."""
        resident = anonymous = 0
        for process in _family(self.process.pid):
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                    name, _, rest = line.partition(":")
                    if name == "Rss":
                        resident += int(rest.split()[0])
                    elif name == "Anonymous":
                        anonymous += int(rest.split()[0])
        return Memory(resident / 1024, anonymous / 1024)

    def cpu(self) -> float:
        """Seconds of a core that it and its children have used so far; 0 where the system does not tell."""
        ticks = 0
        for process in _family(self.process.pid):
            with contextlib.suppress(OSError):
                # The name, in brackets, may hold blanks: what is counted stands behind it.
                counted = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                ticks += int(counted[11]) + int(counted[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it, finishing what is in flight."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def forum(name: str, database_url: str, folder: Path, core: int | None, first_path: str = "/healthz") -> Server:
    """The forum as `run.py serve` starts it, with this community."""
    port = free_port()
    command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", str(port)]
    environment = {
        "DATABASE_URL": database_url, "RATE_LIMITS": "off", "SCREEN_SECONDS": "0", "SCREEN_PLACES": "0",
        "SECRET_KEY": "a key for measurements", "WORKERS": "1",
    }
    return Server(name, command, port, environment, folder, core, first_path)


def bare(answers: Path, folder: Path, core: int | None) -> Server:
    """The bare application with these answers, started with the same switches."""
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", "bench.bare:application", "--host", "127.0.0.1", "--port", str(port),
        "--http", "httptools", "--loop", "uvloop", "--no-access-log", "--no-server-header", "--log-level", "warning",
    ]
    return Server("bare", command, port, {"BENCH_ANSWERS": str(answers)}, folder, core, "/")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _family(process: int) -> list[int]:
    """A process and all below it."""
    found = [process]
    for parent in found:
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
    return found
