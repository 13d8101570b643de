"""The small world of the tests: what its builders make is what the forum's own actions make."""

from forum.solutions.models import Solution
from forum.threads.models import Post, Thread
from tests.world import World


async def test_a_solved_thread(world: World) -> None:
    thread, answer = await world.a_solved_thread()
    await world.settle()
    row = await Thread.get(id=thread.thread_id)
    assert (row.status, row.reply_count) == ("solved", 1)
    assert (await Solution.get(thread_id=row.id)).post_id == answer.post_id


async def test_everything_made_up_is_of_its_own(world: World) -> None:
    first, second = await world.a_thread(), await world.a_thread("eve", category=await world.category("Lounge"))
    assert first.thread_id != second.thread_id
    await world.a_reply(first.thread_id)
    await world.a_reply(first.thread_id, "dev")
    assert await Post.filter(thread_id=first.thread_id).count() == 3
