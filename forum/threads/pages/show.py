"""Doors: a thread's page, its history, and the permanent addresses of posts."""

import secrets
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.policy import may_answer
from forum.errors import NotFound
from forum.notifications import actions as notifications
from forum.notifications import queries as watching
from forum.solutions.policy import may_accept, may_say_solved
from forum.text.quoting import quote
from forum.threads import actions, linked_data, policy, queries, wording
from forum.threads.forms import Reply
from forum.threads.pages.rendering import Renderer, replies_of
from forum.threads.views import PAGE_SIZE, PostView, ThreadView, page_of
from forum.web import answers, ratelimit, reading


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside a thread, for this reader."""

    watch: str
    same_problem: bool
    say_solved: bool
    statuses: tuple[tuple[str, str], ...]
    lock: bool
    pin: bool
    sort: bool
    retag: bool


async def show(request: Request) -> Response:
    """GET /threads/ID/SLUG: the thread, a page of its replies, and the box for another.

    Without a page in the address a reader who was here before is led to what is new (marked with the id "unread").
    """
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    if request.path_params.get("slug") != thread.slug:
        query = request.scope["query_string"].decode("latin-1")
        return answers.redirect(request, thread.path + (f"?{query}" if query else ""), status=301)
    read = _read_so_far(viewer, thread)
    number = _page_number(request, thread, read)
    # The place of the page cache: a guest's page is named by thread, version, page and language from here on.
    posts = await queries.posts_of(viewer, thread, number)
    if request.method == "GET":
        actions.count_view(viewer, thread, ratelimit.address(request), request.headers.get("user-agent", ""))
        actions.note_read(viewer, thread, min(number * PAGE_SIZE, thread.last_position))
        notifications.note_opened(viewer, thread.id)
    context = thread_context(request, thread, posts, number, read)
    context["side"] = await side_of(viewer, thread)
    context["form"] = await _reply_form(request, viewer, thread, context["may_reply"])
    return await answers.page(request, "threads/show.html", context)


async def history(request: Request) -> Response:
    """GET /threads/ID/SLUG/history: who changed what of it, when and why."""
    viewer: Actor = request.scope["viewer"]
    thread = await queries.visible_thread(viewer, reading.path_id(request))
    names = {
        category.id: category.name
        for top in await categories.tree(viewer) for category in (top, *top.children)
    } | {thread.category_id: thread.category_name}
    entries = [
        (entry, wording.change(entry, names), wording.note(entry)) for entry in await queries.history(thread)
    ]
    return await answers.page(request, "threads/history.html", {"thread": thread, "entries": entries[::-1]})


async def permalink(request: Request) -> Response:
    """GET /replies/ID: where the post stands."""
    _thread, post = await queries.post_for(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, post.path, status=302)


async def bare(request: Request) -> Response:
    """GET /threads/ID: its address with the title in it."""
    thread = await queries.visible_thread(request.scope["viewer"], reading.path_id(request))
    query = request.scope["query_string"].decode("latin-1")
    return answers.redirect(request, thread.path + (f"?{query}" if query else ""), status=301)


def thread_context(
    request: Request, thread: ThreadView, posts: list[PostView], number: int, read: int | None
) -> dict[str, Any]:
    """What the thread's page shows to everybody, put together from its posts."""
    viewer: Actor = request.scope["viewer"]
    renderer = Renderer(request, thread)
    opening = posts[0]
    first = (number - 1) * PAGE_SIZE + 1
    replies = replies_of(posts, first, first + PAGE_SIZE - 1)
    new_from = _first_new(replies, read)
    site_url = settings.current().site_url
    solution = _solution_among(posts)
    return {
        "thread": thread,
        "opening": opening,
        "question": renderer.post(opening),
        "solution": renderer.solution(solution, here=solution in replies) if solution else "",
        "replies": [(renderer.post(post), post.position == new_from) for post in replies],
        "page": number,
        "page_url": lambda wanted: f"?page={wanted}",
        "canonical": site_url + linked_data.address(_page_path(thread, number)),
        "previous_url": linked_data.address(_page_path(thread, number - 1)) if number > 1 else "",
        "next_url": linked_data.address(_page_path(thread, number + 1)) if number < thread.page_count else "",
        "indexed": thread.is_public and not thread.is_deleted,
        "linked_data": _linked_data(renderer, thread, opening, solution, replies) if viewer.is_guest else "",
        "reason": wording.reason(thread),
        "may_reply": policy.may_reply(viewer, thread, may_answer(viewer, thread.shelf)),
        "restore": thread.is_deleted and bool(policy.may_restore(viewer, opening)),
    }


