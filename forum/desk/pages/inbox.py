"""Doors: the inbox with its views, the open item, and what is known beside it."""

import secrets
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.categories.policy import may_answer
from forum.desk import queries, wording
from forum.desk.conditions import PRIORITIES
from forum.desk.forms import GIVEN_STATUSES, VERBS
from forum.desk.queries.inbox import MOST_COUNTED, MOST_PAGES
from forum.desk.queries.sources import Scope
from forum.desk.views import Item, Listing, ViewLine
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.kb_bridge.queries.answers import with_their_cards
from forum.leases import queries as leases
from forum.leases.policy import may_take
from forum.leases.views import Place
from forum.threads import policy, views
from forum.threads import queries as threads
from forum.threads.forms import Reply
from forum.tickets import policy as ticket_policy
from forum.tickets import queries as tickets
from forum.tickets.macros import MacroBox
from forum.tickets.queries import composing, macros
from forum.web import answers, reading
from forum.web.admin import admin_context

HOME = "/desk"
#: Replies that stand in the pane of a question; earlier ones are a click away.
LATEST = 5


async def inbox(request: Request) -> Response:
    """GET /desk: what waits, by view; with ?item= one of it is open beside the list. Nobody else learns that it is there."""
    viewer: Actor = request.scope["viewer"]
    if not viewer.is_staff:
        raise NotFound
    scope = await queries.scope_of(viewer)
    known = usual(viewer) + await queries.views_of(scope)
    wanted = reading.query(request, "view") or "inbox"
    chosen = next((view for view in known if view.key == wanted), None)
    if chosen is None:
        raise NotFound
    listing = await queries.listing(scope, chosen.spec, reading.number(request, "page", 1, high=MOST_PAGES))
    counts = await queries.counts(scope, known)
    key = reading.query(request, "item")
    item = await queries.find(scope, key) if key else None
    link = _links(chosen, listing.page)
    context: dict[str, Any] = {
        "views": [
            {
                "label": view.name, "url": f"{HOME}?view={view.key}" if view.key != "inbox" else HOME,
                "count": min(counts[view.key], MOST_COUNTED) if view.spec.names_status else counts[view.key],
                "more": view.spec.names_status and counts[view.key] > MOST_COUNTED,
                "current": view is chosen, "shared": view.scope == "team" or (
                    view.owner_id and view.scope == "all"),
            }
            for view in known
        ],
        "heading": chosen.name, "listing": _grouped(listing, chosen), "columns": chosen.spec.columns, "open": item,
        "page": listing.page, "has_more": listing.has_more, "url_for": link, "words": wording, "verbs": VERBS,
        "statuses": GIVEN_STATUSES, "priorities": tuple(PRIORITIES), "people": await queries.colleagues(),
        "teams": await queries.teams(), "reasons": await tickets.reasons_to_choose(),
        "edit_url": f"{HOME}/views/{chosen.key}" if chosen.id else "", "pane": "",
    }
    if item is not None:
        context |= await _pane(request, scope, item)
        context["back"] = link()
        context["beside"] = await queries.beside(scope, item)
        context["here"] = context["box_at"] = link(item=item.key)
        context["puts"] = bool(context.get("may_reply") or context.get("may_change"))
        context["insert_url"] = context["macro_url"] = None
    return await answers.page(request, "desk/inbox.html", admin_context(request) | context)


def usual(viewer: Actor) -> list[ViewLine]:
    """The views that everybody has, but for what only moderators work on."""
    return [
        ViewLine(key, wording.usual_view(key), spec) for key, spec in queries.USUAL.items()
        if key != "flags" or viewer.is_moderator
    ]


def _links(view: ViewLine, page: int) -> Callable[..., str]:
    """Addresses of the same view with other parameters: another page, an open item."""

    def link(**changed: Any) -> str:
        kept = {"view": "" if view.key == "inbox" else view.key, "page": page if page > 1 else ""} | changed
        if kept["page"] == 1:
            kept["page"] = ""
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{HOME}?{query}" if query else HOME

    return link


