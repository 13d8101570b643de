"""Where the desk's items come from. Each source is one entry below: its SQL, whom it is for, and what of it waits.

A flat whose work belongs on the desk adds an entry here, its kind to `conditions.KINDS`, and what it is called to
`wording`; views, counts, order and bulk selection follow from that.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.desk.conditions import Columns, Reader
from forum.kb.queries.desk import team_condition
from forum.moderation.queries import review_condition
from forum.tickets.queries import working_condition

#: Threads of a cluster, and days since it last grew, from which on it waits for somebody to write an article.
RECURS_FROM = 3
RECURS_WITHIN = timedelta(days=30)
#: Priorities of what has none of its own: a question is as normal as a ticket; what nobody waits for comes after.
_HIGH, _NORMAL, _LOW = "3", "2", "1"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who looks, the teams they are in, what they have begun to write (by kind), and what the time is."""

    viewer: Actor
    team_ids: tuple[int, ...]
    now: datetime
    drafts: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def reader(self) -> Reader:
        """For one statement: its parameters begin anew."""
        return Reader(self.viewer.id, self.team_ids, self.now)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of items as SQL. `seen` is the permission, `waits` what the inbox holds; both are part of every query."""

    kind: str
    table: Callable[[Scope, Reader], str]
    columns: Callable[[Scope], Columns]
    seen: Callable[[Scope], str]
    waits: Callable[[Scope, Reader], str]
    id: str
    title: str
    person: str
    version: str
    slug: str = "''"
    tags: str = "''"
    #: A number that its line tells, over what the viewer may see: replies, or threads that ask the same.
    number: Callable[[Scope], str] = lambda scope: "0"
    #: Whether whatever waits has a moment since when, so that an index may give the order.
    always_since: bool = False
    #: Whether whatever waits has one status.
    one_status: bool = False


#: Sets that are read once, however many items are held against them.
_TAGGED = "t.id IN (SELECT g.thread_id FROM thread_tags g JOIN tags n ON n.id = g.tag_id WHERE n.name_key IN ({}))"


def _visible(scope: Scope, alias: str) -> str:
    return (
        f"{alias}.deleted_at IS NULL AND {alias}.archived_at IS NULL AND {alias}.unlisted_at IS NULL"
        f" AND {alias}.category_id IN"
        f" (SELECT v.id FROM categories v WHERE {categories.visible_condition(scope.viewer, 'v')})"
    )


def _among(column: str, ids: Collection[int], end: str = "") -> str:
    """That a column is one of these; "" for none, which nothing is."""
    return f"{column} IN ({database.id_list(ids)}){end}" if ids else ""


def _staff(scope: Scope) -> str:
    return "1 = 1" if scope.viewer.is_staff else "1 = 0"


THREADS = Source(
    kind="thread",
    table=lambda scope, reader: "threads t",
    columns=lambda scope: Columns(
        kind="thread", status="t.status", priority=_NORMAL, lang="t.lang", since="t.waiting_since",
        moved="t.last_activity_at", category="t.category_id",
        tag=_TAGGED, reason="t.id IN (SELECT q.thread_id FROM thread_reasons q WHERE q.reason_id IN ({}))",
        mine=_among("t.id", scope.drafts.get("thread", ())),
        my_team=_among(
            "t.category_id IN (SELECT g.id FROM categories g WHERE g.answer_group_id", scope.viewer.group_ids, ")"
        ),
    ),
    seen=lambda scope: _visible(scope, "t"),
    waits=lambda scope, reader: "t.waiting_since IS NOT NULL AND t.status = 'open' AND t.archived_at IS NULL",
    id="t.id", title="t.title", person="t.author_id", version="t.version", slug="t.slug", tags="t.tag_names",
    number=lambda scope: "t.reply_count", always_since=True, one_status=True,
)

TICKETS = Source(
    kind="ticket",
    table=lambda scope, reader: "tickets t",
    columns=lambda scope: Columns(
        kind="ticket", status="t.status", priority="CASE t.priority_rank WHEN 0 THEN 2 ELSE t.priority_rank END",
        lang="t.lang", since="t.waiting_since", moved="t.updated_at", assignee="t.assignee_id", team="t.group_id",
        tag="t.id IN (SELECT g.ticket_id FROM ticket_tags g WHERE g.name IN ({}))", reason="t.reason_id IN ({})",
        mine=_among("t.id", scope.drafts.get("ticket", ())),
    ),
    seen=lambda scope: f"{working_condition(scope.viewer)} AND t.merged_into_id IS NULL",
    waits=lambda scope, reader: "t.status IN ('new', 'open')",
    id="t.id", title="t.subject", person="t.requester_id", version="t.version", tags="t.tag_names",
    number=lambda scope: "t.comment_count",
)

def _askers(scope: Scope) -> str:
    """How many threads of a cluster the viewer may read. Nobody is told of others, nor counts them."""
    return (
        "(SELECT COUNT(*) FROM duplicate_members m JOIN threads o ON o.id = m.thread_id"
        f" WHERE m.cluster_id = d.id AND {_visible(scope, 'o')})"
    )


CLUSTERS = Source(
    kind="cluster",
    # The few clusters first: told so because SQLite may think otherwise.
    table=lambda scope, reader: "duplicate_clusters d CROSS JOIN threads t",
    columns=lambda scope: Columns(
        kind="cluster", status="'recurring'", priority=_LOW, lang="t.lang", since="d.grown_at", category="t.category_id",
        tag=_TAGGED,
    ),
    seen=lambda scope: f"t.id = d.hub_id AND {_staff(scope)} AND {_visible(scope, 't')} AND {_askers(scope)} > 1",
    waits=lambda scope, reader: (
        f"d.grown_at > {reader.add(scope.now - RECURS_WITHIN)} AND d.member_count >= {RECURS_FROM}"
        f" AND {_askers(scope)} >= {RECURS_FROM}"
        # What has a proposal waits there, or was dismissed there.
        " AND NOT EXISTS (SELECT 1 FROM article_proposals p WHERE p.thread_id = d.hub_id)"
    ),
    id="d.id", title="t.title", person="t.author_id", version="d.member_count", tags="t.tag_names",
    number=_askers, always_since=True,
)

PROPOSALS = Source(
    kind="proposal",
    table=lambda scope, reader: "article_proposals p JOIN threads t ON t.id = p.thread_id",
    columns=lambda scope: Columns(
        kind="proposal", status="'proposed'", priority=_LOW, lang="t.lang", since="p.opened_at", assignee="p.holder_id",
        category="t.category_id", tag=_TAGGED,
    ),
    seen=lambda scope: f"{_staff(scope)} AND {_visible(scope, 't')}",
    waits=lambda scope, reader: "p.state IN ('open', 'taken', 'handed_over')",
    id="p.id", title="t.title", person="t.author_id", version="p.version", tags="t.tag_names", always_since=True,
)

_LIVE = "EXISTS (SELECT 1 FROM article_translations l WHERE l.article_id = {} AND l.live_number IS NOT NULL)"


def _needy(scope: Scope, reader: Reader) -> str:
    """Articles with something to be done, each with the oldest reason."""
    return (
        "(SELECT r.id, MIN(r.since) AS since, MIN(r.reason) AS reason FROM ("
        " SELECT g.article_id AS id, 'in_review' AS reason,"
        " (SELECT MAX(v.created_at) FROM article_revisions v WHERE v.translation_id = g.id) AS since"
        " FROM article_translations g WHERE g.stage = 'in_review' AND g.publish_at IS NULL"
        " UNION ALL SELECT b.id, 'overdue', b.verified_until FROM articles b"
        f" WHERE b.verified_until < {reader.add(scope.now)} AND {_LIVE.format('b.id')}"
        " UNION ALL SELECT g.article_id, 'outdated', g.outdated_since FROM article_translations g"
        " WHERE g.outdated_since IS NOT NULL AND g.live_number IS NOT NULL"
        " UNION ALL SELECT g.article_id, 'redacted', g.redacted_at FROM article_translations g"
        " WHERE g.redacted_at IS NOT NULL"
        " UNION ALL SELECT g.article_id, 'reported', f.created_at FROM article_flags f"
        " JOIN article_revisions v ON v.id = f.revision_id JOIN article_translations g ON g.id = v.translation_id"
        " WHERE f.resolved_at IS NULL AND g.live_number IS NOT NULL) r GROUP BY r.id) n"
        " JOIN articles a ON a.id = n.id JOIN article_sections s ON s.id = a.section_id"
        " JOIN article_categories c ON c.id = s.category_id JOIN article_translations t ON t.article_id = a.id AND t.id ="
        " COALESCE((SELECT MIN(x.id) FROM article_translations x WHERE x.article_id = a.id AND x.lang = a.source_lang),"
        " (SELECT MIN(x.id) FROM article_translations x WHERE x.article_id = a.id))"
    )


ARTICLES = Source(
    kind="article",
    table=_needy,
    columns=lambda scope: Columns(
        kind="article", status="n.reason", priority=_LOW, lang="t.lang", since="n.since",
        assignee="CASE WHEN n.reason = 'in_review' THEN COALESCE(a.reviewer_id, a.owner_id) ELSE a.owner_id END",
    ),
    seen=lambda scope: f"{team_condition(scope.viewer)} AND a.archived_at IS NULL",
    waits=lambda scope, reader: "1 = 1",
    id="a.id", title="t.title", person="a.writer_id", version="a.version", always_since=True,
)

FLAGS = Source(
    kind="flag",
    # A claim lapses by itself: then it is nobody's work.
    table=lambda scope, reader: (
        f"(SELECT r.*, CASE WHEN r.claimed_until > {reader.add(scope.now)} THEN r.claimed_by_id END AS claimant"
        " FROM review_items r) i"
    ),
    columns=lambda scope: Columns(
        kind="flag", status="CASE WHEN i.decided_at IS NULL THEN 'flagged' ELSE 'closed' END", priority=_HIGH, lang="''",
        since="i.opened_at", assignee="i.claimant",
    ),
    seen=lambda scope: review_condition(scope.viewer),
    waits=lambda scope, reader: "i.decided_at IS NULL",
    # What it is about is told by whichever flat it comes from.
    id="i.id", title="''", person="NULL", version="i.version", always_since=True,
)

#: Every source, by its kind.
SOURCES: dict[str, Source] = {
    source.kind: source for source in (THREADS, TICKETS, CLUSTERS, PROPOSALS, ARTICLES, FLAGS)
}
