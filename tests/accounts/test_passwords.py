"""Passwords: what will do, what will not, and the hash."""

import pytest

from forum.accounts import passwords
from forum.accounts.common_passwords import COMMON

GOOD = [
    "correct horse battery",
    "x9#kq!Tz",
    "ねこはこたつでまるくなる",
    "tr4mpoline-otter",
    "a1!b2@c3#",
    "Zug nach Bern 7:02",
    "🐙🐙 auf dem Dach",
]
BAD = [
    "",
    "short",
    "1234567",
    "password",
    "PASSWORD1",
    "Password123!",
    "passw0rd",
    "12345678",
    "87654321",
    "qwertyuiop",
    "aaaaaaaa",
    "abababab",
    "abcabcabc",
    "12341234",
    "iloveyou",
    "ｐａｓｓｗｏｒｄ",
    "zyxwvuts",
    "あああああああああ",
    "x" * 300,
    "   \t    ",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_will_do(password: str) -> None:
    assert passwords.objection(password, ("mika", "mika@example.com", "Kotae")) == ""


@pytest.mark.parametrize("password", BAD)
def test_a_bad_one_will_not(password: str) -> None:
    assert passwords.objection(password)


@pytest.mark.parametrize(
    "password", ["mikatanaka", "MikaTanaka1", "mika tanaka!", "kotaeforum", "tanaka@example.com", "ミカタナカミカ"]
)
def test_hardly_more_than_a_name_will_not(password: str) -> None:
    assert passwords.objection(password, ("mikatanaka", "tanaka@example.com", "Kotae Forum", "ミカタナカ"))


def test_every_common_one_is_refused() -> None:
    assert len(COMMON) > 200
    assert [word for word in COMMON if not passwords.objection(word)] == []


async def test_a_hash_fits_its_password_and_no_other() -> None:
    kept = await passwords.hashed("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert kept != await passwords.hashed("correct horse battery")
    assert await passwords.fits("correct horse battery", kept)
    assert not await passwords.fits("correct horse batterx", kept)
    assert not passwords.is_outdated(kept)


async def test_nobodys_hash_fits_nothing_and_costs_as_much() -> None:
    assert not await passwords.fits("anything", "")
    assert not await passwords.fits("", "")
    assert not await passwords.fits("anything", "no hash at all")
    assert not passwords.is_outdated(passwords.NOBODYS)


async def test_width_and_composition_do_not_matter() -> None:
    kept = await passwords.hashed("Ｃａｆé 8時半 ok")
    assert await passwords.fits("Cafe\u0301 8時半 ok", kept)


async def test_a_cheaper_hash_is_outdated() -> None:
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)
