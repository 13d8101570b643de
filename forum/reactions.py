"""What happens when something has happened: one dict, event → the functions that answer it, each in its own transaction.

And what flats above demand of a flat below before something happens: its gates.
"""

from collections.abc import Sequence

from forum.accounts.events import PersonAnonymised
from forum.categories.events import CategoryEdited, TagDeleted, TagMerged
from forum.duplicates import listeners as duplicates
from forum.duplicates.events import ClusterGrew, DuplicateMarked, DuplicateRemoved
from forum.events.dispatch import Listener
from forum.events.records import Event
from forum.kb import listeners as kb
from forum.kb.actions.gates import Gate
from forum.kb.events import ArticlePublished
from forum.kb_bridge import listeners as kb_bridge
from forum.kb_bridge.actions.widening import keep_within
from forum.kb_bridge.events import SourcesAnswered
from forum.notifications import listeners as notifications
from forum.notifications.events import NewsPartlyTold
from forum.search import listeners as search
from forum.solutions import listeners as solutions
from forum.solutions.events import AskerReminded, ReplyMadeOfficial, SolutionAccepted, SolutionWithdrawn
from forum.threads import listeners as threads
from forum.threads.events import (
    PostDeleted,
    PostEdited,
    ReplyPosted,
    SameProblemMarked,
    StatusChanged,
    ThreadDeleted,
    ThreadMoved,
    ThreadOpened,
    ThreadRestored,
    ThreadRetagged,
    ThreadRetyped,
)

REACTIONS: dict[type[Event], Sequence[Listener]] = {
    PersonAnonymised: (
        threads.forget_person, kb.forget_person, kb_bridge.forget_person, notifications.forget_person, search.forget_person,
    ),
    CategoryEdited: (threads.recount_tags,),
    TagMerged: (threads.retag_merged, notifications.move_watches, search.index_merged),
    TagDeleted: (notifications.forget_tag,),
    ThreadOpened: (notifications.follow_asked, notifications.tell_opened, duplicates.note_thread, search.index_opened),
    ReplyPosted: (solutions.note_reply, notifications.follow_replied, notifications.tell_replied, search.index_reply),
    PostEdited: (notifications.tell_mentioned_anew, duplicates.note_edit, search.index_edited),
    SameProblemMarked: (notifications.follow_same_problem, duplicates.follow_same_problem),
    StatusChanged: (notifications.tell_asked_back, duplicates.follow_status),
    PostDeleted: (solutions.withdraw_deleted, notifications.tell_removed),
    ThreadDeleted: (notifications.tell_thread_removed, duplicates.note_deleted),
    ThreadRestored: (duplicates.note_thread,),
    ThreadMoved: (duplicates.note_thread, search.spell_moved),
    ThreadRetagged: (duplicates.note_thread, search.index_retagged),
    ThreadRetyped: (duplicates.note_thread,),
    SolutionAccepted: (notifications.tell_accepted, duplicates.note_thread),
    SolutionWithdrawn: (duplicates.note_thread,),
    ReplyMadeOfficial: (notifications.tell_official,),
    DuplicateMarked: (notifications.tell_duplicate, notifications.follow_duplicate),
    DuplicateRemoved: (notifications.unfollow_duplicate,),
    AskerReminded: (notifications.tell_reminded,),
    NewsPartlyTold: (notifications.tell_more,),
    ClusterGrew: (kb_bridge.consider_cluster,),
    ArticlePublished: (kb_bridge.note_published,),
    SourcesAnswered: (notifications.tell_answered,),
}

#: What must hold before an article may be for more people, asked in the transaction that would make it so.
GATES: Sequence[Gate] = (keep_within,)
