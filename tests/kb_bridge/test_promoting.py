"""From threads to an article: what it begins with, for whom it may be, and what follows when it has readers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.kb import actions as kb
from forum.kb import queries
from forum.kb.forms import Publication
from forum.kb_bridge.actions import answering, promoting
from forum.kb_bridge.forms import Promotion
from forum.kb_bridge.models import ArticleCredit, ArticlePromotion, ArticleSource, Proposal
from forum.kb_bridge.queries import cards, effect
from forum.kb_bridge.queries.asked_again import asked_again
from forum.notifications.models import Notification
from forum.solutions import actions as solutions
from forum.solutions.models import Solution
from forum.threads import queries as threads
from forum.threads.models import Thread
from tests.kb import writers
from tests.kb_bridge import scene as scenes
from tests.kb_bridge.scene import Scene, a_scene, ask, grow, promote
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def cards_for(scene: Scene, who: str, thread_id: int = 0) -> list[str]:
    """The titles of the cards that somebody sees in a thread."""
    viewer = await scene.world.cast.fresh(who) if who != "guest" else scene.world.cast.actor("guest")
    thread = await threads.visible_thread(viewer, thread_id or scene.hub, beside=(cards.column(viewer, "en"),))
    return [card.title for card in cards.revive(thread.beside[0])]


async def test_an_article_begins_with_what_was_asked_and_answered(world: World) -> None:
    scene = await a_scene(world)
    made = await promote(scene)
    article = await writers.desk(world, made.article_id)
    text = await queries.latest(article.versions[0])
    assert made.is_new and article.section_id == scene.section and article.writer_id == world.cast.dev.id
    assert text.title == "The printer says E-13" and "clean the rollers" in text.source
    assert "E-13 on the printer" in text.also_asked.split("\n")
    ids = [thread.thread_id for thread in scene.threads]
    assert [row.thread_id for row in await ArticleSource.all().order_by("id")] == ids
    assert {row.person_id for row in await ArticleCredit.all()} >= {world.cast.ben.id}
    # Again, from anywhere, finds it; nothing is begun a second time.
    again = await promoting.promote_thread(await world.cast.fresh("ada"), scene.hub, Promotion.read({}))
    assert (again.article_id, again.is_new) == (made.article_id, False)
    # While it is written nobody sees anything of it.
    assert await cards_for(scene, "dev") == []
    await grow(scene)
    assert await Proposal.all().count() == 0


async def test_without_a_section_one_is_asked_for_and_only_staff_promote(world: World) -> None:
    scene = await a_scene(world, rule=False, count=2)
    with pytest.raises(Invalid) as refused:
        await promote(scene)
    assert set(refused.value.errors) == {"section"}
    for who in ("aiko", "ben"):
        with pytest.raises(Forbidden):
            await promote(scene, who, section=str(scene.section))
    other = await world.a_thread("eve", category=scene.category, title="Not solved at all")
    with pytest.raises(Invalid):
        await promoting.promote_thread(
            await world.cast.fresh("dev"), other.thread_id, Promotion.read({"section": str(scene.section)})
        )
    assert (await promote(scene, section=str(scene.section))).is_new


async def test_publishing_puts_cards_everywhere_and_tells_everybody_once(world: World) -> None:
    scene = await a_scene(world)
    await world.settle()
    await grow(scene)
    proposal = await scenes.proposal(scene)
    made = await promote(scene)
    assert (await scenes.proposal(scene)).state == "written"
    await Notification.all().delete()
    await writers.publish(world, made.article_id)
    await world.settle()
    assert (await scenes.proposal(scene)).state == "done" and (await scenes.proposal(scene)).article_id == made.article_id
    for thread in scene.threads:
        assert await cards_for(scene, "guest", thread.thread_id) == ["The printer says E-13"]
    told = await Notification.filter(kind="article")
    # aiko, eve and finn asked, ben asked and answered; eve asked twice and hears once.
    assert sorted(row.person_id for row in told) == sorted(
        world.cast.person(who).id for who in ("aiko", "eve", "finn", "ben")
    )
    await writers.write(world, made.article_id, body="Clean the rollers, and wait.")
    await writers.publish(world, made.article_id)
    await world.settle()
    assert await Notification.filter(kind="article").count() == len(told)
    behind = await cards.behind(world.cast.actor("guest"), made.article_id)
    assert len(behind.sources) == 5 and "Ben Carter" in {one.display_name for one in behind.thanked}
    found = await effect.joined_per_week(world.cast.actor("guest"), made.article_id)
    assert found is not None and (found.before, found.after) == (0, 5)
    assert proposal.id == (await scenes.proposal(scene)).id
    # The archive takes the cards away, and what was told of it.
    await kb.archive(await world.cast.fresh("ada"), made.article_id)
    assert await cards_for(scene, "guest") == []


async def test_an_asker_accepts_the_article_and_takes_it_back(world: World) -> None:
    scene = await a_scene(world, count=3)
    made = await promote(scene)
    await writers.publish(world, made.article_id)
    await world.settle()
    asked = await world.a_thread("eve", category=scene.category, title="E-13 again, please")
    await ArticleSource.create(article_id=made.article_id, thread_id=asked.thread_id, added_at=world.cast.eve.created_at)
    with pytest.raises(Forbidden):
        await solutions.answer_by_article(await world.cast.fresh("finn"), asked.thread_id, made.article_id)
    await solutions.answer_by_article(await world.cast.fresh("eve"), asked.thread_id, made.article_id)
    row = await Thread.get(id=asked.thread_id)
    assert (row.status, row.status_reason, row.solution_post_id) == ("solved", "by_article", None)
    solution = await Solution.get(thread_id=asked.thread_id)
    assert (solution.source, solution.article_id, solution.accepted_by_id) == ("by_article", made.article_id, world.cast.eve.id)
    viewer = world.cast.actor("guest")
    thread = await threads.visible_thread(viewer, asked.thread_id, beside=(cards.column(viewer, "ja"),))
    assert [card.is_solution for card in cards.revive(thread.beside[0])] == [True]
    await solutions.withdraw(await world.cast.fresh("eve"), asked.thread_id)
    assert (await Thread.get(id=asked.thread_id)).status == "open" and not await Solution.exists(thread_id=asked.thread_id)
    # Staff say it of all that are open, at once.
    assert await answering.answer_sources(await world.cast.fresh("dev"), made.article_id) == (1, 0)
    assert (await Solution.get(thread_id=asked.thread_id)).article_id == made.article_id


async def test_an_article_that_not_everybody_may_read_answers_nobody(world: World) -> None:
    scene = await a_scene(world, count=2)
    for see in ("staff", "group"):
        article_id = await writers.an_article(world, title=f"For {see}", see=see)
        with pytest.raises(Invalid):
            await solutions.answer_by_article(await world.cast.fresh("ada"), scene.threads[0].thread_id, article_id)
    draft = await writers.a_draft(world)
    with pytest.raises(NotFound):
        await solutions.answer_by_article(await world.cast.fresh("ada"), scene.threads[0].thread_id, draft)


async def test_the_audience_is_never_wider_than_a_source_unless_confirmed(world: World) -> None:
    scene = await a_scene(world, see="group", count=1)
    made = await promote(scene, "chika")
    article = await queries.article_on_desk(await world.cast.fresh("ada"), made.article_id)
    assert article.narrowing is not None and article.narrowing.kind == "group"
    # dev belongs to the staff, not to the group: neither the draft nor what it came from is there for him.
    with pytest.raises(NotFound):
        await queries.article_on_desk(await world.cast.fresh("dev"), made.article_id)
    assert await cards.promoted_from(await world.cast.fresh("dev"), [scene.hub]) is None
    for see in ("", "members", "staff"):
        with pytest.raises(Invalid) as refused:
            await writers.details(world, made.article_id, see=see)
        assert set(refused.value.errors) == {"wider"}
    # Published for the group: only they see the card. When the thread moves to fewer people, it is asked again.
    await writers.publish(world, made.article_id)
    await world.settle()
    assert await cards_for(scene, "finn") != []
    staff_only = await world.category("Back room", see="staff")
    await Thread.filter(id=scene.hub).update(category_id=staff_only.id)
    number = await writers.write(world, made.article_id, "chika", body="Something newer for the group.")
    form = {"number": str(number)}
    with pytest.raises(Invalid):
        await kb.publish(await world.cast.fresh("ada"), made.article_id, "en", Publication.read(form))
    confirmed = Publication.read(form | {"wider": "on"})
    assert await kb.publish(await world.cast.fresh("ada"), made.article_id, "en", confirmed)
    promotion = await ArticlePromotion.get(article_id=made.article_id)
    assert (promotion.wider_see, promotion.wider_by_id) == ("group", world.cast.ada.id)
    # What was confirmed for the group holds for the group, and not for everyone.
    await writers.details(world, made.article_id, see=f"group:{world.cast.beta.id}", labels="x")
    with pytest.raises(Invalid):
        await writers.details(world, made.article_id, see="everyone")
    await writers.details(world, made.article_id, see="everyone", wider="on")
    found = await cards.behind(world.cast.actor("guest"), made.article_id)
    assert found.sources == [] and found.thanked == []


async def test_what_was_planned_is_not_published_when_a_source_became_private(world: World, clock: ModuleType) -> None:
    scene = await a_scene(world, count=2)
    made = await promote(scene)
    at = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert not await writers.publish(world, made.article_id, at=at)
    await Thread.filter(id=scene.hub).update(category_id=(await world.category("Back room", see="staff")).id)
    clock.advance(timedelta(hours=2))
    await kb.publish_due()
    version = (await writers.desk(world, made.article_id)).versions[0]
    assert (version.live_number, version.publish_at, version.stage) == (None, None, "in_review")


async def test_threads_for_different_people_need_a_word_before_they_meet(world: World) -> None:
    scene = await a_scene(world, count=1)
    back = await world.category("Back room", see="staff")
    inner = await world.category("Inner circle", see="group")
    one = await world.a_thread("dev", category=back, title="Staff: E-13")
    two = await world.a_thread("finn", category=inner, title="Beta: E-13")
    given = {"chosen": "on", "threads": f"{one.thread_id},{two.thread_id}"}
    with pytest.raises(Invalid) as refused:
        await promote(scene, "chika", **given)
    assert set(refused.value.errors) == {"wider"}
    # dev cannot read the group's, so it is no source of his; then the staff's is the narrowest.
    made = await promote(scene, "dev", **given)
    article = await writers.desk(world, made.article_id)
    assert article.narrowing is not None and article.narrowing.kind == "staff"
    assert [row.thread_id for row in await ArticleSource.all().order_by("id")] == [scene.hub, one.thread_id]


async def test_two_promoters_at_once_begin_one_article(world: World) -> None:
    scene = await a_scene(world)
    await grow(scene)
    row = await scenes.proposal(scene)

    async def from_the_cluster(who: str) -> int:
        return (await promote(scene, who)).article_id

    async def from_the_proposal(who: str) -> int:
        return (await promoting.write(await world.cast.fresh(who), row.id, Promotion.read({}))).article_id

    found = await asyncio.gather(*(
        begin(who) for begin in (from_the_cluster, from_the_proposal) for who in ("dev", "chika", "ada")
    ))
    assert len(set(found)) == 1
    assert await database.value("SELECT count(*) FROM articles") == 1
    assert await ArticlePromotion.all().count() == 1 and await ArticleSource.all().count() == 5


async def test_what_somebody_has_taken_nobody_else_begins(world: World) -> None:
    scene = await a_scene(world)
    await grow(scene)
    await scenes.decide(scene, "ada", "take")
    with pytest.raises(Conflict):
        await promote(scene, "dev")
    assert await database.value("SELECT count(*) FROM articles") == 0
    assert (await promote(scene, "ada")).is_new


async def test_its_page_says_how_many_asked_before_and_since(world: World, visitor: Visit, clock: ModuleType) -> None:
    scene = await a_scene(world, count=1)
    for title in ("E-13 on the printer", "Printing stops with E-13"):
        clock.advance(timedelta(days=7))
        await ask(scene, "eve", title)
    made = await promote(scene)
    assert "New questions of this kind" not in (await (await visitor("dev")).get(f"/desk/articles/{made.article_id}")).text
    clock.advance(timedelta(days=7))
    await writers.publish(world, made.article_id)
    await world.settle()
    clock.advance(timedelta(days=14))
    await ask(scene, "finn", "What is E-13?")
    lab = await world.category("Lab", see="group", ask="group", answer="group")
    inner = await world.a_thread("finn", category=lab, title="E-13, said in private")
    await scenes.mark(scene, inner.thread_id)
    clock.advance(timedelta(days=14))
    for who, since in (("dev", "0.2 a week since (1 in 4.0 weeks)"), ("ada", "0.5 a week since (2 in 4.0 weeks)")):
        page = await (await visitor(who)).get(f"/desk/articles/{made.article_id}")
        assert f"1.0 a week before it was published (3 in 3.0 weeks), {since}" in page.text, who


async def test_what_is_asked_again_puts_the_article_on_the_list_until_it_is_verified(
    world: World, clock: ModuleType
) -> None:
    scene = await a_scene(world, count=2)
    made = await promote(scene)
    await writers.publish(world, made.article_id)
    clock.advance(timedelta(minutes=1))
    for title in ("Again that E-13", "E-13 once more"):
        await ask(scene, "finn", title)
    ada = await world.cast.fresh("ada")
    [needy] = await queries.needy(ada, also=await asked_again(ada))
    assert [(reason.kind, reason.count) for reason in needy.reasons] == [("asked_again", 2)]
    assert await queries.needy(await world.cast.fresh("eve"), also=await asked_again(ada)) == []
    await kb.verify(ada, made.article_id)
    assert await queries.needy(ada, also=await asked_again(ada)) == []
