"""The sections an article can begin in, for a select."""

from typing import Any

from forum.accounts.actor import Actor
from forum.i18n import current_locale
from forum.kb import queries


async def section_choices(viewer: Actor) -> list[tuple[str, Any]]:
    """The sections in use that the viewer may see, below their categories."""
    upper, lower = await queries.shelves(viewer)
    locale = current_locale()
    choices: list[tuple[str, Any]] = []
    for category in upper:
        inside = [
            (str(one.id), one.name(locale)) for one in lower if one.category_id == category.id and not one.is_archived
        ]
        if inside and not category.is_archived:
            choices.append((category.name(locale), inside))
    return choices
