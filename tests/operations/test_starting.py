"""The way to the first page is short: who serves reads nothing that only other commands need, and nothing twice."""

import os
import signal
import socket
import subprocess
import sys
import time

import uvicorn

from forum.web.serving import Worker
from tests.browser.served import ROOT

#: Modules that a server must not read before its first page, nor those that bring them.
LATER = {
    "forum.cli", "forum.demo.loading", "forum.demo.content", "forum.transfer.commands", "forum.transfer.html",
    "forum.duplicates.commands", "markdownify", "bs4", "soupsieve", "html5lib", "rich.progress", "onnxruntime",
}  # fmt: skip


def test_a_server_reads_nothing_that_only_other_commands_need() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, forum.start; print(*sys.modules)"], cwd=ROOT, capture_output=True, text=True,
        check=True, timeout=60,
    ).stdout.split()
    assert "forum.app" in told
    assert LATER & set(told) == set()


def test_a_worker_that_dies_while_it_is_asked_is_given_up_at_once() -> None:
    """The first process asks each worker whether it is well, and would wait a minute for one that is busy."""

    class Busy(Worker):
        def target(self, sockets: list[socket.socket] | None = None) -> None:
            time.sleep(60)

    worker = Busy(uvicorn.Config("forum.start:application", factory=True, log_config=None), [])
    worker.start()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    began = time.monotonic()
    assert not worker.ping(30)
    assert time.monotonic() - began < 5
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
