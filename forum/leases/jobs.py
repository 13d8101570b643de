"""What this flat does by the clock."""

from forum.leases import actions


async def sweep() -> None:
    """Delete what expired."""
    await actions.sweep()
