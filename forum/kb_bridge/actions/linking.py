"""Noting which replies, and which answers in tickets, answer with an article: the knowledge event "linked"."""

from collections.abc import Sequence

from forum import clock, database, settings
from forum.events import record
from forum.kb_bridge.events import ArticleLinked
from forum.kb_bridge.models import ArticleAnswer, ArticleTicketAnswer
from forum.kb_bridge.references import articles_in


async def link(post_id: int) -> None:
    """Take up the articles that a reply has as cards now; told again, it changes nothing. An opening post answers nothing."""

    async def work() -> None:
        await database.lock_row("posts", post_id)
        post = await database.row(
            "SELECT id, thread_id, position, html, author_id FROM posts WHERE id = $1 AND position > 0", post_id
        )
        if post is None:
            return
        for number in await _news("article_answers", "post_id", post_id, post["html"]):
            await ArticleAnswer.create(
                article_id=number, thread_id=post["thread_id"], post_id=post_id, person_id=post["author_id"],
                linked_at=clock.now(),
            )
            await record(ArticleLinked(
                actor_id=post["author_id"], subject_id=number, thread_id=post["thread_id"], post_id=post_id
            ))

    await database.transaction(work)


async def link_comment(comment_id: int) -> None:
    """The same for a public answer in a ticket; notes and words of the requester's side answer nothing."""

    async def work() -> None:
        await database.lock_row("ticket_comments", comment_id)
        said = await database.row(
            "SELECT id, ticket_id, html, author_id FROM ticket_comments WHERE id = $1 AND is_public AND is_reply", comment_id
        )
        if said is None:
            return
        for number in await _news("article_ticket_answers", "comment_id", comment_id, said["html"]):
            await ArticleTicketAnswer.create(
                article_id=number, ticket_id=said["ticket_id"], comment_id=comment_id, person_id=said["author_id"],
                linked_at=clock.now(),
            )
            await record(ArticleLinked(
                actor_id=said["author_id"], subject_id=number, thread_id=0, post_id=0, ticket_id=said["ticket_id"],
                comment_id=comment_id,
            ))

    await database.transaction(work)


async def look_again(ticket_ids: Sequence[int]) -> None:
    """Words were taken out of these tickets, in the caller's transaction: what they pointed to may have gone with them."""
    for row in await database.rows(
        "SELECT c.id, c.html FROM ticket_comments c WHERE EXISTS (SELECT 1 FROM article_ticket_answers k"
        f" WHERE k.comment_id = c.id AND k.ticket_id IN ({database.id_list(ticket_ids)}))"
    ):
        await _news("article_ticket_answers", "comment_id", row["id"], row["html"])


async def _news(table: str, column: str, id_: int, html: str) -> list[int]:
    """The articles that a text has as cards and that are not kept for it yet; those are let go that it has no more."""
    shown = articles_in(html, settings.current().site_url)
    await database.execute(
        f"DELETE FROM {table} WHERE {column} = $1 AND article_id NOT IN ({database.id_list([0, *shown])})", id_
    )
    # Only what readers have: a number that leads nowhere answers nothing.
    return [row["id"] for row in await database.rows(
        f"SELECT a.id FROM articles a WHERE a.id IN ({database.id_list(shown)}) AND EXISTS (SELECT 1 FROM"
        " article_translations t WHERE t.article_id = a.id AND t.live_number IS NOT NULL) AND NOT EXISTS"
        f" (SELECT 1 FROM {table} k WHERE k.{column} = $1 AND k.article_id = a.id) ORDER BY a.id", id_,
    )]
