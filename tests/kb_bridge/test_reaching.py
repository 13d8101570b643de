"""Tickets made from what only a group reads: worked on by the staff of that group and moderators, and by nobody else."""

from collections.abc import Awaitable, Callable

import pytest

from forum import clock
from forum.accounts.models import GroupMember, Person
from forum.categories import actions as shelves
from forum.categories.audience import Audience
from forum.categories.forms import CategoryDetails
from forum.desk import queries as desk_queries
from forum.errors import Invalid, NotFound
from forum.kb_bridge.actions import escalating, privately
from forum.kb_bridge.forms import Private
from forum.mail.models import Letter
from forum.notifications import jobs as letters
from forum.threads import actions as threads
from forum.tickets import actions as tickets
from forum.tickets import queries
from forum.tickets.actions import Update
from forum.tickets.models import Ticket, TicketCc
from forum.tickets.views import conversation_path
from forum.transfer.checking.round import check
from tests.kb_bridge.test_escalating import a_cluster, chosen
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
WORD = "zqgroupqz"


async def inner_circle(world: World) -> None:
    """aiko belongs to finn's group, and finn is of the staff by now; dev is, but does not belong."""
    await GroupMember.create(group=world.cast.beta, person=world.cast.aiko, added_at=clock.now())
    await Person.filter(id=world.cast.finn.id).update(role="specialist")


