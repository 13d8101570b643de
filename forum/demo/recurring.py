"""The demo's questions that come back in other words: found in the background, suggested by members, decided on by moderators."""

from collections.abc import Sequence

from forum.accounts.actor import Actor
from forum.demo.story import DemoThread
from forum.duplicates.actions import deciding, gathering, pairing
from forum.duplicates.forms import AskedBefore, Decision
from forum.duplicates.queries.pairs import visible_pair

#: What comes back in the story: the language and the tags that its threads share.
COMING_BACK: tuple[tuple[str, frozenset[str]], ...] = (
    ("en", frozenset({"e-417"})),
    ("en", frozenset({"billing-address"})),
    ("en", frozenset({"wifi", "update-4.2"})),
    ("ja", frozenset({"e-417"})),
    ("ja", frozenset({"wifi"})),
    ("ja", frozenset({"請求書"})),
)
#: Of each, how many were decided on; the others wait in the queue.
DECIDED = 2


def groups(threads: Sequence[DemoThread]) -> list[list[DemoThread]]:
    """The story's threads that ask the same, a solved one first."""
    return [
        sorted(
            (
                one for one in threads
                if one.language == language and tags <= set(one.tags) and one.type in ("question", "problem")
            ),
            key=lambda one: (not one.is_solved, -one.days_ago),
        )
        for language, tags in COMING_BACK
    ]


async def find() -> None:
    """Compare every thread with all others, as it happens in the background, and gather what recurs."""
    while await pairing.score_due():
        continue
    await gathering.gather()


async def decide(moderator: Actor, helper: Actor, member: Actor, thread_ids: Sequence[int]) -> None:
    """A member says where it was asked before; of the first ones a moderator or a helper says that they are the same."""
    first, *others = thread_ids
    for number, thread_id in enumerate(others):
        pair_id = await deciding.suggest(member, thread_id, AskedBefore.read({"target": str(first)}))
        if number < DECIDED:
            actor = moderator if number % 2 else helper
            pair = await visible_pair(actor, pair_id)
            await deciding.decide(actor, pair_id, Decision.read({
                "decision": "duplicate", "canonical": str(first), "version": str(pair.version),
            }))
