"""Opening a thread, with the asker's own answer in the same submit if they have one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts import queries as accounts
from forum.accounts.actor import SYSTEM, Actor
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
from forum.threads import screening
from forum.threads.events import PostHeld, ReplyPosted, ThreadOpened
from forum.threads.forms import Ask
from forum.threads.models import Post, Revision, Thread, ThreadTag
from forum.threads.policy import ASKING_TYPES, may_announce
from forum.threads.screening import Screened
from forum.threads.views import post_path, thread_path

#: The same text by the same person within this time is taken for the same submit.
TWICE_WITHIN = timedelta(minutes=10)
EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a submit: where the text stands, whether it stood there already, and whether it waits to be shown."""

    thread_id: int
    post_id: int
    path: str
    repeated: bool = False
    held: bool = False


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
    seen = await screening.look(actor, screening.Draft(
        "thread", form["title"], form["body"], form["answer"], opened=form["opened"],
        fields=tuple(field["value"] for field in answers or ()), tags=tuple(form.tag_names),
    ))
    title = seen.title
    opening = await write(seen.body, title)
    answer = await write(seen.answer) if seen.answer else None

    async def work() -> Posted:
        # Two submits of one person take turns, so that the second sees what the first wrote.
        await database.lock_row("people", actor.id)
        earlier = await find_earlier(actor, opening.fingerprint, form["submit_key"], None)
        if earlier is not None:
            return earlier
        tags = await shelves.ensure_tags(actor, form.tag_names + [name for name in seen.tags if name not in form.tag_names])
        now = clock.now()
        thread = await Thread.create(
            type=form["type"], title=title, slug=slugs.slug(title)[:100], category_id=category.id,
            author_id=actor.id, lang=opening.lang, status="open", status_at=now,
            answers=[field | {"value": value} for field, value in zip(answers or (), seen.fields, strict=True)],
            tag_names=",".join(sorted(tag.name for tag in tags)), excerpt=excerpt(opening.rendered.plain, EXCERPT),
            created_at=now, last_activity_at=now,
            waiting_since=now if form["type"] in ASKING_TYPES and not seen.hold else None, **held(seen, now),
        )
        for tag in tags:
            await ThreadTag.create(thread_id=thread.id, tag_id=tag.id, last_activity_at=now)
        post = await keep_post(
            actor, thread.id, 0, opening, now, submit_key=form["submit_key"], title=title, **held(seen, now)
        )
        own = await keep_post(actor, thread.id, 1, answer, now) if answer is not None else None
        if own is not None:
            thread.last_position = thread.reply_count = 1
            await thread.save(update_fields=["last_position", "reply_count"])
        if not seen.hold:
            await announce_opened(thread, post, opening.rendered.mentions)
            if own is not None and answer is not None:
                await announce_reply(own, answer.rendered.mentions)
        if seen.hold:
            await announce_held(post)
        await seen.keep(post.id)
        return Posted(thread.id, post.id, thread_path(thread.id, thread.slug), held=bool(seen.hold))

    return await settle_twice(work, actor, opening.fingerprint, form["submit_key"], None)


async def announce_opened(thread: Thread, post: Post, mentions: Sequence[str]) -> None:
    """A thread is there for everybody who may see it: its tags count it, and there is news. In the caller's transaction."""
    tag_ids = [row["tag_id"] for row in await database.rows(
        "SELECT tag_id FROM thread_tags WHERE thread_id = $1 ORDER BY id", thread.id
    )]
    public = await database.value("SELECT 1 FROM categories WHERE id = $1 AND see = 'everyone'", thread.category_id)
    if public is not None and tag_ids:
        await shelves.count_threads(tag_ids, 1)
    await events.record(ThreadOpened(
        actor_id=thread.author_id, subject_id=thread.id, post_id=post.id, category_id=thread.category_id,
        tag_ids=tag_ids, type=thread.type, mentions=list(mentions),
    ))


async def announce_reply(post: Post, mentions: Sequence[str]) -> None:
    """A reply is there for everybody who may see its thread. In the caller's transaction."""
    await events.record(ReplyPosted(
        actor_id=post.author_id, subject_id=post.thread_id, post_id=post.id, position=post.position,
        reply_to_id=post.reply_to_id, mentions=list(mentions),
    ))


async def announce_held(post: Post) -> None:
    """A text is kept, but nobody else sees it before a moderator has looked. In the caller's transaction."""
    await events.record(PostHeld(
        actor_id=post.author_id, subject_id=post.id, thread_id=post.thread_id, author_id=post.author_id,
        position=post.position, reason=post.hidden_reason or "",
    ))


def held(seen: Screened, now: datetime) -> dict[str, Any]:
    """What the rows of a new text have besides when a moderator is to look before anybody sees it."""
    if not seen.hold:
        return {}
    return {"held_at": now, "hidden_reason": seen.hold, "deleted_at": now, "deleted_by_id": SYSTEM.id}


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
    reply_to_id: int | None = None, title: str = "", **more: Any,
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
        created_at=now, **more,
    )
    await Revision.create(
        post_id=post.id, number=1, title=title, source=written.source, author_id=actor.id, created_at=now
    )
    return post


async def find_earlier(actor: Actor, fingerprint: str, submit_key: str, thread_id: int | None) -> Posted | None:
    """The post that the same words from this form, or from any a moment ago, made already.

    `thread_id` is None for an opening post.
    """
    place = "p.position = 0" if thread_id is None else f"p.position <> 0 AND p.thread_id = {int(thread_id)}"
    found = await database.row(
        "SELECT p.id, p.position, p.thread_id, p.hidden_reason, t.slug FROM posts p JOIN threads t ON t.id = p.thread_id"
        f" WHERE p.author_id = $1 AND {place}"
        " AND (p.deleted_at IS NULL AND t.deleted_at IS NULL OR p.hidden_reason IS NOT NULL)"
        " AND (p.created_at > $2 OR p.submit_key = $4)"
        " AND p.fingerprint = $3 ORDER BY p.id LIMIT 1",
        actor.id, clock.now() - TWICE_WITHIN, fingerprint, submit_key or "-",
    )
    if found is None:
        return None
    path = post_path(found["thread_id"], found["slug"], found["id"], found["position"])
    return Posted(found["thread_id"], found["id"], path, repeated=True, held=bool(found["hidden_reason"]))


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
