"""Every read of moderation: for moderators, but for what people know of their own flags."""

from forum.moderation.queries.flags import about, own_flag
from forum.moderation.queries.history import history, undoable
from forum.moderation.queries.queue import CAUSES, Wanted, item, queue, review_condition, review_titles, waiting_count
from forum.moderation.queries.words import how_often, watched, words_page

__all__ = [
    "CAUSES",
    "Wanted",
    "about",
    "history",
    "how_often",
    "item",
    "own_flag",
    "queue",
    "review_condition",
    "review_titles",
    "undoable",
    "waiting_count",
    "watched",
    "words_page",
]
