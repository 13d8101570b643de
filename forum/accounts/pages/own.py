"""A person's own settings: profile, address and password, signed-in browsers, data to take along, and leaving."""

import json
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum import settings as configured
from forum.accounts import actions, policy, queries
from forum.accounts.forms import ChangeAddress, ChangePassword, Leave, Profile, time_zones
from forum.accounts.pages import cookies
from forum.accounts.settings_nav import settings_context
from forum.categories import queries as categories
from forum.desk import queries as desk
from forum.duplicates.queries import pairs as duplicates
from forum.errors import Invalid, Locked
from forum.forms import Form
from forum.i18n import LOCALE_NAMES
from forum.i18n import gettext as _
from forum.kb import queries as articles
from forum.kb_bridge.queries import persons as promotion
from forum.kb_bridge.queries.keeping import kept_about
from forum.moderation import queries as moderation
from forum.notifications import queries as notifications
from forum.sanctions import queries as sanctions
from forum.search import queries as search
from forum.solutions import queries as solutions
from forum.threads import queries as threads
from forum.tickets import queries as tickets
from forum.web import answers, ratelimit, reading

#: Who keeps something about a person, and the query that gives it all. Every flat adds a line.
ABOUT: tuple[tuple[str, Callable[[int], Awaitable[Any]]], ...] = (
    ("accounts", queries.about),
    ("categories", categories.about),
    ("threads", threads.about),
    ("articles", articles.about),
    ("promotion", promotion.about),
    ("solutions", solutions.about),
    ("moderation", moderation.about),
    ("sanctions", sanctions.about),
    ("tickets", tickets.about),
    ("notifications", notifications.about),
    ("search", search.about),
    ("duplicates", duplicates.about),
    ("desk", desk.about),
    ("articles_met", kept_about),
)


async def profile(request: Request) -> Response:
    """What others see of me, and how pages speak to me."""
    person = await queries.own_profile(request.scope["viewer"])
    form = Profile(
        {name: getattr(person, name) for name in Profile.fields}
    )
    return await _show_profile(request, form)


async def save_profile(request: Request) -> Response:
    """What that page sends."""
    viewer = request.scope["viewer"]
    policy.may_edit_profile(viewer, viewer.id).require()
    await ratelimit.limit(request, "act")
    form = Profile.read(await reading.form(request))
    try:
        waits = await actions.update_profile(viewer, form)
    except Invalid as error:
        form.refuse(error)
        return await _show_profile(request, form, 422)
    if waits:
        told = _("Your profile is saved. A moderator looks at what you write about yourself before others see it.")
        return answers.redirect(request, "/settings", flash_text=told, kind="info")
    return answers.redirect(request, "/settings", flash_text=_("Your profile is saved."))


async def account(request: Request) -> Response:
    """My address and password."""
    return await _show_account(request)


async def save_address(request: Request) -> Response:
    """A new address: a letter goes there."""
    policy.may_keep_account(request.scope["viewer"]).require()
    await ratelimit.limit(request, "letter")
    form = ChangeAddress.read(await reading.form(request))
    refused = await _try(actions.change_address(request.scope["viewer"], form, cookies.browser_of(request)), form)
    if refused:
        return await _show_account(request, address=form, status=refused)
    return answers.redirect(
        request, "/settings/account", kind="info",
        flash_text=_("We wrote to the new address. It becomes yours when you open the link in that letter."),
    )


async def send_confirmation(request: Request) -> Response:
    """Another letter to confirm my address with."""
    await ratelimit.limit(request, "letter")
    await actions.send_confirmation(request.scope["viewer"])
    return answers.redirect(
        request, "/settings/account", kind="info", flash_text=_("A letter is on its way. Please open the link in it.")
    )


async def save_password(request: Request) -> Response:
    """A new password."""
    policy.may_keep_account(request.scope["viewer"]).require()
    form = ChangePassword.read(await reading.form(request))
    refused = await _try(actions.change_password(request.scope["viewer"], form, cookies.browser_of(request)), form)
    if refused:
        return await _show_account(request, password=form, status=refused)
    return answers.redirect(
        request, "/settings/account", flash_text=_("Your new password is set. Your other browsers are signed out.")
    )


async def sessions(request: Request) -> Response:
    """Where I am signed in."""
    found = await queries.sessions_of(request.scope["viewer"])
    context = {"sessions": found, **settings_context("/settings/sessions")}
    return await answers.page(request, "accounts/sessions.html", context)


