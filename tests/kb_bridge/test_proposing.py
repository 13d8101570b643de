"""Proposals: when the system opens one, who asks for one, who decides, and that nothing of them leaks."""

import asyncio
from datetime import datetime, timedelta
from types import ModuleType

import pytest

from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.kb_bridge import jobs
from forum.kb_bridge.actions import answering, proposing
from forum.kb_bridge.models import Proposal, Wish
from forum.kb_bridge.qualifying import Rule, Thread, qualifies
from forum.kb_bridge.queries.proposals import counts, members, proposal_of, queue, visible_proposal
from forum.notifications import queries as bell
from tests.kb_bridge import scene as scenes
from tests.kb_bridge.scene import a_scene, ask, decide, grow, proposal
from tests.world import World

NOW = datetime.fromisoformat("2026-03-01T12:00:00+00:00")


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


def threads(count: int, *, askers: int = 9, solved: int = 9, days: int = 1) -> list[Thread]:
    return [Thread(number % askers, NOW - timedelta(days=days), number < solved) for number in range(count)]


@pytest.mark.parametrize(("asked", "rule", "does"), [
    (threads(5), Rule(), True),
    (threads(4), Rule(), False),
    (threads(9, askers=3), Rule(), False),
    (threads(9, solved=1), Rule(), False),
    (threads(5, solved=1), Rule(), True),
    (threads(9, solved=0), Rule(solved_percent=0), True),
    (threads(9, days=200), Rule(), False),
    (threads(4, days=1) + threads(9, days=200), Rule(), False),
    (threads(9), Rule(proposes=False), False),
    (threads(2, askers=2), Rule(members=2, askers=2), True),
    ([], Rule(members=1, askers=1, solved_percent=0), False),
])
def test_a_rule_holds_for_what_was_asked_lately(asked: list[Thread], rule: Rule, does: bool) -> None:
    assert qualifies(asked, rule, NOW) is does


async def test_the_system_proposes_once_and_what_was_dismissed_comes_back_when_it_grew(world: World) -> None:
    scene = await a_scene(world, count=4)
    await grow(scene)
    assert await Proposal.all().count() == 0
    await ask(scene, "finn", "E-13 once more")
    await grow(scene)
    found = await proposal(scene)
    assert (found.state, found.origin, found.member_count) == ("open", "system", 5)
    dev = await world.cast.fresh("dev")
    lines, _page, _count = await queue(dev, "open", 1)
    assert [(line.id, line.value) for line in lines] == [(found.id, 5)]
    await decide(scene, "dev", "dismiss", reason="The manual says it")
    await jobs.propose_articles()
    assert (await proposal(scene)).state == "dismissed"
    await ask(scene, "eve", "And again E-13")
    await jobs.propose_articles()
    # Nothing has gathered it yet; the news of its growth opens it again, told once or twice.
    await grow(scene)
    await jobs.propose_articles()
    assert ((await proposal(scene)).state, (await proposal(scene)).member_count) == ("open", 6)
    await decide(scene, "dev", "take")
    await ask(scene, "aiko", "And again E-13, please")
    await grow(scene)
    assert (await proposal(scene)).state == "taken"
    assert await counts(dev) == {"open": 1, "mine": 1, "written": 0, "done": 0, "dismissed": 0}


async def test_an_import_is_caught_up_with_by_night(world: World) -> None:
    scene = await a_scene(world)
    await scenes.gather(tell_growth=False)
    await world.settle()
    assert await Proposal.all().count() == 0
    await jobs.propose_articles()
    assert (await proposal(scene)).state == "open"


async def test_anybody_wishes_once_and_takes_it_back(world: World) -> None:
    scene = await a_scene(world, count=3)
    await grow(scene)
    member = scene.threads[2].thread_id
    eve, finn = await world.cast.fresh("eve"), await world.cast.fresh("finn")
    for _again in range(2):
        await proposing.wish(eve, member)
    await proposing.wish(finn, scene.hub)
    # A wish about any of the threads is one about what they all ask.
    found = await proposal(scene)
    assert (found.origin, found.wish_count, await Wish.all().count(), await Proposal.all().count()) == ("people", 2, 2, 1)
    for _again in range(2):
        await proposing.wish(eve, member, False)
    assert (await proposal(scene)).wish_count == 1
    await proposing.wish(finn, scene.hub, False)
    assert await Proposal.all().count() == 0
    for who in ("guest", "uma", "sid"):
        with pytest.raises(Forbidden):
            await proposing.wish(world.cast.actor(who) if who == "guest" else await world.cast.fresh(who), member)


