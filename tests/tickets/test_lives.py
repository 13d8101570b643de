"""What becomes of tickets: opened, answered, reopened, assigned, merged, closed."""

from datetime import timedelta
from types import ModuleType

import pytest

from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.tickets import actions, queries
from forum.tickets.actions import MovedOn, Opening, SourceTaken, Update
from forum.tickets.models import MetricEvent, SideMessage, TicketAudit, TicketComment
from tests.tickets.desk import Desk, everything
from tests.world import World


@pytest.fixture
async def desk(clock: ModuleType, world: World) -> Desk:
    return Desk(world)


async def test_a_request_lives_from_new_to_closed_and_its_clocks_say_how_long(desk: Desk, clock: ModuleType) -> None:
    minutes = lambda number: timedelta(minutes=number)  # noqa: E731
    number = await desk.open()
    born = clock.now()
    row = await desk.row(number)
    assert (row.status, row.waiting_since, row.via, row.assignee_id) == ("new", born, "web", None)
    clock.advance(minutes(10))
    await desk.say(number, "dev", public=False)
    assert ((await desk.row(number)).status, (await desk.row(number)).waiting_since) == ("open", born)
    clock.advance(minutes(5))
    await desk.say(number, "dev", fields={"status": "pending"})
    row = await desk.row(number)
    assert (row.status, row.waiting_since, row.reply_count, row.first_reply_at) == ("pending", None, 1, clock.now())
    clock.advance(minutes(60))
    await desk.say(number, "aiko")
    asked_again = clock.now()
    assert ((await desk.row(number)).status, (await desk.row(number)).waiting_since) == ("open", asked_again)
    clock.advance(minutes(7))
    await desk.set(number, status="on_hold")
    clock.advance(minutes(8))
    await desk.say(number, "dev", fields={"status": "solved"})
    row = await desk.row(number)
    assert (row.status, row.assignee_id, row.waiting_since) == ("solved", desk.world.cast.dev.id, None)
    clock.advance(minutes(100))
    await desk.say(number, "aiko")
    row = await desk.row(number)
    assert (row.status, row.reopen_count, row.waiting_since, row.solved_at) == ("open", 1, clock.now(), None)
    clock.advance(minutes(30))
    await desk.say(number, "chika", fields={"status": "solved"})
    clock.advance(timedelta(days=5))
    assert await actions.close_due() == 1
    assert await actions.close_due() == 0
    told = await desk.measures(number)
    assert told.first_reply == minutes(15)
    assert told.reply_waits == [minutes(15), minutes(15), minutes(30)]
    assert told.requester_wait == minutes(15 + 15 + 30)
    assert (told.agent_wait, told.on_hold, told.agent_work) == (minutes(60), minutes(8), minutes(15 + 7 + 30))
    assert told.first_resolution == minutes(90)
    assert told.full_resolution == minutes(220)
    assert (told.reopens, told.replies) == (1, 3)
    assert told.settled == minutes(100) + timedelta(days=5)
    with pytest.raises(Forbidden):
        await desk.say(number, "aiko")
    with pytest.raises(Forbidden):
        await desk.set(number, status="open")
    again = await actions.follow_up(await desk.world.cast.fresh("aiko"), number, "It came back.")
    row = await desk.row(again.ticket_id)
    assert (row.follow_up_of_id, row.via, row.subject) == (number, "follow_up", (await desk.row(number)).subject)


