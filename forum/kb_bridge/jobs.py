"""What the bridge does by the clock."""

from forum.kb_bridge.actions import escalation_rules, meeting, proposing


async def forget_composings() -> None:
    """Forget what was typed, and what was shown, when its time is over."""
    await meeting.sweep()


async def propose_articles() -> None:
    """Look at every cluster again: what grew old enough, what came by an import, what was told while nobody listened."""
    await proposing.consider_all()


async def escalate_due() -> None:
    """Take to support what the rules of the categories say."""
    await escalation_rules.escalate_due()
