"""The trail as a file: CSV for tables, JSON lines for programs. Pure."""

import csv
import io
import json
from collections.abc import Sequence

from forum.record.views import TrailLine

COLUMNS = ("id", "at", "name", "actor_id", "actor", "subject_type", "subject_id", "subject", "before", "after", "more")


def as_csv(lines: Sequence[TrailLine], *, head: bool) -> str:
    """Rows of a table, with its head or without."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if head:
        writer.writerow(COLUMNS)
    for line in lines:
        more = json.dumps(line.rest, ensure_ascii=False) if line.rest else ""
        writer.writerow([
            line.id, line.at.isoformat(), line.name, line.actor_id or "", _harmless(line.actor_name), line.subject_type,
            line.subject_id, _harmless(line.subject_name), _harmless(line.before), _harmless(line.after), _harmless(more),
        ])
    return out.getvalue()


def as_json(lines: Sequence[TrailLine]) -> str:
    """A line of JSON for each."""
    return "".join(
        json.dumps({
            "id": line.id, "at": line.at.isoformat(), "name": line.name, "actor_id": line.actor_id,
            "actor": line.actor_name, "subject_type": line.subject_type, "subject_id": line.subject_id,
            "subject": line.subject_name, "before": line.before, "after": line.after, "more": line.rest,
        }, ensure_ascii=False) + "\n"
        for line in lines
    )


def _harmless(text: str) -> str:
    """What a spreadsheet would take for a formula, as text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
