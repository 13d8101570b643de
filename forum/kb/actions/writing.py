"""Writing articles: beginning one, saving what the next version says, translating, going back to an earlier text."""

from dataclasses import dataclass
from datetime import timedelta

from forum import clock, database, events, settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.audience import Audience
from forum.errors import Conflict, Invalid
from forum.i18n import LOCALES
from forum.i18n import gettext as _
from forum.kb import policy, queries
from forum.kb.actions.places import article_for_change, version_for_change
from forum.kb.events import ArticleCreated, ArticleSaved
from forum.kb.forms import NewArticle, Writing
from forum.kb.kinds import skeleton
from forum.kb.models import Article, ArticleLease, ArticleRevision, ArticleTranslation
from forum.kb.views import Version
from forum.text.normalize import fold
from forum.text.slugs import slug

#: How long an opened editor is believed to be in somebody's hands; a script says again and again that it is.
LEASE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an article begins with; `narrowing` is its own audience within its section's."""

    section_id: int
    kind: str
    lang: str
    title: str
    source: str
    also_asked: str = ""
    environment: str = ""
    labels: tuple[str, ...] = ()
    narrowing: Audience | None = None


async def create(actor: Actor, form: NewArticle) -> int:
    """Begin an article with its kind's skeleton; returns its id. Its writer is whoever begins it, its owner too, if staff."""
    policy.may_write(actor).require()
    form.check()
    return await begin(actor, Beginning(
        section_id=form["section"], kind=form["kind"], lang=form["lang"], title=form["title"],
        source=skeleton(form["kind"], form["lang"]),
    ))


async def begin(actor: Actor, beginning: Beginning) -> int:
    """Begin an article with these words; returns its id. Raises Forbidden, Invalid for a section that is not the actor's."""
    policy.may_write(actor).require()
    await check_section(actor, beginning.section_id)
    own = beginning.narrowing

    async def work() -> int:
        now = clock.now()
        last = await Article.filter(section_id=beginning.section_id).order_by("-position").first()
        article = await Article.create(
            section_id=beginning.section_id, kind=beginning.kind, source_lang=beginning.lang, writer_id=actor.id or None,
            owner_id=actor.id if actor.is_staff and actor.id else None, created_by_id=actor.id, created_at=now,
            position=0 if last is None else last.position + 1, verify_days=settings.current().article_verify_days,
            see=own.kind if own else "", see_group_id=own.group_id if own else None,
            label_names=",".join(beginning.labels),
        )
        for label in beginning.labels:
            await database.execute(
                "INSERT INTO article_labels (article_id, name, name_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                article.id, label, fold(label)[:80],
            )
        version = await _begin(
            actor, article, beginning.lang, beginning.title, beginning.source, beginning.also_asked,
            beginning.environment, None,
        )
        await events.record(ArticleCreated(
            actor_id=actor.id, subject_id=article.id, lang=beginning.lang, kind=article.kind,
            section_id=article.section_id,
        ))
        assert version.staged_number == 1
        return article.id

    return await database.transaction(work)


async def translate(actor: Actor, article_id: int, lang: str) -> None:
    """Begin the article in another language, with the text to be translated; what is there already stays."""
    article = await queries.article_on_desk(actor, article_id)
    policy.may_edit(actor, article).require()
    if lang not in LOCALES:
        raise Invalid({"lang": _("Please choose one of the options.")})
    source = article.versions[0]
    number = source.live_number or source.revision_count

    async def work() -> None:
        row = await article_for_change(article_id)
        text = await queries.revision(source, number)
        if await ArticleTranslation.filter(article_id=article_id, lang=lang).exists():
            return
        await _begin(actor, row, lang, text.title, text.source, text.also_asked, text.environment, number)
        await events.record(ArticleSaved(actor_id=actor.id, subject_id=article_id, lang=lang, number=1, reason=""))

    await database.transaction(work)


