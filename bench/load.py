"""Sixteen visitors at once, without a pause: by wrk where it is installed, else by our own client, which is slower.

What is sent is a list of requests, taken in turn. `NUMBER` in a body becomes another number each time, so that no two
replies say the same.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 16
NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it is sent. `path` is percent-encoded."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came back within a stretch of time: latencies in milliseconds, errors also in place of answers."""

    seconds: float
    answers: int
    errors: int
    p50: float
    p99: float
    #: Seconds of a core that the server used meanwhile: what it costs, whoever else wants the machine.
    cpu: float = 0.0

    @property
    def cost(self) -> float:
        """Microseconds of a core for one answer."""
        return 1e6 * self.cpu / self.answers if self.answers else 0.0

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return self.answers / self.seconds


def client_name() -> str:
    """Which client measures."""
    return "wrk" if shutil.which("wrk") else "our own client"


def play(port: int, requests: Sequence[Sent], seconds: float, core: int | None) -> Measured:
    """Send the requests to a port of this machine for some seconds, over 16 connections, from one core."""
    with tempfile.TemporaryDirectory(prefix="kotae-load-") as folder:
        if wrk := shutil.which("wrk"):
            script = Path(folder, "load.lua")
            script.write_text(_script(requests), encoding="utf-8")
            command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "20s",
                       "-s", str(script), f"http://127.0.0.1:{port}"]
        else:
            given = Path(folder, "requests.json")
            given.write_text(json.dumps([[sent.path, sent.method, dict(sent.headers), sent.body] for sent in requests]))
            command = [sys.executable, "-m", "bench.client", str(port), str(seconds), str(given)]
        finished = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=pinned(core))
    if finished.returncode != 0:
        raise RuntimeError(f"the load could not be made: {finished.stderr or finished.stdout}")
    told = json.loads(finished.stdout.rpartition("MEASURED")[2])
    return Measured(**told)


def pinned(core: int | None) -> Callable[[], None] | None:
    """What a child process does first to stay on one core; None where it may run anywhere."""
    if core is None or not hasattr(os, "sched_setaffinity"):
        return None
    return lambda: os.sched_setaffinity(0, {core})


def _script(requests: Sequence[Sent]) -> str:
    """A script for wrk that sends the requests in turn and tells what was measured as JSON."""
    lines = ["local requests = {"]
    for sent in requests:
        headers = "".join(f"[{_quoted(name)}]={_quoted(value)}," for name, value in sent.headers.items())
        lines.append(f"  {{{_quoted(sent.method)},{_quoted(sent.path)},{{{headers}}},{_quoted(sent.body)}}},")
    lines += [
        "}",
        f"local run = '{time.time_ns()}'",
        f"local marked = '{NUMBER}'",
        "local made, turn, fixed = 0, 0, {}",
        "function init(args)",
        "  for place, one in ipairs(requests) do",
        "    if not one[4]:find(marked) then",
        "      fixed[place] = wrk.format(one[1], one[2], one[3], one[4] ~= '' and one[4] or nil)",
        "    end",
        "  end",
        "end",
        "function request()",
        "  turn = turn % #requests + 1",
        "  if fixed[turn] then return fixed[turn] end",
        "  made = made + 1",
        "  local one = requests[turn]",
        "  local body = one[4]:gsub(marked, run .. string.format('%09d', made))",
        "  return wrk.format(one[1], one[2], one[3], body)",
        "end",
        "function done(summary, latency, _)",
        "  local e = summary.errors",
        "  local errors = e.connect + e.read + e.write + e.status + e.timeout",
        "  local told = 'MEASURED{\"seconds\": %f, \"answers\": %d, \"errors\": %d, \"p50\": %f, \"p99\": %f}'",
        "  local p50, p99 = latency:percentile(50) / 1e3, latency:percentile(99) / 1e3",
        "  io.write(told:format(summary.duration / 1e6, summary.requests, errors, p50, p99))",
        "end",
    ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A text as Lua writes it: every byte that is not plain by its number."""
    plain = "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03d}" for byte in text.encode())
    return f'"{plain}"'
