"""What this flat does by the clock."""

from forum.kb_bridge.actions import proposing


async def propose_articles() -> None:
    """Look at every cluster again: what grew old enough, what came by an import, what was told while nobody listened."""
    await proposing.consider_all()