async def test_what_staff_open_for_somebody_is_no_answer_and_what_the_program_writes_neither(desk: Desk) -> None:
    eve = desk.world.cast.eve.id
    number = await desk.open("dev", requester_id=eve)
    row = await desk.row(number)
    assert (row.reply_count, row.first_reply_at, row.waiting_since) == (0, None, None)
    await desk.set(number, status="on_hold")
    assert (await desk.row(number)).waiting_since is None
    await desk.say(number, "dev")
    assert (await desk.row(number)).reply_count == 1
    quoted = await desk.open("dev", requester_id=eve, by_requester=True, via="forum", source=("thread", 7))
    row = await desk.row(quoted)
    assert (row.waiting_since, row.submitter_id) == (row.created_at, desk.world.cast.dev.id)
    with pytest.raises(SourceTaken) as taken:
        await desk.open("chika", source=("thread", 7))
    assert taken.value.ticket_id == quoted
    problem = await desk.open("dev", requester_id=eve, type="problem")
    incident = await desk.open("aiko")
    await desk.set(incident, problem_id=problem, type="incident")
    await desk.set(problem, status="solved")
    await desk.world.settle()
    row = await desk.row(incident)
    assert (row.status, row.reply_count) == ("solved", 0)
    comment = await TicketComment.filter(ticket_id=incident).order_by("-id").first()
    assert comment is not None
    assert (comment.author_role, comment.is_reply, comment.lang) == ("system", False, "ja")
    # A request of one's own is not answered by oneself, even by staff.
    own = await desk.open("dev")
    await desk.say(own, "dev")
    assert (await desk.row(own)).reply_count == 0


async def test_nothing_is_written_over_what_somebody_else_did_meanwhile(desk: Desk) -> None:
    number = await desk.open()
    seen = (await desk.row(number)).version
    note = await desk.say(number, "chika", public=False)
    with pytest.raises(MovedOn) as moved:
        await desk.say(number, "dev", version=seen)
    assert (moved.value.version, moved.value.comments) == (note.version, [note.comment_id])
    # The requester does not learn that there is a note.
    last = (await queries.request(await desk.world.cast.fresh("aiko"), number)).last_comment_id
    await desk.say(number, "aiko", last_comment=last)
    await desk.say(number, "dev")
    with pytest.raises(MovedOn):
        await desk.say(number, "aiko", last_comment=last)
    await actions.take(await desk.world.cast.fresh("dev"), number)
    with pytest.raises(Conflict):
        await actions.take(await desk.world.cast.fresh("chika"), number)
    version = (await desk.row(number)).version
    await actions.take(await desk.world.cast.fresh("dev"), number)
    assert (await desk.row(number)).version == version
    team = await desk.team("Second line", ["chika"])
    await actions.hand_over(await desk.world.cast.fresh("dev"), number, "Yours, please.", group_id=team.id)
    row = await desk.row(number)
    assert (row.assignee_id, row.group_id, row.assignee_stations, row.group_stations) == (None, team.id, 1, 1)


async def test_a_merge_keeps_everything_and_can_be_undone(desk: Desk, clock: ModuleType) -> None:
    dev = await desk.world.cast.fresh("dev")
    source, target = await desk.open(body="The first words."), await desk.open("aiko", body="The second words.")
    stranger = await desk.open("eve", body="Somebody else's words.")
    await desk.set(source, tags=["late", "parcel"])
    clock.advance(timedelta(minutes=5))
    await desk.say(target, "dev")
    assert (await desk.row(target)).waiting_since is None
    await actions.merge(dev, source, target)
    await actions.merge(dev, stranger, target)
    row = await desk.row(source)
    assert (row.status, row.merged_into_id, row.waiting_since) == ("closed", target, None)
    assert (await desk.row(target)).tag_names == "late,parcel"
    texts = [one.plain for one in (await desk.seen(target)).comments]
    assert "The first words." in texts and "Somebody else's words." in texts
    # Whoever asked the target reads their own words there, not the stranger's.
    texts = [one.plain for one in (await queries.request(await desk.world.cast.fresh("aiko"), target)).comments]
    assert "The first words." in texts and "Somebody else's words." not in texts
    with pytest.raises(NotFound):
        await queries.request(await desk.world.cast.fresh("eve"), target)
    assert not (await desk.measures(source)).is_counted
    with pytest.raises(Forbidden):
        await desk.say(source, "aiko")
    await actions.undo_merge(dev, source)
    row = await desk.row(source)
    assert (row.status, row.merged_into_id, row.waiting_since) == ("new", None, row.created_at)
    assert (await desk.measures(source)).is_counted
    assert (await desk.row(target)).tag_names == ""
    clock.advance(timedelta(minutes=1))
    await desk.say(target, "dev")
    with pytest.raises(Conflict):
        await actions.undo_merge(dev, stranger)


