"""Proposals, as far as the viewer may read the thread that they are about; every count is over those alone."""

import json
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.duplicates.queries.board import visible_cluster
from forum.duplicates.queries.readable import readable
from forum.errors import NotFound
from forum.kb_bridge.policy import STATES
from forum.kb_bridge.views import Member, Named, ProposalLine, ProposalView

PAGE = 50
#: What the queue can be narrowed to, with its condition; "mine" takes the viewer's id.
TABS = ("open", "mine", "written", "done", "dismissed")

_CLUSTER = (
    "COALESCE((SELECT g.id FROM duplicate_clusters g WHERE g.hub_id = t.id),"
    " (SELECT m.cluster_id FROM duplicate_members m WHERE m.thread_id = t.id))"
)
_COLUMNS = (
    "p.id, p.state, p.origin, p.thread_id, p.wish_count, p.opened_at, p.holder_id, h.name AS h_name,"
    " h.display_name AS h_shown, t.title, t.slug, t.lang, t.status, t.same_problem_count, t.view_count, t.category_id,"
    " k.name AS k_name, p.state_at, p.reason, p.member_count, p.article_id, p.version, b.id AS b_id, b.name AS b_name,"
    " b.display_name AS b_shown"
)
_FROM = (
    " FROM article_proposals p JOIN threads t ON t.id = p.thread_id JOIN categories k ON k.id = t.category_id"
    " LEFT JOIN people h ON h.id = p.holder_id LEFT JOIN people b ON b.id = p.state_by_id"
)


