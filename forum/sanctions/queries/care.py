"""What moderators see of members: a list of decisions, one member with everything, appeals that wait."""

import json
from typing import Any

from forum import clock, database
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import NotFound
from forum.sanctions.ladder import Past, Step, suggest
from forum.sanctions.policy import may_answer_appeal, may_care, may_remove_note, may_sanction
from forum.sanctions.queries.cleaning import clean_ups, shown_posts
from forum.sanctions.queries.record import appeals_made, flags_against, flags_raised
from forum.sanctions.queries.standing import at, in_force, sanctions_of
from forum.sanctions.views import AppealCase, Care, MemberRow, NoteLine
from forum.threads.views import post_path, thread_path

PAGE_SIZE = 50
#: Other members named beside an address, at most.
MOST_SHARING = 20


async def members(viewer: Actor, only: str = "force", before: int = 0) -> tuple[list[MemberRow], int | None]:
    """Sanctions with whom they are about, the newest first; and the id to go on from. Raises Forbidden.

    `only`: "force" for what restricts somebody now, "all" for everything.
    """
    may_care(viewer).require()
    now = clock.now()
    narrowed = ""
    params: list[Any] = [before or 2**62]
    if only == "force":
        narrowed = " AND s.kind <> 'warning' AND s.lifted_at IS NULL AND (s.until IS NULL OR s.until > $2)"
        params.append(now)
    found = await database.rows(
        "SELECT s.id AS sanction_id, s.kind, s.reason, s.given_at, s.until, s.lifted_at, p.id, p.name, p.display_name,"
        f" p.role FROM sanctions s JOIN people p ON p.id = s.person_id WHERE s.id < $1{narrowed}"
        f" ORDER BY s.id DESC LIMIT {PAGE_SIZE + 1}", *params,
    )
    lines = [
        MemberRow(
            row["id"], row["name"], row["display_name"], row["role"], row["kind"], row["reason"], at(row["given_at"]),
            database.moment(row["until"]), in_force(row["kind"], row["until"], row["lifted_at"], now),
        )
        for row in found[:PAGE_SIZE]
    ]
    return lines, found[PAGE_SIZE - 1]["sanction_id"] if len(found) > PAGE_SIZE else None


async def member(viewer: Actor, person_id: int) -> Care:
    """One member with everything moderators know. Raises Forbidden or NotFound."""
    may_care(viewer).require()
    row = await database.row(
        "SELECT p.id, p.name, p.display_name, p.role, p.created_at, p.anonymised_at, p.suspended_until, p.silenced_until,"
        " (SELECT count(*) FROM posts x WHERE x.author_id = p.id AND x.deleted_at IS NULL) AS shown,"
        " (SELECT count(*) FROM posts x WHERE x.author_id = p.id AND x.deleted_at IS NOT NULL"
        f" AND x.deleted_by_id <> p.id) AS removed FROM people p WHERE p.id = $1 AND p.id <> {SYSTEM.id}", person_id,
    )
    if row is None:
        raise NotFound
    now = clock.now()
    suspended, silenced = (database.moment(row[f"{what}_until"]) for what in ("suspended", "silenced"))
    verdict = may_sanction(viewer, person_id, row["role"])
    return Care(
        id=row["id"], name=row["name"], display_name=row["display_name"] or row["name"], role=row["role"],
        joined_at=at(row["created_at"]), is_gone=row["anonymised_at"] is not None,
        suspended_until=suspended if suspended and suspended > now else None,
        silenced_until=silenced if silenced and silenced > now else None, post_count=row["shown"],
        removed_count=row["removed"], sanctions=await sanctions_of(person_id, with_names=True),
        notes=await notes_of(viewer, person_id), sharing=await _sharing(person_id),
        refusal="" if verdict else verdict.reason, shown=await shown_posts(person_id), clean_ups=await clean_ups(person_id),
        flags_raised=await flags_raised(person_id), flags_against=await flags_against(person_id),
        appeals_made=await appeals_made(person_id),
    )


async def suggestions(viewer: Actor, person_id: int, reasons: tuple[str, ...]) -> dict[str, Step]:
    """For each reason the next step of the ladder for a member. Raises Forbidden."""
    may_care(viewer).require()
    found = await database.rows(
        "SELECT given_at, lifted_at FROM sanctions WHERE person_id = $1 ORDER BY id DESC LIMIT 100", person_id
    )
    past = [Past(at(row["given_at"]), row["lifted_at"] is not None) for row in found]
    return {reason: suggest(past, reason, clock.now()) for reason in reasons}


