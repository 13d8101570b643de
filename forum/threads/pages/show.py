"""Doors: a thread's page, its history, and the permanent addresses of posts."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.policy import may_answer
from forum.desk import queries as desk
from forum.desk import wording as desk_wording
from forum.duplicates.policy import may_contest, may_decide, may_suggest
from forum.duplicates.queries import kin
from forum.duplicates.queries.pairs import is_contested
from forum.errors import NotFound
from forum.i18n import current_locale
from forum.kb_bridge import composing, escalated
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.policy import may_escalate, may_promote, may_take_back, may_wish
from forum.kb_bridge.queries import cards as answered
from forum.kb_bridge.queries import escalations
from forum.kb_bridge.queries.meeting import articles_beside
from forum.notifications import actions as telling
from forum.notifications import queries as watching
from forum.solutions.policy import may_accept, may_say_solved
from forum.text.quoting import quote
from forum.threads import actions, linked_data, policy, queries, screening, wording
from forum.threads.forms import Reply
from forum.threads.pages import cards, leases
from forum.threads.pages.rendering import Renderer, held_of, near_enough, replies_of
from forum.threads.views import PAGE_SIZE, PostView, ThreadView, page_of
from forum.tickets.macros import MacroBox
from forum.tickets.queries import macros, wait_of_thread
from forum.tickets.wording import usual
from forum.web import answers, ratelimit, reading

EMPTY = Markup()


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside a thread, for this reader."""

    watch: str
    same_problem: bool
    say_solved: bool
    statuses: tuple[tuple[str, str], ...]
    lock: bool
    pin: bool
    care: bool
    sort: bool
    retag: bool


#: What a guest may do.
NOTHING = Side("", False, False, (), False, False, False, False, False)


@dataclass(frozen=True, slots=True)
class Parts:
    """A page's posts, rendered. `replies` are pairs of what stands there and whether what is new begins with it;
    `restore` is the deleted opening post that the reader may restore."""

    question: Markup
    solution: Markup
    replies: list[tuple[Markup, bool]]
    linked_data: Markup = EMPTY
    restore: int | None = None


async def show(request: Request) -> Response:
    """GET /threads/ID/SLUG: the thread, a page of its replies, and the box for another.

    Without a page in the address a reader who was here before is led to what is new (marked with the id "unread").
    """
    viewer: Actor = request.scope["viewer"]
    try:
        thread = await queries.visible_thread(viewer, reading.path_id(request), beside=(
            kin.column(viewer), escalations.column(viewer), escalations.rule_column(), answered.column(viewer, current_locale()),
            answered.wishes_column(viewer),
        ))
    except queries.MovedAway as moved:
        return await _moved_away(request, moved)
    if request.path_params.get("slug") != thread.slug:
        query = request.scope["query_string"].decode("latin-1")
        return answers.redirect(request, thread.path + (f"?{query}" if query else ""), status=301)
    read = _read_so_far(viewer, thread)
    number = _page_number(request, thread, read)
    # The place of the page cache: a guest's page is named by thread, version, page and language from here on.
    # What shows of moves depends on other threads, which no stamp of this one knows.
    if viewer.is_guest and not thread.has_moves:
        parts = await _parts_for_guests(request, thread, number)
    else:
        parts = await _parts_for(request, thread, number, read)
    if request.method == "GET":
        actions.count_view(viewer, thread, ratelimit.address(request), request.headers.get("user-agent", ""))
        actions.note_read(viewer, thread, min(number * PAGE_SIZE, thread.last_position))
        telling.note_opened(viewer, thread.id)
    carried = reading.query(request, "asking")
    if carried and request.method == "GET":
        meeting.note_opened(viewer, carried, request.headers.get("user-agent", ""), "thread", thread.id)
    context = thread_context(request, thread, await _with_cards(request, parts), number)
    context |= await _kin_context(viewer, thread)
    context |= _article_context(viewer, thread)
    context |= _support_context(viewer, thread)
    context["articles_beside"] = [] if thread.is_deleted or thread.type == "announcement" else await articles_beside(
        viewer, thread.id, thread.title, thread.excerpt, current_locale()
    )
    # Whoever asked and waits for a first word is told how long that takes.
    waits = viewer.id == thread.author_id and thread.is_asking and thread.is_open and thread.first_response_at is None
    context |= {"usual": await wait_of_thread(viewer, thread.category_id) if waits else None, "usual_words": usual}
    context["asking"] = carried if carried and composing.key_of(carried) else ""
    context["side"] = await side_of(viewer, thread)
    context["lease"] = await leases.place_of(viewer, thread, context["may_reply"])
    chosen = reading.number(request, "macro", 0, high=reading.MAX_ID)
    box = await macros.box_for_thread(viewer, thread, chosen) if context["may_reply"] else MacroBox()
    context |= {"box": box, "box_at": thread.path, "words": desk_wording}
    context["form"] = await _reply_form(request, viewer, thread, context["may_reply"])
    if box.inserted is not None:
        _put(context["form"], box.inserted.text)
    return await answers.page(request, "threads/show.html", context)