async def queue(viewer: Actor, tab: str, page: int) -> tuple[list[ProposalLine], int, int]:
    """A page of proposals, the most asked first; its number, and how many pages there are."""
    where = f" WHERE {_condition(viewer, tab)} AND {_shown(viewer)}"
    number = int(await database.value(f"SELECT count(*){_FROM}{where}"))
    count = max(1, -(-number // PAGE))
    page = max(1, min(page, count))
    found = await database.rows_aside(
        f"SELECT {_COLUMNS}, {_value(viewer)} AS value{_FROM}{where}"
        f" ORDER BY value DESC, p.wish_count DESC, p.id DESC LIMIT {PAGE} OFFSET {(page - 1) * PAGE}"
    )
    return [_line(row) for row in found], page, count


async def counts(viewer: Actor) -> dict[str, int]:
    """How many proposals each tab has."""
    parts = ", ".join(
        f"COALESCE(SUM(CASE WHEN {_condition(viewer, tab)} THEN 1 ELSE 0 END), 0) AS {tab}_count" for tab in TABS
    )
    row = (await database.rows_aside(f"SELECT {parts}{_FROM} WHERE {_shown(viewer)}"))[0]
    return {tab: int(row[f"{tab}_count"]) for tab in TABS}


async def visible_proposal(viewer: Actor, proposal_id: int) -> ProposalView:
    """One proposal. Raises NotFound for one that is not there or whose thread the viewer may not read."""
    row = await database.row(
        f"SELECT {_COLUMNS}, {_value(viewer)} AS value, {_CLUSTER} AS cluster_id{_FROM}"
        f" WHERE p.id = $1 AND {_shown(viewer)}", proposal_id,
    )
    if row is None:
        raise NotFound
    return ProposalView(
        line=_line(row), category_id=row["category_id"], cluster_id=row["cluster_id"], state_at=_at(row["state_at"]),
        state_by=Named(row["b_id"], row["b_name"], row["b_shown"]) if row["b_id"] else None, reason=row["reason"],
        member_count=row["member_count"], article_id=row["article_id"], version=row["version"],
    )


async def proposal_of(viewer: Actor, thread_ids: list[int]) -> ProposalView | None:
    """The proposal about one of these threads, the first one, if there is any that the viewer may see."""
    found = await database.value(
        f"SELECT p.id{_FROM} WHERE p.thread_id IN ({database.id_list(thread_ids)}) AND {_shown(viewer)} ORDER BY p.id LIMIT 1"
    )
    return await visible_proposal(viewer, found) if found is not None else None


async def members(viewer: Actor, thread_id: int, cluster_id: int | None) -> list[Member]:
    """The threads that ask the same as a proposal's, itself among them, those by decisions first."""
    own = await database.row(
        "SELECT t.id, t.title, t.slug, t.lang, t.status, t.created_at, t.view_count, t.same_problem_count, w.name,"
        f" w.display_name FROM threads t JOIN people w ON w.id = t.author_id WHERE t.id = $1 AND {readable(viewer)}",
        thread_id,
    )
    if own is None:
        raise NotFound
    others: list[Member] = []
    marked = {row["thread_id"] for row in await database.rows(
        "SELECT thread_id FROM duplicate_marks WHERE canonical_id = $1", thread_id
    )}
    if cluster_id is not None:
        try:
            _line_of, lines = await visible_cluster(viewer, cluster_id)
        except NotFound:
            lines = []
        others = [
            Member(
                thread_id=one.thread.id, title=one.thread.title, slug=one.thread.slug, lang=one.thread.lang,
                status=one.thread.status, asker_name=one.author.name,
                asker_shown=one.author.display_name or one.author.name, created_at=one.created_at,
                view_count=one.view_count, same_problem_count=one.same_problem_count, is_hub=False,
                is_sure=one.thread.id in marked or (one.is_confirmed and not one.is_hub), score=one.score,
            )
            for one in lines if one.thread.id != thread_id
        ]
    hub = Member(
        thread_id=own["id"], title=own["title"], slug=own["slug"], lang=own["lang"], status=own["status"],
        asker_name=own["name"], asker_shown=own["display_name"] or own["name"], created_at=_at(own["created_at"]),
        view_count=own["view_count"], same_problem_count=own["same_problem_count"], is_hub=True, is_sure=True, score=1.0,
    )
    return [hub, *others]


async def history(proposal_id: int) -> list[tuple[str, dict[str, Any], str, datetime]]:
    """What happened to a proposal that was loaded through permission, the latest first: event, data, who, when."""
    found = await database.rows(
        "SELECT e.name, e.data, e.at, w.name AS w_name, w.display_name AS w_shown FROM events e"
        " LEFT JOIN people w ON w.id = e.actor_id WHERE e.subject_type = 'proposal' AND e.subject_id = $1"
        " ORDER BY e.id DESC LIMIT 50", proposal_id,
    )
    return [
        (
            row["name"], json.loads(row["data"]) if isinstance(row["data"], str) else row["data"],
            row["w_shown"] or row["w_name"] or "", _at(row["at"]),
        )
        for row in found
    ]


def _shown(viewer: Actor) -> str:
    return f"t.deleted_at IS NULL AND {categories.visible_condition(viewer, 'k')}"


def _condition(viewer: Actor, tab: str) -> str:
    if tab == "mine":
        return f"p.state IN ('taken', 'handed_over', 'written') AND p.holder_id = {int(viewer.id)}"
    if tab == "open":
        return "p.state IN ('open', 'taken', 'handed_over')"
    if tab not in STATES:
        raise ValueError(f"{tab!r} is no tab of the queue")
    return f"p.state = '{tab}'"


def _value(viewer: Actor) -> str:
    """How many threads ask the same, of those that the viewer may read, this one included."""
    shown = f"x.deleted_at IS NULL AND {categories.visible_condition(viewer, 'xk')}"
    source = " JOIN categories xk ON xk.id = x.category_id"
    return (
        f"(1 + (SELECT count(*) FROM duplicate_members m JOIN threads x ON x.id = m.thread_id{source}"
        f" WHERE m.cluster_id = {_CLUSTER} AND x.id <> t.id AND {shown})"
        f" + (SELECT count(*) FROM duplicate_clusters u JOIN threads x ON x.id = u.hub_id{source}"
        f" WHERE u.id = {_CLUSTER} AND x.id <> t.id AND {shown}))"
    )


def _line(row: Any) -> ProposalLine:
    return ProposalLine(
        id=row["id"], state=row["state"], origin=row["origin"], thread_id=row["thread_id"], title=row["title"],
        slug=row["slug"], lang=row["lang"], status=row["status"], category_name=row["k_name"], value=row["value"],
        wish_count=row["wish_count"], same_problem_count=row["same_problem_count"], view_count=row["view_count"],
        opened_at=_at(row["opened_at"]),
        holder=Named(row["holder_id"], row["h_name"], row["h_shown"]) if row["holder_id"] else None,
    )


def _at(stored: Any) -> datetime:
    found = database.moment(stored)
    assert found is not None
    return found
