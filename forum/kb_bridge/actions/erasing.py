"""Forgetting words that a moderator took out of posts: in the articles made from them, in what was said of their proposals,
and in what was typed while a question was written."""

from forum import database, events
from forum.kb import actions as kb
from forum.kb_bridge.models import Composing, Proposal
from forum.search import actions as search
from forum.threads.actions.redacting import Erasure


async def erase(erasure: Erasure) -> None:
    """Part of a redaction's transaction."""
    blanker, threads = erasure.blanker, database.id_list(erasure.thread_ids)
    for one in await Composing.filter(thread_id__in=erasure.thread_ids):
        if one.typed != blanker.text(one.typed):
            await Composing.filter(id=one.id).update(typed=blanker.text(one.typed))
    for proposal in await Proposal.filter(thread_id__in=erasure.thread_ids):
        after = (blanker.text(proposal.reason), blanker.json(proposal.before))
        if after != (proposal.reason, proposal.before):
            await Proposal.filter(id=proposal.id).update(reason=after[0], before=after[1])
        await events.blank([("proposal", proposal.id)], blanker)
    made = await database.rows(
        f"SELECT article_id FROM article_sources WHERE thread_id IN ({threads}) UNION"
        f" SELECT article_id FROM article_credits WHERE post_id IN ({database.id_list(erasure.post_ids)})"
    )
    for article_id in await kb.erase([row["article_id"] for row in made], blanker):
        await search.index_article(article_id)
