"""What happens when something has happened: one dict, event → the functions that answer it, each in its own transaction."""

from collections.abc import Sequence

from forum.accounts.events import PersonAnonymised
from forum.categories.events import CategoryEdited, TagMerged
from forum.events.dispatch import Listener
from forum.events.records import Event
from forum.solutions import listeners as solutions
from forum.threads import listeners as threads
from forum.threads.events import PostDeleted, ReplyPosted

REACTIONS: dict[type[Event], Sequence[Listener]] = {
    PersonAnonymised: (threads.forget_person,),
    CategoryEdited: (threads.recount_tags,),
    TagMerged: (threads.retag_merged,),
    ReplyPosted: (solutions.note_reply,),
    PostDeleted: (solutions.withdraw_deleted,),
}
