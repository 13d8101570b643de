"""How long it takes to find the articles that stand beside a question: `python -m bench.asking --database URL`.

The community is one of `run.py bench data`, with as many articles of its words as `--articles` says, made here where there are
none. These words are few, so that nearly every article has each of them: no real community is as hard. Questions are
drawn with a fixed seed: titles of six words, of most of them half from an article, with a body of forty. What is measured
is `articles_for` for a guest on the process's own connection, one after the other, as the processor's time in all threads
and as time on the clock. No question comes twice; what was worked out for an article that an earlier one met is kept, as on
a running server.
"""

import argparse
import asyncio
import dataclasses
import json
import random
import time

from rich.console import Console

from forum import clock, database, settings
from forum.accounts.actor import GUEST, SYSTEM
from forum.database.registry import MODELS
from forum.demo.bulk import ENGLISH, JAPANESE
from forum.kb.dressing import render
from forum.kb.models import Article, ArticleCategory, ArticleRevision, ArticleSection, ArticleTranslation
from forum.kb_bridge.queries.meeting import articles_for
from forum.search.actions.articles import index_articles

console = Console(highlight=False, width=150)


def _words(chance: random.Random, count: int, japanese: bool) -> str:
    return ("" if japanese else " ").join(chance.choice(JAPANESE if japanese else ENGLISH) for _ in range(count))


async def fill(count: int) -> None:
    """Articles of the community's words, each with two other titles; one in four is Japanese."""
    chance, now = random.Random(7), clock.now()
    category = await ArticleCategory.create(slug="bench", name_en="Bench", created_at=now)
    section = await ArticleSection.create(category_id=category.id, name_en="Bench", created_at=now)

    async def some(first: int, last: int) -> None:
        for number in range(first, last):
            japanese = number % 4 == 3
            lang = "ja" if japanese else "en"
            title, asked = _words(chance, 6, japanese), [_words(chance, 6, japanese) for _ in range(2)]
            source = "\n\n".join(_words(chance, 60, japanese) for _ in range(4))
            dressed = await render(source, lang)
            article = await Article.create(
                section_id=section.id, kind="how_to", source_lang=lang, created_at=now, created_by_id=SYSTEM.id
            )
            version = await ArticleTranslation.create(
                article_id=article.id, lang=lang, title=title, slug=f"bench-{number}", html=dressed.html,
                html_version=dressed.version, plain=dressed.plain, also_asked=asked, live_number=1, revision_count=1,
                published_at=now, changed_at=now,
            )
            await ArticleRevision.create(
                translation_id=version.id, number=1, title=title, source=source, also_asked="\n".join(asked), environment="",
                author_id=SYSTEM.id, created_at=now, published_at=now,
            )

    for first in range(0, count, 250):
        await database.transaction(lambda first=first: some(first, min(first + 250, count)))  # type: ignore[misc]
    await index_articles()


async def questions(rounds: int) -> list[tuple[str, str]]:
    """Titles with bodies: of two in three, half the words are an article's."""
    chance = random.Random(20_260_303)
    titles = [
        row["title"] for row in await database.rows("SELECT title FROM article_translations WHERE lang = 'en' ORDER BY id")
    ]
    made = []
    for number in range(rounds):
        own = chance.choice(titles).split()[:3] if number % 3 else []
        made.append((" ".join([*own, *chance.sample(ENGLISH, 6 - len(own))]), _words(chance, 40, False)))
    return made


async def measure(url: str, articles: int, rounds: int) -> None:
    """Find, and print the figures for questions that come for the first time."""
    settings.use(dataclasses.replace(settings.read({}), database_url=url))
    await database.connect(url, MODELS)
    try:
        if not await database.value("SELECT count(*) FROM articles"):
            await fill(articles)
        threads = await database.value("SELECT count(*) FROM threads")
        there = await database.value("SELECT count(*) FROM articles")
        busy, took, found = [], [], 0
        for number, (title, body) in enumerate(await questions(rounds + 20)):
            started, worked = time.perf_counter(), time.process_time()
            met = await articles_for(GUEST, title, body)
            # The first ones fill what a running server has filled.
            if number >= 20:
                busy.append((time.process_time() - worked) * 1000)
                took.append((time.perf_counter() - started) * 1000)
                found += bool(met)
        figures = {"engine": database.engine(), "threads": threads, "articles": there, "n": len(busy), "found": found}
        for name, times in (("cpu", sorted(busy)), ("clock", sorted(took))):
            for part in (50, 95):
                figures[f"{name}_p{part}_ms"] = round(times[min(len(times) - 1, len(times) * part // 100)], 1)
        console.print_json(json.dumps(figures))
    finally:
        await database.close()


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.asking", description="How long articles take to be found.")
    parser.add_argument("--database", required=True, help="the community's database")
    parser.add_argument("--articles", type=int, default=3_000, help="how many to make where there are none")
    parser.add_argument("--rounds", type=int, default=200, help="questions that are measured")
    given = parser.parse_args()
    asyncio.run(measure(given.database, given.articles, given.rounds))


if __name__ == "__main__":
    main()
