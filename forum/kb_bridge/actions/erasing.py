"""Forgetting words that a moderator took out of posts: in what was typed while a question was written, in tickets, and in
articles with what was said of their proposals."""

from forum import database, events
from forum.kb import actions as kb
from forum.kb_bridge import escalated
from forum.kb_bridge.actions import linking
from forum.kb_bridge.models import Composing, Proposal
from forum.search import actions as search
from forum.threads.actions.redacting import Erasure
from forum.tickets import actions as tickets

#: The tickets that were made of some threads or answered into them, what those go on as, and what follows them up. Where
#: words stand because they were moved there out of the public, they stay.
_MADE_OF = (
    "WITH RECURSIVE made(id) AS (SELECT s.id FROM (SELECT e.ticket_id AS id FROM escalations e WHERE e.thread_id IN ({ids})"
    " UNION SELECT e.ticket_id FROM escalation_members m JOIN escalations e ON e.id = m.escalation_id"
    " WHERE m.thread_id IN ({ids}) UNION SELECT r.ticket_id FROM published_replies r WHERE r.thread_id IN ({ids})) s"
    " UNION SELECT k.id FROM made JOIN tickets x ON x.id = made.id JOIN tickets k ON k.id = x.merged_into_id"
    " OR k.follow_up_of_id = x.id) SELECT id FROM made WHERE id NOT IN (SELECT p.ticket_id FROM continued_posts p)"
    " AND id NOT IN (SELECT w.id FROM tickets w WHERE w.source_type = 'post')"
)


async def erase(erasure: Erasure) -> None:
    """Part of a redaction's transaction."""
    for one in await Composing.filter(thread_id__in=erasure.thread_ids):
        if one.typed != erasure.blanker.text(one.typed):
            await Composing.filter(id=one.id).update(typed=erasure.blanker.text(one.typed))
    await _leave_articles(erasure)
    await _leave_tickets(erasure)


async def _leave_articles(erasure: Erasure) -> None:
    """Articles that were made from the threads or use the posts' words, in all their texts, and what was proposed."""
    blanker = erasure.blanker
    for proposal in await Proposal.filter(thread_id__in=erasure.thread_ids):
        after = (blanker.text(proposal.reason), blanker.json(proposal.before))
        if after != (proposal.reason, proposal.before):
            await Proposal.filter(id=proposal.id).update(reason=after[0], before=after[1])
        await events.blank([("proposal", proposal.id)], blanker)
    made = await database.rows(
        f"SELECT article_id FROM article_sources WHERE thread_id IN ({database.id_list(erasure.thread_ids)}) UNION"
        f" SELECT article_id FROM article_credits WHERE post_id IN ({database.id_list(erasure.post_ids)})"
    )
    for article_id in await kb.erase([row["article_id"] for row in made], blanker):
        await search.index_article(article_id)


async def _leave_tickets(erasure: Erasure) -> None:
    """Tickets that were made of the threads."""
    made = await database.rows(_MADE_OF.format(ids=database.id_list(erasure.thread_ids)))
    if not made:
        return
    # Of an opening that is gone as a whole nothing is left of the quote either, however short its lines.
    gone = {row["ticket_id"] for row in await database.rows(
        "SELECT e.ticket_id FROM escalations e JOIN posts p ON p.thread_id = e.thread_id AND p.position = 0"
        f" WHERE p.id IN ({database.id_list(erasure.post_ids)}) AND EXISTS (SELECT 1 FROM post_redactions r"
        " WHERE r.post_id = p.id AND r.kind <> 'pieces')"
    )}
    address = escalated.address_of(erasure.thread_ids)

    def rewrite(ticket_id: int, source: str) -> str:
        # An address says the thread's title.
        left = address.sub(r"\1", source)
        return escalated.without_quote(left) if ticket_id in gone else left

    numbers = [row["id"] for row in made]
    await tickets.blank(numbers, erasure.blanker, rewrite)
    await linking.look_again(numbers)
