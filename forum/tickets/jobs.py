"""What this flat does by the clock."""

from forum.tickets import actions


async def close_solved() -> None:
    """Close what has been solved for long enough."""
    while await actions.close_due():
        continue


async def keep_forgotten_times() -> None:
    """Give imported questions their beats."""
    while await actions.keep_forgotten_times():
        continue


async def render_again() -> None:
    """Render again what an older renderer left."""
    while await actions.render_outdated():
        continue
