"""Whether what is kept agrees with what it is derived from: counters, summaries, news, letters and references.

Everything is looked at in batches while the community is served. What looks wrong is looked at again under its row's
lock before it is called a drift, so that a change on its way is none.
"""

from forum.transfer.checking.drift import Drift, Report
from forum.transfer.checking.round import check

__all__ = ["Drift", "Report", "check"]
