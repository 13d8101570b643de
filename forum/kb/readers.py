"""Who reads, as far as counting needs to know: robots do not count, and a visitor is a hash that tells nothing."""

import hmac
import re
from functools import lru_cache

from forum import settings
from forum.accounts.actor import Actor

_ROBOT = re.compile(
    "bot|crawl|spider|slurp|archiver|preview|fetch|monitor|curl|wget|python|httpx|headless|lighthouse", re.IGNORECASE
)


def is_robot(user_agent: str) -> bool:
    """Whether a program reads, or somebody who hides what reads."""
    return not user_agent or bool(_ROBOT.search(user_agent))


def reader_key(viewer: Actor, about: str, address: str, user_agent: str) -> str:
    """p:ID for members; for a visitor a keyed hash, the same only for what it is `about`, from which nobody is known."""
    if not viewer.is_guest:
        return f"p:{viewer.id}"
    key = _key_about(about, settings.current().secret_key)
    return hmac.digest(key, f"{address}\0{user_agent}".encode(), "sha256").hex()[:32]


@lru_cache(maxsize=256)
def _key_about(about: str, configured: str) -> bytes:
    # Kept, because a key that nobody configured stands in a file, which no page should have to read.
    return hmac.digest(settings.secret_key(), f"articles {about}".encode(), "sha256")
