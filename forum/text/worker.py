"""A place where a hostile text can do no harm: rendering in child processes with limits of time and memory.

A child (`rendering_process.py`) is started when it is first needed and kept. It is asked over a pipe and answers with
one message; a child that does not answer in time is killed, and the next text gets a new one. Children end by
themselves when the forum does. Each child at work is watched by one thread of `watchers`.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Pipe
from pathlib import Path
from threading import Lock

TIME_LIMIT = 3.0
"""Seconds a child may take over one text; the slowest hostile texts known take a third of it."""
STARTING_LIMIT = 20.0
"""Seconds a child may take to start on a busy machine."""
CHILDREN = 2
"""Children at work at once; further texts wait for their turn."""

PROGRAM = "forum.text.rendering_process"

watchers = ThreadPoolExecutor(CHILDREN, thread_name_prefix="rendering")
"""The threads that wait for children, so that the event loop need not. Their number is the number of children."""

Answer = tuple[str, str, tuple[str, ...], int]


class RenderingFailed(Exception):
    """A text could not be rendered within its limits. The message says which."""


def render_elsewhere(source: str, people: Mapping[str, str] | None, time_limit: float = TIME_LIMIT) -> Answer:
    """The fields of a `Rendered` for `source`, made by a child process.

    Raises RenderingFailed when the child took longer than `time_limit` seconds, ran out of memory or died.
    """
    child = _take()
    try:
        html, plain, mentions, version = child.ask([source, people and dict(people)], time_limit)
    except BaseException:
        child.kill()
        raise
    _give_back(child)
    return html, plain, tuple(mentions), version


class _Child:
    """One rendering process and the pipe to it."""

    def __init__(self) -> None:
        ours, theirs = Pipe()
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            env={"PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # so that an interrupt at the keyboard reaches the forum alone
        )
        theirs.close()
        self._pipe = ours
        try:
            self._receive(STARTING_LIMIT, "the rendering process did not start")
        except RenderingFailed:
            self.kill()
            raise

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, question: object, time_limit: float) -> Answer:
        try:
            self._pipe.send_bytes(json.dumps(question).encode())
        except OSError as error:
            raise RenderingFailed("the rendering process is gone") from error
        message = self._receive(time_limit, f"rendering took longer than {time_limit:g} s")
        if not message:
            raise RenderingFailed("the rendering process ran out of memory")
        answer: Answer = json.loads(message)
        return answer

    def kill(self) -> None:
        self._pipe.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def _receive(self, time_limit: float, complaint: str) -> bytes:
        try:
            if not self._pipe.poll(time_limit):
                raise RenderingFailed(complaint)
            return self._pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise RenderingFailed("the rendering process died") from error


_lock = Lock()
_idle: list[_Child] = []


def _take() -> _Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.is_alive:
                return child
            child.kill()
    return _Child()


def _give_back(child: _Child) -> None:
    with _lock:
        _idle.append(child)


@atexit.register
def close() -> None:
    """End all idle children. They would end by themselves; tests and an orderly shutdown need not wait for it."""
    with _lock:
        while _idle:
            _idle.pop().kill()