async def history(request: Request) -> Response:
    """GET /threads/ID/SLUG/history: who changed what of it, when and why."""
    viewer: Actor = request.scope["viewer"]
    try:
        thread = await queries.visible_thread(viewer, reading.path_id(request))
    except queries.MovedAway as moved:
        successor = await queries.thread_or_successor(viewer, moved.into_id)
        return answers.redirect(request, f"{successor.path}/history", status=301)
    names = {
        category.id: category.name
        for top in await categories.tree(viewer) for category in (top, *top.children)
    } | {thread.category_id: thread.category_name}
    entries = [
        (entry, wording.change(entry, names), *wording.said(entry))
        for entry in await queries.history(thread) if not wording.tells_nothing_new(entry)
    ]
    return await answers.page(request, "threads/history.html", {"thread": thread, "entries": entries[::-1]})


async def permalink(request: Request) -> Response:
    """GET /replies/ID: where the post stands."""
    _thread, post = await queries.post_for(request.scope["viewer"], reading.path_id(request))
    return answers.redirect(request, post.path, status=302)


async def bare(request: Request) -> Response:
    """GET /threads/ID: its address with the title in it."""
    try:
        thread = await queries.visible_thread(request.scope["viewer"], reading.path_id(request))
    except queries.MovedAway as moved:
        return await _moved_away(request, moved)
    query = request.scope["query_string"].decode("latin-1")
    return answers.redirect(request, thread.path + (f"?{query}" if query else ""), status=301)


async def _moved_away(request: Request, moved: queries.MovedAway) -> Response:
    """To where the thread stands since it was merged; a page of it to the page on which its replies stand now, so that the
    part of an address that only the browser knows (#reply-12) leads right as well."""
    page = reading.number(request, "page", 0)
    return answers.redirect(request, await queries.address_after(request.scope["viewer"], moved, page), status=301)


async def _with_cards(request: Request, parts: Parts) -> Parts:
    """The page's posts with the articles that they answer with, as this reader may see them: nothing of that is kept."""
    texts = [parts.question, parts.solution, *(reply for reply, _is_new in parts.replies)]
    question, solution, *replies = await cards.put_in(request, texts)
    return replace(
        parts, question=question, solution=solution,
        replies=[(reply, is_new) for reply, (_text, is_new) in zip(replies, parts.replies, strict=True)],
    )


def thread_context(request: Request, thread: ThreadView, parts: Parts, number: int) -> dict[str, Any]:
    """What the thread's page shows around its posts."""
    viewer: Actor = request.scope["viewer"]
    site_url = settings.current().site_url
    return {
        "thread": thread,
        "question": parts.question,
        "solution": parts.solution,
        "replies": parts.replies,
        "linked_data": parts.linked_data,
        "restore": parts.restore,
        "page": number,
        "page_url": lambda wanted: f"?page={wanted}",
        "canonical": site_url + linked_data.address(_page_path(thread, number)),
        "previous_url": linked_data.address(_page_path(thread, number - 1)) if number > 1 else "",
        "next_url": linked_data.address(_page_path(thread, number + 1)) if number < thread.page_count else "",
        "indexed": thread.is_public and not thread.is_deleted,
        "slow": wording.slow_mode(thread.slow_seconds) if thread.slow_seconds else "",
        "reason": wording.reason(thread),
        "waits": wording.out_of_sight(thread.hidden_reason, held=thread.is_held) if thread.is_waiting else "",
        "moment": near_enough(),
        "shelf": (thread.category_name, thread.category_slug, thread.category_colour),
        "may_reply": policy.may_reply(viewer, thread, may_answer(viewer, thread.shelf)),
    }


async def _kin_context(viewer: Actor, thread: ThreadView) -> dict[str, Any]:
    """What asks the same, and for a duplicate the address under which search engines keep both."""
    found = kin.revive(thread.beside[0])
    context: dict[str, Any] = {
        "kin": found,
        "decides": bool(may_decide(viewer)),
        "suggests": bool(may_suggest(viewer)) and not thread.is_deleted and thread.type != "announcement",
        "contests": found.is_duplicate and bool(may_contest(viewer, thread.author_id)),
        "contested": found.is_duplicate and viewer.id == thread.author_id and await is_contested(thread.id),
    }
    if found.canonical is not None:
        context["canonical"] = settings.current().site_url + linked_data.address(found.canonical.path)
    return context


def _article_context(viewer: Actor, thread: ThreadView) -> dict[str, Any]:
    """The articles that answer it, and what may be done about one that nobody has written yet."""
    found = answered.revive(thread.beside[3])
    return {
        "cards": found,
        "accepts_article": thread.is_open and bool(found) and bool(may_accept(viewer, thread)),
        "promotes": not found and thread.is_solved and not thread.is_deleted and bool(may_promote(viewer)),
        "wishes": answered.revive_wishes(thread.beside[4]),
        "may_wish": not found and bool(may_wish(viewer, thread)),
    }


def _support_context(viewer: Actor, thread: ThreadView) -> dict[str, Any]:
    """That it is with support, and what the reader may do about that."""
    support = escalations.revive(thread.beside[1])
    allowed = int(str(thread.beside[2] or 0))
    may_take = not viewer.is_guest and bool(
        may_escalate(viewer, thread, by_asker=bool(allowed & 1), by_helpers=bool(allowed & 2))
    )
    return {
        "support": support,
        "support_words": escalated.support_notice(support.state) if support else "",
        "may_escalate": may_take and (support is None or support.is_closed),
        "may_take_back": support is not None and bool(may_take_back(viewer, support)),
    }


async def _parts_for(request: Request, thread: ThreadView, number: int, read: int | None) -> Parts:
    """The page's posts for somebody signed in."""
    viewer: Actor = request.scope["viewer"]
    posts = await queries.posts_of(viewer, thread, number)
    renderer = Renderer(request, thread)
    replies = replies_of(posts, number)
    solution = _solution_among(posts)
    new_from = _first_new(replies, read)
    return Parts(
        question=renderer.post(posts[0]),
        solution=renderer.solution(solution, here=solution in replies) if solution else EMPTY,
        replies=[
            *await _with_moves(
                renderer, [(post, renderer.post(post), post.position == new_from) for post in replies], number
            ),
            *((renderer.post(post), False) for post in held_of(posts)),
        ],
        linked_data=_linked_data(renderer, thread, posts[0], solution, replies) if viewer.is_guest else EMPTY,
        restore=posts[0].id if thread.is_deleted and policy.may_restore(viewer, posts[0]) else None,
    )


async def _with_moves(
    renderer: Renderer, rendered: list[tuple[PostView, Markup, bool]], number: int
) -> list[tuple[Markup, bool]]:
    """A page's replies, with what tells where others went or came from in its place among them."""
    shown: list[tuple[float, Markup, bool]] = [(post.position, markup, is_new) for post, markup, is_new in rendered]
    if renderer.thread.has_moves:
        shown += [
            # A divider stands before what it is about.
            (line.position - 0.5, renderer.move(line), False)
            for line in await queries.moves_on(renderer.viewer, renderer.thread, number)
        ]
    return [(markup, is_new) for _position, markup, is_new in sorted(shown, key=lambda one: one[0])]


async def _parts_for_guests(request: Request, thread: ThreadView, number: int) -> Parts:
    """The page's posts as every guest sees them: put together before, unless a stamp of theirs changed."""
    kept = request.app.state.frame.fragments
    setting = ("thread", current_locale(), near_enough(), thread.id, thread.version, number)
    found = kept.get((*setting, await queries.stamps_of(thread, number)))
    if found is None:
        posts = await queries.posts_of(request.scope["viewer"], thread, number)
        renderer = Renderer(request, thread)
        replies = replies_of(posts, number)
        solution = _solution_among(posts)
        found = kept.keep(
            # The stamps of what was rendered: it may have changed again since they were asked for.
            (*setting, tuple(post.stamp for post in posts)),
            renderer.post(posts[0]),
            renderer.solution(solution, here=solution in replies) if solution else EMPTY,
            Markup().join(renderer.post(post) for post in replies),
            _linked_data(renderer, thread, posts[0], solution, replies),
        )
    question, solution_card, all_replies, linked = found
    return Parts(question, solution_card, [(all_replies, False)], linked)


async def side_of(viewer: Actor, thread: ThreadView) -> Side:
    """What the reader may do with the thread as a whole."""
    if viewer.is_guest:
        return NOTHING
    return Side(
        watch=await watching.level(viewer, "thread", thread.id),
        same_problem=bool(policy.may_mark_same_problem(viewer, thread)),
        say_solved=thread.is_open and bool(may_say_solved(viewer, thread)),
        statuses=tuple((status, wording.status_name(status)) for status in _statuses_for(viewer, thread)),
        lock=bool(policy.may_lock(viewer)),
        pin=bool(policy.may_pin(viewer)),
        care=bool(policy.may_care(viewer)),
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
    if not may_reply:
        return Reply()
    form = Reply({
        "seen": str(thread.last_position), "submit_key": secrets.token_urlsafe(18), "draft_version": "0",
        "opened": screening.stamp(),
    })
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
            _put(form, shown)
            form.values["reply_to"] = str(post.id)
    inserted = reading.query(request, "insert")
    if inserted and viewer.is_staff:
        _put(form, await desk.link_to(viewer, inserted))
    return form


def _put(form: Reply, text: str) -> None:
    """Put a text below what was written."""
    form.values["body"] = f"{form.values['body']}\n\n{text}".lstrip("\n")


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
) -> Markup:
    if not thread.is_public:
        return EMPTY
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
