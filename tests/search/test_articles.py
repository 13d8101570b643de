"""Articles in the search: found beside threads by all their words, only by those who read them, as they are now."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from forum import database
from forum.kb import actions as kb
from forum.search import actions, queries
from forum.search.query import parse
from forum.search.ranking import ARTICLE, Asked, article_score, articles_ranked
from forum.search.views import ArticleCandidate, ArticleHit, Found
from forum.transfer.checking import check
from tests.cast import EVERYONE
from tests.kb import writers
from tests.search.conftest import Search
from tests.visits import Visitor
from tests.world import World

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def articles(found: Found) -> list[str]:
    return [hit.article.title for hit in found.hits if isinstance(hit, ArticleHit)]


async def test_an_article_is_found_by_everything_that_it_says(world: World, search: Search) -> None:
    article_id = await writers.an_article(
        world, title="How to pair the hub", also_asked="Bridge is not found",
        body="## Steps\n\nHold the button for seven seconds.",
    )
    await writers.details(world, article_id, labels="wi-fi, 接続")
    await writers.a_translation(world, article_id, "ハブをつなぐ方法", "## 手順\n\nボタンを長押しします。")
    thread = await world.a_thread(title="The hub is offline", body="Seven times I tried to pair it.")
    await world.settle()
    for typed in ("pairing hubs", "seven seconds", "bridge not found", "wifi", "wi-fi hub", '"hold the button"',
                  "in:title bridge", "type:article", "種類:記事 hub", "tag:wi-fi", "pair the h",
                  "hold button secodns kettle"):  # fmt: skip
        assert articles(await search(typed)) == ["How to pair the hub"], typed
    for typed in ("長押し", "ハブ 接続", "つなぐ"):
        assert articles(await search(typed)) == ["ハブをつなぐ方法"], typed
    for typed in ("pair -button", '"the button hold"', "in:title seven", "tag:elsewhere hub", "type:question hub",
                  "category:general hub", "author:dev hub", "is:solved hub", "hub before:2001"):  # fmt: skip
        assert articles(await search(typed)) == [], typed
    both = await search("hub pair")
    assert [isinstance(hit, ArticleHit) for hit in both.hits] == [True, False] and both.count == 2
    assert both.hits[1].thread.id == thread.thread_id  # type: ignore[union-attr]
    assert [isinstance(hit, ArticleHit) for hit in (await search("hub", kind="articles")).hits] == [True]
    asked = (await search("bridge")).hits[0]
    assert isinstance(asked, ArticleHit) and ("Bridge", True) in asked.asked


async def test_what_is_found_is_what_is_read_now(world: World, search: Search) -> None:
    article_id = await writers.an_article(world, title="Mend a kettle", body="Descale with vinegar.")
    await world.settle()
    number = await writers.write(world, article_id, title="Mend a boiler", body="Use citrate.")
    await world.settle()
    assert number and articles(await search("kettle")) == ["Mend a kettle"] and not articles(await search("citrate"))
    await writers.publish(world, article_id)
    await world.settle()
    assert articles(await search("citrate")) == ["Mend a boiler"] and not articles(await search("vinegar"))
    await kb.archive(world.cast.actor("ada"), article_id)
    assert not articles(await search("citrate"))
    await kb.unarchive(world.cast.actor("ada"), article_id)
    await writers.details(world, article_id, see="staff")
    assert not articles(await search("citrate", "eve")) and articles(await search("citrate", "dev"))


@pytest.mark.parametrize("who", EVERYONE)
async def test_nobody_finds_nor_is_offered_words_of_what_they_may_not_read(
    who: str, world: World, search: Search, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    readers = {"members": set(EVERYONE) - {"guest"}, "group": {"finn", "chika", "ada"}, "staff": {"dev", "chika", "ada"}}
    for see in readers:
        await writers.an_article(
            world, "chika", section=await writers.a_section(world, f"For {see}", see=see),
            title=f"Secret zebra{see} title", body=f"Something about quagga{see}.", also_asked=f"What is okapi{see}?",
        )
    await writers.a_draft(world, title="Secret zebradraft title", body="Something about quaggadraft.")
    await world.settle()
    one = await visitor(who)
    for see in (*readers, "draft"):
        reads = who in readers.get(see, set())
        for word in (f"zebra{see}", f"quagga{see}", f"okapi{see}", f"zebra{see[:-1]}"):
            found = await search(word, who)
            assert (found.count, bool(found.hits)) == ((1, True) if reads else (0, False)), word
            assert ("Secret" in (await one.fragment("GET", f"/search?q={word}")).html) == reads
        # One letter wrong: only whoever reads the word is told how it is written.
        slip = f"zebrx{see}"
        suggested = (await search(slip, who)).suggestion
        assert suggested == (f"zebra{see}" if reads else ""), (see, suggested)
        page = await one.get(f"/search?q={slip}")
        assert (f"zebra{see}" in page.html) == reads
    counted = await search("secret", who, kind="articles")
    assert counted.count == sum(who in some for some in readers.values())


async def test_the_index_is_made_again_and_checked(world: World, search: Search) -> None:
    article_id = await writers.an_article(world, title="Mend a kettle", also_asked="Limescale?")
    await world.settle()
    assert (await check()).found == 0
    version = int(await database.value("SELECT id FROM search_articles"))
    await database.execute("UPDATE search_articles SET title = 'wrong' WHERE id = $1", version)
    report = await check()
    assert [(one.kind, one.id, one.kept) for one in report.drifts] == [("search_article", version, "others")]
    assert (await check(repair=True)).left == 0 and (await check()).found == 0
    await database.execute("DELETE FROM search_articles")
    assert not articles(await search("kettle"))
    await database.execute("DELETE FROM search_progress WHERE id = 2")
    await actions.fill(1.0)
    assert articles(await search("limescale")) == ["Mend a kettle"]
    assert await actions.index_all(only_missing=False) >= 1
    await database.execute("UPDATE article_translations SET live_number = NULL WHERE article_id = $1", article_id)
    assert await actions.drop_orphans() == 1


async def test_a_page_shows_articles_as_such_in_both_languages(
    world: World, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    article_id = await writers.an_article(world, title="How to pair the hub", section=await writers.a_section(world, "Pairing"))
    await kb.verify(world.cast.actor("ada"), article_id)
    await writers.a_translation(world, article_id)
    await world.settle()
    guest = await visitor()
    page = await guest.get("/search?q=pair")
    line = page.find("ol.rows li")
    assert line.find(".chip").text == "Article" and "Pairing" in line.text and "Checked" in line.text
    assert line.find("a").get("href") == f"/help/articles/{article_id}/how-to-pair-the-hub"
    assert "<mark>pair</mark>" in page.html and "1 result" in page.text
    assert "How to pair the hub" in (await guest.fragment("GET", "/search?q=pai")).html
    assert "Articles" in page.find("main").text and "pair" in (await guest.get("/search?q=pair&kind=articles")).text


@pytest.mark.parametrize("typed", ["type:ar", "種類:記"])
async def test_the_operator_completes(world: World, typed: str) -> None:
    found = await queries.completions(await world.cast.fresh("guest"), typed)
    assert [one.query.strip() for one in found] == [{"type:ar": "type:article", "種類:記": "種類:記事"}[typed]]


def test_which_searches_mean_articles() -> None:
    today = date(2026, 3, 1)
    for typed, threads, written in (
        ("hub", True, True), ("type:article hub", False, True), ("type:idea hub", True, False), ("is:open hub", True, False),
        ("type:article type:idea", True, True), ("author:me hub", True, False), ("tag:x", True, True),
    ):  # fmt: skip
        query = parse(typed, today)
        assert (query.wants_threads, query.wants_articles) == (threads, written), typed


def test_ranking_of_articles() -> None:
    def one(id_: int = 1, **given: object) -> ArticleCandidate:
        values = {"lang": "en", "title": ("pair", "hub"), "asked": (), "labels": frozenset(), "changed_at": NOW,
                  "is_outdated": False, "words_had": 0, "words_asked": 0, "article_id": id_}  # fmt: skip
        return ArticleCandidate(version_id=id_, **values | given)  # type: ignore[arg-type]

    asked = Asked(("pair", "hub"), ("pair", "hub"))
    worth = lambda it: article_score(it, asked, NOW, "en")  # noqa: E731
    plain = worth(one())
    assert plain > worth(one(title=("hub",))) > worth(one(title=("lamp",))) > ARTICLE - 1
    assert plain > worth(one(title=("lamp",), asked=(("pair", "hub"),))) > worth(one(title=("lamp",)))
    for worse in ({"is_outdated": True}, {"lang": "ja"}, {"changed_at": NOW - timedelta(days=900)},
                  {"words_had": 1, "words_asked": 2}):  # fmt: skip
        assert worth(one(**worse)) < plain, worse
    versions = [one(1, article_id=7, lang="ja"), one(2, article_id=7), one(3, article_id=8, title=("lamp",))]
    assert [it.version_id for _worth, it in articles_ranked(versions, asked, NOW, "en")] == [2, 3]
    assert [it.version_id for _worth, it in articles_ranked(versions, asked, NOW, "ja")] == [1, 3]
