"""What was decided, the latest first."""

from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.moderation.policy import UNDO_WINDOW, may_review, may_undo
from forum.moderation.queries.evidence import titles_of
from forum.moderation.views import DecisionLine

PAGE_SIZE = 50

_LINE = (
    "SELECT r.id, r.cause, r.decision, r.note, r.decided_by_id, r.decided_at, r.undone_at, r.before IS NOT NULL AS undoable,"
    " i.kind, i.subject_id, d.display_name AS decided_by, u.display_name AS undone_by FROM review_decisions r"
    " JOIN review_items i ON i.id = r.item_id LEFT JOIN people d ON d.id = r.decided_by_id"
    " LEFT JOIN people u ON u.id = r.undone_by_id"
)


async def history(viewer: Actor, older_than: int = 0, size: int = PAGE_SIZE) -> tuple[list[DecisionLine], int | None]:
    """Decisions before the id `older_than` (0: the latest), and the id to go on from. Raises Forbidden."""
    may_review(viewer).require()
    found = await database.rows(
        f"{_LINE} WHERE r.id < $1 ORDER BY r.id DESC LIMIT {int(size) + 1}", older_than or 2**62
    )
    lines = await _lines(viewer, found[:size])
    return lines, lines[-1].id if len(found) > size else None


async def undoable(viewer: Actor, decision_id: int) -> DecisionLine | None:
    """The decision, as long as the viewer may undo it."""
    if not decision_id or not may_review(viewer):
        return None
    found = await database.rows(f"{_LINE} WHERE r.id = $1", decision_id)
    lines = await _lines(viewer, found)
    return lines[0] if lines and lines[0].can_be_undone else None


async def _lines(viewer: Actor, rows: Any) -> list[DecisionLine]:
    titles: dict[tuple[str, int], tuple[str, str]] = {}
    for kind in sorted({row["kind"] for row in rows}):
        ids = [row["subject_id"] for row in rows if row["kind"] == kind]
        titles |= {(kind, number): title for number, title in (await titles_of(kind, ids)).items()}
    return [_line(viewer, row, titles) for row in rows]


def _line(viewer: Actor, row: Any, titles: dict[tuple[str, int], tuple[str, str]]) -> DecisionLine:
    decided_at, now = database.moment(row["decided_at"]), clock.now()
    assert decided_at is not None
    title, lang = titles.get((row["kind"], row["subject_id"]), (f"#{row['subject_id']}", ""))
    recent = bool(row["undoable"]) and row["undone_at"] is None and now - decided_at <= UNDO_WINDOW
    return DecisionLine(
        id=row["id"], kind=row["kind"], title=title, lang=lang, cause=row["cause"], decision=row["decision"],
        note=row["note"], decided_by=row["decided_by"] or "", decided_by_id=row["decided_by_id"], decided_at=decided_at,
        undone_by=row["undone_by"] or "", undone_at=database.moment(row["undone_at"]),
        can_be_undone=recent and bool(may_undo(viewer, row["decided_by_id"], decided_at, now)),
    )
