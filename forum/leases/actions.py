"""Taking, keeping, passing on and letting go of leases, each by one statement that only one of two can win."""

from datetime import timedelta

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict
from forum.leases import queries
from forum.leases.policy import may_take
from forum.leases.views import Holding

#: A page without script cannot beat, so a lease that it takes lasts for as many times as long.
WITHOUT_BEATS = 10


async def take(
    actor: Actor, subject_type: str, subject_id: int, answering: Verdict, *, over: int = 0, beating: bool = True
) -> Holding:
    """Take the lease, or keep it for another while; gives who has it now, which may be somebody else.

    `over` is the person whose lease is to be taken over: when another one has it by now, it stays with them.
    `answering` says whether the actor may reply there. Raises SignInNeeded, Forbidden.
    """
    may_take(actor, answering).require()
    seconds = settings.current().reply_lease_seconds * (1 if beating else WITHOUT_BEATS)

    async def work() -> Holding:
        now = clock.now()
        until = now + timedelta(seconds=seconds)
        # Kept, or taken from somebody whose beats stopped, or taken over; a lease of somebody else's stays theirs.
        taken = await database.execute(
            "UPDATE leases SET taken_at = CASE WHEN holder_id = $1 AND expires_at > $3 THEN taken_at ELSE $3 END,"
            " taken_from_id = CASE WHEN holder_id = $1 THEN taken_from_id WHEN expires_at > $3 THEN holder_id ELSE NULL END,"
            " expires_at = CASE WHEN holder_id = $1 AND expires_at > $4 THEN expires_at ELSE $4 END, holder_id = $1"
            " WHERE subject_type = $5 AND subject_id = $6 AND (holder_id = $1 OR holder_id = $2 OR expires_at <= $3)",
            actor.id, over, now, until, subject_type, subject_id,
        )
        if not taken:
            await database.execute(
                "INSERT INTO leases (subject_type, subject_id, holder_id, taken_at, expires_at) VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (subject_type, subject_id) DO NOTHING",
                subject_type, subject_id, actor.id, now, until,
            )
        held = await queries.holding(subject_type, subject_id)
        assert held is not None
        return held

    return await database.transaction(work)


async def release(actor: Actor, subject_type: str, subject_id: int) -> None:
    """Let go: the reply was sent, or the box left. Somebody else's lease stays."""
    if actor.is_guest:
        return
    await database.transaction(lambda: database.execute(
        "DELETE FROM leases WHERE subject_type = $1 AND subject_id = $2 AND holder_id = $3",
        subject_type, subject_id, actor.id,
    ))


async def forget_person(person_id: int) -> None:
    """Reaction: a person is gone, and replies to nothing any more."""
    await database.execute("DELETE FROM leases WHERE holder_id = $1", person_id)


async def sweep() -> int:
    """Delete leases that expired a while ago; returns how many. They say nothing; their rows only take room."""
    before = clock.now() - timedelta(hours=1)
    return await database.transaction(lambda: database.execute("DELETE FROM leases WHERE expires_at < $1", before))
