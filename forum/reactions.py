"""What happens when something has happened: one dict, event → the functions that answer it, each in its own transaction.

And what flats above demand of a flat below before something happens: its gates.
"""

from collections.abc import Sequence

from forum import events
from forum.accounts import screening as profiles
from forum.accounts.events import EmailVerified, PersonAdmitted, PersonAnonymised
from forum.categories.events import CategoryEdited, TagDeleted, TagMerged
from forum.desk import listeners as desk
from forum.desk.queries import looked_before
from forum.duplicates import casework as duplicate_cases
from forum.duplicates import listeners as duplicates
from forum.duplicates.actions.erasing import erase as erase_pairs
from forum.duplicates.events import ClusterGrew, DuplicateMarked, DuplicateRemoved
from forum.duplicates.queries import contested
from forum.events.dispatch import Listener
from forum.events.records import Event
from forum.kb import listeners as kb
from forum.kb.actions.gates import Gate, guard
from forum.kb.events import ArticleDetailsChanged, ArticlePublished, ArticleRestored
from forum.kb_bridge import listeners as kb_bridge
from forum.kb_bridge import looking
from forum.kb_bridge.actions.erasing import erase as erase_typed
from forum.kb_bridge.actions.widening import keep_within
from forum.kb_bridge.events import ProposalDecided, SourcesAnswered
from forum.leases import listeners as leases
from forum.moderation import actions as moderating
from forum.moderation import listeners as moderation
from forum.moderation.actions import casework
from forum.moderation.events import FlagSettled, ReviewGrewOld
from forum.moderation.queries import evidence
from forum.notifications import listeners as notifications
from forum.notifications.events import NewsPartlyTold
from forum.sanctions import casework as appeal_cases
from forum.sanctions import listeners as sanctions
from forum.sanctions.events import AppealAnswered, PersonCleanedUp, PersonSanctioned, SanctionLifted
from forum.sanctions.queries import evidence as appeal_evidence
from forum.search import actions as search_actions
from forum.search import listeners as search
from forum.solutions import actions as solution_actions
from forum.solutions import listeners as solutions
from forum.solutions.events import AskerReminded, ReplyMadeOfficial, SolutionAccepted, SolutionWithdrawn
from forum.threads import listeners as threads
from forum.threads import screening
from forum.threads.actions.redacting import Eraser, set_erasers
from forum.threads.events import (
    MergeReverted,
    PostDeleted,
    PostEdited,
    PostHeld,
    PostHidden,
    PostRedacted,
    PostRestored,
    PostShown,
    ReplyPosted,
    SameProblemMarked,
    SplitReverted,
    StatusChanged,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadLocked,
    ThreadMerged,
    ThreadMoved,
    ThreadOpened,
    ThreadReopened,
    ThreadRestored,
    ThreadRetagged,
    ThreadRetyped,
    ThreadSplit,
    ThreadUnlisted,
)
from forum.tickets import listeners as tickets
from forum.tickets.events import (
    SideConversationOpened,
    SideMessagePosted,
    TicketAssigned,
    TicketChanged,
    TicketCommented,
    TicketCopied,
    TicketMerged,
    TicketOpened,
    TicketPromised,
    TicketStatusChanged,
)

