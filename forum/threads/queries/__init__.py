"""Every read of threads and posts: visible to the viewer already, loaded for the page already."""

from forum.threads.queries.lists import VIEWS, Filter, list_threads, sitemap_chunks, sitemap_threads
from forum.threads.queries.mine import about, bookmarks_of, draft_of, drafts_of, posts_by, read_positions
from forum.threads.queries.posts import (
    find_post,
    history,
    post_for,
    posts_between,
    posts_of,
    revision,
    revisions_of,
    source_of,
)
from forum.threads.queries.threads import exists_publicly, thread_of_post, visible_thread

__all__ = [
    "VIEWS",
    "Filter",
    "about",
    "bookmarks_of",
    "draft_of",
    "drafts_of",
    "exists_publicly",
    "find_post",
    "history",
    "list_threads",
    "post_for",
    "posts_between",
    "posts_by",
    "posts_of",
    "read_positions",
    "revision",
    "revisions_of",
    "sitemap_chunks",
    "sitemap_threads",
    "source_of",
    "thread_of_post",
    "visible_thread",
]
