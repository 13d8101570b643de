"""What an import hands over, whatever forum it read it from: people, and threads with their posts in order of time.

Words: an *outside id* is the id something has where it comes from, as text. People without an id there (their accounts
are gone) go by `name:` and the name that was left.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["GONE", "NAMED", "Person", "Post", "Report", "Revision", "Tell", "Thread"]

#: The outside id of whoever left nothing, not even a name.
GONE = "gone"
#: Before the name of somebody who left only that.
NAMED = "name:"
#: How many bad rows are told one by one; all are counted.
MOST_TOLD = 50

#: Hears what is being done, how much of it, of how many.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Person:
    """One account. There is no address and no password in it, so nobody can sign in as them."""

    outside_id: str
    shown: str
    created_at: datetime
    seen_at: datetime | None = None
    about_html: str = ""
    #: The name in addresses and mentions, where there was one apart from the name shown.
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a post said from a moment on, as Markdown."""

    title: str
    source: str
    author: str
    created_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One message. `kind` is post or comment; `replies_to` is the kind and outside id of another of the thread."""

    kind: str
    outside_id: str
    author: str
    created_at: datetime
    text: str
    is_html: bool
    score: int = 0
    replies_to: tuple[str, str] | None = None
    edited_at: datetime | None = None
    edited_by: str = ""
    #: All versions but the present one, oldest first; the present one's reason and author are in `edited_…`.
    earlier: tuple[Revision, ...] = ()
    edit_reason: str = ""
    #: Another name by which old addresses call it, such as its number in its thread: "12/3".
    number: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread with its posts: the opening one first, the others in order of time."""

    outside_id: str
    title: str
    type: str
    category_id: int
    posts: tuple[Post, ...]
    tags: tuple[str, ...] = ()
    views: int = 0
    #: The kind and outside id of the accepted reply, and when it was accepted.
    accepted: tuple[str, str] | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str = ""
    is_locked: bool = False
    is_pinned: bool = False


@dataclass(slots=True)
class Report:
    """What an import did: rows added by kind, what was left out and why, and what could not be read."""

    added: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    #: File, line and what is wrong with it; the first of them, and how many there are.
    malformed: list[tuple[str, int, str]] = field(default_factory=list)
    malformed_count: int = 0

    def complain(self, file: str, line: int, what: str) -> None:
        """Note something that could not be read."""
        self.malformed_count += 1
        if len(self.malformed) < MOST_TOLD:
            self.malformed.append((file, line, what))
