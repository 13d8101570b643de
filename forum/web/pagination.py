"""Pages of long lists: by number inside a thread, by key in lists that grow at the top."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page by key: its items and the cursors of the pages beside it (None at either end)."""

    items: Sequence[T]
    older: str | None
    newer: str | None


def pack(*key: str | int) -> str:
    """A cursor: the key of the row it stands at, as a text for an address."""
    return urlsafe_b64encode("\x1f".join(str(part) for part in key).encode()).decode().rstrip("=")


def unpack(cursor: str, parts: int) -> tuple[str, ...] | None:
    """The key in a cursor, or None for a text that is none (it then means the first page)."""
    try:
        key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("\x1f")
    except ValueError:
        return None
    return tuple(key) if len(key) == parts else None


def page_count(items: int, size: int) -> int:
    """How many numbered pages `items` take; at least one."""
    return max(1, -(-items // size))


def context(page: int, count: int, url: Any) -> dict[str, Any]:
    """What the `pages` component takes."""
    return {"page": page, "page_count": count, "url_for": url}
