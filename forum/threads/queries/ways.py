"""How a list finds its threads in a large community: by an index that holds them in the list's order, where one does.

A list that is narrowed to something for which no index has its order goes one of two ways, whichever reads less. Where
few threads fit, they are gathered and sorted. Where many do, the index of the whole order is walked, and threads that
do not fit are passed over, until the page is full.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forum import database

#: As many threads are sooner gathered and sorted than met by walking.
FEW = 2_000

#: Orders and narrowings that have an index together.
_INDEXED = {
    ("t.last_activity_at", "tag"), ("t.last_activity_at", "category"), ("t.created_at", "category"),
    ("t.last_activity_at", "type"), ("t.last_activity_at", "status"), ("t.status_at", "status"),
    ("t.created_at", "author"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One thing a list is narrowed to. `source` and `condition` find what fits; `fits` tells it of a thread at hand."""

    condition: str
    fits: str
    source: str = "threads t"
    #: The same in parts that each have their threads in order; empty for what is one already.
    parts: tuple[str, ...] = ()
    #: The column of `source` that follows the thread's own, for its index.
    follows: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One part of a list's statement. With `sorts` its threads come in no order and are sorted, all of them."""

    source: str
    conditions: tuple[str, ...]
    keys: tuple[str, ...]
    sorts: bool = False
    #: Whether an index leads straight to the list; what may have to read more is read aside.
    in_order: bool = True


def tagged(tag_id: int) -> Narrowing:
    """Threads with a tag."""
    return Narrowing(
        f"g.tag_id = {int(tag_id)}",
        f"EXISTS(SELECT 1 FROM thread_tags g WHERE g.thread_id = t.id AND g.tag_id = {int(tag_id)})",
        "thread_tags g JOIN threads t ON t.id = g.thread_id",
        follows={"t.last_activity_at": "g.last_activity_at"},
    )


def shelved(category_ids: tuple[int, ...]) -> Narrowing:
    """Threads in any of these categories."""
    condition = f"t.category_id IN ({database.id_list(category_ids)})"
    parts = tuple(f"t.category_id = {int(one)}" for one in category_ids)
    return Narrowing(condition, _held_back(condition), parts=parts)


def having(condition: str) -> Narrowing:
    """Threads of which a column says something: `t.type = 'idea'`."""
    return Narrowing(condition, _held_back(condition))


async def ways(narrowings: Mapping[str, Narrowing], keys: tuple[str, ...]) -> list[Way]:
    """The parts of which a list in this order consists; `narrowings` by author, tag, category, type or status.

    They stand from the one that fits fewest threads, as a rule, to the one that fits most.
    """
    if not narrowings:
        return [Way("threads t", (), keys)]
    name, leading = next(iter(narrowings.items()))
    others = tuple(narrowing.fits for other, narrowing in narrowings.items() if other != name)
    if (keys[0], name) in _INDEXED:
        follows = leading.follows or {}
        own = tuple(follows.get(key, key) for key in keys)
        return [Way(leading.source, (part, *others), own) for part in leading.parts or (leading.condition,)]
    # Nobody has more threads than can be sorted. Of a thread's own columns PostgreSQL has statistics: it weighs the two
    # ways itself.
    if name == "author" or (name != "tag" and database.engine() == "postgres") or await _are_few(leading):
        return [Way(leading.source, (leading.condition, *others), keys, sorts=True, in_order=name == "author")]
    return [Way("threads t", (leading.fits, *others), keys, in_order=False)]


async def _are_few(narrowing: Narrowing) -> bool:
    counted = f"SELECT 1 FROM {narrowing.source} WHERE {narrowing.condition} LIMIT {FEW + 1}"
    return int(await database.value(f"SELECT count(*) FROM ({counted}) AS counted")) <= FEW


def _held_back(condition: str) -> str:
    """The condition as SQLite checks it without looking for an index: a unary plus changes nothing else."""
    return f"+{condition}" if database.engine() == "sqlite" else condition
