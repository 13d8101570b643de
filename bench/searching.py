"""How long the server takes to search a large community: `python -m bench.searching --database URL`.

The community is one of `run.py bench data`, with `run.py search rebuild` after it. Searches are drawn with a fixed seed:
of two common words, of a common one and its opposite number in Japanese, with operators, in quotes, misspelled. What is
measured is the whole of a guest's search, from what was typed to the hits with their snippets, on the process's own
connection, one search after the other; rendering the page comes to it (some milliseconds).
"""

import argparse
import asyncio
import dataclasses
import random
import time
from collections.abc import Callable

from rich.console import Console

from forum import clock, database, settings
from forum.accounts.actor import GUEST
from forum.database.registry import MODELS
from forum.demo.bulk import ENGLISH, JAPANESE
from forum.search import queries
from forum.search.query import parse

console = Console(highlight=False, width=150)

_Draw = Callable[[random.Random], str]


def _two(chance: random.Random) -> str:
    return " ".join(chance.sample(ENGLISH, 2))


def _typo(chance: random.Random) -> str:
    word = chance.choice([word for word in ENGLISH if len(word) > 5])
    at = chance.randrange(1, len(word) - 2)
    return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]} {chance.choice(ENGLISH)}"


SEARCHES: dict[str, _Draw] = {
    "two words": _two,
    "two words, Japanese": lambda chance: " ".join(chance.sample(JAPANESE, 2)),
    "one word": lambda chance: chance.choice(ENGLISH),
    "six words": lambda chance: " ".join(chance.sample(ENGLISH, 6)),
    "a phrase": lambda chance: f'"{_two(chance)}"',
    "a word and not another": lambda chance: " -".join(chance.sample(ENGLISH, 2)),
    "with a tag": lambda chance: f"{_two(chance)} tag:{chance.choice(ENGLISH[:30])}",
    "unanswered, two words": lambda chance: f"{_two(chance)} is:unanswered",
    "by an author": lambda chance: f"{chance.choice(ENGLISH)} author:person{chance.randrange(1, 900)}",
    "a tag alone": lambda chance: f"tag:{chance.choice(ENGLISH[:30])} is:solved",
    "misspelled": _typo,
    "nothing like it": lambda chance: f"zq{chance.randrange(10**6)} {chance.choice(ENGLISH)}",
}


async def measure(url: str, rounds: int) -> None:
    """Search, and print a line for each kind of search."""
    settings.use(dataclasses.replace(settings.read({}), database_url=url))
    await database.connect(url, MODELS)
    try:
        threads = await database.value("SELECT count(*) FROM threads")
        posts = await database.value("SELECT count(*) FROM search_documents")
        console.print(f"{database.engine()}: {threads:,} threads, {posts:,} posts")
        console.print(f"{'search':26}{'n':>5}{'median':>9}{'95 %':>9}{'99 %':>9}{'most':>9} ms  {'own CPU':>8} ms  threads found")
        today = clock.now().date()
        for name, draw in SEARCHES.items():
            chance = random.Random(20_260_303)
            times, found, busy = [], [], 0.0
            # The first few fill the caches of the database, as a running server's are filled.
            for number in range(rounds + 5):
                query = parse(draw(chance), today)
                started, worked = time.perf_counter(), time.process_time()
                answer = await queries.find(GUEST, query)
                if number >= 5:
                    times.append((time.perf_counter() - started) * 1000)
                    busy += (time.process_time() - worked) * 1000
                    found.append(answer.count)
            times.sort()
            at = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99, 1)]
            figures = "".join(f"{one:9.1f}" for one in at)
            console.print(f"{name:26}{rounds:5}{figures}     {busy / rounds:8.1f}     {sum(found) / len(found):8.0f}")
    finally:
        await database.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="sqlite:///path/of/kotae.db or postgres://…")
    parser.add_argument("--rounds", type=int, default=200, help="searches of each kind")
    given = parser.parse_args()
    asyncio.run(measure(given.database, given.rounds))


if __name__ == "__main__":
    main()