async def test_many_wishes_at_once_make_one_proposal(world: World) -> None:
    scene = await a_scene(world, count=2)
    await grow(scene)
    people = [await world.cast.fresh(who) for who in ("eve", "finn", "ben", "aiko", "dev", "chika")]
    await asyncio.gather(*(
        proposing.wish(person, scene.threads[number % 2].thread_id) for number, person in enumerate(people)
    ))
    found = await proposal(scene)
    assert (await Proposal.all().count(), found.wish_count, await Wish.all().count()) == (1, 6, 6)


async def test_two_openings_at_once_make_one_proposal(world: World) -> None:
    scene = await a_scene(world)
    await scenes.gather(tell_growth=False)
    eve = await world.cast.fresh("eve")
    await asyncio.gather(jobs.propose_articles(), proposing.wish(eve, scene.hub), jobs.propose_articles())
    found = await proposal(scene)
    assert (await Proposal.all().count(), found.wish_count, found.state) == (1, 1, "open")


async def test_it_is_taken_given_back_handed_over_dismissed_and_undone(world: World) -> None:
    scene = await a_scene(world)
    await grow(scene)
    await decide(scene, "dev", "take")
    with pytest.raises(Forbidden):
        await decide(scene, "ada", "take")
    with pytest.raises(Invalid):
        await decide(scene, "dev", "hand_over", person=str(world.cast.eve.id))
    await decide(scene, "dev", "hand_over", person=str(world.cast.ada.id), note="You know printers")
    found = await proposal(scene)
    assert (found.state, found.holder_id, found.reason) == ("handed_over", world.cast.ada.id, "You know printers")
    await world.settle()
    [line] = [one for one in (await bell.news_page(await world.cast.fresh("ada"))).lines if one.kind == "handed_over"]
    assert (line.path, line.excerpt, line.actor_name) == (f"/desk/proposals/{found.id}", "You know printers", "dev")
    with pytest.raises(Forbidden):
        await decide(scene, "dev", "release")
    await decide(scene, "ada", "take")
    with pytest.raises(Invalid):
        await decide(scene, "ada", "dismiss", reason="")
    await decide(scene, "ada", "dismiss", reason="It is in the manual")
    await decide(scene, "dev", "restore")
    found = await proposal(scene)
    assert (found.state, found.holder_id) == ("taken", world.cast.ada.id)
    await decide(scene, "chika", "release")
    assert (await proposal(scene)).state == "open"
    with pytest.raises(Conflict):
        await decide(scene, "dev", "take", version="1")
    with pytest.raises(Forbidden):
        await decide(scene, "ben", "take")


async def test_two_take_it_at_once_and_one_has_it(world: World) -> None:
    scene = await a_scene(world)
    await grow(scene)
    found = await asyncio.gather(
        *(decide(scene, who, "take") for who in ("dev", "chika", "ada")), return_exceptions=True
    )
    assert sum(one is None for one in found) == 1
    assert {type(one) for one in found if one is not None} <= {Conflict, Forbidden}
    assert (await proposal(scene)).version == 2


async def test_what_is_private_is_in_no_queue_count_or_evidence_of_others(world: World) -> None:
    scene = await a_scene(world, see="group", count=1)
    await proposing.wish(await world.cast.fresh("finn"), scene.hub)
    row = await proposal(scene)
    dev, chika = await world.cast.fresh("dev"), await world.cast.fresh("chika")
    assert (await counts(chika))["open"] == 1 and (await counts(dev))["open"] == 0
    assert (await queue(dev, "open", 1))[0] == [] and await proposal_of(dev, [scene.hub]) is None
    with pytest.raises(NotFound):
        await visible_proposal(dev, row.id)
    with pytest.raises(NotFound):
        await decide(scene, "dev", "take")
    # A public one counts for dev without the private threads around it.
    public = await a_scene(world, rule=True)
    await ask(public, "eve", "E-13, said in public")
    hidden = await world.a_thread("finn", category=scene.category, title="E-13, said in private")
    await scenes.mark(public, hidden.thread_id)
    await grow(public)
    about = await proposal(public)
    for viewer, count in ((dev, 6), (chika, 7)):
        seen = await visible_proposal(viewer, about.id)
        assert seen.line.value == count == len(await members(viewer, public.hub, seen.cluster_id))


async def test_whoever_leaves_wishes_for_nothing_and_holds_nothing(world: World) -> None:
    scene = await a_scene(world)
    await grow(scene)
    await proposing.wish(await world.cast.fresh("eve"), scene.hub)
    await decide(scene, "ada", "take")
    await answering.forget_person(world.cast.eve.id)
    await answering.forget_person(world.cast.ada.id)
    found = await proposal(scene)
    assert (found.wish_count, found.state, found.holder_id) == (0, "open", None)
