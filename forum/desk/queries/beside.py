"""What stands beside an item: what its person did here before, what they read and looked for, and what is like it.

Everything is as far as the viewer may read it; the trail is for staff only, and only what was kept and is not too old.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.desk.likeness import likeness, words_of
from forum.desk.queries.sources import Scope
from forum.desk.views import Item
from forum.duplicates.queries.similar import similar_texts
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.kb import queries as kb
from forum.kb.views import article_path
from forum.kb_bridge.looking import Looked
from forum.kb_bridge.references import line_for
from forum.threads.queries import visible_thread
from forum.threads.views import post_path, thread_path
from forum.tickets.queries import reason_of_thread, reasons_to_choose, working_condition
from forum.tickets.queries.macros import latest_uses

#: Lines of the history, of the trail, and things that are like the item.
MOST_PAST, MOST_STEPS, MOST_LIKE = 10, 10, 5
#: Replies that are looked at for it.
_LOOKED_BACK = 60
#: From which score on something is worth being named.
LIKE_FROM = 0.25
#: The same of articles, and articles that are looked at, the latest first.
_ARTICLE_FROM, _LOOKED_AT = 0.45, 1_000
#: What would end a link's text, or mean something in it.
_MARKS = re.compile(r"([\\\[\]`*_<>])")
_ESCAPED = r"\\\1"
#: Characters of a text by which it is compared.
_READ = 4_000


@dataclass(frozen=True, slots=True)
class Past:
    """Something that a person did here: asked, replied or wrote to us."""

    kind: str
    title: str
    lang: str
    path: str
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a person read or looked for; `before` says that it was before they asked."""

    kind: str
    text: str
    lang: str
    path: str
    at: datetime
    before: bool


@dataclass(frozen=True, slots=True)
class Like:
    """Something that may answer an item, with how like it is (0 to 1)."""

    key: str
    title: str
    lang: str
    path: str
    status: str
    excerpt: str
    score: float
    #: What is put into a reply for it.
    link: str


