"""Every read of threads and posts: visible to the viewer already, loaded for the page already."""

from forum.threads.queries.boards import Front, front
from forum.threads.queries.lists import VIEWS, Filter, Page, list_threads, sitemap_chunks, sitemap_threads
from forum.threads.queries.mine import (
    KINDS,
    DraftLine,
    about,
    bookmarks_of,
    draft_of,
    drafts_of,
    posts_by,
    read_positions,
)
from forum.threads.queries.moves import Move, moves_of, moves_on
from forum.threads.queries.posts import (
    find_post,
    history,
    post_for,
    posts_between,
    posts_of,
    revision,
    revisions_of,
    source_of,
    stamps_of,
)
from forum.threads.queries.published import Entry, newest_publicly, thread_publicly
from forum.threads.queries.quoting import Elsewhere, standing_elsewhere
from forum.threads.queries.threads import (
    MovedAway,
    address_after,
    exists_publicly,
    thread_of_post,
    thread_or_successor,
    visible_thread,
)
from forum.threads.queries.timers import running_timers, timers_of

__all__ = [
    "KINDS",
    "VIEWS",
    "DraftLine",
    "Elsewhere",
    "Entry",
    "Filter",
    "Front",
    "Move",
    "MovedAway",
    "Page",
    "about",
    "address_after",
    "bookmarks_of",
    "draft_of",
    "drafts_of",
    "exists_publicly",
    "find_post",
    "front",
    "history",
    "list_threads",
    "moves_of",
    "moves_on",
    "newest_publicly",
    "post_for",
    "posts_between",
    "posts_by",
    "posts_of",
    "read_positions",
    "revision",
    "revisions_of",
    "running_timers",
    "sitemap_chunks",
    "sitemap_threads",
    "source_of",
    "stamps_of",
    "standing_elsewhere",
    "thread_of_post",
    "thread_or_successor",
    "thread_publicly",
    "timers_of",
    "visible_thread",
]