async def end_session(request: Request) -> Response:
    """Signs one of my browsers out."""
    viewer = request.scope["viewer"]
    session_id = reading.path_id(request)
    await actions.end_session(viewer, session_id)
    if session_id == viewer.session_id:
        return cookies.drop_session(request, answers.redirect(request, "/sign-in"))
    return answers.redirect(request, "/settings/sessions", flash_text=_("That browser is signed out."))


async def end_other_sessions(request: Request) -> Response:
    """Signs all my other browsers out."""
    await actions.end_other_sessions(request.scope["viewer"])
    return answers.redirect(request, "/settings/sessions", flash_text=_("All other browsers are signed out."))


async def privacy(request: Request) -> Response:
    """My data, and leaving."""
    return await _show_privacy(request, Leave())


async def download(request: Request) -> Response:
    """All about me, from every flat, as one JSON file."""
    viewer = request.scope["viewer"]
    policy.may_keep_account(viewer).require()
    await ratelimit.limit(request, "act")
    found: dict[str, Any] = {"exported_at": clock.now().isoformat()}
    for flat, about in ABOUT:
        found[flat] = await about(viewer.id)
    # Written for a person to read as well: with line breaks, and with kana and kanji as themselves.
    body = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    headers = {"content-disposition": 'attachment; filename="about-me.json"', "cache-control": "private, no-store"}
    return answers.text(request, body, "application/json", headers=headers)


async def leave(request: Request) -> Response:
    """Deletes my account."""
    policy.may_keep_account(request.scope["viewer"]).require()
    form = Leave.read(await reading.form(request))
    refused = await _try(actions.delete_account(request.scope["viewer"], form, cookies.browser_of(request)), form)
    if refused:
        return await _show_privacy(request, form, refused)
    response = answers.redirect(request, "/", flash_text=_("Your account is deleted. Thank you for having been here."))
    return cookies.drop_session(request, response)


async def _try(action: Awaitable[None], form: Form) -> int:
    """Await an action that asks for the password; the status to answer with when it refuses, else 0."""
    try:
        await action
    except Invalid as error:
        form.refuse(error)
        return 422
    except Locked as error:
        form.errors[""] = error.sentence
        return 429
    return 0


async def _show_profile(request: Request, form: Profile, status: int = 200) -> Response:
    person = await queries.own_profile(request.scope["viewer"])
    context = {
        "form": form, "person": person, "languages": [("", _("As my browser asks")), *LOCALE_NAMES.items()],
        "zones": [("", _("As the community")), *_zones()], **settings_context("/settings"),
    }
    return await answers.page(request, "accounts/profile_form.html", context, status=status)


async def _show_account(
    request: Request, address: ChangeAddress | None = None, password: ChangePassword | None = None, status: int = 200
) -> Response:
    context = {
        "email": await queries.own_address(request.scope["viewer"]), "address_form": address or ChangeAddress(),
        "password_form": password or ChangePassword(), **settings_context("/settings/account"),
    }
    return await answers.page(request, "accounts/account.html", context, status=status)


async def _show_privacy(request: Request, form: Leave, status: int = 200) -> Response:
    policy.may_keep_account(request.scope["viewer"]).require()
    kept = await desk.is_kept(request.scope["viewer"].id)
    days = configured.current().reader_trail_days
    context = {"form": form, "trail_kept": kept, "trail_days": days, **settings_context("/settings/privacy")}
    return await answers.page(request, "accounts/privacy.html", context, status=status)


@cache
def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by region, as the select component takes groups; names without a place are for machines."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(time_zones()):
        region, _slash, place = zone.partition("/")
        if place and region in _REGIONS:
            regions.setdefault(region, []).append((zone, zone.replace("_", " ")))
    return list(regions.items())


_REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)

routes: list[BaseRoute] = [
    Route("/settings", profile, methods=["GET"]),
    Route("/settings", save_profile, methods=["POST"]),
    Route("/settings/account", account, methods=["GET"]),
    Route("/settings/address", save_address, methods=["POST"]),
    Route("/settings/address/letter", send_confirmation, methods=["POST"]),
    Route("/settings/password", save_password, methods=["POST"]),
    Route("/settings/sessions", sessions, methods=["GET"]),
    Route("/settings/sessions/others/remove", end_other_sessions, methods=["POST"]),
    Route("/settings/sessions/{id}/remove", end_session, methods=["POST"]),
    Route("/settings/privacy", privacy, methods=["GET"]),
    Route("/settings/data.json", download, methods=["GET"]),
    Route("/settings/account/remove", leave, methods=["POST"]),
]
