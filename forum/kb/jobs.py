"""What this flat does by the clock."""

from collections.abc import Mapping

from forum.kb import actions
from forum.kb.actions.keeping import Exists

#: Articles handled in one run, so that a run ends before its lease does.
MOST = 1_000


async def publish_planned() -> None:
    """Give readers what was planned for now."""
    done = 0
    while done < MOST and (count := await actions.publish_due()):
        done += count


async def render_again() -> None:
    """Render what an older renderer left, a batch at a time."""
    done = 0
    while done < MOST and (count := await actions.render_outdated()):
        done += count


async def check_links(elsewhere: Mapping[str, Exists]) -> None:
    """Look where the articles' links of this site lead; what else is here to lead to, the schedule says."""
    await actions.check_links(elsewhere)
