"""The board of what recurs: does it work, may a stranger, does it say in words what it shows."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

from forum import database
from forum import settings as forum_settings
from forum.duplicates.actions import deciding
from forum.duplicates.actions.gathering import gather
from forum.duplicates.forms import Decision
from forum.duplicates.models import Cluster, Pair
from forum.threads.models import Thread
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def asked_often(world: World, times: int = 4) -> list[int]:
    """Threads that ask the same: the second is marked, the others are suspected."""
    shelf = await world.category("Lamps")
    ids = [(await world.a_thread(who, category=shelf)).thread_id for who in ("aiko", "finn", "eve", "aiko", "finn")[:times]]
    for other in ids[1:]:
        pair = await deciding.ensure_pair(ids[0], other, "detector")
        await Pair.filter(id=pair.id).update(score=0.8, detector_version=1)
    pair = await Pair.get(low_thread_id=ids[0], high_thread_id=ids[1])
    await deciding.decide(world.cast.actor("chika"), pair.id, Decision.read({
        "decision": "duplicate", "canonical": str(ids[0]), "version": "1",
    }))
    await world.settle()
    return ids


async def test_a_recurring_question_with_its_figures_and_its_plot_in_words(
    clock: ModuleType, world: World, visitor: Visit
) -> None:
    await world.category("Other things")
    ids = await asked_often(world)
    clock.advance(timedelta(hours=2))
    await gather()
    dev = await visitor("dev")
    page = await dev.get("/desk/recurring")
    row = page.find(".recurring tbody tr")
    # The hub and one confirmed member, two suspected, three askers; the duplicate is closed, three are open.
    assert [cell.text for cell in row.find_all(".number")] == ["1", "2", "3", "3", "0"]
    assert "Stands out this week" in row.text
    assert row.find(".weeks").get("aria-label") == (
        "Questions per week over half a year: 4 in all, at most 4 in one week, 4 in the past seven days."
    )
    assert "4 this week, 0 a week before" in row.text
    assert "4 more than in the four weeks before" in row.text
    cluster = await Cluster.get()
    assert row.find(".row-title a").get("href") == f"/desk/recurring/{cluster.id}"
    page = await dev.get(f"/desk/recurring/{cluster.id}")
    assert page.find("h1").text == (await Thread.get(id=ids[0])).title
    assert len(page.find_all("main [data-row]")) == 4
    assert len(page.find_all('main a[href^="/desk/duplicates?pair="]')) == 2


async def test_narrowed_to_a_category(world: World, visitor: Visit) -> None:
    other = await world.category("Other things")
    ids = await asked_often(world)
    await gather()
    slug = await database.value(
        "SELECT c.slug FROM categories c JOIN threads t ON t.category_id = c.id WHERE t.id = $1", ids[0]
    )
    dev = await visitor("dev")
    assert (await dev.get(f"/desk/recurring?category={slug}")).has(".recurring tbody tr")
    assert not (await dev.get(f"/desk/recurring?category={other.slug}")).has(".recurring tbody tr")
    assert (await dev.get("/desk/recurring?category=nowhere")).has(".recurring tbody tr")


async def test_without_any_the_page_says_so(world: World, visitor: Visit) -> None:
    page = await (await visitor("dev")).get("/desk/recurring")
    assert page.status == 200
    assert "Nothing recurs" in page.text
    for path in ("/desk/recurring/1", "/desk/recurring/x", "/desk/recurring/99999999999999999999"):
        assert (await (await visitor("ada")).get(path)).status == 404, path


async def test_a_cluster_of_which_one_may_read_a_single_thread_is_not_there(world: World, visitor: Visit) -> None:
    ids = await asked_often(world, 3)
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    await Thread.filter(id__in=ids[1:]).update(category_id=closed.id)
    await gather()
    cluster = await Cluster.get()
    for who, status in (("dev", 404), ("chika", 200)):
        assert (await (await visitor(who)).get(f"/desk/recurring/{cluster.id}")).status == status, who
    assert not (await (await visitor("dev")).get("/desk/recurring")).has(".recurring tbody tr")


async def test_the_queue_costs_few_statements(world: World, visitor: Visit) -> None:
    await asked_often(world)
    dev = await visitor("dev")
    await dev.get("/desk/duplicates")
    with database.counting() as statements:
        assert (await dev.get("/desk/duplicates")).status == 200
    # The session, the bell, the categories, the queue, the pair, and what was said of it.
    assert len(statements) <= 6, statements


async def test_looking_for_what_is_similar_has_its_limit(world: World, visitor: Visit) -> None:
    forum_settings.use(dataclasses.replace(forum_settings.current(), rate_limits=True))
    guest = await visitor()
    answers = [
        (await guest.fragment("POST", "/ask/similar", {"title": "A lamp that blinks"})).status for _again in range(122)
    ]
    assert (answers.count(200), answers.count(429)) == (120, 2)
