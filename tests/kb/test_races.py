"""Two at once, on both databases: one text, one publication, nothing lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from forum import clock
from forum.errors import Conflict
from forum.events.models import EventRecord
from forum.kb import actions, queries
from forum.kb.forms import Publication, Rating, Writing
from forum.kb.models import ArticleRevision, ArticleTranslation, ArticleVote
from tests.kb import writers
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def test_of_two_who_save_one_is_shown_both_texts(world: World) -> None:
    article_id = await writers.a_draft(world)

    async def save(who: str) -> int:
        form = Writing.read({"title": "The title", "body": f"Words of {who}.", "base": "2"})
        return await actions.save_text(world.cast.actor(who), article_id, "en", form)

    for _ in range(3):
        found = await asyncio.gather(save("dev"), save("chika"), return_exceptions=True)
        assert sorted(type(one).__name__ for one in found) in (["Conflict", "int"], ["Conflict", "Conflict"])
    assert await ArticleRevision.all().count() == 3
    version = await ArticleTranslation.get()
    assert (version.revision_count, version.staged_number) == (3, 3)


async def test_of_two_editors_at_once_the_second_goes_on_with_both_texts(world: World, visitor: Visit) -> None:
    article_id = await writers.a_draft(world, body="First line.\n\nSecond line.\n\nThird line.")
    path = f"/desk/articles/{article_id}/en/edit"
    texts = {
        "dev": {"body": "First line, by dev.\n\nSecond line.\n\nThird line.", "also_asked": "Dev asks it so"},
        "chika": {"body": "First line.\n\nSecond line.\n\nThird line, by chika.", "also_asked": "Chika asks it so"},
    }
    pages = [await (await visitor(who)).get(path) for who in texts]
    found = await asyncio.gather(*(page.submit(path, **text) for page, text in zip(pages, texts.values(), strict=True)))
    assert sorted(page.status for page in found) == [303, 409]
    [second] = [page for page in found if page.status == 409]
    assert (await second.submit(path)).status == 303
    kept = await queries.latest((await writers.desk(world, article_id)).versions[0])
    assert kept.source == "First line, by dev.\n\nSecond line.\n\nThird line, by chika."
    assert set(kept.also_asked.split("\n")) == {"Dev asks it so", "Chika asks it so"}
    assert await ArticleRevision.all().count() == 4


async def test_two_publish_once(world: World) -> None:
    article_id = await writers.a_draft(world)
    form = {"number": "2"}
    done = await asyncio.gather(
        *(actions.publish(world.cast.actor(who), article_id, "en", Publication.read(form)) for who in ("ada", "chika"))
    )
    assert done == [True, True]
    assert await EventRecord.filter(name="article.published").count() == 1


async def test_saving_and_publishing_at_once_leaves_both(world: World) -> None:
    article_id = await writers.a_draft(world)
    form = Writing.read({"title": "The title", "body": "Newer.", "base": "2"})
    found = await asyncio.gather(
        actions.publish(world.cast.actor("ada"), article_id, "en", Publication.read({"number": "2"})),
        actions.save_text(world.cast.actor("dev"), article_id, "en", form), return_exceptions=True,
    )
    assert found[1] == 3
    version = await ArticleTranslation.get()
    if isinstance(found[0], Conflict):
        assert (version.live_number, version.staged_number) == (None, 3)
    else:
        assert (version.live_number, version.staged_number) == (2, 3)


async def test_two_jobs_publish_what_is_due_once(world: World) -> None:
    article_id = await writers.a_draft(world)
    await actions.ask_review(world.cast.actor("dev"), article_id, "en")
    await ArticleTranslation.all().update(publish_at=clock.now() - timedelta(minutes=1), publish_by_id=world.cast.ada.id)
    await asyncio.gather(actions.publish_due(), actions.publish_due())
    assert await EventRecord.filter(name="article.published").count() == 1
    assert (await writers.desk(world, article_id)).versions[0].publish_by == ""


async def test_two_translate_into_one_version(world: World) -> None:
    article_id = await writers.an_article(world)
    await asyncio.gather(*(actions.translate(world.cast.actor(who), article_id, "ja") for who in ("dev", "ada")))
    assert await ArticleTranslation.filter(lang="ja").count() == 1


async def test_one_reader_votes_many_times_at_once(world: World) -> None:
    article_id = await writers.an_article(world)
    view = await queries.visible_article(world.cast.actor("eve"), article_id, "how-to-pair-the-hub")
    assert view is not None
    await asyncio.gather(*(
        actions.rate(world.cast.actor("eve"), view, Rating.read({"number": "2", "helpful": "yes"}), "x", "x")
        for _ in range(6)
    ))
    assert await ArticleVote.all().count() == 1


async def test_moving_at_once_keeps_every_place(world: World) -> None:
    section = await writers.a_section(world)
    ids = [await writers.a_draft(world, section=section, title=f"Number {number} of all") for number in range(4)]
    await asyncio.gather(*(actions.move(world.cast.actor("dev"), one, -1) for one in ids))
    rows = await queries.articles_on_desk(world.cast.actor("dev"), "en", section_id=section)
    assert len(rows[0]) == 4
