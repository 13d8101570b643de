"""Every change to sanctions, appeals, notes and clean-ups, a verb each."""

from forum.sanctions.actions.appealing import answer_appeal, appeal
from forum.sanctions.actions.cleaning import clean_up, sanction_and_clean_up, undo_clean_up, work_on
from forum.sanctions.actions.noting import remove_note, write_note
from forum.sanctions.actions.sanctioning import lift, sanction

__all__ = [
    "answer_appeal",
    "appeal",
    "clean_up",
    "lift",
    "remove_note",
    "sanction",
    "sanction_and_clean_up",
    "undo_clean_up",
    "work_on",
    "write_note",
]
