"""Posts as they stand on pages, kept for all who may do the same with them, so that a page is mostly put together."""

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
from forum.threads.views import PAGE_SIZE, MoveLine, PostView, ThreadView
from forum.web import answers
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
    redact: bool


class Renderer:
    """Renders the posts of one thread for one request."""

    def __init__(self, request: Request, thread: ThreadView) -> None:
        self.request = request
        self.thread = thread
        self.viewer: Actor = request.scope["viewer"]
        self.values: dict[str, Any] = answers.frame_context(request) | {"thread": thread}
        self.site_url = settings.current().site_url
        self.fragments: Fragments = request.app.state.frame.fragments
        #: What shows in every part beside the post itself.
        self.setting = (
            current_locale(), self.values["time_zone"], near_enough(), thread.slug,
            thread.is_asking, thread.is_solved,
        )
        if not self.viewer.is_guest:
            self.accepts = bool(may_accept(self.viewer, thread))
            self.stands_behind = bool(may_mark_official(self.viewer))
            self.quotes = bool(policy.may_reply(self.viewer, thread, may_answer(self.viewer, thread.shelf)))

    def post(self, post: PostView) -> Markup:
        """A post in its place."""
        may = None if self.viewer.is_guest else self.may(post)
        if post.is_deleted:
            # Who sees what of it is nobody else's.
            return self._partial("threads/_post.html", p=post, may=may)
        key = ("post", *self._key(post), may, post.voted)
        found = self.fragments.get(key)
        return (found or self.fragments.keep(key, self._partial("threads/_post.html", p=post, may=may)))[0]

    def linked(self, post: PostView) -> Markup:
        """A reply as linked data."""
        key = ("linked", *self._key(post))
        found = self.fragments.get(key)
        if found is None:
            found = self.fragments.keep(key, linked_data.reply(post, self.site_url, asking=self.thread.is_asking))
        return found[0]

    def solution(self, post: PostView, *, here: bool) -> Markup:
        """A post as the card under the question; `here` says that it stands in place on the same page."""
        key = ("solution", *self._key(post), here)
        found = self.fragments.get(key)
        if found is None:
            jump = None if here else post.path
            found = self.fragments.keep(key, self._partial("threads/_solution.html", p=post, jump=jump))
        return found[0]

    def move(self, line: MoveLine) -> Markup:
        """That posts went to another thread, or came from one."""
        return self._partial("threads/_move.html", line=line)

    def may(self, post: PostView) -> May:
        """What the signed-in reader may do with this post."""
        viewer, thread = self.viewer, self.thread
        accepts = self.accepts and bool(may_be_solution(post))
        return May(
            vote=bool(policy.may_vote_helpful(viewer, post, thread)),
            quote=self.quotes and not post.is_deleted,
            edit=bool(policy.may_edit(viewer, thread, post)),
            delete=bool(policy.may_delete(viewer, thread, post)),
            needs_reason=post.author_id != viewer.id,
            restore=post.position > 0 and bool(policy.may_restore(viewer, post)),
            accept=accepts and not post.is_accepted,
            withdraw=accepts and post.is_accepted,
            official=self.stands_behind and bool(may_be_solution(post)),
            redact=bool(policy.may_redact(viewer)),
        )

    def _partial(self, template: str, **values: Any) -> Markup:
        return answers.partial(self.request, template, self.values | values)

    def _key(self, post: PostView) -> tuple[object, ...]:
        """All that shows of a post, whoever looks."""
        return (post.stamp, post.is_accepted, *self.setting)


def near_enough() -> int:
    """Changes when "5 minutes ago" is no longer near enough: part of the key of whatever says so."""
    return int(clock.now().timestamp()) // NEAR_ENOUGH


def replies_of(posts: Iterable[PostView], page: int) -> list[PostView]:
    """Of a page's posts those that stand on it: the opening post, and a solution from elsewhere, are shown above."""
    first = (page - 1) * PAGE_SIZE + 1
    return [post for post in posts if first <= post.position < first + PAGE_SIZE]
