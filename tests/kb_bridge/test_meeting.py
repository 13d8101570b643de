"""Articles while asking: found by what people call their problem, for those who may read them, the promoted one first."""

from collections.abc import Awaitable, Callable

import pytest

from forum import clock, database
from forum.duplicates.actions import pairing
from forum.kb import actions as kb
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.models import ArticleSource
from forum.kb_bridge.queries import meeting as queries
from tests.cast import EVERYONE
from tests.kb import writers
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
READERS = {"members": set(EVERYONE) - {"guest"}, "group": {"finn", "chika", "ada"}, "staff": {"dev", "chika", "ada"}}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    queries.forget()
    meeting.forget()


async def carried_by(one: Visitor) -> str:
    """What the form of a new question carries."""
    return (await one.get("/ask")).find('input[name="composing"]').get("value")


def suggested(page: Page) -> list[str]:
    """The titles of what stands beside the question."""
    return [link.text.replace(" (opens in a new tab)", "") for link in page.find_all("ol.rows .row-title a")]


async def test_articles_are_found_by_title_by_other_titles_and_by_text(world: World) -> None:
    await writers.an_article(
        world, title="How to pair the hub with a phone", also_asked="Hub is not found\nBridge offline after the update",
        body="## Steps\n\nHold the button for seven seconds until the blue light blinks.",
    )
    await writers.an_article(world, title="Return a lamp", body="Within thirty days you may return it unused.")
    await writers.an_article(
        world, title="ハブとスマートフォンの接続方法", lang="ja", also_asked="ハブが見つからない",
        body="## 手順\n\nボタンを長押しします。",
    )
    await world.settle()
    eve = await world.cast.fresh("eve")
    for typed, first in (
        ("how do I pair my hub?", "How to pair the hub with a phone"),
        ("The bridge is offline since the update", "How to pair the hub with a phone"),
        ("My hub is not found any more", "How to pair the hub with a phone"),
        ("How many days may I return the lamp", "Return a lamp"),
        ("ハブが見つからないのですが", "ハブとスマートフォンの接続方法"),
        ("ハブがWi-Fiにつながりません", None), ("スマートフォンとハブを接続できません", "ハブとスマートフォンの接続方法"),
        ("something about cooking potatoes", None), ("hub", None), ("", None),
    ):  # fmt: skip
        found = await queries.articles_for(eve, typed)
        assert (found[0].line.title if found else None) == first, typed


@pytest.mark.parametrize("who", EVERYONE)
async def test_only_readers_meet_an_article(who: str, world: World, visitor: Visit) -> None:
    shelf = await world.category("Devices")
    for see in READERS:
        await writers.an_article(
            world, "chika", title=f"Zebra{see} lamps flicker at night", also_asked=f"Okapi{see} flickers at night",
            section=await writers.a_section(world, f"For {see}", see=see),
        )
    await writers.a_draft(world, title="Zebradraft lamps flicker at night")
    gone = await writers.an_article(world, title="Zebragone lamps flicker at night")
    thread = await world.a_thread("ben", title="Why do lamps flicker at night?", category=shelf)
    await world.settle()
    one = await visitor(who)
    path = f"/threads/{thread.thread_id}/why-do-lamps-flicker-at-night"
    await one.get(path)
    await queries.find_beside()
    said = {"title": "Zebra lamps flicker at night", "body": "Okapi flickers at night"}
    await kb.archive(world.cast.actor("ada"), gone)
    beside = await one.fragment("POST", "/ask/similar", said)
    page = await one.get(path)
    offered = await one.fragment("GET", f"/threads/{thread.thread_id}/articles?q=flicker")
    for see, readers in READERS.items():
        assert (f"Zebra{see}" in beside.html) == (who in readers), see
        assert (f"Zebra{see}" in page.html) == (who in readers), see
        assert (f"Zebra{see}" in offered.html) == (who in readers), see
    assert all("Zebradraft" not in seen.html and "Zebragone" not in seen.html for seen in (beside, page, offered))
    assert sum(who in some for some in READERS.values()) == len(suggested(beside))


async def test_what_was_made_from_a_similar_thread_comes_first(world: World) -> None:
    asked_before = await world.a_thread("ben", title="Error E-41 on the display of the washing machine")
    close = await writers.an_article(world, title="The washing machine shows error E-41 on its display")
    made = await writers.an_article(world, title="Clean the filter", body="Open the flap below.")
    await ArticleSource.create(article_id=made, thread_id=asked_before.thread_id, added_at=clock.now())
    await world.settle()
    while await pairing.score_due():
        continue
    eve = await world.cast.fresh("eve")
    found = await queries.evidence(eve, "The washing machine shows error E-41 on the display")
    assert [met.line.id for met in found.articles] == [made, close]
    assert [met.promoted for met in found.articles] == [True, False]
    await writers.details(world, made, see="staff")
    found = await queries.evidence(eve, "The washing machine shows error E-41 on the display")
    assert [met.line.id for met in found.articles] == [close]


async def test_without_a_script_the_button_looks_and_the_writer_may_put_it_aside(world: World, visitor: Visit) -> None:
    await world.category("Devices")
    await writers.an_article(world, title="How to pair the hub with a phone")
    await world.settle()
    eve = await visitor("eve")
    carried = await carried_by(eve)
    typed = {"title": "How do I pair the hub?", "body": "I tried a lot.", "composing": carried}
    page = await eve.post("/ask", {**typed, "step": "similar"})
    assert page.status == 200 and suggested(page) == ["How to pair the hub with a phone"]
    assert page.find('input[name="composing"]').get("value") == carried
    link = page.find("ol.rows .row-title a").get("href")
    article = await eve.get(link or "")
    assert article.find('form[action="/ask/solved"] input').get("value") == carried
    page = await eve.post("/ask", {**typed, "step": "dismiss"})
    assert page.status == 200 and suggested(page) == [] and page.find("textarea#field-body").text == "I tried a lot."
    assert page.find('input[name="dismissed"]').get("value") == "1"
    fragment = await eve.fragment("POST", "/ask/similar", {**typed, "dismissed": "1"})
    assert suggested(fragment) == []
    assert await database.value("SELECT count(*) FROM composings WHERE dismissed_at IS NOT NULL") == 1


async def test_a_thread_names_articles_about_it(world: World, visitor: Visit) -> None:
    thread = await world.a_thread("ben", title="How do I pair the hub with my phone?")
    article = await writers.an_article(world, title="How to pair the hub with a phone")
    await world.settle()
    guest = await visitor()
    path = f"/threads/{thread.thread_id}/how-do-i-pair-the-hub-with-my-phone"
    assert not (await guest.get(path)).has('aside a[href^="/help/articles/"]')
    await queries.find_beside()
    page = await guest.get(path)
    assert page.has(f'aside a[href="/help/articles/{article}/how-to-pair-the-hub-with-a-phone"]')
    await kb.archive(world.cast.actor("ada"), article)
    assert "How to pair the hub with a phone" not in (await guest.get(path)).html
