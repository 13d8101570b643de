"""Saying of several threads at once that they ask what another asks: the decisions of `deciding`, all of them or none."""

from collections.abc import Mapping, Sequence

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates.actions import deciding
from forum.duplicates.models import Pair
from forum.duplicates.policy import may_decide, may_decide_pair
from forum.duplicates.queries.board import visible_cluster
from forum.duplicates.queries.pairs import visible_pairs
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _

#: Threads that one press confirms. Each mark is some twenty statements, and others wait to write meanwhile.
AT_ONCE = 50


async def confirm(actor: Actor, cluster_id: int, versions: Mapping[int, int]) -> list[int]:
    """Make the suspected members of these pairs (each with the version that was seen) duplicates of the cluster's hub.

    Returns the ids of the pairs. Raises NotFound, Forbidden, Invalid, or Conflict when one of them changed meanwhile or
    belongs to another hub by now; then nothing is decided.
    """
    may_decide(actor).require()
    line, members = await visible_cluster(actor, cluster_id)
    _check(versions)
    if not versions.keys() <= {member.pair_id for member in members}:
        raise Conflict(_("This cluster changed meanwhile. Nothing was decided. Please look again."))

    async def work() -> list[int]:
        for pair in await _held(versions):
            if pair.version != versions[pair.id]:
                raise Conflict(await deciding.what_happened(actor, pair))
            may_decide_pair(actor, pair).require()
            await deciding.put(actor, pair, "duplicate", line.hub.id, "", None)
        return sorted(versions)

    return await database.transaction(work)


async def undo(actor: Actor, versions: Mapping[int, int]) -> None:
    """Take back what `confirm` did to these pairs, all of it or nothing. Raises NotFound, Forbidden, Invalid or Conflict."""
    may_decide(actor).require()
    _check(versions)
    if len(await visible_pairs(actor, list(versions))) < len(versions):
        raise NotFound

    async def work() -> None:
        # The last mark first: what moved on with it stands where it stood.
        for pair in reversed(await _held(versions)):
            await deciding.take_back(actor, pair, versions[pair.id])

    await database.transaction(work)


def _check(versions: Mapping[int, int]) -> None:
    if not versions:
        raise Invalid({"members": _("Please choose at least one thread.")})
    if len(versions) > AT_ONCE:
        raise Invalid({"members": _("Please choose at most %(num)s threads at once.", num=AT_ONCE)})


async def _held(pair_ids: Mapping[int, int]) -> Sequence[Pair]:
    """The pairs in order, and then the threads of all, held in the order in which everybody holds them."""
    pairs = [await deciding.held(pair_id) for pair_id in sorted(pair_ids)]
    for thread_id in sorted({thread for pair in pairs for thread in (pair.low_thread_id, pair.high_thread_id)}):
        await database.lock_row("threads", thread_id)
    return pairs
