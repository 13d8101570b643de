"""Whether the search knows the words that posts and articles have now."""

from collections.abc import Sequence
from typing import Any

from forum import database
from forum.search.actions import articles
from forum.search.actions.articles import ArticleDocument
from forum.search.actions.indexing import index_post, posts_with
from forum.search.documents import Document, document_of
from forum.search.matching import article_lexemes, lexemes
from forum.text.tokens import VERSION
from forum.transfer.checking.drift import Drift

#: More posts than any range holds.
_ALL = 1_000_000
#: What a drift is called that only the index of SQLite has.
_UNINDEXED = "words in the index"


class SearchWords:
    """The documents of the search, from the posts they are made of."""

    table = "posts"

    async def drifts(self, where: str) -> list[Drift]:
        """Posts without their words, words that a post has no longer, and words of posts that are gone."""
        posts = await posts_with(f"p.id {where}", _ALL, aside=True)
        sqlite = database.engine() == "sqlite"
        words = "words" if sqlite else "tsvector_to_array(words) AS words"
        kept = {
            row["id"]: row
            for row in await database.rows_aside(
                f"SELECT id, analysis, title, tags, {words} FROM search_documents WHERE id {where}"
            )
        }
        found: list[Drift] = []
        on_its_way = await _on_its_way()
        for post in posts:
            row = kept.pop(post["id"], None)
            if ("post", post["id"]) in on_its_way or ("thread", post["thread_id"]) in on_its_way:
                continue
            document = document_of(post)
            if row is None:
                found.append(Drift("search", post["id"], "words", "none", "those of the post"))
            elif row["analysis"] != VERSION or not _is(row, document, sqlite):
                found.append(Drift("search", post["id"], "words", "others", "those of the post"))
        found += [Drift("search", id_, "words", "some", "no such post") for id_ in kept]
        if sqlite:
            for row in await database.rows_aside(
                f"SELECT id FROM search_documents WHERE id {where}"
                " AND NOT EXISTS (SELECT 1 FROM search_words_docsize s WHERE s.id = search_documents.id)"
            ):
                found.append(Drift("search", row["id"], _UNINDEXED, "none", "those of the document"))
        return sorted(found, key=lambda drift: drift.id)

    async def mend(self, drifts: Sequence[Drift]) -> None:
        """Take up posts anew, and drop what has none."""
        for drift in drifts:
            if drift.what == _UNINDEXED:
                await database.execute(
                    "INSERT INTO search_words (rowid, title, tags, words)"
                    " SELECT id, title, tags, words FROM search_documents WHERE id = $1", drift.id,
                )
        for drift in drifts:
            if drift.right == "no such post":
                await database.execute("DELETE FROM search_documents WHERE id = $1", drift.id)
            elif drift.what != _UNINDEXED:
                await index_post(drift.id)


class SearchArticles:
    """The documents of articles, from what their readers get."""

    table = "article_translations"

    async def drifts(self, where: str) -> list[Drift]:
        """Live versions without their words, with others, and words of versions that are live no longer."""
        versions = await articles.versions_with(f"t.id {where}", _ALL, aside=True)
        sqlite = database.engine() == "sqlite"
        words = "words" if sqlite else "tsvector_to_array(words) AS words"
        kept = {
            row["id"]: row
            for row in await database.rows_aside(
                f"SELECT id, article_id, analysis, title, asked, labels, {words} FROM search_articles WHERE id {where}"
            )
        }
        on_its_way = await _on_its_way()
        found: list[Drift] = []
        for version in versions:
            row = kept.pop(version["id"], None)
            if ("article", version["article_id"]) in on_its_way:
                continue
            document = articles.document_of(version)
            if row is None:
                found.append(Drift("search_article", version["id"], "words", "none", "those of the article"))
            elif row["analysis"] != VERSION or not _is_article(row, document, sqlite):
                found.append(Drift("search_article", version["id"], "words", "others", "those of the article"))
        found += [Drift("search_article", id_, "words", "some", "not live") for id_ in kept]
        if sqlite:
            for row in await database.rows_aside(
                f"SELECT id FROM search_articles WHERE id {where}"
                " AND NOT EXISTS (SELECT 1 FROM search_article_words_docsize s WHERE s.id = search_articles.id)"
            ):
                found.append(Drift("search_article", row["id"], _UNINDEXED, "none", "those of the document"))
        return sorted(found, key=lambda drift: drift.id)

    async def mend(self, drifts: Sequence[Drift]) -> None:
        """Take up articles anew, and drop what nobody reads."""
        for drift in drifts:
            if drift.what == _UNINDEXED:
                await database.execute(
                    "INSERT INTO search_article_words (rowid, title, asked, labels, words)"
                    " SELECT id, title, asked, labels, words FROM search_articles WHERE id = $1", drift.id,
                )
        for drift in drifts:
            if drift.right == "not live":
                await database.execute("DELETE FROM search_articles WHERE id = $1", drift.id)
            elif drift.what != _UNINDEXED:
                article_id = await database.value("SELECT article_id FROM article_translations WHERE id = $1", drift.id)
                await articles.index_article(int(article_id))


async def _on_its_way() -> set[tuple[str, int]]:
    """Threads and posts of which the search will hear, or of which news stands still, which is told by itself: kind and id."""
    waiting = await database.rows_aside(
        "SELECT DISTINCT e.subject_type, e.subject_id FROM deliveries d JOIN events e ON e.id = d.event_id"
        " WHERE d.listener LIKE 'search.%'"
    )
    return {(row["subject_type"], row["subject_id"]) for row in waiting}


def _is_article(row: Any, document: ArticleDocument, sqlite: bool) -> bool:
    if (row["title"], row["asked"], row["labels"]) != document.kept or row["article_id"] != document.article_id:
        return False
    if sqlite:
        return bool(row["words"] == " ".join(document.words))
    every = [word for way in document.asked for word in way]
    return set(row["words"]) == set(article_lexemes(document.title, every, document.labels, document.words))


def _is(row: Any, document: Document, sqlite: bool) -> bool:
    if row["title"] != " ".join(document.title) or row["tags"] != " ".join(document.tags):
        return False
    if sqlite:
        return bool(row["words"] == " ".join(document.words))
    return set(row["words"]) == set(lexemes(document.id, document.title, document.tags, document.words))
