"""Making, changing, moving and archiving categories. Administrators' work, rare, so all of it takes turns."""

from collections.abc import Sequence
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.accounts.models import Group
from forum.categories import policy, template
from forum.categories.audience import AUDIENCES, EVERYONE, GROUP, MEMBERS, Audience
from forum.categories.events import (
    CategoryArchived,
    CategoryCreated,
    CategoryEdited,
    CategoryMoved,
    CategoryRestored,
    CategoryTemplateChanged,
)
from forum.categories.forms import COLOUR, THREAD_TYPES, CategoryDetails
from forum.categories.models import Category
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.text.slugs import slug as slug_of

_COPIES = 50


async def create_category(actor: Actor, details: CategoryDetails) -> Category:
    """Make a category, the last among its siblings. Raises Invalid by field."""
    policy.may_manage_categories(actor).require()
    fields, errors = template.checked(details.template)
    if errors:
        raise Invalid(errors)

    async def work() -> Category:
        await _take_turn()
        values = await _values(details, None)
        category = await Category.create(
            **values, position=await _next_position(details.parent_id), template=template.storable(fields),
            created_at=clock.now(),
        )
        after = _snapshot(category) | {"template": template.storable(fields)}
        await events.record(CategoryCreated(actor_id=actor.id, subject_id=category.id, after=after))
        return category

    return await database.transaction(work)


async def edit_category(actor: Actor, category_id: int, version: int, details: CategoryDetails) -> Category:
    """Change a category that is still at `version`; narrowing who sees it narrows the categories below it with it.

    Raises Conflict when somebody changed it meanwhile, Invalid by field, NotFound.
    """
    policy.may_manage_categories(actor).require()

    async def work() -> Category:
        await _take_turn()
        category = await _category(category_id)
        if category.version != version:
            raise _overtaken()
        before = _snapshot(category)
        values = await _values(details, category)
        if values["parent_id"] != category.parent_id:
            values["position"] = await _next_position(values["parent_id"])
        category.update_from_dict(values)
        category.version += 1
        await category.save()
        await _record_edit(actor, category, before)
        await _narrow_children(actor, category)
        return category

    return await database.transaction(work)


async def set_template(
    actor: Actor, category_id: int, version: int, fields: Sequence[template.TemplateField]
) -> Category:
    """Replace what a category asks of new threads. Raises as `edit_category` does, Invalid by input (`label-0` …)."""
    policy.may_manage_categories(actor).require()
    ready, errors = template.checked(fields)
    if errors:
        raise Invalid(errors)

    async def work() -> Category:
        await _take_turn()
        category = await _category(category_id)
        if category.version != version:
            raise _overtaken()
        before, category.template = category.template, template.storable(ready)
        if category.template != before:
            category.version += 1
            await category.save(update_fields=["template", "version"])
            await events.record(
                CategoryTemplateChanged(
                    actor_id=actor.id, subject_id=category.id,
                    before={"template": before}, after={"template": category.template},
                )
            )
        return category

    return await database.transaction(work)


async def move_category(actor: Actor, category_id: int, by: int) -> None:
    """Let a category change places with the sibling above (`by` -1) or below (1) it; at the end nothing happens."""
    policy.may_manage_categories(actor).require()

    async def work() -> None:
        await _take_turn()
        category = await _category(category_id)
        siblings = await Category.filter(parent_id=category.parent_id).order_by("position", "id")
        at = next(index for index, sibling in enumerate(siblings) if sibling.id == category_id)
        to = at + (1 if by > 0 else -1)
        if not 0 <= to < len(siblings):
            return
        siblings.insert(to, siblings.pop(at))
        for position, sibling in enumerate(siblings):
            if sibling.position != position:
                await Category.filter(id=sibling.id).update(position=position)
        await events.record(
            CategoryMoved(actor_id=actor.id, subject_id=category_id, before={"position": at}, after={"position": to})
        )

    await database.transaction(work)


async def archive_category(actor: Actor, category_id: int) -> None:
    """Put a category away, with those below it: its threads are read, but nothing new is written there."""
    policy.may_manage_categories(actor).require()

    async def work() -> None:
        await _take_turn()
        category = await _category(category_id)
        for shelf in [category, *await Category.filter(parent_id=category_id).order_by("id")]:
            if shelf.archived_at is None:
                await Category.filter(id=shelf.id).update(archived_at=clock.now(), version=shelf.version + 1)
                await events.record(CategoryArchived(actor_id=actor.id, subject_id=shelf.id))

    await database.transaction(work)


async def restore_category(actor: Actor, category_id: int) -> None:
    """Take an archived category into use again. Raises Invalid while its parent is archived."""
    policy.may_manage_categories(actor).require()

    async def work() -> None:
        await _take_turn()
        category = await _category(category_id)
        if category.archived_at is None:
            return
        if category.parent_id is not None and (await _category(category.parent_id)).archived_at is not None:
            raise Invalid(_("The category above this one is archived too. Restore that one first."))
        await Category.filter(id=category_id).update(archived_at=None, version=category.version + 1)
        await events.record(CategoryRestored(actor_id=actor.id, subject_id=category_id))

    await database.transaction(work)


async def _take_turn() -> None:
    """On PostgreSQL one change of categories at a time, as on SQLite: what a parent allows and its children have agree.

    Readers, and threads that refer to a category, do not wait for it.
    """
    if database.engine() == "postgres":
        await database.execute("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE")


