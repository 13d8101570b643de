"""What this flat announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLinked(Event):
    """Somebody answered with the article: a reply has it as a card."""

    NAME: ClassVar[str] = "article.linked"
    SUBJECT: ClassVar[str] = "article"

    thread_id: int
    post_id: int
