"""Every read of the search: visible to the viewer already."""

from forum.search.queries.completing import completions
from forum.search.queries.finding import MOST_PAGES, PAGE_SIZE, SORTS, find
from forum.search.queries.narrowing import KINDS
from forum.search.queries.own import about, index_state, misses, recent, saved

__all__ = [
    "KINDS",
    "MOST_PAGES",
    "PAGE_SIZE",
    "SORTS",
    "about",
    "completions",
    "find",
    "index_state",
    "misses",
    "recent",
    "saved",
]
