"""Opening proposals and deciding on them. A proposal's thread is unique: two who open one at once open one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.policy import Verdict
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.kb_bridge import policy
from forum.kb_bridge.events import ArticleWished, ProposalDecided, ProposalOpened
from forum.kb_bridge.forms import Decision, Dismissal, HandOver
from forum.kb_bridge.models import Proposal, Wish
from forum.kb_bridge.qualifying import Rule, Thread, qualifies
from forum.kb_bridge.queries.proposals import visible_proposal
from forum.kb_bridge.queries.rules import rule_of
from forum.threads import queries as threads

#: Clusters looked at in one go by the nightly round.
BATCH = 200


async def consider(cluster_id: int) -> int | None:
    """Propose an article for a cluster that keeps to its category's rule and of which nobody has decided; gives the proposal.

    What was dismissed comes back when more threads ask it than then. What has an article, or will have, needs none.
    """
    found = await database.rows(
        "SELECT t.id, t.author_id, t.created_at, t.status, t.category_id, g.hub_id FROM duplicate_clusters g JOIN threads t"
        " ON t.id = g.hub_id OR t.id IN (SELECT m.thread_id FROM duplicate_members m WHERE m.cluster_id = g.id)"
        " WHERE g.id = $1 AND t.deleted_at IS NULL ORDER BY t.id", cluster_id,
    )
    hub = next((row for row in found if row["id"] == row["hub_id"]), None)
    if hub is None:
        return None
    rule, _section = await rule_of(hub["category_id"])
    asked = [Thread(row["author_id"], _at(row["created_at"]), row["status"] == "solved") for row in found]
    if not qualifies(asked, rule, clock.now()):
        return None
    return await _propose(hub["id"], [row["id"] for row in found])


async def consider_all() -> int:
    """Look at every cluster that could qualify: what was told while nobody listened. Gives how many were looked at."""
    least = min(Rule().members, int(await database.value("SELECT COALESCE(MIN(members), 1000) FROM promotion_rules")))
    after = looked = 0
    while found := await database.rows_aside(
        f"SELECT id FROM duplicate_clusters WHERE id > $1 AND member_count >= $2 ORDER BY id LIMIT {BATCH}", after, least
    ):
        for row in found:
            await consider(row["id"])
        after, looked = found[-1]["id"], looked + len(found)
    return looked


async def _propose(hub_id: int, thread_ids: Sequence[int]) -> int | None:
    ids = database.id_list(thread_ids)

    async def work() -> int | None:
        answered = await database.value(
            "SELECT 1 FROM article_sources y JOIN articles a ON a.id = y.article_id"
            f" WHERE y.thread_id IN ({ids}) AND a.archived_at IS NULL LIMIT 1"
        )
        if answered is not None:
            return None
        before = await database.row(f"SELECT id FROM article_proposals WHERE thread_id IN ({ids}) ORDER BY id LIMIT 1")
        if before is None:
            return await _open(SYSTEM, hub_id, "system", len(thread_ids))
        await database.lock_row("article_proposals", before["id"])
        proposal = await Proposal.get(id=before["id"])
        if proposal.state != policy.DISMISSED or len(thread_ids) <= proposal.member_count:
            return None
        await _decide(SYSTEM, proposal, policy.OPEN, holder_id=None, size=len(thread_ids))
        return proposal.id

    return await database.transaction(work)


async def wish(actor: Actor, thread_id: int, wished: bool = True) -> None:
    """Say that a thread deserves an article, or no longer. The first one opens a proposal, or joins what there is."""
    thread = await threads.visible_thread(actor, thread_id)
    policy.may_wish(actor, thread).require()

    async def work() -> None:
        if not wished:
            await _withdraw(actor, thread_id)
            return
        ids = await _together(thread_id)
        found = await database.row(
            f"SELECT id FROM article_proposals WHERE thread_id IN ({database.id_list(ids)}) ORDER BY id LIMIT 1"
        )
        proposal_id = found["id"] if found is not None else await _open(actor, ids[0], "people", len(ids))
        await database.lock_row("article_proposals", proposal_id)
        made = await database.execute(
            "INSERT INTO article_wishes (proposal_id, thread_id, person_id, created_at) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (thread_id, person_id) DO NOTHING", proposal_id, thread_id, actor.id, clock.now(),
        )
        if made:
            await database.execute(
                "UPDATE article_proposals SET wish_count = wish_count + 1 WHERE id = $1", proposal_id
            )
            await events.record(ArticleWished(
                actor_id=actor.id, subject_id=thread_id, proposal_id=proposal_id, wished=True
            ))

    await database.transaction(work)


async def _withdraw(actor: Actor, thread_id: int) -> None:
    own = await Wish.get_or_none(thread_id=thread_id, person_id=actor.id)
    if own is None:
        return
    await database.lock_row("article_proposals", own.proposal_id)
    if not await Wish.filter(id=own.id).delete():
        return
    await database.execute("UPDATE article_proposals SET wish_count = wish_count - 1 WHERE id = $1", own.proposal_id)
    await events.record(ArticleWished(
        actor_id=actor.id, subject_id=thread_id, proposal_id=own.proposal_id, wished=False
    ))
    # What only people asked for, and nobody does any more, and nobody of the team has touched, was never there.
    await Proposal.filter(id=own.proposal_id, origin="people", state=policy.OPEN, wish_count=0, version=1).delete()


async def take(actor: Actor, proposal_id: int, form: Decision) -> None:
    """Say that one writes it."""
    await _change(actor, proposal_id, form, policy.may_take, lambda row: _decide(
        actor, row, policy.TAKEN, holder_id=actor.id
    ))


async def release(actor: Actor, proposal_id: int, form: Decision) -> None:
    """Give it back: nobody writes it."""
    await _change(actor, proposal_id, form, policy.may_release, lambda row: _decide(
        actor, row, policy.OPEN, holder_id=None
    ))


async def hand_over(actor: Actor, proposal_id: int, form: HandOver) -> None:
    """Give it to somebody else of the staff, with a few words."""
    await visible_proposal(actor, proposal_id)
    policy.may_promote(actor).require()
    form.check()
    role = await database.value("SELECT role FROM people WHERE id = $1 AND anonymised_at IS NULL", form["person"])
    if role not in ("specialist", "moderator", "administrator") or form["person"] == actor.id:
        raise Invalid({"person": _("Please choose one of the options.")})
    await _change(actor, proposal_id, form, policy.may_hand_over, lambda row: _decide(
        actor, row, policy.HANDED_OVER, holder_id=form["person"], reason=form["note"]
    ))


async def dismiss(actor: Actor, proposal_id: int, form: Dismissal) -> None:
    """Say that it needs no article, and why. It comes back when more threads ask it."""

    async def decide(row: Proposal) -> None:
        size = len(await _together(row.thread_id))
        row.before = {
            "state": row.state, "holder_id": row.holder_id, "reason": row.reason, "member_count": row.member_count,
        }
        await _decide(actor, row, policy.DISMISSED, holder_id=None, reason=form["reason"], size=size, keep_before=True)

    await _change(actor, proposal_id, form, policy.may_dismiss, decide)


async def restore(actor: Actor, proposal_id: int, form: Decision) -> None:
    """Take a dismissal back: it is again what it was before."""

    async def decide(row: Proposal) -> None:
        before: dict[str, Any] = row.before or {"state": policy.OPEN, "holder_id": None, "reason": "", "member_count": 1}
        await _decide(
            actor, row, before["state"], holder_id=before["holder_id"], reason=before["reason"],
            size=before["member_count"],
        )

    await _change(actor, proposal_id, form, policy.may_restore, decide)


async def _change(
    actor: Actor, proposal_id: int, form: Decision, may: Callable[[Actor, Any], Verdict],
    decide: Callable[[Proposal], Awaitable[None]],
) -> None:
    """Load through permission, and decide on the row as it was seen. Raises Conflict when somebody decided meanwhile."""
    seen = await visible_proposal(actor, proposal_id)
    policy.may_promote(actor).require()
    form.check()
    if seen.version != form["version"]:
        raise _overtaken()
    may(actor, seen).require()

    async def work() -> None:
        await database.lock_row("article_proposals", proposal_id)
        row = await Proposal.get(id=proposal_id)
        if row.version != form["version"]:
            raise _overtaken()
        await decide(row)

    await database.transaction(work)


async def _decide(
    actor: Actor, row: Proposal, state: str, *, holder_id: int | None, reason: str = "", size: int | None = None,
    keep_before: bool = False,
) -> None:
    before = row.state
    row.state, row.holder_id, row.reason = state, holder_id, reason
    row.state_at, row.state_by_id = clock.now(), actor.id
    row.member_count = row.member_count if size is None else size
    if not keep_before:
        row.before = None
    row.version += 1
    await row.save()
    await events.record(ProposalDecided(
        actor_id=actor.id, subject_id=row.id, thread_id=row.thread_id, before=before, after=state, holder_id=holder_id,
        reason=reason,
    ))


async def _open(actor: Actor, thread_id: int, origin: str, members: int) -> int:
    """The proposal about this thread: a new one, or the one that another opened at the same moment."""
    now = clock.now()
    made = await database.value(
        "INSERT INTO article_proposals (thread_id, state, origin, opened_at, opened_by_id, holder_id, state_at,"
        " state_by_id, reason, member_count, wish_count, article_id, before, version)"
        " VALUES ($1, 'open', $2, $3, $4, NULL, $3, $4, '', $5, 0, NULL, NULL, 1)"
        " ON CONFLICT (thread_id) DO NOTHING RETURNING id", thread_id, origin, now, actor.id, members,
    )
    if made is None:
        return int(await database.value("SELECT id FROM article_proposals WHERE thread_id = $1", thread_id))
    await events.record(ProposalOpened(
        actor_id=actor.id, subject_id=int(made), thread_id=thread_id, origin=origin, members=members
    ))
    return int(made)


async def _together(thread_id: int) -> list[int]:
    """The threads that ask the same as this one, whoever may read them: the hub first, then the others. Only for counting
    and for finding one proposal about all of them."""
    found = await database.rows(
        "SELECT g.hub_id, m.thread_id FROM duplicate_clusters g LEFT JOIN duplicate_members m ON m.cluster_id = g.id"
        " WHERE g.hub_id = $1 OR g.id = (SELECT n.cluster_id FROM duplicate_members n WHERE n.thread_id = $1)"
        " ORDER BY m.thread_id", thread_id,
    )
    if not found:
        return [thread_id]
    return [found[0]["hub_id"], *(row["thread_id"] for row in found if row["thread_id"] is not None)]


def _overtaken() -> Conflict:
    return Conflict(_("Somebody else decided here meanwhile. Please look at it again."))


def _at(stored: Any) -> Any:
    return database.moment(stored)
