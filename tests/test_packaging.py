"""The way from a fresh machine to a running forum: locks that hold anywhere, and commands that say what is missing."""

import ast
import os
import re
import shutil
import stat
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock")


def named(path: str) -> set[str]:
    """The packages named in a .in file."""
    lines = (ROOT / path).read_text().splitlines()
    return {canonical(re.split(r"[\[<>=!~; ]", line)[0]) for line in lines if re.match(r"[a-zA-Z]", line)}


def locked(path: str) -> dict[str, str]:
    """The packages of a lock with their versions."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==(\S+)", (ROOT / path).read_text(), re.MULTILINE)
    return {canonical(name): version for name, version in pins}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("path", LOCKS)
def test_every_pin_carries_hashes(path: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / path).read_text(), flags=re.MULTILINE)[1:]
    # A package that comes as a wheel and as source has two files at least; one alone was locked from a local copy.
    assert all(len(re.findall(r"--hash=sha256:[0-9a-f]{64}", entry)) >= 2 for entry in entries)
    assert len(entries) == len(locked(path))


@pytest.mark.parametrize("path", LOCKS)
def test_a_lock_says_nothing_of_the_machine_that_made_it(path: str) -> None:
    text = (ROOT / path).read_text()
    assert not re.search(r"https?://|file:|--index|--extra-index|--find-links|--trusted-host|@ |^/|[ =]/", text)


@pytest.mark.parametrize(("names", "lock"), [("requirements.in", LOCKS[0]), ("requirements-test.in", LOCKS[1])])
def test_what_is_named_is_locked(names: str, lock: str) -> None:
    assert named(names) <= set(locked(lock))


def test_the_two_locks_agree() -> None:
    first, second = (locked(path) for path in LOCKS)
    assert {name: first[name] for name in first.keys() & second} == {n: second[n] for n in first.keys() & second}


@pytest.mark.parametrize(
    ("folders", "names"),
    [(("forum", "run.py"), ("requirements.in",)), (("tests", "tools"), ("requirements.in", "requirements-test.in"))],
)
def test_what_is_imported_is_named(folders: tuple[str, ...], names: tuple[str, ...]) -> None:
    """A package that merely comes along with another may go with it, too."""
    allowed = set().union(*map(named, names))
    distributions = packages_distributions()
    strangers = {
        f"{module} in {path.relative_to(ROOT)}"
        for folder in folders
        for path in sources(ROOT / folder)
        for module in imported(path)
        if module in distributions and not allowed & set(map(canonical, distributions[module]))
    }
    assert not strangers


def sources(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("command", ["install", "run", "test", "bench", "soak", "lint", "lock"])
def test_make_shows_its_commands(command: str) -> None:
    assert f"make {command} " in make(ROOT, "help").stdout


def test_make_run_takes_another_address() -> None:
    plan = make(ROOT, "--dry-run", "run", "PORT=9000", "HOST=0.0.0.0").stdout
    steps = [line for line in plan.splitlines() if "run.py" in line]
    assert [step.partition("run.py ")[2] for step in steps] == [
        "migrate",
        "seed --if-empty",
        "serve --host 0.0.0.0 --port 9000",
    ]


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [("version_info", "Python 3.11 or later"), ("ensurepip", "apt-get install python3-venv")],
)
def test_a_python_that_will_not_do_is_told_in_a_sentence(tmp_path: Path, lacks: str, sentence: str) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").touch()
    python = executable(tmp_path / "python", f'case "$2" in *{lacks}*) exit 1;; esac')
    outcome = make(tmp_path, "install", f"PYTHON={python}")
    assert outcome.returncode != 0
    assert sentence in outcome.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_the_tests_lack_is_said_aloud(tmp_path: Path, ci: str, code: int) -> None:
    # A machine with nothing to install from, and no browser.
    for name in ("id", "uname", "head"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    executable(tmp_path / "fc-list", "echo Some Japanese Font")
    executable(tmp_path / "initdb", "exit 0")
    outcome = subprocess.run(
        [shutil.which("bash") or "bash", str(ROOT / "tools" / "test_needs.sh")],
        env={"PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == code
    assert "SKIPPED, cannot be had here: Chromium" in outcome.stderr
    assert "PostgreSQL" not in outcome.stderr


def test_the_build_runs_everything_and_skips_nothing() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert "CI=true make test" in script.read_text()
    assert "set -euo pipefail" in script.read_text()


def test_python_is_new_enough_here() -> None:
    assert sys.version_info >= (3, 11)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def executable(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path
