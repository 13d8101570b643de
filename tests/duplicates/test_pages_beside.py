"""What stands beside a thread, and beside a question that is being written: for each reader only what they may read."""

from collections.abc import Awaitable, Callable

from forum import database
from forum.duplicates.actions import deciding, pairing
from forum.duplicates.forms import Decision
from forum.duplicates.models import Pair
from forum.threads.models import Thread
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
TITLE = "Printer shows error 0x80070005 after the update"
BODY = "Since the update of Monday my printer shows error 0x80070005 and prints nothing at all."


async def indexed(world: World) -> None:
    await world.settle()
    while await pairing.score_due():
        continue


async def path_of(thread_id: int) -> str:
    row = await Thread.get(id=thread_id)
    return f"/threads/{row.id}/{row.slug}"


async def make(world: World, one: int, other: int, decision: str, **more: str) -> None:
    pair = await deciding.ensure_pair(one, other, "detector")
    values = {"decision": decision, "version": str(pair.version), **more}
    await deciding.decide(await world.cast.fresh("chika"), pair.id, Decision.read(values))


async def test_a_duplicate_names_its_canonical_thread_to_readers_and_to_search_engines(world: World, visitor: Visit) -> None:
    (first, _answer), second = await world.a_solved_thread(title="The lamp blinks"), await world.a_thread("finn")
    await make(world, first.thread_id, second.thread_id, "duplicate", canonical=str(first.thread_id))
    guest = await visitor()
    page = await guest.get(await path_of(second.thread_id))
    assert page.status == 200
    assert "This was asked before: The lamp blinks" in page.text
    assert page.find('link[rel="canonical"]').get("href") == f"http://127.0.0.1:8000{await path_of(first.thread_id)}"
    page = await guest.get(await path_of(first.thread_id))
    assert "Asked 2 times" in page.text
    assert page.has(f'aside a[href="{await path_of(second.thread_id)}"]')
    assert await path_of(second.thread_id) not in (await guest.get("/sitemaps/1.xml")).html
    assert await path_of(second.thread_id) not in (await guest.get("/threads?view=unanswered")).html


async def test_what_one_may_not_read_is_not_named(world: World, visitor: Visit) -> None:
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    public = await world.a_thread("aiko")
    hidden = await world.a_thread("finn", title="The secret lamp", category=closed)
    related = await world.a_thread("finn", title="Another secret", category=closed)
    await make(world, hidden.thread_id, public.thread_id, "duplicate", canonical=str(hidden.thread_id))
    await make(world, related.thread_id, public.thread_id, "related")
    for who, sees in (("guest", False), ("eve", False), ("aiko", False), ("finn", True), ("chika", True), ("guest", False)):
        page = await (await visitor(who, accept_language="en")).get(await path_of(public.thread_id))
        assert ("The secret lamp" in page.html) == sees, who
        assert ("Another secret" in page.html) == sees, who
    page = await (await visitor()).get(await path_of(public.thread_id))
    assert "This was asked before, in a place that you cannot read." in page.text
    assert page.find('link[rel="canonical"]').get("href") == f"http://127.0.0.1:8000{await path_of(public.thread_id)}"


async def test_related_threads_are_those_people_named_and_then_those_most_alike(world: World, visitor: Visit) -> None:
    one, two, three, four = [await world.a_thread("aiko", title=f"Thread of number {number}") for number in range(4)]
    await make(world, one.thread_id, two.thread_id, "related")
    for thread, score in ((three, 0.4), (four, 0.6)):
        pair = await deciding.ensure_pair(one.thread_id, thread.thread_id, "detector")
        await Pair.filter(id=pair.id).update(score=score)
    page = await (await visitor()).get(await path_of(one.thread_id))
    names = [link.text for link in page.find_all("aside .category-list a")]
    assert names == ["Thread of number 1", "Thread of number 3", "Thread of number 2"]


