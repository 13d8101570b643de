"""What happens when something has happened: one dict, event → the functions that answer it, each in its own transaction."""

from collections.abc import Sequence

from forum.events.dispatch import Listener
from forum.events.records import Event
from forum.solutions import listeners as solutions
from forum.threads.events import PostDeleted, ReplyPosted

REACTIONS: dict[type[Event], Sequence[Listener]] = {
    ReplyPosted: (solutions.note_reply,),
    PostDeleted: (solutions.withdraw_deleted,),
}
