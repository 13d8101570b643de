"""Posts as they stand on pages. Those that guests see are kept, so that an anonymous page is mostly put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from forum import clock, settings
from forum.accounts.actor import Actor
from forum.categories.policy import may_answer
from forum.i18n import current_locale
from forum.solutions.policy import may_accept, may_be_solution, may_mark_official
from forum.threads import linked_data, policy
from forum.threads.views import PostView, ThreadView
from forum.web import fragments
from forum.web.fragments import Fragments

#: Seconds for which "5 minutes ago" is near enough.
NEAR_ENOUGH = 600


@dataclass(frozen=True, slots=True)
class May:
    """What a signed-in reader may do with one post."""

    vote: bool
    quote: bool
    edit: bool
    delete: bool
    needs_reason: bool
    restore: bool
    accept: bool
    withdraw: bool
    official: bool


class Renderer:
    """Renders the posts of one thread for one request."""

    def __init__(self, request: Request, thread: ThreadView) -> None:
        self.request = request
        self.thread = thread
        self.viewer: Actor = request.scope["viewer"]
        self.values: dict[str, Any] = fragments.context(request) | {"thread": thread, "may": None}
        self.site_url = settings.current().site_url
        if self.viewer.is_guest:
            self.store = store(request)
            self.moment = (current_locale(), int(clock.now().timestamp()) // NEAR_ENOUGH)
        else:
            self.accepts = bool(may_accept(self.viewer, thread))
            self.stands_behind = bool(may_mark_official(self.viewer))
            self.quotes = bool(policy.may_reply(self.viewer, thread, may_answer(self.viewer, thread.shelf)))

    def post(self, post: PostView) -> Markup:
        """A post in its place."""
        return self._parts(post)[0] if self.viewer.is_guest else self._post(post)

    def linked(self, post: PostView) -> Markup:
        """A reply as linked data, for guests' pages only."""
        return self._parts(post)[1]

    def solution(self, post: PostView, *, here: bool) -> Markup:
        """A post as the card under the question; `here` says that it stands in place on the same page."""
        jump = None if here else post.path
        if not self.viewer.is_guest:
            return self._solution(post, jump)
        key = (*self._key(post), "solution", here)
        return (self.store.get(key) or self.store.keep(key, self._solution(post, jump)))[0]

    def may(self, post: PostView) -> May:
        """What the signed-in reader may do with this post."""
        viewer, thread = self.viewer, self.thread
        accepts = self.accepts and bool(may_be_solution(post))
        return May(
            vote=bool(policy.may_vote_helpful(viewer, post)),
            quote=self.quotes and not post.is_deleted,
            edit=bool(policy.may_edit(viewer, thread, post)),
            delete=bool(policy.may_delete(viewer, thread, post)),
            needs_reason=post.author_id != viewer.id,
            restore=post.position > 0 and bool(policy.may_restore(viewer, post)),
            accept=accepts and not post.is_accepted,
            withdraw=accepts and post.is_accepted,
            official=self.stands_behind and bool(may_be_solution(post)),
        )

    def _parts(self, post: PostView) -> tuple[Markup, ...]:
        key = self._key(post)
        found = self.store.get(key)
        if found is None:
            linked = linked_data.reply(post, self.site_url, asking=self.thread.is_asking)
            found = self.store.keep(key, self._post(post), linked)
        return found

    def _post(self, post: PostView) -> Markup:
        self.values["p"] = post
        if not self.viewer.is_guest:
            self.values["may"] = self.may(post)
        return fragments.render(self.request, "threads/_post.html", self.values)

    def _solution(self, post: PostView, jump: str | None) -> Markup:
        self.values["p"], self.values["jump"] = post, jump
        return fragments.render(self.request, "threads/_solution.html", self.values)

    def _key(self, post: PostView) -> tuple[object, ...]:
        """All that shows in a guest's copy of a post."""
        return (
            post.id, post.version, post.html_version, post.author_version, post.helpful_count, post.is_official,
            post.is_accepted, post.thread_slug, self.thread.is_asking, *self.moment,
        )


def store(request: Request) -> Fragments:
    """The application's kept fragments."""
    kept: Fragments | None = getattr(request.app.state, "fragments", None)
    if kept is None:
        kept = request.app.state.fragments = Fragments()
    return kept


def replies_of(posts: Iterable[PostView], first: int, last: int) -> list[PostView]:
    """Of a page's posts those that stand on it: the opening post, and a solution from elsewhere, are shown above."""
    return [post for post in posts if first <= post.position <= last]
