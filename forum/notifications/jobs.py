"""What this flat does by the clock: letters, and letting go of what is old."""

from forum.notifications import actions


async def send_letters() -> None:
    """Write the letters of those who want them at once."""
    await actions.send_at_once()


async def send_daily_letters() -> None:
    """Write the day's letters where it is morning."""
    await actions.send_daily()


async def forget_old_notifications() -> None:
    """Delete notifications of long ago."""
    await actions.forget_old()