@dataclass(frozen=True, slots=True)
class LikeMacro:
    """A saved reply that went out in something like an item: how like the most alike is, and in how many."""

    id: int
    name: str
    score: float
    times: int


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. `person_path` is "" for somebody whose account is gone."""

    person: str
    person_path: str
    joined_at: datetime | None
    past: Sequence[Past]
    steps: Sequence[Step]
    #: Whether the person's steps are kept: "" if so, else why not (off or refused).
    not_kept: str
    threads: Sequence[Like]
    articles: Sequence[Like]
    #: Of a question: its contact reason, and those to choose from; none to choose from for what has none here.
    reason_id: int | None = None
    reasons: Sequence[tuple[int, str]] = ()
    macros: Sequence[LikeMacro] = ()


async def beside(scope: Scope, item: Item) -> Beside:
    """What is known beside an item that the viewer sees; doors ask first whether they are staff."""
    person_id = item.person_id or 0
    row = await database.row(
        "SELECT p.name, p.display_name, p.created_at, p.anonymised_at, r.person_id AS refused FROM people p"
        " LEFT JOIN trail_refusals r ON r.person_id = p.id WHERE p.id = $1", person_id,
    )
    asked_at, text = await _asked(item)
    matches = await similar_texts(
        scope.viewer, item.title, text, category_id=item.category_id or 0, tags=item.tags, most=2 * MOST_LIKE
    )
    scores = {
        match.thread_id: match.score for match in matches
        if match.score >= LIKE_FROM and not (item.kind == "thread" and match.thread_id == item.id)
    }
    gone = row is None or row["anonymised_at"] is not None
    reason_id, reasons = await _reasons(scope.viewer, item)
    return Beside(
        person="" if row is None else row["display_name"] or row["name"],
        person_path="" if row is None or gone else f"/users/{row['name']}",
        joined_at=None if row is None else database.moment(row["created_at"]),
        past=await _past(scope.viewer, person_id, item),
        steps=await steps_of(scope.viewer, person_id, asked_at),
        not_kept="off" if not settings.current().reader_trail_days
        else "refused" if row is not None and row["refused"] is not None else "",
        threads=await _threads_like(scope.viewer, scores),
        articles=await _articles_like(scope.viewer, f"{item.title} {text}"),
        reason_id=reason_id, reasons=reasons, macros=await _macros_like(scope.viewer, item, f"{item.title} {text}", scores),
    )


async def link_to(viewer: Actor, key: str) -> str:
    """A thread or article that the viewer may read as a link in Markdown, for a reply. Raises NotFound."""
    kind, _sign, number = key.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound
    if kind == "article":
        readable = await database.value(
            f"SELECT 1{kb.FROM} WHERE a.id = $1 AND {kb.live_condition(viewer)} LIMIT 1", int(number),
        )
        if readable is None:
            raise NotFound
        return line_for(int(number))
    if kind == "thread":
        thread = await visible_thread(viewer, int(number))
        return _link(thread.id, thread.title, thread.path, is_public=thread.is_public)
    raise NotFound


def _link(thread_id: int, title: str, path: str, *, is_public: bool) -> str:
    """A link for a reply. What is not for everybody is named by its number: the reply may have other readers."""
    if not is_public:
        return f"[{_('Thread %(number)s', number=thread_id)}](/threads/{thread_id})"
    return f"[{_MARKS.sub(_ESCAPED, title)}](<{path}>)"


async def steps_of(viewer: Actor, person_id: int, asked_at: datetime | None = None) -> list[Step]:
    """What a person read and looked for of late, the latest first, without what is too old to be told and without articles
    that the viewer may not read."""
    return await _steps(viewer, person_id, _kept_since(), clock.now(), asked_at)


async def looked_before(viewer: Actor, person_id: int, since: datetime, until: datetime) -> Looked:
    """What a person looked for and read in this time, in order, each once; nothing for who does not want it kept."""
    if not await is_kept(person_id):
        return Looked()
    steps = (await _steps(viewer, person_id, max(since, _kept_since()), until))[::-1]
    searches = dict.fromkeys(one.text for one in steps if one.kind == "search")
    read = dict.fromkeys((one.text, one.path) for one in steps if one.kind == "article")
    return Looked(tuple(searches), tuple(read))


def _kept_since() -> datetime:
    return clock.now() - timedelta(days=settings.current().reader_trail_days)


async def _steps(
    viewer: Actor, person_id: int, since: datetime, until: datetime, asked_at: datetime | None = None
) -> list[Step]:
    found = await database.rows(
        "SELECT q.kind, q.text, q.article_id, q.at, x.title, x.slug, x.lang FROM trail_steps q LEFT JOIN"
        f" article_translations x ON x.id = (SELECT MIN(t.id){kb.FROM} WHERE a.id = q.article_id AND {kb.live_condition(viewer)})"
        " WHERE q.person_id = $1 AND q.at > $2 AND q.at <= $3 AND (q.kind <> 'article' OR x.id IS NOT NULL)"
        f" ORDER BY q.at DESC, q.id DESC LIMIT {MOST_STEPS}", person_id, since, until,
    )
    steps = []
    for row in found:
        at = database.moment(row["at"])
        is_article = row["kind"] == "article"
        path = article_path(row["article_id"], row["slug"]) if is_article else ""
        steps.append(Step(
            row["kind"], row["title"] if is_article else row["text"], row["lang"] if is_article else "", path, at,
            asked_at is not None and at <= asked_at,
        ))
    return steps


async def is_kept(person_id: int) -> bool:
    """Whether a person's steps are kept."""
    return settings.current().reader_trail_days > 0 and await database.value(
        "SELECT 1 FROM trail_refusals WHERE person_id = $1", person_id
    ) is None


