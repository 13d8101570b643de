"""Every write to watches, notifications and preferences."""

from forum.notifications.actions.choosing import mute_by_letter, save_choices, stop_letters
from forum.notifications.actions.forgetting import forget_old, forget_person
from forum.notifications.actions.lettering import forgo_letters, send_at_once, send_daily
from forum.notifications.actions.reading import (
    flush,
    keep_flushing,
    mark_all_read,
    mark_read,
    mark_thread_read,
    note_opened,
    note_ticket_opened,
)
from forum.notifications.actions.telling import (
    News,
    TicketNews,
    tell,
    tell_decided,
    tell_mentioned,
    tell_of_ticket,
    tell_watchers,
)
from forum.notifications.actions.watching import (
    follow,
    follow_duplicates,
    follow_merged,
    follow_posts,
    follow_same_problem,
    forget_tag,
    move_tag,
    set_level,
    unfollow_merged,
)

__all__ = [
    "News",
    "TicketNews",
    "flush",
    "follow",
    "follow_duplicates",
    "follow_merged",
    "follow_posts",
    "follow_same_problem",
    "forget_old",
    "forget_person",
    "forget_tag",
    "forgo_letters",
    "keep_flushing",
    "mark_all_read",
    "mark_read",
    "mark_thread_read",
    "move_tag",
    "mute_by_letter",
    "note_opened",
    "note_ticket_opened",
    "save_choices",
    "send_at_once",
    "send_daily",
    "set_level",
    "stop_letters",
    "tell",
    "tell_decided",
    "tell_mentioned",
    "tell_of_ticket",
    "tell_watchers",
    "unfollow_merged",
]
