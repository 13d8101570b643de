"""The review queue: what waits, the most pressing first, and one item with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.moderation.actions import casework
from forum.moderation.policy import may_decide, may_review
from forum.moderation.queries.evidence import evidence_of, titles_of
from forum.moderation.views import ItemLine, ItemView, Noticed, Queue, Said
from forum.threads.views import Author

#: Lines of the queue on its page, and where counting ends.
QUEUE_SIZE, COUNTED = 40, 5_000
CAUSES = casework.CAUSES

_LINE = (
    "i.id, i.kind, i.subject_id, i.cause, i.weight, i.opened_at, i.claimed_by_id, i.claimed_until, i.decided_at,"
    " i.decision, i.version, k.display_name AS claimed_by, d.display_name AS decided_by"
)
_FROM = (
    " FROM review_items i LEFT JOIN people k ON k.id = i.claimed_by_id LEFT JOIN people d ON d.id = i.decided_by_id"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the queue is narrowed to: a cause, and what the viewer has claimed."""

    cause: str = ""
    mine: bool = False


async def queue(viewer: Actor, wanted: Wanted, size: int = QUEUE_SIZE) -> Queue:
    """What waits for a decision. Raises Forbidden for whom it is not for."""
    may_review(viewer).require()
    where = ["i.decided_at IS NULL", casework.for_viewer(viewer)]
    if wanted.cause in CAUSES:
        where.append(f"i.cause = '{wanted.cause}'")
    params: list[Any] = []
    if wanted.mine:
        params.append(clock.now())
        where.append(f"i.claimed_by_id = {int(viewer.id)} AND i.claimed_until > $1")
    condition = " AND ".join(where)
    found = await database.rows(
        f"SELECT {_LINE}{_FROM} WHERE {condition} ORDER BY i.weight DESC, i.opened_at, i.id LIMIT {int(size)}", *params
    )
    count = len(found) if len(found) < size else int(await database.value(
        f"SELECT count(*) FROM (SELECT 1 FROM review_items i WHERE {condition} LIMIT {COUNTED}) AS counted", *params
    ))
    titles = await _titles(found)
    return Queue([_line(viewer, row, titles) for row in found], count)


async def waiting_count(viewer: Actor) -> int:
    """How much waits, as far as it is counted; nothing for whom it is not for."""
    if not may_review(viewer):
        return 0
    return int(await database.value(
        f"SELECT count(*) FROM (SELECT 1 FROM review_items i WHERE i.decided_at IS NULL AND {casework.for_viewer(viewer)}"
        f" LIMIT {COUNTED}) AS counted"
    ))


def review_condition(viewer: Actor) -> str:
    """SQL, true for rows of `review_items` (under the alias i) that the viewer may see in a list."""
    return casework.for_viewer(viewer) if may_review(viewer) else "1 = 0"


async def review_titles(item_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What items are called, each with its language, for lists of those whom `review_condition` lets."""
    if not item_ids:
        return {}
    found = await database.rows(f"SELECT id, kind, subject_id FROM review_items WHERE id IN ({database.id_list(item_ids)})")
    titles = await _titles(found)
    return {row["id"]: titles.get((row["kind"], row["subject_id"]), (f"#{row['subject_id']}", "")) for row in found}


async def item(viewer: Actor, item_id: int) -> ItemView:
    """One item with everything beside it, decided on or not. Raises Forbidden or NotFound."""
    may_review(viewer).require()
    row = await database.row(f"SELECT {_LINE}{_FROM} WHERE i.id = $1", item_id)
    kind = None if row is None else casework.kind_of(row["kind"])
    if row is None or kind is None:
        raise NotFound
    person_id, role = await kind.concerns(row["subject_id"])
    verdict = may_decide(viewer, person_id, role) and await kind.may(viewer, row["subject_id"])
    return ItemView(
        line=_line(viewer, row, await _titles([row])), is_open=row["decided_at"] is None,
        decided_by=row["decided_by"] or "", decision=row["decision"],
        evidence=await evidence_of(viewer, row["kind"], row["subject_id"]), said=await _said(item_id),
        noticed=await _noticed(item_id), decisions=kind.decisions.get(row["cause"], ()), explained=kind.explained,
        refusal=verdict.reason,
    )


async def _titles(rows: Any) -> dict[tuple[str, int], tuple[str, str]]:
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for kind in sorted({row["kind"] for row in rows}):
        ids = [row["subject_id"] for row in rows if row["kind"] == kind]
        found |= {(kind, number): title for number, title in (await titles_of(kind, ids)).items()}
    return found


def _line(viewer: Actor, row: Any, titles: dict[tuple[str, int], tuple[str, str]]) -> ItemLine:
    opened, until = database.moment(row["opened_at"]), database.moment(row["claimed_until"])
    assert opened is not None
    claimed = row["claimed_by_id"] is not None and until is not None and until > clock.now()
    title, lang = titles.get((row["kind"], row["subject_id"]), (f"#{row['subject_id']}", ""))
    return ItemLine(
        id=row["id"], kind=row["kind"], subject_id=row["subject_id"], cause=row["cause"], weight=row["weight"],
        opened_at=opened, claimed_by=(row["claimed_by"] or "") if claimed else "",
        claimed_by_me=claimed and row["claimed_by_id"] == viewer.id, version=row["version"], title=title, lang=lang,
    )


async def _said(item_id: int) -> list[Said]:
    found = await database.rows(
        "SELECT f.reason, f.note, f.weight, f.created_at, f.outcome, a.name, a.display_name, a.role FROM flags f"
        " LEFT JOIN people a ON a.id = f.person_id WHERE f.item_id = $1 ORDER BY f.open_key IS NULL, f.id DESC LIMIT 50",
        item_id,
    )
    return [
        Said(
            Author(row["name"], row["display_name"], row["role"]) if row["name"] else None, row["reason"], row["note"],
            row["weight"], _at(row["created_at"]), row["outcome"],
        )
        for row in found
    ]


async def _noticed(item_id: int) -> list[Noticed]:
    found = await database.rows(
        "SELECT rule, evidence, found_at FROM screening_findings WHERE item_id = $1 ORDER BY id DESC LIMIT 20", item_id
    )
    return [Noticed(row["rule"], row["evidence"], _at(row["found_at"])) for row in found]


def _at(stored: Any) -> Any:
    return database.moment(stored)
