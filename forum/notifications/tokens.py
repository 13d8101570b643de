"""The secret in an unsubscribe link: it says whose letters and which thread, and proves that we wrote it.

It never runs out, for letters are kept for years; it signs nobody in and can do nothing but turn letters off.
"""

import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from forum import settings

_IDS = struct.Struct(">QQ")
_PROOF_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """What a link turns off: letters about one thread, or (None) all of them."""

    person_id: int
    thread_id: int | None


def write(person_id: int, thread_id: int | None = None) -> str:
    """The secret for an address: 43 characters that need no escaping."""
    ids = _IDS.pack(person_id, thread_id or 0)
    return urlsafe_b64encode(ids + _proof(ids)).decode().rstrip("=")


def read(token: str) -> Unsubscription | None:
    """What the secret turns off; None for one that we did not write."""
    if len(token) > 100 or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    ids, proof = raw[: _IDS.size], raw[_IDS.size :]
    if len(ids) != _IDS.size or not hmac.compare_digest(proof, _proof(ids)):
        return None
    person_id, thread_id = _IDS.unpack(ids)
    return Unsubscription(person_id, thread_id or None)


def _proof(ids: bytes) -> bytes:
    return hmac.new(settings.secret_key(), b"unsubscribe\0" + ids, hashlib.sha256).digest()[:_PROOF_LENGTH]
