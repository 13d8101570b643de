"""A change that another site's page sends is refused, by what the browser says of where it came from."""

import pytest
from starlette.applications import Starlette

from tests.web.probes import ask

HOST = ("host", "127.0.0.1:8000")
FORM = ("content-type", "application/x-www-form-urlencoded")
PATH = "/probe/limited/act"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "SAME-ORIGIN"}, False),
        ({"sec-fetch-site": ""}, False),
        # The browser's word on the site counts before any origin.
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, True),
        # Browsers that do not say: their origin.
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "https://127.0.0.1:8000"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, False),
        ({"origin": "http://127.0.0.1:8001"}, False),
        ({"origin": "http://127.0.0.1"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://[::1"}, False),
        ({"origin": "http://\xff"}, False),
        ({"origin": "file://"}, False),
        # A program, which carries no visitor's cookies by accident.
        ({}, True),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_changes(bare: Starlette, method: str, headers: dict[str, str], allowed: bool) -> None:
    answer = await ask(bare, method, PATH, [HOST, FORM, *headers.items()])
    assert answer.status == ({"POST": 200}.get(method, 405) if allowed else 403)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_is_free(bare: Starlette, method: str, site: str) -> None:
    """Links from everywhere lead here."""
    assert (await ask(bare, method, PATH, [HOST, ("sec-fetch-site", site)])).status == 200


async def test_the_public_address_counts_behind_a_proxy_that_renames_the_host(bare: Starlette) -> None:
    inside = [("host", "inside:9000"), FORM]
    assert (await ask(bare, "POST", PATH, [*inside, ("origin", "http://127.0.0.1:8000")])).status == 200
    assert (await ask(bare, "POST", PATH, [*inside, ("origin", "http://elsewhere")])).status == 403


async def test_the_refusal_says_why(bare: Starlette) -> None:
    answer = await ask(bare, "POST", PATH, [HOST, FORM, ("origin", "http://evil.example")])
    assert b"That came from another site" in answer.body
