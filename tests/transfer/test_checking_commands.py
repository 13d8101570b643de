"""The commands as an operator runs them: what they say, and the code they end with."""

import subprocess
import sys
from pathlib import Path

from tests.browser.served import ROOT, environment
from tests.database import shape
from tests.databases import Databases


def program(url: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run a command; its exit code and what it said, in one line."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments], cwd=folder, capture_output=True, text=True, timeout=120,
        env=environment("http://127.0.0.1:8000", url, folder / "mail") | {"COLUMNS": "200"}, check=False,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_scripts_are_told_by_the_exit_code(databases: Databases, tmp_path: Path) -> None:
    url = databases.sqlite(tmp_path / "kotae.db")
    assert program(url, tmp_path, "check") == (0, "Everything agrees.")
    shape.execute(url, ["UPDATE people SET reputation = 7"])
    code, said = program(url, tmp_path, "check")
    assert code == 1
    assert "reputation" in said
    assert program(url, tmp_path, "check", "--repair")[0] == 0
    assert program(url, tmp_path, "check")[0] == 0


def test_out_and_in_again_and_a_copy_beside(databases: Databases, tmp_path: Path) -> None:
    url, other = databases.sqlite(tmp_path / "kotae.db"), databases.sqlite(tmp_path / "other.db")
    assert program(url, tmp_path, "export", "--out", "all.jsonl")[0] == 0
    assert "there already" in program(url, tmp_path, "export", "--out", "all.jsonl")[1]
    assert program(other, tmp_path, "import", "kotae", "all.jsonl")[0] == 0
    (tmp_path / "bad.jsonl").write_text((tmp_path / "all.jsonl").read_text().replace('"name_key"', '"nick"'))
    code, said = program(other, tmp_path, "import", "kotae", "bad.jsonl")
    assert code == 1
    assert "line 2: the field name_key is missing" in said
    assert program(url, tmp_path, "backup", "copy")[0] == 0
    assert program(url, tmp_path, "backup", "copy")[0] == 1
    assert program(other, tmp_path, "restore", "copy")[0] == 0
