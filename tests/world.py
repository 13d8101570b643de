"""A small community for a test to happen in: the cast, and builders for what the test is not about."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from forum import clock, events
from forum.accounts.models import Group, GroupMember
from forum.categories.models import Category, Tag
from tests.cast import Cast


@dataclass
class World:
    """Builders. Every one gives what it made and makes up whatever it is not told."""

    cast: Cast
    _shelf: Category | None = None
    _count: int = 0

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

    async def a_thread(
        self,
        by: str = "aiko",
        *,
        title: str = "",
        body: str = "",
        category: Category | None = None,
        type: str = "question",
        tags: str = "",
    ) -> Any:
        """A thread, opened as a person would; gives its `thread_id`, `post_id` and `path`."""
        if category is None:
            self._shelf = category = self._shelf or await self.category("Devices")
        number = self._next()
        asking = {
            "type": type,
            "category": str(category.id),
            "title": title or f"The printer of room {number} is silent",
            "body": body or f"Since this morning it prints nothing. It is number {number}.",
            "tags": tags,
        }
        form = _room("forum.threads.forms").Ask.read(asking)
        return await _room("forum.threads.actions").ask(await self.cast.fresh(by), form)

    async def a_reply(self, thread_id: int, by: str = "ben", *, body: str = "", reply_to: int | None = None) -> Any:
        """A reply; gives what `threads.actions.reply` gives."""
        text = body or f"Please turn it off and on again. This is hint {self._next()}."
        replying = {"body": text, "reply_to": "" if reply_to is None else str(reply_to)}
        form = _room("forum.threads.forms").Reply.read(replying)
        return await _room("forum.threads.actions").reply(await self.cast.fresh(by), thread_id, form)

    async def a_solved_thread(self, by: str = "aiko", answered_by: str = "ben", **more: Any) -> tuple[Any, Any]:
        """A thread with a reply that its asker accepted: the two as `a_thread` and `a_reply` give them."""
        thread = await self.a_thread(by, **more)
        answer = await self.a_reply(thread.thread_id, answered_by)
        await _room("forum.solutions.actions").accept(await self.cast.fresh(by), answer.post_id)
        return thread, answer

    def _next(self) -> int:
        self._count += 1
        return self._count


def _room(name: str) -> Any:
    # Imported when it is asked for, for the same reason as in `tests.visits`.
    return importlib.import_module(name)


@pytest.fixture
async def world(cast: Cast) -> World:
    """The cast in a community of their own, with what `reactions.py` says in force."""
    events.listen(_room("forum.reactions").REACTIONS)
    return World(cast)
