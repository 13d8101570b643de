"""Reading accounts: every answer already is what this viewer may see.

A profile whose address nobody has confirmed is seen by its owner and by staff only: to everybody else it is not there.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from forum import clock, database
from forum.accounts import names, policy
from forum.accounts.actor import ROLES, SYSTEM, Actor
from forum.accounts.browsers import described
from forum.accounts.events import AUDIT
from forum.accounts.letters import Reader
from forum.accounts.secrecy import hash_secret
from forum.accounts.views import (
    AuditRow,
    DeskPerson,
    GroupRow,
    GroupView,
    LetterToken,
    PersonRow,
    PersonView,
    SessionView,
)
from forum.errors import NotFound
from forum.text.normalize import fold

#: Names offered while one is being typed.
MOST_SUGGESTIONS = 8
PAGE_SIZE = 50

_PERSON = (
    "id, name, display_name, role, bio, bio_html, language, time_zone, reputation, accepted_count, helpful_count,"
    " created_at, email_verified_at, suspended_until, held_at, bio_held_at, anonymised_at"
)
_ROW = (
    "p.id, p.name, p.display_name, p.role, p.email, p.reputation, p.created_at, p.last_seen_at, p.email_verified_at,"
    " p.locked_until, p.suspended_until, p.anonymised_at"
)


async def person_named(viewer: Actor, name: str) -> PersonView:
    """The person with this handle in any spelling. Raises NotFound also for who has not confirmed their address."""
    key = names.handle_key(name)[: names.KEY_LENGTH]
    found = await database.row(f"SELECT {_PERSON} FROM people WHERE name_key = $1", key)
    return _seen_by(viewer, found)


async def own_profile(viewer: Actor) -> PersonView:
    """The viewer themselves. Raises SignInNeeded for guests."""
    policy.may_keep_account(viewer).require()
    return _seen_by(viewer, await database.row(f"SELECT {_PERSON} FROM people WHERE id = $1", viewer.id))


async def picture_named(name: str) -> tuple[str, str]:
    """The handle and shown name that a picture is drawn from. Raises NotFound."""
    found = await database.row(
        "SELECT name, display_name FROM people WHERE name_key = $1"
        " AND (email_verified_at IS NOT NULL AND held_at IS NULL OR anonymised_at IS NOT NULL OR role <> 'member')",
        names.handle_key(name)[: names.KEY_LENGTH],
    )
    if found is None:
        raise NotFound
    return found["name"], found["display_name"]


async def own_address(viewer: Actor) -> str:
    """The viewer's own e-mail address."""
    policy.may_keep_account(viewer).require()
    return await database.value("SELECT email FROM people WHERE id = $1", viewer.id) or ""


async def sessions_of(viewer: Actor) -> list[SessionView]:
    """The viewer's own signed-in browsers, the one they look with first, then by last use."""
    policy.may_keep_account(viewer).require()
    found = await database.rows(
        "SELECT id, user_agent, address, created_at, last_used_at FROM sessions"
        " WHERE person_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id DESC",
        viewer.id, clock.now(),
    )
    views = [
        SessionView(
            row["id"], *described(row["user_agent"]), row["address"], _at(row["created_at"]), _at(row["last_used_at"]),
            row["id"] == viewer.session_id,
        )
        for row in found
    ]
    return sorted(views, key=lambda view: not view.is_current)


async def suggest(viewer: Actor, typed: str) -> list[dict[str, str]]:
    """People whose handle or shown name begins with what was typed, as name, display_name and role; at most eight."""
    policy.may_complete_names(viewer).require()
    start = fold(typed.removeprefix("@"))
    if not start:
        return []
    found = await database.rows_aside(
        "SELECT name, display_name, role FROM people"
        " WHERE (name_key LIKE $1 ESCAPE '!' OR lower(display_name) LIKE $2 ESCAPE '!')"
        " AND email_verified_at IS NOT NULL AND held_at IS NULL AND anonymised_at IS NULL AND id <> $3"
        " ORDER BY CASE WHEN name_key LIKE $1 ESCAPE '!' THEN 0 ELSE 1 END, reputation DESC, id LIMIT $4",
        _starting(start), _starting(typed.lower()), SYSTEM.id, MOST_SUGGESTIONS,
    )
    return [{"name": row["name"], "display_name": row["display_name"], "role": row["role"]} for row in found]


