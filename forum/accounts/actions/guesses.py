"""Counting wrong passwords: a guess is paid for before it is looked at, so that a thousand at once get exactly as many
answers as one after the other.

Guesses are counted per network address and per door. A door is what was typed as name or address, whether or not an
account has it, so that counting tells nobody which names and addresses exist or belong together.
"""

import hashlib
import math
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from forum import clock, database, settings
from forum.accounts import names
from forum.errors import Locked
from forum.i18n import ngettext


def login_door(login: str) -> str:
    """The door of a name or an e-mail address, in any spelling."""
    key = login.strip().lower() if "@" in login else names.handle_key(login)
    return "login:" + hashlib.sha256(key.encode(errors="replace")).hexdigest()[:39]


def person_door(person_id: int) -> str:
    """The door of somebody signed in who is asked for their password once more."""
    return f"person:{person_id}"


def doors_of(person_id: int, name: str, email: str | None) -> list[str]:
    """Every door that leads to one account."""
    return [login_door(name), *([login_door(email)] if email else []), person_door(person_id)]


def network(address: str) -> str:
    """The network an address stands for: an IPv6 customer has 2^64 addresses and still is one visitor."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:45]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((parsed, 64), strict=False))
    return str(parsed)


def lock_span() -> timedelta:
    """How long a lock holds, and after how long without a guess counting begins anew."""
    return timedelta(minutes=settings.current().sign_in_lock_minutes)


def tries() -> int:
    """How many guesses a door takes before it shuts."""
    return settings.current().sign_in_tries


async def pay(doors: Sequence[str]) -> list[str]:
    """Count a guess at each door, before it is made; returns the doors at which it was the last one allowed.

    Raises Locked, and counts nothing, when one of them is shut.
    """

    async def work() -> list[str]:
        # In one order, so that two visitors who share two doors do not wait for each other for ever.
        return [door for door in sorted(set(doors)) if await _pay_at(door)]

    return await database.transaction(work)


async def refund(door: str, network_door: str) -> None:
    """The guess was right, in the caller's transaction: the door forgets it all, the network only this one guess."""
    await database.execute("DELETE FROM address_locks WHERE address = $1", door)
    await database.execute(
        "UPDATE address_locks SET failed_count = failed_count - 1,"
        " locked_until = CASE WHEN failed_count - 1 < $2 THEN NULL ELSE locked_until END"
        " WHERE address = $1 AND failed_count > 0",
        network_door, tries(),
    )


async def open_doors(doors: Sequence[str]) -> int:
    """Lift the locks of these doors and forget their guesses; returns how many there were."""
    return sum([await database.execute("DELETE FROM address_locks WHERE address = $1", door) for door in doors])


def locked_sentence(seconds: int) -> str:
    """Tells how long to wait."""
    return ngettext(
        "Too many sign-ins failed, so signing in is locked. Please wait %(num)s minute and try again.",
        "Too many sign-ins failed, so signing in is locked. Please wait %(num)s minutes and try again.",
        max(1, math.ceil(seconds / 60)),
    )


async def _pay_at(door: str) -> bool:
    now = clock.now()
    await database.execute(
        "INSERT INTO address_locks (address, failed_count, first_failed_at, locked_until) VALUES ($1, 0, $2, NULL)"
        " ON CONFLICT (address) DO NOTHING",
        door, now,
    )
    # Whoever reads the row holds it until the guess is counted: no two guesses can both be the last.
    hold = " FOR UPDATE" if database.engine() == "postgres" else ""
    found = await database.row(
        "SELECT failed_count, first_failed_at, locked_until FROM address_locks WHERE address = $1" + hold, door
    )
    assert found is not None
    count, since = found["failed_count"], database.moment(found["first_failed_at"])
    until = database.moment(found["locked_until"])
    # A lock that would hold for longer than locks do was put on by a clock that has been set back since.
    if until is not None and now < until <= now + 2 * lock_span():
        seconds = max(1, math.ceil((until - now).total_seconds()))
        raise Locked(locked_sentence(seconds), seconds)
    if until is not None or since is None or not now - lock_span() < since <= now + lock_span():
        count, since = 0, now
    count += 1
    is_last = count >= tries()
    await database.execute(
        "UPDATE address_locks SET failed_count = $2, first_failed_at = $3, locked_until = $4 WHERE address = $1",
        door, count, since, now + lock_span() if is_last else None,
    )
    return is_last