async def about(person_id: int) -> dict[str, Any]:
    """Everything that the desk keeps about a person, for their download."""
    kept: dict[str, Any] = {}
    for name, sql in (
        ("trail", "SELECT kind, article_id, text, at FROM trail_steps WHERE person_id = $1 ORDER BY id"),
        ("trail_refused", "SELECT refused_at FROM trail_refusals WHERE person_id = $1"),
        ("views", "SELECT name, scope, conditions, created_at FROM desk_views WHERE owner_id = $1 ORDER BY id"),
    ):
        found = await database.rows(sql, person_id)
        kept[name] = [{column: row[column] for column in row.keys()} for row in found]  # noqa: SIM118
    return kept


async def _asked(item: Item) -> tuple[datetime | None, str]:
    """When an item was written, and the text by which it is compared."""
    sql = {
        "thread": "SELECT p.created_at AS at, p.plain FROM posts p WHERE p.thread_id = $1 AND p.position = 0",
        "ticket": (
            "SELECT c.created_at AS at, c.plain FROM ticket_comments c WHERE c.ticket_id = $1 AND c.is_public ORDER BY c.id"
            " LIMIT 1"
        ),
        "cluster": (
            "SELECT p.created_at AS at, p.plain FROM duplicate_clusters d JOIN posts p ON p.thread_id = d.hub_id"
            " AND p.position = 0 WHERE d.id = $1"
        ),
        "proposal": (
            "SELECT p.created_at AS at, p.plain FROM article_proposals a JOIN posts p ON p.thread_id = a.thread_id"
            " AND p.position = 0 WHERE a.id = $1"
        ),
    }.get(item.kind)
    row = await database.row(sql, item.id) if sql else None
    return (None, "") if row is None else (database.moment(row["at"]), row["plain"][:_READ])


async def _reasons(viewer: Actor, item: Item) -> tuple[int | None, list[tuple[int, str]]]:
    """A question's contact reason, and those to choose from: a ticket's stands among what it says of itself."""
    if item.kind != "thread" or not viewer.is_staff:
        return None, []
    asks = await database.value("SELECT 1 FROM threads WHERE id = $1 AND type IN ('question', 'problem')", item.id)
    if asks is None:
        return None, []
    given = await reason_of_thread(item.id)
    return given, await reasons_to_choose(given)


async def _past(viewer: Actor, person_id: int, item: Item) -> list[Past]:
    """What a person asked, answered and wrote to us, the latest first; this item is left out."""
    shown = f"t.deleted_at IS NULL AND {categories.visible_condition(viewer, 'c')}"
    joined = "JOIN categories c ON c.id = t.category_id"
    past: list[Past] = []
    told: set[int] = set()
    for row in await database.rows(
        f"SELECT t.id, t.title, t.lang, t.slug, t.status, t.created_at AS at FROM threads t {joined}"
        f" WHERE t.author_id = $1 AND {shown} ORDER BY t.created_at DESC, t.id DESC LIMIT {MOST_PAST + 1}", person_id,
    ):
        if (item.kind, item.id) != ("thread", row["id"]):
            past.append(Past(
                "thread", row["title"], row["lang"], thread_path(row["id"], row["slug"]), row["status"],
                database.moment(row["at"]),
            ))
    for row in await database.rows(
        "SELECT p.id, p.position, p.created_at AS at, t.id AS thread_id, t.title, t.lang, t.slug, t.status FROM posts p"
        f" JOIN threads t ON t.id = p.thread_id {joined} WHERE p.author_id = $1 AND p.position > 0 AND p.deleted_at IS NULL"
        f" AND {shown} ORDER BY p.created_at DESC, p.id DESC LIMIT {_LOOKED_BACK}", person_id,
    ):
        # One line for each conversation, at its latest reply; what is open beside it is not told again.
        if row["thread_id"] in told or (item.kind, item.id) == ("thread", row["thread_id"]):
            continue
        told.add(row["thread_id"])
        past.append(Past(
            "reply", row["title"], row["lang"], post_path(row["thread_id"], row["slug"], row["id"], row["position"]),
            row["status"], database.moment(row["at"]),
        ))
    if viewer.is_staff:
        for row in await database.rows(
            "SELECT t.id, t.subject, t.lang, t.status, t.created_at AS at FROM tickets t WHERE t.requester_id = $1"
            f" AND {working_condition(viewer)} ORDER BY created_at DESC, id DESC LIMIT {MOST_PAST + 1}", person_id,
        ):
            if (item.kind, item.id) != ("ticket", row["id"]):
                past.append(Past(
                    "ticket", row["subject"], row["lang"], f"/desk/tickets/{row['id']}", row["status"],
                    database.moment(row["at"]),
                ))
    return sorted(past, key=lambda one: one.at, reverse=True)[:MOST_PAST]


