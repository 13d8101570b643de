"""The program's commands about people, run as an operator runs them: create, role, unlock."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from forum.accounts import actions
from forum.accounts.actor import GUEST
from forum.accounts.browsers import Browser
from forum.accounts.models import Person
from forum.errors import Invalid, Locked
from tests.accounts.people import HOME, PASSWORD, sign_in_form
from tests.browser.served import ROOT, environment


class Program:
    """`python run.py user …` on a community of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    async def __call__(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """Run a command; its exit code and what it said, in one line."""
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, str(ROOT / "run.py"), "user", *arguments],
            cwd=self.folder,
            env=environment("http://127.0.0.1:8000", self.url, self.folder / "mail") | {"COLUMNS": "400"},
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.fixture
def program(db: str, tmp_path: Path) -> Program:
    return Program(db, tmp_path)


async def test_a_password_is_made_up_and_printed_once(program: Program) -> None:
    code, said = await program("create", "mika", "mika@example.com", "--display-name", "三佳")
    assert code == 0
    password = said.rpartition("Password: ")[2]
    assert (await actions.sign_in(GUEST, sign_in_form("mika", password), HOME)).secret
    assert (await Person.get(name="mika")).display_name == "三佳"


async def test_a_refusal_is_a_sentence(program: Program) -> None:
    for arguments, sentence in (
        (("create", "support", "x@example.com"), "sounds like the people who run this place"),
        (("unlock", "nobody"), "nobody has that name"),
    ):
        code, said = await program(*arguments)
        assert code == 2
        assert sentence in said
        assert "Traceback" not in said
    assert await Person.all().count() == 1


async def test_a_role_is_given_and_a_lock_is_lifted(program: Program) -> None:
    code, said = await program(
        "create", "mika", "mika@example.com", "--role", "specialist", "--password-stdin", typed=f"{PASSWORD}\n"
    )
    assert (code, said) == (0, "@mika has an account as specialist.")
    assert (await Person.get(name="mika")).email_verified_at is not None
    assert await program("role", "MIKA", "helper") == (0, "@MIKA is helper now.")
    assert (await Person.get(name="mika")).role == "helper"
    for number in range(8):
        with pytest.raises(Invalid):
            await actions.sign_in(GUEST, sign_in_form("mika", "wrong password"), Browser(f"10.0.0.{number}"))
    with pytest.raises(Locked):
        await actions.sign_in(GUEST, sign_in_form("mika"), HOME)
    assert (await program("unlock", "mika"))[0] == 0
    assert (await actions.sign_in(GUEST, sign_in_form("mika"), HOME)).secret