async def side_of(viewer: Actor, thread: ThreadView) -> Side:
    """What the reader may do with the thread as a whole."""
    return Side(
        watch="" if viewer.is_guest else await watching.level(viewer, "thread", thread.id),
        same_problem=bool(policy.may_mark_same_problem(viewer, thread)),
        say_solved=thread.is_open and bool(may_say_solved(viewer, thread)),
        statuses=tuple((status, wording.status_name(status)) for status in _statuses_for(viewer, thread)),
        lock=bool(policy.may_lock(viewer)),
        pin=bool(policy.may_pin(viewer)),
        sort=bool(policy.may_move(viewer)),
        retag=bool(policy.may_retag(viewer, thread)),
    )


def _statuses_for(viewer: Actor, thread: ThreadView) -> list[str]:
    """The statuses the reader may set. A solved thread is opened again by withdrawing its solution."""
    if thread.is_solved:
        return ["open"] if may_accept(viewer, thread) else []
    return [
        status for status in ("open", "needs_info", "closed")
        if status != thread.status and policy.may_change_status(viewer, thread, status)
    ]


async def _reply_form(request: Request, viewer: Actor, thread: ThreadView, may_reply: Any) -> Reply:
    """The box as it was left on any device, with a quote put into it where the address asks for one."""
    form = Reply({"seen": str(thread.last_position), "submit_key": secrets.token_urlsafe(18), "draft_version": "0"})
    if not may_reply:
        return form
    draft = await queries.draft_of(viewer, f"reply:{thread.id}")
    if draft is not None:
        form.values |= {"body": draft[0].get("body", ""), "reply_to": draft[0].get("reply_to", "")}
        form.values["draft_version"] = str(draft[1])
    wanted = reading.number(request, "quote", 0, high=reading.MAX_ID)
    if wanted:
        try:
            _thread, post, source = await queries.source_of(viewer, wanted)
        except NotFound:
            return form
        if post.thread_id == thread.id and not post.is_deleted:
            shown = quote(post.author_display_name or post.author_name, source, post.path)
            form.values |= {"body": f"{form.values['body']}\n\n{shown}".lstrip("\n"), "reply_to": str(post.id)}
    return form


def _read_so_far(viewer: Actor, thread: ThreadView) -> int | None:
    """The last position the reader has seen, also when that is not written down yet; None for nothing."""
    if viewer.is_guest:
        return None
    noted = actions.pending_read(viewer, thread.id)
    if thread.read_position is None or noted is None:
        return thread.read_position if noted is None else noted
    return max(noted, thread.read_position)


def _page_number(request: Request, thread: ThreadView, read: int | None) -> int:
    """The page asked for, the last one for those beyond it; without one, the page where reading goes on."""
    asked = reading.number(request, "page", 0, high=thread.page_count)
    if asked:
        return asked
    return 1 if read is None else page_of(min(read + 1, thread.last_position))


def _first_new(replies: list[PostView], read: int | None) -> int | None:
    """The position from which a page's replies are new to somebody who was here before."""
    if read is None:
        return None
    return next((post.position for post in replies if post.position > read), None)


def _solution_among(posts: list[PostView]) -> PostView | None:
    """What is shown under the question: the accepted reply, else the first official one of this page."""
    shown = [post for post in posts if not post.is_deleted]
    accepted = next((post for post in shown if post.is_accepted), None)
    return accepted or next((post for post in shown if post.is_official), None)


def _linked_data(
    renderer: Renderer, thread: ThreadView, opening: PostView, solution: PostView | None, replies: list[PostView]
) -> Markup | str:
    if not thread.is_public:
        return ""
    accepted = renderer.linked(solution) if solution is not None and solution.is_accepted else ""
    others = [renderer.linked(post) for post in replies if not post.is_deleted and not post.is_accepted]
    return linked_data.page(thread, opening, accepted, others, renderer.site_url)


def _page_path(thread: ThreadView, number: int) -> str:
    return thread.path if number <= 1 else f"{thread.path}?page={number}"


routes: list[BaseRoute] = [
    Route("/replies/{id}", permalink, methods=["GET"]),
    Route("/threads/{id}/{slug}/history", history, methods=["GET"]),
    Route("/threads/{id}/{slug}", show, methods=["GET"]),
    Route("/threads/{id}", bare, methods=["GET"]),
]
