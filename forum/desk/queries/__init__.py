"""Every read of the desk: what waits, the views of it, and what is known beside one item."""

from forum.desk.queries.beside import about, beside, is_kept, link_to, looked_before, steps_of
from forum.desk.queries.inbox import counts, find, find_all, listing, scope_of
from forum.desk.queries.saved import USUAL, colleagues, teams, view_of, views_of

__all__ = [
    "USUAL",
    "about",
    "beside",
    "colleagues",
    "counts",
    "find",
    "find_all",
    "is_kept",
    "link_to",
    "listing",
    "looked_before",
    "scope_of",
    "steps_of",
    "teams",
    "view_of",
    "views_of",
]
