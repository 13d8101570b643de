"""One-use secrets that go out in letters. The table keeps a hash: who reads it can use none of them."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from forum import clock, database
from forum.accounts.models import Token
from forum.accounts.secrecy import hash_secret

#: How long each kind of letter can be used.
LIVES = {"verify": timedelta(days=3), "reset": timedelta(hours=2), "change": timedelta(hours=24)}


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a secret stood for."""

    person_id: int
    purpose: str
    email: str


def fresh_secret() -> str:
    """A secret that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def hours(purpose: str) -> int:
    """For how many hours a letter of this kind can be used."""
    return LIVES[purpose] // timedelta(hours=1)


async def issue(person_id: int, purpose: str, secret: str, email: str) -> None:
    """Let `secret` stand for this person and purpose, in the caller's transaction."""
    now = clock.now()
    await Token.create(
        person_id=person_id, purpose=purpose, secret_hash=hash_secret(secret), email=email, created_at=now,
        expires_at=now + LIVES[purpose],
    )


async def claim(secret: str, *purposes: str) -> Claimed | None:
    """Use the secret up, in the caller's transaction: of several who try at once exactly one gets what it stood for."""
    now = clock.now()
    found = await database.row(
        "SELECT id, person_id, purpose, email FROM tokens WHERE secret_hash = $1", hash_secret(secret)
    )
    if found is None or found["purpose"] not in purposes:
        return None
    used = await database.execute(
        "UPDATE tokens SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND expires_at > $1", now, found["id"]
    )
    return Claimed(found["person_id"], found["purpose"], found["email"]) if used == 1 else None


async def forget(person_id: int, *purposes: str) -> None:
    """Make a person's unused secrets of these kinds worthless."""
    await Token.filter(person_id=person_id, purpose__in=purposes, used_at=None).delete()
