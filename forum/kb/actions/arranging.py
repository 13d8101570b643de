"""Where articles stand and who looks after them: details, order, verification, the archive, what readers flagged."""

from datetime import timedelta
from typing import Any

from forum import clock, database, events, settings
from forum.accounts.actor import Actor
from forum.categories.audience import AUDIENCES, GROUP, Audience
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.kb import policy, queries
from forum.kb.actions.gates import pass_gates
from forum.kb.actions.places import article_for_change, refresh_outdated
from forum.kb.actions.writing import check_section
from forum.kb.events import (
    ArticleArchived,
    ArticleDetailsChanged,
    ArticleFlagResolved,
    ArticleMoved,
    ArticleRestored,
    ArticleVerified,
)
from forum.kb.forms import Details
from forum.kb.models import Article, ArticleFlag, ArticleLabel, ArticleRelation, ArticleTranslation
from forum.text.normalize import fold


async def set_details(actor: Actor, article_id: int, form: Details) -> None:
    """Place an article, say whom it is for and who looks after it.

    Raises Conflict when somebody did so since `form["version"]`, Invalid by field, NotFound, Forbidden.
    """
    article = await queries.article_on_desk(actor, article_id)
    policy.may_arrange(actor).require()
    form.check()
    if form["section"] != article.section_id:
        await check_section(actor, form["section"])
    narrowing: Audience | None = form["see"]
    await _check_people(form, article.writer_id)
    if narrowing is not None and (narrowing.kind not in AUDIENCES or not await _group_is_there(narrowing)):
        raise Invalid({"see": _("Please choose one of the options.")})
    if form["source_lang"] not in {version.lang for version in article.versions}:
        raise Invalid({"source_lang": _("The article is not in this language yet.")})
    related = [number for number in form["related"] if number != article_id]
    await _check_related(actor, related)

    async def work() -> None:
        row = await article_for_change(article_id)
        if row.version != form["version"]:
            raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
        before = await _snapshot(row)
        if row.section_id != form["section"]:
            last = await Article.filter(section_id=form["section"]).order_by("-position").first()
            row.section_id, row.position = form["section"], 0 if last is None else last.position + 1
        row.kind, row.source_lang = form["kind"], form["source_lang"]
        row.see, row.see_group_id = (narrowing.kind, narrowing.group_id) if narrowing else ("", None)
        row.writer_id, row.reviewer_id, row.owner_id = form["writer"], form["reviewer"], form["owner"]
        if row.verify_days != form["verify_days"]:
            row.verify_days = form["verify_days"]
            row.verified_until = (
                row.verified_at + timedelta(days=row.verify_days) if row.verify_days and row.verified_at else None
            )
        row.label_names = ",".join(form["labels"])
        if (row.see, row.see_group_id) != (before["see"], before["see_group_id"]):
            await pass_gates(actor, row, form["wider"])
        row.version += 1
        await row.save()
        await ArticleLabel.filter(article_id=article_id).delete()
        for label in form["labels"]:
            await database.execute(
                "INSERT INTO article_labels (article_id, name, name_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                article_id, label, fold(label)[:80],
            )
        await ArticleRelation.filter(article_id=article_id).delete()
        for position, other_id in enumerate(related):
            await ArticleRelation.create(article_id=article_id, other_id=other_id, position=position)
        await refresh_outdated(row)
        after = await _snapshot(row)
        changed = [name for name, value in after.items() if before[name] != value]
        if changed:
            await events.record(ArticleDetailsChanged(
                actor_id=actor.id, subject_id=article_id,
                before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
            ))

    await database.transaction(work)


async def move(actor: Actor, article_id: int, by: int) -> None:
    """Let an article change places with the one above (`by` -1) or below (1) it in its section; at the end nothing happens."""
    article = await queries.article_on_desk(actor, article_id)
    policy.may_arrange(actor).require()

    async def work() -> None:
        await database.lock_row("article_sections", article.section_id)
        row = await article_for_change(article_id)
        neighbours = await Article.filter(section_id=row.section_id, archived_at=None).order_by("position", "id")
        at = next((place for place, one in enumerate(neighbours) if one.id == article_id), -1)
        to = at + (1 if by > 0 else -1)
        if at < 0 or not 0 <= to < len(neighbours):
            return
        neighbours.insert(to, neighbours.pop(at))
        for position, one in enumerate(neighbours):
            if one.position != position:
                await Article.filter(id=one.id).update(position=position)
        await events.record(ArticleMoved(
            actor_id=actor.id, subject_id=article_id, before={"position": at}, after={"position": to},
        ))

    await database.transaction(work)


