"""The category that imported threads stand in."""

from typing import Any

from forum import clock, database
from forum.categories.models import Category
from forum.text import slugs
from forum.text.normalize import clean_line
from forum.transfer.trouble import TransferError


async def category_named(slug: str) -> int:
    """The id of the category with this slug. Raises TransferError when there is none."""
    found = await database.value("SELECT id FROM categories WHERE slug = $1", slug)
    if found is None:
        raise TransferError(f"There is no category “{slug}”. Make it on the desk first, or leave the option out.")
    return int(found)


async def category_for(
    name: str,
    description: str = "",
    colour: str = "",
    *,
    parent_id: int | None = None,
    slug: str = "",
    see: str = "everyone",
) -> int:
    """The id of the category with this name's slug (or the one given), made behind its neighbours if there is none."""
    shown = clean_line(name)[:60] or "Imported"
    slug = slugs.slug(slug or shown)[:80]

    async def work() -> int:
        found = await database.value("SELECT id FROM categories WHERE slug = $1", slug)
        if found is not None:
            return int(found)
        behind = await database.value("SELECT COALESCE(max(position), 0) + 1 FROM categories WHERE parent_id IS NULL")
        kept = await Category.get(id=parent_id) if parent_id is not None else None
        # A child is never seen by more people than its parent.
        seers: dict[str, Any] = (
            {"see": kept.see, "see_group_id": kept.see_group_id} if kept and see == "everyone" else {"see": see}
        )
        more: dict[str, Any] = {"colour": colour} if colour else {}
        made = await Category.create(
            name=shown,
            slug=slug,
            description=clean_line(description)[:500],
            position=behind,
            created_at=clock.now(),
            parent_id=parent_id,
            **seers,
            **more,
        )
        return int(made.id)

    return await database.transaction(work)
