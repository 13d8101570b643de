"""What happens when something has happened: one dict, event → the functions that answer it, each in its own transaction."""

from collections.abc import Sequence

from forum.accounts.events import PersonAnonymised
from forum.categories.events import CategoryEdited, TagDeleted, TagMerged
from forum.events.dispatch import Listener
from forum.events.records import Event
from forum.notifications import listeners as notifications
from forum.notifications.events import NewsPartlyTold
from forum.solutions import listeners as solutions
from forum.solutions.events import AskerReminded, ReplyMadeOfficial, SolutionAccepted
from forum.threads import listeners as threads
from forum.threads.events import (
    PostDeleted,
    PostEdited,
    ReplyPosted,
    SameProblemMarked,
    StatusChanged,
    ThreadDeleted,
    ThreadOpened,
)

REACTIONS: dict[type[Event], Sequence[Listener]] = {
    PersonAnonymised: (threads.forget_person, notifications.forget_person),
    CategoryEdited: (threads.recount_tags,),
    TagMerged: (threads.retag_merged, notifications.move_watches),
    TagDeleted: (notifications.forget_tag,),
    ThreadOpened: (notifications.follow_asked, notifications.tell_opened),
    ReplyPosted: (solutions.note_reply, notifications.follow_replied, notifications.tell_replied),
    PostEdited: (notifications.tell_mentioned_anew,),
    SameProblemMarked: (notifications.follow_same_problem,),
    StatusChanged: (notifications.tell_asked_back,),
    PostDeleted: (solutions.withdraw_deleted, notifications.tell_removed),
    ThreadDeleted: (notifications.tell_thread_removed,),
    SolutionAccepted: (notifications.tell_accepted,),
    ReplyMadeOfficial: (notifications.tell_official,),
    AskerReminded: (notifications.tell_reminded,),
    NewsPartlyTold: (notifications.tell_more,),
}
