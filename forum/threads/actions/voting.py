"""Thanks, "same problem" and bookmarks: one row per person, the counter in the same transaction."""

from forum import clock, database, events
from forum.accounts import actions as accounts
from forum.accounts.actor import Actor
from forum.accounts.policy import signed_in
from forum.threads import queries
from forum.threads.events import HelpfulVoted, SameProblemMarked
from forum.threads.policy import may_mark_same_problem, may_vote_helpful

#: What a helpful vote earns the author.
HELPFUL_POINTS = 5


async def vote_helpful(actor: Actor, post_id: int, voted: bool) -> int:
    """Thank a post, or take that back; again is as once. Returns the post's votes. Raises NotFound or Forbidden."""
    thread, post = await queries.post_for(actor, post_id)
    may_vote_helpful(actor, post, thread).require()

    async def work() -> int:
        # People's points change too: the lock keeps the order post, then person, the same for everybody.
        await database.lock_row("posts", post.id)
        changed = await _toggle("helpful_votes", "post_id", post.id, actor.id, voted)
        if changed:
            await database.execute(
                "UPDATE posts SET helpful_count = helpful_count + $1 WHERE id = $2", 1 if voted else -1, post.id,
            )
            # One entry per voter and post: their ids together name it.
            subject = post.id * 4_294_967_296 + actor.id
            if voted:
                await accounts.award(post.author_id, "helpful", subject, HELPFUL_POINTS)
            else:
                await accounts.revoke_award(post.author_id, "helpful", subject)
            await events.record(HelpfulVoted(
                actor_id=actor.id, subject_id=post.id, thread_id=thread.id, author_id=post.author_id, voted=voted
            ))
        return int(await database.value("SELECT helpful_count FROM posts WHERE id = $1", post.id))

    return await database.transaction(work)


async def mark_same_problem(actor: Actor, thread_id: int, marked: bool) -> int:
    """Say "I have this too", or take that back. Returns how many people do. Raises NotFound or Forbidden."""
    thread = await queries.visible_thread(actor, thread_id)
    may_mark_same_problem(actor, thread).require()

    async def work() -> int:
        await database.lock_row("threads", thread.id)
        changed = await _toggle("same_problems", "thread_id", thread.id, actor.id, marked)
        if changed:
            await database.execute(
                "UPDATE threads SET same_problem_count = same_problem_count + $1, version = version + 1 WHERE id = $2",
                1 if marked else -1, thread.id,
            )
        count = int(await database.value("SELECT same_problem_count FROM threads WHERE id = $1", thread.id))
        if changed:
            await events.record(SameProblemMarked(actor_id=actor.id, subject_id=thread.id, marked=marked, count=count))
        return count

    return await database.transaction(work)


async def add_bookmark(actor: Actor, thread_id: int) -> None:
    """Keep a thread at hand."""
    thread = await queries.visible_thread(actor, thread_id)
    signed_in(actor).require()
    await database.transaction(lambda: _toggle("bookmarks", "thread_id", thread.id, actor.id, True))


async def remove_bookmark(actor: Actor, thread_id: int) -> None:
    """Let a thread go, also one that is no longer visible."""
    signed_in(actor).require()
    await database.transaction(lambda: _toggle("bookmarks", "thread_id", thread_id, actor.id, False))


async def _toggle(table: str, column: str, target_id: int, person_id: int, on: bool) -> bool:
    """Make the person's row be there or not; says whether that changed anything. The unique key settles races."""
    if on:
        return await database.execute(
            f"INSERT INTO {table} ({column}, person_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            target_id, person_id, clock.now(),
        ) == 1
    return await database.execute(f"DELETE FROM {table} WHERE {column} = $1 AND person_id = $2", target_id, person_id) == 1
