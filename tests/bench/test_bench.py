"""The benchmark itself runs, on a community of a few threads and for a second each: `pytest -m bench tests/bench`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.bench
@pytest.mark.parametrize("client", ["wrk", "our own client"])
def test_it_measures_every_scene(client: str) -> None:
    environment = dict(os.environ)
    if client != "wrk":
        # Nothing but what the servers need is on the path.
        environment["PATH"] = "/nowhere"
    results = ROOT / "bench/results/sqlite.json"
    results.unlink(missing_ok=True)
    command = [sys.executable, str(ROOT / "run.py"), "bench", "--sizes", "40", "--rounds", "1", "--seconds", "1"]
    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    # 1 says that a promise was not kept, which a second on a busy machine says nothing about.
    assert finished.returncode in (0, 1), finished.stderr
    told = json.loads(results.read_text())
    assert {"thread", "thread-cold", "home", "list-member", "reply"} <= set(told["scenes"])
    for scene in told["scenes"].values():
        for measured in (one for rounds in scene["rounds"].values() for one in rounds):
            assert measured["answers"] > 0
            assert measured["errors"] == 0
    assert told["client"] == client or client == "wrk"
    assert told["stages"] == {"bare": 0, "40": 40}
