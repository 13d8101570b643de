"""From a draft to what readers get: asking for review, talking about it, publishing now or later, sending back."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from forum import clock, database, events, settings
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.policy import Verdict
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.kb import policy, queries
from forum.kb.actions.gates import pass_gates
from forum.kb.actions.places import article_for_change, refresh_outdated, version_for_change
from forum.kb.actions.writing import own_slug
from forum.kb.dressing import Dressed, render
from forum.kb.environment import read_fields, read_titles
from forum.kb.events import (
    ArticleCommented,
    ArticlePublished,
    ArticleReviewAsked,
    ArticleScheduled,
    ArticleSentBack,
)
from forum.kb.forms import Note, Publication, SendBack
from forum.kb.models import Article, ArticleComment, ArticleRevision, ArticleTranslation
from forum.kb.views import Desk, RevisionView, Version
from forum.text.excerpt import excerpt

#: Characters of an excerpt.
EXCERPT = 240
#: How far ahead something may be planned.
FARTHEST = timedelta(days=730)


async def ask_review(actor: Actor, article_id: int, lang: str) -> None:
    """Say that what is staged is ready to be looked at; asking twice changes nothing."""
    article = (await _load(actor, article_id, lang))[0]
    policy.may_edit(actor, article).require()

    async def work() -> None:
        await article_for_change(article_id)
        version = await version_for_change(article_id, lang)
        if version.staged_number is None or version.stage == "in_review":
            return
        version.stage = "in_review"
        version.version += 1
        await version.save(update_fields=["stage", "version"])
        await events.record(ArticleReviewAsked(
            actor_id=actor.id, subject_id=article_id, lang=lang, number=version.staged_number,
            reviewer_id=article.reviewer.id if article.reviewer else None,
        ))

    await database.transaction(work)


async def send_back(actor: Actor, article_id: int, lang: str, form: SendBack) -> None:
    """Give what is in review back to its writer, with a word about what is missing. A plan to publish it lapses.

    Raises Conflict when it is no longer the revision that was looked at.
    """
    article = (await _load(actor, article_id, lang))[0]
    policy.may_review(actor, article).require()
    form.check()

    async def work() -> None:
        await article_for_change(article_id)
        version = await version_for_change(article_id, lang)
        if version.staged_number != form["number"] or version.stage != "in_review":
            raise _overtaken()
        version.stage, version.publish_at, version.publish_by_id = "draft", None, None
        version.version += 1
        await version.save(update_fields=["stage", "publish_at", "publish_by_id", "version"])
        await _comment(actor, article_id, version, form["number"], form["body"])
        await events.record(ArticleSentBack(
            actor_id=actor.id, subject_id=article_id, lang=lang, number=form["number"],
        ))

    await database.transaction(work)


async def comment(actor: Actor, article_id: int, lang: str, number: int, form: Note) -> int:
    """Say something to the team about a revision; returns the comment's id."""
    article = (await _load(actor, article_id, lang))[0]
    policy.may_comment(actor, article).require()
    form.check()

    async def work() -> int:
        return await _comment(actor, article_id, await version_for_change(article_id, lang), number, form["body"])

    return await database.transaction(work)


async def publish(actor: Actor, article_id: int, lang: str, form: Publication, zone: str = "UTC") -> bool:
    """Give readers the staged revision, now or (with "at", in `zone`) later; True when they have it.

    Publishing what is live already changes nothing. Raises Conflict when the staged text is not the one that was looked
    at, Forbidden when the actor wrote it and the settings ask for a second pair of eyes, Invalid for a moment in the past.
    """
    article, version = await _load(actor, article_id, lang)
    policy.may_review(actor, article).require()
    form.check()
    number = form["number"]
    if version.live_number == number:
        return True
    if version.staged_number != number:
        raise _overtaken()
    _may_publish(actor, article, await queries.written_by(version), version).require()
    if form["at"] is not None:
        await _plan(actor, article_id, lang, form, _later(form.cleaned["at"], form, zone))
        return False
    revision = await queries.revision(version, number)
    dressed = await render(revision.source, lang)

    async def work() -> None:
        row = await article_for_change(article_id)
        current = await version_for_change(article_id, lang)
        if current.live_number == number:
            return
        # Words may have been taken out of the text that was made ready.
        is_redacted = current.redacted_at is not None and current.version != version.version
        if current.staged_number != number or row.archived_at is not None or is_redacted:
            raise _overtaken()
        await pass_gates(actor, row, form["wider"])
        await _go_live(actor.id, row, current, revision, dressed, minor=form["minor"])

    await database.transaction(work)
    return True


async def withdraw_plan(actor: Actor, article_id: int, lang: str) -> None:
    """Let what was planned not become live by itself; it stays in review."""
    article = (await _load(actor, article_id, lang))[0]
    policy.may_review(actor, article).require()

    async def work() -> None:
        await article_for_change(article_id)
        version = await version_for_change(article_id, lang)
        if version.publish_at is None or version.staged_number is None:
            return
        version.publish_at = version.publish_by_id = None
        version.version += 1
        await version.save(update_fields=["publish_at", "publish_by_id", "version"])
        await events.record(ArticleScheduled(
            actor_id=actor.id, subject_id=article_id, lang=lang, number=version.staged_number, at="",
        ))

    await database.transaction(work)


async def publish_due() -> int:
    """Give readers what is due by now, in the name of whoever planned it; returns how many articles were looked at."""
    due = await queries.due_for_publication(clock.now())
    for article_id, lang, number in due:
        article = await queries.article_on_desk(SYSTEM, article_id)
        version = article.in_language(lang)
        if version is None:
            continue
        revision = await queries.revision(version, number)
        dressed = await render(revision.source, lang)
        await database.transaction(_publishing(article_id, lang, revision, dressed))
    return len(due)


