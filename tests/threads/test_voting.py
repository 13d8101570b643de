"""Thanks, "same problem" and bookmarks."""

from collections.abc import Awaitable, Callable

import pytest

from forum.accounts.models import Person
from forum.errors import Forbidden, NotFound
from forum.threads import actions
from forum.threads.forms import Reason
from forum.threads.models import Bookmark, HelpfulVote, SameProblem
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def test_thanks_count_once_for_each_person(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    eve, dev = world.cast.actor("eve"), world.cast.actor("dev")
    assert await actions.vote_helpful(eve, reply.post_id, True) == 1
    assert await actions.vote_helpful(eve, reply.post_id, True) == 1
    assert await actions.vote_helpful(dev, reply.post_id, True) == 2
    ben = await Person.get(name="ben")
    assert (ben.reputation, ben.helpful_count) == (10, 2)
    assert await actions.vote_helpful(eve, reply.post_id, False) == 1
    assert await actions.vote_helpful(eve, reply.post_id, False) == 1
    ben = await Person.get(name="ben")
    assert (ben.reputation, ben.helpful_count) == (5, 1)
    assert await HelpfulVote.filter(post_id=reply.post_id).count() == 1


@pytest.mark.parametrize("who", ["guest", "uma", "sid", "ben"])
async def test_who_may_not_thank(world: World, who: str) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    with pytest.raises(Forbidden):
        await actions.vote_helpful(world.cast.actor(who), reply.post_id, True)


async def test_what_was_deleted_gets_no_thanks(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await actions.delete_post(world.cast.actor("chika"), reply.post_id, Reason.read({"reason": "Spam"}))
    with pytest.raises(NotFound):
        await actions.vote_helpful(world.cast.actor("eve"), reply.post_id, True)
    with pytest.raises(Forbidden):
        await actions.vote_helpful(world.cast.actor("ada"), reply.post_id, True)


async def test_the_button_works_as_a_form_and_as_a_fragment(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    eve = await visitor("eve")
    sent = await (await eve.get(posted.path)).submit(f"/posts/{reply.post_id}/helpful")
    assert sent.location == reply.path
    pressed = (await eve.get(posted.path)).find(f'form[action="/posts/{reply.post_id}/helpful/remove"] button')
    assert (pressed.get("aria-pressed"), pressed.text) == ("true", "Helpful 1")
    part = await eve.fragment("POST", f"/posts/{reply.post_id}/helpful/remove")
    assert part.status == 200
    assert part.find("form").get("action") == f"/posts/{reply.post_id}/helpful"
    assert part.find("button").get("aria-pressed") == "false"
    assert not part.has("h1")
    refused = await (await visitor()).fragment("POST", f"/posts/{reply.post_id}/helpful")
    assert refused.status == 401
    for path in ("helpful", "helpful/remove"):
        assert (await eve.get(f"/posts/{reply.post_id}/{path}")).status == 405


async def test_same_problem_counts_people(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    eve, ben = await visitor("eve"), await visitor("ben")
    await (await eve.get(posted.path)).submit(f"/threads/{posted.thread_id}/same-problem")
    part = await ben.fragment("POST", f"/threads/{posted.thread_id}/same-problem")
    assert part.find("form").get("action") == f"/threads/{posted.thread_id}/same-problem/remove"
    assert part.find(".tab-count").text == "2"
    await ben.fragment("POST", f"/threads/{posted.thread_id}/same-problem")
    assert (await scene.seen(world, posted.thread_id)).same_problem_count == 2
    await ben.fragment("POST", f"/threads/{posted.thread_id}/same-problem/remove")
    assert (await scene.seen(world, posted.thread_id)).same_problem_count == 1
    assert await SameProblem.filter(thread_id=posted.thread_id).count() == 1
    guest = await (await visitor()).get(posted.path)
    assert (guest.find(".side-actions a").get("href") or "").startswith("/sign-in?next=/threads/")


@pytest.mark.parametrize("who", ["guest", "uma", "sid", "aiko"])
async def test_who_cannot_share_it(world: World, who: str) -> None:
    posted = await scene.asked(world)
    with pytest.raises(Forbidden):
        await actions.mark_same_problem(world.cast.actor(who), posted.thread_id, True)


async def test_talk_has_no_problem_to_share(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world, type="idea")
    with pytest.raises(Forbidden):
        await actions.mark_same_problem(world.cast.actor("eve"), posted.thread_id, True)
    assert "same-problem" not in (await (await visitor("eve")).get(posted.path)).html


async def test_bookmarks_are_kept_and_let_go(world: World, visitor: MakeVisitor) -> None:
    shelf = await world.category("Lab", see="group", ask="group", answer="group")
    posted = await scene.asked(world, "finn", category=shelf)
    finn = await visitor("finn")
    await (await finn.get(posted.path)).submit(f"/threads/{posted.thread_id}/bookmark")
    await finn.post(f"/threads/{posted.thread_id}/bookmark")
    assert (await scene.seen(world, posted.thread_id, "finn")).is_bookmarked
    part = await finn.fragment("POST", f"/threads/{posted.thread_id}/bookmark/remove")
    assert part.find("button").get("aria-pressed") == "false"
    part = await finn.fragment("POST", f"/threads/{posted.thread_id}/bookmark")
    assert part.find("button").text == "Bookmarked"
    await actions.delete_post(world.cast.actor("chika"), posted.post_id, Reason.read({"reason": "Old"}))
    gone = await finn.post(f"/threads/{posted.thread_id}/bookmark/remove")
    assert gone.location == "/bookmarks"
    assert await Bookmark.all().count() == 0
    assert (await (await visitor()).post(f"/threads/{posted.thread_id}/bookmark/remove")).status == 401
