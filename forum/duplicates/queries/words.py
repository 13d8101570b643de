"""How common words are among the indexed threads: what a word in common is worth, and how much looking it up would read."""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from forum import database

#: Rows of `duplicate_terms` that count no word: the threads (and the words of their titles), and the words of bodies.
THREAD_TOTAL = ""
BODY_TOTAL = " "
#: Counts are kept in the process for so long (seconds), so many of them, and while the community is about as large:
#: what a word is worth changes slowly.
KEPT_SECONDS = 300.0
MOST_KEPT = 400_000
GROWTH = 0.02
#: In a smaller community one thread more changes much, and asking again costs little.
KEPT_FROM = 1_000


class Worths(dict[str, float]):
    """What sharing each word is worth, worked out when it is first asked for."""

    def __init__(self, threads: int, counts: dict[str, tuple[int, int]]) -> None:
        super().__init__()
        self._threads, self._counts = threads, counts

    def __missing__(self, word: str) -> float:
        count = self._counts.get(word, (0, 0))[0]
        found = self[word] = math.log1p((self._threads - min(count, self._threads) + 0.5) / (count + 0.5))
        return found


@dataclass(slots=True)
class Words:
    """Counts of words over `threads` threads, as far as they were asked for."""

    threads: int = 0
    title_length: float = 10.0
    body_length: float = 80.0
    #: word → (threads that have it, threads that have it in the title)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    worths: Worths = field(init=False)
    #: What a word is worth that no thread has.
    most: float = field(init=False)

    def __post_init__(self) -> None:
        self.most = math.log1p((self.threads + 0.5) / 0.5)
        self.worths = Worths(self.threads, self.counts)

    def common(self, word: str) -> int:
        """How many threads have the word."""
        return self.counts.get(word, (0, 0))[0]

    def worth(self, word: str) -> float:
        """What sharing the word is worth: its inverse document frequency, in nats, never below zero."""
        return self.worths[word]

    def worth_of(self, some: Iterable[str]) -> float:
        """What all these words are worth together."""
        return sum(map(self.worths.__getitem__, some))


@dataclass(slots=True)
class _Kept:
    until: float = 0.0
    words: Words = field(default_factory=Words)


_kept = _Kept()


async def words_for(asked: Iterable[str]) -> Words:
    """Counts for (at least) the words asked for; those of a moment ago are good enough."""
    totals = {
        row["term"]: row
        for row in await database.rows("SELECT term, thread_count, title_count FROM duplicate_terms WHERE term IN ('', ' ')")
    }
    threads = int(totals[THREAD_TOTAL]["thread_count"]) if THREAD_TOTAL in totals else 0
    kept = _kept.words
    grown = abs(threads - kept.threads) > GROWTH * kept.threads
    if threads < KEPT_FROM or grown or time.monotonic() > _kept.until or len(kept.counts) > MOST_KEPT:
        titles = int(totals[THREAD_TOTAL]["title_count"]) if threads else 0
        bodies = int(totals[BODY_TOTAL]["thread_count"]) if BODY_TOTAL in totals else 0
        kept = Words(threads, max(1.0, titles / max(1, threads)), max(1.0, bodies / max(1, threads)))
        _kept.until, _kept.words = time.monotonic() + KEPT_SECONDS, kept
    missing = [word for word in set(asked) if word not in kept.counts]
    for start in range(0, len(missing), 400):
        some = missing[start : start + 400]
        marks = ", ".join(f"${number}" for number in range(1, len(some) + 1))
        for row in await database.rows(
            f"SELECT term, thread_count, title_count FROM duplicate_terms WHERE term IN ({marks})", *some
        ):
            kept.counts[row["term"]] = (int(row["thread_count"]), int(row["title_count"]))
        for word in some:
            kept.counts.setdefault(word, (0, 0))
    return kept
