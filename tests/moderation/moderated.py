"""What moderation keeps, for tests that need it to have happened."""

from forum import database
from forum.accounts.actor import SYSTEM
from forum.moderation import actions
from forum.moderation.forms import Decide, Flag, Report, Word
from forum.moderation.models import Item
from forum.threads import actions as threads
from forum.threads import screening
from tests.world import World


async def everything(world: World) -> None:
    """A flag that was decided on, one that waits, a reported profile, a watched word, and a reply that is out of sight."""
    chika, finn = await world.cast.fresh("chika"), await world.cast.fresh("finn")
    thread = await world.a_thread("aiko")
    first, second = await world.a_reply(thread.thread_id, "ben"), await world.a_reply(thread.thread_id, "eve")
    await actions.flag(finn, first.post_id, Flag.read({"reason": "off_topic", "note": "Not about printers"}))
    await decide(world, "post", first.post_id, "keep")
    await actions.flag(finn, second.post_id, Flag.read({"reason": "spam"}))
    await database.transaction(lambda: threads.hide(SYSTEM, second.post_id, "flags"))
    screening.ask_of(actions.look)
    await actions.report(finn, "eve", Report.read({"reason": "moderator", "note": "Please look"}))
    await actions.watch(chika, Word.read({"words": "casino", "action": "hold"}))
    await world.a_reply(thread.thread_id, "finn", body="Meet me in the casino tonight, will you?")


async def decide(world: World, kind: str, subject_id: int, decision: str, who: str = "chika", note: str = "") -> int:
    """A moderator decides on something that waits; gives the decision's id."""
    item = await Item.get(kind=kind, subject_id=subject_id)
    form = Decide.read({"decision": decision, "version": str(item.version), "note": note})
    return await actions.decide(await world.cast.fresh(who), item.id, form)
