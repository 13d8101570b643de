"""What the bridge does by the clock."""

from forum.kb_bridge.actions import meeting


async def forget_composings() -> None:
    """Forget what was typed, and what was shown, when its time is over."""
    await meeting.sweep()
