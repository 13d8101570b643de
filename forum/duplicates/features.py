"""What speaks for and against two texts asking the same, each as one number. Pure thinking, and the same in both directions.

`compare(a, b, …)` equals `compare(b, a, …)`: a pair has one score, whoever came first. FEATURES lists all names in order;
those of MEANING are 0 unless both texts have vectors.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from forum.duplicates.analysis import Analysed
from forum.duplicates.queries.words import Words

WORDS = (
    "title_agreement",  # worth of the words that both titles have, over the mean worth of the titles
    "titles_least",  # the same over the worthier title: low when one asks more than the other
    "titles_shared",  # the same in whole: two rare words in common say more than one, however long the titles are
    "titles_matched",  # BM25 of each title for the other, over what one unique word would count: long titles are held down
    "title_in_text",  # how much of one title the other text has, the better way round
    "titles_in_texts",  # and the worse way round
    "whole_agreement",  # as title_agreement for all words; 0 unless both have bodies
    "whole_least",
    "whole_shared",
    "letters",  # rapidfuzz's token_set_ratio of the titles: bears typos and other endings
    "spelling",  # rapidfuzz's ratio: the same letters in the same order
    "kanji_agreement",  # as title_agreement for single kanji: what a title is about, whatever stands between them
    "same_line",  # the titles are the same but for width, case and kana
    "codes_agree",  # error codes, versions and numbers that both have
    "codes_differ",  # both have some, and none in common
    "numbers_clash",  # titles that are alike but for their numbers, of which each has one that the other lacks: 2.2, not 2.3
    "rarest_missing",  # worth of the rarest word of either title that the other text lacks, over the worth of a unique word
    "other_language",
    "bodies",  # both have bodies: there are more words then to have in common by chance, and a score must say less
)
MEANING = (
    "title_meaning",  # cosine of the titles' vectors
    "whole_meaning",  # cosine of the texts' vectors; 0 unless both have bodies
)
#: Which model is asked: with vectors or without, for Japanese or not.
KIND = ("has_meaning", "japanese")
CIRCUMSTANCES = (
    "same_tags",
    "same_category",
    "known_links",  # ln(1 + threads known to ask what either asks)
)
FEATURES = (*WORDS, *MEANING, *KIND, *CIRCUMSTANCES)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its text, and what is known of it besides."""

    text: Analysed
    category_id: int = 0
    tags: frozenset[str] = field(default_factory=frozenset)
    known_links: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A side with what depends on how common its words are worked out once, for comparing it with many."""

    side: Side
    title_worth: float
    text_worth: float
    kanji: frozenset[str]
    kanji_worth: float
    #: The words of the title that hold a digit.
    numbers: frozenset[str]


def weigh(side: Side, words: Words) -> Weighed:
    """What a side's words are worth among the threads that `words` counts."""
    text = side.text
    kanji = frozenset(word for word in text.title_words if len(word) == 1 and "\u3400" <= word <= "\u9fff")
    return Weighed(
        side, words.worth_of(text.title_words), words.worth_of(text.words), kanji, words.worth_of(kanji),
        frozenset(word for word in text.title_words if any(map(str.isdigit, word))),
    )


def compare(
    one: Weighed, other: Weighed, words: Words, meaning: tuple[float, float] | None = None
) -> tuple[float, ...]:
    """The features of a pair in the order of FEATURES. `meaning` gives the cosines of the two titles and of the two texts."""
    a, b = one.side.text, other.side.text
    most = words.most
    shared = words.worth_of(a.title_words & b.title_words)
    a_in_b = _part(words.worth_of(a.title_words & b.words), one.title_worth)
    b_in_a = _part(words.worth_of(b.title_words & a.words), other.title_worth)
    bodies = bool(a.body and b.body)
    texts = words.worth_of(a.words & b.words) if bodies else 0.0
    codes = len(a.codes & b.codes)
    long = 0.5 * (len(a.title) + len(b.title)) / words.title_length
    close_titles, close_texts = meaning or (0.0, 0.0)
    return (
        _part(shared, math.sqrt(one.title_worth * other.title_worth)),
        _part(shared, max(one.title_worth, other.title_worth)),
        min(1.0, shared / most / 4),
        min(1.0, 2.2 * shared / (1.48 + 0.72 * long) / most / 4),
        max(a_in_b, b_in_a),
        min(a_in_b, b_in_a),
        _part(texts, math.sqrt(one.text_worth * other.text_worth)),
        _part(texts, max(one.text_worth, other.text_worth)),
        min(1.0, texts / most / 16),
        fuzz.token_set_ratio(a.line, b.line) / 100,
        fuzz.ratio(a.line, b.line) / 100,
        _part(words.worth_of(one.kanji & other.kanji), math.sqrt(one.kanji_worth * other.kanji_worth)),
        float(a.line == b.line),
        min(1.0, codes / 2),
        float(bool(a.codes and b.codes and not codes)),
        _clash(one, other),
        max(_rarest(a.title_words - b.words, words), _rarest(b.title_words - a.words, words)) / most,
        float(bool(a.lang and b.lang) and a.lang != b.lang),
        float(bodies),
        close_titles,
        close_texts if bodies else 0.0,
        float(meaning is not None),
        float("ja" in (a.lang, b.lang)),
        _share(one.side.tags, other.side.tags),
        float(bool(one.side.category_id) and one.side.category_id == other.side.category_id),
        math.log1p(one.side.known_links + other.side.known_links),
    )


def named(values: Sequence[float]) -> dict[str, float]:
    """Features by name, those that are 0 left out."""
    return {name: value for name, value in zip(FEATURES, values, strict=True) if value}


def _clash(one: Weighed, other: Weighed) -> float:
    if one.numbers <= other.numbers or other.numbers <= one.numbers:
        return 0.0
    # By how many words, whatever they are worth: next to rare names, the plain ones say whether one was made of the other.
    a, b = one.side.text.title_words - one.numbers, other.side.text.title_words - other.numbers
    return max(0.0, 2 * len(a & b) / len(a | b) - 1) if a or b else 0.0


def _part(worth: float, of: float) -> float:
    return worth / of if of else 0.0


def _rarest(missing: frozenset[str], words: Words) -> float:
    return max(map(words.worth, missing), default=0.0)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
