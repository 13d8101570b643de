"""What visitors do, over and over: every scene with the requests that play it."""

import base64
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench.community import Community
from bench.load import NUMBER, Sent

#: Threads whose parts a server has ready after the first round through them.
POPULAR = 20

_BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Benchmark/1.0",
    "Accept": "text/html",
    "Accept-Language": "en",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Something visitors do. `requests` gives what is sent to a community; `says` stands in every good answer."""

    key: str
    title: str
    requests: Callable[[Community], list[Sent]]
    status: int = 200
    says: str = ""
    writes: bool = False


def _guest(*paths: str, **headers: str) -> list[Sent]:
    return [Sent(path, headers={**_BROWSER, **headers}) for path in paths]


def _members(community: Community, *paths: str) -> list[Sent]:
    """Every path by every member, the members taking turns."""
    return [
        Sent(path, headers={**_BROWSER, "Cookie": f"session={secret}"})
        for path in paths for secret in community.secrets
    ]


def _replies(community: Community) -> list[Sent]:
    text = "The+light+blinks+twice+and+then+nothing+happens,+which+is+what+the+manual+says.+"
    headers = {
        **_BROWSER, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin",
    }
    secrets = community.secrets
    return [
        Sent(
            f"/threads/{thread_id}/replies", "POST",
            {**headers, "Cookie": f"session={secrets[number % len(secrets)]}"}, f"body={text * 3}{NUMBER}",
        )
        for number, thread_id in enumerate(community.reply_ids)
    ]


#: In the order in which they are played and told.
SCENES: tuple[Scene, ...] = (
    Scene("thread", "A thread with 20 replies", lambda c: _guest(*c.full_paths[:POPULAR]), says="reply-"),
    Scene("thread-cold", "… no part of it kept ready", lambda c: _guest(*c.full_paths), says="reply-"),
    Scene(
        "thread-gzip", "… compressed", lambda c: _guest(*c.full_paths[:POPULAR], **{"Accept-Encoding": "gzip"}),
    ),
    Scene("thread-member", "… signed in", lambda c: _members(c, *c.full_paths[:POPULAR]), says="reply-"),
    Scene("home", "Home", lambda c: _guest("/"), says="home-unanswered"),
    Scene("home-member", "… signed in", lambda c: _members(c, "/"), says="home-unanswered"),
    Scene("list", "The list of threads", lambda c: _guest("/threads"), says="data-row"),
    Scene("list-member", "… signed in", lambda c: _members(c, "/threads"), says="data-row"),
    Scene("long-first", "Page 1 of 5,000 replies", lambda c: _guest(f"{c.long_path}?page=1"), says="reply-"),
    Scene("long-last", "Page 250 of 5,000 replies", lambda c: _guest(f"{c.long_path}?page=250"), says="reply-"),
    Scene("reply", "Replying", _replies, status=303, writes=True),
)


def bare_requests(scene: Scene, requests: list[Sent]) -> list[Sent]:
    """The same requests to the bare application, which knows a scene by its name."""
    return [replace(sent, path=f"/{scene.key}") for sent in requests]


def keep_answers(scenes: tuple[Scene, ...], community: Community, port: int, into: Path) -> dict[str, int]:
    """Ask the forum once for every scene and keep its answers for the bare application; returns their bytes.

    Raises RuntimeError for an answer that is not what the scene is about.
    """
    kept: dict[str, dict[str, object]] = {"/": {"status": 200, "headers": [], "body": ""}}
    sizes = {}
    for scene in scenes:
        sent = scene.requests(community)[0]
        status, headers, body = _ask(port, sent)
        if status != scene.status or (scene.says and scene.says.encode() not in body):
            raise RuntimeError(f"{scene.key}: {sent.method} {sent.path} answers {status}: {body[:500]!r}")
        # The server itself adds these.
        headers = [(name, value) for name, value in headers if name not in ("date", "server", "connection")]
        kept[f"/{scene.key}"] = {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}
        sizes[scene.key] = len(body)
    into.write_text(json.dumps(kept))
    return sizes


def _ask(port: int, sent: Sent) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(sent.method, sent.path, sent.body.replace(NUMBER, "0") or None, dict(sent.headers))
        answer = connection.getresponse()
        return answer.status, [(name.lower(), value) for name, value in answer.getheaders()], answer.read()
    finally:
        connection.close()
