"""What the bridge keeps, for tests that need it to have happened."""

from forum import clock
from forum.kb_bridge.models import (
    ArticleCredit,
    ArticlePromotion,
    ArticleSource,
    ContinuedPost,
    Escalation,
    EscalationMember,
    EscalationRule,
    PromotionRule,
    Proposal,
    PublishedReply,
    Wish,
)
from forum.threads.models import Thread
from forum.tickets.models import TicketComment
from tests.world import World


async def everything(world: World, article_id: int, thread_id: int, post_id: int) -> None:
    """An article that was made from a thread, at somebody's wish, by a rule."""
    now = clock.now()
    ada, eve = world.cast.ada.id, world.cast.eve.id
    await ArticlePromotion.create(
        article_id=article_id, thread_id=thread_id, promoted_by_id=ada, promoted_at=now, wider_see="members",
        wider_group_id=None, wider_by_id=ada, wider_at=now, told_at=now,
    )
    await ArticleSource.create(article_id=article_id, thread_id=thread_id, added_at=now, added_by_id=ada)
    await ArticleCredit.create(article_id=article_id, post_id=post_id, person_id=world.cast.ben.id)
    proposal = await Proposal.create(
        thread_id=thread_id, state="done", origin="people", opened_at=now, opened_by_id=eve, holder_id=ada, state_at=now,
        state_by_id=ada, member_count=3, wish_count=1, article_id=article_id, before={"state": "open"},
    )
    await Wish.create(proposal_id=proposal.id, thread_id=thread_id, person_id=eve, created_at=now)
    thread = await Thread.get(id=thread_id)
    await PromotionRule.create(
        category_id=thread.category_id, section_id=None, proposes=True, members=3, askers=2, solved_percent=20,
        within_days=90, updated_at=now, updated_by_id=ada,
    )


async def between(world: World, thread_id: int, post_id: int) -> None:
    """A thread that went on as a ticket with another one, what came back of it, and a post that goes on in private."""
    now = clock.now()
    ada = world.cast.ada.id
    comment = await TicketComment.filter(is_public=True, is_reply=True).order_by("id").first()
    assert comment is not None
    thread = await Thread.get(id=thread_id)
    escalation = await Escalation.create(
        thread_id=thread_id, ticket_id=comment.ticket_id, origin="staff", reason="bug", visibility="closed", hid=True,
        escalated_by_id=ada, escalated_at=now, withdrawn_at=now, withdrawn_by_id=ada,
    )
    await EscalationMember.create(escalation_id=escalation.id, thread_id=thread_id)
    await EscalationRule.create(
        category_id=thread.category_id, by_asker=True, by_helpers=False, policy="viewed", hours=24, in_business_hours=True,
        views=50, members=4,
        within_days=14, group_id=None, priority="high", tags="forum", accept_solves=True, solve_accepts=True, updated_at=now,
        updated_by_id=ada, last_run_at=now, last_found=2, last_made=1,
    )
    await PublishedReply.create(
        comment_id=comment.id, ticket_id=comment.ticket_id, thread_id=thread_id, post_id=post_id, published_by_id=ada,
        published_at=now,
    )
    await ContinuedPost.create(
        post_id=post_id, thread_id=thread_id, ticket_id=comment.ticket_id, moved_by_id=ada, moved_at=now
    )
