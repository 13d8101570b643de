"""Every change of categories (`shelving`) and of tags (`tagging`)."""

from forum.categories.actions.shelving import (
    archive_category,
    create_category,
    edit_category,
    move_category,
    restore_category,
    set_template,
)
from forum.categories.actions.tagging import (
    add_synonym,
    count_threads,
    create_tag,
    delete_tag,
    edit_tag,
    ensure_tags,
    merge_tag,
    remove_synonym,
    set_thread_counts,
)

__all__ = [
    "add_synonym",
    "archive_category",
    "count_threads",
    "create_category",
    "create_tag",
    "delete_tag",
    "edit_category",
    "edit_tag",
    "ensure_tags",
    "merge_tag",
    "move_category",
    "remove_synonym",
    "restore_category",
    "set_template",
    "set_thread_counts",
]
