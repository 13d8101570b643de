"""Doors: the bell's list, watching and muting, how one wants to be told, and the way out of letters."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.accounts.settings_nav import settings_context
from forum.categories import queries as categories
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.notifications import actions, queries, tokens, wording
from forum.notifications.forms import LETTERS, Level, ReadAll, Told
from forum.notifications.kinds import KINDS
from forum.notifications.letters import CHOICES_PATH, LIST_PATH
from forum.notifications.policy import may_choose
from forum.notifications.views import NewsLine, watch_action
from forum.threads import queries as threads
from forum.web import answers, ratelimit, reading


@dataclass(frozen=True, slots=True)
class Item:
    """A line of news with its words, as the list shows it."""

    line: NewsLine
    sentence: str
    icon_name: str


# -- The bell ---------------------------------------------------------------------------------------------------------


async def news(request: Request) -> Response:
    """GET /notifications: what I was told, newest first; `view=unread` leaves out what I read."""
    viewer: Actor = request.scope["viewer"]
    unread = reading.query(request, "view") == "unread"
    older_than = reading.number(request, "older", 0, high=reading.MAX_ID) or None
    newer_than = reading.number(request, "newer", 0, high=reading.MAX_ID) or None
    page = await queries.news_page(viewer, unread=unread, older_than=older_than, newer_than=newer_than)
    view = "view=unread&" if unread else ""
    return await answers.page(request, "notifications/list.html", {
        "items": [_item(line) for line in page.lines],
        "is_unread_only": unread,
        "newest": page.lines[0].id if page.lines and page.newer is None else 0,
        "older_url": f"{LIST_PATH}?{view}older={page.older}" if page.older else "",
        "newer_url": f"{LIST_PATH}?{view}newer={page.newer}" if page.newer else "",
        "tabs": [
            {"label": _("All"), "url": LIST_PATH, "current": not unread},
            {"label": _("Unread"), "url": f"{LIST_PATH}?view=unread", "current": unread},
        ],
    })


async def read(request: Request) -> Response:
    """POST /notifications/ID/read: I read this line; then on to what it is about, or to `next`."""
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    notification_id = reading.path_id(request)
    line = await actions.mark_read(viewer, notification_id)
    if answers.wants_fragment(request):
        fresh = await queries.news_line(viewer, notification_id)
        return answers.fragment(request, "notifications/_line.html", {"item": _item(fresh)})
    target = (await reading.form(request)).get("next")
    return answers.redirect(request, answers.safe_next(target, line.path or LIST_PATH))


async def read_all(request: Request) -> Response:
    """POST /notifications/read: I read everything up to the newest line that was shown."""
    await ratelimit.limit(request, "act")
    form = ReadAll.read(await reading.form(request))
    form.check()
    await actions.mark_all_read(request.scope["viewer"], form["newest"])
    return answers.redirect(request, LIST_PATH, flash_text=_("Everything is marked as read."))


# -- Watching ---------------------------------------------------------------------------------------------------------


async def watch_thread(request: Request) -> Response:
    """POST /threads/ID/watch: my level on a thread."""
    return await _watch(request, "thread")


async def watch_category(request: Request) -> Response:
    """POST /categories/ID/watch: my level on a category."""
    return await _watch(request, "category")


async def watch_tag(request: Request) -> Response:
    """POST /tags/ID/watch: my level on a tag."""
    return await _watch(request, "tag")


# -- Settings ---------------------------------------------------------------------------------------------------------


async def choices(request: Request) -> Response:
    """GET /settings/notifications: how I want to be told, and what I watch."""
    viewer: Actor = request.scope["viewer"]
    return await _show_choices(request, Told.showing(await queries.choices_of(viewer)))


async def save_choices(request: Request) -> Response:
    """POST /settings/notifications: what that page sends."""
    may_choose(request.scope["viewer"]).require()
    await ratelimit.limit(request, "act")
    form = Told.read(await reading.form(request))
    try:
        await actions.save_choices(request.scope["viewer"], form)
    except Invalid as error:
        form.refuse(error)
        return await _show_choices(request, form, 422)
    return answers.redirect(request, CHOICES_PATH, flash_text=_("Your choices are saved."))


# -- The way out of letters -------------------------------------------------------------------------------------------


async def unsubscribe(request: Request) -> Response:
    """GET /unsubscribe/TOKEN: asks once more. Opening a link changes nothing, for mail scanners open them all."""
    return await _show_unsubscribe(request, _unsubscription(request), done=False)


async def unsubscribed(request: Request) -> Response:
    """POST /unsubscribe/TOKEN: at once, also when a mail program sends it (RFC 8058): without cookies or our page.

    The token alone decides; whoever is signed in, and whatever the body says, is none of its business.
    """
    wanted = _unsubscription(request)
    if wanted.thread_id is None:
        await actions.stop_letters(wanted.person_id)
    else:
        await actions.mute_by_letter(wanted.person_id, wanted.thread_id)
    return await _show_unsubscribe(request, wanted, done=True)


def _item(line: NewsLine) -> Item:
    return Item(line, wording.sentence(line), wording.ICONS[line.kind])


async def _watch(request: Request, target_type: str) -> Response:
    may_choose(request.scope["viewer"]).require()
    await ratelimit.limit(request, "act")
    viewer: Actor = request.scope["viewer"]
    target_id = reading.path_id(request)
    form = Level.read(await reading.form(request))
    form.check()
    await actions.set_level(viewer, target_type, target_id, form["level"])
    if answers.wants_fragment(request):
        return answers.fragment(request, "notifications/_watch.html", {"watch": {
            "action": watch_action(target_type, target_id), "level": form["level"],
            "target_type": target_type, "next": form["next"],
        }})
    target = answers.safe_next(form["next"], "") or await _path(viewer, target_type, target_id)
    return answers.redirect(request, target, flash_text=wording.chosen(target_type, form["level"]))


async def _path(viewer: Actor, target_type: str, target_id: int) -> str:
    """Where a thread, category or tag is read."""
    if target_type == "thread":
        return (await threads.visible_thread(viewer, target_id)).path
    if target_type == "category":
        return (await categories.category_by_id(viewer, target_id)).path
    return f"/tags/{quote(await queries.visible_tag(viewer, target_id), safe='')}"


async def _show_choices(request: Request, form: Told, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    context: dict[str, Any] = {
        "form": form,
        "letter_options": list(zip(
            LETTERS, (_("At once"), _("Once a day, in the morning"), _("Never")), strict=True,
        )),
        "kinds": [(kind, wording.kind_label(kind)) for kind in KINDS],
        "watches": await queries.watches_of(viewer),
        "is_address_confirmed": viewer.email_verified,
        **settings_context(CHOICES_PATH),
    }
    return await answers.page(request, "notifications/settings.html", context, status=status)


def _unsubscription(request: Request) -> tokens.Unsubscription:
    wanted = tokens.read(request.path_params["token"])
    if wanted is None:
        raise NotFound
    return wanted


async def _show_unsubscribe(request: Request, wanted: tokens.Unsubscription, *, done: bool) -> Response:
    of_thread = wanted.thread_id is not None
    title = await queries.visible_title(wanted.person_id, wanted.thread_id) if wanted.thread_id is not None else ""
    return await answers.page(request, "notifications/unsubscribe.html", {
        "done": done, "of_thread": of_thread, "thread_title": title, "choices_path": CHOICES_PATH,
    })


routes: list[BaseRoute] = [
    Route("/notifications", news, methods=["GET"]),
    Route("/notifications/read", read_all, methods=["POST"]),
    Route("/notifications/{id}/read", read, methods=["POST"]),
    Route("/threads/{id}/watch", watch_thread, methods=["POST"]),
    Route("/categories/{id}/watch", watch_category, methods=["POST"]),
    Route("/tags/{id}/watch", watch_tag, methods=["POST"]),
    Route("/settings/notifications", choices, methods=["GET"]),
    Route("/settings/notifications", save_choices, methods=["POST"]),
    Route("/unsubscribe/{token}", unsubscribe, methods=["GET"]),
    Route("/unsubscribe/{token}", unsubscribed, methods=["POST"]),
]
