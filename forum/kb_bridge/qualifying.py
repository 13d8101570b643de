"""When a cluster deserves an article: a category's rule, and whether what is asked keeps to it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """So many threads of so many people within so many days, so many of a hundred solved; `proposes` is its switch."""

    proposes: bool = True
    members: int = 5
    askers: int = 4
    solved_percent: int = 20
    within_days: int = 180


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread of a cluster, as the rule sees it."""

    author_id: int
    created_at: datetime
    is_solved: bool


def qualifies(threads: Sequence[Thread], rule: Rule, now: datetime) -> bool:
    """Whether enough people asked it lately, and enough of it is solved for there to be something to write.

    Askers and threads are those of the last days; solved counts over all of the cluster's, since an old answer is one.
    """
    if not rule.proposes or not threads:
        return False
    since = now - timedelta(days=rule.within_days)
    recent = [thread for thread in threads if thread.created_at >= since]
    solved = sum(thread.is_solved for thread in threads)
    return (
        len(recent) >= rule.members
        and len({thread.author_id for thread in recent}) >= rule.askers
        and 100 * solved >= rule.solved_percent * len(threads)
    )
