"""What becomes of a ticket's status, by Zendesk's rules. Pure.

A requester's word takes up again what was pending, on hold or solved. Staff who write, or take a ticket, open a new one;
nothing goes back to new. Closed is for good: what comes after is another ticket that follows it up.
"""

from forum.tickets.clocks import DONE

STATUSES = ("new", "open", "pending", "on_hold", "solved", "closed")
#: What staff choose from; closing is done by the clock, by merging, or by undoing what opened the ticket.
CHOSEN = ("open", "pending", "on_hold", "solved")
#: The rank of each priority, for sorting; and what kinds of thing a ticket can be.
RANKS = {"": 0, "low": 1, "normal": 2, "high": 3, "urgent": 4}
TYPES = ("", "question", "incident", "problem", "task")
#: What is still to be settled.
UNSOLVED = ("new", "open", "pending", "on_hold")


def after_requester(status: str) -> str:
    """The status once somebody of the requester's side has written."""
    return status if status in ("new", "open", "closed") else "open"


def after_staff(status: str, chosen: str, touched: bool) -> str:
    """The status once staff have updated a ticket: what they chose, else open for a new one that they touched."""
    if chosen and chosen != "new":
        return chosen
    return "open" if status == "new" and touched else status


def may_become(before: str, after: str) -> bool:
    """Whether staff may choose this status for a ticket in that one."""
    return before != "closed" and (after in CHOSEN or (after == "new" and before == "new"))


def shown_to_requester(status: str) -> str:
    """The status as the requester's side reads it: what is on hold is open to them, what is new too."""
    return "open" if status in ("new", "on_hold") else status


def reopens(before: str, after: str) -> bool:
    """Whether this change takes up again what was solved."""
    return before in DONE and after not in DONE
