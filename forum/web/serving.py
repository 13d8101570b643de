"""The server, and how it stops: whoever has begun to ask is answered."""

import asyncio
import gc
import multiprocessing
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn._subprocess import subprocess_started
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import multiprocess

#: Seconds in which a connection that seems idle may still bring a request that was sent before it heard of the end.
LAST_CALL = 0.3
#: Rounds of the event loop after which everything that had arrived before them is read, timers' order included.
ROUNDS = 5
#: Seconds a worker may take to start, or to answer while it is busy, before another takes its place. With uvicorn's own
#: five, workers on a busy machine are replaced before they are up, for ever.
WORKER_PATIENCE = 60


def run(application: str, workers: int, **options: Any) -> None:
    """Serve what `application` ("module:factory") makes until told to stop; `options` are uvicorn's."""
    if workers > 1:
        # The supervisor takes its workers from here and offers no other way to choose them.
        multiprocess.Process = Worker  # type: ignore[misc]
        # What all of them have from the first process stays shared: the collector would write into each page of it.
        gc.freeze()
        uvicorn.run(
            application, factory=True, workers=workers, timeout_worker_healthcheck=WORKER_PATIENCE, **options
        )
        return
    server = PatientServer(uvicorn.Config(application, factory=True, **options))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(1)


class Worker(multiprocess.Process):
    """A worker that begins as a copy of the first process, which has read the program already.

    uvicorn starts workers from nothing, each of which then reads everything again. The first process has no threads, no
    event loop and no connection when it is copied; `random` and the libraries for numbers mind copies by themselves.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        copies = multiprocessing.get_context("fork")
        self.process = copies.Process(target=self._begin, args=(sockets,))  # type: ignore[assignment]

    def start(self) -> None:
        """Start it, and keep nothing of its end of the pipe: else nobody hears that a worker died while it was asked."""
        super().start()
        self.child_conn.close()

    def _begin(self, sockets: list[socket.socket]) -> None:
        # The supervisor notes signals for later; whoever tells a worker to stop before it listens to them means it.
        for number in multiprocess.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        subprocess_started(self.config, self.target, sockets, None)


class PatientServer(uvicorn.Server):
    """The server that lets in who has knocked before it closes the door: a closed door resets their connections."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        await super().shutdown(sockets)


class Patient(HttpToolsProtocol):
    """The server's HTTP, without its haste: it closes idle connections at once, and with them what is on its way there.

    A request whose bytes have arrived but were not read yet, or arrive a moment later, is answered; then the connection
    is closed. Nothing is accepted any more by then.
    """

    leaving = False
    begun = False

    def on_message_begin(self) -> None:
        self.begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.begun = False
        if self.leaving and self.cycle is not None:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Called once for each connection when the server stops."""
        self.leaving = True
        if self._is_idle():
            self.loop.call_later(LAST_CALL, self._leave, ROUNDS)
        else:
            super().shutdown()

    def _leave(self, rounds: int) -> None:
        if rounds:
            # On a busy machine the timer may be due before what arrived meanwhile was read.
            self.loop.call_soon(self._leave, rounds - 1)
        elif self._is_idle() and not self.begun and not self.transport.is_closing():
            # Half of a request's head is waited for as its body is: until the server's patience ends.
            self.transport.close()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete
