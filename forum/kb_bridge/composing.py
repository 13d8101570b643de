"""What the form of a question carries: a secret of ours that knows one writing of it, and nothing of who writes. Pure."""

import hashlib
import hmac
import secrets

from forum import settings

_LENGTH, _PROOF = 24, 22


def begin() -> str:
    """A new secret for a form: no cookie is needed, and it is the same when the form comes back."""
    made = secrets.token_urlsafe(18)
    return f"{made}.{_proof(made)}"


def key_of(carried: str) -> str:
    """What is kept of a secret (a hash of it); "" for one that we did not make."""
    made, _dot, proof = carried.partition(".")
    if len(made) != _LENGTH or not carried.isascii() or not hmac.compare_digest(proof, _proof(made)):
        return ""
    return hashlib.sha256(made.encode()).hexdigest()


def _proof(made: str) -> str:
    return hmac.new(settings.secret_key(), f"composing\0{made}".encode(), "sha256").hexdigest()[:_PROOF]
