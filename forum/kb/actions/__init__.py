"""Every write of the knowledge base, by what people do: write, review, arrange, shelve, respond; and keep it fit."""

from forum.kb.actions.arranging import archive, move, resolve_flag, set_details, unarchive, verify
from forum.kb.actions.erasing import erase
from forum.kb.actions.gates import guard
from forum.kb.actions.keeping import check_links, render_outdated
from forum.kb.actions.noticing import count_view, flush, forget, keep_flushing
from forum.kb.actions.responding import flag, rate
from forum.kb.actions.reviewing import ask_review, comment, publish, publish_due, send_back, withdraw_plan
from forum.kb.actions.shelving import (
    archive_category,
    archive_section,
    create_category,
    create_section,
    edit_category,
    edit_section,
    move_category,
    move_section,
)
from forum.kb.actions.writing import begin, create, hold, restore, save_text, translate

__all__ = [
    "archive",
    "archive_category",
    "archive_section",
    "ask_review",
    "begin",
    "check_links",
    "comment",
    "count_view",
    "create",
    "create_category",
    "create_section",
    "edit_category",
    "edit_section",
    "erase",
    "flag",
    "flush",
    "forget",
    "guard",
    "hold",
    "keep_flushing",
    "move",
    "move_category",
    "move_section",
    "publish",
    "publish_due",
    "rate",
    "render_outdated",
    "resolve_flag",
    "restore",
    "save_text",
    "send_back",
    "set_details",
    "translate",
    "unarchive",
    "verify",
    "withdraw_plan",
]
