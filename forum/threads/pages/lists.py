"""Doors: lists of threads by view, category, tag and author."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts import policy as people
from forum.accounts.actor import Actor
from forum.accounts.names import KEY_LENGTH, handle_key
from forum.categories import policy as shelves
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.i18n import mark
from forum.notifications import queries as watching
from forum.notifications.views import watch_action
from forum.threads import policy, queries
from forum.threads.forms import Narrow
from forum.threads.pages.together import together_context
from forum.threads.policy import STATUSES, TYPES
from forum.threads.queries import Filter
from forum.web import answers, reading
from forum.web.pagination import pack, unpack

#: The views everyone has, and those of one's own, by the words on their tabs.
VIEWS = {
    "latest": mark("Latest"), "unanswered": mark("Unanswered"), "unsolved": mark("Unsolved"),
    "needs-info": mark("Needs info"), "solved": mark("Solved"), "popular": mark("Popular"),
}
OWN_VIEWS = {"mine": mark("Mine"), "bookmarks": mark("Bookmarks")}
#: What was taken out of the ordinary lists: the archive for everyone who knows its address, the rest for moderators.
CARE_VIEWS = {"archived": mark("Archived"), "unlisted": mark("Unlisted")}

HEADINGS = {
    "latest": mark("Latest threads"), "unanswered": mark("Unanswered questions"),
    "unsolved": mark("Unsolved questions"), "needs-info": mark("Waiting for more information"),
    "solved": mark("Solved threads"), "popular": mark("Popular threads"), "mine": mark("My threads"),
    "bookmarks": mark("My bookmarks"), "archived": mark("Archived threads"), "unlisted": mark("Unlisted threads"),
}
INTROS = {
    "latest": mark("Everything people talk about, the latest word first."),
    "unanswered": mark("Nobody has answered these yet. Your answer would be the first."),
    "unsolved": mark("Questions and problems that still wait for a solution."),
    "needs-info": mark("Somebody who wants to help asked for more. Is it you who can tell?"),
    "solved": mark("Questions with an answer that worked, the latest first."),
    "popular": mark("What most people have met, or come to read."),
    "mine": mark("What you asked and told."),
    "bookmarks": mark("Threads you keep at hand. Only you see this list."),
    "archived": mark("They can be read; nothing new is written in them."),
    "unlisted": mark("Only their addresses lead to them. Only moderators see this list."),
}
EMPTY = {
    "latest": (mark("Nothing here yet"), mark("Be the first: ask something, or tell what you found out.")),
    "unanswered": (mark("Everything is answered"), mark("No question waits for its first answer.")),
    "unsolved": (mark("Nothing is unsolved"), mark("Every question here has its solution.")),
    "needs-info": (mark("Nobody waits for information"), mark("Whatever was asked back has been told.")),
    "solved": (mark("Nothing is solved yet"), mark("When an answer is accepted, its thread stands here.")),
    "popular": (mark("Nothing here yet"), mark("Be the first: ask something, or tell what you found out.")),
    "mine": (mark("You have not asked anything yet"), mark("What you ask will stand here.")),
    "bookmarks": (mark("No bookmarks yet"), mark("Bookmark a thread and you will find it here again.")),
    "archived": (mark("Nothing is archived"), mark("Threads that moderators archive stand here.")),
    "unlisted": (mark("Nothing is unlisted"), mark("Threads that moderators take out of the lists stand here.")),
}
TYPE_LABELS = {
    "question": mark("Question"), "problem": mark("Problem"), "idea": mark("Idea"), "discussion": mark("Discussion"),
    "announcement": mark("Announcement"),
}
STATUS_LABELS = {
    "open": mark("Open"), "needs_info": mark("Needs info"), "solved": mark("Solved"), "closed": mark("Closed"),
}
#: Views whose own condition says the status already.
_OF_ONE_STATUS = ("unanswered", "unsolved", "needs-info", "solved")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list stands: its address, what is said above it, and what it is narrowed to by its very place."""

    path: str
    heading: str = ""
    intro: str = ""
    feed: str = "/feed.atom"
    lang: str = ""
    category_ids: tuple[int, ...] = ()
    tag_id: int = 0
    #: The fields of the filter that the place itself answers.
    fixed: tuple[str, ...] = ()


async def threads(request: Request) -> Response:
    """GET /threads: every list there is, by view and filters in the address."""
    return await _show(request, Place("/threads"))


