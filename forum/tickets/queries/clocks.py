"""Reading the clocks: the beats of one thing folded, and how long people usually wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.tickets import clocks
from forum.tickets.clocks import Beat, Measures
from forum.tickets.queries.access import at
from forum.tickets.views import UsualWait

#: The days whose waits are called usual, and the fewest of them that say anything.
USUAL_DAYS = 28
#: No more than the latest of them are looked at: people wait for this page.
MOST_WAITS = 3_000
LEAST_WAITS = 10
#: The ids of a contact reason and of all below it.
_BELOW = (
    "WITH RECURSIVE below(id) AS (SELECT c.id FROM contact_reasons c WHERE c.id = {} UNION SELECT n.id FROM contact_reasons n"
    " JOIN below b ON n.parent_id = b.id) SELECT id FROM below"
)


async def beats(subject_type: str, subject_id: int) -> list[Beat]:
    """What the clocks of a ticket or thread wrote down and that still holds, in order."""
    return [
        Beat(row["metric"], row["type"], at(row["time"]), row["instance_id"], row["status"])
        for row in await database.rows(
            "SELECT metric, type, time, instance_id, status FROM metric_events WHERE subject_type = $1 AND subject_id = $2"
            " AND deleted_at IS NULL ORDER BY time, id",
            subject_type, subject_id,
        )
    ]


async def measures(subject_type: str, subject_id: int, until: datetime | None = None) -> Measures:
    """What they add up to at this moment. For whoever may see the thing itself."""
    return clocks.fold(await beats(subject_type, subject_id), until or clock.now())


async def usual_wait(*, group_id: int | None = None, reason_id: int | None = None) -> UsualWait | None:
    """How long first replies in tickets took that came in the last 28 days, from the opening on; None when there were too few.

    By the moment of the reply, so that what still waits is not counted as quick. What left every denominator (merged away)
    is left out. A team or a contact reason (with those below it) narrows it to such tickets. Read from the summaries of
    tickets, which the same transactions keep as the beats, because people wait for this page.
    """
    narrowed = f" AND t.group_id = {int(group_id)}" if group_id else ""
    if reason_id:
        narrowed += f" AND t.reason_id IN ({_BELOW.format(int(reason_id))})"
    return _wait_of(await _spans(
        f"t.first_reply_at AS replied_at FROM tickets t WHERE t.first_reply_at > $1 AND t.merged_into_id IS NULL{narrowed}"
        " ORDER BY t.first_reply_at"
    ), "kind" if narrowed else "")


async def wait_of_thread(viewer: Actor, category_id: int) -> UsualWait | None:
    """The wait to expect of a question: in its category, or, where too few were answered there, anywhere that the viewer reads.

    Counted as tickets are, and only what the viewer finds in lists: how many there are of others is not theirs to know.
    """
    for shelf, among in ((f"t.category_id = {int(category_id)} AND ", "category"), ("", "")):
        spans = await _spans(
            f"t.first_response_at AS replied_at FROM threads t WHERE {shelf}t.first_response_at > $1 AND t.deleted_at IS NULL"
            " AND t.unlisted_at IS NULL AND t.held_at IS NULL AND t.hidden_at IS NULL AND t.type IN ('question', 'problem')"
            f" AND t.category_id IN (SELECT c.id FROM categories c WHERE {categories.visible_condition(viewer, 'c')})"
            " ORDER BY t.first_response_at"
        )
        if wait := _wait_of(spans, among):
            return wait
    return None


async def _spans(rest: str) -> list[timedelta]:
    """The waits that a statement finds, of the latest replies; it ends with its order."""
    return [
        max(timedelta(), at(row["replied_at"]) - at(row["created_at"])) for row in await database.rows_aside(
            f"SELECT t.created_at, {rest} DESC LIMIT {MOST_WAITS}", clock.now() - timedelta(days=USUAL_DAYS)
        )
    ]


async def wait_of_ticket(ticket_id: int) -> UsualWait | None:
    """The wait to expect of a ticket, that the caller has loaded through permission: of those with its contact reason, or else
    of its team's, or else of all."""
    row = await database.row("SELECT reason_id, group_id FROM tickets WHERE id = $1", ticket_id)
    if row is not None and row["reason_id"] and (wait := await usual_wait(reason_id=row["reason_id"])):
        return wait
    if row is not None and row["group_id"] and (wait := await usual_wait(group_id=row["group_id"])):
        return wait
    return await usual_wait()


async def waits_by_reason() -> dict[int, UsualWait]:
    """The usual wait of tickets by the topmost contact reason above theirs, where there were enough."""
    since = clock.now() - timedelta(days=USUAL_DAYS)
    spans: dict[int, list[timedelta]] = {}
    for row in await database.rows_aside(
        "WITH RECURSIVE tops(id, top_id) AS (SELECT c.id, c.id FROM contact_reasons c WHERE c.parent_id IS NULL"
        " UNION SELECT n.id, p.top_id FROM contact_reasons n JOIN tops p ON n.parent_id = p.id)"
        " SELECT t.created_at, t.first_reply_at AS replied_at, p.top_id FROM tickets t JOIN tops p ON p.id = t.reason_id"
        f" WHERE t.first_reply_at > $1 AND t.merged_into_id IS NULL ORDER BY t.first_reply_at DESC LIMIT {MOST_WAITS}", since,
    ):
        span = max(timedelta(), at(row["replied_at"]) - at(row["created_at"]))
        spans.setdefault(row["top_id"], []).append(span)
    return {top_id: wait for top_id, some in spans.items() if (wait := _wait_of(some, "kind")) is not None}


def _wait_of(spans: Sequence[timedelta], among: str) -> UsualWait | None:
    median, most = clocks.percentile(spans, 0.5), clocks.percentile(spans, 0.9)
    if len(spans) < LEAST_WAITS or median is None or most is None:
        return None
    return UsualWait(clocks.minutes(median) or 0, clocks.minutes(most) or 0, len(spans), among)
