"""Continuing in private: what somebody wrote in a thread stands in a ticket of theirs from now on, and nowhere else."""

from collections.abc import Sequence

from forum import clock, database, events, settings
from forum.accounts import queries as accounts
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.kb_bridge import escalated
from forum.kb_bridge.events import PostContinued
from forum.kb_bridge.forms import Private
from forum.kb_bridge.models import ContinuedPost
from forum.kb_bridge.queries import escalations
from forum.threads import queries as threads
from forum.threads.actions.redacting import Withdrawn, withdraw_from_public
from forum.threads.policy import may_withdraw
from forum.threads.views import PostView, ThreadView
from forum.tickets import actions as tickets
from forum.tickets.actions import Opening, SourceTaken, Update, Updated

#: Posts that go on in private in one step.
MOST_POSTS = 20


async def continue_privately(actor: Actor, thread_id: int, form: Private, post_ids: Sequence[int]) -> list[int]:
    """Move posts of a thread into private tickets, one for each author; returns the tickets.

    The words are gone from all that is public in the transaction that makes the ticket. Raises NotFound, Forbidden,
    SignInNeeded, Invalid, or Conflict where somebody was faster.
    """
    thread = await threads.visible_thread(actor, thread_id)
    may_withdraw(actor).require()
    form.check()
    chosen = list(dict.fromkeys(post_ids))
    if not chosen:
        raise Invalid({"posts": _("Please tick at least one post.")})
    if len(chosen) > MOST_POSTS:
        raise Invalid({"posts": _("At most %(num)s posts at once.", num=MOST_POSTS)})
    by_author: dict[int, list[tuple[PostView, str]]] = {}
    for number in chosen:
        _thread, post, source = await threads.source_of(actor, number)
        if post.thread_id != thread.id or post.is_deleted:
            raise Invalid({"posts": _("This was changed meanwhile. Please look at it again.")})
        by_author.setdefault(post.author_id, []).append((post, source))
    made = []
    for author_id, posts in by_author.items():
        made.append(await _move(actor, thread, author_id, sorted(posts, key=lambda one: one[0].position), form))
    return made


async def _move(
    actor: Actor, thread: ThreadView, author_id: int, posts: Sequence[tuple[PostView, str]], form: Private
) -> int:
    ids = [post.id for post, _source in posts]
    sources = dict(zip(ids, (source for _post, source in posts), strict=True))
    author = await accounts.actor(author_id)
    with use_locale(author.language or settings.current().site_language):
        said = _("What you wrote in the forum goes on here in private.")

    async def first() -> None:
        await database.lock_row("threads", thread.id)
        if await ContinuedPost.exists(post_id__in=ids):
            raise Conflict(_("This goes on in private already."))

    async def then(opened: Updated) -> None:
        for post, _source in posts:
            async def keep(given: Withdrawn) -> None:
                # Somebody may have edited it since: then the ticket would hold other words than those that went.
                if given.source != sources[given.post_id]:
                    raise Conflict(_("This was changed meanwhile. Please look at it again."))

            await withdraw_from_public(
                actor, post.id, form["reason"], keep, title=form["title"] if post.position == 0 else ""
            )
            await ContinuedPost.create(
                post_id=post.id, thread_id=thread.id, ticket_id=opened.ticket_id, moved_by_id=actor.id,
                moved_at=clock.now(),
            )
            await events.record(PostContinued(
                actor_id=actor.id, subject_id=post.id, thread_id=thread.id, ticket_id=opened.ticket_id,
                author_id=author_id,
            ))
        await tickets.update(SYSTEM, opened.ticket_id, Update(comment=said, automatic=True, via="forum"))

    answers = thread.answers if posts[0][0].position == 0 else []
    parts = [escalated.with_answers(source, answers if post.position == 0 else []) for post, source in posts]
    try:
        opened = await tickets.open_ticket(actor, Opening(
            # Whoever did not write the title reads it as everybody does from now on.
            subject=thread.title if author_id == thread.author_id else form["title"] or thread.title,
            body="\n\n---\n\n".join(parts), requester_id=author_id, by_requester=True, via="forum", source=("post", ids[0]),
            see_group_id=await escalations.group_of(thread.id),
        ), trusted=True, first=first, then=then)
    except Invalid as error:
        if "requester_id" in error.errors:
            raise Invalid({"posts": _("Whoever asked has left, so there is nobody to answer in private.")}) from error
        raise
    if opened.repeated:
        raise SourceTaken(opened.ticket_id)
    return opened.ticket_id
