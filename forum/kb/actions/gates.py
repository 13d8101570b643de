"""What flats above demand before an article may be for more people. They are named once, at the start, as listeners are.

The knowledge base asks inside the transaction that publishes an article, gives it another audience or takes it out of the
archive, and knows nothing of the reasons.
"""

from collections.abc import Awaitable, Callable, Sequence

from forum.accounts.actor import Actor
from forum.categories.audience import Audience
from forum.kb.models import Article

#: Raises Invalid (field "wider") unless the article may have its own audience (None: its section's), or the actor
#: confirms (True) that it may all the same.
Gate = Callable[[Actor, int, Audience | None, bool], Awaitable[None]]

_gates: list[Gate] = []


def guard(gates: Sequence[Gate]) -> None:
    """From now on these are asked, and no others."""
    _gates[:] = gates


async def pass_gates(actor: Actor, article: Article, confirmed: bool) -> None:
    """Ask all of them about an article as it is now. Inside the transaction that holds it. Raises Invalid."""
    own = Audience(article.see, article.see_group_id) if article.see else None
    for gate in _gates:
        await gate(actor, article.id, own, confirmed)
