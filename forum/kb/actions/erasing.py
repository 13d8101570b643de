"""Forgetting words that a moderator took out of what articles were made from: in every text that they ever had."""

import re
from collections.abc import Iterable
from typing import Any

from forum import clock, database, events, mail
from forum.accounts.actor import SYSTEM
from forum.kb.actions.places import article_for_change
from forum.kb.actions.reviewing import EXCERPT
from forum.kb.actions.writing import own_slug
from forum.kb.dressing import render
from forum.kb.events import ArticleRedacted
from forum.kb.models import ArticleComment, ArticleFlag, ArticleRevision, ArticleTranslation, ArticleVote
from forum.text.blanking import MARK, Blanker
from forum.text.excerpt import excerpt

#: What Markdown puts between the words of a sentence that it does not show.
_MARKUP = re.compile(r"^[ \t]*(?:>[ \t]?|[-*+#]+[ \t])+|\]\([^)\s]*\)|[\[\]*_`~\\]", re.MULTILINE)


async def erase(article_ids: Iterable[int], blanker: Blanker) -> list[int]:
    """Take words out of articles for good, part of a redaction's transaction; gives those that had them.

    Their texts say where words stood, the latest ones too that readers have; whoever looks after them is asked to look.
    """
    changed = []
    for article_id in sorted(set(article_ids)):
        await article_for_change(article_id)
        found = [await _blank(one, blanker) for one in await ArticleTranslation.filter(article_id=article_id).order_by("id")]
        if any(found):
            changed.append(article_id)
        await events.blank([("article", article_id)], blanker)
        await mail.blank(f"/help/articles/{article_id}", blanker)
    return changed


async def _blank(version: ArticleTranslation, blanker: Blanker) -> bool:
    """One language of an article: all its revisions, what was said about them, and what readers get."""
    revisions = await ArticleRevision.filter(translation_id=version.id).order_by("number")
    found = False
    for revision in revisions:
        before = (revision.title, revision.source, revision.also_asked, revision.environment, revision.reason)
        revision.title, revision.reason = blanker.text(revision.title)[:200], blanker.text(revision.reason)[:200]
        revision.source = blank_source(revision.source, blanker)
        revision.also_asked, revision.environment = blanker.text(revision.also_asked), blanker.text(revision.environment)
        if before != (revision.title, revision.source, revision.also_asked, revision.environment, revision.reason):
            found = True
            await revision.save(update_fields=["title", "source", "also_asked", "environment", "reason"])
    ids = [revision.id for revision in revisions]
    for model, column in ((ArticleComment, "body"), (ArticleVote, "reason"), (ArticleFlag, "note")):
        await _blank_said(model, column, ids, blanker)
    if found:
        live = next((one for one in revisions if one.number == version.live_number), None)
        await _show(version, live or revisions[-1], is_live=live is not None, blanker=blanker)
        await events.record(ArticleRedacted(actor_id=SYSTEM.id, subject_id=version.article_id, lang=version.lang))
    return found


async def _show(version: ArticleTranslation, revision: ArticleRevision, *, is_live: bool, blanker: Blanker) -> None:
    """What readers get, made anew; addresses that the old titles gave lead nowhere any more."""
    version.title, version.slug = revision.title, await own_slug(version, revision.title)
    if is_live:
        dressed = await render(revision.source, version.lang)
        version.html, version.html_version, version.plain = dressed.html, dressed.version, dressed.plain
        version.contents = [[one.level, one.anchor, one.text] for one in dressed.contents]
        version.excerpt = excerpt(dressed.plain, EXCERPT)
        version.also_asked = blanker.json(version.also_asked)
        version.environment = blanker.json(version.environment)
        await database.execute(
            "DELETE FROM article_addresses WHERE article_id = $1 AND lang = $2 AND slug <> $3",
            version.article_id, version.lang, version.slug,
        )
        await database.execute(
            "INSERT INTO article_addresses (article_id, slug, lang) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            version.article_id, version.slug, version.lang,
        )
    # What was planned has to be looked at first.
    version.publish_at = version.publish_by_id = None
    version.redacted_at = clock.now()
    version.version += 1
    await version.save()


async def _blank_said(model: Any, column: str, revision_ids: list[int], blanker: Blanker) -> None:
    for one in await model.filter(revision_id__in=revision_ids).exclude(**{column: ""}):
        said = getattr(one, column)
        if said != blanker.text(said):
            await model.filter(id=one.id).update(**{column: blanker.text(said)})


def blank_source(source: str, blanker: Blanker) -> str:
    """Markdown without the words; a paragraph in which they run across formatting goes as a whole. Pure."""
    blocks = blanker.text(source).split("\n\n")
    return "\n\n".join(MARK if blanker.count(_MARKUP.sub("", block)) else block for block in blocks)