def _grouped(listing: Listing, view: ViewLine) -> Sequence[tuple[str, Sequence[Item]]]:
    """The page's items under their headings; one heading "" where they are not grouped."""
    if not listing.items:
        return []
    grouping = view.spec.grouping
    if not grouping:
        return [("", listing.items)]
    heading: Callable[[Item], str] = {
        "kind": lambda item: wording.kind(item.kind), "status": lambda item: wording.status(item.status),
        "priority": lambda item: wording.priority({rank: name for name, rank in PRIORITIES.items()}[item.priority]),
        "assignee": lambda item: item.assignee or _("Nobody"), "team": lambda item: item.team or _("No team"),
        "category": lambda item: item.category or _("No category"),
    }[grouping]
    return [(title, list(items)) for title, items in groupby(listing.items, key=heading)]


async def _pane(request: Request, scope: Scope, item: Item) -> dict[str, Any]:
    """What the pane of an open item shows."""
    if item.kind == "thread":
        return await _thread_pane(request, scope, item)
    if item.kind == "ticket":
        return await _ticket_pane(request, scope, item)
    return {"pane": "desk/_other.html"}


async def _thread_pane(request: Request, scope: Scope, item: Item) -> dict[str, Any]:
    viewer = scope.viewer
    thread = await threads.visible_thread(viewer, item.id)
    first = await threads.posts_between(viewer, thread, -1, 1)
    after = max(0, thread.last_position - LATEST)
    latest = [post for post in await threads.posts_between(viewer, thread, after) if not post.is_deleted]
    may_reply = policy.may_reply(viewer, thread, may_answer(viewer, thread.shelf))
    form = Reply({"seen": str(thread.last_position), "submit_key": secrets.token_urlsafe(18), "draft_version": "0"})
    draft = await threads.draft_of(viewer, f"reply:{thread.id}")
    if draft is not None:
        form.values |= {"body": draft[0].get("body", ""), "reply_to": draft[0].get("reply_to", "")}
        form.values["draft_version"] = str(draft[1])
    chosen = reading.number(request, "macro", 0, high=reading.MAX_ID)
    box = await macros.box_for_thread(viewer, thread, chosen) if may_reply else MacroBox()
    inserted = reading.query(request, "insert")
    for text in (box.inserted.text if box.inserted else "", await queries.link_to(viewer, inserted) if inserted else ""):
        form.values["body"] = f"{form.values['body']}\n\n{text}".strip("\n")
    place = None
    if may_take(viewer, may_reply):
        held = await leases.holding("thread", thread.id)
        path = views.thread_path(thread.id, thread.slug)
        place = Place(f"/threads/{thread.id}/lease", f"{path}/lease", settings.current().reply_lease_seconds, held)
    posts = await with_their_cards(viewer, [*first, *latest], answers.maker(request, "kb_bridge/_card.html", "a"))
    return {
        "pane": "desk/_thread.html", "thread": thread, "posts": posts,
        "left_out": max(0, thread.reply_count - len(latest)), "may_reply": may_reply, "form": form, "lease": place, "box": box,
    }


async def _ticket_pane(request: Request, scope: Scope, item: Item) -> dict[str, Any]:
    viewer = scope.viewer
    ticket = await tickets.ticket_on_desk(viewer, item.id)
    inserted = reading.query(request, "insert")
    found = await composing.composer(
        viewer, ticket, macro_id=reading.number(request, "macro", 0, high=reading.MAX_ID),
        put=await queries.link_to(viewer, inserted) if inserted else "", kind=reading.query(request, "kind"),
        status=reading.query(request, "status"),
    )
    may_change = bool(ticket_policy.may_change(viewer, ticket))
    card = answers.maker(request, "kb_bridge/_card.html", "a")
    latest = await with_their_cards(viewer, ticket.comments[-LATEST:], card)
    return {
        "pane": "desk/_ticket.html", "ticket": ticket, "latest": latest,
        "left_out": max(0, len(ticket.comments) - LATEST), "may_change": may_change,
        "may_take": may_change and ticket.assignee_id is None, "comment_form": found.form, "lease": found.lease,
        "box": found.box, "after": found.after,
    }


routes: list[BaseRoute] = [Route(HOME, inbox, methods=["GET"])]
