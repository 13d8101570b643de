"""The tree that articles stand in: making, renaming, moving, archiving categories and sections. Rare, so it takes turns."""

from typing import Any

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.categories.audience import GROUP, Audience
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.kb import policy
from forum.kb.events import ArticleSectionChanged, ArticleShelfChanged
from forum.kb.forms import Section, Shelf
from forum.kb.models import ArticleCategory, ArticleSection
from forum.text.slugs import slug

#: First words of addresses below /help that are something else.
TAKEN = frozenset({"articles", "sections", "labels", "faq", "feed.atom", "search", "categories", "-"})
_COPIES = 50
_TEXTS = ("name_en", "name_ja", "description_en", "description_ja")


async def create_category(actor: Actor, form: Shelf) -> int:
    """Make a category, the last one; returns its id. Its address is made from its name and stays."""
    policy.may_manage_tree(actor).require()
    form.check()

    async def work() -> int:
        await _take_turn()
        last = await ArticleCategory.all().order_by("-position").first()
        row = await ArticleCategory.create(
            slug=await _free_slug(form["name_en"] or form["name_ja"]), position=0 if last is None else last.position + 1,
            created_at=clock.now(), **{name: form[name] for name in _TEXTS},
        )
        await _shelf_changed(actor, row, {}, {"slug": row.slug} | _texts(row))
        return row.id

    return await database.transaction(work)


async def edit_category(actor: Actor, category_id: int, form: Shelf) -> None:
    """Rename a category. Raises Conflict when somebody changed it since `form["version"]`, NotFound."""
    policy.may_manage_tree(actor).require()
    form.check()

    async def work() -> None:
        await _take_turn()
        row = await _category(category_id)
        _check_version(row.version, form["version"])
        before = _texts(row)
        row.update_from_dict({name: form[name] for name in _TEXTS})
        row.version += 1
        await row.save()
        await _shelf_changed(actor, row, before, _texts(row))

    await database.transaction(work)


async def move_category(actor: Actor, category_id: int, by: int) -> None:
    """Let a category change places with the one above (`by` -1) or below (1); at the end nothing happens."""
    policy.may_manage_tree(actor).require()

    async def work() -> None:
        await _take_turn()
        row = await _category(category_id)
        everything = await ArticleCategory.all().order_by("position", "id")
        at, to = _step([one.id for one in everything], category_id, by)
        if at == to:
            return
        everything.insert(to, everything.pop(at))
        for position, one in enumerate(everything):
            await ArticleCategory.filter(id=one.id).update(position=position)
        await _shelf_changed(actor, row, {"position": at}, {"position": to})

    await database.transaction(work)


async def archive_category(actor: Actor, category_id: int, archived: bool) -> None:
    """Put a category away, so that nobody reads what stands in it, or take it into use again."""
    policy.may_manage_tree(actor).require()

    async def work() -> None:
        await _take_turn()
        row = await _category(category_id)
        if (row.archived_at is not None) == archived:
            return
        row.archived_at = clock.now() if archived else None
        row.version += 1
        await row.save(update_fields=["archived_at", "version"])
        await _shelf_changed(actor, row, {"archived": not archived}, {"archived": archived})

    await database.transaction(work)


async def create_section(actor: Actor, form: Section) -> int:
    """Make a section, the last one of its category; returns its id."""
    policy.may_manage_tree(actor).require()
    form.check()

    async def work() -> int:
        await _take_turn()
        await _check_place(form)
        row = await ArticleSection.create(
            category_id=form["category"], position=await _next_position(form["category"]), see=form["see"].kind,
            see_group_id=form["see"].group_id, created_at=clock.now(), **{name: form[name] for name in _TEXTS},
        )
        await _section_changed(actor, row, {}, _snapshot(row))
        return row.id

    return await database.transaction(work)


async def edit_section(actor: Actor, section_id: int, form: Section) -> None:
    """Rename a section, move it to another category, say whom it is for. Raises as `edit_category` does, Invalid."""
    policy.may_manage_tree(actor).require()
    form.check()

    async def work() -> None:
        await _take_turn()
        row = await _section(section_id)
        _check_version(row.version, form["version"])
        await _check_place(form)
        before = _snapshot(row)
        if row.category_id != form["category"]:
            row.position = await _next_position(form["category"])
        row.update_from_dict({
            "category_id": form["category"], "see": form["see"].kind, "see_group_id": form["see"].group_id,
            **{name: form[name] for name in _TEXTS},
        })
        row.version += 1
        await row.save()
        await _section_changed(actor, row, before, _snapshot(row))

    await database.transaction(work)


