"""Reputation: points for what others found helpful, given by the floors above in the transaction that earned them."""

from forum import clock, database

#: Which count of the person goes with a reason.
COUNTS = {"helpful": "helpful_count", "accepted": "accepted_count"}


async def award(person_id: int, reason: str, subject_id: int, points: int) -> bool:
    """Give a person points for a reason and a thing; returns whether they were new. A second time changes nothing."""

    async def work() -> bool:
        await database.lock_row("people", person_id)
        before = await _points(person_id, reason, subject_id)
        if before is not None:
            return False
        await database.execute(
            "INSERT INTO reputation_entries (person_id, reason, subject_id, points, at) VALUES ($1, $2, $3, $4, $5)",
            person_id, reason, subject_id, points, clock.now(),
        )
        await _add(person_id, reason, points, 1)
        return True

    return await database.transaction(work)


async def revoke_award(person_id: int, reason: str, subject_id: int) -> bool:
    """Take points for a reason and a thing back; returns whether there were any. A second time changes nothing."""

    async def work() -> bool:
        await database.lock_row("people", person_id)
        points = await _points(person_id, reason, subject_id)
        if points is None:
            return False
        await database.execute(
            "DELETE FROM reputation_entries WHERE person_id = $1 AND reason = $2 AND subject_id = $3",
            person_id, reason, subject_id,
        )
        await _add(person_id, reason, -points, -1)
        return True

    return await database.transaction(work)


async def _points(person_id: int, reason: str, subject_id: int) -> int | None:
    points = await database.value(
        "SELECT points FROM reputation_entries WHERE person_id = $1 AND reason = $2 AND subject_id = $3",
        person_id, reason, subject_id,
    )
    return None if points is None else int(points)


async def _add(person_id: int, reason: str, points: int, count: int) -> None:
    await database.execute("UPDATE people SET reputation = reputation + $2 WHERE id = $1", person_id, points)
    if column := COUNTS.get(reason):
        await database.execute(f"UPDATE people SET {column} = {column} + $2 WHERE id = $1", person_id, count)
