"""What readers find: the front page, shelves, sections, questions, articles in their language."""

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from forum import database
from forum.kb import actions
from forum.kb.models import Article, ArticleTranslation
from tests.kb import writers
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_it_works(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(
        world, also_asked="The hub cannot be found", environment="Software: 4.2 or later",
        body=writers.BODY + "\n\n> [!WARNING]\n> Not while it updates.",
    )
    guest = await visitor()
    front = await guest.get("/help")
    assert front.status == 200
    assert front.find("h1").text == "Help"
    link = front.find(f'main a[href^="/help/articles/{article_id}/"]')
    page = await guest.get(link.get("href") or "")
    assert page.status == 200
    assert page.find("h1").text == "How to pair the hub"
    assert [one.get("href") for one in page.find_all(".toc a")] == [
        "#h-before-you-start", "#h-steps", "#h-if-it-does-not-work",
    ]
    assert page.find(".prose h2").get("id") == "h-before-you-start"
    assert "Not while it updates." in page.find(".callout").text
    assert page.find(".template-answers dd").text == "4.2 or later"
    assert page.find('link[rel="canonical"]').get("href") == f"http://127.0.0.1:8000{page.path}"
    article, crumbs = page.linked_data[0]
    assert article["@type"] == "Article" and article["alternativeHeadline"] == ["The hub cannot be found"]
    assert crumbs["@type"] == "BreadcrumbList"


async def test_the_shelves(visitor: Visit, world: World) -> None:
    section = await writers.a_section(world, "Pairing", name_ja="ペアリング")
    first = await writers.an_article(world, section=section)
    await writers.an_article(world, title="How to pair a lamp", section=section)
    guest = await visitor()
    shelf = await guest.get("/help/about-pairing")
    assert shelf.find("h1").text == "About Pairing"
    page = await guest.get(f"/help/sections/{section}/pairing")
    assert [one.text for one in page.find_all("main h2")] == ["How to pair the hub", "How to pair a lamp"]
    assert (await guest.get(f"/help/sections/{section}/other")).location == f"/help/sections/{section}/pairing"
    assert (await guest.get(f"/help/sections/{section}")).status == 301
    article = await guest.get(f"/help/articles/{first}/how-to-pair-the-hub")
    assert article.find(".article-steps a").text.startswith("Next")
    assert (await guest.get("/help/nothing-of-the-kind")).status == 404
    assert (await guest.get(f"/help/articles/{2**63 - 1}")).status == 404
    japanese = await visitor(accept_language="ja")
    assert (await japanese.get(f"/help/sections/{section}/pairing")).find("h1").text == "ペアリング"


async def test_an_article_speaks_the_readers_language(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    only = await (await visitor(accept_language="ja")).get(f"/help/articles/{article_id}")
    assert only.location == f"/help/articles/{article_id}/how-to-pair-the-hub"
    page = await only.follow()
    assert page.has(".notice-info") and page.find("h1").get("lang") == "en"
    await writers.a_translation(world, article_id)
    japanese = await visitor(accept_language="ja")
    page = await (await japanese.get(f"/help/articles/{article_id}")).follow()
    assert page.find("h1").text == "ハブをつなぐ方法" and not page.has(".notice-info")
    alternates = {one.get("hreflang"): one.get("href") for one in page.find_all('link[rel="alternate"][hreflang]')}
    assert set(alternates) == {"en", "ja"}
    english = await (await visitor()).get(page.path)
    assert "日本語" in english.find(".notice-info").text
    front = await japanese.get("/help")
    assert front.find(f'a[href^="/help/articles/{article_id}/"]').text == "ハブをつなぐ方法"


async def test_old_addresses_lead_to_the_new_one_in_their_language(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.a_translation(world, article_id)
    await writers.write(world, article_id, title="Pairing, step by step")
    await writers.publish(world, article_id)
    japanese = await visitor(accept_language="ja")
    moved = await japanese.get(f"/help/articles/{article_id}/how-to-pair-the-hub")
    assert (moved.status, moved.location) == (301, f"/help/articles/{article_id}/pairing-step-by-step")
    other = await japanese.get(f"/help/articles/{article_id}/never-was")
    assert (other.status, other.location) == (301, f"/help/articles/{article_id}/pairing-step-by-step")


async def test_a_translation_says_when_it_is_older(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.a_translation(world, article_id)
    await writers.write(world, article_id, body="## Steps\n\nNow there is only one.")
    await writers.publish(world, article_id)
    page = await (await (await visitor(accept_language="ja")).get(f"/help/articles/{article_id}")).follow()
    assert page.has(".notice-warning")
    assert page.find(".notice-warning a").get("href") == f"/help/articles/{article_id}/how-to-pair-the-hub"


async def test_same_titles_have_addresses_of_their_own(world: World) -> None:
    article_id = await writers.an_article(world, title="FAQ 2026")
    await writers.a_translation(world, article_id, title="FAQ 2026")
    versions = (await writers.desk(world, article_id)).versions
    assert len({version.path for version in versions}) == 2


async def test_labels(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    other = await writers.an_article(world, title="How to pair a lamp")
    for one in (article_id, other):
        await writers.details(world, one, labels="Wi-Fi, 接続")
    guest = await visitor()
    page = await guest.get(f"/help/articles/{article_id}/how-to-pair-the-hub")
    assert [one.text for one in page.find_all(".tag")] == ["Wi-Fi", "接続"]
    assert page.find("aside .help-links a").text == "How to pair a lamp"
    listed = await guest.get("/help/labels/wi-fi")
    assert len(listed.find_all("main h2")) == 2
    assert (await guest.get("/help/labels/none")).status == 404


async def test_the_order_of_related_articles_is_the_teams(visitor: Visit, world: World) -> None:
    ids = [await writers.an_article(world, title=f"Related number {number}") for number in range(3)]
    await writers.details(world, ids[0], related=f"{ids[2]}, http://127.0.0.1:8000/help/articles/{ids[1]}/x")
    page = await (await (await visitor()).get(f"/help/articles/{ids[0]}")).follow()
    assert [one.text for one in page.find_all("aside .help-links a")] == ["Related number 2", "Related number 1"]


async def test_questions_are_grouped_folded_and_structured(visitor: Visit, world: World) -> None:
    sections = [await writers.a_section(world, name) for name in ("Orders", "Refunds")]
    for number, section in enumerate((*sections, sections[0])):
        await writers.an_article(
            world, title=f"Question number {number}?", body=f"Answer {number}.", section=section, kind="faq"
        )
    page = await (await visitor()).get("/help/faq")
    assert [one.text for one in page.find_all("main h2")] == ["Orders", "Refunds"]
    assert [one.text for one in page.find_all("details.faq-entry summary")] == [
        "Question number 0?", "Question number 2?", "Question number 1?",
    ]
    data = page.linked_data[0]
    assert data["@type"] == "FAQPage"
    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == "Answer 0."


async def test_no_questions_no_page(visitor: Visit, world: World) -> None:
    await writers.an_article(world)
    guest = await visitor()
    assert (await guest.get("/help/faq")).status == 404
    assert not (await guest.get("/help")).has('a[href="/help/faq"]')


async def test_the_feed_and_the_sitemap(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.a_translation(world, article_id)
    guest = await visitor()
    feed = await guest.get("/help/feed.atom")
    assert feed.status == 200 and "ハブをつなぐ方法" in feed.html and "How to pair the hub" in feed.html
    sitemap = await guest.get("/sitemaps/articles.xml")
    assert sitemap.html.count("<loc>") == 3
    assert sitemap.html.count('hreflang="ja"') == 2
    assert "/sitemaps/articles.xml" in (await guest.get("/sitemap.xml")).html


@pytest.mark.parametrize(("who", "most"), [("guest", 3), ("eve", 6), ("dev", 6)])
async def test_how_many_statements_a_page_takes(who: str, most: int, visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world, kind="faq")
    await writers.a_translation(world, article_id)
    one = await visitor(who)
    for path in (
        f"/help/articles/{article_id}/how-to-pair-the-hub", "/help", "/help/faq", "/help/about-pairing",
        "/help/sections/1/pairing",
    ):
        with database.counting() as statements:
            assert (await one.get(path)).status == 200
        assert len(statements) <= most, (path, statements)


async def test_views_count_once_a_day_without_staff_and_robots(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    path = f"/help/articles/{article_id}/how-to-pair-the-hub"
    actions.forget()
    for who in ("guest", "eve", "eve", "dev"):
        await (await visitor(who)).get(path)
    await (await visitor("guest", user_agent="Examplebot/1.0")).get(path)
    await actions.flush()
    assert (await writers.desk(world, article_id)).view_count == 2
    await (await visitor("eve")).get(path)
    await actions.flush()
    assert (await writers.desk(world, article_id)).view_count == 2


async def test_five_hundred_questions_are_as_comfortable_as_ten(visitor: Visit, world: World) -> None:
    section = await writers.a_section(world, "Orders")
    first = await writers.an_article(world, title="Question number 0?", body="Answer.", section=section, kind="faq")
    now = (await writers.desk(world, first)).versions[0].changed_at
    for number in range(1, 500):
        article = await Article.create(
            section_id=section, kind="faq", source_lang="en", position=number, created_by_id=world.cast.dev.id, created_at=now
        )
        await ArticleTranslation.create(
            article_id=article.id, lang="en", title=f"Question number {number}?", slug=f"q-{number}", plain="Answer.",
            html="<p>Answer.</p>", live_number=1, published_at=now, changed_at=now,
        )
    guest = await visitor()
    with database.counting() as statements:
        page = await guest.get("/help/faq")
    assert len(statements) <= 3
    assert page.html.count("<details class=\"faq-entry\"") == 500
    assert len(page.linked_data[0]["mainEntity"]) == 500
    assert len(page.html.encode()) < 1_000_000
    last = await guest.get(f"/help/sections/{section}/orders?page=99")
    assert last.find('.pages [aria-current="page"]').text == "10"
