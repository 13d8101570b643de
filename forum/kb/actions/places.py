"""Loading the rows that an action changes, in the order in which all actions hold them: the article, then a version."""

from forum import database
from forum.errors import NotFound
from forum.kb.models import Article, ArticleRevision, ArticleTranslation


async def article_for_change(article_id: int) -> Article:
    """The article's row, held until the transaction ends. Raises NotFound."""
    await database.lock_row("articles", article_id)
    row = await Article.get_or_none(id=article_id)
    if row is None:
        raise NotFound
    return row


async def version_for_change(article_id: int, lang: str) -> ArticleTranslation:
    """The version's row; the article's is held already. Raises NotFound for a language it is not in."""
    row = await ArticleTranslation.get_or_none(article_id=article_id, lang=lang)
    if row is None:
        raise NotFound
    return row


async def refresh_outdated(article: Article) -> None:
    """Say of each translation since when the source has told readers something newer, if it has."""
    source = await ArticleTranslation.get_or_none(article_id=article.id, lang=article.source_lang)
    newer: list[tuple[int, object]] = []
    if source is not None:
        newer = [
            (one.number, one.published_at)
            for one in await ArticleRevision.filter(translation_id=source.id, minor=False).order_by("number")
            if one.published_at is not None
        ]
    for version in await ArticleTranslation.filter(article_id=article.id):
        since = None
        if version.lang != article.source_lang and version.live_number is not None:
            since = next((at for number, at in newer if number > (version.source_number or 0)), None)
        if version.outdated_since != since:
            version.outdated_since = since  # type: ignore[assignment]
            version.version += 1
            await version.save(update_fields=["outdated_since", "version"])
