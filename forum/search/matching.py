"""A search as either engine's full text takes it: FTS5's MATCH or a tsquery. Pure.

On SQLite title, tags and words are columns. PostgreSQL has one vector: a word of the title stands in it a second time
behind `=`, and `~n` says in which stretch of ids the document lies, because GIN gives nothing in order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Ids of documents in one stretch.
STRETCH = 4_096


@dataclass(frozen=True, slots=True)
class Wanted:
    """Documents with all words of any of `ways`, and none of `unwanted`. In the title alone, where `in_title` says so.

    The last word of each way may be the beginning of one, where `unfinished`.
    """

    ways: tuple[tuple[str, ...], ...]
    unwanted: tuple[str, ...] = ()
    in_title: bool = False
    unfinished: bool = False


def fts5(wanted: Wanted, titles: str = "title") -> str:
    """The search for FTS5; `titles` are the columns of titles. Every word is quoted, so that none is taken for an operator."""
    ways = []
    for way in wanted.ways:
        words = [_quoted(word) for word in way]
        if wanted.unfinished:
            words[-1] = f"({words[-1]} OR {words[-1]} *)"
        ways.append(" AND ".join(words))
    text = " OR ".join(f"({way})" for way in ways)
    if wanted.in_title:
        text = f"{{{titles}}} : ({text})"
    if wanted.unwanted:
        text = f"({text}) NOT ({' OR '.join(map(_quoted, wanted.unwanted))})"
    return text


def tsquery(wanted: Wanted, stretches: Iterable[int] = ()) -> str:
    """The search for PostgreSQL, in these stretches of ids only where any are given."""
    mark = "=" if wanted.in_title else ""
    ways = []
    for way in wanted.ways:
        words = [_lexeme(mark + word) for word in way]
        if wanted.unfinished:
            words[-1] += ":*"
        ways.append(" & ".join(words))
    parts = [f"({' | '.join(f'({way})' for way in ways)})", *(f"!{_lexeme(word)}" for word in wanted.unwanted)]
    within = " | ".join(_lexeme(f"~{int(stretch)}") for stretch in stretches)
    if within:
        parts.append(f"({within})")
    return " & ".join(parts)


def lexemes(post_id: int, title: Sequence[str], tags: Sequence[str], words: Sequence[str]) -> list[str]:
    """Everything under which PostgreSQL finds a document."""
    return [*{*title, *tags, *words, *(f"={word}" for word in title)}, f"~{post_id // STRETCH}"]


def article_lexemes(title: Sequence[str], asked: Sequence[str], labels: Sequence[str], words: Sequence[str]) -> list[str]:
    """Everything under which PostgreSQL finds an article. What it was also asked as counts among its titles."""
    titles = {*title, *asked}
    return [*{*titles, *labels, *words, *(f"={word}" for word in titles)}]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