def _publishing(
    article_id: int, lang: str, revision: RevisionView, dressed: Dressed
) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        row = await article_for_change(article_id)
        current = await version_for_change(article_id, lang)
        planned = current.publish_at is not None and current.publish_at <= clock.now()
        # Meanwhile it may have been withdrawn, written anew, or published by another host.
        if not planned or current.staged_number != revision.number or row.archived_at is not None:
            return
        try:
            await pass_gates(SYSTEM, row, False)
        except Invalid:
            # What was all right when it was planned no longer is: somebody looks at it again.
            current.publish_at = current.publish_by_id = None
            current.version += 1
            await current.save(update_fields=["publish_at", "publish_by_id", "version"])
            await events.record(ArticleScheduled(
                actor_id=SYSTEM.id, subject_id=article_id, lang=lang, number=revision.number, at="",
            ))
            return
        await _go_live(
            current.publish_by_id or SYSTEM.id, row, current, revision, dressed, minor=current.publish_minor,
        )

    return work


async def _go_live(
    actor_id: int, article: Article, version: ArticleTranslation, revision: RevisionView, dressed: Dressed, *, minor: bool
) -> None:
    """Copy a revision to where readers find it. Inside the transaction that holds the article."""
    now = clock.now()
    first = version.live_number is None
    version.title, version.slug = revision.title, await own_slug(version, revision.title)
    version.html, version.html_version, version.plain = dressed.html, dressed.version, dressed.plain
    version.contents = [[one.level, one.anchor, one.text] for one in dressed.contents]
    version.excerpt = excerpt(dressed.plain, EXCERPT)
    version.also_asked = read_titles(revision.also_asked, (revision.title,))
    version.environment = [list(field) for field in read_fields(revision.environment)]
    version.live_number, version.changed_at = revision.number, now
    version.published_at = version.published_at or now
    version.source_number = revision.source_number
    if version.staged_number == revision.number:
        version.staged_number, version.stage = None, ""
    version.publish_at = version.publish_by_id = None
    version.publish_minor = False
    # Whoever publishes has read what words that were taken out have left.
    version.redacted_at = None
    version.version += 1
    await version.save()
    # Readers of an unheard-of text have nothing that could have gone out of date.
    minor = minor and not first
    await ArticleRevision.filter(id=revision.id).update(published_at=now, published_by_id=actor_id, minor=minor)
    await database.execute(
        "INSERT INTO article_addresses (article_id, slug, lang) VALUES ($1, $2, $3)"
        " ON CONFLICT (article_id, slug) DO UPDATE SET lang = excluded.lang",
        article.id, version.slug, version.lang,
    )
    if version.lang == article.source_lang:
        # Whoever publishes has just read it.
        article.verified_at, article.verified_by_id = now, actor_id
        article.verified_until = now + timedelta(days=article.verify_days) if article.verify_days else None
        await article.save(update_fields=["verified_at", "verified_by_id", "verified_until"])
    await refresh_outdated(article)
    await events.record(ArticlePublished(
        actor_id=actor_id, subject_id=article.id, lang=version.lang, number=revision.number, first=first, minor=minor,
    ))


async def _plan(actor: Actor, article_id: int, lang: str, form: Publication, at: datetime) -> None:
    number, minor = form["number"], form["minor"]

    async def work() -> None:
        row = await article_for_change(article_id)
        version = await version_for_change(article_id, lang)
        if version.staged_number != number or row.archived_at is not None:
            raise _overtaken()
        await pass_gates(actor, row, form["wider"])
        version.stage, version.publish_at, version.publish_by_id = "in_review", at, actor.id
        version.publish_minor = minor
        version.version += 1
        await version.save(update_fields=["stage", "publish_at", "publish_by_id", "publish_minor", "version"])
        await events.record(ArticleScheduled(
            actor_id=actor.id, subject_id=article_id, lang=lang, number=number, at=at.isoformat(),
        ))

    await database.transaction(work)


async def _comment(actor: Actor, article_id: int, version: ArticleTranslation, number: int, body: str) -> int:
    revision = await ArticleRevision.get_or_none(translation_id=version.id, number=number)
    if revision is None:
        raise NotFound
    made = await ArticleComment.create(
        revision_id=revision.id, author_id=actor.id, body=body, created_at=clock.now()
    )
    await events.record(ArticleCommented(
        actor_id=actor.id, subject_id=article_id, lang=version.lang, number=number, comment_id=made.id,
    ))
    return made.id


async def _load(actor: Actor, article_id: int, lang: str) -> tuple[Desk, Version]:
    article = await queries.article_on_desk(actor, article_id)
    version = article.in_language(lang)
    if version is None:
        raise NotFound
    return article, version


def _may_publish(actor: Actor, article: Desk, authors: set[int], version: Version) -> Verdict:
    own = settings.current().article_own_review
    return policy.may_publish(actor, article, authors, own=own, staged=version.staged_number is not None)


def _later(local: datetime, form: Publication, zone: str) -> datetime:
    at = form.fields["at"].in_zone(local, zone)  # type: ignore[attr-defined]
    assert isinstance(at, datetime)
    if not clock.now() < at <= clock.now() + FARTHEST:
        raise Invalid({"at": _("Please choose a moment in the next two years.")})
    return at


def _overtaken() -> Conflict:
    return Conflict(_("Somebody saved or decided something here meanwhile. Please look at it again."))
