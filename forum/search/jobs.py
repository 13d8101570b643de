"""What the search does by the clock: taking up what was here before it, and letting go of what is old."""

from forum.search import actions

#: Seconds of work in one run, so that other jobs of the process have their turn.
WORK = 4.0


async def fill() -> None:
    """Go on taking up words of what was here before the search was; nothing when that is done."""
    await actions.fill(WORK)


async def forget_misses() -> None:
    """Forget what nobody found long ago."""
    await actions.forget_misses()
