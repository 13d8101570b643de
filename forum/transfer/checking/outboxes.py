"""News that nobody told and letters that did not go: what stands still, and what is long overdue."""

from datetime import timedelta

from forum import clock, database, events, mail
from forum.mail.delivery import TRIES
from forum.transfer.checking.drift import Drift

#: What is due for longer than this lacks somebody who delivers it.
OVERDUE = timedelta(minutes=30)


async def look(repair: bool) -> tuple[list[Drift], int]:
    """Every delivery and letter that stands still or is overdue, and how many were helped on."""
    news, letters = await _news(), await _letters()
    if not repair or not (news or letters):
        return [*news, *letters], 0
    for drift in news:
        if drift.what == "stuck":
            await events.retry(drift.id)
    if news:
        # Here and now, for there may be no server; a listener that fails again puts its delivery back.
        while await events.deliver_due(500):
            pass
    for letter in letters:
        await mail.retry(letter.id)
    waiting = {row["id"] for row in await database.rows_aside("SELECT id FROM deliveries")}
    told = sum(drift.id not in waiting for drift in news)
    # A letter that is due again is the postman's, who asks the relay whenever the server runs.
    return [*news, *letters], told + sum(letter.what == "stuck" for letter in letters)


async def _news() -> list[Drift]:
    found = []
    for row in await database.rows_aside(
        "SELECT d.id, d.listener, d.stuck_at, d.due_at, e.name FROM deliveries d JOIN events e ON e.id = d.event_id"
        " WHERE d.stuck_at IS NOT NULL OR d.due_at < $1 ORDER BY d.id",
        clock.now() - OVERDUE,
    ):
        stuck = row["stuck_at"] is not None
        since = database.moment(row["stuck_at"] or row["due_at"])
        kept = f"{row['name']} for {row['listener']} since {since}"
        found.append(Drift("news", row["id"], "stuck" if stuck else "overdue", kept, "told"))
    return found


async def _letters() -> list[Drift]:
    found = []
    for row in await database.rows_aside(
        "SELECT id, attempts, send_after, last_error FROM letters WHERE sent_at IS NULL"
        " AND (attempts >= $1 OR send_after < $2) ORDER BY id",
        TRIES, clock.now() - OVERDUE,
    ):
        stuck = row["attempts"] >= TRIES
        # Neither the address nor the words: this is printed.
        kept = f"after {row['attempts']} tries" if stuck else f"since {database.moment(row['send_after'])}"
        found.append(Drift("letter", row["id"], "stuck" if stuck else "overdue", kept, "sent", mendable=stuck))
    return found
