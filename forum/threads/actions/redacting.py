"""Taking words out of posts for good: everywhere at once, with a mark where they stood and a row that says who did it.

What other flats keep of a post's words is blanked by their own functions (`ERASERS` in `forum/reactions.py`), in the same
transaction. Nothing here is undone: afterwards nobody has the words any more.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from forum import clock, database, events, mail, settings
from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.text import slugs
from forum.text.blanking import MARK, Blanker, telling_lines
from forum.text.excerpt import excerpt
from forum.threads import queries
from forum.threads.actions.asking import EXCERPT, Written, write
from forum.threads.actions.summary import load_for_change
from forum.threads.events import PostRedacted
from forum.threads.forms import Redaction
from forum.threads.models import Draft, Post, PostRedaction, Revision, Thread, ThreadMove, ThreadTimer
from forum.threads.policy import may_redact, may_withdraw
from forum.threads.views import PostView, ThreadView, thread_path

#: Posts that quote the words and are redacted in the same step.
MOST_ALSO = 50
#: Earlier texts of a post whose words are looked for elsewhere, when all of it goes.
MOST_REVISIONS = 50


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is being taken out, and where it stood: what each flat's eraser is given."""

    thread_ids: tuple[int, ...]
    category_ids: tuple[int, ...]
    post_ids: tuple[int, ...]
    blanker: Blanker