async def save_text(actor: Actor, article_id: int, lang: str, form: Writing) -> int:
    """Keep a text as the next version of an article; readers keep what they have. Returns the revision's number.

    Raises Conflict when somebody saved since the revision `form["base"]` (nothing is written, and the page shows how the
    two go together), NotFound, Forbidden, Invalid. A text that is what stands there already makes no new revision.
    """
    article = await queries.article_on_desk(actor, article_id)
    policy.may_edit(actor, article).require()
    form.check()

    async def work() -> int:
        await article_for_change(article_id)
        version = await version_for_change(article_id, lang)
        newest = await ArticleRevision.get(translation_id=version.id, number=version.revision_count)
        # Words that were taken out meanwhile must not come back unasked with a text that still has them.
        is_redacted = version.redacted_at is not None and 0 < (form["seen"] or 0) < version.version
        if newest.number != form["base"] or is_redacted:
            raise Conflict(_("Somebody else saved this article while you were writing. Nothing is lost: see below."))
        same = (newest.title, newest.source, newest.also_asked, newest.environment) == (
            form["title"], form["body"], form["also_asked"], form["environment"]
        )
        source_number = await _source_number(version, article.source_lang, form["source_number"])
        if same and source_number == newest.source_number:
            return newest.number
        number = newest.number + 1
        await ArticleRevision.create(
            translation_id=version.id, number=number, title=form["title"], source=form["body"],
            also_asked=form["also_asked"], environment=form["environment"], reason=form["reason"], author_id=actor.id,
            created_at=clock.now(), source_number=source_number,
        )
        version.revision_count = version.staged_number = number
        # Whoever reviewed the text before has not seen this one.
        version.stage, version.publish_at, version.publish_by_id = "draft", None, None
        if version.live_number is None:
            version.title = form["title"]
            version.slug = await own_slug(version, form["title"])
        version.version += 1
        await version.save(update_fields=[
            "revision_count", "staged_number", "stage", "publish_at", "publish_by_id", "title", "slug", "version",
        ])
        await ArticleLease.filter(translation_id=version.id, person_id=actor.id).delete()
        await events.record(ArticleSaved(
            actor_id=actor.id, subject_id=article_id, lang=lang, number=number, reason=form["reason"],
        ))
        return number

    return await database.transaction(work)


async def restore(actor: Actor, article_id: int, lang: str, number: int) -> int:
    """Make the next version say again what revision `number` said, as a revision of its own; returns its number."""
    article = await queries.article_on_desk(actor, article_id)
    policy.may_edit(actor, article).require()
    version = _version(article.in_language(lang))
    earlier = await queries.revision(version, number)
    return await save_text(actor, article_id, lang, Writing.read({
        "title": earlier.title, "body": earlier.source, "also_asked": earlier.also_asked,
        "environment": earlier.environment, "base": str(version.revision_count),
        "source_number": str(earlier.source_number or ""),
        "seen": str(version.version), "reason": _("Restored revision %(number)s", number=number),
    }))


async def hold(actor: Actor, article_id: int, lang: str) -> None:
    """Say that somebody has the editor open, for a short while. A warning to others, no lock."""
    article = await queries.article_on_desk(actor, article_id)
    policy.may_edit(actor, article).require()
    version = _version(article.in_language(lang))

    async def work() -> None:
        now = clock.now()
        await ArticleLease.filter(until__lt=now).delete()
        await database.execute(
            "INSERT INTO article_leases (translation_id, person_id, until) VALUES ($1, $2, $3)"
            " ON CONFLICT (translation_id, person_id) DO UPDATE SET until = excluded.until",
            version.id, actor.id, now + LEASE,
        )

    await database.transaction(work)


async def own_slug(version: ArticleTranslation, title: str) -> str:
    """The address of a title, unlike those of the article's other languages."""
    wanted = slug(title)[:100]
    others = await ArticleTranslation.filter(article_id=version.article_id).exclude(id=version.id)
    return wanted if all(other.slug != wanted for other in others) else f"{wanted[:97]}-{version.lang}"


async def _begin(
    actor: Actor, article: Article, lang: str, title: str, source: str, also_asked: str, environment: str,
    source_number: int | None,
) -> ArticleTranslation:
    version = ArticleTranslation(
        article_id=article.id, lang=lang, title=title, slug="-", html="", plain="", staged_number=1, stage="draft",
        revision_count=1, source_number=source_number,
    )
    version.slug = await own_slug(version, title)
    await version.save()
    await ArticleRevision.create(
        translation_id=version.id, number=1, title=title, source=source, also_asked=also_asked,
        environment=environment, author_id=actor.id, created_at=clock.now(), source_number=source_number,
    )
    return version


async def _source_number(version: ArticleTranslation, source_lang: str, given: int | None) -> int | None:
    """The source's revision that the writer had in view, if this is a translation and there is such a revision."""
    if version.lang == source_lang:
        return None
    source = await ArticleTranslation.get_or_none(article_id=version.article_id, lang=source_lang)
    if source is None:
        return None
    return min(given, source.revision_count) if given else version.source_number


async def check_section(actor: Actor, section_id: int) -> None:
    """A section that the actor sees and that is in use. Raises Invalid."""
    found = await database.value(
        "SELECT 1 FROM article_sections s JOIN article_categories c ON c.id = s.category_id WHERE s.id = $1"
        f" AND s.archived_at IS NULL AND c.archived_at IS NULL AND {categories.visible_condition(actor, 's')}",
        section_id,
    )
    if found is None:
        raise Invalid({"section": _("Please choose one of the options.")})


def _version(version: Version | None) -> Version:
    if version is None:
        raise Invalid({"lang": _("The article is not in this language yet.")})
    return version
