"""Writers that never rest: each posts replies with a key of its own and remembers what the server said to each.

What was acknowledged must be there, once, whatever happened to the server meanwhile; what was not may be there or not,
and sending it again with its key must find the first or make it, once.
"""

import random
import re
import secrets
import socket
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlencode, urlsplit

import httpx

from tests.browser.served import Served

PASSWORD = "correct horse 電池"
PATIENCE = 30.0


def prepared(served: Served, asker: str = "ada") -> tuple[httpx.Cookies, str]:
    """An administrator, ada, who is signed in, and the path of a thread of the asker's for her to reply to."""
    for name in dict.fromkeys(("ada", asker)):
        account = (name, f"{name}@example.com", "--role", "administrator")
        served.run("user", "create", *account, "--password-stdin", stdin=f"{PASSWORD}\n")
    category = {"name": "All", "colour": "#4a6670", "see": "everyone", "ask": "members", "answer": "members"}
    asked = {"type": "question", "category": "1", "title": "What stays", "body": "All that was said.", "tags": ""}
    with closing(signed_in(served, asker)) as client:
        assert client.post("/desk/categories", data=category | {"type_question": "1"}).status_code == 303
        answer = client.post("/ask", data=asked)
        assert answer.status_code == 303, answer.text
    with closing(signed_in(served, "ada")) as client:
        return client.cookies, urlsplit(answer.headers["location"]).path


def signed_in(served: Served, name: str) -> httpx.Client:
    """A client with a session of somebody's."""
    client = httpx.Client(base_url=served.url, timeout=PATIENCE)
    assert client.post("/sign-in", data={"login": name, "password": PASSWORD}).status_code == 303
    return client


@dataclass
class Hammer:
    """`writers` threads that reply to a thread until the block ends; `rude` is the share of requests cut by the client."""

    url: str
    cookies: httpx.Cookies
    thread: str
    writers: int = 4
    rude: float = 0.0
    #: key → the address of the reply, as the server said; then keys without an answer, and other answers.
    acknowledged: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    cut: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where replies go."""
        return f"/threads/{self.thread.split('/')[2]}/replies"

    def __enter__(self) -> "Hammer":
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(self.writers)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """Let the writers finish what they are at."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def send(self, client: httpx.Client, key: str) -> str:
        """Reply with a key; gives the reply's address. Raises httpx.HTTPError when no answer came."""
        answer = client.post(self.address, data=_reply(key))
        if answer.status_code == 303:
            return re.sub(r"^.*(#|reply-)", "", answer.headers["location"])
        raise Refused(f"{answer.status_code} {' '.join(re.sub(r'<[^>]*>', ' ', answer.text).split())[-200:]}")

    def again(self) -> dict[str, tuple[str, str]]:
        """Send everything twice again; gives what each key was answered."""
        with self.client() as client:
            return {
                key: (self.send(client, key), self.send(client, key)) for key in [*self.acknowledged, *self.unknown]
            }

    def client(self) -> httpx.Client:
        """A client that is signed in."""
        return httpx.Client(base_url=self.url, cookies=self.cookies, timeout=PATIENCE)

    def _write(self, number: int) -> None:
        chance = random.Random(number)
        client = self.client()
        while not self._stop.is_set():
            key = secrets.token_hex(8)
            self.unknown.add(key)
            if chance.random() < self.rude:
                self._cut_off(key, chance)
                continue
            try:
                where = self.send(client, key)
            except Refused as refusal:
                self.refused.append(str(refusal))
                self.unknown.discard(key)
            except httpx.HTTPError:
                client.close()
                client = self.client()
                time.sleep(0.02)
            else:
                self.acknowledged[key] = where
                self.unknown.discard(key)
        client.close()

    def _cut_off(self, key: str, chance: random.Random) -> None:
        """Send a reply and hang up without waiting for what is said to it."""
        self.cut += 1
        parts = urlsplit(self.url)
        body = urlencode(_reply(key)).encode()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"POST {self.address} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=5) as connection:
                connection.sendall(head.encode() + body[: chance.choice((0, 10, len(body), len(body)))])
                time.sleep(chance.random() * 0.03)
                # No polite goodbye: the connection is reset.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        except OSError:
            time.sleep(0.02)


class Refused(Exception):
    """The server answered, but not with a reply."""


def _reply(key: str) -> dict[str, str]:
    return {"body": f"A word with the key {key}.", "submit_key": key, "seen": "9999999"}
