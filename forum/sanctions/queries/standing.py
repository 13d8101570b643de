"""What was decided about a person, to that person, and what of it they may appeal against."""

import json
from typing import Any

from forum import clock, database
from forum.accounts import queries as people
from forum.errors import NotFound
from forum.sanctions.views import AppealLine, DeedLine, SanctionLine, StandingView
from forum.threads.views import post_path, thread_path

#: Lines of each kind on the page; what is older is in the download of one's data.
MOST = 50
#: Deeds against which an appeal is made, and what shows that each still stands (t: the thread, p: the post).
STANDS = {
    # What waits for a look is hidden, not deleted; a reply that was held and refused has no place, but an author.
    "post.hidden": "p.hidden_reason IS NOT NULL AND p.hidden_at IS NOT NULL",
    "post.deleted": "p.deleted_at IS NOT NULL AND p.hidden_reason IS NULL AND p.position <> 0",
    "thread.deleted": "t.deleted_at IS NOT NULL AND t.hidden_reason IS NULL",
    "thread.closed": "t.deleted_at IS NULL AND t.status = 'closed'",
    "thread.locked": "t.deleted_at IS NULL AND t.locked_at IS NOT NULL",
    "thread.unlisted": "t.deleted_at IS NULL AND t.unlisted_at IS NOT NULL",
    "thread.archived": "t.deleted_at IS NULL AND t.archived_at IS NOT NULL",
}
#: An event that says that a state ended; it is no deed.
_ENDED = ("locked", "unlisted", "archived")
_APPEAL = (
    " q.id AS appeal_id, q.words AS appeal_words, q.made_at, q.outcome, q.answer, q.answered_at"
)
#: The latest event of its name about each of a person's own threads and posts, as far as it still stands.
_DEEDS = (
    "SELECT e.id, e.name, e.at, e.data, e.actor_id, t.id AS thread_id, t.title, t.slug, t.lang, t.deleted_at AS gone,"
    f" p.id AS post_id, p.position,{_APPEAL}"
    " FROM events e LEFT JOIN posts p ON e.subject_type = 'post' AND p.id = e.subject_id"
    " JOIN threads t ON t.id = CASE e.subject_type WHEN 'thread' THEN e.subject_id ELSE p.thread_id END"
    " LEFT JOIN appeals q ON q.about = 'deed' AND q.subject_id = e.id"
    " WHERE e.actor_id IS NOT NULL AND e.actor_id <> $1 AND {whose} AND CASE e.name "
    + " ".join(f"WHEN '{name}' THEN {stands}" for name, stands in STANDS.items())
    + " ELSE 1 = 0 END AND NOT EXISTS (SELECT 1 FROM events later WHERE later.subject_type = e.subject_type"
    " AND later.subject_id = e.subject_id AND later.name = e.name AND later.id > e.id)"
)


async def standing_of(person_id: int) -> StandingView:
    """What was decided about a person, the newest first, without the names of who decided. Raises NotFound."""
    person = await people.actor(person_id)
    return StandingView(person, await sanctions_of(person_id), await _deeds_of(person_id))


async def sanctions_of(person_id: int, *, with_names: bool = False) -> list[SanctionLine]:
    """A person's sanctions with the appeals against them; names of moderators are for moderators."""
    found = await database.rows(
        "SELECT s.id, s.kind, s.reason, s.words, s.given_at, s.until, s.lifted_at, s.lifted_words,"
        f" g.display_name AS given_by, l.display_name AS lifted_by,{_APPEAL} FROM sanctions s"
        " LEFT JOIN people g ON g.id = s.given_by_id LEFT JOIN people l ON l.id = s.lifted_by_id"
        " LEFT JOIN appeals q ON q.about = 'sanction' AND q.subject_id = s.id"
        f" WHERE s.person_id = $1 ORDER BY s.id DESC LIMIT {MOST}", person_id,
    )
    now = clock.now()
    return [
        SanctionLine(
            id=row["id"], kind=row["kind"], reason=row["reason"], words=row["words"], given_at=at(row["given_at"]),
            until=database.moment(row["until"]),
            is_in_force=in_force(row["kind"], row["until"], row["lifted_at"], now),
            lifted_at=database.moment(row["lifted_at"]), lifted_words=row["lifted_words"],
            given_by=(row["given_by"] or "") if with_names else "",
            lifted_by=(row["lifted_by"] or "") if with_names else "", appeal=_appeal(row),
        )
        for row in found
    ]


async def decider_of(person_id: int, about: str, subject_id: int) -> int | None:
    """Who made a decision about a person that still stands. Raises NotFound where there is none that they may appeal."""
    if about == "sanction":
        row = await database.row(
            "SELECT given_by_id AS decider, kind, until, lifted_at FROM sanctions WHERE id = $1 AND person_id = $2",
            subject_id, person_id,
        )
        if row is None or row["lifted_at"] is not None:
            raise NotFound
        return row["decider"]
    row = await database.row(f"{_deeds()} AND e.id = $2", person_id, subject_id)
    if row is None or not _holds(row):
        raise NotFound
    return row["actor_id"]


def in_force(kind: str, until: Any, lifted_at: Any, now: Any) -> bool:
    """Whether a sanction restricts somebody now."""
    ends = database.moment(until)
    return kind != "warning" and lifted_at is None and (ends is None or ends > now)


def at(stored: Any) -> Any:
    """A moment that is always there."""
    return database.moment(stored)


async def _deeds_of(person_id: int) -> list[DeedLine]:
    # Through the person's own posts and threads: the log of everything is never walked for one member's page.
    found = await database.rows(f"{_deeds()} ORDER BY e.id DESC LIMIT {MOST}", person_id)
    return [_deed(row) for row in found if _holds(row)]


def _deeds() -> str:
    whose = (
        "((e.subject_type = 'thread' AND e.subject_id IN (SELECT x.id FROM threads x WHERE x.author_id = $1))"
        " OR (e.subject_type = 'post' AND e.subject_id IN (SELECT x.id FROM posts x WHERE x.author_id = $1)))"
    )
    return _DEEDS.replace("{whose}", whose)


def _holds(row: Any) -> bool:
    data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
    return all(data.get(switch) is not False for switch in _ENDED)


def _deed(row: Any) -> DeedLine:
    data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
    path = ""
    if row["gone"] is None:
        path = thread_path(row["thread_id"], row["slug"])
        if row["post_id"] is not None and row["name"] == "post.hidden" and row["position"] > 0:
            path = post_path(row["thread_id"], row["slug"], row["post_id"], row["position"])
    # Of a deletion the author reads the reason; of the rest what everybody reads.
    words = data.get("reason" if row["name"].endswith(".deleted") else "public_reason") or ""
    return DeedLine(row["id"], row["name"], row["title"], path, row["lang"], str(words), at(row["at"]), _appeal(row))


def _appeal(row: Any) -> AppealLine | None:
    if row["appeal_id"] is None:
        return None
    return AppealLine(
        row["appeal_id"], row["appeal_words"], at(row["made_at"]), row["outcome"], row["answer"],
        database.moment(row["answered_at"]),
    )
