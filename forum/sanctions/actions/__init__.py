"""Every change to sanctions, appeals and notes, a verb each."""

from forum.sanctions.actions.appealing import answer_appeal, appeal
from forum.sanctions.actions.noting import remove_note, write_note
from forum.sanctions.actions.sanctioning import lift, sanction

__all__ = ["answer_appeal", "appeal", "lift", "remove_note", "sanction", "write_note"]
