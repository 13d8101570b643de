"""Notifications, watches and preferences as pages and letters show them: slotted values, loaded already. Pure."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from forum.notifications.kinds import KINDS
from forum.threads.views import post_path, thread_path
from forum.tickets.views import conversation_path, desk_path, request_path

#: Where news leads that is about no thread.
_PLACES = {"review": "/desk/review", "admitted": "/"}


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One line under the bell: a notification, or several of one kind about one thread."""

    #: The newest notification of the line, and whose it is.
    id: int
    person_id: int
    kind: str
    #: How many notifications stand in it, and how many other people than the one named had a part.
    count: int
    others: int
    actor_name: str
    actor_display_name: str
    #: None for news that is about no thread.
    thread_id: int | None
    title: str
    slug: str
    lang: str
    #: The oldest post of the line, where reading begins; None when it is about the thread as a whole.
    post_id: int | None
    position: int
    #: Whether the post is the reader's own, and whether the whole thread was deleted.
    is_mine: bool
    is_gone: bool
    #: What was written, or the words that came with it (a reason, a question back).
    excerpt: str
    created_at: datetime
    read_at: datetime | None
    #: A word for why: why something waits, or what came of a flag. `is_held`: nobody but its author saw it yet.
    reason: str = ""
    is_held: bool = False
    #: What a moderator did, by the name of the event (and ".undone" where it was taken back); "" for other news.
    deed: str = ""
    #: Of news about a ticket: the name of the event, and the ticket or the side conversation in one.
    event: str = ""
    ticket_id: int | None = None
    conversation_id: int | None = None
    #: Of news about a proposal of an article.
    proposal_id: int | None = None

    @property
    def is_unread(self) -> bool:
        """Whether it is still to be read."""
        return self.read_at is None

    @property
    def path(self) -> str:
        """Where it leads; "" where there is nothing left to see."""
        if self.kind in _PLACES:
            return _PLACES[self.kind]
        if self.kind == "decided":
            return "/settings/standing"
        if self.conversation_id is not None:
            return conversation_path(self.conversation_id)
        if self.ticket_id is not None:
            return desk_path(self.ticket_id) if self.kind == "ticket" else request_path(self.ticket_id)
        if self.proposal_id is not None:
            return f"/desk/proposals/{self.proposal_id}"
        if self.thread_id is None or (self.is_gone and self.kind != "waiting"):
            return ""
        if self.post_id is None or self.kind == "removed":
            return thread_path(self.thread_id, self.slug)
        return post_path(self.thread_id, self.slug, self.post_id, self.position)


@dataclass(frozen=True, slots=True)
class WatchLine:
    """A thread, category or tag that a person watches or has muted."""

    target_type: str
    target_id: int
    level: str
    name: str
    slug: str

    @property
    def path(self) -> str:
        """Where it is read."""
        if self.target_type == "thread":
            return thread_path(self.target_id, self.slug)
        if self.target_type == "category":
            return f"/categories/{quote(self.slug, safe='')}"
        return f"/tags/{quote(self.name, safe='')}"

    @property
    def action(self) -> str:
        """Where another level is sent."""
        return watch_action(self.target_type, self.target_id)


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants to be told: what `models.Preference` keeps, or its defaults."""

    letters: str = "at_once"
    silent_kinds: frozenset[str] = frozenset()
    watch_own: bool = True
    watch_replied: bool = True

    @property
    def letter_kinds(self) -> tuple[str, ...]:
        """The kinds of which letters tell."""
        return tuple(kind for kind in KINDS if kind not in self.silent_kinds)


def watch_action(target_type: str, target_id: int) -> str:
    """Where a level for this target is sent."""
    return f"/{'categories' if target_type == 'category' else target_type + 's'}/{target_id}/watch"