async def _threads_like(viewer: Actor, scores: dict[int, float]) -> list[Like]:
    """Those of these threads that the viewer may read; what is solved stands before what is not."""
    found = await database.rows(
        "SELECT t.id, t.title, t.lang, t.slug, t.status, t.answer_excerpt, c.see FROM threads t"
        f" JOIN categories c ON c.id = t.category_id WHERE t.id IN ({database.id_list(scores)})"
        f" AND t.deleted_at IS NULL AND {categories.visible_condition(viewer, 'c')}"
    ) if scores else []
    likes = [
        Like(
            f"thread-{row['id']}", row["title"], row["lang"], thread_path(row["id"], row["slug"]), row["status"],
            row["answer_excerpt"], scores[row["id"]],
            _link(row["id"], row["title"], thread_path(row["id"], row["slug"]), is_public=row["see"] == "everyone"),
        )
        for row in found
    ]
    return sorted(likes, key=lambda one: (one.status != "solved", -one.score, one.key))[:MOST_LIKE]


async def _macros_like(viewer: Actor, item: Item, text: str, scores: dict[int, float]) -> list[LikeMacro]:
    """Saved replies that went out in what is like the item; for what is answered."""
    asked = words_of(text)
    if item.kind not in ("thread", "ticket") or not asked:
        return []
    found: dict[int, dict[tuple[str, int], float]] = {}
    names: dict[int, str] = {}
    for use in await latest_uses(viewer):
        score = max(likeness(asked, [use.title]), scores.get(use.id, 0.0) if use.kind == "thread" else 0.0)
        if score >= _ARTICLE_FROM and (use.kind, use.id) != (item.kind, item.id):
            names[use.macro_id] = use.name
            found.setdefault(use.macro_id, {})[use.kind, use.id] = score
    likes = [LikeMacro(id_, names[id_], max(places.values()), len(places)) for id_, places in found.items()]
    return sorted(likes, key=lambda one: (-one.score, -one.times, one.id))[:MOST_LIKE]


async def _articles_like(viewer: Actor, text: str) -> list[Like]:
    """Live articles that the viewer may read whose titles, or other titles, speak of what is asked."""
    asked = words_of(text)
    if not asked:
        return []
    found = await database.rows_aside(
        f"SELECT a.id, t.title, t.lang, t.slug, t.excerpt, t.also_asked{kb.FROM} WHERE {kb.live_condition(viewer)}"
        f" ORDER BY t.changed_at DESC, t.id DESC LIMIT {_LOOKED_AT}"
    )
    best: dict[int, Like] = {}
    for row in found:
        others = json.loads(row["also_asked"]) if isinstance(row["also_asked"], str) else row["also_asked"]
        score = likeness(asked, [row["title"], *others])
        if score >= _ARTICLE_FROM and (row["id"] not in best or best[row["id"]].score < score):
            best[row["id"]] = Like(
                f"article-{row['id']}", row["title"], row["lang"], article_path(row["id"], row["slug"]), "live",
                row["excerpt"], score, line_for(row["id"]),
            )
    return sorted(best.values(), key=lambda one: (-one.score, one.key))[:MOST_LIKE]
