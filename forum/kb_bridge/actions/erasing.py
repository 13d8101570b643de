"""Forgetting words that a moderator took out of posts: in what was typed while a question was written."""

from forum.kb_bridge.models import Composing
from forum.threads.actions.redacting import Erasure


async def erase(erasure: Erasure) -> None:
    """Part of a redaction's transaction."""
    for one in await Composing.filter(thread_id__in=erasure.thread_ids):
        if one.typed != erasure.blanker.text(one.typed):
            await Composing.filter(id=one.id).update(typed=erasure.blanker.text(one.typed))
