"""What no browser sends is refused before anything reads it, and a body that grows too large while it is read."""

import pytest
from starlette.applications import Starlette

from tests.web.probes import ask

HOST = ("host", "127.0.0.1:8000")
FORM = ("content-type", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([HOST], 200),
        ([], 400),
        ([HOST, HOST], 400),
        ([HOST, ("host", "evil.example")], 400),
        ([HOST, ("content-length", "0")], 200),
        ([HOST, ("content-length", "0"), ("content-length", "0")], 400),
        ([HOST, ("content-length", "2"), ("transfer-encoding", "chunked")], 400),
        ([HOST, ("content-length", "+2")], 400),
        ([HOST, ("content-length", "-1")], 400),
        ([HOST, ("content-length", "0x2")], 400),
        ([HOST, ("content-length", "2, 3")], 400),
        ([HOST, ("content-length", "")], 400),
        ([HOST, ("content-length", "\xb2")], 400),
        ([HOST, ("content-length", "99999999999999999999")], 413),
        ([HOST, ("content-length", "9" * 5_000)], 413),
        ([HOST, ("content-length", "1000001")], 413),
        ([HOST, *[(f"x-{number}", "a") for number in range(99)]], 200),
        ([HOST, *[(f"x-{number}", "a") for number in range(100)]], 431),
        ([HOST, ("x-long", "a" * 32_000)], 200),
        ([HOST, ("x-long", "a" * 33_000)], 431),
        ([HOST, ("cookie", 'session="\x01\xff; ;;=;a=b;session=\xe3\x81')], 200),
        ([HOST, ("cookie", "; ".join(f"a{number}=b" for number in range(1000)))], 200),
        ([HOST, ("accept-language", "a-" * 10_000)], 200),
    ],
)
async def test_headers(bare: Starlette, headers: list[tuple[str, str]], status: int) -> None:
    answer = await ask(bare, headers=headers)
    assert answer.status == status
    if status != 200:
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [("/healthz", "a" * 8_000, 200), ("/healthz", "a" * 8_200, 414), ("/" + "a" * 9_000, "", 414)],
)
async def test_long_addresses(bare: Starlette, path: str, query: str, status: int) -> None:
    assert (await ask(bare, path=path, query=query)).status == status


@pytest.mark.parametrize(("size", "status"), [(999_000, 200), (1_000_001, 413), (3_000_000, 413)])
@pytest.mark.parametrize("declared", [True, False])
async def test_bodies(bare: Starlette, size: int, status: int, declared: bool) -> None:
    """Whether the length is told or the body just keeps coming."""
    body = b"text=" + b"a" * (size - 5)
    chunks = [body[start : start + 65_536] for start in range(0, size, 65_536)]
    length = [("content-length", str(size))] if declared else [("transfer-encoding", "chunked")]
    answer = await ask(bare, "POST", "/probe/form", [HOST, FORM, *length], chunks)
    assert answer.status == status
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_door_that_reads_nothing_is_not_troubled_by_a_large_body(bare: Starlette) -> None:
    chunks = [b"a" * 65_536] * 40
    assert (await ask(bare, "POST", "/probe/limited/act", [HOST, FORM], chunks)).status == 200


async def test_a_visitor_who_left_in_the_middle_gets_no_answer(bare: Starlette) -> None:
    with pytest.raises(AssertionError):
        await ask(bare, path="/probe/fail/gone")
