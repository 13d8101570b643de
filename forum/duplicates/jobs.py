"""What this flat does by the clock: scoring what changed, and gathering what recurs."""

from forum import database
from forum.duplicates.actions.gathering import gather
from forum.duplicates.actions.pairing import score_due

#: Threads scored in one run, so that a run ends before its lease does.
MOST = 2_000

_gathered_from: tuple[object, ...] | None = None


async def score_pairs() -> None:
    """Compare what was posted, edited, solved or moved with all that is like it."""
    done = 0
    while done < MOST and (count := await score_due()):
        done += count


async def gather_clusters() -> None:
    """Make the clusters anew when pairs or marks have changed since this process did."""
    global _gathered_from
    found = await database.rows_aside(
        "SELECT (SELECT max(scored_at) FROM duplicate_pairs) AS scored, (SELECT max(decided_at) FROM duplicate_pairs) AS decided,"
        " (SELECT count(*) FROM duplicate_pairs) AS pairs, (SELECT count(*) FROM duplicate_marks) AS marks,"
        " (SELECT sum(version) FROM duplicate_pairs) AS versions"
    )
    stamp = tuple(str(value) for value in tuple(found[0]))
    if stamp != _gathered_from:
        await gather()
        _gathered_from = stamp