async def test_no_list_count_page_or_letter_shows_it_to_staff_who_may_not_read_the_thread(
    world: World, visitor: Visit
) -> None:
    await inner_circle(world)
    desk, shelf = Desk(world), await world.category("Inner", see="group", ask="group", answer="group")
    chika, dev, finn = [await world.cast.fresh(who) for who in ("chika", "dev", "finn")]
    # Those of aiko's organisation read each other's requests, but not what aiko wrote to a group.
    acme = await desk.organization(members=("aiko", "eve"), comments=True)
    team = await desk.team(members=("dev", "finn", "chika"))
    asked = [
        await world.a_thread("aiko", title=f"Is it {WORD}? {number}", body=f"It says {WORD}. {number}", category=shelf)
        for number in range(3)
    ]
    outside = await world.a_thread("aiko", title="Something for everyone")
    await a_cluster(outside.thread_id, asked[2].thread_id)
    first, second = [
        (await escalating.escalate(chika, one.thread_id, chosen(subject=f"About {WORD} {number}", group=str(team.id)))).ticket_id
        for number, one in enumerate(asked[:2])
    ]
    # What comes along as a note names only what all of the ticket's readers may read.
    public = (await escalating.escalate(chika, outside.thread_id, chosen(subject="Open to all", with_members="on"))).ticket_id
    [private] = await privately.continue_privately(
        chika, asked[2].thread_id, Private.read({"reason": "Personal", "title": "Another title"}), [asked[2].post_id]
    )
    # eve was put in copy before only the group read it.
    await TicketCc.create(ticket_id=first, person_id=world.cast.eve.id, added_by_id=chika.id, created_at=clock.now())
    talk = await tickets.open_conversation(chika, first, f"Do you know {WORD}?", f"{WORD}, please.", ["ben"], "k")
    await tickets.update(chika, first, Update(comment=f"We look into {WORD}.", fields={"promised_at": clock.now()}))
    await tickets.link(chika, first, public, True)
    await tickets.merge(chika, second, public)
    lone = await desk.open("ben")
    await world.settle()
    await letters.send_letters()
    kept = {row.id: row.see_group_id async for row in Ticket.all()}
    assert kept == {
        first: world.cast.beta.id, second: world.cast.beta.id, public: None, private: world.cast.beta.id, lone: None,
    }
    closed = [f"/desk/tickets/{first}", f"/desk/tickets/{first}/history", f"/desk/tickets/{first}/thread",
              f"/desk/tickets/{private}", f"/desk?item=ticket-{first}", conversation_path(talk)]
    walked = ["/desk", "/desk?view=tickets", "/desk?view=teams", "/desk/tickets", "/desk/tickets?status=all",
              "/desk/tickets/promises", f"/desk?item=thread-{outside.thread_id}", f"/desk?item=ticket-{public}",
              f"/desk/tickets/{public}", f"/desk/tickets/{public}/history", "/notifications", "/desk/escalations", "/users/aiko",
              "/desk/articles", "/search?q=Open"]
    of_dev, of_finn = await visitor("dev"), await visitor("finn")
    for path in [*closed, *walked]:
        page = await of_dev.get(path)
        assert page.status == (404 if path in closed else 200) and WORD not in page.html, path
        assert (await of_finn.get(path)).status == 200, path
    assert WORD not in (await of_dev.get(f"/requests/{first}")).html
    of_eve = await visitor("eve")
    assert (await Ticket.get(id=first)).organization_id == (await Ticket.get(id=public)).organization_id == acme.id
    assert (await of_eve.get(f"/requests/{first}")).status == 404
    assert (await of_eve.post(f"/requests/{first}/comments", {"body": "I was in copy."})).status == 404
    for path in ("/requests?whose=copied", "/notifications", "/settings/privacy"):
        assert WORD not in (await of_eve.get(path)).html, path
    shared = await of_eve.get(f"/requests/{public}")
    assert (shared.status, WORD in shared.html) == (200, False)
    listed = await of_eve.get("/requests?whose=organization")
    assert f"/requests/{public}" in listed.html and WORD not in listed.html
    for path in (f"/desk/tickets/{first}", f"/desk/tickets/{public}", conversation_path(talk), "/desk/tickets"):
        assert WORD in (await of_finn.get(path)).html, path
    assert "Only moderators and staff in the group" in (await of_finn.get(f"/desk/tickets/{first}")).text
    for who, number in ((dev, 2), (finn, 4), (chika, 4)):
        assert (await queries.tickets(who, {"status": "all"}))[1] == number, who.name
        scope = await desk_queries.scope_of(who)
        assert len(await desk_queries.find_all(scope, {"ticket": [first, public, private, lone]})) == number
    told = {who: "".join([one.text for one in await Letter.filter(recipient_id=world.cast.person(who).id)])
            for who in ("dev", "finn", "eve")}
    assert WORD in told["finn"] and WORD not in told["dev"] + told["eve"] and f"/desk/tickets/{first}" not in told["dev"]
    for attempt in (
        tickets.take(dev, first), tickets.follow(dev, first, True), tickets.update(dev, first, Update(comment="Hm.")),
    ):
        with pytest.raises(NotFound):
            await attempt
    for refused in (
        tickets.copy_to(chika, first, "ben"), tickets.merge(chika, lone, first, copy_requester=True),
        tickets.update(chika, first, Update(fields={"assignee_id": dev.id})), tickets.follow(chika, first, True, dev.id),
    ):
        with pytest.raises(Invalid):
            await refused
    await tickets.take(finn, first)
    await tickets.close(chika, first)
    more = await tickets.follow_up(await world.cast.fresh("aiko"), first, f"Once more {WORD}.")
    assert (await Ticket.get(id=more.ticket_id)).see_group_id == world.cast.beta.id
    assert (await check()).found == 0


async def test_who_works_on_it_follows_the_thread_and_its_category(world: World) -> None:
    await inner_circle(world)
    shelf, open_shelf = await world.category("Inner", see="group", ask="group", answer="group"), await world.category("Open")
    posted = await world.a_thread("aiko", category=shelf)
    chika, dev, ada = [await world.cast.fresh(who) for who in ("chika", "dev", "ada")]
    ticket = (await escalating.escalate(chika, posted.thread_id, chosen())).ticket_id

    async def is_seen() -> bool:
        await world.settle()
        assert (await check()).found == 0
        return (await queries.tickets(dev))[1] == 1

    assert not await is_seen()
    await threads.move(chika, posted.thread_id, open_shelf.id)
    assert await is_seen()
    await threads.move(chika, posted.thread_id, shelf.id)
    assert not await is_seen()
    # What drifted is found and put right.
    await Ticket.filter(id=ticket).update(see_group_id=None)
    report = await check(repair=True)
    assert report.found == 1 and not await is_seen()
    await shelves.edit_category(ada, shelf.id, shelf.version, CategoryDetails(
        name="Inner", slug=shelf.slug, see=Audience("members"), ask=Audience("members"), answer=Audience("members"),
    ))
    assert await is_seen()
