"""What was measured, as a table to read and as JSON to keep."""

import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.load import client_name
from bench.playing import Results, Stage
from bench.scenes import Scene
from bench.server import Memory

#: What must hold: the part of the ceiling that a guest's thread page reaches without a cache of pages (its posts being
#: ready, or nothing of it), and how much longer a page may take when the community grows a hundredfold.
LEAST_OF_CEILING = {"thread": 0.05, "thread-cold": 0.02}
MOST_LONGER = 1.2
#: With less than this the rates are not the servers' own.
SHARE_OF_A_CORE = 0.85
#: Page 250 of a long thread against its first.
LONG_PAGES = ("long-first", "long-last")


def show(
    console: Console, scenes: Sequence[Scene], stages: Sequence[Stage], results: Results, sizes: Mapping[str, int],
) -> None:
    """A table for each forum beside the bare application: requests a second (median, lowest to highest), and more."""
    forums = [stage.name for stage in stages if stage.community]
    for name in forums:
        table = Table(
            "", "bytes", "bare/s", "forum/s", "p50 / p99 ms", "of bare", "µs: bare, forum", "of bare",
            title=f"{name} threads",
        )
        for column in table.columns[1:]:
            column.justify, column.no_wrap = "right", True
        for scene in scenes:
            key = scene.key
            table.add_row(
                scene.title, f"{sizes[key]:,}", f"{statistics.median(results.rates(key, 'bare')):,.0f}",
                _rate(results, scene, name), _latency(results, scene, name),
                f"{results.ratio(key, name, 'bare'):.3f}",
                f"{results.cost(key, 'bare'):,.0f}, {results.cost(key, name):,.0f}",
                f"{results.cheapness(key, name, 'bare'):.3f}",
            )
        console.print(table)
    if (share := results.share()) < SHARE_OF_A_CORE:
        console.print(
            f"The servers had {share:.0%} of their core: the machine was busy elsewhere, and rates say little. What an"
            " answer costs (µs of a core) still tells.", highlight=False,
        )


def judge(
    scenes: Sequence[Scene], stages: Sequence[Stage], results: Results, engine: str
) -> list[tuple[bool, str]]:
    """Each promise with whether it was kept.

    On SQLite all work is the server's own, so that what an answer costs decides: other work on the machine takes from
    the rates of the quick bare server and of the slower forum unequally. With PostgreSQL the rates decide.
    """
    better = results.cheapness if engine == "sqlite" else results.ratio
    forums = [stage.name for stage in stages if stage.community]
    played = {scene.key for scene in scenes}
    judged = []
    for key, least in LEAST_OF_CEILING.items():
        for name in forums if key in played else ():
            part = better(key, name, "bare")
            judged.append((part >= least, f"{key}, {name} threads: {part:.3f} of bare, at least {least}"))
    for scene in scenes if len(forums) > 1 else ():
        longer = 1 / better(scene.key, forums[-1], forums[0])
        judged.append((longer <= MOST_LONGER, (
            f"{scene.key}: {forums[-1]} threads take {longer:.2f} × the time of {forums[0]}, at most {MOST_LONGER}"
        )))
    for name in forums if played.issuperset(LONG_PAGES) else ():
        first, last = LONG_PAGES
        longer = 1 / results.cheapness(last, name, name, to_scene=first)
        judged.append((longer <= MOST_LONGER, (
            f"page 250, {name} threads: takes {longer:.2f} × the time of page 1, at most {MOST_LONGER}"
        )))
    return judged


def as_json(
    scenes: Sequence[Scene], stages: Sequence[Stage], results: Results, sizes: Mapping[str, int],
    memory: Mapping[str, Sequence[Memory]], cold_starts: Mapping[str, Sequence[float]], engine: str,
) -> dict[str, Any]:
    """Everything that was measured, every round of it."""
    return {
        "engine": engine,
        "client": client_name(),
        "python": platform.python_version(),
        "stages": {stage.name: stage.community.size if stage.community else 0 for stage in stages},
        "cold_start_seconds": dict(cold_starts),
        "memory_megabytes": {name: [asdict(one) for one in some] for name, some in memory.items()},
        "scenes": {
            scene.key: {
                "title": scene.title,
                "bytes": sizes[scene.key],
                "rounds": {name: [asdict(one) for one in some] for name, some in results.by_scene[scene.key].items()},
            }
            for scene in scenes
        },
    }


def _rate(results: Results, scene: Scene, stage: str) -> str:
    rates = results.rates(scene.key, stage)
    return f"{statistics.median(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f})"


def _latency(results: Results, scene: Scene, stage: str) -> str:
    measured = results.by_scene[scene.key][stage]
    middle, late = (statistics.median(getattr(one, name) for one in measured) for name in ("p50", "p99"))
    return f"{middle:.1f} / {late:.1f}"