async def bookmarks(request: Request) -> Response:
    """GET /bookmarks: a short address for one's own list."""
    return answers.redirect(request, "/threads?view=bookmarks")


async def category(request: Request) -> Response:
    """GET /categories/SLUG: a category's threads and those of the categories below it."""
    viewer: Actor = request.scope["viewer"]
    found = await categories.visible_category(viewer, request.path_params["slug"])
    tree = await categories.tree(viewer)
    children: Sequence[CategoryNode] = next((node.children for node in tree if node.id == found.id), ())
    verdict = shelves.may_ask(viewer, found)
    place = Place(
        _path("categories", found.slug), found.name, found.description, f"{_path('categories', found.slug)}/feed.atom",
        category_ids=(found.id, *(child.id for child in children)), fixed=("category",),
    )
    return await _show(request, place, tree, {
        "category": found,
        "children": children,
        "may_ask": bool(verdict) or verdict.sign_in,
        "refusal": "" if verdict or verdict.sign_in else verdict.reason,
        **await _watch(viewer, "category", found.id),
    })


async def tag(request: Request) -> Response:
    """GET /tags/NAME: a tag's threads. Another spelling leads to the tag's own."""
    viewer: Actor = request.scope["viewer"]
    found = await categories.tag_named(request.path_params["name"])
    path = _path("tags", found.name)
    place = Place(
        path, found.name, found.description, f"{path}/feed.atom", tag_id=found.id, fixed=("tag",)
    )
    tree = await categories.tree(viewer)
    page = await _page_of(viewer, _asked(request), place, Narrow.read(request.query_params), tree)
    if not (found.is_public or page.rows or viewer.is_moderator):
        # Its name alone would tell of what stands in a category that this viewer does not see.
        raise NotFound(_("There is no such tag."))
    if found.redirect:
        query = request.scope["query_string"].decode("latin-1")
        return answers.redirect(request, path + (f"?{query}" if query else ""), status=301)
    return await _show(request, place, tree, {"tag": found, **await _watch(viewer, "tag", found.id)}, page)


async def _watch(viewer: Actor, kind: str, target_id: int) -> dict[str, Any]:
    """The viewer's level on a category or tag, and where another is sent; nothing for guests."""
    if viewer.is_guest:
        return {}
    return {"watch": {"level": await watching.level(viewer, kind, target_id), "action": watch_action(kind, target_id)}}


async def _show(
    request: Request, place: Place, tree: Sequence[CategoryNode] | None = None, more: dict[str, Any] | None = None,
    page: queries.Page | None = None,
) -> Response:
    viewer: Actor = request.scope["viewer"]
    asked = _asked(request)
    view = asked["view"]
    if view in OWN_VIEWS:
        people.may_keep_account(viewer).require()
    if view == "unlisted":
        policy.may_care(viewer).require()
    if tree is None:
        tree = await categories.tree(viewer)
    narrow = Narrow.read(request.query_params)
    if page is None:
        page = await _page_of(viewer, asked, place, narrow, tree)
    parts = {name: value for name, value in narrow.parts.items() if name not in place.fixed}
    narrowed = parts | ({} if view == "latest" else {"view": view})
    cursor = {name: asked[name] for name in ("older", "newer") if asked[name]}
    own = view in OWN_VIEWS
    plain_title, plain_text = EMPTY[view]
    return await answers.page(request, "threads/list.html", {
        "heading": place.heading or _(HEADINGS[view]),
        "title": _title(place, view),
        "intro": place.intro or _(INTROS[view]),
        "tabs": [
            {"label": _(label), "url": _address(place.path, {**parts, "view": name}), "current": name == view}
            for name, label in _views_of(viewer, view).items()
        ],
        "rows": page.rows,
        "older_url": _address(place.path, {**narrowed, "older": pack(*page.older)}) if page.older else None,
        "newer_url": _address(place.path, {**narrowed, "newer": pack(*page.newer)}) if page.newer else None,
        "canonical": _address(place.path, narrowed | cursor),
        # What is narrowed by hand has endless addresses; the plain lists lead to every thread.
        "is_indexed": not parts and not cursor and not own and view not in CARE_VIEWS,
        "together": await together_context(request, tree) if policy.may_do_together(viewer) else None,
        "feed": place.feed,
        "place": place,
        "view": view,
        "filter": narrow,
        "filter_count": len(parts),
        "fields": _fields(place, view),
        "category_options": [("", _("All categories")), *_category_options(tree)],
        "type_options": [("", _("All types")), *((name, _(TYPE_LABELS[name])) for name in TYPES)],
        "status_options": [("", _("Any status")), *((name, _(STATUS_LABELS[name])) for name in STATUSES)],
        "clear_url": _address(place.path, {"view": view}),
        "empty_title": _("Nothing fits") if parts else _(plain_title),
        "empty_text": _("No thread fits all of these filters.") if parts else _(plain_text),
        "category": None, "children": (), "tag": None, "may_ask": False, "refusal": "", "watch": None,
        **(more or {}),
    })


