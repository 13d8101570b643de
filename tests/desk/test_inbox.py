"""The inbox: what hurts most stands first, a view holds what its conditions say, and its count is the length of its list."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from forum import database
from forum.accounts.models import Group
from forum.categories.models import Category
from forum.desk import actions, conditions, policy, queries
from forum.desk.conditions import Columns, Condition, Reader, Spec
from forum.desk.forms import ViewForm, read_stamps
from forum.desk.queries import inbox
from forum.desk.views import ViewLine
from forum.duplicates.models import Cluster, Member
from forum.errors import Forbidden, Invalid, NotFound
from forum.kb import actions as kb
from forum.kb_bridge.models import Proposal
from forum.leases import actions as leasing
from forum.moderation import actions as reviewing
from forum.moderation.models import Item
from forum.threads import actions as threads
from forum.threads.forms import Status
from forum.tickets.models import SupportGroup, SupportMember
from tests.cast import EVERYONE, STAFF
from tests.kb import writers
from tests.moderation import moderated
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]
COLUMNS = Columns(
    kind="thread", status="t.status", priority="2", lang="t.lang", since="t.since", category="t.category_id",
    tag="tagged({})", mine="begun",
)


@pytest.fixture
async def desk(world: World, clock: ModuleType) -> Desk:
    return Desk(world)


async def listed(world: World, spec: Spec, who: str = "dev") -> list[str]:
    """The keys of what a view holds, in order; and its count is as many."""
    scope = await queries.scope_of(await world.cast.fresh(who))
    found = await queries.listing(scope, spec)
    counted = await queries.counts(scope, [ViewLine("x", "x", spec)])
    assert counted == {"x": len(found.items)}
    return [item.key for item in found.items]


def only(field: str, *values: str, negated: bool = False) -> Spec:
    return Spec((Condition(field, values, negated),))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("kind", ("thread", "ticket")), "1 = 1"),
        (Condition("kind", ("ticket",)), "1 = 0"),
        (Condition("status", ("open", "new")), "(t.status IN ('open', 'new'))"),
        (Condition("priority", ("urgent", "low")), "(2 IN (4, 1))"),
        (Condition("assignee", ("me",)), "((begun))"),
        (Condition("assignee", ("nobody",)), "1 = 1"),
        (Condition("assignee", ("7",)), "1 = 0"),
        (Condition("team", ("mine", "3")), "1 = 0"),
        (Condition("category", ("4", "5")), "(t.category_id IN (4, 5))"),
        (Condition("tag", ("a", "b"), True), "NOT COALESCE(tagged($1, $2), FALSE)"),
        (Condition("older", ("24",)), "(t.since <= $1)"),
    ],
)
def test_a_condition_becomes_sql_in_which_nothing_typed_stands(
    condition: Condition, expected: str, clock: ModuleType
) -> None:
    reader = Reader(9, [1], clock.now())
    found = conditions.sql(Spec((condition,)), COLUMNS, reader)
    assert found == (expected if expected in ("1 = 1", "1 = 0") else f"({expected})")
    assert len(reader.params) == expected.count("$")


def test_what_makes_no_sense_is_no_condition() -> None:
    kept = [
        {"field": "status", "values": ["open", "'; DROP TABLE threads"], "negated": False},
        {"field": "priority", "values": ["very"]}, {"field": "colour", "values": ["red"]}, {"field": "tag"}, "x", None,
        {"field": "assignee", "values": ["me", "-1", "1 OR 1"]}, {"field": "older", "values": ["9" * 30]},
    ]
    assert conditions.read(kept) == (Condition("status", ("open",)), Condition("assignee", ("me",)))
    assert conditions.read("x") == conditions.read(None) == ()
    assert read_stamps(["thread-1-2", "thread-1-2", "cow-1-2", "ticket-x-1", "ticket-3", "ticket-4-5-6"]) == [
        ("thread", 1, 2)
    ]


async def test_what_hurts_most_stands_first(world: World, desk: Desk, clock: ModuleType) -> None:
    oldest = await world.a_thread()
    clock.advance(timedelta(hours=1))
    low = await desk.open()
    await desk.set(low, priority="low")
    clock.advance(timedelta(hours=1))
    plain = await desk.open()
    clock.advance(timedelta(hours=1))
    urgent = await desk.open()
    await desk.set(urgent, priority="urgent")
    answered = await desk.open()
    await desk.say(answered, "dev")
    assert await listed(world, Spec()) == [
        f"ticket-{urgent}", f"thread-{oldest.thread_id}", f"ticket-{plain}", f"ticket-{answered}", f"ticket-{low}",
    ]
    assert (await listed(world, Spec(order="newest")))[:2] == [f"ticket-{urgent}", f"ticket-{plain}"]
    # Whatever is answered, solved or waits for the asker is not in the inbox; naming its status finds it.
    await world.a_reply(oldest.thread_id, "ben")
    await desk.set(plain, status="pending")
    assert f"thread-{oldest.thread_id}" not in await listed(world, Spec())
    assert await listed(world, only("status", "pending")) == [f"ticket-{plain}"]


async def test_every_grouping_has_its_order_over_all_kinds(world: World, desk: Desk, clock: ModuleType) -> None:
    shelves = [await world.category(f"Shelf {number}") for number in range(2)]
    for number in range(4):
        clock.advance(timedelta(minutes=1))
        posted = await world.a_thread("aiko", category=shelves[number % 2], title=f"Number {number} of the threads")
        ticket = await desk.open(body=f"Number {number} of the tickets.")
        await desk.set(ticket, priority=("low", "high", "", "urgent")[number])
        if number % 3 == 0:
            await threads.change_status(
                await world.cast.fresh("chika"), posted.thread_id, Status.read({"status": "needs_info", "note": "Which one?"})
            )
            await desk.set(ticket, status="pending")
    scope = await queries.scope_of(world.cast.actor("dev"))
    everything = Condition("status", ("open", "needs_info", "pending"))
    for grouping in conditions.GROUPINGS:
        for order in conditions.ORDERS:
            for given in ((), (everything,), (Condition("status", ("open",)),)):
                spec = Spec(conditions=given, grouping=grouping, order=order)
                items = (await queries.listing(scope, spec)).items
                keys = [item.key for item in items]
                # However few each source is asked for, the first are the first of all.
                held = {one.key for source in inbox._open_to(scope) for one in await inbox._of(source, scope, spec, 2)}
                assert [key for key in keys if key in held][:2] == keys[:2], (grouping, order)
                assert len(items) == {0: 4, 3: 6, 1: 2}[len(given[0].values) if given else 0], (grouping, order)


async def test_a_view_holds_what_its_conditions_say(world: World, desk: Desk, clock: ModuleType) -> None:
    await world.tag("wifi")
    shelf = await world.category("Lamps")
    thread = await world.a_thread(category=shelf, tags="wifi")
    mine, theirs = await desk.open(), await desk.open()
    team = await SupportGroup.create(name="First", name_key="first", created_at=clock.now())
    await SupportMember.create(group=team, person=world.cast.dev, added_at=clock.now())
    await desk.set(mine, assignee_id=world.cast.dev.id, group_id=team.id, tags=["wifi"])
    await desk.set(theirs, assignee_id=world.cast.ada.id)
    clock.advance(timedelta(hours=5))
    fresh = await desk.open()
    t, m, a, f = f"thread-{thread.thread_id}", f"ticket-{mine}", f"ticket-{theirs}", f"ticket-{fresh}"
    usual = queries.USUAL
    for spec, expected in (
        (usual["mine"], {m}), (usual["teams"], {m}), (usual["unassigned"], {t, f}), (usual["questions"], {t}),
        (usual["tickets"], {m, a, f}), (only("tag", "wifi"), {t, m}), (only("tag", "wifi", negated=True), {a, f}),
        (only("category", str(shelf.id)), {t}), (only("assignee", str(world.cast.ada.id), "me"), {m, a}),
        (only("assignee", "me", negated=True), {t, a, f}), (only("older", "4"), {t, m, a}), (only("younger", "4"), {f}),
        (only("team", "none"), {t, a, f}), (only("lang", "en"), {t, m, a, f}), (only("status", "open"), {t, m, a}),
        (Spec((Condition("tag", ("wifi",)), Condition("kind", ("ticket",)))), {m}),
        (Spec((Condition("tag", ("wifi",)), Condition("assignee", (str(world.cast.ada.id),))), "any"), {t, m, a}),
    ):
        assert set(await listed(world, spec)) == expected, spec
    # What I have begun to write is my work as well.
    await threads.keep_draft(world.cast.actor("dev"), f"reply:{thread.thread_id}", {"body": "Have you"}, 0)
    assert set(await listed(world, usual["mine"])) == {t, m}


async def test_nobody_counts_what_they_may_not_read(world: World, desk: Desk) -> None:
    group: Group = world.cast.beta
    hidden: Category = await world.category("Lab", see="group", ask="group", answer="group", group=group)
    secret = await world.a_thread("finn", category=hidden)
    assert await listed(world, Spec(), "dev") == []
    assert await listed(world, Spec(), "chika") == [f"thread-{secret.thread_id}"]
    scope = await queries.scope_of(world.cast.actor("dev"))
    with pytest.raises(NotFound):
        await queries.find(scope, f"thread-{secret.thread_id}")
    for key in ("thread-0", "thread-x", "cow-1", "", "ticket-99", "thread-" + "9" * 30):
        with pytest.raises(NotFound):
            await queries.find(scope, key)
    assert {who for who in EVERYONE if policy.may_work(world.cast.actor(who))} == set(STAFF)


async def test_the_page_shows_views_list_item_and_what_is_beside(
    world: World, desk: Desk, visitor: MakeVisitor
) -> None:
    posted = await world.a_thread(title="The lamp does not shine")
    ticket = await desk.open(subject="My invoice is wrong")
    dev, ben = await visitor("dev"), await visitor("ben")
    page = await dev.get("/desk")
    assert [one.text for one in page.find_all(".desk-line h3")] == ["The lamp does not shine", "My invoice is wrong"]
    assert page.find(".desk-views [aria-current]").text == "Inbox 2"
    for path in ("/desk", "/desk?view=mine", f"/desk?item=thread-{posted.thread_id}"):
        assert (await ben.get(path)).status == 404
        assert (await (await visitor()).get(path)).status == 404
    assert (await dev.get("/desk?view=nonsense")).status == 404
    assert (await dev.get("/desk?item=thread-999")).status == 404
    await leasing.take(world.cast.actor("ada"), "thread", posted.thread_id, policy.may_work(world.cast.actor("ada")))
    opened = await dev.get(f"/desk?item=thread-{posted.thread_id}")
    assert "Ada Lindqvist is replying." in opened.find(".desk-queue").text
    assert "Ada Lindqvist is replying." in opened.find("#reply").text
    assert opened.find(".desk-item h2").text == "The lamp does not shine"
    sent = await opened.submit(f"/threads/{posted.thread_id}/replies", "Post reply", body="Is it plugged in?")
    assert sent.location == "/desk"
    assert (await dev.get("/desk")).find(".desk-views [aria-current]").text == "Inbox 1"
    assert (await dev.get(f"/desk?item=ticket-{ticket}")).status == 200


async def test_a_view_is_saved_shared_changed_and_removed(world: World, desk: Desk, visitor: MakeVisitor) -> None:
    team = await SupportGroup.create(name="First", name_key="first", created_at=world.cast.aiko.created_at)
    for who in ("dev", "chika"):
        await SupportMember.create(group=team, person=world.cast.person(who), added_at=team.created_at)
    ticket = await desk.open()
    await desk.set(ticket, priority="high")
    dev, chika, ada = await visitor("dev"), await visitor("chika"), await visitor("ada")
    form = (await dev.get("/desk/views/new")).form("/desk/views")
    values = {
        "name": "Pressing", "kind_ticket": "1", "priority_high": "1", "priority_urgent": "1", "grouping": "priority",
        "scope": "team", "for_team": str(team.id), "column_tags": "1",
    }
    saved = await form.submit("Save the view", **values)
    assert saved.status == 303, saved.text
    page = await dev.get(saved.location)
    assert page.find(".desk-views [aria-current]").text == "Pressing 1"
    assert page.find(".desk-group").text == "High"
    assert saved.location.rpartition("=")[2].isdecimal()
    view_id = int(saved.location.rpartition("=")[2])
    assert "Pressing" in (await chika.get("/desk")).find(".desk-views").text
    assert "Pressing" not in (await ada.get("/desk")).find(".desk-views").text
    assert (await ada.get(f"/desk/views/{view_id}")).status == 404
    # Whoever is not its owner uses it and does not change it.
    theirs = (await chika.get(f"/desk/views/{view_id}")).form(f"/desk/views/{view_id}")
    assert (await theirs.submit("ビューを保存", name="Mine now")).status == 403
    mine = (await dev.get(f"/desk/views/{view_id}")).form(f"/desk/views/{view_id}")
    assert (mine["priority_high"], mine["grouping"]) == ("1", "priority")
    assert (await mine.submit("Save the view", name="More pressing")).status == 303
    late = await mine.submit("Save the view", name="Too late")
    assert late.status == 409
    assert late.form(f"/desk/views/{view_id}")["name"] == "Too late"
    assert (await mine.submit("Save the view", name="", match="some")).status == 422
    assert (await dev.post(f"/desk/views/{view_id}/remove")).status == 303
    assert (await dev.get(f"/desk/views/{view_id}")).status == 404


async def test_who_may_save_for_whom(world: World, desk: Desk) -> None:
    team = await SupportGroup.create(name="First", name_key="first", created_at=world.cast.aiko.created_at)
    base = {"name": "V", "match": "all", "order": "hurts"}
    for who, scope, fine in (("dev", "me", True), ("dev", "team", False), ("dev", "all", False), ("ada", "all", True)):
        form = ViewForm.read(base | {"scope": scope, "for_team": str(team.id)})
        if fine:
            assert await actions.save_view(world.cast.actor(who), form)
        else:
            with pytest.raises(Forbidden):
                await actions.save_view(world.cast.actor(who), form)
    with pytest.raises(Forbidden):
        await actions.save_view(world.cast.actor("ben"), ViewForm.read(base | {"scope": "me"}))
    with pytest.raises(Invalid):
        await actions.save_view(world.cast.actor("ada"), ViewForm.read(base | {"scope": "team", "for_team": "99"}))
    # What one saved for oneself nobody else has, and leaves with one.
    scope = await queries.scope_of(world.cast.actor("chika"))
    assert [view.scope for view in await queries.views_of(scope)] == ["all"]
    await actions.forget_person(world.cast.dev.id)
    assert await database.value("SELECT count(*) FROM desk_views") == 1


async def test_many_are_changed_after_a_look_each_by_its_own_right(
    world: World, desk: Desk, visitor: MakeVisitor
) -> None:
    posted = await world.a_thread(title="The lamp does not shine")
    first, second, third = await desk.open(), await desk.open(), await desk.open()
    dev = await visitor("dev")
    page = await dev.get("/desk")
    stamps = {
        (one.get("value") or "").rpartition("-")[0]: one.get("value") for one in page.find_all(".desk-line input")
    }
    asked: dict[str, Any] = {"verb": "status", "status": "closed", "item": list(stamps.values())}
    look = await dev.post("/desk/bulk", asked)
    assert look.status == 200
    assert (await desk.row(first)).status == "new"
    rows = [row.text for row in look.find_all("tbody tr")]
    assert sum("Yes" in row for row in rows) == 1, rows
    taking = {"verb": "take", "item": [stamps[f"ticket-{one}"] for one in (first, second, third)]}
    look = await dev.post("/desk/bulk", taking)
    assert "Change 3 items" in look.text
    # Somebody changes one of them meanwhile.
    await desk.set(second, priority="high")
    done = await look.form("/desk/bulk").submit("Change 3 items")
    results = [row.text for row in done.find_all("tbody tr")]
    assert sum("Done" in row for row in results) == 2
    assert sum("changed since you selected it" in row for row in results) == 1
    assert [(await desk.row(one)).assignee_id for one in (first, second, third)] == [
        world.cast.dev.id, None, world.cast.dev.id,
    ]
    look = await dev.post("/desk/bulk", asked | {"item": [stamps[f"thread-{posted.thread_id}"]]})
    await look.form("/desk/bulk").submit("Change 1 item")
    assert await database.value("SELECT status FROM threads WHERE id = $1", posted.thread_id) == "closed"
    assert (await dev.post("/desk/bulk", {"verb": "assign", "item": []})).status == 422
    assert "Nothing is selected." in (await dev.post("/desk/bulk", {"verb": "take"})).text


async def test_the_inbox_asks_little(world: World, desk: Desk, visitor: MakeVisitor) -> None:
    for _ in range(4):
        await world.a_thread()
        await desk.open()
    dev = await visitor("dev")
    await dev.get("/desk")
    with database.counting() as statements:
        assert (await dev.get("/desk")).status == 200
    assert len(statements) <= 22, "\n".join(statements)


async def test_a_question_that_waits_for_its_asker_is_found_by_its_status(world: World, desk: Desk) -> None:
    posted = await world.a_thread()
    note = Status.read({"status": "needs_info", "note": "Which lamp?"})
    await threads.change_status(world.cast.actor("dev"), posted.thread_id, note)
    assert await listed(world, Spec()) == []
    assert await listed(world, only("status", "needs_info")) == [f"thread-{posted.thread_id}"]


async def test_what_waits_for_moderators_waits_for_nobody_else(
    world: World, desk: Desk, clock: ModuleType, visitor: MakeVisitor
) -> None:
    await moderated.everything(world)
    flags = queries.USUAL["flags"]
    waiting = await listed(world, flags, "chika")
    assert waiting == [f"flag-{item.id}" for item in await Item.filter(decided_at=None).order_by("opened_at", "id")]
    assert len(waiting) >= 2
    # High, so before the questions; a claim makes it one's own work, until it lapses.
    assert (await listed(world, Spec(), "chika"))[0] == waiting[0]
    chika = await visitor("chika")
    number = int(waiting[0].partition("-")[2])
    assert await reviewing.claim(await world.cast.fresh("chika"), number)
    assert await listed(world, queries.USUAL["mine"], "chika") == waiting[:1]
    page = await chika.get("/desk?view=flags")
    assert len(page.find_all(".desk-line")) == len(waiting)
    assert all(one.text and not one.text.startswith("#") for one in page.find_all(".desk-line h3"))
    opened = await chika.get(f"/desk?view=flags&item={waiting[0]}")
    assert f"/desk/review?item={number}" in [link.get("href") for link in opened.find_all(".desk-item a")]
    clock.advance(timedelta(hours=3))
    assert await listed(world, queries.USUAL["mine"], "chika") == []
    # A specialist has neither the items nor the view, nor hears that there are any.
    assert await listed(world, flags, "dev") == []
    dev = await visitor("dev")
    assert (await dev.get("/desk?view=flags")).status == 404
    assert (await dev.get(f"/desk?item={waiting[0]}")).status == 404


async def test_what_recurs_and_what_articles_need_waits_too(world: World, desk: Desk, clock: ModuleType) -> None:
    """Clusters, proposals and articles, each as long as somebody should do something about it."""
    threads_ = [await world.a_thread(title=f"The lamp flickers {number}") for number in range(3)]
    cluster = await Cluster.create(
        hub_id=threads_[0].thread_id, member_count=3, confirmed_count=0, weight=1.0, created_at=clock.now(),
        grown_at=clock.now(),
    )
    for one in threads_:
        await Member.create(thread_id=one.thread_id, cluster_id=cluster.id, confirmed=False, score=0.9)
    article = await writers.an_article(world)
    draft = await writers.a_draft(world, title="How to reset the hub")
    await kb.ask_review(await world.cast.fresh("dev"), draft, "en")
    recurring, articles = only("kind", "cluster"), queries.USUAL["articles"]
    assert await listed(world, recurring) == [f"cluster-{cluster.id}"]
    assert await listed(world, articles) == [f"article-{draft}"]
    # A proposal about it takes its place.
    proposal = await Proposal.create(
        thread_id=threads_[0].thread_id, state="open", origin="system", opened_at=clock.now(), state_at=clock.now(),
        member_count=3, holder_id=world.cast.dev.id,
    )
    assert await listed(world, recurring) == []
    assert set(await listed(world, articles)) == {f"article-{draft}", f"proposal-{proposal.id}"}
    assert await listed(world, Spec((Condition("assignee", ("me",)), Condition("kind", ("proposal",))))) == [
        f"proposal-{proposal.id}"
    ]
    # An article becomes overdue by the clock; and whoever reads one thread of a cluster only hears of no cluster.
    clock.advance(timedelta(days=400))
    assert f"article-{article}" in await listed(world, articles)
    scope = await queries.scope_of(world.cast.actor("dev"))
    assert (await queries.find(scope, f"cluster-{cluster.id}")).number == 3
    hidden = await world.category("Lab", see="group", ask="group", answer="group")
    for one in threads_[1:]:
        await database.execute("UPDATE threads SET category_id = $1 WHERE id = $2", hidden.id, one.thread_id)
    with pytest.raises(NotFound):
        await queries.find(scope, f"cluster-{cluster.id}")
