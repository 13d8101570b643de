"""What articles owe to threads goes along when these are merged or split, and comes back when that is undone.

A thread that was merged keeps its rows, which nobody sees while it stands in the other one; the other gets its own, each once.
"""

from forum import clock, database, events
from forum.accounts.actor import SYSTEM
from forum.kb_bridge import policy
from forum.kb_bridge.events import ProposalDecided
from forum.kb_bridge.models import Proposal, Wish
from forum.solutions import actions as solutions

#: How far a proposal is: of two about threads that became one, what is further stands.
_FAR = {
    policy.DISMISSED: 0, policy.OPEN: 1, policy.HANDED_OVER: 2, policy.TAKEN: 2, policy.WRITTEN: 3, policy.DONE: 4,
}


async def follow_merged(move_id: int, from_id: int, into_id: int) -> None:
    """Reaction: a thread stands in another one; so do its articles, what was proposed and wished, and what answered it."""

    async def work() -> None:
        await _hold(from_id, into_id)
        if await database.value("SELECT 1 FROM threads WHERE id = $1 AND merged_into_id = $2", from_id, into_id) is None:
            return
        await _copy_sources(move_id, from_id, into_id, "1 = 1")
        await _join_proposals(move_id, from_id, into_id)

    await database.transaction(work)
    await solutions.carry_article(from_id, into_id)


async def follow_unmerged(move_id: int, from_id: int, into_id: int) -> None:
    """Reaction: they stand apart again."""

    async def work() -> None:
        await _hold(from_id, into_id)
        await database.execute("DELETE FROM article_sources WHERE move_id = $1", move_id)
        await _part_proposals(move_id, from_id)

    await solutions.give_back_article(from_id, into_id)
    await database.transaction(work)


async def follow_split(move_id: int, thread_id: int, new_id: int) -> None:
    """Reaction: replies are a thread of their own. An article that uses their words came from that one as well."""

    async def work() -> None:
        await _hold(thread_id, new_id)
        await _copy_sources(
            move_id, thread_id, new_id, "EXISTS (SELECT 1 FROM article_credits c JOIN posts p ON p.id = c.post_id"
            f" WHERE c.article_id = y.article_id AND p.thread_id = {int(new_id)})",
        )

    await database.transaction(work)


async def follow_unsplit(move_id: int) -> None:
    """Reaction: the replies are back where they stood."""
    await database.execute("DELETE FROM article_sources WHERE move_id = $1", move_id)


async def _hold(*thread_ids: int) -> None:
    for number in sorted(thread_ids):
        await database.lock_row("threads", number)


async def _copy_sources(move_id: int, from_id: int, into_id: int, condition: str) -> None:
    await database.execute(
        "INSERT INTO article_sources (article_id, thread_id, added_at, added_by_id, move_id)"
        " SELECT y.article_id, CAST($1 AS BIGINT), y.added_at, y.added_by_id, CAST($2 AS BIGINT) FROM article_sources y"
        f" WHERE y.thread_id = $3 AND {condition} ON CONFLICT (article_id, thread_id) DO NOTHING",
        into_id, move_id, from_id,
    )


async def _join_proposals(move_id: int, from_id: int, into_id: int) -> None:
    """One proposal about both: that of the one goes along, or what is further of the two stands in the other's."""
    found: dict[int, Proposal] = {}
    for one in await Proposal.filter(thread_id__in=[from_id, into_id]).order_by("id"):
        await database.lock_row("article_proposals", one.id)
        found[one.thread_id] = await Proposal.get(id=one.id)
    mine, theirs = found.get(from_id), found.get(into_id)
    if mine is not None and theirs is None:
        await Proposal.filter(id=mine.id).update(thread_id=into_id, move_id=move_id, version=mine.version + 1)
    elif mine is not None and theirs is not None and _FAR[mine.state] > _FAR[theirs.state]:
        theirs.move_id = move_id
        await _become(theirs, {
            "state": mine.state, "holder_id": mine.holder_id, "reason": mine.reason, "member_count": mine.member_count,
            "article_id": mine.article_id,
        }, keep=True)
    goal = theirs or mine
    for wish in await Wish.filter(thread_id=from_id).order_by("id"):
        if await Wish.exists(thread_id=into_id, person_id=wish.person_id):
            continue
        own = goal.id if goal is not None and mine is not None and wish.proposal_id == mine.id else wish.proposal_id
        await Wish.filter(id=wish.id).update(thread_id=into_id, proposal_id=own, move_id=move_id)
    await _recount([one.id for one in found.values()])


async def _part_proposals(move_id: int, from_id: int) -> None:
    touched = []
    for one in await Proposal.filter(move_id=move_id).order_by("id"):
        await database.lock_row("article_proposals", one.id)
        proposal = await Proposal.get(id=one.id)
        proposal.move_id = None
        touched.append(proposal.id)
        before = proposal.before or {}
        if "article_id" in before:
            await _become(proposal, before, keep=False)
        elif not await Proposal.exists(thread_id=from_id):
            await Proposal.filter(id=proposal.id).update(thread_id=from_id, move_id=None, version=proposal.version + 1)
    own = await Proposal.get_or_none(thread_id=from_id)
    for wish in await Wish.filter(move_id=move_id):
        touched.append(wish.proposal_id)
        await Wish.filter(id=wish.id).update(
            thread_id=from_id, move_id=None, proposal_id=own.id if own is not None else wish.proposal_id
        )
    await _recount([*touched, *([own.id] if own is not None else [])])


async def _become(proposal: Proposal, values: dict[str, object], *, keep: bool) -> None:
    """Let a proposal stand as `values` say; `keep` what it was, so that it can become that again."""
    before = {name: getattr(proposal, name) for name in values}
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.before = before if keep else None
    proposal.state_at, proposal.state_by_id = clock.now(), SYSTEM.id
    proposal.version += 1
    await proposal.save()
    await events.record(ProposalDecided(
        actor_id=SYSTEM.id, subject_id=proposal.id, thread_id=proposal.thread_id, before=str(before["state"]),
        after=proposal.state, holder_id=proposal.holder_id, reason=proposal.reason,
    ))


async def _recount(proposal_ids: list[int]) -> None:
    await database.execute(
        "UPDATE article_proposals SET wish_count = (SELECT count(*) FROM article_wishes w WHERE w.proposal_id ="
        f" article_proposals.id) WHERE id IN ({database.id_list(proposal_ids)})"
    )
