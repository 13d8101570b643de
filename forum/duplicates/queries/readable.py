"""Which threads a search for similar ones may find: the condition that stands inside every one of them."""

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories


def readable(viewer: Actor) -> str:
    """SQL, true for rows of `threads t` that the viewer may read and that are neither deleted nor unlisted."""
    return (
        "t.deleted_at IS NULL AND t.unlisted_at IS NULL AND t.category_id IN"
        f" (SELECT c.id FROM categories c WHERE {categories.visible_condition(viewer, 'c')})"
    )


def findable(viewer: Actor) -> str:
    """SQL, true for rows of `duplicate_vectors v` of threads that the viewer may read, as `readable` says it."""
    # Asked once for the whole statement, not for each row.
    visible = f"SELECT c.id FROM categories c WHERE {categories.visible_condition(viewer, 'c')}"
    among = f"= ANY (ARRAY ({visible}))" if database.engine() == "postgres" else f"IN ({visible})"
    return f"v.findable AND v.category_id {among}"