REACTIONS: dict[type[Event], Sequence[Listener]] = {
    PersonAnonymised: (
        leases.forget_person, threads.forget_person, kb.forget_person, tickets.forget_person, moderation.forget_person,
        sanctions.forget_person,
        notifications.forget_person, search.forget_person, kb_bridge.forget_person, desk.forget_person,
    ),
    EmailVerified: (tickets.join_organization, moderation.queue_account),
    PersonAdmitted: (notifications.tell_admitted,),
    CategoryEdited: (threads.recount_tags, kb_bridge.keep_in_step),
    TagMerged: (threads.retag_merged, notifications.move_watches, search.index_merged),
    TagDeleted: (notifications.forget_tag,),
    ThreadOpened: (
        notifications.follow_asked, notifications.tell_opened, duplicates.note_thread, search.index_opened,
        tickets.keep_time,
    ),
    ReplyPosted: (
        solutions.note_reply, notifications.follow_replied, notifications.tell_replied,
        search.index_reply, kb_bridge.link_reply, tickets.keep_time,
    ),
    PostEdited: (notifications.tell_mentioned_anew, duplicates.note_edit, search.index_edited, kb_bridge.link_edited),
    SameProblemMarked: (notifications.follow_same_problem, duplicates.follow_same_problem),
    StatusChanged: (notifications.tell_asked_back, duplicates.follow_status, tickets.keep_time),
    PostRedacted: (search.index_redacted, notifications.tell_redacted, kb_bridge.link_redacted),
    PostDeleted: (
        solutions.withdraw_deleted, moderation.close_deleted, notifications.tell_removed, tickets.keep_time_of_post,
        kb_bridge.forget_published,
    ),
    PostRestored: (tickets.keep_time_of_post,),
    PostHeld: (notifications.tell_waiting,),
    PostHidden: (notifications.tell_waiting, duplicates.note_sight, search.follow_sight, tickets.keep_time_of_post),
    PostShown: (notifications.tell_shown, duplicates.note_sight, search.follow_sight, tickets.keep_time_of_post),
    FlagSettled: (notifications.tell_flag_settled,),
    ReviewGrewOld: (notifications.tell_moderators,),
    ThreadDeleted: (
        moderation.close_thread_deleted, notifications.tell_thread_removed, duplicates.note_deleted, tickets.keep_time,
    ),
    ThreadRestored: (duplicates.note_thread, tickets.keep_time),
    ThreadMoved: (
        duplicates.note_thread, search.spell_moved, notifications.tell_curated, kb_bridge.keep_in_step,
    ),
    ThreadSplit: (
        solutions.follow_split, notifications.follow_split, duplicates.note_parted, search.index_split,
        kb_bridge.follow_moved, kb_bridge.carry_split, tickets.keep_time_of_moved,
    ),
    SplitReverted: (
        solutions.follow_unsplit, notifications.follow_unsplit, duplicates.note_parted, search.index_unsplit,
        kb_bridge.follow_moved, kb_bridge.carry_unsplit, tickets.keep_time_of_moved,
    ),
    ThreadMerged: (
        solutions.follow_merged, duplicates.follow_merged, notifications.follow_merged, search.index_joined,
        kb_bridge.follow_moved, kb_bridge.follow_merged, kb_bridge.carry_merged, tickets.keep_time_of_moved,
    ),
    MergeReverted: (
        solutions.follow_unmerged, notifications.unfollow_merged, duplicates.note_parted, search.index_parted,
        kb_bridge.follow_moved, kb_bridge.follow_reverted, kb_bridge.carry_back, tickets.keep_time_of_moved,
    ),
    ThreadClosed: (notifications.tell_curated,),
    ThreadReopened: (notifications.tell_curated,),
    ThreadLocked: (notifications.tell_curated,),
    ThreadUnlisted: (notifications.tell_curated,),
    ThreadArchived: (notifications.tell_curated,),
    ThreadRetagged: (duplicates.note_thread, search.index_retagged),
    ThreadRetyped: (duplicates.note_thread, tickets.keep_time),
    SolutionAccepted: (notifications.tell_accepted, duplicates.note_thread, kb_bridge.solve_ticket),
    SolutionWithdrawn: (duplicates.note_thread,),
    ReplyMadeOfficial: (notifications.tell_official,),
    DuplicateMarked: (notifications.tell_duplicate, notifications.follow_duplicate),
    DuplicateRemoved: (notifications.unfollow_duplicate,),
    AskerReminded: (notifications.tell_reminded,),
    TicketOpened: (notifications.tell_ticket_opened,),
    TicketCommented: (notifications.tell_ticket_commented, kb_bridge.link_answer),
    TicketStatusChanged: (tickets.solve_incidents, notifications.tell_ticket_status, kb_bridge.solve_thread),
    TicketAssigned: (notifications.tell_ticket_assigned,),
    TicketChanged: (notifications.tell_ticket_changed,),
    TicketPromised: (notifications.tell_ticket_promised,),
    TicketCopied: (notifications.tell_ticket_copied,),
    TicketMerged: (notifications.tell_ticket_merged,),
    SideConversationOpened: (notifications.tell_side_talk,),
    SideMessagePosted: (notifications.tell_side_talk,),
    ArticlePublished: (search.index_article, kb_bridge.note_published),
    ArticleRestored: (search.index_article,),
    ArticleDetailsChanged: (search.index_article,),
    PersonSanctioned: (notifications.tell_decided,),
    SanctionLifted: (notifications.tell_decided,),
    PersonCleanedUp: (notifications.tell_decided,),
    AppealAnswered: (notifications.tell_answered,),
    NewsPartlyTold: (notifications.tell_more,),
    ClusterGrew: (kb_bridge.consider_cluster,),
    SourcesAnswered: (notifications.tell_article,),
    ProposalDecided: (notifications.tell_handed_over,),
}

#: What must hold before an article may be for more people, asked in the transaction that would make it so.
GATES: Sequence[Gate] = (keep_within,)
guard(GATES)

#: Who takes words out of what they keep when a moderator takes them out of a post, in the same transaction.
ERASERS: Sequence[Eraser] = (
    solution_actions.erase, moderating.erase, erase_pairs, search_actions.erase, erase_typed,
)
set_erasers(ERASERS)

def install() -> None:
    """Put all of it in force: who answers which news, who looks at texts before they are shown, who knows what people
    tried, who decides on what."""
    events.listen(REACTIONS)
    screening.ask_of(moderating.look)
    profiles.ask_of(moderating.look_at_profile)
    looking.ask_of(looked_before)
    for kind in (moderating.POSTS, moderating.PEOPLE, duplicate_cases.CONTESTED, appeal_cases.APPEALS):
        casework.take_on(kind)
    for teller in (evidence.POSTS, evidence.PEOPLE, contested.CONTESTED, appeal_evidence.APPEALS):
        evidence.take_on(teller)
