"""How much an article's title speaks of what somebody asks: the share of its words that stand in the question. Pure."""

from collections.abc import Collection, Iterable

from forum.text.tokens import terms

#: A title of one word says too little, unless the question says that very word; from two on each counts.
_FEW = 2
#: What a title of few words is worth at most.
_FEW_WORTH = 0.6


def words_of(text: str) -> frozenset[str]:
    """The words by which a text is compared."""
    return frozenset(terms(text))


def likeness(asked: Collection[str], titles: Iterable[str]) -> float:
    """How like the best of these titles is to what was asked, 0 to 1."""
    best = 0.0
    for title in titles:
        words = words_of(title)
        if not words:
            continue
        share = len(words & set(asked)) / len(words)
        best = max(best, share if len(words) > _FEW else share * _FEW_WORTH)
    return best
