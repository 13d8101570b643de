"""How often one person, or one address, may do a thing. Counted in each process (library: limits, moving window).

Failed sign-ins are not counted here but in the database, because their lock must hold on every host.
"""

import math
from datetime import UTC, datetime, timedelta

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from forum import clock, settings
from forum.errors import TooMany
from forum.i18n import gettext as _
from forum.web.viewer import Viewer

#: For each kind of act: the limits for a person and those for an address that is not signed in (or all behind it).
RULES: dict[str, tuple[tuple[RateLimitItem, ...], tuple[RateLimitItem, ...]]] = {
    kind: (tuple(parse(rule) for rule in person), tuple(parse(rule) for rule in address))
    for kind, person, address in (
        ("sign_in", (), ("20/minute", "100/hour")),
        ("sign_up", (), ("10/hour",)),
        ("letter", ("5/hour",), ("10/hour",)),
        ("ask", ("5/minute", "40/day"), ("20/minute",)),
        ("reply", ("10/minute", "200/day"), ("40/minute",)),
        # What is written to the team in private: requests, answers in them, talk aside.
        ("post", ("10/minute", "200/day"), ("40/minute",)),
        ("act", ("60/minute",), ("120/minute",)),
        ("draft", ("60/minute",), ("240/minute",)),
        ("similar", ("120/minute",), ("120/minute",)),
        ("search", ("60/minute",), ("60/minute",)),
    )
}
#: Staff work in bursts.
STAFF_FACTOR = 10

#: By how much the clock may be set back, as time servers do, without a consequence.
_SET_BACK = timedelta(minutes=1)

_limiter = MovingWindowRateLimiter(MemoryStorage())
_latest = datetime.min.replace(tzinfo=UTC)


async def limit(request: Request, kind: str) -> None:
    """Count one act of this kind; raises TooMany with the seconds to wait when it is one too many."""
    # Looked up before anything else, so that a kind that there is not is found where nothing is counted, as in tests.
    person_rules, address_rules = RULES[kind]
    if not settings.current().rate_limits:
        return
    await _mind_the_clock()
    actor: Viewer = request.scope["viewer"]
    if not actor.is_guest:
        for rule in person_rules:
            allowed = parse(f"{rule.amount * STAFF_FACTOR}/{rule.get_expiry()} second") if actor.is_staff else rule
            await _hit(allowed, kind, f"p{actor.id}")
    if actor.is_guest or not person_rules:
        for rule in address_rules:
            await _hit(rule, kind, f"a{address(request)}")


async def reset() -> None:
    """Forget all counts (tests)."""
    await _limiter.storage.reset()


def address(request: Request) -> str:
    """The visitor's network address, as the server (behind trusted proxies only) tells it."""
    return request.client.host if request.client else "unknown"


async def _mind_the_clock() -> None:
    """Forget all counts when the clock was set back: they would hold until it gets to where it was."""
    global _latest
    now = clock.now()
    if _latest - now > _SET_BACK:
        await reset()
        _latest = now
    else:
        _latest = max(_latest, now)


async def _hit(rule: RateLimitItem, kind: str, who: str) -> None:
    if not await _limiter.hit(rule, kind, who):
        resets_at, _left = await _limiter.get_window_stats(rule, kind, who)
        wait = min(rule.get_expiry(), max(1, math.ceil(resets_at - clock.now().timestamp())))
        raise TooMany(_("You are doing this very often. Please wait a little and try again."), wait)
