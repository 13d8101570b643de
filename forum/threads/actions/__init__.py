"""Every write to threads and posts: policy, then rows and the event, in one short transaction."""

from forum.threads.actions.asking import Posted, ask, render
from forum.threads.actions.curating import archive, lock, pin, slow_down, unlist
from forum.threads.actions.deleting import delete_post, restore_post
from forum.threads.actions.drafting import discard_draft, keep_draft, keep_what_is_typed
from forum.threads.actions.editing import edit, restore_revision
from forum.threads.actions.hiding import hide, put_back, remove_waiting, show
from forum.threads.actions.merging import merge, undo_merge
from forum.threads.actions.redacting import Withdrawn, look_over, redact, withdraw_from_public
from forum.threads.actions.rendering import render_outdated
from forum.threads.actions.replying import MovedOn, reply
from forum.threads.actions.sorting import move, retag, retype, sort
from forum.threads.actions.splitting import split, undo_split
from forum.threads.actions.status import change_status, mark_official, mark_solved, mark_unsolved, set_aside
from forum.threads.actions.summary import load_post
from forum.threads.actions.tagging import recount_category, replace_tag
from forum.threads.actions.timing import cancel_timer, run_due_timers, set_timer
from forum.threads.actions.together import MOST_TOGETHER, Outcome, do_together
from forum.threads.actions.viewing import count_view, flush, keep_flushing, note_read, pending_read
from forum.threads.actions.voting import add_bookmark, mark_same_problem, remove_bookmark, vote_helpful

__all__ = [
    "MOST_TOGETHER",
    "MovedOn",
    "Outcome",
    "Posted",
    "Withdrawn",
    "add_bookmark",
    "archive",
    "ask",
    "cancel_timer",
    "change_status",
    "count_view",
    "delete_post",
    "discard_draft",
    "do_together",
    "edit",
    "flush",
    "hide",
    "keep_draft",
    "keep_flushing",
    "keep_what_is_typed",
    "load_post",
    "lock",
    "look_over",
    "mark_official",
    "mark_same_problem",
    "mark_solved",
    "mark_unsolved",
    "merge",
    "move",
    "note_read",
    "pending_read",
    "pin",
    "put_back",
    "recount_category",
    "redact",
    "remove_bookmark",
    "remove_waiting",
    "render",
    "render_outdated",
    "replace_tag",
    "reply",
    "restore_post",
    "restore_revision",
    "retag",
    "retype",
    "run_due_timers",
    "set_aside",
    "set_timer",
    "show",
    "slow_down",
    "sort",
    "split",
    "undo_merge",
    "undo_split",
    "unlist",
    "vote_helpful",
    "withdraw_from_public",
]