async def mentioned(keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Of these folded names (`text.mentions.possible_names`), those that people have: key to (id, handle)."""
    wanted = sorted(set(keys))[:500]
    if not wanted:
        return {}
    marks = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
    found = await database.rows(
        f"SELECT id, name, name_key FROM people WHERE name_key IN ({marks})"
        " AND email_verified_at IS NOT NULL AND held_at IS NULL AND anonymised_at IS NULL",
        *wanted,
    )
    return {row["name_key"]: (row["id"], row["name"]) for row in found}


async def actor(person_id: int) -> Actor:
    """A person as one who acts or looks, outside of a request: for jobs, listeners and commands. Raises NotFound."""
    acting = await actors([person_id])
    if person_id not in acting:
        raise NotFound
    return acting[person_id]


async def actors(person_ids: Iterable[int]) -> dict[int, Actor]:
    """As `actor`, for several people at once; who is gone is left out."""
    ids = database.id_list(person_ids)
    found = await database.rows(
        "SELECT id, name, display_name, role, language, time_zone, reputation, email_verified_at, suspended_until,"
        f" held_at, silenced_until, restricted_for, previous_seen_at FROM people WHERE id IN ({ids}) AND anonymised_at IS NULL"
    )
    groups: dict[int, set[int]] = {}
    for row in await database.rows(f"SELECT person_id, group_id FROM group_members WHERE person_id IN ({ids})"):
        groups.setdefault(row["person_id"], set()).add(row["group_id"])
    return {
        row["id"]: Actor(
            id=row["id"], name=row["name"], display_name=row["display_name"], role=row["role"],
            language=row["language"], time_zone=row["time_zone"],
            reputation=row["reputation"], group_ids=frozenset(groups.get(row["id"], ())),
            email_verified=row["email_verified_at"] is not None, suspended=_ahead(row["suspended_until"]),
            held=row["held_at"] is not None,
            silenced=_ahead(row["silenced_until"]), restricted_for=row["restricted_for"] or "",
            last_visit_at=database.moment(row["previous_seen_at"]),
        )
        for row in found
    }


async def actor_named(name: str) -> Actor:
    """As `actor`, by handle in any spelling. Raises NotFound."""
    person_id = await database.value("SELECT id FROM people WHERE name_key = $1", names.handle_key(name))
    if person_id is None:
        raise NotFound
    return await actor(person_id)


async def recipients(person_ids: Iterable[int]) -> dict[int, tuple[Reader, str]]:
    """Who of these people can be written to, with their confirmed address: for letters, never for pages."""
    found = await database.rows(
        "SELECT id, name, display_name, language, time_zone, email FROM people"
        f" WHERE id IN ({database.id_list(person_ids)})"
        " AND email IS NOT NULL AND email_verified_at IS NOT NULL AND anonymised_at IS NULL"
    )
    return {
        row["id"]: (
            Reader(row["id"], row["name"], row["display_name"], row["language"], row["time_zone"]), row["email"]
        )
        for row in found
    }


async def staff_names() -> list[str]:
    """Every handle and shown name that a staff member bears, for telling look-alikes."""
    found = await database.rows(
        "SELECT name, display_name FROM people WHERE role IN ('specialist', 'moderator', 'administrator')"
    )
    return [name for row in found for name in {row["name"], row["display_name"]}]


async def letter_token(secret: str, *purposes: str) -> LetterToken | None:
    """What a letter's secret would do, while it can still be used; asking does not use it up."""
    found = await database.row(
        "SELECT t.purpose, t.email, p.id, p.name, p.display_name, p.language, p.time_zone"
        " FROM tokens t JOIN people p ON p.id = t.person_id"
        " WHERE t.secret_hash = $1 AND t.used_at IS NULL AND t.expires_at > $2 AND p.anonymised_at IS NULL",
        hash_secret(secret), clock.now(),
    )
    if found is None or found["purpose"] not in purposes:
        return None
    reader = Reader(found["id"], found["name"], found["display_name"], found["language"], found["time_zone"])
    return LetterToken(found["purpose"], found["email"], reader)


async def people_page(viewer: Actor, typed: str = "", role: str = "", page: int = 1) -> tuple[list[PersonRow], int]:
    """One page of everybody for administrators, newest first, with how many there are.

    `typed` is looked for at the beginning of handles, shown names and addresses; `role` may also be "locked",
    "suspended" or "unconfirmed".
    """
    policy.may_manage_people(viewer).require()
    params: list[Any] = []
    wheres = [f"p.id <> {SYSTEM.id}"]
    if typed:
        params += [_starting(fold(typed.removeprefix("@"))), _starting(typed.lower())]
        wheres.append(
            "(p.name_key LIKE $1 ESCAPE '!' OR lower(p.display_name) LIKE $2 ESCAPE '!'"
            " OR p.email_key LIKE $2 ESCAPE '!')"
        )
    if role in ROLES:
        params.append(role)
        wheres.append(f"p.role = ${len(params)}")
    elif role in ("locked", "suspended"):
        params.append(clock.now())
        wheres.append(f"p.{role}_until > ${len(params)}")
    elif role == "unconfirmed":
        wheres.append("p.email_verified_at IS NULL AND p.anonymised_at IS NULL")
    where = " AND ".join(wheres)
    count = (await database.rows_aside(f"SELECT count(*) AS count FROM people p WHERE {where}", *params))[0]["count"]
    before = (max(1, page) - 1) * PAGE_SIZE
    found = await database.rows_aside(
        f"SELECT {_ROW} FROM people p WHERE {where} ORDER BY p.id DESC LIMIT {PAGE_SIZE} OFFSET {before}", *params
    )
    return [_row(row) for row in found], count


async def desk_person(viewer: Actor, person_id: int) -> DeskPerson:
    """One account with what administrators need to know of it. Raises NotFound."""
    policy.may_manage_people(viewer).require()
    found = await database.row(
        f"SELECT {_ROW}, p.failed_sign_ins,"
        " (SELECT count(*) FROM sessions s WHERE s.person_id = p.id AND s.expires_at > $2) AS session_count"
        f" FROM people p WHERE p.id = $1 AND p.id <> {SYSTEM.id}",
        person_id, clock.now(),
    )
    if found is None:
        raise NotFound
    groups = await database.rows(
        "SELECT g.id, g.name, g.description, 0 AS member_count FROM groups g JOIN group_members m ON m.group_id = g.id"
        " WHERE m.person_id = $1 ORDER BY g.name_key",
        person_id,
    )
    until = database.moment(found["locked_until"])
    return DeskPerson(
        _row(found), [_group_row(row) for row in groups], until if _ahead(until) else None, found["failed_sign_ins"],
        found["session_count"],
    )


async def groups(viewer: Actor) -> list[GroupRow]:
    """Every group with how many people are in it, for administrators."""
    policy.may_manage_groups(viewer).require()
    return [
        _group_row(row)
        for row in await database.rows(
            "SELECT g.id, g.name, g.description,"
            " (SELECT count(*) FROM group_members m WHERE m.group_id = g.id) AS member_count"
            " FROM groups g ORDER BY g.name_key"
        )
    ]


async def group(viewer: Actor, group_id: int) -> GroupView:
    """One group with its members, for administrators. Raises NotFound."""
    policy.may_manage_groups(viewer).require()
    found = await database.row("SELECT id, name, description FROM groups WHERE id = $1", group_id)
    if found is None:
        raise NotFound
    members = await database.rows(
        f"SELECT {_ROW} FROM group_members m JOIN people p ON p.id = m.person_id WHERE m.group_id = $1"
        " ORDER BY p.name_key",
        group_id,
    )
    return GroupView(found["id"], found["name"], found["description"], [_row(row) for row in members])


async def audit_trail(
    viewer: Actor, person_id: int | None = None, before: int | None = None, limit: int = PAGE_SIZE
) -> list[AuditRow]:
    """Account events, newest first, of everybody or about one person; `before` is the id to go on from."""
    policy.may_manage_people(viewer).require()
    params: list[Any] = [before or 2**62, limit]
    of_one = ""
    if person_id is not None:
        params.append(person_id)
        of_one = " AND e.subject_type = 'person' AND e.subject_id = $3"
    known = ", ".join(f"'{event.NAME}'" for event in AUDIT)
    found = await database.rows(
        "SELECT e.id, e.name, e.at, e.subject_type, e.subject_id, e.data, a.name AS actor_name, s.name AS subject_name"
        " FROM events e LEFT JOIN people a ON a.id = e.actor_id"
        " LEFT JOIN people s ON s.id = e.subject_id AND e.subject_type = 'person'"
        f" WHERE e.name IN ({known}) AND e.id < $1{of_one} ORDER BY e.id DESC LIMIT $2",
        *params,
    )
    return [
        AuditRow(
            row["id"], row["name"], _at(row["at"]), row["actor_name"] or "", row["subject_type"], row["subject_id"],
            row["subject_name"] or "", json.loads(row["data"]),
        )
        for row in found
    ]


async def about(person_id: int) -> dict[str, Any]:
    """All that accounts keep about a person, for them to take along: no hashes, nothing of anybody else."""
    found = await database.row(
        "SELECT id, name, display_name, email, email_verified_at, role, bio, language, time_zone, reputation,"
        " accepted_count, helpful_count, suspended_until, silenced_until, held_at, bio_held_at, created_at, last_seen_at"
        " FROM people WHERE id = $1",
        person_id,
    )
    if found is None:
        raise NotFound
    profile = {name: _plain(found[name]) for name in found.keys()}  # noqa: SIM118 (sqlite3.Row iterates its values)
    return {
        "profile": profile,
        "sessions": await _all(
            "SELECT created_at, last_used_at, expires_at, address, user_agent FROM sessions WHERE person_id = $1"
            " ORDER BY id",
            person_id,
        ),
        "groups": await _all(
            "SELECT g.name, m.added_at FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.person_id = $1"
            " ORDER BY m.id",
            person_id,
        ),
        "reputation": await _all(
            "SELECT reason, subject_id, points, at FROM reputation_entries WHERE person_id = $1 ORDER BY id", person_id
        ),
        "history": [
            {**row, "data": json.loads(row["data"])}
            for row in await _all(
                "SELECT name, at, subject_type, subject_id, data FROM events"
                " WHERE actor_id = $1 OR (subject_type = 'person' AND subject_id = $1) ORDER BY id",
                person_id,
            )
        ],
    }


def _seen_by(viewer: Actor, found: Any | None) -> PersonView:
    if found is None:
        raise NotFound
    confirmed, gone = found["email_verified_at"] is not None, found["anonymised_at"] is not None
    held = found["held_at"] is not None
    hidden = (held or not confirmed) and not gone and found["role"] == "member"
    if hidden and not viewer.is_staff and (viewer.is_guest or viewer.id != found["id"]):
        raise NotFound
    waits = found["bio_held_at"] is not None
    kept_back = waits and not viewer.is_moderator and (viewer.is_guest or viewer.id != found["id"])
    return PersonView(
        id=found["id"], name=found["name"], display_name=found["display_name"], role=found["role"],
        bio="" if kept_back else found["bio"], bio_html="" if kept_back else found["bio_html"],
        language=found["language"], time_zone=found["time_zone"],
        reputation=found["reputation"], accepted_count=found["accepted_count"], helpful_count=found["helpful_count"],
        created_at=_at(found["created_at"]), is_confirmed=confirmed, is_suspended=_ahead(found["suspended_until"]),
        is_gone=gone, is_held=held, is_bio_held=waits and not kept_back,
    )


def _row(found: Any) -> PersonRow:
    return PersonRow(
        id=found["id"], name=found["name"], display_name=found["display_name"], role=found["role"],
        email=found["email"], reputation=found["reputation"], created_at=_at(found["created_at"]),
        last_seen_at=database.moment(found["last_seen_at"]), is_confirmed=found["email_verified_at"] is not None,
        is_locked=_ahead(found["locked_until"]), is_suspended=_ahead(found["suspended_until"]),
        is_gone=found["anonymised_at"] is not None,
    )


def _group_row(found: Any) -> GroupRow:
    return GroupRow(found["id"], found["name"], found["description"], found["member_count"])


async def _all(sql: str, person_id: int) -> list[dict[str, Any]]:
    rows = await database.rows_aside(sql, person_id)
    return [{name: _plain(row[name]) for name in row.keys()} for row in rows]  # noqa: SIM118


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _starting(start: str) -> str:
    """A LIKE pattern for what begins so; the signs that mean something in patterns are taken as they stand."""
    return "".join(f"!{char}" if char in "!%_" else char for char in start) + "%"


def _ahead(stored: str | datetime | None) -> bool:
    moment = database.moment(stored)
    return moment is not None and moment > clock.now()


def _at(stored: str | datetime) -> datetime:
    moment = database.moment(stored)
    assert moment is not None
    return moment
