"""Forgetting words that a moderator took out of posts: in the index, and in what people said of pairs."""

from forum import database, events
from forum.duplicates.actions.indexing import forget_thread
from forum.duplicates.actions.noting import note_due
from forum.duplicates.models import Contest, Pair, Suggestion
from forum.threads.actions.redacting import Erasure


async def erase(erasure: Erasure) -> None:
    """Part of the redaction's transaction: the threads leave the index, and are compared anew without the pieces."""
    blanker = erasure.blanker
    openings = await database.rows(
        f"SELECT thread_id FROM posts WHERE position = 0 AND id IN ({database.id_list(erasure.post_ids)})"
    )
    for row in openings:
        await forget_thread(row["thread_id"])
        await note_due(row["thread_id"])
    if openings:
        # A word that stands nowhere any more leaves no trace of having stood somewhere.
        await database.execute("DELETE FROM duplicate_terms WHERE thread_count <= 0 AND term NOT IN ('', ' ')")
        if database.engine() == "sqlite":
            await database.execute("INSERT INTO duplicate_words (duplicate_words) VALUES ('optimize')")
    for thread_id in erasure.thread_ids:
        for one in await Suggestion.filter(thread_id=thread_id):
            if one.note != blanker.text(one.note):
                await Suggestion.filter(id=one.id).update(note=blanker.text(one.note))
        for contest in await Contest.filter(thread_id=thread_id):
            if contest.reason != blanker.text(contest.reason):
                await Contest.filter(id=contest.id).update(reason=blanker.text(contest.reason))
        for pair in [*await Pair.filter(low_thread_id=thread_id), *await Pair.filter(high_thread_id=thread_id)]:
            if pair.reason != blanker.text(pair.reason):
                await Pair.filter(id=pair.id).update(reason=blanker.text(pair.reason))
                await events.blank([("pair", pair.id)], blanker)
