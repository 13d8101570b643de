"""Coming in and going out, as an attacker tries it over HTTP: planted and kept cookies, other sites' forms, tempting links."""

import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from forum import settings
from forum.accounts.middleware import cookie_name
from forum.app import create_app, routes
from forum.mail.models import Letter
from tests.accounts.people import PASSWORD, with_password
from tests.cast import Cast
from tests.shared_data import shared
from tests.visits import Visitor, visit
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
POSTS = [route.path for route in routes() if isinstance(route, Route) and "POST" in (route.methods or ())]
#: Links that lead away, however innocent they look.
TEMPTING = (
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example",
    "/%0d%0aLocation:%20https://evil.example", "https:evil.example", "///evil.example", "/..//evil.example",
    "http:/\\evil.example",
    "/\r\nSet-Cookie: session=x", "data:text/html,x", ".evil.example", "@evil.example", "/@evil.example/..//evil.example",
)  # fmt: skip


async def test_a_planted_cookie_becomes_nobodys_session(visitor: Visit, cast: Cast) -> None:
    await with_password(cast.aiko)
    victim = await visitor()
    planted = "x" * 43
    victim.client.cookies.set(cookie_name(False), planted, domain=victim.client.base_url.host, path="/")
    page = await victim.get("/sign-in")
    await page.submit("/sign-in", login="aiko", password=PASSWORD)
    kept = [cookie.value for cookie in victim.client.cookies.jar if cookie.name == cookie_name(False)]
    assert planted not in kept or len(kept) > 1
    attacker = await visitor()
    attacker.client.cookies.set(cookie_name(False), planted, domain=attacker.client.base_url.host, path="/")
    assert (await attacker.get("/settings")).location.startswith("/sign-in")


async def test_a_kept_cookie_is_worth_nothing_after_signing_out(visitor: Visit) -> None:
    aiko = await visitor("aiko")
    thief = await visitor()
    thief.client.cookies.update(aiko.client.cookies)
    assert (await thief.get("/settings")).status == 200
    await (await aiko.get("/")).submit("/sign-out")
    assert (await thief.get("/settings")).location.startswith("/sign-in")
    assert (await thief.post("/drafts/ask/remove")).status == 401


async def test_a_new_password_ends_every_other_session(visitor: Visit, cast: Cast) -> None:
    await with_password(cast.aiko)
    one, other = await visitor("aiko"), await visitor("aiko")
    page = await one.get("/settings/account")
    await page.submit("/settings/password", old_password=PASSWORD, password="another good horse 馬")
    assert (await one.get("/settings")).status == 200
    assert (await other.get("/settings")).location.startswith("/sign-in")


async def test_the_sessions_cookie_is_out_of_reach(app: Starlette, visitor: Visit, cast: Cast) -> None:
    """Scripts do not see it, other sites do not send it; over https no other host and no plain connection sets or gets it."""
    await with_password(cast.aiko)
    sent = await (await (await visitor()).get("/sign-in")).submit("/sign-in", login="aiko", password=PASSWORD)
    assert _flags(sent.headers["set-cookie"]) >= {"httponly", "samesite=lax", "path=/"}
    settings.use(replace(settings.current(), site_url="https://forum.example"))
    guest = await visit(create_app(settings.current(), work=False))
    sent = await (await guest.get("/sign-in")).submit("/sign-in", login="aiko", password=PASSWORD)
    await guest.client.aclose()
    assert sent.headers["set-cookie"].startswith("__Host-session=")
    assert _flags(sent.headers["set-cookie"]) >= {"httponly", "samesite=lax", "path=/", "secure"}
    assert "max-age=" in sent.headers["strict-transport-security"]


async def test_other_sites_send_no_form_of_ours(world: World, visitor: Visit) -> None:
    """Every change is refused when another site's page sends it, however a browser says so."""
    ada = await visitor("ada")
    let_in = []
    for pattern in POSTS:
        if pattern == "/unsubscribe/{token}":
            continue  # guarded by its token: mail programs send it
        path = re.sub(r"\{\w+(:\w+)?\}", "1", pattern)
        for headers in ({"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}):
            answer = await ada.post(path, {"name": "x"}, **headers)
            if answer.status != 403:
                let_in.append(f"{answer.status} {pattern} {headers}")
        del ada.client.headers["sec-fetch-site"]
        for origin in ("https://evil.example", "null", "https://forum.example.evil.example", "not an origin["):
            answer = await ada.post(path, {"name": "x"}, origin=origin)
            if answer.status != 403:
                let_in.append(f"{answer.status} {pattern} {origin}")
        ada.client.headers["sec-fetch-site"] = "same-origin"
    assert let_in == []


async def test_no_link_to_us_leads_on_to_somewhere_else(visitor: Visit, cast: Cast) -> None:
    """Wherever an address or a form says where to go next, it stays on this site."""
    path = shared("data/security/open_redirect.txt")
    corpus = [str(json.loads(line)) for line in path.read_text().splitlines()] if path else []
    tempting = [*TEMPTING, *random.Random(3).sample(corpus, min(60, len(corpus)))]
    aiko, guest = await visitor("aiko"), await visitor()
    astray = []
    for target in tempting:
        for answer in (
            await aiko.send("GET", "/sign-in", params={"next": target.encode(errors="replace")}),
            await aiko.send("GET", "/sign-up", params={"next": target.encode(errors="replace")}),
            await guest.post("/language", {"locale": "en", "next": target.encode(errors="replace").decode()}),
            await aiko.post("/drafts/ask/remove", {"next": target.encode(errors="replace").decode()}),
        ):
            leads = answer.headers.get("location", "/")
            where = urlsplit(leads)
            if where.scheme or where.netloc or not leads.startswith("/") or leads.startswith(("//", "/\\")):
                astray.append(f"{target!r} leads to {leads!r}")
    assert astray == []


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "forwarded"])
async def test_letters_lead_to_the_configured_site_whatever_the_request_says(
    header: str, visitor: Visit, cast: Cast
) -> None:
    guest = await visitor()
    value = "host=evil.example" if header == "forwarded" else "evil.example"
    answer = await guest.send("POST", "/reset", data={"email": "aiko@example.com"}, headers={header: value})
    assert answer.status == 303
    letter = await Letter.filter(recipient="aiko@example.com").order_by("-id").first()
    assert letter is not None
    assert "evil.example" not in letter.text + letter.html
    assert settings.current().site_url in letter.text


def _flags(cookie: str) -> set[str]:
    return {part.strip().lower() for part in cookie.split(";")[1:]}
