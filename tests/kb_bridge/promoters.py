"""What the bridge keeps, for tests that need it to have happened."""

from forum import clock
from forum.kb_bridge.models import ArticleCredit, ArticlePromotion, ArticleSource, PromotionRule, Proposal, Wish
from forum.threads.models import Thread
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
        thread_id=thread_id, state="written", origin="people", opened_at=now, opened_by_id=eve, holder_id=ada, state_at=now,
        state_by_id=ada, member_count=3, wish_count=1, article_id=article_id, before={"state": "open"},
    )
    await Wish.create(proposal_id=proposal.id, thread_id=thread_id, person_id=eve, created_at=now)
    thread = await Thread.get(id=thread_id)
    await PromotionRule.create(
        category_id=thread.category_id, section_id=None, proposes=True, members=3, askers=2, solved_percent=20,
        within_days=90, updated_at=now, updated_by_id=ada,
    )
