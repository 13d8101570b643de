"""A client of our own for machines without wrk: as little Python for a request as it takes, and still the slower one.

`python -m bench.client PORT SECONDS REQUESTS.json` writes what it measured as JSON.
"""

import asyncio
import itertools
import json
import sys
import time
from pathlib import Path

from bench.load import CONNECTIONS, NUMBER


class Visitor(asyncio.Protocol):
    """One connection: sends a request, waits for its answer, sends the next."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.received = bytearray()
        self.needed = 0
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.send()

    def send(self) -> None:
        self.received.clear()
        self.needed = 0
        self.sent_at = time.perf_counter()
        self.transport.write(self.run.next_request())

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.needed:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            self.needed = end + 4 + _length(bytes(self.received[:end]))
        if len(self.received) >= self.needed:
            self.run.answered(time.perf_counter() - self.sent_at, ok=self.received[9:10] in (b"2", b"3"))
            if time.perf_counter() < self.run.end:
                self.send()
            else:
                self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if time.perf_counter() < self.run.end:
            self.run.errors += 1
        self.run.gone()


class Run:
    """What all connections share: the requests in turn, and what was measured."""

    def __init__(self, port: int, seconds: float, requests: list[tuple[str, str, dict[str, str], str]]) -> None:
        self.port, self.seconds = port, seconds
        self.requests = itertools.cycle([_template(port, *request) for request in requests])
        self.numbers = itertools.count(time.time_ns())
        self.latencies: list[float] = []
        self.errors = 0
        self.living = CONNECTIONS

    def next_request(self) -> bytes:
        request = next(self.requests)
        marked = NUMBER.encode()
        return request.replace(marked, str(next(self.numbers)).encode()) if marked in request else request

    def answered(self, took: float, *, ok: bool) -> None:
        self.latencies.append(took)
        self.errors += not ok

    def gone(self) -> None:
        self.living -= 1
        if not self.living:
            self.over.set()

    async def go(self) -> dict[str, float]:
        loop = asyncio.get_running_loop()
        self.over = asyncio.Event()
        started = time.perf_counter()
        self.end = started + self.seconds
        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: Visitor(self), "127.0.0.1", self.port)
        await asyncio.wait_for(self.over.wait(), self.seconds + 30)
        took = time.perf_counter() - started
        ordered = sorted(self.latencies) or [0.0]
        return {
            "seconds": took, "answers": len(self.latencies), "errors": self.errors,
            "p50": 1_000 * ordered[len(ordered) // 2], "p99": 1_000 * ordered[len(ordered) * 99 // 100],
        }


def _template(port: int, path: str, method: str, headers: dict[str, str], body: str) -> bytes:
    # The number that takes the mark's place has 19 digits.
    length = len(body.replace(NUMBER, "0" * 19).encode())
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {length}"] if body else []
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def main() -> None:
    """Measure, and tell."""
    port, seconds, given = int(sys.argv[1]), float(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text())
    sys.stdout.write("MEASURED" + json.dumps(asyncio.run(Run(port, seconds, [tuple(one) for one in given]).go())))


if __name__ == "__main__":
    main()
