"""The bell and its list: counting, joining, paging, marking read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

from forum import database
from forum.notifications import actions, opened, queries
from forum.notifications.models import Notification
from forum.threads import actions as threads
from forum.threads.forms import Reason
from tests.notifications.told import kinds
from tests.threads.scene import asked, replied
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def test_it_works(world: World, visitor: Visit) -> None:
    thread = await asked(world, "ben")
    reply = await replied(world, "dev", thread.thread_id)
    await world.settle()
    ben = await visitor("ben")
    page = await ben.get("/notifications")
    assert page.status == 200
    assert page.find("h1").text == "Notifications"
    assert "Dev Patel replied: The hub loses its Wi-Fi every night" in page.text
    link = page.find(".note a")
    assert (link.get("href") or "").endswith(f"#reply-{reply.post_id}")
    assert page.find(".top-bell").get("aria-label") == "1 unread notification"


async def test_guests_are_led_to_the_door(visitor: Visit) -> None:
    guest = await visitor()
    page = await guest.get("/notifications")
    assert page.status == 303 and page.location.startswith("/sign-in?next=%2Fnotifications")
    assert (await guest.post("/notifications/read", {"newest": "1"})).status == 401


async def test_an_empty_list_says_so(visitor: Visit) -> None:
    eve = await visitor("eve")
    assert "No news yet" in (await eve.get("/notifications")).text
    assert "All read" in (await eve.get("/notifications?view=unread")).text
    for nonsense in ("older=-1", "older=x", "newer=99999999999999999999", "older=1&newer=1", "view=%00"):
        assert (await eve.get(f"/notifications?{nonsense}")).status == 200


async def test_in_japanese(world: World, visitor: Visit) -> None:
    thread = await asked(world)
    await replied(world, "ben", thread.thread_id)
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    aiko = await visitor("aiko", accept_language="ja")
    page = await aiko.get("/notifications")
    assert page.find("h1").text == "お知らせ"
    assert "Dev Patelさんほか1人が返信しました" in page.text


async def test_unread_news_of_one_kind_is_one_line(clock: ModuleType, world: World) -> None:
    thread = await asked(world)
    other = await asked(world, title="The lamp flickers")
    first = await replied(world, "ben", thread.thread_id, "One.")
    await replied(world, "ben", thread.thread_id, "Two.")
    await replied(world, "ben", other.thread_id, "Elsewhere.")
    await replied(world, "dev", thread.thread_id, "Three.")
    await replied(world, "ben", thread.thread_id, "@aiko: four.")
    await replied(world, "eve", thread.thread_id, "Five.")
    await world.settle()
    aiko = world.cast.actor("aiko")
    page = await queries.news_page(aiko)
    lines = [(line.kind, line.thread_id, line.count, line.others, line.actor_name) for line in page.lines]
    assert lines == [
        ("reply", thread.thread_id, 4, 2, "eve"), ("mention", thread.thread_id, 1, 0, "ben"),
        ("reply", other.thread_id, 1, 0, "ben"),
    ]
    assert page.lines[0].post_id == first.post_id
    assert page.lines[0].excerpt == "Five."
    assert await queries.unread_count(aiko) == 6
    # What was read together stays together, and what comes later stands alone.
    await actions.mark_read(aiko, page.lines[0].id)
    assert await queries.unread_count(aiko) == 2
    clock.advance(timedelta(minutes=1))
    await replied(world, "dev", thread.thread_id, "Six.")
    await world.settle()
    now = [(line.kind, line.count, line.is_unread) for line in (await queries.news_page(aiko)).lines]
    assert now == [("reply", 1, True), ("reply", 4, False), ("mention", 1, True), ("reply", 1, True)]
    assert [line.count for line in (await queries.news_page(aiko, unread=True)).lines] == [1, 1, 1]


async def test_sentences_count_people_and_replies(world: World, visitor: Visit) -> None:
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id, "One.")
    await replied(world, "dev", thread.thread_id, "Two.")
    await world.settle()
    ben = await visitor("ben")
    assert "Dev Patel wrote 2 replies" in (await ben.get("/notifications")).text
    await replied(world, "eve", thread.thread_id, "Three.")
    await world.settle()
    assert "Eve Moreau and 1 other replied" in (await ben.get("/notifications")).text
    await replied(world, "finn", thread.thread_id, "Four.")
    await world.settle()
    assert "Finn Berg and 2 others replied" in (await ben.get("/notifications")).text


async def test_reading_one_line(world: World, visitor: Visit) -> None:
    thread = await asked(world, "ben")
    for body in ("One.", "Two."):
        await replied(world, "dev", thread.thread_id, body)
    await replied(world, "dev", thread.thread_id, "@ben, three.")
    await world.settle()
    ben = await visitor("ben")
    page = await ben.get("/notifications")
    line = (await queries.news_page(world.cast.actor("ben"))).lines[1]
    done = await page.submit(f"/notifications/{line.id}/read")
    assert (done.status, done.location) == (303, "/notifications")
    assert await queries.unread_count(world.cast.actor("ben")) == 1
    # Without a place to go on to, on to what it is about.
    done = await ben.post(f"/notifications/{line.id}/read")
    assert done.location.startswith(f"/threads/{thread.thread_id}/")
    # With script, the line comes back as it is now; and a line of another site's choosing is not gone to.
    part = await ben.fragment("POST", f"/notifications/{line.id}/read")
    assert part.status == 200 and part.find(".note").get("class") == "note"
    assert "Dev Patel wrote 2 replies" in part.text
    done = await ben.post(f"/notifications/{line.id}/read", {"next": "//evil.example"})
    assert done.location.startswith(f"/threads/{thread.thread_id}/")
    for nowhere in (0, 10**18, 2**70, "x"):
        assert (await ben.post(f"/notifications/{nowhere}/read")).status == 404
    assert (await (await visitor("eve")).post(f"/notifications/{line.id}/read")).status == 404


async def test_reading_everything_leaves_what_came_since(world: World, visitor: Visit) -> None:
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id, "One.")
    await world.settle()
    ben = await visitor("ben")
    page = await ben.get("/notifications")
    await replied(world, "dev", thread.thread_id, "@ben, two.")
    await world.settle()
    done = await page.submit("/notifications/read")
    assert (done.status, done.location) == (303, "/notifications")
    assert [(line.kind, line.is_unread) for line in (await queries.news_page(world.cast.actor("ben"))).lines] == [
        ("mention", True), ("reply", False)
    ]
    assert (await ben.post("/notifications/read", {"newest": "x"})).status == 422


async def test_opening_a_thread_reads_what_was_told_of_it(
    clock: ModuleType, world: World, visitor: Visit
) -> None:
    thread = await asked(world, "ben")
    other = await asked(world, "ben", title="The lamp flickers")
    for place in (thread, other):
        await replied(world, "dev", place.thread_id, "One.")
    await world.settle()
    ben = await visitor("ben")
    page = await ben.get(thread.path)
    # The bell of the very page knows already, before anything is written.
    assert page.find(".top-bell").get("aria-label") == "1 unread notification"
    assert await Notification.filter(read_at=None).count() == 2
    clock.advance(timedelta(seconds=1))
    await replied(world, "dev", thread.thread_id, "Two, a moment later.")
    await world.settle()
    await actions.flush()
    assert [(line.thread_id, line.is_unread) for line in (await queries.news_page(world.cast.actor("ben"))).lines] == [
        (thread.thread_id, True), (other.thread_id, True), (thread.thread_id, False)
    ]
    assert opened.take() == []
    await actions.mark_thread_read(world.cast.actor("ben"), thread.thread_id)
    assert await queries.unread_count(world.cast.actor("ben")) == 1


async def test_a_guest_opens_threads_without_a_trace(world: World, visitor: Visit) -> None:
    thread = await asked(world)
    await (await visitor()).get(thread.path)
    assert opened.take() == []


async def test_pages_by_key(world: World) -> None:
    for number in range(7):
        thread = await asked(world, "ben", title=f"Question number {number}", body=f"Number {number} is this.")
        await replied(world, "dev", thread.thread_id, f"Answer {number}.")
    await world.settle()
    ben = world.cast.actor("ben")
    every = [line.id for line in (await queries.news_page(ben)).lines]
    first = await queries.news_page(ben, size=3)
    second = await queries.news_page(ben, size=3, older_than=first.older)
    third = await queries.news_page(ben, size=3, older_than=second.older)
    assert [line.id for page in (first, second, third) for line in page.lines] == every
    assert (first.newer, third.older, len(third.lines)) == (None, None, 1)
    back = await queries.news_page(ben, size=3, newer_than=third.newer)
    assert ([line.id for line in back.lines], back.older, back.newer) == (every[3:6], every[5], every[3])
    top = await queries.news_page(ben, size=3, newer_than=back.newer)
    assert ([line.id for line in top.lines], top.newer) == (every[:3], None)


async def test_the_bell_counts_to_a_hundred(world: World, visitor: Visit) -> None:
    thread = await asked(world, "ben")
    reply = await replied(world, "dev", thread.thread_id)
    await world.settle()
    event = await Notification.all().first()
    assert event is not None
    await database.execute(
        "INSERT INTO events (name, actor_id, subject_type, subject_id, data, at)"
        " WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 150)"
        " SELECT e.name, e.actor_id, e.subject_type, e.subject_id, e.data, e.at FROM many, events e WHERE e.id = $1",
        event.event_id,
    )
    await database.execute(
        "INSERT INTO notifications (person_id, event_id, kind, actor_id, thread_id, post_id, created_at)"
        " SELECT $1, e.id, 'reply', e.actor_id, $2, $3, e.at FROM events e WHERE e.id > $4",
        world.cast.ben.id, thread.thread_id, reply.post_id, event.event_id,
    )
    assert await queries.unread_count(world.cast.actor("ben")) == 100
    ben = await visitor("ben")
    page = await ben.get("/threads")
    assert page.find(".top-bell .badge").text == "99+"


async def test_news_of_long_ago_goes(clock: ModuleType, world: World) -> None:
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    clock.advance(timedelta(days=100))
    await replied(world, "dev", thread.thread_id, "Much later.")
    await world.settle()
    assert await actions.forget_old() == 0
    clock.advance(timedelta(days=100))
    assert await actions.forget_old() == 1
    assert await kinds(world, "ben") == ["reply"]


async def test_how_many_statements(world: World, visitor: Visit) -> None:
    for number in range(5):
        thread = await asked(world, "ben", title=f"Question number {number}", body=f"Number {number} is this.")
        await replied(world, "dev", thread.thread_id, f"Answer {number}.")
    await world.settle()
    ben = await visitor("ben")
    with database.counting() as statements:
        assert (await ben.get("/notifications")).status == 200
    assert len(statements) <= 3, statements
    with database.counting() as statements:
        assert (await ben.get("/settings/notifications")).status == 200
    assert len(statements) <= 4, statements
    with database.counting() as statements:
        await queries.page_context(world.cast.actor("ben"))
    assert len(statements) == 1
    # However many watch a thread, telling them is a handful of statements.
    await replied(world, "eve", thread.thread_id)
    with database.counting() as statements:
        await world.settle()
    few = len(statements)
    for who in ("ada", "finn", "chika"):
        await actions.set_level(world.cast.actor(who), "thread", thread.thread_id, "watching")
    await replied(world, "eve", thread.thread_id, "And another thing.")
    with database.counting() as statements:
        await world.settle()
    assert len(statements) == few


async def test_a_removed_thread_leads_nowhere(world: World, visitor: Visit) -> None:
    thread = await asked(world, "eve", title="Cheap watches <b>here</b>")
    await threads.delete_post(
        world.cast.actor("chika"), thread.post_id, Reason.read({"reason": "Advertising & nothing <i>else</i>."})
    )
    await world.settle()
    page = await (await visitor("eve")).get("/notifications")
    assert "A moderator deleted your thread: Cheap watches <b>here</b>" in page.text
    assert "Advertising & nothing <i>else</i>." in page.text
    assert not page.has(".note-text a")
