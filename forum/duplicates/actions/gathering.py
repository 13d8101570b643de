"""Keeping the clusters of recurring questions: made anew from marks and suspicions, with the ids they had."""

import asyncio
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import SYSTEM
from forum.duplicates import recurring
from forum.duplicates.clustering import Cluster, clusters, nearness
from forum.duplicates.events import ClusterGrew
from forum.duplicates.recurring import Asked

#: From which score on a suspicion joins a cluster.
SUSPECTED_FROM = 0.5
#: Rows of one statement.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class _Known:
    """A cluster as it is stored."""

    id: int
    hub_id: int
    members: frozenset[int]
    confirmed_count: int
    weight: float

    def is_still(self, size: int, sure: int, weight: float) -> bool:
        """Whether its row says this already, as nearly as the order of the board needs it."""
        return (len(self.members), self.confirmed_count) == (size, sure) and abs(weight - self.weight) <= 0.02 * self.weight


async def gather(*, tell_growth: bool = True) -> int:
    """Make the clusters anew and write what changed; returns how many there are.

    A cluster keeps its id as long as its hub, or else most of its threads, stay together.
    """
    confirmed = [(row["thread_id"], row["canonical_id"]) for row in await database.rows_aside(
        "SELECT m.thread_id, m.canonical_id FROM duplicate_marks m JOIN threads t ON t.id = m.thread_id"
        " JOIN threads c ON c.id = m.canonical_id WHERE t.deleted_at IS NULL AND c.deleted_at IS NULL"
    )]
    kept = await database.rows_aside(
        # Null when the pair was scored without vectors.
        "SELECT p.low_thread_id, p.high_thread_id, p.score,"
        " CAST(p.parts ->> 'title_meaning' AS DOUBLE PRECISION) AS cosine FROM duplicate_pairs p"
        " JOIN threads l ON l.id = p.low_thread_id JOIN threads h ON h.id = p.high_thread_id"
        " WHERE p.state IN ('suspected', 'snoozed') AND l.deleted_at IS NULL AND h.deleted_at IS NULL"
    )
    suspected = [
        (row["low_thread_id"], row["high_thread_id"], row["score"]) for row in kept if row["score"] >= SUSPECTED_FROM
    ]
    # Hubs are found in a wider circle than members: by all pairs that are kept, likely ones or not.
    near = [
        (one, other, nearness(row["cosine"])) for row in kept if row["cosine"] is not None
        for one, other in itertools.permutations((row["low_thread_id"], row["high_thread_id"]))
    ]
    facts = await _facts({*chain.from_iterable(confirmed), *chain.from_iterable(pair[:2] for pair in suspected)})
    solved = {thread_id: 1.0 for thread_id, asked in facts.items() if not asked.is_unsolved}
    # Thousands of threads take a while to put in order: others are served meanwhile.
    made = await asyncio.to_thread(clusters, confirmed, suspected, solved, near=near)
    now = clock.now()
    weights = [recurring.priority([facts[thread] for thread in _threads(cluster) if thread in facts], now) for cluster in made]

    async def work() -> int:
        await _write(made, weights, tell_growth)
        return len(made)

    return await database.transaction(work)


async def _write(made: Sequence[Cluster], weights: Sequence[float], tell_growth: bool) -> None:
    known = await _known()
    ids = _matched(made, known)
    now = clock.now()
    gone = known.keys() - {number for number in ids if number}
    if gone:
        await database.execute(f"DELETE FROM duplicate_members WHERE cluster_id IN ({database.id_list(gone)})")
        await database.execute(f"DELETE FROM duplicate_clusters WHERE id IN ({database.id_list(gone)})")
    changed = [
        number for cluster, number in zip(made, ids, strict=True) if number and known[number].hub_id != cluster.hub
    ]
    for number in changed:
        # Hubs are unique: two clusters that exchange theirs pass by numbers that no hub has.
        await database.execute("DELETE FROM duplicate_members WHERE cluster_id = $1", number)
    await _swap_hubs({number: cluster.hub for cluster, number in zip(made, ids, strict=True) if number in changed})
    kept_rows: list[tuple[int, int, bool, float]] = []
    for cluster, number, weight in zip(made, ids, weights, strict=True):
        size, sure = len(_threads(cluster)), len(cluster.confirmed)
        if number:
            grown = set(_threads(cluster)) - known[number].members
            if grown or number in changed or not known[number].is_still(size, sure, weight):
                await database.execute(
                    "UPDATE duplicate_clusters SET member_count = $1, confirmed_count = $2, weight = $3,"
                    f" grown_at = {'$5' if grown else 'grown_at'} WHERE id = $4", size, sure, weight, number,
                    *([now] if grown else []),
                )
        else:
            number = int(await database.value(
                "INSERT INTO duplicate_clusters (hub_id, member_count, confirmed_count, weight, created_at, grown_at)"
                " VALUES ($1, $2, $3, $4, $5, $5) RETURNING id", cluster.hub, size, sure, weight, now,
            ))
            grown = set(_threads(cluster))
        if grown and tell_growth:
            await events.record(ClusterGrew(
                actor_id=SYSTEM.id, subject_id=number, hub_id=cluster.hub, members=size, added=len(grown)
            ))
        kept_rows += [(thread, number, True, 1.0) for thread in cluster.confirmed]
        kept_rows += [(thread, number, False, score) for thread, score in cluster.suspected]
    await _write_members(kept_rows)


