"""What speaks for and against two texts asking the same, each as one number. Pure thinking, and the same in both directions.

`compare(a, b)` equals `compare(b, a)`: a pair has one score, whoever came first.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz

from forum.duplicates.analysis import Analysed
from forum.duplicates.queries.words import Words


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its text, and what is known of it besides."""

    text: Analysed
    category_id: int = 0
    tags: frozenset[str] = field(default_factory=frozenset)
    is_solved: bool = False
    known_links: int = 0
    created_at: datetime | None = None


def compare(one: Side, other: Side, words: Words) -> dict[str, float]:
    """The features of a pair, by name, all between -1 and about 1."""
    a, b = one.text, other.text
    title = _overlap(a.title_words, b.title_words, words)
    whole = _overlap(a.words, b.words, words)
    a_in_b, b_in_a = _covered(a.title_words, b.words, words), _covered(b.title_words, a.words, words)
    shared_codes = a.codes & b.codes
    return {
        "title_agreement": title[0],
        "title_least": title[1],
        "whole_agreement": whole[0],
        "title_in_text": max(a_in_b, b_in_a),
        "titles_in_texts": min(a_in_b, b_in_a),
        "letters": fuzz.token_set_ratio(a.line, b.line) / 100,
        "codes_agree": min(1.0, len(shared_codes) / 2),
        "codes_differ": float(bool(a.codes and b.codes and not shared_codes)),
        "same_tags": _share(one.tags, other.tags),
        "same_category": float(bool(one.category_id) and one.category_id == other.category_id),
        "known_links": math.log1p(one.known_links + other.known_links),
    }


def _overlap(a: frozenset[str], b: frozenset[str], words: Words) -> tuple[float, float]:
    """Shared worth over the mean worth of both, and over the greater of the two."""
    shared, mine, theirs = _sum(a & b, words), _sum(a, words), _sum(b, words)
    if not shared:
        return 0.0, 0.0
    return shared / math.sqrt(mine * theirs), shared / max(mine, theirs)


def _covered(a: frozenset[str], b: frozenset[str], words: Words) -> float:
    whole = _sum(a, words)
    return _sum(a & b, words) / whole if whole else 0.0


def _sum(some: Iterable[str], words: Words) -> float:
    return math.fsum(map(words.worth, some))


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
