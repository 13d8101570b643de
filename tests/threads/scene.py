"""What most tests of threads begin with: somebody asked, somebody replied."""

from collections.abc import Mapping
from typing import Any

from forum.categories.models import Category
from forum.threads import actions, queries
from forum.threads.actions import Posted
from forum.threads.forms import Ask, Reply
from forum.threads.views import PostView, ThreadView
from tests.world import World

TITLE = "The hub loses its Wi-Fi every night"
BODY = "Every night at **three** it drops off the network."


async def asked(
    world: World,
    who: str = "aiko",
    *,
    category: Category | None = None,
    type: str = "question",
    title: str = TITLE,
    body: str = BODY,
    tags: str = "",
    answers: list[dict[str, str]] | None = None,
    **more: str,
) -> Posted:
    """A thread that somebody opened, by default aiko's question in a category that everyone sees."""
    category = category or await world.category()
    values = {"type": type, "category": str(category.id), "title": title, "body": body, "tags": tags, **more}
    return await actions.ask(await world.cast.fresh(who), Ask.read(values), answers)


async def replied(
    world: World, who: str, thread_id: int, body: str = "Same here, since the update.", **more: Any
) -> Posted:
    """A reply of somebody's."""
    values: Mapping[str, str] = {"body": body, **{name: str(value) for name, value in more.items()}}
    return await actions.reply(await world.cast.fresh(who), thread_id, Reply.read(values))


async def seen(world: World, thread_id: int, who: str = "ada") -> ThreadView:
    """The thread as somebody sees it now."""
    return await queries.visible_thread(await world.cast.fresh(who), thread_id)


async def post(world: World, post_id: int, who: str = "ada") -> PostView:
    """The post as somebody sees it now."""
    return (await queries.post_for(await world.cast.fresh(who), post_id))[1]
