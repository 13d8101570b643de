"""The secret in letters to people who may not sign in: it shows them what was decided, and lets them appeal. Nothing else.

It signs nobody in, and it is worth nothing once nothing is decided that could be appealed.
"""

import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from forum import settings

_ID = struct.Struct(">Q")
_PROOF_LENGTH = 16


def write(person_id: int) -> str:
    """The secret for an address: 32 characters that need no escaping."""
    packed = _ID.pack(person_id)
    return urlsafe_b64encode(packed + _proof(packed)).decode()


def read(token: str) -> int | None:
    """Whose it is; None for one that we did not write."""
    if len(token) != 32 or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token)
    except ValueError:
        return None
    packed, proof = raw[: _ID.size], raw[_ID.size :]
    if len(packed) != _ID.size or not hmac.compare_digest(proof, _proof(packed)):
        return None
    return int(_ID.unpack(packed)[0])


def _proof(packed: bytes) -> bytes:
    return hmac.new(settings.secret_key(), b"standing\0" + packed, hashlib.sha256).digest()[:_PROOF_LENGTH]
