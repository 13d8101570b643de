"""What this flat does by the clock."""

from forum.threads import actions

#: Posts rendered again in one run, so that a run ends before its lease does.
MOST = 2_000


async def render_again() -> None:
    """Render what an older renderer left, a batch at a time."""
    done = 0
    while done < MOST and (count := await actions.render_outdated()):
        done += count


async def run_timers() -> None:
    """Do what moderators set the clock for."""
    done = 0
    while done < MOST and (count := await actions.run_due_timers()):
        done += count
