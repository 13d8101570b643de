"""What the database keeps of a secret that a browser or a letter carries. Pure."""

import hashlib


def hash_secret(secret: str) -> str:
    """Enough to know it again, not enough to use it. Secrets are 256 random bits, so that one quick hash does."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
