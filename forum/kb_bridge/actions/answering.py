"""What follows when an article that came from threads has readers, and calling its open sources answered by it."""

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Invalid
from forum.kb import queries as kb
from forum.kb_bridge import policy
from forum.kb_bridge.events import ProposalDecided, SourcesAnswered
from forum.kb_bridge.models import ArticlePromotion, Proposal
from forum.kb_bridge.queries import cards
from forum.solutions import actions as solutions


async def note_published(article_id: int) -> None:
    """Reaction: what was proposed is done, and the people of its sources are told, once."""

    async def work() -> None:
        await database.lock_row("articles", article_id)
        promotion = await ArticlePromotion.get_or_none(article_id=article_id)
        if promotion is None or promotion.told_at is not None:
            return
        now = clock.now()
        await ArticlePromotion.filter(article_id=article_id).update(told_at=now)
        for proposal in await Proposal.filter(article_id=article_id, state=policy.WRITTEN).order_by("id"):
            await Proposal.filter(id=proposal.id).update(
                state=policy.DONE, state_at=now, state_by_id=SYSTEM.id, version=proposal.version + 1
            )
            await events.record(ProposalDecided(
                actor_id=SYSTEM.id, subject_id=proposal.id, thread_id=proposal.thread_id, before=policy.WRITTEN,
                after=policy.DONE, holder_id=proposal.holder_id, reason="",
            ))
        found = await database.rows(
            "SELECT thread_id FROM article_sources WHERE article_id = $1 ORDER BY id", article_id
        )
        await events.record(SourcesAnswered(
            actor_id=promotion.promoted_by_id, subject_id=article_id, thread_ids=[row["thread_id"] for row in found],
        ))

    await database.transaction(work)


async def answer_sources(actor: Actor, article_id: int) -> tuple[int, int]:
    """Accept the article as the answer of every open source that the actor may read; gives how many were and were not.

    A thread whose readers could not read the article stays open.
    """
    policy.may_promote(actor).require()
    await kb.article_on_desk(actor, article_id)
    done = left = 0
    for source in (await cards.behind(actor, article_id)).sources:
        if not source.is_open:
            continue
        try:
            await solutions.answer_by_article(actor, source.thread_id, article_id)
            done += 1
        except Invalid:
            left += 1
    return done, left


async def forget_person(person_id: int) -> None:
    """Reaction: somebody left. What they wished for is nobody's wish any more, and what they had taken is free."""
    for row in await database.rows(
        "SELECT proposal_id, count(*) AS number FROM article_wishes WHERE person_id = $1 GROUP BY proposal_id", person_id
    ):
        await database.execute(
            "UPDATE article_proposals SET wish_count = wish_count - $1 WHERE id = $2", row["number"], row["proposal_id"]
        )
    await database.execute("DELETE FROM article_wishes WHERE person_id = $1", person_id)
    await database.execute(
        "UPDATE article_proposals SET state = 'open', holder_id = NULL, version = version + 1"
        " WHERE holder_id = $1 AND state IN ('taken', 'handed_over')", person_id,
    )
