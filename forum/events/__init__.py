"""News between the flats: an action records an event in its own transaction; listeners hear of it after the commit.

Words: an *event* is a fact in the past tense (`thread.opened`); a *delivery* is one event on its way to one listener.
`reactions.py` on the roof says who listens to what.
"""

from forum.events.blanking import blank
from forum.events.dispatch import deliver_due, listen, listeners_of, retry, run_dispatcher, settle, told_id, wake
from forum.events.records import Event, names, record

__all__ = [
    "Event",
    "blank",
    "deliver_due",
    "listen",
    "listeners_of",
    "names",
    "record",
    "retry",
    "run_dispatcher",
    "settle",
    "told_id",
    "wake",
]