async def _page_of(
    viewer: Actor, asked: dict[str, str], place: Place, narrow: Narrow, tree: Sequence[CategoryNode]
) -> queries.Page:
    """The page of threads that an address asks for; none at all where a tag or an author is not there."""
    parts = {name: value for name, value in narrow.parts.items() if name not in place.fixed}
    tag_id, category_ids = place.tag_id, place.category_ids
    if slug := parts.get("category"):
        category_ids = await _ids_below(viewer, slug, tree)
    if name := parts.get("tag"):
        try:
            tag_id = (await categories.tag_named(name)).id
        except NotFound:
            return queries.Page((), None, None)
    view = asked["view"]
    wanted = Filter(
        view=view, category_ids=category_ids, tag_id=tag_id, type=parts.get("type", ""), status=parts.get("status", ""),
        author_key=handle_key(parts.get("author", ""))[:KEY_LENGTH], pinned_first=view == "latest" and not parts,
    )
    length = len(queries.VIEWS[view][0])
    return await queries.list_threads(
        viewer, wanted,
        older_than=unpack(asked["older"], length) if asked["older"] else None,
        newer_than=unpack(asked["newer"], length) if asked["newer"] else None,
    )


async def _ids_below(viewer: Actor, slug: str, tree: Sequence[CategoryNode]) -> tuple[int, ...]:
    """A category's id with its children's. Raises NotFound for one that the viewer may not see."""
    for node in tree:
        if node.slug == slug:
            return (node.id, *(child.id for child in node.children))
        for child in node.children:
            if child.slug == slug:
                return (child.id,)
    return ((await categories.visible_category(viewer, slug)).id,)


def _asked(request: Request) -> dict[str, str]:
    """The view and the cursor of an address; an unknown view is the latest."""
    view = reading.query(request, "view")
    return {
        "view": view if view in VIEWS | OWN_VIEWS | CARE_VIEWS else "latest",
        "older": reading.query(request, "older")[:400],
        "newer": reading.query(request, "newer")[:400],
    }


def _views_of(viewer: Actor, view: str) -> dict[str, str]:
    """The tabs of a list: everyone's, one's own, and for moderators what was taken out of the lists."""
    tabs = VIEWS if viewer.is_guest else VIEWS | OWN_VIEWS
    if policy.may_care(viewer):
        return tabs | CARE_VIEWS
    return tabs | {view: CARE_VIEWS[view]} if view in CARE_VIEWS else tabs


def _title(place: Place, view: str) -> str:
    if not place.heading:
        return _(HEADINGS[view])
    if view == "latest":
        return place.heading
    return _("%(place)s: %(view)s", place=place.heading, view=_((VIEWS | OWN_VIEWS | CARE_VIEWS)[view]))


def _fields(place: Place, view: str) -> list[str]:
    """The fields of the filter that make a difference here."""
    idle = {*place.fixed, *(["status"] if view in _OF_ONE_STATUS else []), *(["author"] if view == "mine" else [])}
    return [name for name in Narrow.fields if name not in idle]


def _category_options(tree: Iterable[CategoryNode]) -> list[tuple[str, str]]:
    options = []
    for node in tree:
        options.append((node.slug, node.name))
        options += [(child.slug, f"{node.name} › {child.name}") for child in node.children]
    return options


def _address(path: str, parts: dict[str, str]) -> str:
    """A list's address with its parts in one order; the latest view is the one that needs no word."""
    kept = [(name, value) for name, value in sorted(parts.items()) if value and (name, value) != ("view", "latest")]
    return path + (f"?{urlencode(kept)}" if kept else "")


def _path(shelf: str, name: str) -> str:
    return f"/{shelf}/{quote(name, safe='')}"


routes: list[BaseRoute] = [
    Route("/threads", threads, methods=["GET"]),
    Route("/bookmarks", bookmarks, methods=["GET"]),
    Route("/categories/{slug}", category, methods=["GET"]),
    Route("/tags/{name}", tag, methods=["GET"]),
]
