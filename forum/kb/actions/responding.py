"""What readers say of an article: whether it helped, and that it is outdated or wrong."""

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.kb import policy
from forum.kb.events import ArticleFlagged, ArticleRated
from forum.kb.forms import Flag, Rating
from forum.kb.models import ArticleFlag, ArticleVote
from forum.kb.readers import reader_key
from forum.kb.views import ArticleView


async def rate(actor: Actor, article: ArticleView, form: Rating, address: str, user_agent: str) -> None:
    """Note whether the article helped, once for each reader and revision; saying it again replaces what was said.

    `article` was loaded through permission. A word about a revision that readers no longer get counts for nothing.
    """
    policy.may_vote(actor).require()
    form.check()
    if form["number"] != article.number:
        return
    key = reader_key(actor, f"votes {article.revision_id}", address, user_agent)
    helpful = form["helpful"] == "yes"

    async def work() -> None:
        before = await ArticleVote.get_or_none(revision_id=article.revision_id, reader_key=key)
        if before is not None and before.helpful == helpful and form["reason"] in ("", before.reason):
            return
        await database.execute(
            "INSERT INTO article_votes (revision_id, reader_key, helpful, reason, created_at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (revision_id, reader_key) DO UPDATE SET helpful = excluded.helpful, reason = excluded.reason",
            article.revision_id, key, helpful, form["reason"], clock.now(),
        )
        if before is None or before.helpful != helpful:
            await events.record(ArticleRated(
                actor_id=actor.id or None, subject_id=article.id, lang=article.lang, number=article.number,
                helpful=helpful,
            ))

    await database.transaction(work)


async def flag(actor: Actor, article: ArticleView, form: Flag) -> None:
    """Say that the article is outdated or wrong; the same person says the same of one revision once.

    Flagging again what the team had dealt with opens it again. Raises NotFound for another revision than the live one.
    """
    policy.may_flag(actor).require()
    form.check()
    if form["number"] != article.number:
        raise NotFound

    async def work() -> None:
        made = await database.execute(
            "INSERT INTO article_flags (revision_id, person_id, kind, note, created_at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT DO NOTHING", article.revision_id, actor.id, form["kind"], form["note"], clock.now(),
        )
        if not made:
            made = await ArticleFlag.filter(
                revision_id=article.revision_id, person_id=actor.id, kind=form["kind"], resolved_at__not_isnull=True
            ).update(resolved_at=None, resolved_by_id=None, note=form["note"], created_at=clock.now())
        if made:
            await events.record(ArticleFlagged(
                actor_id=actor.id, subject_id=article.id, lang=article.lang, number=article.number, kind=form["kind"],
            ))

    await database.transaction(work)
