"""Noting which replies answer with an article: the knowledge event "linked"."""

from forum import clock, database, settings
from forum.events import record
from forum.kb_bridge.events import ArticleLinked
from forum.kb_bridge.models import ArticleAnswer
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
        shown = articles_in(post["html"], settings.current().site_url)
        await database.execute(
            f"DELETE FROM article_answers WHERE post_id = $1 AND article_id NOT IN ({database.id_list([0, *shown])})", post_id
        )
        # Only what readers have: a number that leads nowhere answers nothing.
        found = await database.rows(
            f"SELECT a.id FROM articles a WHERE a.id IN ({database.id_list(shown)}) AND EXISTS (SELECT 1 FROM"
            " article_translations t WHERE t.article_id = a.id AND t.live_number IS NOT NULL) AND NOT EXISTS"
            " (SELECT 1 FROM article_answers k WHERE k.post_id = $1 AND k.article_id = a.id) ORDER BY a.id", post_id,
        )
        for row in found:
            await ArticleAnswer.create(
                article_id=row["id"], thread_id=post["thread_id"], post_id=post_id, person_id=post["author_id"],
                linked_at=clock.now(),
            )
            await record(ArticleLinked(
                actor_id=post["author_id"], subject_id=row["id"], thread_id=post["thread_id"], post_id=post_id
            ))

    await database.transaction(work)
