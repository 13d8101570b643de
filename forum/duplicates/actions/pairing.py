"""Scoring pairs in the background: what changed is noted at once, and compared a little later outside of any transaction.

Doing it again changes nothing. What people decided stays, but for "not a duplicate", which holds for the texts it was
said of: when one of them changed materially, the pair is a suspicion again.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from forum import clock, database, events
from forum.duplicates.actions.indexing import index_thread
from forum.duplicates.events import PairReopened
from forum.duplicates.models import Pair
from forum.duplicates.queries.similar import similar_threads
from forum.duplicates.scoring import DETECTOR_VERSION
from forum.duplicates.views import Match

#: From which score on a pair is kept at all; the queue begins higher.
KEPT_FROM = 0.25
#: Threads with which one is compared; after its text changed, more, so that every pair it had is looked at again.
NEIGHBOURS, NEIGHBOURS_ANEW = 20, 100


async def score_due(most: int = 200) -> int:
    """Score the pairs of what is due, the longest waiting first; returns how many threads."""
    found = await database.rows("SELECT thread_id, due_at FROM duplicate_dues ORDER BY due_at, thread_id LIMIT $1", most)
    for row in found:
        await score_thread(row["thread_id"])
        # Whoever changed it again meanwhile has made it due anew.
        await database.execute(
            "DELETE FROM duplicate_dues WHERE thread_id = $1 AND due_at = $2", row["thread_id"], row["due_at"]
        )
    return len(found)


async def score_thread(thread_id: int) -> None:
    """Bring a thread's place in the index and its pairs up to date."""
    changed = await index_thread(thread_id)
    matches = await similar_threads(thread_id, NEIGHBOURS_ANEW if changed else NEIGHBOURS)
    await database.transaction(lambda: keep_matches(thread_id, matches, changed))


async def keep_matches(thread_id: int, matches: Sequence[Match], changed: bool) -> None:
    """Write what a comparison found into the thread's pairs, inside the caller's transaction."""
    alive = await database.value(
        "SELECT 1 FROM threads WHERE id = $1 AND deleted_at IS NULL AND type <> 'announcement'", thread_id
    )
    near = {match.thread_id: match for match in matches if match.thread_id != thread_id} if alive is not None else {}
    talk = {
        row["id"] for row in await database.rows(
            f"SELECT id FROM threads WHERE id IN ({database.id_list(near)}) AND type = 'announcement'"
        )
    }
    prints = await fingerprints([thread_id, *near])
    known = {
        pair.low_thread_id if pair.high_thread_id == thread_id else pair.high_thread_id: pair
        for pair in [*await Pair.filter(low_thread_id=thread_id), *await Pair.filter(high_thread_id=thread_id)]
    }
    for other, match in near.items():
        pair = known.pop(other, None)
        if pair is not None:
            await _again(pair, match, prints)
        elif match.score >= KEPT_FROM and other not in talk:
            await _first(thread_id, match, prints)
    if changed or alive is None:
        # What was like it before is not any more. What people named stays for them to decide.
        far = [pair.id for pair in known.values() if pair.state == "suspected" and not _named(pair)]
        if alive is not None:
            await Pair.filter(id__in=far).delete()
        for pair in known.values():
            if pair.state == "not_duplicate":
                await _remember(pair, prints)


async def fingerprints(thread_ids: Sequence[int]) -> Mapping[int, str]:
    """What the index knows the texts of these threads by."""
    found = await database.rows(
        f"SELECT thread_id, fingerprint FROM duplicate_texts WHERE thread_id IN ({database.id_list(thread_ids)})"
    )
    return {row["thread_id"]: row["fingerprint"] for row in found}


async def _first(thread_id: int, match: Match, prints: Mapping[int, str]) -> None:
    low, high, now = min(thread_id, match.thread_id), max(thread_id, match.thread_id), clock.now()
    parts = "CAST($4 AS JSONB)" if database.engine() == "postgres" else "$4"
    # Both threads may be compared at once by two workers: the second finds the pair there.
    await database.execute(
        "INSERT INTO duplicate_pairs (low_thread_id, high_thread_id, score, parts, detector_version, low_fingerprint,"
        " high_fingerprint, origin, state, reason, contest_count, suggestion_count, created_at, scored_at, version)"
        f" VALUES ($1, $2, $3, {parts}, $5, $6, $7, 'detector', 'suspected', '', 0, 0, $8, $8, 1) ON CONFLICT DO NOTHING",
        low, high, match.score, json.dumps(rounded(match.parts)), DETECTOR_VERSION, prints.get(low, ""),
        prints.get(high, ""), now,
    )


async def _again(known: Pair, match: Match, prints: Mapping[int, str]) -> None:
    await database.lock_row("duplicate_pairs", known.id)
    pair = await Pair.get(id=known.id)
    low, high = prints.get(pair.low_thread_id, ""), prints.get(pair.high_thread_id, "")
    other_text = (pair.low_fingerprint, pair.high_fingerprint) != (low, high)
    if pair.state == "suspected":
        if match.score < KEPT_FROM and not _named(pair):
            await pair.delete()
            return
    elif pair.state == "not_duplicate" and other_text and pair.low_fingerprint and match.score >= KEPT_FROM:
        pair.state, pair.before = "suspected", None
        pair.version += 1
        await events.record(PairReopened(
            actor_id=None, subject_id=pair.id, low_thread_id=pair.low_thread_id, high_thread_id=pair.high_thread_id,
            score=match.score,
        ))
    elif pair.detector_version:
        # A decision keeps what it was made on: the detector learns from both together.
        return
    pair.score, pair.parts, pair.detector_version = match.score, rounded(match.parts), DETECTOR_VERSION
    pair.low_fingerprint, pair.high_fingerprint = low, high
    pair.scored_at = clock.now()
    await pair.save()


async def _remember(pair: Pair, prints: Mapping[int, str]) -> None:
    """A pair that nobody would find any more stays decided, for its texts as they are now."""
    await Pair.filter(id=pair.id).update(
        low_fingerprint=prints.get(pair.low_thread_id, pair.low_fingerprint),
        high_fingerprint=prints.get(pair.high_thread_id, pair.high_fingerprint),
    )


def rounded(parts: Mapping[str, float]) -> dict[str, Any]:
    """Features as they are stored."""
    return {name: round(float(value), 4) for name, value in parts.items()}


def _named(pair: Pair) -> bool:
    return pair.suggestion_count > 0 or pair.contest_count > 0 or pair.origin != "detector"
