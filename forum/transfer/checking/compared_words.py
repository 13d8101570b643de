"""The index by which questions are compared: every thread that is shown stands in it as its opening says now."""

from collections.abc import Sequence

from forum import database
from forum.duplicates.actions.indexing import forget_thread, index_thread, place_again
from forum.duplicates.actions.noting import note_due
from forum.duplicates.analysis import analyse
from forum.transfer.checking.drift import Drift

_PLACE = "place of its vectors"


class ComparedWords:
    """Threads whose words are compared, from their titles and opening posts."""

    table = "threads"

    async def drifts(self, where: str) -> list[Drift]:
        """What the index lacks, holds of other texts, or holds of threads that are not shown. What waits is no drift."""
        found: list[Drift] = []
        for row in await database.rows_aside(
            "SELECT t.id, t.title, t.lang, t.deleted_at, p.source, d.fingerprint, t.category_id, v.category_id AS there,"
            " t.deleted_at IS NULL AND t.unlisted_at IS NULL AS findable, v.findable AS found FROM threads t"
            " JOIN posts p ON p.thread_id = t.id AND p.position = 0 LEFT JOIN duplicate_texts d ON d.thread_id = t.id"
            " LEFT JOIN duplicate_vectors v ON v.thread_id = t.id"
            f" WHERE t.id {where} AND NOT EXISTS (SELECT 1 FROM duplicate_dues w WHERE w.thread_id = t.id)"
            " AND NOT EXISTS (SELECT 1 FROM deliveries y JOIN events e ON e.id = y.event_id WHERE y.stuck_at IS NULL"
            " AND y.listener IN ('duplicates.note_thread', 'duplicates.note_edit', 'duplicates.note_deleted')"
            " AND ((e.subject_type = 'thread' AND e.subject_id = t.id) OR (e.subject_type = 'post' AND e.subject_id = p.id)))"
            " ORDER BY t.id"
        ):
            if row["deleted_at"] is not None:
                if row["fingerprint"] is not None:
                    found.append(Drift("thread", row["id"], "words compared", "some", "none"))
            elif row["fingerprint"] is None:
                found.append(Drift("thread", row["id"], "words compared", "none", "its own"))
            elif row["fingerprint"] != analyse(row["title"], row["source"], row["lang"]).fingerprint:
                found.append(Drift("thread", row["id"], "words compared", "of another text", "its own"))
            elif row["there"] is not None and (row["there"], row["found"]) != (row["category_id"], row["findable"]):
                found.append(Drift("thread", row["id"], _PLACE, "another", "its own"))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        """Put right what is wrong, and have it compared again soon."""
        for drift in drifts:
            if drift.what == _PLACE:
                await place_again(drift.id)
            elif drift.right == "none":
                await forget_thread(drift.id)
            else:
                await index_thread(drift.id)
                await note_due(drift.id)
