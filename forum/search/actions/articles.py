"""Keeping the words of articles: of one when readers get another text or it bears other labels, of all after an upgrade.

Only live versions are taken up. Who may read them is not kept: searches join the living rows, so that archiving an
article, moving it or opening it to fewer changes nothing here.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum import clock, database
from forum.search.matching import article_lexemes
from forum.search.models import ASKED_APART
from forum.text.tokens import VERSION, spellings, tokens

#: Versions taken up together.
BATCH = 100
#: The row of `search_progress` that is the articles'.
PROGRESS = 2
#: Characters of an article whose spellings are kept.
_SPELLED = 4_000


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """The words of an article in one language. `asked` are the titles it was also asked under, each in its words."""

    id: int
    article_id: int
    lang: str
    title: tuple[str, ...]
    asked: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    words: tuple[str, ...]
    spelled: frozenset[str]

    @property
    def kept(self) -> tuple[str, str, str]:
        """Title, other titles and labels as they are kept."""
        return " ".join(self.title), ASKED_APART.join(map(" ".join, self.asked)), " ".join(self.labels)


async def index_article(article_id: int) -> None:
    """Take up an article's live versions as they are now, and let go of what is live no longer."""

    async def work() -> None:
        await database.lock_row("articles", article_id)
        found = [document_of(row) for row in await versions_with("t.article_id = $1", BATCH, article_id)]
        await database.execute(
            "DELETE FROM search_articles WHERE article_id = $1"
            f" AND id NOT IN ({database.id_list([0, *(one.id for one in found)])})", article_id,
        )
        await _write(found)

    await database.transaction(work)


async def index_articles(only_missing: bool = True) -> int:
    """Take up every live version that has no words yet (or, without `only_missing`, all of them anew); gives how many."""
    last = done = 0
    while (taken := await _take_up(last, only_missing)) is not None:
        last, count = taken
        done += count
    await database.execute(
        "INSERT INTO search_progress (id, analysis, upto, goal, finished_at) VALUES ($1, $2, $3, $3, $4)"
        " ON CONFLICT (id) DO UPDATE SET analysis = excluded.analysis, upto = excluded.upto, goal = excluded.goal,"
        " finished_at = excluded.finished_at",
        PROGRESS, VERSION, last, clock.now(),
    )
    return done


async def drop_article_orphans() -> int:
    """Remove words of versions that are live no longer; gives how many."""

    async def work() -> int:
        return await database.execute(
            "DELETE FROM search_articles WHERE NOT EXISTS (SELECT 1 FROM article_translations t"
            " WHERE t.id = search_articles.id AND t.live_number IS NOT NULL)"
        )

    return await database.transaction(work)


def document_of(row: Any) -> ArticleDocument:
    """The words of a version, read together with its article's labels."""
    asked = json.loads(row["also_asked"]) if isinstance(row["also_asked"], str) else row["also_asked"]
    spelled = spellings(" ".join((row["title"], *asked, row["label_names"], row["plain"][:_SPELLED])))
    return ArticleDocument(
        row["id"], row["article_id"], row["lang"], _words(row["title"]), tuple(map(_words, asked)),
        tuple(sorted(set(_words(row["label_names"].replace(",", " "))))), tuple(dict.fromkeys(_words(row["plain"]))),
        spelled,
    )


async def versions_with(where: str, size: int, *params: Any, aside: bool = False) -> list[Any]:
    """The first live versions for which the condition holds, by id, with what their words are made of."""
    return await (database.rows_aside if aside else database.rows)(
        "SELECT t.id, t.article_id, t.lang, t.title, t.also_asked, t.plain, t.version, a.label_names"
        " FROM article_translations t JOIN articles a ON a.id = t.article_id"
        f" WHERE t.live_number IS NOT NULL AND {where} ORDER BY t.id LIMIT {int(size)}", *params,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, tokens(text)))


async def _take_up(last: int, only_missing: bool) -> tuple[int, int] | None:
    """Take up the next versions after `last`: up to which id and how many; None when there are none."""
    missing = (
        " AND NOT EXISTS (SELECT 1 FROM search_articles d"
        f" WHERE d.id = t.id AND d.lang = t.lang AND d.analysis = {int(VERSION)})" if only_missing else ""
    )
    found = await versions_with(f"t.id > $1{missing}", BATCH, last, aside=True)
    if not found:
        return None
    documents = await asyncio.to_thread(lambda: [document_of(row) for row in found])
    ids = database.id_list(one.article_id for one in documents)

    async def work() -> None:
        if database.engine() == "postgres":
            await database.rows(f"SELECT id FROM articles WHERE id IN ({ids}) ORDER BY id FOR SHARE")
        now = {
            row["id"]: (row["version"], row["label_names"])
            for row in await versions_with(f"t.article_id IN ({ids})", 10 * BATCH)
        }
        # What was published meanwhile is taken up by the news of that.
        same = {row["id"] for row in found if now.get(row["id"]) == (row["version"], row["label_names"])}
        await _write([one for one in documents if one.id in same])

    await database.transaction(work)
    return found[-1]["id"], len(found)


async def _write(documents: Sequence[ArticleDocument]) -> None:
    """Keep these documents with their spellings. Inside a transaction."""
    sqlite = database.engine() == "sqlite"
    words = "$8" if sqlite else "array_to_tsvector(CAST($8 AS text[]))"
    for one in documents:
        title, asked, labels = one.kept
        every = [word for way in one.asked for word in way]
        given: Any = " ".join(one.words) if sqlite else article_lexemes(one.title, every, one.labels, one.words)
        await database.execute(
            "INSERT INTO search_articles (id, article_id, lang, analysis, title, asked, labels, words)"
            f" VALUES ($1, $2, $3, $4, $5, $6, $7, {words}) ON CONFLICT (id) DO UPDATE SET"
            " analysis = excluded.analysis, title = excluded.title, asked = excluded.asked, labels = excluded.labels,"
            " words = excluded.words",
            one.id, one.article_id, one.lang, VERSION, title, asked, labels, given,
        )
        await database.execute("DELETE FROM search_article_spellings WHERE document_id = $1", one.id)
        if not one.spelled:
            continue
        source, spelled = (
            ("json_each($2)", json.dumps(sorted(one.spelled))) if sqlite
            else ("unnest(CAST($2 AS text[])) AS given (value)", sorted(one.spelled))
        )
        await database.execute(
            "INSERT INTO search_article_spellings (document_id, head, tail, word)"
            f" SELECT CAST($1 AS bigint), SUBSTR(value, 1, 1), SUBSTR(value, LENGTH(value) - 1), value FROM {source}",
            one.id, spelled,
        )
