"""A server that is stopped and killed under load, and clients that keep account of what they were told.

The clients write HTTP by themselves, to know to the byte whether a request was sent before the server was told to stop
and whether its answer came whole.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from forum import settings as forum_settings
from tests.browser.served import ROOT, environment, free_port, wait_until_up

PROGRAM = (sys.executable, str(ROOT / "run.py"))
STOP_SECONDS = 25.0
#: Seconds after which a connection is not trusted any more: the server closes those that are idle for five.
IDLE_SECONDS = 3.0
#: Seconds for one answer; a server that is silent for longer has dropped the request.
ANSWER_SECONDS = 20.0


class Server:
    """The real program on a database; it can be stopped, killed and started again at the same address."""

    def __init__(
        self, folder: Path, database_url: str, *, program: Sequence[str] = PROGRAM, workers: int = 1, **settings: str
    ) -> None:
        self.folder = folder
        self.program = program
        self.workers = workers
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment(self.url, database_url, folder / "mail") | settings
        self.environment["SECRET_KEY"] = forum_settings.current().secret_key
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> float:
        """Start it and wait until it answers; returns after how many seconds it did."""
        begun = time.monotonic()
        self.launch()
        self.wait_until_up()
        return time.monotonic() - begun

    def launch(self) -> None:
        """Start it and wait for nothing."""
        many = ["--workers", str(self.workers)] if self.workers > 1 else []
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*self.program, "serve", "--host", "127.0.0.1", "--port", str(self.port), *many],
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )

    def wait_until_up(self) -> None:
        """Wait until it answers."""
        assert self.process is not None
        wait_until_up(self.url, self.process, self.log)

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """Kill it with all its workers, as when the power fails, and wait until it is gone."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def worker_pids(self) -> list[int]:
        """The processes that answer, where there are several (Linux tells whose they are)."""
        assert self.process is not None
        of = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]

    def is_alive(self) -> bool:
        """Whether the process that was started is still there."""
        return self.process is not None and self.process.poll() is None

    def wait(self) -> int:
        """Wait until it has ended; returns its code."""
        assert self.process is not None
        return self.process.wait(STOP_SECONDS)

    def end(self) -> None:
        """Be rid of it, whatever state it is in."""
        if self.is_alive():
            self.kill()


@dataclass
class Asked:
    """One request: when its last byte was handed over, the status that came back whole (0 for none), and when."""

    sent_at: float = 0.0
    status: int = 0
    answered_at: float = 0.0
    body: bytes = b""
    trouble: str = ""
    location: str = ""


class Client:
    """A browser of one person that keeps its connection, as browsers do."""

    def __init__(self, url: str, cookie: str = "", agent: str = "Mozilla/5.0 Firefox/140.0") -> None:
        self.host = urlsplit(url).netloc
        self.cookie = cookie
        self.agent = agent
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used_at = 0.0

    async def get(self, path: str) -> Asked:
        """Ask for a page."""
        return await self._send(f"GET {path} HTTP/1.1", b"")

    async def post(self, path: str, values: dict[str, str]) -> Asked:
        """Send a form."""
        return await self._send(f"POST {path} HTTP/1.1", urlencode(values).encode())

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None

    async def _send(self, line: str, body: bytes) -> Asked:
        asked = Asked()
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()
        self._used_at = time.monotonic()
        head = f"{line}\r\nHost: {self.host}\r\nUser-Agent: {self.agent}\r\nSec-Fetch-Site: same-origin\r\n"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._connection is None:
                    host, _, port = self.host.partition(":")
                    self._connection = await asyncio.open_connection(host, int(port))
                reader, writer = self._connection
                writer.write(f"{head}\r\n".encode() + body)
                await writer.drain()
                asked.sent_at = time.monotonic()
                await self._answer(reader, asked)
                asked.answered_at = time.monotonic()
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            asked.trouble = repr(error)
            self.close()
        return asked

    async def _answer(self, reader: asyncio.StreamReader, asked: Asked) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        asked.location = next((row.split(": ")[1] for row in head.split("\r\n") if row.startswith("location:")), "")
        length = next((int(row.split(":")[1]) for row in head.split("\r\n") if row.startswith("content-length:")), 0)
        asked.body = await reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        asked.status = status


@dataclass
class Account:
    """What several writers were told: keys of replies that were acknowledged, and those whose fate is unknown."""

    acknowledged: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)
    #: When a reply was last acknowledged.
    last_at: float = 0.0


async def keep_writing(client: Client, path: str, account: Account, stop: asyncio.Event, name: str) -> None:
    """Reply again and again until `stop` is set: under a new key, or again under the one that was not acknowledged."""
    number, key = 0, ""
    while not stop.is_set():
        if key not in account.unknown:
            number += 1
            key = f"{name}-{number}"
        account.unknown.add(key)
        asked = await client.post(path, reply(key))
        account.asked.append(asked)
        if asked.status == 303:
            account.unknown.discard(key)
            account.acknowledged.add(key)
            account.last_at = asked.answered_at
        elif asked.status:
            # It was refused, and its form may be sent again.
            account.strange.append(asked.status)
            await asyncio.sleep(0.05)
        else:
            await asyncio.sleep(0.1)


async def keep_reading(client: Client, path: str, account: Account, stop: asyncio.Event) -> None:
    """Read a page again and again until `stop` is set."""
    while not stop.is_set():
        asked = await client.get(path)
        asked.body = b""
        account.asked.append(asked)
        if asked.status not in (0, 200):
            account.strange.append(asked.status)
        if not asked.status:
            await asyncio.sleep(0.02)


def reply(key: str) -> dict[str, str]:
    """The form of a reply that was given this key."""
    return {"body": f"This is what {key} has to say about it, word by word.", "submit_key": key}
