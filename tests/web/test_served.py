"""The real server on a real socket: what no client with manners sends, and clients that go away in the middle."""

import base64
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.served import Served, serving
from tests.databases import Databases
from tests.shared_data import shared

HOST = b"Host: forum.example\r\n"
CLOSE = b"Connection: close\r\n"
PATIENCE = 1.5

#: name: the bytes, and what may be answered ("closed" for nothing at all).
OURS: dict[str, tuple[bytes, str]] = {
    "a plain request": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", "200"),
    "two in a row": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\nGET /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
        "200 200",
    ),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", "400"),
    "two hosts": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n", "400"),
    "a length beside chunks": (
        b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "400",
    ),
    "two lengths": (b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", "400"),
    "no length but a sign": (b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: +2\r\n\r\nab", "400"),
    "too many headers": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % number for number in range(500)) + b"\r\n",
        "431",
    ),
    "a very long header": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 50_000 + b"\r\n\r\n", "431"),
    "a very long address": (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", "414"),
    "NUL in the path": (b"GET /threads/1%00 HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", "400"),
    "half a character in the path": (b"GET /users/%ff%fe HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", "404"),
    "two slashes": (b"GET //evil.example/ HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", "404"),
    "TRACE": (b"TRACE / HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", "405"),
    "not HTTP": (bytes(range(256)) * 4, "400"),
    "TLS": (bytes.fromhex("16030100a5010000a10303") + bytes(100), "400"),
}
_ALLOWED = {"4xx": range(400, 500), "ok": range(200, 300), "ok2": range(200, 300), "3xx-same": range(300, 400)}


@pytest.fixture(scope="module")
def server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, databases.own("sqlite", folder / "kotae.db")) as running:
        yield running


def connect(server: Served) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=PATIENCE)


def send(server: Served, raw: bytes) -> list[int]:
    """The statuses that come back for these bytes; none when the connection is closed or kept waiting."""
    found = b""
    with connect(server) as connection:
        try:
            connection.sendall(raw)
            while piece := connection.recv(65_536):
                found += piece
        except OSError:
            pass
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d\d\d)", found) if code != b"100"]


@pytest.mark.parametrize("name", OURS)
def test_raw_requests(server: Served, name: str) -> None:
    raw, expected = OURS[name]
    assert send(server, raw) == [int(code) for code in expected.split()]


def test_a_corpus_of_raw_requests(server: Served) -> None:
    """Refused, or answered once: never an error of ours, and never a second answer that nobody asked for."""
    path = shared("data/security/raw_http.jsonl")
    if path is None:
        pytest.skip("the corpus of raw requests is not on this machine")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    raws = [base64.b64decode(case["raw"]).replace(b" /health ", b" /healthz ") for case in cases]
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda raw: send(server, raw), raws))
    wrong = []
    for case, codes in zip(cases, answers, strict=True):
        expected = case["expect"].split("|")
        fine = not codes or any(codes[0] in _ALLOWED.get(word, ()) or str(codes[0]) == word for word in expected)
        if not fine or (len(codes) > 1 and "ok2" not in expected and case["name"] != "empty_lines"):
            wrong.append((case["name"], codes, case["expect"]))
    assert wrong == []
    assert send(server, OURS["a plain request"][0]) == [200]


@pytest.mark.parametrize("size", [1_200_000, 4_000_000])
def test_the_sender_of_a_large_body_hears_why_it_was_refused(server: Served, size: int) -> None:
    head = b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % size
    for _ in range(5):
        assert send(server, head + b"a" * size) == [413]


def test_clients_that_go_away_leave_the_server_serving(server: Served) -> None:
    """A storm of connections that are cut at any moment, with posts on their way."""
    form = b"name=nobody&password=wrong"
    post = (
        b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n" % len(form) + form
    )

    def cut(number: int) -> None:
        with connect(server) as connection:
            connection.sendall(post[: len(post) - number % 7] if number % 3 else post)
            time.sleep(number % 5 * 0.004)
            # Reset instead of closed: what a phone in a tunnel does.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(cut, range(160)))
    begun = time.perf_counter()
    assert send(server, OURS["a plain request"][0]) == [200]
    assert send(server, b"GET /readyz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n") == [200]
    assert time.perf_counter() - begun < 2
    log = Path(server.folder / "server.log").read_text(errors="replace")
    assert "Traceback" not in log, log[-3_000:]
