"""Threads to look at, opened and answered by the cast through the real actions."""

from datetime import timedelta

from forum import clock
from forum.categories.models import Category
from forum.solutions import actions as solutions
from forum.threads import actions, queries
from forum.threads.actions import Posted
from forum.threads.forms import Ask, Pin, Reply, Status
from forum.threads.views import ThreadView
from tests.world import World


async def opened(
    world: World,
    title: str = "The hub loses its Wi-Fi",
    *,
    by: str = "aiko",
    category: Category | None = None,
    body: str = "Every night at three it drops off the network.",
    type: str = "question",
    tags: str = "",
) -> Posted:
    """A thread, in a category of its own when none is given."""
    category = category or await world.category()
    form = Ask.read({"type": type, "category": str(category.id), "title": title, "body": body, "tags": tags})
    return await actions.ask(world.cast.actor(by), form)


async def answered(world: World, posted: Posted, *, by: str = "ben", body: str = "Turn power saving off.") -> Posted:
    """A reply to it, a minute later when the clock stands still."""
    clock.advance(timedelta(minutes=1))
    return await actions.reply(world.cast.actor(by), posted.thread_id, Reply.read({"body": body}))


async def solved(world: World, posted: Posted, *, by: str = "ben", body: str = "Turn power saving off.") -> Posted:
    """A reply to it that the asker accepts."""
    reply = await answered(world, posted, by=by, body=body)
    thread = await queries.visible_thread(world.cast.actor("system"), posted.thread_id)
    asker = next(
        name for name in ("aiko", "ben", "eve", "finn", "dev") if world.cast.person(name).id == thread.author_id
    )
    await solutions.accept(world.cast.actor(asker), reply.post_id)
    return reply


async def asked_back(world: World, posted: Posted) -> None:
    """Staff ask for more."""
    form = Status.read({"status": "needs_info", "note": "Which version is it?"})
    await actions.change_status(world.cast.actor("dev"), posted.thread_id, form)


async def pinned(world: World, posted: Posted, days: int = 7) -> None:
    """A moderator puts it at the top."""
    await actions.pin(world.cast.actor("chika"), posted.thread_id, Pin.read({"days": str(days)}))


async def seen(world: World, posted: Posted, by: str = "guest") -> ThreadView:
    """The thread as somebody sees it."""
    return await queries.visible_thread(world.cast.actor(by), posted.thread_id)