Eraser = Callable[[Erasure], Awaitable[None]]
_erasers: tuple[Eraser, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken out of the public, for whoever goes on with it in private."""

    thread_id: int
    post_id: int
    author_id: int
    title: str
    source: str
    answers: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    """One post with its text as it will be, rendered before the transaction begins."""

    thread: ThreadView
    post: PostView
    written: Written
    whole: str
    places: int


def set_erasers(erasers: Sequence[Eraser]) -> None:
    """Say who else keeps words of posts; the composition root does."""
    global _erasers
    _erasers = tuple(erasers)


async def redact(actor: Actor, post_id: int, form: Redaction, also: Iterable[int] = ()) -> int:
    """Take words out of a post, and out of the posts `also` that quote them. Returns in how many places they stood.

    Raises NotFound, Forbidden, Invalid (what was not found, or runs across formatting), or Conflict.
    """
    form.check()
    kind = "whole" if form["whole"] else "pieces"
    return await _redact(actor, post_id, form.listed, kind, may_redact(actor), form.why, also=also)


async def look_over(actor: Actor, post_id: int, form: Redaction) -> None:
    """Raise what `redact` would raise, before anybody is asked to confirm it. Nothing is changed."""
    form.check()
    thread, post, source = await queries.source_of(actor, post_id)
    may_redact(actor).require()
    if not form["whole"]:
        blanker = _blanker(form.listed, form.why)
        await _check_found(await _plan(thread, post, source, blanker, ""), source, form.listed, blanker)


async def withdraw_from_public(
    actor: Actor, post_id: int, reason: str, then: Callable[[Withdrawn], Awaitable[None]], *, title: str = ""
) -> Withdrawn:
    """Take all of a post out of the public because it goes on in private; a notice stands in its place.

    `then` is given what it said and keeps it, in the same transaction: the words are nowhere in the forum afterwards. With
    `title` an opening post's thread is called so from now on. Raises as `redact`.
    """
    thread, post, source = await queries.source_of(actor, post_id)
    opening = post.position == 0
    given = Withdrawn(
        thread.id, post.id, post.author_id, thread.title if opening else "", source, list(thread.answers) if opening else []
    )
    with use_locale(settings.current().site_language):
        notice = _("This goes on in private with the team.")
    why = {"reason": reason, "public_reason": reason}
    await _redact(
        actor, post_id, [], "withdrawn", may_withdraw(actor), why, notice=notice, title=title, then=lambda: then(given)
    )
    return given


async def _redact(
    actor: Actor, post_id: int, pieces: Sequence[str], kind: str, verdict: Verdict, why: dict[str, str], *,
    also: Iterable[int] = (), notice: str = MARK, title: str = "", then: Callable[[], Awaitable[None]] | None = None,
) -> int:
    thread, post, source = await queries.source_of(actor, post_id)
    verdict.require()
    if kind != "pieces":
        pieces = [*pieces, *telling_lines(source), *telling_lines(post.plain)]
        # What it said before was read as well.
        for revision in await Revision.filter(post_id=post.id).order_by("-number").limit(MOST_REVISIONS):
            pieces += [line for line in telling_lines(revision.source) if line not in pieces]
        if post.position == 0 and kind == "withdrawn":
            pieces += [str(answer["value"]) for answer in thread.answers if len(str(answer["value"])) > 1]
    if title:
        pieces = [*pieces, thread.title]
    blanker = _blanker(pieces, why)
    plans = [await _plan(thread, post, source, blanker, notice if kind != "pieces" else "")]
    if kind == "pieces":
        await _check_found(plans[0], source, pieces, blanker)
    for other_id in list(dict.fromkeys(also))[:MOST_ALSO]:
        if other_id != post.id:
            plans.append(await _plan(*await queries.source_of(actor, other_id), blanker, ""))

    async def work() -> int:
        # A thread that was merged keeps its title, by which the other one says where its posts came from.
        ids = {plan.thread.id for plan in plans}
        ids |= {move.from_thread_id for move in await ThreadMove.filter(kind="merge", to_thread_id__in=ids, undone_at=None)}
        rows = {number: await load_for_change(number) for number in sorted(ids)}
        for plan in plans:
            await _keep(actor, rows[plan.thread.id], plan, blanker, kind if plan is plans[0] else "pieces", why)
        erasure = Erasure(
            tuple(rows), tuple({row.category_id for row in rows.values()}), tuple(plan.post.id for plan in plans), blanker
        )
        for row in rows.values():
            await _blank_thread(row, blanker, title if row.id == thread.id else "")
        await _blank_around(erasure)
        for eraser in _erasers:
            await eraser(erasure)
        if then is not None:
            await then()
        return sum(plan.places for plan in plans)

    return await database.transaction(work)


def _blanker(pieces: Sequence[str], why: dict[str, str]) -> Blanker:
    blanker = Blanker(pieces)
    if any(blanker.count(word) for word in why.values()):
        raise Invalid({"reason": _("The reason must not repeat what is removed.")})
    return blanker


async def _plan(thread: ThreadView, post: PostView, source: str, blanker: Blanker, whole: str) -> _Plan:
    title = blanker.text(thread.title) if post.position == 0 else ""
    written = await write(whole or blanker.text(source), title)
    return _Plan(thread, post, written, whole, max(1, blanker.count(source)))


async def _check_found(plan: _Plan, source: str, pieces: Sequence[str], blanker: Blanker) -> None:
    """Raises Invalid for a piece that stands nowhere in the post, and for one that would still be read afterwards."""
    said = [source, plan.post.plain, *(row.source for row in await Revision.filter(post_id=plan.post.id))]
    if plan.post.position == 0:
        said += [plan.thread.title, *(str(answer["value"]) for answer in plan.thread.answers)]
        said += [row.title for row in await Revision.filter(post_id=plan.post.id)]
    for piece in pieces:
        if not any(blanker.stands_in(text, piece) for text in said):
            raise Invalid({"pieces": _("“%(piece)s” does not stand in this post.", piece=piece[:60])})
    if blanker.count(plan.written.rendered.plain) or blanker.count(plan.written.rendered.html):
        raise Invalid({"pieces": _("This runs across formatting. Please give the whole line, as it stands in the text below.")})


async def _keep(
    actor: Actor, row: Thread, plan: _Plan, blanker: Blanker, kind: str, why: dict[str, str]
) -> None:
    """Write one post without the words, in every revision."""
    kept = await Post.get(id=plan.post.id)
    if kept.version != plan.post.version or kept.thread_id != row.id:
        raise Conflict(_("This post changed meanwhile. Nothing was removed. Please look again."))
    now = clock.now()
    places = plan.places
    for revision in await Revision.filter(post_id=kept.id):
        source = plan.whole or blanker.text(revision.source)
        revised = (source, blanker.text(revision.title), blanker.text(revision.reason))
        if revised != (revision.source, revision.title, revision.reason):
            places += 1
            revision.source, revision.title, revision.reason = revised
            await revision.save(update_fields=["source", "title", "reason"])
    kept.source, kept.fingerprint, kept.lang = plan.written.source, plan.written.fingerprint, plan.written.lang or kept.lang
    kept.html, kept.html_version = plan.written.rendered.html, plan.written.rendered.version
    kept.plain, kept.deleted_reason = plan.written.rendered.plain, blanker.text(kept.deleted_reason)
    kept.redacted_at = now
    kept.version += 1
    await kept.save()
    plan.places = places
    if kept.position == 0:
        row.excerpt = excerpt(kept.plain, EXCERPT)
    if row.solution_post_id == kept.id:
        row.answer_excerpt = excerpt(kept.plain, EXCERPT)
    await PostRedaction.create(
        post_id=kept.id, kind=kind, place_count=places, reason=why["public_reason"], redacted_by_id=actor.id,
        redacted_at=now,
    )
    await events.record(PostRedacted(
        actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id, kind=kind,
        place_count=places, **why,
    ))


async def _blank_thread(row: Thread, blanker: Blanker, title: str) -> None:
    """The thread's own words: its title, what its template asked, excerpts and reasons."""
    before = row.title
    row.title = title or blanker.text(row.title)[:200]
    if row.title != before:
        row.slug = slugs.slug(row.title)[:100]
    row.answers = blanker.json(row.answers)
    for name in ("excerpt", "answer_excerpt", "status_reason", "deleted_reason", "locked_reason", "archived_reason"):
        said = getattr(row, name)
        if said:
            setattr(row, name, blanker.text(said))
    row.version += 1
    await row.save()


async def _blank_around(erasure: Erasure) -> None:
    """Drafts that quote the posts, timers and moves, earlier reasons in the record, and letters that wait."""
    blanker = erasure.blanker
    for thread_id in erasure.thread_ids:
        for model in (ThreadTimer, ThreadMove):
            column = "thread_id" if model is ThreadTimer else "from_thread_id"
            for one in await model.filter(**{column: thread_id}):
                if one.reason != blanker.text(one.reason):
                    await model.filter(id=one.id).update(reason=blanker.text(one.reason))
        for path in (f"/threads/{thread_id}/", f"/threads/{thread_id}%2F"):
            await mail.blank(path, blanker)
    await _blank_drafts(erasure)
    subjects: list[tuple[str, int]] = [("thread", number) for number in erasure.thread_ids]
    await events.blank([*subjects, *(("post", number) for number in erasure.post_ids)], blanker)


async def _blank_drafts(erasure: Erasure) -> None:
    """Replies that are being written to the threads, and other drafts that quote one of the posts by its address."""
    keys = [f"reply:{number}" for number in erasure.thread_ids]
    signs = [*(f"#reply-{number}" for number in erasure.post_ids), *(thread_path(number, "") for number in erasure.thread_ids)]
    said = " OR ".join(f"CAST(data AS TEXT) LIKE ${number}" for number in range(1, len(signs) + 1))
    quoting: list[Any] = await database.rows(f"SELECT id FROM drafts WHERE {said}", *(f"%{sign}%" for sign in signs))
    found = [*await Draft.filter(key__in=keys), *await Draft.filter(id__in=[row["id"] for row in quoting])]
    for draft in found:
        after = erasure.blanker.json(draft.data)
        if after != draft.data:
            # Another device that has the words must not bring them back unasked.
            await Draft.filter(id=draft.id).update(data=after, version=draft.version + 1)