async def newest_sanction(person_id: int) -> int:
    """The id of a person's newest sanction, 0 for none: what a form has seen."""
    return int(await database.value("SELECT max(id) FROM sanctions WHERE person_id = $1", person_id) or 0)


async def notes_of(viewer: Actor, person_id: int) -> list[NoteLine]:
    """What the team wrote down about a member, the newest first; nothing for whom it is not for."""
    if not may_care(viewer):
        return []
    found = await database.rows(
        "SELECT n.id, n.text, n.written_at, n.author_id, a.display_name AS author FROM person_notes n"
        " LEFT JOIN people a ON a.id = n.author_id WHERE n.person_id = $1 ORDER BY n.id DESC LIMIT 100", person_id,
    )
    return [
        NoteLine(
            row["id"], row["text"], at(row["written_at"]), row["author"] or "",
            bool(may_remove_note(viewer, row["author_id"])),
        )
        for row in found
    ]


async def appeal_case(viewer: Actor, appeal_id: int) -> AppealCase:
    """One appeal, answered or not. Raises Forbidden or NotFound."""
    may_care(viewer).require()
    row = await database.row(f"{_CASE} WHERE q.id = $1", appeal_id)
    if row is None:
        raise NotFound
    return _case(viewer, row)


async def _sharing(person_id: int) -> list[tuple[str, int]]:
    found = await database.rows(
        "SELECT DISTINCT p.id, p.name FROM sessions mine JOIN sessions theirs ON theirs.address = mine.address"
        " JOIN people p ON p.id = theirs.person_id WHERE mine.person_id = $1 AND theirs.person_id <> $1"
        f" AND mine.address <> '' AND p.anonymised_at IS NULL ORDER BY p.id DESC LIMIT {MOST_SHARING}", person_id,
    )
    return [(row["name"], row["id"]) for row in found]


_CASE = (
    "SELECT q.id, q.about, q.person_id, q.words, q.made_at, q.decider_id, q.outcome, q.answer, q.answered_at,"
    " w.name, w.display_name, w.role, d.display_name AS decider, y.display_name AS answered_by,"
    " s.kind, s.reason AS sanction_reason, s.words AS sanction_words, s.given_at, e.name AS deed, e.data, e.at AS deed_at,"
    " t.id AS thread_id, t.title, t.slug, t.lang, p.id AS post_id, p.position, substr(p.plain, 1, 2000) AS plain"
    " FROM appeals q JOIN people w ON w.id = q.person_id LEFT JOIN people d ON d.id = q.decider_id"
    " LEFT JOIN people y ON y.id = q.answered_by_id"
    " LEFT JOIN sanctions s ON q.about = 'sanction' AND s.id = q.subject_id"
    " LEFT JOIN events e ON q.about = 'deed' AND e.id = q.subject_id"
    " LEFT JOIN posts p ON (e.subject_type = 'post' AND p.id = e.subject_id)"
    " OR (e.subject_type = 'thread' AND p.thread_id = e.subject_id AND p.position = 0)"
    " LEFT JOIN threads t ON t.id = p.thread_id"
)


def _case(viewer: Actor, row: Any) -> AppealCase:
    is_deed = row["about"] == "deed"
    data = (json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]) if is_deed else {}
    verdict = may_answer_appeal(viewer, row["person_id"], row["role"], row["decider_id"])
    path = ""
    if is_deed and row["thread_id"] is not None:
        path = (
            post_path(row["thread_id"], row["slug"], row["post_id"], row["position"]) if (row["position"] or 0) > 0
            else thread_path(row["thread_id"], row["slug"])
        )
    return AppealCase(
        id=row["id"], about=row["about"], person_id=row["person_id"], person_name=row["name"],
        person_display_name=row["display_name"] or row["name"], words=row["words"], made_at=at(row["made_at"]),
        what=(row["deed"] if is_deed else row["kind"]) or "", reason="" if is_deed else row["sanction_reason"] or "",
        # Of what was hidden the reason is a word of ours, and who flagged it is nobody's to know.
        decision_words=row["sanction_words"] or "" if not is_deed else "" if row["deed"] == "post.hidden"
        else str(data.get("reason") or ""),
        decided_at=at(row["deed_at"] if is_deed else row["given_at"]), decider=row["decider"] or "",
        title=row["title"] or "", path=path, plain=row["plain"] or "", lang=row["lang"] or "", outcome=row["outcome"],
        answer=row["answer"], answered_by=row["answered_by"] or "", answered_at=database.moment(row["answered_at"]),
        refusal="" if verdict else verdict.reason,
    )
