"""What articles owe to threads goes along when threads are merged or split; words that are taken out leave articles too."""

from collections.abc import Awaitable, Callable

import pytest

from forum.errors import Conflict
from forum.kb import actions as kb
from forum.kb import queries
from forum.kb.actions.erasing import blank_source
from forum.kb.forms import Writing
from forum.kb_bridge.actions import answering, carrying, proposing
from forum.kb_bridge.models import ArticleSource, Proposal, Wish
from forum.search import actions as searches
from forum.solutions import actions as solutions
from forum.solutions.models import Solution
from forum.text.blanking import MARK, Blanker
from forum.threads import actions as threads
from forum.threads.forms import Merge, Redaction, Split
from forum.threads.models import Thread, ThreadMove
from tests.kb import writers
from tests.kb_bridge import scene
from tests.threads.test_redacting import holding
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def merged(world: World, source: int, target: int) -> ThreadMove:
    await threads.merge(await world.cast.fresh("chika"), source, Merge.read({"target": str(target), "reason": "The same"}))
    await world.settle()
    return await ThreadMove.filter(kind="merge", from_thread_id=source).order_by("-id").first()  # type: ignore[return-value]


async def test_a_merge_carries_everything_once_and_gives_it_back(world: World, visitor: MakeVisitor) -> None:
    here = await scene.a_scene(world, count=2)
    other = await world.a_thread("aiko", title="The printer is stuck at E-13", category=here.category, tags="")
    await proposing.wish(await world.cast.fresh("eve"), here.hub)
    await proposing.wish(await world.cast.fresh("finn"), here.hub)
    await proposing.wish(await world.cast.fresh("finn"), other.thread_id)
    promoted = await scene.promote(here)
    await writers.write(world, promoted.article_id, body="## Steps\n\nOpen the lid.")
    await writers.publish(world, promoted.article_id)
    await world.settle()
    await answering.answer_sources(await world.cast.fresh("ada"), promoted.article_id)
    second = here.threads[1].thread_id

    move = await merged(world, here.hub, other.thread_id)
    await carrying.follow_merged(move.id, here.hub, other.thread_id)
    sources = await ArticleSource.filter(article_id=promoted.article_id).order_by("thread_id")
    assert [one.thread_id for one in sources] == sorted([here.hub, second, other.thread_id])
    carried = await Proposal.get(thread_id=other.thread_id)
    assert (carried.state, carried.article_id) == ("done", promoted.article_id)
    assert {one.person_id for one in await Wish.filter(thread_id=other.thread_id)} == {
        world.cast.eve.id, world.cast.finn.id
    }
    assert carried.wish_count == 2
    page = await (await visitor()).get(other.path)
    assert page.text.count("Answered in the knowledge base:") == 1

    await threads.undo_merge(await world.cast.fresh("chika"), move.id)
    await world.settle()
    assert not await ArticleSource.exists(thread_id=other.thread_id)
    given = await Proposal.get(thread_id=other.thread_id)
    assert (given.state, given.wish_count, given.article_id) == ("open", 1, None)
    assert (await Proposal.get(thread_id=here.hub)).wish_count == 2
    assert await Solution.exists(thread_id=here.hub)


async def test_an_article_that_answered_goes_along_where_the_same_person_asks(world: World) -> None:
    here = await scene.a_scene(world, count=2)
    promoted = await scene.promote(here)
    await writers.write(world, promoted.article_id, body="## Steps\n\nOpen the lid.")
    await writers.publish(world, promoted.article_id)
    first = await world.a_thread("finn", title="Where is the lid of it", category=here.category, tags="")
    await solutions.answer_by_article(await world.cast.fresh("finn"), first.thread_id, promoted.article_id)
    again = await world.a_thread("finn", title="Which lid is meant here", category=here.category, tags="")
    await proposing.wish(await world.cast.fresh("eve"), first.thread_id)
    move = await merged(world, first.thread_id, again.thread_id)
    solved = await Solution.get(thread_id=again.thread_id)
    assert (solved.source, solved.article_id) == ("by_article", promoted.article_id)
    assert (await Thread.get(id=again.thread_id)).status == "solved"
    assert (await Proposal.get(thread_id=again.thread_id)).wish_count == 1
    await threads.undo_merge(await world.cast.fresh("chika"), move.id)
    await world.settle()
    assert not await Solution.exists(thread_id=again.thread_id)
    assert await Solution.exists(thread_id=first.thread_id)
    assert (await Proposal.get(thread_id=first.thread_id)).wish_count == 1
    assert not await Proposal.exists(thread_id=again.thread_id)


async def test_a_split_takes_the_article_to_where_its_words_stand(world: World) -> None:
    here = await scene.a_scene(world, count=1)
    promoted = await scene.promote(here)
    made = await threads.split(await world.cast.fresh("chika"), here.hub, [here.answer.post_id], Split.read({
        "title": "The other question", "type": "question", "category": str(here.category.id), "opening": "first", "reason": "x",
    }))
    await world.settle()
    new = made.thread_id
    found = {one.thread_id for one in await ArticleSource.filter(article_id=promoted.article_id)}
    assert found == {here.hub, new}


async def test_words_that_are_taken_out_leave_the_articles_too(world: World, visitor: MakeVisitor) -> None:
    here = await scene.a_scene(world, count=1)
    name = "Quirinalpalast"
    leak = await world.a_thread("eve", title=f"{name} asks about E-13", category=here.category, tags="", body=f"It is {name}.")
    await scene.mark(here, leak.thread_id)
    promoted = await scene.promote(here)
    article = promoted.article_id
    await writers.write(
        world, article, title=f"What {name} saw", body=f"## {name} at the lid\n\nCall [**{name[:5]}**](/a){name[5:]}, thanks.",
        also_asked=f"{name} and E-13", environment=f"Seen by: {name}", reason=f"as {name} said",
    )
    await writers.publish(world, article)
    await writers.write(world, article, body=f"## Steps\n\n{name} opens the lid.")
    await world.settle()
    version = (await writers.desk(world, article)).versions[0]
    stale = Writing.read({
        "title": "What somebody saw", "body": f"{name} again", "base": str(version.revision_count), "seen": str(version.version),
    })
    await threads.redact(await world.cast.fresh("chika"), leak.post_id, Redaction.read({"pieces": name, "reason": "A name"}))
    await world.settle()
    assert await holding((name,)) == []
    with pytest.raises(Conflict):
        await kb.save_text(await world.cast.fresh("dev"), article, "en", stale)
    guest = await visitor()
    page = await (await guest.get(f"/help/articles/{article}")).follow()
    assert page.status == 200 and MARK in page.text and name not in page.text
    ada = await world.cast.fresh("ada")
    [needy] = await queries.needy(ada)
    assert [reason.kind for reason in needy.reasons] == ["redacted"]
    assert (await writers.desk(world, article)).versions[0].stage == "draft"
    await writers.publish(world, article)
    assert await queries.needy(ada) == []
    await searches.tidy()


@pytest.mark.parametrize(("source", "wanted"), [
    ("Ask Jo Doe now.", f"Ask {MARK} now."),
    ("One.\n\nAsk [Jo](/x) **Doe**.\n\nTwo.", f"One.\n\n{MARK}\n\nTwo."),
    ("> Jo\n> Doe", MARK),
    ("Nothing here.", "Nothing here."),
])
def test_a_paragraph_in_which_they_run_across_formatting_goes_whole(source: str, wanted: str) -> None:
    assert blank_source(source, Blanker(["Jo Doe"])) == wanted
