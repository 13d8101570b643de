"""Every write of the desk: views, changes of many items, and the trail."""

from forum.desk.actions.bulk import Outcome, apply, planned
from forum.desk.actions.trail import (
    choose_trail,
    flush,
    forget,
    forget_old,
    forget_person,
    keep_flushing,
    note_article,
    note_search,
)
from forum.desk.actions.viewing import change_view, remove_view, save_view

__all__ = [
    "Outcome",
    "apply",
    "change_view",
    "choose_trail",
    "flush",
    "forget",
    "forget_old",
    "forget_person",
    "keep_flushing",
    "note_article",
    "note_search",
    "planned",
    "remove_view",
    "save_view",
]
