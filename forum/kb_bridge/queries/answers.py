"""Articles that answer in threads: their cards for one reader, a search of what to answer with, and what came of it."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from markupsafe import Markup

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.audience import EVERYONE, Audience
from forum.i18n import current_locale
from forum.kb import queries as kb
from forum.kb.views import Line
from forum.kb_bridge.references import articles_in, dressed
from forum.search import queries as search
from forum.search.query import parse
from forum.search.views import ArticleHit
from forum.threads.views import ThreadView, post_path
from forum.tickets.queries import working_condition

#: Articles offered for an answer, and answers that are listed.
OFFERED, LISTED = 8, 100
#: A link counts while its post and its thread stand; it solved when that very post is the thread's solution.
_STANDING = (
    " FROM article_answers k JOIN posts p ON p.id = k.post_id JOIN threads t ON t.id = p.thread_id"
    " LEFT JOIN solutions s ON s.post_id = k.post_id"
)
_STANDS = "p.deleted_at IS NULL AND t.deleted_at IS NULL"
_NUMBER = re.compile(r"(?:#|(?:https?://\S+)?/help/articles/)(\d{1,18})(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that somebody could answer with. `for_all`: whoever reads the thread may read it."""

    line: Line
    for_all: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A post that answers with an article."""

    thread_id: int
    thread_title: str
    path: str
    person_name: str
    person_shown: str
    linked_at: datetime
    #: Whether this very reply is the thread's solution.
    solved: bool


@dataclass(frozen=True, slots=True)
class Use:
    """What came of answering with an article. `solved` of the `linked` replies are solutions."""

    linked: int
    solved: int
    #: Threads of which somebody said that the article answered them, without such a reply.
    said: int
    answers: Sequence[Answer]
    #: Answers in tickets that point to it, of those tickets that the viewer works on.
    in_tickets: int = 0

    @property
    def rate(self) -> int | None:
        """The resolution rate, solved over linked, in percent; None without a link."""
        return round(100 * self.solved / self.linked) if self.linked else None


async def with_cards(viewer: Actor, texts: Sequence[Markup], make: Callable[[Line], Markup]) -> list[Markup]:
    """Rendered texts with the cards of those articles that the viewer may read."""
    site_url = settings.current().site_url
    wanted = {id_ for text in texts for id_ in articles_in(text, site_url)}
    if not wanted:
        return list(texts)
    lines = await kb.lines(viewer, wanted, current_locale())
    cards = {id_: str(make(line)) for id_, line in lines.items()}
    return [Markup(dressed(str(text), site_url, lambda id_: cards.get(id_, ""))) for text in texts]


class HasText(Protocol):
    """A post or a comment as a page shows it: a dataclass with its rendered text."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def html(self) -> str: ...


Post = TypeVar("Post", bound=HasText)


async def with_their_cards(viewer: Actor, posts: Sequence[Post], make: Callable[[Line], Markup]) -> list[Post]:
    """Posts with the cards of those articles that the viewer may read in their texts."""
    texts = await with_cards(viewer, [Markup(post.html) for post in posts], make)
    return [replace(post, html=str(text)) for post, text in zip(posts, texts, strict=True)]


async def offers(viewer: Actor, thread: ThreadView, typed: str) -> list[Offer]:
    """Articles that the viewer may read and that fit what they typed: a number, an address, or words."""
    typed = typed.strip()
    if not typed:
        return []
    if match := _NUMBER.fullmatch(typed):
        found = list((await kb.lines(viewer, [int(match[1])], current_locale())).values())
    else:
        hits = (await search.find(viewer, parse(typed, clock.now().date()), kind="articles", typing=True)).hits
        found = [hit.article for hit in hits if isinstance(hit, ArticleHit)]
    reach = await reaches([line.id for line in found], thread.shelf.seers)
    return [Offer(line, reach.get(line.id, False)) for line in found[:OFFERED]]


async def not_for_all(viewer: Actor, html: str, thread: ThreadView) -> list[Line]:
    """The articles of a rendered answer that not everybody who reads the thread may read."""
    ids = articles_in(html, settings.current().site_url)
    lines = await kb.lines(viewer, ids, current_locale())
    reach = await reaches(list(lines), thread.shelf.seers)
    return [line for id_, line in lines.items() if not reach.get(id_, False)]


async def reaches(article_ids: Collection[int], readers: Audience) -> dict[int, bool]:
    """Of articles: whether all these readers are among those for whom the article is."""
    if not article_ids:
        return {}
    found = await database.rows(
        "SELECT a.id, a.see, a.see_group_id, s.see AS s_see, s.see_group_id AS s_group FROM articles a"
        f" JOIN article_sections s ON s.id = a.section_id WHERE a.id IN ({database.id_list(article_ids)})"
    )
    return {
        row["id"]: readers.lies_within(Audience(row["s_see"], row["s_group"]))
        and readers.lies_within(Audience(row["see"] or EVERYONE, row["see_group_id"]))
        for row in found
    }


async def use_of(viewer: Actor, article_id: int) -> Use:
    """How often people answered with an article and what came of it, in threads that the viewer may read."""
    seen = f"t.category_id IN (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})"
    counted = (await database.rows(
        "SELECT count(*) AS linked, COALESCE(sum(CASE WHEN s.id IS NULL THEN 0 ELSE 1 END), 0) AS solved"
        f"{_STANDING} WHERE k.article_id = $1 AND {_STANDS} AND {seen}", article_id,
    ))[0]
    said = await database.value(
        "SELECT count(*) FROM solutions s JOIN threads t ON t.id = s.thread_id"
        f" WHERE s.article_id = $1 AND t.deleted_at IS NULL AND {seen}", article_id,
    )
    found = await database.rows(
        "SELECT p.thread_id, t.title, t.slug, p.id AS post_id, p.position, w.name, w.display_name, k.linked_at,"
        f" s.id AS solution_id{_STANDING} LEFT JOIN people w ON w.id = k.person_id"
        f" WHERE k.article_id = $1 AND {_STANDS} AND {seen} ORDER BY k.id DESC LIMIT {LISTED}", article_id,
    )
    in_tickets = await database.value(
        "SELECT count(*) FROM article_ticket_answers k JOIN tickets t ON t.id = k.ticket_id"
        f" WHERE k.article_id = $1 AND {working_condition(viewer)}", article_id,
    )
    answers = [_answer(row) for row in found]
    return Use(int(counted["linked"]), int(counted["solved"]), int(said or 0), answers, int(in_tickets or 0))


def _answer(row: Any) -> Answer:
    at = database.moment(row["linked_at"])
    assert at is not None
    return Answer(
        row["thread_id"], row["title"], post_path(row["thread_id"], row["slug"], row["post_id"], row["position"]),
        row["name"] or "", row["display_name"] or row["name"] or "", at, row["solution_id"] is not None,
    )
