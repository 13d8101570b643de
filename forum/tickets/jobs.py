"""What this flat does by the clock."""

from forum.tickets import actions


async def close_solved() -> None:
    """Close what has been solved for long enough."""
    while await actions.close_due():
        continue
