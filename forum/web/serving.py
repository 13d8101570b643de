"""How the server treats a connection when it stops: whoever has begun to ask is answered."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds in which a connection that seems idle may still bring a request that was sent before it heard of the end.
LAST_CALL = 0.3


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
            self.loop.call_later(LAST_CALL, self._leave)
        else:
            super().shutdown()

    def _leave(self) -> None:
        # Half of a request's head is waited for as its body is: until the server's patience ends.
        if self._is_idle() and not self.begun and not self.transport.is_closing():
            self.transport.close()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete
