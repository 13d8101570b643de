"""A small community for a test to happen in: the cast, and builders for what the test is not about."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from forum import clock, events
from forum.accounts.models import Group, GroupMember
from forum.categories.models import Category, Tag
from tests.cast import Cast


@dataclass
class World:
    """Builders. Every one gives what it made and makes up whatever it is not told."""

    cast: Cast

    async def settle(self) -> None:
        """Deliver all news until there is none: what listeners do has then happened."""
        await events.settle()

    async def category(
        self,
        name: str = "Devices",
        *,
        see: str = "everyone",
        ask: str = "members",
        answer: str = "members",
        group: Group | None = None,
        parent: Category | None = None,
        **more: object,
    ) -> Category:
        """A category. An audience of "group" means `group`, by default finn's."""
        group = group or self.cast.beta
        number = await Category.all().count() + 1
        audiences = {"see": see, "ask": ask, "answer": answer}
        own = {f"{act}_group": group for act, audience in audiences.items() if audience == "group"}
        given = {
            "name": name,
            "slug": f"{name.lower().replace(' ', '-')}-{number}",
            "position": number,
            "parent": parent,
            "created_at": clock.now(),
            **audiences,
            **own,
            **more,
        }
        return await Category.create(**given)

    async def tag(self, name: str, *, synonym_of: Tag | None = None) -> Tag:
        """A tag."""
        return await Tag.create(name=name, name_key=name.casefold(), synonym_of=synonym_of, created_at=clock.now())

    async def group(self, name: str, members: Sequence[str] = ()) -> Group:
        """A group of people of the cast."""
        group = await Group.create(name=name, name_key=name.casefold(), created_at=clock.now())
        for who in members:
            await GroupMember.create(group=group, person=self.cast.person(who), added_at=clock.now())
        return group


@pytest.fixture
async def world(cast: Cast) -> World:
    """The cast in a community of their own, with what `reactions.py` says in force."""
    # Imported here for the same reason as in `tests.visits`.
    events.listen(importlib.import_module("forum.reactions").REACTIONS)
    return World(cast)
