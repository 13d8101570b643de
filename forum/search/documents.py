"""The words under which a post is found. Pure thinking, and quick to import: whole communities are read in processes beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.text.tokens import spellings, tokens

#: Characters of a post whose spellings are kept.
_SPELLED = 2_000


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one post, and of what it was made."""

    id: int
    thread_id: int
    category_id: int
    position: int
    title: tuple[str, ...]
    tags: tuple[str, ...]
    words: tuple[str, ...]
    spelled: frozenset[str]
    source: tuple[Any, ...]


def documents_of(rows: Sequence[Any]) -> list[Document]:
    """The words of posts, each read together with its thread."""
    return [document_of(row) for row in rows]


def document_of(row: Any) -> Document:
    """The words of a post, read together with its thread."""
    opening = row["position"] == 0
    title = tuple(filter(None, tokens(row["title"]))) if opening else ()
    tags = tuple(sorted(set(filter(None, tokens(row["tag_names"])))))
    words = tuple(dict.fromkeys(filter(None, tokens(row["plain"]))))
    spelled = spellings(row["plain"][:_SPELLED]) | (spellings(row["title"]) if opening else frozenset())
    return Document(
        row["id"], row["thread_id"], row["category_id"], row["position"], title, tags, words, spelled,
        source_of(row),
    )


def source_of(row: Any) -> tuple[Any, ...]:
    """What tells that a post's words are others now."""
    return (row["version"], *((row["title"], *sorted(row["tag_names"].split())) if row["position"] == 0 else ()))
