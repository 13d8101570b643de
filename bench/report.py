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

#: What must hold: a guest's thread page that no cache of pages answers, as a part of the ceiling, and how much slower
#: a page may get when the community grows a hundredfold.
LEAST_OF_CEILING = 0.05
MOST_SLOWER = 0.20
#: Page 250 of a long thread against its first.
LONG_PAGES = ("long-first", "long-last")


def show(
    console: Console, scenes: Sequence[Scene], stages: Sequence[Stage], results: Results, sizes: Mapping[str, int],
) -> None:
    """One row for each scene: requests a second (median, lowest to highest), latencies, and the part of the ceiling."""
    forums = [stage.name for stage in stages if stage.community]
    table = Table("", "bytes", "bare/s", *(part for name in forums for part in (f"{name} threads/s", "p50 / p99 ms", "of bare")))
    for column in table.columns[1:]:
        column.justify = "right"
    if len(forums) > 1:
        table.add_column("large : small", justify="right")
    for scene in scenes:
        cells = [scene.title, f"{sizes[scene.key]:,}", f"{statistics.median(results.rates(scene.key, 'bare')):,.0f}"]
        for name in forums:
            cells += [_rate(results, scene, name), _latency(results, scene, name), f"{results.ratio(scene.key, name, 'bare'):.3f}"]
        if len(forums) > 1:
            cells.append(f"{results.ratio(scene.key, forums[-1], forums[0]):.2f}")
        table.add_row(*cells)
    console.print(table)


def judge(scenes: Sequence[Scene], stages: Sequence[Stage], results: Results) -> list[tuple[bool, str]]:
    """Each promise with whether it was kept."""
    forums = [stage.name for stage in stages if stage.community]
    played = [scene.key for scene in scenes]
    judged = []
    for key in ("thread", "thread-cold"):
        for name in forums if key in played else ():
            ratio = results.ratio(key, name, "bare")
            judged.append((ratio >= LEAST_OF_CEILING, f"{key}, {name} threads: {ratio:.3f} of bare, at least {LEAST_OF_CEILING}"))
    for scene in scenes if len(forums) > 1 else ():
        ratio = results.ratio(scene.key, forums[-1], forums[0])
        judged.append((ratio >= 1 / (1 + MOST_SLOWER), f"{scene.key}: {forums[-1]} threads take {1 / ratio:.2f} × the time of {forums[0]}, at most {1 + MOST_SLOWER}"))
    for name in forums if set(LONG_PAGES) <= set(played) else ():
        pairs = zip(results.rates(LONG_PAGES[1], name), results.rates(LONG_PAGES[0], name), strict=True)
        ratio = statistics.median(last / first for last, first in pairs)
        judged.append((ratio >= 1 / (1 + MOST_SLOWER), f"page 250, {name} threads: takes {1 / ratio:.2f} × the time of page 1, at most {1 + MOST_SLOWER}"))
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
