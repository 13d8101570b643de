"""Replying: who may, what becomes of the thread, twice, and a thread that moved on meanwhile."""

from forum.threads import actions, queries
from forum.threads.forms import Ask, Reply
from tests.world import World


async def test_it_works(world: World) -> None:
    category = await world.category()
    posted = await actions.ask(world.cast.actor("aiko"), Ask.read({
        "type": "question", "category": str(category.id), "title": "The hub loses its Wi-Fi", "body": "Every night at three.",
    }))
    await actions.reply(world.cast.actor("ben"), posted.thread_id, Reply.read({"body": "Same here"}))
    thread = await queries.visible_thread(world.cast.actor("guest"), posted.thread_id)
    assert thread.reply_count == 1
    posts = await queries.posts_of(world.cast.actor("guest"), thread, 1)
    assert [post.position for post in posts] == [0, 1]
