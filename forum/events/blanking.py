"""Taking words out of what was recorded: the one thing that is ever done to an event.

Who did what and when stays as it is. A reason or a note may hold what nobody should have written, and is blanked where a
moderator takes the same words out of a post.
"""

from collections.abc import Iterable

from forum.events.models import EventRecord
from forum.text.blanking import Blanker


async def blank(subjects: Iterable[tuple[str, int]], blanker: Blanker) -> int:
    """Blank the words in the events of these things, (type, id); returns how many events held them. In a transaction."""
    changed = 0
    for subject_type, subject_id in subjects:
        for row in await EventRecord.filter(subject_type=subject_type, subject_id=subject_id):
            after = blanker.json(row.data)
            if after != row.data:
                await EventRecord.filter(id=row.id).update(data=after)
                changed += 1
    return changed
