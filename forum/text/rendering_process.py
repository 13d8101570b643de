"""The program of a rendering child: it answers questions of `worker.py` until the other end of the pipe is gone.

Run as `python -m forum.text.rendering_process FD`, where FD is the child's end of the pipe. A question is a JSON list
of source and people, an answer a JSON list of the fields of `Rendered`, or nothing when memory ran out.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from forum.text.markdown import render

MEMORY_LIMIT = 1 << 30
"""Bytes of address space a child may have."""


def serve(pipe: Connection) -> None:
    """Answer until the pipe closes. The first, empty message says that the child is ready."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    os.nice(5)
    render("**ready** `now`")  # builds the parser before the first clock runs
    with suppress(EOFError, OSError):
        pipe.send_bytes(b"")
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(question: bytes) -> bytes:
    try:
        source, people = json.loads(question)
        done = render(source, people=people)
        return json.dumps([done.html, done.plain, done.mentions, done.version]).encode()
    except MemoryError:
        return b""


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
