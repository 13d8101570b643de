"""How much a flag weighs, and from when on a post is hidden. Pure.

A plain flag weighs 100. A role multiplies it, and so does how often the person was right before: of somebody who is
always right it weighs twice as much, of somebody who never was a tenth. Two good and two bad flags are thought to be
everybody's past, so that nobody's first flags decide how the later ones weigh.
"""

PLAIN = 100
ROLE_WEIGHTS = {"member": 1.0, "helper": 1.5, "specialist": 2.0, "moderator": 3.0, "administrator": 3.0}
#: Flags that everybody is thought to have raised before: so many right, so many wrong.
PRIOR = 2
#: What a moderator is asked for in person, personal data and abuse are looked at sooner.
REASON_WEIGHTS = {"personal_data": 1.5, "abuse": 1.25}
#: Flags of people younger than these days weigh half: an account is quickly made.
YOUNG_DAYS = 2


def weight(role: str, upheld: int, dismissed: int, *, reason: str = "", age_days: float = 365.0) -> int:
    """A flag's weight in hundredths of a plain flag, by who raises it, how they were right before, and why."""
    right = (upheld + PRIOR) / (upheld + dismissed + 2 * PRIOR)
    trust = max(0.1, 2 * right)
    youth = 0.5 if age_days < YOUNG_DAYS and role == "member" else 1.0
    return max(1, round(PLAIN * ROLE_WEIGHTS.get(role, 1.0) * trust * youth * REASON_WEIGHTS.get(reason, 1.0)))


def hides(total: int, limit: int, author_role: str) -> bool:
    """Whether open flags of this total weight hide a post. `limit` is in plain flags, 0 for never; staff are never hidden."""
    return limit > 0 and total >= limit * PLAIN and author_role in ("member", "helper")
