"""`python -m bench`, which `run.py bench` starts: makes the communities, starts the servers, plays, tells."""

import json
import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from bench import community, playing, postgres, report, scenes, server
from bench.load import client_name
from bench.playing import Stage
from tests.postgres import Unavailable

RESULTS = Path(__file__).parent / "results"
#: A table that goes into a file is not squeezed into the width of a terminal that is not there.
console = Console(width=None if sys.stdout.isatty() else 150)


def main(engine: str, sizes: list[int], rounds: int, seconds: int, only: list[str]) -> None:
    """Measure, print and keep what `run.py bench` promises. Exits with 1 when a promise of the report is not kept."""
    chosen = tuple(one for one in scenes.SCENES if not only or one.key in only)
    if not chosen or engine not in ("sqlite", "postgres"):
        sys.exit(f"Engines are sqlite and postgres; scenes are {', '.join(one.key for one in scenes.SCENES)}.")
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    server_core, load_core = (cores[0], cores[1]) if len(cores) > 1 else (None, None)
    if server_core is None:
        console.print("One core only, or none that can be told apart: server and load share it, and ratios mean less.")
    if client_name() != "wrk":
        console.print("wrk is not installed: our own client measures, and cannot see how high the ceiling is.")
    # Whoever stops us stops the servers too.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    with ExitStack() as ending:
        try:
            broken = _measure(ending, engine, sizes, rounds, seconds, chosen, server_core, load_core)
        except Unavailable as reason:
            sys.exit(f"PostgreSQL cannot be had here: {reason}")
    if broken:
        sys.exit(1)


def _measure(
    ending: ExitStack, engine: str, sizes: list[int], rounds: int, seconds: int, chosen: tuple[scenes.Scene, ...],
    server_core: int | None, load_core: int | None,
) -> int:
    """Everything in order; returns how many promises were broken."""
    folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="kotae-bench-")))
    if engine == "sqlite":
        communities = [community.on_sqlite(size, folder) for size in sizes]
    else:
        url = ending.enter_context(postgres.server())
        communities = [community.on_postgres(size, url) for size in sizes]
        postgres.make_durable(url)
    stages = []
    cold_starts: dict[str, list[float]] = {}
    for one in communities:
        name = f"{one.size:,}"
        starts = []
        for _ in range(3):
            stage = Stage(name, server.forum(name, one.url, folder, server_core, one.full_paths[0]), one)
            starts.append(stage.server.first_answer)
            if len(starts) < 3:
                stage.server.stop()
        ending.callback(stage.server.stop)
        stages.append(stage)
        cold_starts[name] = starts
    answers = folder / "answers.json"
    bytes_of = scenes.keep_answers(chosen, communities[0], stages[0].server.port, answers)
    bare = server.bare(answers, folder, server_core)
    ending.callback(bare.stop)
    stages.insert(0, Stage("bare", bare))
    memory = {stage.name: [stage.server.memory()] for stage in stages}
    results = playing.play_rounds(chosen, stages, rounds=rounds, seconds=seconds, core=load_core, tell=_tell)
    for stage in stages:
        memory[stage.name].append(stage.server.memory())
    console.print()
    report.show(console, chosen, stages, results, bytes_of)
    for stage in stages[1:]:
        before, after = memory[stage.name]
        _tell(
            f"{stage.name} threads: first page {min(cold_starts[stage.name]):.2f} s after the start; memory"
            f" {before.resident:.0f} MB at first ({before.anonymous:.0f} MB without files),"
            f" {after.resident:.0f} MB after the load ({after.anonymous:.0f} MB)"
        )
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{engine}.json"
    told = report.as_json(chosen, stages, results, bytes_of, memory, cold_starts, engine)
    kept.write_text(json.dumps(told, indent=1))
    _tell(f"Every measurement is in {kept.relative_to(server.ROOT)}.")
    promises = report.judge(chosen, stages, results, engine)
    for good, sentence in promises:
        _tell(f"{'kept  ' if good else 'BROKEN'}  {sentence}")
    return sum(not good for good, _ in promises)


def _tell(line: str) -> None:
    console.print(line, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    engine, sizes, rounds, seconds, only = sys.argv[1:]
    main(engine, [int(size) for size in sizes.split(",")], int(rounds), int(seconds), only.split(",") if only else [])