async def test_a_thread_costs_guests_three_statements_at_most(world: World, visitor: Visit) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    await make(world, first.thread_id, second.thread_id, "duplicate", canonical=str(first.thread_id))
    guest = await visitor()
    for thread in (first, second):
        path = await path_of(thread.thread_id)
        for _again in range(2):
            with database.counting() as statements:
                assert (await guest.get(path)).status == 200
            assert len(statements) <= 3, statements


async def test_who_asks_meets_what_was_asked(world: World, visitor: Visit) -> None:
    solved, _answer = await world.a_solved_thread(title=TITLE, body=BODY)
    for number in range(3):
        await world.a_thread("ben", title=f"Which lamp fits room {number}", body="It is rather dark in there.")
    await indexed(world)
    eve = await visitor("eve")
    typed = {"title": "Error 0x80070005 of my printer", "body": "", "category": "", "tags": ""}
    found = await eve.fragment("POST", "/ask/similar", typed)
    assert found.status == 200
    assert TITLE in found.html
    assert "Solved" in found.html
    assert "Please turn it off and on again" in found.html
    short = await eve.fragment("POST", "/ask/similar", {"title": "Printer error"})
    assert short.html.strip() == ""
    japanese = await eve.fragment("POST", "/ask/similar", {"title": "印刷"})
    assert japanese.html.strip() == ""
    guest = await visitor()
    assert TITLE in (await guest.fragment("POST", "/ask/similar", {"title": "Error 0x80070005 of my printer"})).html
    assert (await Thread.get(id=solved.thread_id)).status == "solved"


async def test_without_scripts_a_button_looks_for_it(world: World, visitor: Visit) -> None:
    await world.a_solved_thread(title=TITLE, body=BODY)
    await indexed(world)
    eve = await visitor("eve")
    page = await eve.get("/ask")
    assert "Look for similar questions" in page.html
    typed = {"title": "My printer shows error 0x80070005", "body": "It stopped.", "type": "question", "tags": "", "category": ""}
    for step in ("similar", "preview"):
        page = await eve.post("/ask", {**typed, "step": step})
        assert page.status == 200
        assert TITLE in page.find("#ask-similar").text
        assert page.find('input[name="title"]').get("value") == typed["title"]
    page = await eve.post("/ask", {**typed, "title": "My cat likes fresh fish", "step": "similar"})
    assert "Nothing like it was found." in page.find("#ask-similar").text


async def test_private_threads_influence_no_suggestion(world: World, visitor: Visit) -> None:
    closed = await world.category("Beta", see="group", ask="group", answer="group")
    await world.a_thread("finn", title=TITLE, body=BODY, category=closed)
    await indexed(world)
    asked = {"title": "My printer shows error 0x80070005", "body": BODY}
    for who, sees in (("guest", False), ("eve", False), ("finn", True)):
        found = await (await visitor(who)).fragment("POST", "/ask/similar", asked)
        assert (TITLE in found.html) == sees, who


async def test_a_duplicate_is_shown_as_the_thread_it_belongs_to(world: World, visitor: Visit) -> None:
    first = await world.a_thread("aiko", title="Everything about printing", body="All that is known of it.")
    second = await world.a_thread("finn", title=TITLE, body=BODY)
    await make(world, first.thread_id, second.thread_id, "duplicate", canonical=str(first.thread_id))
    await indexed(world)
    found = await (await visitor("eve")).fragment("POST", "/ask/similar", {"title": TITLE, "body": BODY})
    assert "Everything about printing" in found.html
    assert TITLE not in found.html


async def test_nothing_typed_is_kept(world: World, visitor: Visit) -> None:
    await world.a_thread()
    await indexed(world)
    eve = await visitor("eve")
    await eve.get("/ask")
    with database.counting() as statements:
        await eve.fragment("POST", "/ask/similar", {"title": "A word that is secret zqsecretqz", "body": "zqsecretqz"})
    written = [one for one in statements if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [one for one in written if "sessions" not in one] == []
