"""What people may do in threads, each with the reason they will read. Pure: the facts come in, a verdict goes out."""

from typing import Protocol

from forum.accounts import abilities
from forum.accounts.actor import ROLES, Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _

TYPES = ("question", "problem", "idea", "discussion", "announcement")
#: The types that ask for a solution; the others are talk.
ASKING_TYPES = frozenset({"question", "problem"})
STATUSES = ("open", "needs_info", "solved", "closed")
#: Why a post may be out of sight until a moderator has looked: `wording.out_of_sight` has a sentence for each.
OUT_OF_SIGHT = ("flags", "first_posts", "links", "alike", "words", "too_fast")
#: What a timer may do, and what may be done to several threads at once.
TIMERS = ("close", "reopen", "lock", "unlock", "relist", "unslow")
TOGETHER = ("close", "reopen", "lock", "unlock", "move", "tag", "unlist", "relist", "archive", "unarchive")


class ThreadFacts(Protocol):
    """What a verdict needs to know of a thread."""

    @property
    def author_id(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def is_locked(self) -> bool: ...
    @property
    def is_archived(self) -> bool: ...
    @property
    def is_deleted(self) -> bool: ...
    @property
    def deleted_by_id(self) -> int | None: ...
    @property
    def is_waiting(self) -> bool: ...
    @property
    def reply_count(self) -> int: ...


class PostFacts(Protocol):
    """What a verdict needs to know of a post."""

    @property
    def author_id(self) -> int: ...
    @property
    def author_role(self) -> str: ...
    @property
    def position(self) -> int: ...
    @property
    def is_deleted(self) -> bool: ...
    @property
    def deleted_by_id(self) -> int | None: ...
    @property
    def is_waiting(self) -> bool: ...


def may_reply(actor: Actor, thread: ThreadFacts, answering: Verdict) -> Verdict:
    """Whoever may answer in the category, unless the thread is closed or locked; staff may even then."""
    if thread.is_deleted:
        if thread.is_waiting:
            return no(_("Nobody can reply before a moderator has looked at this thread."))
        return no(_("This thread was deleted."))
    if thread.is_archived:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    if not actor.is_staff:
        if thread.is_locked:
            return no(_("This thread is locked."))
        if thread.status == "closed":
            return no(_("This thread is closed."))
    return answering


def may_edit(actor: Actor, thread: ThreadFacts, post: PostFacts) -> Verdict:
    """Authors edit what is theirs, staff and well-reputed members edit what others wrote, and every change is on record.

    What waits for a moderator's look is edited by its author and by moderators.
    """
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if (post.is_deleted and not post.is_waiting) or (thread.is_deleted and not thread.is_waiting):
        return no(_("What was deleted cannot be edited."))
    if (post.is_waiting or thread.is_waiting) and not (actor.is_moderator or post.author_id == actor.id):
        return no(_("Only the author and moderators may edit this now."))
    if thread.is_archived and not actor.is_moderator:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    if actor.is_staff:
        return YES
    if thread.is_locked:
        return no(_("This thread is locked."))
    if post.author_id == actor.id or abilities.has(actor, "edit_others"):
        return YES
    return no(_("Only the author and staff may edit this."))


def may_delete(actor: Actor, thread: ThreadFacts, post: PostFacts) -> Verdict:
    """Authors delete their own words as long as nobody stands on them; moderators delete any, with a reason, but not those
    of somebody of a higher role."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if post.is_waiting:
        return no(_("A moderator will look at this and decide."))
    if post.is_deleted:
        return no(_("This was deleted already."))
    if actor.is_moderator:
        known = actor.role in ROLES and post.author_role in ROLES
        if known and ROLES.index(post.author_role) > ROLES.index(actor.role):
            return no(_("This is about somebody of a higher role, who is not yours to decide on."))
        return YES
    if post.author_id != actor.id:
        return no(_("Only the author and moderators may delete this."))
    if thread.is_archived:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    if thread.is_locked:
        return no(_("This thread is locked."))
    if post.position == 0 and thread.reply_count > 0:
        return no(_("People have replied here, so only moderators may delete the whole thread."))
    return YES


def may_restore(actor: Actor, post: PostFacts) -> Verdict:
    """Whoever deleted their own words may take that back; moderators may restore anything but what others took from them."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if not post.is_deleted:
        return no(_("This is not deleted."))
    if post.is_waiting:
        return no(_("A moderator will look at this and decide."))
    if post.author_id == actor.id and actor.is_moderator and post.deleted_by_id != actor.id:
        return no(_("This is about you, so somebody else decides."))
    if actor.is_moderator or (post.author_id == actor.id and post.deleted_by_id == actor.id):
        return YES
    return no(_("A moderator deleted this, so only moderators may restore it."))


def may_see_deleted(actor: Actor, author_id: int, deleted_by_id: int | None, *, waiting: bool = False) -> bool:
    """Moderators see what was deleted; authors see what they deleted themselves, so that they can take it back, and what
    waits for a moderator's look."""
    mine = not actor.is_guest and author_id == actor.id
    return actor.is_moderator or (mine and (waiting or deleted_by_id == actor.id))


def may_see_history(actor: Actor, post: PostFacts) -> Verdict:
    """What a post said before is as public as the post; of a deleted one, moderators only."""
    if post.is_deleted and not actor.is_moderator and not (post.is_waiting and post.author_id == actor.id):
        return no(_("This was deleted."))
    return YES


def may_vote_helpful(actor: Actor, post: PostFacts, thread: ThreadFacts) -> Verdict:
    """Anyone signed in, but not for their own words."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if post.author_id == actor.id:
        return no(_("You cannot vote for your own post."))
    if post.is_deleted:
        return no(_("This was deleted."))
    if thread.is_archived:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    return YES


def may_mark_same_problem(actor: Actor, thread: ThreadFacts) -> Verdict:
    """Anyone signed in who did not ask it, on questions and problems."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if thread.author_id == actor.id:
        return no(_("You asked this yourself, so you are counted already."))
    if thread.type not in ASKING_TYPES:
        return no(_("Only questions and problems can be shared."))
    if thread.is_archived:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    return YES


def may_change_status(actor: Actor, thread: ThreadFacts, status: str) -> Verdict:
    """Staff ask for information, close and reopen; askers reopen and answer what was asked. Solving is `solutions`' matter."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if status not in STATUSES or status == "solved":
        return no(_("There is no such status to choose."))
    if thread.is_archived:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    if thread.status == "solved":
        return no(_("This is solved. Withdraw the solution first."))
    if actor.is_staff or (status == "needs_info" and actor.role == "helper"):
        return YES
    if thread.author_id == actor.id and status == "open" and thread.status == "needs_info":
        return YES
    if thread.author_id == actor.id and status == "closed" and thread.status in ("open", "needs_info"):
        return YES
    return no(_("Only staff may do this."))


def may_retype(actor: Actor) -> Verdict:
    """Staff say what kind of thread it is."""
    return _of_staff(actor)


def may_move(actor: Actor) -> Verdict:
    """Staff put threads where they belong."""
    return _of_staff(actor)


def may_retag(actor: Actor, thread: ThreadFacts) -> Verdict:
    """The asker, staff, and members with the ability."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if actor.is_staff or thread.author_id == actor.id or abilities.has(actor, "retag"):
        return YES
    return no(_("You cannot change the tags of other people's threads yet."))


def may_lock(actor: Actor) -> Verdict:
    """Moderators stop and allow replies."""
    return _of_moderators(actor)


def may_pin(actor: Actor) -> Verdict:
    """Moderators put a thread at the top."""
    return _of_moderators(actor)


def may_care(actor: Actor) -> Verdict:
    """Moderators unlist, archive, slow down, split and merge threads."""
    return _of_moderators(actor)


def may_redact(actor: Actor) -> Verdict:
    """Moderators take private words out of posts, whoever wrote them."""
    return _of_moderators(actor)


def may_withdraw(actor: Actor) -> Verdict:
    """Staff take a post out of the public when they go on with it in private."""
    return _of_staff(actor)


def may_set_timer(actor: Actor, kind: str) -> Verdict:
    """Whoever may do it at once may have the clock do it."""
    return _of_staff(actor) if kind in ("close", "reopen") else _of_moderators(actor)


def may_see_timers(actor: Actor) -> Verdict:
    """Staff see what the clock will do to threads."""
    return _of_staff(actor)


def may_do_together(actor: Actor) -> Verdict:
    """Moderators put several threads in order at once."""
    return _of_moderators(actor)


def may_announce(actor: Actor) -> Verdict:
    """Announcements are the staff's."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may post announcements."))
    return verdict


def _of_staff(actor: Actor) -> Verdict:
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict


def _of_moderators(actor: Actor) -> Verdict:
    verdict = signed_in(actor)
    if verdict and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return verdict
