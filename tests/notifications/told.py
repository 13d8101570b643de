"""What people were told, as tests ask for it: under the bell, in the list, in letters."""

import importlib
import json
from typing import Any

from forum import clock, database
from forum.events.dispatch import name_of
from forum.events.models import Delivery, EventRecord
from forum.notifications import actions, queries
from forum.notifications.forms import Told
from forum.notifications.kinds import KINDS
from tests.world import World

ALL = ("aiko", "ben", "chika", "dev", "ada", "eve", "finn", "uma", "sid")


async def kinds(world: World, who: str) -> list[str]:
    """The kinds of what somebody may see of what they were told, the oldest first."""
    page = await queries.news_page(await world.cast.fresh(who), size=200)
    return [line.kind for line in reversed(page.lines)]


async def told(world: World) -> dict[str, str]:
    """Everybody with something in their list: the kind of the newest of it."""
    found = {}
    for who in ALL:
        if seen := await kinds(world, who):
            found[who] = seen[-1]
    return found


async def everywhere(world: World, who: str) -> int:
    """How often something reaches somebody: the bell's count, the lines of the list, and letters not written yet."""
    actor = await world.cast.fresh(who)
    lines = len((await queries.news_page(actor)).lines)
    count = await queries.unread_count(actor)
    sent = [letter for letter in await letters() if letter["to"] == f"{who}@example.com"]
    return count + lines + len(sent)


async def letters() -> list[dict[str, Any]]:
    """The letters in the outbox, in the order in which they were posted."""
    found = await database.rows("SELECT recipient, subject, text, html, headers, dedupe_key FROM letters ORDER BY id")
    return [
        {
            "to": row["recipient"], "subject": row["subject"], "text": row["text"], "html": row["html"],
            "headers": json.loads(row["headers"]), "key": row["dedupe_key"],
        }
        for row in found
    ]


async def addressees() -> list[str]:
    """To whom letters were posted, by handle."""
    return sorted(letter["to"].partition("@")[0] for letter in await letters())


async def choose(world: World, who: str, letters: str = "at_once", silent: tuple[str, ...] = (), **more: str) -> None:
    """Somebody saves how they want to be told."""
    values = {f"letter_{kind}": "" if kind in silent else "1" for kind in KINDS}
    form = Told.read({"letters": letters, "watch_own": "1", "watch_replied": "1", **values, **more})
    await actions.save_choices(await world.cast.fresh(who), form)


async def watch(world: World, who: str, target_type: str, target_id: int, level: str = "watching") -> None:
    """Somebody chooses a level."""
    await actions.set_level(await world.cast.fresh(who), target_type, target_id, level)


async def tell_again(world: World) -> None:
    """Deliver every event that was ever recorded to this flat's listeners once more."""
    found = own_listeners()
    for event in await EventRecord.all():
        for listener in found.get(event.name, ()):
            await Delivery.create(event_id=event.id, listener=listener, due_at=clock.now())
    await world.settle()


def own_listeners() -> dict[str, list[str]]:
    """The listeners of this flat by the names of what they hear."""
    reactions = importlib.import_module("forum.reactions").REACTIONS
    return {
        event.NAME: [name_of(one) for one in listeners if one.__module__ == "forum.notifications.listeners"]
        for event, listeners in reactions.items()
    }
