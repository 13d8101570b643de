"""Every write of tickets, by what people do: open, update, merge, gather others, talk aside, close; arranging; clocks."""

from forum.tickets.actions.arranging import (
    DEEPEST,
    archive_setting,
    save_field,
    save_form,
    save_group,
    save_organization,
    save_reason,
)
from forum.tickets.actions.blanking import blank
from forum.tickets.actions.checking import tag_names
from forum.tickets.actions.closing import close, close_due, follow_up, solve_incidents
from forum.tickets.actions.gathering import copy_to, end_copy, follow, link
from forum.tickets.actions.joining import join_by_domain
from forum.tickets.actions.merging import merge, undo_merge
from forum.tickets.actions.opening import Opening, SourceTaken, open_of, open_ticket
from forum.tickets.actions.reasons import set_thread_reason
from forum.tickets.actions.rendering import render_outdated
from forum.tickets.actions.talking import close_conversation, open_conversation, participants_named, say
from forum.tickets.actions.timing import keep_forgotten_times, keep_time
from forum.tickets.actions.updating import MovedOn, Update, hand_over, release, take, update
from forum.tickets.actions.writing import Updated

__all__ = [
    "DEEPEST",
    "MovedOn",
    "Opening",
    "SourceTaken",
    "Update",
    "Updated",
    "archive_setting",
    "blank",
    "close",
    "close_conversation",
    "close_due",
    "copy_to",
    "end_copy",
    "follow",
    "follow_up",
    "hand_over",
    "join_by_domain",
    "keep_forgotten_times",
    "keep_time",
    "link",
    "merge",
    "open_conversation",
    "open_of",
    "open_ticket",
    "participants_named",
    "release",
    "render_outdated",
    "save_field",
    "save_form",
    "save_group",
    "save_organization",
    "save_reason",
    "say",
    "set_thread_reason",
    "solve_incidents",
    "tag_names",
    "take",
    "undo_merge",
    "update",
]
