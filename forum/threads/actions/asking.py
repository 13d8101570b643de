"""Opening a thread, with the asker's own answer in the same submit if they have one."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts import queries as accounts
from forum.accounts.actor import Actor
from forum.accounts.policy import signed_in
from forum.categories import actions as shelves
from forum.categories import policy as shelf_policy
from forum.categories import queries as categories
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.text import language, normalize, slugs
from forum.text.excerpt import excerpt
from forum.text.markdown import Rendered, render_safely
from forum.text.mentions import possible_names
from forum.threads.events import ReplyPosted, ThreadOpened
from forum.threads.forms import Ask
from forum.threads.models import Post, Revision, Thread, ThreadTag
from forum.threads.policy import ASKING_TYPES, may_announce
from forum.threads.views import post_path, thread_path

#: The same text by the same person within this time is taken for the same submit.
TWICE_WITHIN = timedelta(minutes=10)
EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a submit: where the text stands, and whether it stood there already."""

    thread_id: int
    post_id: int
    path: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A text that is ready to be kept: rendered, hashed and looked over before any transaction opens."""

    source: str
    rendered: Rendered
    fingerprint: str
    lang: str


async def ask(actor: Actor, form: Ask, answers: list[dict[str, str]] | None = None) -> Posted:
    """Open a thread. `answers` are the category template's fields, read by `categories.template`.

    Raises Invalid, Forbidden or SignInNeeded. The same submit twice, or the same words within ten minutes, gives the
    first thread again.
    """
    signed_in(actor).require()
    form.check()
    category = await _category(actor, form)
    opening = await write(form["body"], form["title"])
    answer = await write(form["answer"]) if form["answer"] else None

    async def work() -> Posted:
        # Two submits of one person take turns, so that the second sees what the first wrote.
        await database.lock_row("people", actor.id)
        earlier = await find_earlier(actor, opening.fingerprint, form["submit_key"], None)
        if earlier is not None:
            return earlier
        tags = await shelves.ensure_tags(actor, form.tag_names)
        now = clock.now()
        thread = await Thread.create(
            type=form["type"], title=form["title"], slug=slugs.slug(form["title"])[:100], category_id=category.id,
            author_id=actor.id, lang=opening.lang, status="open", status_at=now, answers=answers or [],
            tag_names=",".join(sorted(tag.name for tag in tags)), excerpt=excerpt(opening.rendered.plain, EXCERPT),
            created_at=now, last_activity_at=now,
            waiting_since=now if form["type"] in ASKING_TYPES else None,
        )
        for tag in tags:
            await ThreadTag.create(thread_id=thread.id, tag_id=tag.id, last_activity_at=now)
        if category.see == "everyone" and tags:
            await shelves.count_threads([tag.id for tag in tags], 1)
        post = await keep_post(actor, thread.id, 0, opening, now, submit_key=form["submit_key"], title=form["title"])
        await events.record(ThreadOpened(
            actor_id=actor.id, subject_id=thread.id, post_id=post.id, category_id=category.id,
            tag_ids=[tag.id for tag in tags], type=thread.type, mentions=list(opening.rendered.mentions),
        ))
        if answer is not None:
            own = await keep_post(actor, thread.id, 1, answer, now)
            thread.last_position = thread.reply_count = 1
            await thread.save(update_fields=["last_position", "reply_count"])
            await events.record(ReplyPosted(
                actor_id=actor.id, subject_id=thread.id, post_id=own.id, position=1, reply_to_id=None,
                mentions=list(answer.rendered.mentions),
            ))
        return Posted(thread.id, post.id, thread_path(thread.id, thread.slug))

    return await settle_twice(work, actor, opening.fingerprint, form["submit_key"], None)


async def write(source: str, title: str = "") -> Written:
    """Render and hash a text, off the event loop where it is long. Never inside a transaction."""
    rendered = await render(source)
    words = normalize.fold(f"{title}\n{source}")
    fingerprint = hashlib.sha256(words.encode()).hexdigest()
    return Written(source, rendered, fingerprint, language.guess(f"{title}\n{rendered.plain}"))


async def render(source: str) -> Rendered:
    """A text as HTML, off the event loop where it is long; a mention links only where somebody has that name."""
    known = await accounts.mentioned(possible_names(source))
    return await render_safely(source, people={key: name for key, (_id, name) in known.items()})


async def keep_post(
    actor: Actor, thread_id: int, position: int, written: Written, now: datetime, *, submit_key: str = "",
    reply_to_id: int | None = None, title: str = "",
) -> Post:
    """Write a post and its first revision.

    A form that was left standing, and now brings another text, has its key on an earlier post: this one goes without.
    """
    taken = submit_key and await database.value(
        "SELECT 1 FROM posts WHERE author_id = $1 AND submit_key = $2", actor.id, submit_key
    )
    post = await Post.create(
        thread_id=thread_id, position=position, author_id=actor.id, author_role=actor.role, source=written.source,
        html=written.rendered.html, html_version=written.rendered.version, plain=written.rendered.plain,
        lang=written.lang,
        fingerprint=written.fingerprint, submit_key=None if taken else submit_key or None, reply_to_id=reply_to_id,
        created_at=now,
    )
    await Revision.create(
        post_id=post.id, number=1, title=title, source=written.source, author_id=actor.id, created_at=now
    )
    return post


async def find_earlier(actor: Actor, fingerprint: str, submit_key: str, thread_id: int | None) -> Posted | None:
    """The post that the same words from this form, or from any a moment ago, made already.

    `thread_id` is None for an opening post.
    """
    place = "p.position = 0" if thread_id is None else f"p.position > 0 AND p.thread_id = {int(thread_id)}"
    found = await database.row(
        "SELECT p.id, p.position, p.thread_id, t.slug FROM posts p JOIN threads t ON t.id = p.thread_id"
        f" WHERE p.author_id = $1 AND {place} AND p.deleted_at IS NULL AND t.deleted_at IS NULL"
        " AND (p.created_at > $2 OR p.submit_key = $4)"
        " AND p.fingerprint = $3 ORDER BY p.id LIMIT 1",
        actor.id, clock.now() - TWICE_WITHIN, fingerprint, submit_key or "-",
    )
    if found is None:
        return None
    path = post_path(found["thread_id"], found["slug"], found["id"], found["position"])
    return Posted(found["thread_id"], found["id"], path, repeated=True)


async def settle_twice(work: Any, actor: Actor, fingerprint: str, submit_key: str, thread_id: int | None) -> Posted:
    """Run the transaction; when the key of the form proves to be taken after all, give what took it."""
    try:
        posted: Posted = await database.transaction(work)
    except IntegrityError:
        earlier = await find_earlier(actor, fingerprint, submit_key, thread_id)
        if earlier is None:
            raise
        return earlier
    return posted


async def _category(actor: Actor, form: Ask) -> Any:
    try:
        category = await categories.category_by_id(actor, form["category"])
    except NotFound as error:
        raise Invalid({"category": _("Please choose a category.")}) from error
    if form["type"] == "announcement":
        may_announce(actor).require()
    verdict = shelf_policy.may_ask(actor, category, form["type"])
    if not verdict:
        if verdict.sign_in:
            verdict.require()
        raise Invalid({"category": verdict.reason})
    return category
