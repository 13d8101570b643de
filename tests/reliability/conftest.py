"""The table that the fault trials end with: `make torture` prints it and writes it to the file named by TORTURE_TABLE."""

import dataclasses
import os
from pathlib import Path

import pytest

from tests.reliability.faults import Figures, Record

_PROPERTY = "fault trial"
_HEAD = (
    "| trial | faults | requests | acknowledged | lost | doubled | mistold | longest away | |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---|\n"
)


@pytest.fixture
def record(record_property: pytest.FixtureRequest) -> Record:
    """Hands a trial's figures to the table."""

    def keep(figures: Figures) -> None:
        record_property(_PROPERTY, dataclasses.asdict(figures))  # type: ignore[operator]

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    path = os.environ.get("TORTURE_TABLE")
    if not path:
        return
    lines = []
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, kept in report.user_properties:
                if name == _PROPERTY and report.when == "call":
                    lines.append(row(Figures(**kept), outcome))
    table = _HEAD + "".join(lines)
    terminalreporter.write_line(f"\n{table}")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(table)


def row(figures: Figures, outcome: str) -> str:
    """A trial as a line of the table."""
    away = f"{figures.away:.1f} s" if figures.away else "–"
    cells = (
        figures.trial if outcome == "passed" else f"{figures.trial} (**failed**)",
        f"{figures.faults:,}", f"{figures.requests:,}", f"{figures.acknowledged:,}", f"{figures.lost:,}",
        f"{figures.doubled:,}", f"{figures.mistold:,}", away, figures.note,
    )
    return f"| {' | '.join(cells)} |\n"