async def _swap_hubs(hubs: Mapping[int, int]) -> None:
    """Give clusters other hubs. Whoever holds a wanted hub still lets go of it first."""
    wanted = database.id_list(hubs.values())
    holding = await database.rows(
        f"SELECT id FROM duplicate_clusters WHERE hub_id IN ({wanted}) AND id NOT IN ({database.id_list(hubs)})"
    )
    assert not holding, "a hub has one cluster"
    created = {
        row["id"]: row for row in await database.rows(
            "SELECT id, member_count, confirmed_count, weight, created_at, grown_at FROM duplicate_clusters"
            f" WHERE id IN ({database.id_list(hubs)})"
        )
    }
    await database.execute(f"DELETE FROM duplicate_clusters WHERE id IN ({database.id_list(hubs)})")
    for number, hub in hubs.items():
        row = created[number]
        await database.execute(
            "INSERT INTO duplicate_clusters (id, hub_id, member_count, confirmed_count, weight, created_at, grown_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)", number, hub, row["member_count"], row["confirmed_count"],
            row["weight"], database.moment(row["created_at"]), database.moment(row["grown_at"]),
        )


async def _write_members(wanted: Sequence[tuple[int, int, bool, float]]) -> None:
    """Make the members exactly these, touching only rows that differ."""
    have = {
        row["thread_id"]: (row["cluster_id"], bool(row["confirmed"]), row["score"])
        for row in await database.rows("SELECT thread_id, cluster_id, confirmed, score FROM duplicate_members")
    }
    target = {thread: (number, sure, score) for thread, number, sure, score in wanted}
    stale = [thread for thread, row in have.items() if target.get(thread) != row]
    for start in range(0, len(stale), 500):
        await database.execute(
            f"DELETE FROM duplicate_members WHERE thread_id IN ({database.id_list(stale[start : start + 500])})"
        )
    fresh = [(thread, *row) for thread, row in target.items() if have.get(thread) != row]
    for start in range(0, len(fresh), _BATCH):
        some = fresh[start : start + _BATCH]
        marks = iter(range(1, 4 * len(some) + 1))
        places = ", ".join(f"(${next(marks)}, ${next(marks)}, ${next(marks)}, ${next(marks)})" for _ in some)
        await database.execute(
            f"INSERT INTO duplicate_members (thread_id, cluster_id, confirmed, score) VALUES {places}",
            *chain.from_iterable(some),
        )


async def _known() -> dict[int, _Known]:
    members: dict[int, set[int]] = {}
    for row in await database.rows("SELECT cluster_id, thread_id FROM duplicate_members"):
        members.setdefault(row["cluster_id"], set()).add(row["thread_id"])
    return {
        row["id"]: _Known(
            row["id"], row["hub_id"], frozenset({row["hub_id"], *members.get(row["id"], ())}), row["confirmed_count"],
            row["weight"],
        )
        for row in await database.rows("SELECT id, hub_id, confirmed_count, weight FROM duplicate_clusters ORDER BY id")
    }


def _matched(made: Sequence[Cluster], known: Mapping[int, _Known]) -> list[int]:
    """For each new cluster the id of the one it was, or 0: the same hub first, then the most threads in common."""
    by_hub = {one.hub_id: one.id for one in known.values()}
    ids = [by_hub.get(cluster.hub, 0) for cluster in made]
    free = known.keys() - set(ids)
    of_thread: dict[int, int] = {thread: number for number in free for thread in known[number].members}
    for place, cluster in sorted(enumerate(made), key=lambda entry: -len(_threads(entry[1]))):
        if ids[place]:
            continue
        shared: dict[int, int] = {}
        for thread in _threads(cluster):
            if (number := of_thread.get(thread)) in free and number is not None:
                shared[number] = shared.get(number, 0) + 1
        if shared:
            ids[place] = max(shared, key=lambda number: (shared[number], -number))
            free = free - {ids[place]}
    return ids


def _threads(cluster: Cluster) -> tuple[int, ...]:
    return (cluster.hub, *cluster.confirmed, *(thread for thread, _score in cluster.suspected))


async def _facts(thread_ids: Iterable[int]) -> dict[int, Asked]:
    wanted = sorted(thread_ids)
    found: list[Any] = []
    for start in range(0, len(wanted), 2_000):
        found += await database.rows_aside(
            "SELECT id, author_id, created_at, first_response_at, view_count, status FROM threads"
            f" WHERE id IN ({database.id_list(wanted[start : start + 2_000])})"
        )
    facts = {}
    for row in found:
        created = database.moment(row["created_at"])
        assert created is not None
        facts[row["id"]] = Asked(
            row["author_id"], created, database.moment(row["first_response_at"]), row["view_count"],
            row["status"] in ("open", "needs_info"),
        )
    return facts