async def verify(actor: Actor, article_id: int) -> None:
    """Say that an article was looked at and is still right, for as long as its interval."""
    await queries.article_on_desk(actor, article_id)
    policy.may_arrange(actor).require()

    async def work() -> None:
        row = await article_for_change(article_id)
        now = clock.now()
        row.verified_at, row.verified_by_id = now, actor.id
        row.verified_until = now + timedelta(days=row.verify_days) if row.verify_days else None
        await row.save(update_fields=["verified_at", "verified_by_id", "verified_until"])
        await ArticleTranslation.filter(article_id=article_id).exclude(redacted_at=None).update(redacted_at=None)
        await events.record(ArticleVerified(
            actor_id=actor.id, subject_id=article_id,
            until=row.verified_until.isoformat() if row.verified_until else "",
        ))

    await database.transaction(work)


async def archive(actor: Actor, article_id: int) -> None:
    """Take an article from its readers, in every language. What was planned for it lapses; a second time changes nothing."""
    await queries.article_on_desk(actor, article_id)
    policy.may_arrange(actor).require()

    async def work() -> None:
        row = await article_for_change(article_id)
        if row.archived_at is not None:
            return
        row.archived_at, row.archived_by_id = clock.now(), actor.id
        row.version += 1
        await row.save(update_fields=["archived_at", "archived_by_id", "version"])
        await ArticleTranslation.filter(article_id=article_id, publish_at__not_isnull=True).update(
            publish_at=None, publish_by_id=None
        )
        await events.record(ArticleArchived(actor_id=actor.id, subject_id=article_id))

    await database.transaction(work)


async def unarchive(actor: Actor, article_id: int) -> None:
    """Take an article out of the archive: what was live is live again."""
    await queries.article_on_desk(actor, article_id)
    policy.may_arrange(actor).require()

    async def work() -> None:
        row = await article_for_change(article_id)
        if row.archived_at is None:
            return
        await pass_gates(actor, row, False)
        row.archived_at = row.archived_by_id = None
        row.version += 1
        await row.save(update_fields=["archived_at", "archived_by_id", "version"])
        await events.record(ArticleRestored(actor_id=actor.id, subject_id=article_id))

    await database.transaction(work)


async def resolve_flag(actor: Actor, article_id: int, flag_id: int) -> None:
    """Say that what a member flagged was dealt with."""
    article = await queries.article_on_desk(actor, article_id)
    policy.may_arrange(actor).require()
    ids = [version.id for version in article.versions]

    async def work() -> None:
        await article_for_change(article_id)
        flag = await ArticleFlag.get_or_none(id=flag_id, revision__translation_id__in=ids)
        if flag is None:
            raise NotFound
        if flag.resolved_at is None:
            await ArticleFlag.filter(id=flag_id).update(resolved_at=clock.now(), resolved_by_id=actor.id)
            await events.record(ArticleFlagResolved(actor_id=actor.id, subject_id=article_id, flag_id=flag_id))

    await database.transaction(work)


async def _check_people(form: Details, writer_before: int | None) -> None:
    """Reviewers and owners are staff, writers helpers or staff; a reviewer is somebody else, unless the settings allow it."""
    errors: dict[str, str] = {}
    for name in ("writer", "reviewer", "owner"):
        if form[name] is None or (name == "writer" and form[name] == writer_before):
            continue
        role = await database.value("SELECT role FROM people WHERE id = $1 AND anonymised_at IS NULL", form[name])
        roles = ("specialist", "moderator", "administrator", *(("helper",) if name == "writer" else ()))
        if role not in roles:
            errors[name] = _("Please choose one of the options.")
    own = settings.current().article_own_review
    if form["reviewer"] is not None and form["reviewer"] == form["writer"] and not own:
        errors["reviewer"] = _("Please choose somebody else than the writer.")
    if errors:
        raise Invalid(errors)


async def _check_related(actor: Actor, ids: list[int]) -> None:
    """Only articles that the actor can find on the desk are named."""
    for number in ids:
        try:
            await queries.article_on_desk(actor, number)
        except NotFound as error:
            raise Invalid({"related": _("There is no article %(number)s.", number=number)}) from error


async def _group_is_there(audience: Audience) -> bool:
    if audience.kind != GROUP:
        return True
    return await database.value("SELECT 1 FROM groups WHERE id = $1", audience.group_id) is not None


async def _snapshot(row: Article) -> dict[str, Any]:
    related = await ArticleRelation.filter(article_id=row.id).order_by("position")
    return {
        name: getattr(row, name)
        for name in (
            "section_id", "kind", "source_lang", "see", "see_group_id", "label_names", "writer_id", "reviewer_id",
            "owner_id", "verify_days",
        )
    } | {"related": [one.other_id for one in related]}