async def test_solving_needs_what_the_form_needs_for_it(desk: Desk) -> None:
    form, fields = await desk.form()
    dropdown, internal = f"field_{fields['dropdown'].id}", f"field_{fields['text'].id}"
    with pytest.raises(Invalid) as refused:
        await desk.open(form_id=form.id, answers={f"field_{fields['regexp'].id}": "nonsense"})
    assert set(refused.value.errors) == {dropdown, f"field_{fields['regexp'].id}"}
    number = await desk.open(form_id=form.id, answers={dropdown: "red", internal: "for staff only"})
    assert (await desk.seen(number)).values == {fields["dropdown"].id: "red"}
    with pytest.raises(Invalid) as refused:
        await desk.set(number, status="solved")
    assert set(refused.value.errors) == {internal}
    dev = await desk.world.cast.fresh("dev")
    await actions.update(dev, number, Update(fields={"status": "solved"}, answers={internal: "lost"}))
    assert (await desk.row(number)).status == "solved"


async def test_every_update_is_one_audit_and_the_same_submit_is_taken_once(desk: Desk) -> None:
    aiko = await desk.world.cast.fresh("aiko")
    opening = Opening(subject="Twice", body="The same words.", submit_key="k")
    first, second = await actions.open_ticket(aiko, opening), await actions.open_ticket(aiko, opening)
    assert (first.ticket_id, second.ticket_id, second.repeated) == (first.ticket_id, first.ticket_id, True)
    number = first.ticket_id
    one = await desk.say(number, "dev", "Hello", fields={"priority": "high", "status": "pending"}, submit_key="x")
    two = await desk.say(number, "dev", "Hello", submit_key="x")
    assert (one.comment_id, two.repeated) == (two.comment_id, True)
    audits = await TicketAudit.filter(ticket_id=number).order_by("id")
    assert len(audits) == 2
    changed = {event["field_name"]: event["value"] for event in audits[1].events}
    assert changed == {"priority": "high", "status": "pending"}
    version = (await desk.row(number)).version
    await desk.set(number, priority="high")
    assert (await desk.row(number)).version == version


async def test_what_strangers_and_helpers_may_not(desk: Desk) -> None:
    number = await desk.open()
    for who in ("eve", "ben", "guest", "finn"):
        with pytest.raises(NotFound):
            await queries.access(await desk.world.cast.fresh(who), number)
        with pytest.raises(NotFound):
            await queries.ticket_on_desk(await desk.world.cast.fresh(who), number)
    for change in (Update(comment="x y", public=False), Update(fields={"priority": "high"})):
        with pytest.raises(Forbidden):
            await actions.update(await desk.world.cast.fresh("aiko"), number, change)
    with pytest.raises(Forbidden):
        await desk.open("aiko", priority="urgent")
    await actions.update(await desk.world.cast.fresh("aiko"), number, Update(fields={"status": "solved"}))
    assert (await desk.row(number)).status == "solved"
    hidden = await desk.open("dev", requester_id=desk.world.cast.eve.id, public=False)
    with pytest.raises(NotFound):
        await queries.request(await desk.world.cast.fresh("eve"), hidden)


async def test_everything_happens_and_beats_are_written(desk: Desk) -> None:
    await everything(desk.world)
    assert await MetricEvent.all().count() > 50
    before = [one.html for one in await TicketComment.all().order_by("id")]
    await TicketComment.all().update(html="old", html_version=0)
    await SideMessage.all().update(html="old", html_version=0)
    assert await actions.render_outdated() == len(before) + await SideMessage.all().count()
    assert [one.html for one in await TicketComment.all().order_by("id")] == before
    assert await actions.render_outdated() == 0
