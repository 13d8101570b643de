"""What people may choose about being told. Pure."""

from collections.abc import Iterable

from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict, may_keep_account

LEVELS = ("watching", "normal", "muted")
TARGETS = ("thread", "category", "tag")


def may_choose(actor: Actor) -> Verdict:
    """Whoever has an account says what they want to hear of, suspended or unconfirmed people too: mostly less."""
    return may_keep_account(actor)


def hears_of_new_thread(category: str | None, parent: str | None, tags: Iterable[str]) -> bool:
    """Whether a person's levels on a thread's category, its parent and its tags tell them of it; None for none said."""
    levels = {category or parent or "normal", *tags}
    return "watching" in levels and "muted" not in levels
