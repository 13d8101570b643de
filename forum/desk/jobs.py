"""What the desk does by the clock."""

from forum.desk import actions


async def forget_trail() -> None:
    """Delete steps that are older than they may become."""
    await actions.forget_old()
