"""What this flat announces, to itself alone: that a piece of news has more readers than one transaction tells."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPartlyTold(Event):
    """Watchers up to the person `after` were told of the subject, an event; the others come next.

    `audience` is "thread" (who watches the thread) or "shelves" (who watches its category or tags); `actor_id` is who
    did what the news is about.
    """

    NAME: ClassVar[str] = "news.partly_told"
    SUBJECT: ClassVar[str] = "event"
    kind: str
    thread_id: int
    post_id: int | None
    audience: str
    after: int
