"""Passwords: which are good enough, and the slow hash that keeps them, made in threads of its own, two at a time."""

import asyncio
import base64
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forum.accounts.common_passwords import COMMON
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.text.normalize import fold, storable

SHORTEST, LONGEST = 8, 200
"""Characters a password may have. The upper end only keeps a request from buying a lot of our time."""

# 19 MiB and two rounds: OWASP's advice for Argon2id, and little enough memory for several at once.
_MEMORY, _ROUNDS, _LANES = 19_456, 2, 1
_hasher = PasswordHasher(time_cost=_ROUNDS, memory_cost=_MEMORY, parallelism=_LANES, hash_len=32, salt_len=16)
# Each hash takes a core for some 40 ms: more at a time would only make everybody else wait.
_threads = ThreadPoolExecutor(2, thread_name_prefix="password")


def _blank(length: int) -> str:
    return base64.b64encode(bytes(length)).decode().rstrip("=")


#: Nobody's hash, at the price of a real one: a sign-in under a name that nobody has takes as long as any other.
NOBODYS = f"$argon2id$v=19$m={_MEMORY},t={_ROUNDS},p={_LANES}${_blank(16)}${_blank(32)}"

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop",
    "azertyuiop",
)


def objection(password: str, known: Iterable[str] = ()) -> str:
    """Why this password will not do, as a sentence to read, or "".

    `known` are words that a stranger knows or guesses first: the person's name and address, and the community's name.
    """
    password = _prepared(password)
    if len(password) < SHORTEST:
        return ngettext("Please use at least %(num)s character.", "Please use at least %(num)s characters.", SHORTEST)
    if len(password) > LONGEST:
        return ngettext("Please use at most %(num)s character.", "Please use at most %(num)s characters.", LONGEST)
    plain = password.casefold()
    letters = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    if plain in COMMON or letters in COMMON:
        return _("This password is one of those that are tried first. Please choose another.")
    if len(set(plain)) < 4 or _repeats(plain) or _runs(plain):
        return _("This password repeats itself or follows a row of keys. Please choose another.")
    for word in known:
        word = fold(word).replace(" ", "")
        if len(word) >= 3 and word in fold(plain).replace(" ", "") and len(plain) - len(word) < 5:
            return _("This password is hardly more than a name. Please choose another.")
    return ""


async def hashed(password: str) -> str:
    """What the database keeps of a password: salted, slow Argon2id."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, _prepared(password))


async def fits(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept. An empty hash fits nothing, and takes as long to say so."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _fits, _prepared(password)[:LONGEST], kept)


def is_outdated(kept: str) -> bool:
    """Whether a hash was made at another price than today's, so that it should be made anew at the next sign-in."""
    try:
        return _hasher.check_needs_rehash(kept)
    except InvalidHashError:
        return False


def _fits(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept or NOBODYS, password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def _prepared(password: str) -> str:
    # Full-width letters come from a Japanese keyboard, composed ones from a Mac: the same password everywhere.
    return normalize("NFKC", storable(password)).strip()


def _repeats(plain: str) -> bool:
    """A short piece over and over: `abcabcabc`, `12341234`."""
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, min(5, len(plain) // 2 + 1)))


def _runs(plain: str) -> bool:
    """Nothing but one row of keys or the alphabet, in either direction."""
    return any(plain in row * 3 or plain[::-1] in row * 3 for row in _RUNS)
