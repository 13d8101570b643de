"""Reading requests: nothing a client can send makes the server stumble, and no room meets NUL or half a character."""

import base64
import json
import time

import pytest
from starlette.applications import Starlette

from tests.shared_data import shared
from tests.web.probes import ask

HOST = ("host", "127.0.0.1:8000")
FORM = ("content-type", "application/x-www-form-urlencoded")
MULTIPART = ("content-type", "multipart/form-data; boundary=b")


def part(name: str, value: str, more: str = "") -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()


@pytest.mark.parametrize(
    ("kind", "body", "read"),
    [
        (FORM, b"a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}),
        (FORM, b"a=%E7%AD%94%E3%81%88&%E7%AD%94=+1", {"a": ["答え"], "答": [" 1"]}),
        (FORM, b"", {}),
        (FORM, b"a", {"a": [""]}),
        (FORM, b"a=x%00y%1Fz", {"a": ["xyz"]}),
        (FORM, b"a=%ED%A0%80%FF", {"a": ["\ufffd\ufffd\ufffd\ufffd"]}),
        (FORM, b"a=one%0D%0Atwo%0Dthree", {"a": ["one\ntwo\nthree"]}),
        (FORM, b"a=%E3%81%8B%E3%82%99", {"a": ["\u304c"]}),
        (FORM, b"a\x00b=1", {"ab": ["1"]}),
        (MULTIPART, part("a", "1") + part("a", "答え") + b"--b--\r\n", {"a": ["1", "答え"]}),
        (MULTIPART, b"--b--\r\n", {}),
        (("content-type", "application/json"), b'{"a": 1}', {}),
        (("content-type", "text/plain"), b"a=1", {}),
        (("x-none", "x"), b"a=1", {}),
    ],
)
async def test_forms(bare: Starlette, kind: tuple[str, str], body: bytes, read: dict[str, list[str]]) -> None:
    answer = await ask(bare, "POST", "/probe/form", [HOST, kind], [body])
    assert (answer.status, json.loads(answer.body)) == (200, read)


async def test_the_last_of_a_name_counts(bare: Starlette) -> None:
    answer = await ask(bare, "POST", "/probe/last", [HOST, FORM], [b"a=1&b=2&a=3"])
    assert json.loads(answer.body) == {"a": "3", "b": "2"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (("content-type", "multipart/form-data"), b"--b\r\n\r\n"),
        (MULTIPART, b"no boundary at all"),
        (MULTIPART, b"--b\r\n\r\nno disposition\r\n--b--\r\n"),
        (MULTIPART, part("a", "x", '; filename="a.txt"') + b"--b--\r\n"),
        (MULTIPART, b"".join(part(f"f{number}", "x") for number in range(201)) + b"--b--\r\n"),
        (FORM, b"&".join(b"f%d=x" % number for number in range(201))),
        (("content-type", "multipart/form-data; boundary=" + "b" * 5_000), b"--b"),
    ],
)
async def test_what_is_no_form_is_a_bad_request(bare: Starlette, kind: tuple[str, str], body: bytes) -> None:
    answer = await ask(bare, "POST", "/probe/form", [HOST, kind], [body])
    assert answer.status == 400
    assert b"could not be read" in answer.body


async def test_malformed_bodies_of_every_kind(bare: Starlette) -> None:
    """Never an error of ours, and never much more than a second of work (of this process: the machine may be busy)."""
    path = shared("data/security/bodies.jsonl")
    if path is None:
        pytest.skip("the corpus of malformed bodies is not on this machine")
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        body = base64.b64decode(case["body"])
        for cut in (len(body) or 1, 7):
            # Whole, and in pieces that end in the middle of everything.
            chunks = [
                body[start : start + cut] for start in range(0, min(len(body), 2_000_000 if cut > 7 else 70_000), cut)
            ]
            headers = [HOST, ("content-type", case["content_type"])] if case["content_type"] else [HOST]
            begun = time.process_time()
            answer = await ask(bare, "POST", "/probe/form", headers, chunks)
            took = time.process_time() - begun
            if answer.status not in (200, 400, 413) or took > 1.5:
                wrong.append((case["name"], cut, answer.status, round(took, 2)))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("1", 200),
        ("9223372036854775807", 200),
        ("9223372036854775808", 404),
        ("99999999999999999999", 404),
        ("9" * 5_000, 404),
        ("0", 404),
        ("-1", 404),
        ("+1", 404),
        ("1.0", 404),
        ("1e3", 404),
        ("0x10", 404),
        (" 1", 404),
        ("１", 404),
        ("١", 404),
        ("²", 404),
        ("x", 404),
        ("1;DROP TABLE people", 404),
        ("\x00", 400),
    ],
)
async def test_ids_of_paths(bare: Starlette, text: str, status: int) -> None:
    assert (await ask(bare, path=f"/probe/id/{text}")).status == status


async def test_an_id_that_cannot_be_is_told_like_one_that_is_not_there(bare: Starlette) -> None:
    def without_path(body: bytes) -> bytes:
        return body.replace(b"/probe/id/0", b"").replace(b"/probe/fail/not-found", b"")

    first, second = await ask(bare, path="/probe/id/0"), await ask(bare, path="/probe/fail/not-found")
    assert (first.status, without_path(first.body)) == (second.status, without_path(second.body))


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("", ["none", 1]),
        ("q=+a++b+&page=7", ["a b", 7]),
        ("q=%00%FF%E7%AD%94&page=99", ["\ufffd答", 50]),
        ("page=0", ["none", 1]),
        ("page=-3", ["none", 1]),
        ("page=" + "9" * 5_000, ["none", 1]),
        ("page=９", ["none", 1]),
        ("q=a&q=b", ["b", 1]),
    ],
)
async def test_queries(bare: Starlette, query: str, read: list[object]) -> None:
    answer = await ask(bare, path="/probe/query", query=query)
    assert (answer.status, json.loads(answer.body)) == (200, read)
