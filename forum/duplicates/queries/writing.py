"""What stands beside somebody who is asking: threads that ask nearly the same, with their answers. Nothing is recorded."""

import re
from collections.abc import Sequence

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates.queries.similar import similar_texts
from forum.duplicates.views import SimilarLine
from forum.threads.queries.lists import threads_in_order

#: Threads that are shown, and the score below which one is no help.
MOST = 5
LEAST_SCORE = 0.05
#: How much of a title says enough: words, or characters of Japanese.
LEAST_WORDS, LEAST_CHARACTERS = 3, 6
#: Characters of the text that are compared; more does not change what is found.
READ_AT_MOST = 6_000

_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f々]")


def says_enough(title: str) -> bool:
    """Whether a title is long enough to look for others like it."""
    return len(title.split()) >= LEAST_WORDS or len(_JAPANESE.findall(title)) >= LEAST_CHARACTERS


async def while_asking(
    viewer: Actor, title: str, body: str = "", *, category_id: int = 0, tags: Sequence[str] = (), except_id: int = 0
) -> list[SimilarLine]:
    """The threads most like what is being asked that the viewer may read. Of duplicates, the thread they belong to."""
    if not says_enough(title):
        return []
    found = await similar_texts(
        viewer, title[:300], body[:READ_AT_MOST], category_id=category_id, tags=tags, most=2 * MOST + 1
    )
    scores = {match.thread_id: match.score for match in found if match.score >= LEAST_SCORE}
    ends = {
        row["thread_id"]: row["canonical_id"] for row in await database.rows(
            f"SELECT thread_id, canonical_id FROM duplicate_marks WHERE thread_id IN ({database.id_list(scores)})"
        )
    }
    best: dict[int, float] = {}
    for thread_id, score in scores.items():
        end = ends.get(thread_id, thread_id)
        best[end] = max(score, best.get(end, 0.0))
    best.pop(except_id, None)
    order = sorted(best, key=lambda thread_id: -best[thread_id])
    rows = await threads_in_order(viewer, order)
    # A duplicate whose canonical thread the viewer may not read stands for itself.
    seen = {row.id for row in rows}
    alone = [thread_id for thread_id, end in ends.items() if end not in seen and end != except_id]
    if alone:
        rows += await threads_in_order(viewer, alone)
    lines = [SimilarLine(row, best.get(row.id, scores.get(row.id, 0.0))) for row in rows]
    return sorted(lines, key=lambda line: -line.score)[:MOST]