async def move_section(actor: Actor, section_id: int, by: int) -> None:
    """Let a section change places with its neighbour in the category, as `move_category` does."""
    policy.may_manage_tree(actor).require()

    async def work() -> None:
        await _take_turn()
        row = await _section(section_id)
        siblings = await ArticleSection.filter(category_id=row.category_id).order_by("position", "id")
        at, to = _step([one.id for one in siblings], section_id, by)
        if at == to:
            return
        siblings.insert(to, siblings.pop(at))
        for position, one in enumerate(siblings):
            await ArticleSection.filter(id=one.id).update(position=position)
        await _section_changed(actor, row, {"position": at}, {"position": to})

    await database.transaction(work)


async def archive_section(actor: Actor, section_id: int, archived: bool) -> None:
    """Put a section away, so that nobody reads what stands in it, or take it into use again."""
    policy.may_manage_tree(actor).require()

    async def work() -> None:
        await _take_turn()
        row = await _section(section_id)
        if (row.archived_at is not None) == archived:
            return
        row.archived_at = clock.now() if archived else None
        row.version += 1
        await row.save(update_fields=["archived_at", "version"])
        await _section_changed(actor, row, {"archived": not archived}, {"archived": archived})

    await database.transaction(work)


async def _take_turn() -> None:
    """One after the other: SQLite's writers do anyway, PostgreSQL's hold the table, which readers do not notice."""
    if database.engine() == "postgres":
        await database.execute("LOCK TABLE article_categories IN SHARE ROW EXCLUSIVE MODE")


async def _category(category_id: int) -> ArticleCategory:
    row = await ArticleCategory.get_or_none(id=category_id)
    if row is None:
        raise NotFound
    return row


async def _section(section_id: int) -> ArticleSection:
    row = await ArticleSection.get_or_none(id=section_id)
    if row is None:
        raise NotFound
    return row


async def _check_place(form: Section) -> None:
    audience: Audience = form["see"]
    if not await ArticleCategory.filter(id=form["category"]).exists():
        raise Invalid({"category": _("Please choose one of the options.")})
    if audience.kind == GROUP and await database.value("SELECT 1 FROM groups WHERE id = $1", audience.group_id) is None:
        raise Invalid({"see": _("Please choose a group.")})


async def _next_position(category_id: int) -> int:
    last = await ArticleSection.filter(category_id=category_id).order_by("-position").first()
    return 0 if last is None else last.position + 1


async def _free_slug(name: str) -> str:
    wanted = slug(name)[:74]
    if wanted in TAKEN:
        wanted = f"help-{wanted}".rstrip("-")
    for number in range(1, _COPIES):
        candidate = wanted if number == 1 else f"{wanted}-{number}"
        if not await ArticleCategory.filter(slug=candidate).exists():
            return candidate
    raise Invalid({"name_en": _("Another category has this address already.")})


def _step(ids: list[int], wanted: int, by: int) -> tuple[int, int]:
    at = ids.index(wanted)
    to = at + (1 if by > 0 else -1)
    return at, (to if 0 <= to < len(ids) else at)


def _check_version(kept: int, seen: int | None) -> None:
    if kept != seen:
        raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))


def _texts(row: ArticleCategory | ArticleSection) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TEXTS}


def _snapshot(row: ArticleSection) -> dict[str, Any]:
    return _texts(row) | {"category_id": row.category_id, "see": row.see, "see_group_id": row.see_group_id}


async def _shelf_changed(
    actor: Actor, row: ArticleCategory, before: dict[str, Any], after: dict[str, Any]
) -> None:
    changed = [name for name, value in after.items() if before.get(name) != value]
    if changed:
        await events.record(ArticleShelfChanged(
            actor_id=actor.id, subject_id=row.id, before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        ))


async def _section_changed(
    actor: Actor, row: ArticleSection, before: dict[str, Any], after: dict[str, Any]
) -> None:
    changed = [name for name, value in after.items() if before.get(name) != value or not before]
    if changed:
        await events.record(ArticleSectionChanged(
            actor_id=actor.id, subject_id=row.id, before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        ))
