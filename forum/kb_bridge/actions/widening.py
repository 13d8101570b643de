"""That an article is for no more people than its sources, unless somebody says that it may be."""

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.categories.audience import EVERYONE, Audience
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.kb_bridge.events import ArticleWidened
from forum.kb_bridge.models import ArticlePromotion
from forum.kb_bridge.queries import facts
from forum.kb_bridge.reach import too_wide


async def keep_within(actor: Actor, article_id: int, own: Audience | None, confirmed: bool) -> None:
    """Gate of the knowledge base: an article's own audience lies within those of its sources, as they are now.

    What was confirmed holds for that audience and for every one within it. Raises Invalid (field "wider").
    """
    if await database.value("SELECT 1 FROM article_promotions WHERE article_id = $1", article_id) is None:
        return
    found = await database.rows("SELECT thread_id FROM article_sources WHERE article_id = $1", article_id)
    if not too_wide(own, await facts.audiences(row["thread_id"] for row in found)):
        return
    mine = own or Audience(EVERYONE)
    promotion = await ArticlePromotion.get(article_id=article_id)
    if promotion.wider_see and mine.lies_within(Audience(promotion.wider_see, promotion.wider_group_id)):
        return
    if not confirmed:
        raise Invalid({"wider": _(
            "This article came from a thread that is for fewer people. Confirm that these people may read what was"
            " written there, or choose a narrower audience in its details."
        )})
    await ArticlePromotion.filter(article_id=article_id).update(
        wider_see=mine.kind, wider_group_id=mine.group_id, wider_by_id=actor.id, wider_at=clock.now()
    )
    await events.record(ArticleWidened(
        actor_id=actor.id, subject_id=article_id, see=mine.kind, group_id=mine.group_id
    ))
