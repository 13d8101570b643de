"""Every write of the search: the words of posts and articles, and the searches that people keep."""

from forum.search.actions.articles import index_article
from forum.search.actions.erasing import erase, tidy
from forum.search.actions.indexing import (
    drop_orphans,
    fill,
    index_all,
    index_missing,
    index_post,
    index_strayed,
    index_thread,
    spell_thread,
)
from forum.search.actions.keeping import clear_recent, forget_misses, forget_person, keep, remove, remove_miss
from forum.search.actions.noticing import flush, keep_flushing, note

__all__ = [
    "clear_recent",
    "drop_orphans",
    "erase",
    "fill",
    "flush",
    "forget_misses",
    "forget_person",
    "index_all",
    "index_article",
    "index_missing",
    "index_post",
    "index_strayed",
    "index_thread",
    "keep",
    "keep_flushing",
    "note",
    "remove",
    "remove_miss",
    "spell_thread",
    "tidy",
]
