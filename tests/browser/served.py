"""A running Kotae for browser tests: the real program in a process of its own, on a database of its own."""

import contextlib
import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
STOP_SECONDS = 10.0
LETTER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is up: its address, its database, and the folder its letters go to."""

    url: str
    database_url: str
    mail_folder: Path
    folder: Path

    def letters(self, to: str | None = None) -> list[EmailMessage]:
        """The letters sent so far, oldest first, to one address or to everyone."""
        found = []
        for path in sorted(self.mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
            with path.open("rb") as file:
                letter = email.message_from_binary_file(file, policy=email.policy.default)
            if to is None or to in str(letter["To"]):
                found.append(letter)
        return found

    def letter(self, to: str, about: str = "") -> EmailMessage:
        """The newest letter to an address whose subject holds `about`, waited for; fails when none comes."""
        ends = time.monotonic() + LETTER_SECONDS
        while time.monotonic() < ends:
            found = [letter for letter in self.letters(to) if about in str(letter["Subject"])]
            if found:
                return found[-1]
            time.sleep(0.05)
        subjects = [str(letter["Subject"]) for letter in self.letters(to)]
        raise AssertionError(f"no letter about {about!r} came to {to}; there are {subjects}")

    def link(self, letter: EmailMessage, about: str = "") -> str:
        """The first address in a letter's text that leads here and holds `about`."""
        part = letter.get_body(("plain",))
        assert part is not None
        for address in re.findall(r"https?://\S+", part.get_content()):
            if address.startswith(self.url) and about in address:
                return str(address)
        raise AssertionError(f"the letter holds no address of ours with {about!r} in it:\n{part.get_content()}")

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        """Run another command of the program against the same community and return what it prints."""
        return run_command(self.folder, self.database_url, *arguments, url=self.url, stdin=stdin)


def run_command(
    folder: Path, database_url: str, *arguments: str, url: str = "http://127.0.0.1:8000", stdin: str | None = None
) -> str:
    """Run a command of the program in `folder`, on the community at `database_url`, and return what it prints."""
    finished = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        cwd=folder,
        env=environment(url, database_url, folder / "mail"),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, f"run.py {' '.join(arguments)}:\n{finished.stdout}\n{finished.stderr}"
    return finished.stdout


@contextmanager
def serving(folder: Path, database_url: str, **settings: str) -> Iterator[Served]:
    """Serve the community in the database at `database_url` until the block ends; `settings` override the defaults."""
    port = free_port()
    mail_folder = folder / "mail"
    mail_folder.mkdir(parents=True, exist_ok=True)
    served = Served(f"http://127.0.0.1:{port}", database_url, mail_folder, folder)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "serve", "--host", "127.0.0.1", "--port", str(port)],
            # Away from the checkout, so that a developer's .env and var/ stay out of it.
            cwd=folder,
            env=environment(served.url, database_url, mail_folder) | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_up(served.url, process, log)
        yield served
    finally:
        stop(process)


def environment(url: str, database_url: str, mail_folder: Path) -> dict[str, str]:
    """The environment of a server under test: the machine's, without anybody's settings of Kotae."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR", "TZ")}
    return kept | {
        "DATABASE_URL": database_url,
        "SITE_URL": url,
        "MAIL_FOLDER": str(mail_folder),
        "SECRET_KEY": "a key that only tests know",
        "RATE_LIMITS": "off",
        "SCREEN_SECONDS": "0",
        "SCREEN_PLACES": "0",
        "PYTHONUNBUFFERED": "1",
    }


def free_port() -> int:
    """A port of the loopback address that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers on /healthz; raises AssertionError with its log when it does not."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return
        time.sleep(0.05)
    raise AssertionError(f"the server did not come up:\n{log.read_text(errors='replace')[-4000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server politely, and if it does not go, with its whole group."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