def _overtaken() -> Conflict:
    return Conflict(_(
        "Somebody else changed this category meanwhile. Save again to put yours in place of theirs,"
        " or open it anew to see what they did."
    ))


async def _category(category_id: int) -> Category:
    category = await Category.get_or_none(id=category_id)
    if category is None:
        raise NotFound(_("There is no such category."))
    return category


async def _values(details: CategoryDetails, category: Category | None) -> dict[str, Any]:
    """The row's columns for what was decided, every one of them checked. Raises Invalid by field."""
    errors: dict[str, str] = {}
    parent = await _parent(details, category, errors)
    if parent is not None and details.see.kind in AUDIENCES and not details.see.lies_within(parent.seers):
        errors["see"] = _(
            "“%(parent)s” above is not seen by all of these people, so this one cannot be either.", parent=parent.name
        )
    values: dict[str, Any] = {}
    for name, audience in (("see", details.see), ("ask", details.ask), ("answer", details.answer)):
        await _check_audience(name, audience, errors)
        # Whoever writes is signed in, so "everyone" means no more than that here.
        kind = MEMBERS if audience.kind == EVERYONE and name != "see" else audience.kind
        values |= {name: kind, f"{name}_group_id": audience.group_id}
    if not COLOUR.fullmatch(details.colour.lower()):
        errors["colour"] = _("Please give the colour as # and six digits, such as #4a6670.")
    if not details.types or not set(details.types) <= set(THREAD_TYPES):
        errors["type_question"] = _("Please choose at least one type of thread.")
    slug = await _free_slug(details, category, errors)
    if errors:
        raise Invalid(errors)
    return values | {
        "name": details.name, "slug": slug, "description": details.description, "colour": details.colour.lower(),
        "parent_id": details.parent_id, "types": ",".join(type for type in THREAD_TYPES if type in details.types),
    }


async def _parent(details: CategoryDetails, category: Category | None, errors: dict[str, str]) -> Category | None:
    if details.parent_id is None:
        return None
    parent = await Category.get_or_none(id=details.parent_id)
    if parent is None or parent.parent_id is not None or (category is not None and parent.id == category.id):
        errors["parent"] = _("Please choose a category of the upper level.")
        return None
    if category is not None and await Category.filter(parent_id=category.id).exists():
        errors["parent"] = _("There are categories below this one, so it stays on the upper level.")
    elif parent.archived_at is not None and (category is None or category.archived_at is None):
        errors["parent"] = _("That category is archived.")
    return parent


async def _check_audience(name: str, audience: Audience, errors: dict[str, str]) -> None:
    if audience.kind not in AUDIENCES:
        errors[name] = _("Please choose one of the options.")
    elif audience.kind == GROUP and not await Group.filter(id=audience.group_id or 0).exists():
        errors[name] = _("Please choose a group.")
    elif audience.kind != GROUP and audience.group_id is not None:
        errors[name] = _("Only a group's audience names a group.")


async def _free_slug(details: CategoryDetails, category: Category | None, errors: dict[str, str]) -> str:
    """The address that was given, or one made from the name that no other category has."""
    wanted = slug_of(details.slug or details.name)
    own = category.id if category is not None else 0
    if details.slug:
        if await Category.filter(slug=wanted).exclude(id=own).exists():
            errors["slug"] = _("Another category has this address already.")
        return wanted
    for number in range(1, _COPIES):
        candidate = wanted if number == 1 else f"{wanted[:76]}-{number}"
        if not await Category.filter(slug=candidate).exclude(id=own).exists():
            return candidate
    errors["slug"] = _("Another category has this address already.")
    return wanted


async def _next_position(parent_id: int | None) -> int:
    last = await Category.filter(parent_id=parent_id).order_by("-position").first()
    return 0 if last is None else last.position + 1


async def _narrow_children(actor: Actor, parent: Category) -> None:
    """Keep every child's audience within its parent's: what was wider becomes what the parent has.

    An audience that overlaps the parent's new one without lying in it (two groups, or a group and the staff) has no
    common part that could be kept, and taking the parent's would show it to new people: that is for a person to decide.
    """
    for child in await Category.filter(parent_id=parent.id).order_by("position", "id"):
        if child.seers.lies_within(parent.seers):
            continue
        if not parent.seers.lies_within(child.seers):
            sentence = _(
                "“%(child)s” below is seen by people who would not see this one. Change that one first.",
                child=child.name,
            )
            raise Invalid({"see": sentence})
        before = _snapshot(child)
        child.see, child.see_group_id = parent.see, parent.see_group_id
        child.version += 1
        await child.save(update_fields=["see", "see_group_id", "version"])
        await _record_edit(actor, child, before)


async def _record_edit(actor: Actor, category: Category, before: dict[str, Any]) -> None:
    after = _snapshot(category)
    changed = [name for name, value in after.items() if before[name] != value]
    if changed:
        await events.record(
            CategoryEdited(
                actor_id=actor.id, subject_id=category.id,
                before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
            )
        )


def _snapshot(category: Category) -> dict[str, Any]:
    return {
        name: getattr(category, name)
        for name in (
            "name", "slug", "description", "colour", "parent_id", "types",
            "see", "see_group_id", "ask", "ask_group_id", "answer", "answer_group_id",
        )
    }
