"""The clocks of questions: told anew from what is on record whenever something happens, so that they are never guessed."""

import json
from typing import Any

from forum import clock, database
from forum.threads.policy import ASKING_TYPES
from forum.tickets.policy import STAFF_ROLES
from forum.tickets.questions import STATUS, Said, Turn, told

#: Questions without a beat (imported ones) that are looked after in one go.
BATCH = 200

_ASKING = ", ".join(f"'{one}'" for one in sorted(ASKING_TYPES))


async def keep_time(thread_id: int) -> None:
    """Let the beats of a thread be what its history tells. Again is as once; threads that never asked have none."""

    async def work() -> None:
        await database.lock_row("threads", thread_id)
        thread = await database.row(
            "SELECT id, type, author_id, status, status_at, created_at, deleted_at FROM threads WHERE id = $1", thread_id
        )
        if thread is None:
            return
        happened = await database.rows(
            "SELECT id, name, data, at FROM events WHERE subject_type = 'thread' AND subject_id = $1 AND name IN"
            " ('thread.status_changed', 'thread.retyped', 'thread.deleted', 'thread.restored') ORDER BY id",
            thread_id,
        )
        turns, first_type = _turns(thread, happened)
        asked = first_type in ASKING_TYPES or thread["type"] in ASKING_TYPES or any(
            one.what == "back" and one.value == "type" for one in turns
        )
        if not asked:
            return
        said = [
            Said(
                _moment(row["created_at"]), row["id"], row["author_id"] == thread["author_id"],
                row["author_role"] in STAFF_ROLES,
            )
            for row in await database.rows(
                "SELECT id, author_id, author_role, created_at FROM posts WHERE thread_id = $1 AND position > 0"
                " AND deleted_at IS NULL ORDER BY position",
                thread_id,
            )
        ]
        await _agree(thread_id, _moment(thread["created_at"]), first_type in ASKING_TYPES, said, turns)

    await database.transaction(work)


async def keep_forgotten_times() -> int:
    """Give questions their beats that have none yet, because they were imported; returns how many, at most a batch."""
    found = await database.rows_aside(
        f"SELECT t.id FROM threads t WHERE t.type IN ({_ASKING}) AND NOT EXISTS (SELECT 1 FROM metric_events m"
        f" WHERE m.subject_type = 'thread' AND m.subject_id = t.id) ORDER BY t.id LIMIT {BATCH}"
    )
    for row in found:
        await keep_time(row["id"])
    return len(found)


def _turns(thread: Any, happened: list[Any]) -> tuple[list[Turn], str]:
    """What happened to a thread, and the type that it was opened as. What an import says without events is told too."""
    turns: list[Turn] = []
    first_type = None
    for row in happened:
        data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
        at, cause = _moment(row["at"]), f"e{row['id']}"
        match row["name"]:
            case "thread.status_changed":
                turns.append(Turn(at, cause, "status", STATUS.get(data["after"], "open")))
            case "thread.retyped":
                first_type = first_type or data["before"]
                if (data["before"] in ASKING_TYPES) != (data["after"] in ASKING_TYPES):
                    turns.append(Turn(at, cause, "back" if data["after"] in ASKING_TYPES else "left", "type"))
            case "thread.deleted":
                turns.append(Turn(at, cause, "left", "deleted"))
            case "thread.restored":
                turns.append(Turn(at, cause, "back", "deleted"))
    if thread["status"] != "open" and not any(one.what == "status" for one in turns):
        turns.append(Turn(_moment(thread["status_at"]), "s", "status", STATUS.get(thread["status"], "open")))
    if thread["deleted_at"] is not None and not any(one.value == "deleted" for one in turns):
        turns.append(Turn(_moment(thread["deleted_at"]), "d", "left", "deleted"))
    return turns, first_type or thread["type"]


async def _agree(thread_id: int, opened_at: Any, asks: bool, said: list[Said], turns: list[Turn]) -> None:
    """Make what stands there what the history tells: add what is new, take back what no longer holds."""
    wanted = {(one.beat.metric, one.beat.type, one.cause): one.beat for one in told(opened_at, asks, said, turns)}
    standing = {
        (row["metric"], row["type"], row["cause"]): row
        for row in await database.rows(
            "SELECT id, metric, type, cause, instance_id, status, time, deleted_at FROM metric_events"
            " WHERE subject_type = 'thread' AND subject_id = $1",
            thread_id,
        )
    }
    for (metric, type_, cause), beat in wanted.items():
        row = standing.get((metric, type_, cause))
        if row is None:
            await database.execute(
                "INSERT INTO metric_events (subject_type, subject_id, metric, instance_id, type, status, time, cause)"
                " VALUES ('thread', $1, $2, $3, $4, $5, $6, $7)"
                " ON CONFLICT (subject_type, subject_id, metric, type, cause) DO NOTHING",
                thread_id, metric, beat.instance, type_, beat.status, beat.time, cause,
            )
        elif (
            row["deleted_at"] is not None
            or (row["instance_id"], row["status"], _moment(row["time"])) != (beat.instance, beat.status, beat.time)
        ):
            # What it follows from stayed; which turn of the talk that is follows from what else still holds.
            await database.execute(
                "UPDATE metric_events SET deleted_at = NULL, instance_id = $2, status = $3, time = $4 WHERE id = $1",
                row["id"], beat.instance, beat.status, beat.time,
            )
    gone = [row["id"] for key, row in standing.items() if key not in wanted and row["deleted_at"] is None]
    if gone:
        await database.execute(
            f"UPDATE metric_events SET deleted_at = $1 WHERE id IN ({database.id_list(gone)})", clock.now()
        )


def _moment(stored: Any) -> Any:
    return database.moment(stored)
