"""Who is told what of a ticket, under the bell and by letter: no note to outsiders, no ticket to participants aside."""

from types import ModuleType

from forum.mail.models import Letter
from forum.notifications import actions as telling
from forum.notifications import queries as news
from forum.notifications.models import Notification
from forum.tickets import actions
from tests.tickets.desk import Desk
from tests.world import World


async def test_each_is_told_what_concerns_them_and_nobody_more(clock: ModuleType, world: World) -> None:
    desk, cast = Desk(world), world.cast
    team = await desk.team(members=("dev", "chika"))
    number = await desk.open("eve", subject="A subject", cc_ids=[cast.finn.id])
    await world.settle()
    told = {one.person_id: one.kind for one in await Notification.all()}
    assert told == {cast.finn.id: "request"}
    await desk.set(number, by="ada", group_id=team.id)
    await world.settle()
    assert await _last(cast.chika.id) == await _last(cast.dev.id) == ("ticket", "ticket.assigned")
    await actions.take(await cast.fresh("dev"), number)
    await actions.follow(await cast.fresh("ada"), number, True)
    await world.settle()
    await Notification.all().delete()

    await desk.say(number, "dev", "zqsecretqz for @chika, @eve and @ben", public=False)
    await world.settle()
    assert {one.person_id for one in await Notification.all()} == {cast.ada.id, cast.chika.id}
    await Notification.all().delete()

    await desk.say(number, "dev", "The zqanswerqz", fields={"status": "solved"})
    await world.settle()
    by_person = {one.person_id: one.kind for one in await Notification.all()}
    assert by_person == {cast.eve.id: "request", cast.finn.id: "request", cast.ada.id: "ticket"}, "one each, not two"
    page = await news.news_page(await cast.fresh("eve"))
    assert (page.lines[0].path, page.lines[0].title) == (f"/requests/{number}", "A subject")
    assert "zqanswerqz" in page.lines[0].excerpt
    assert (await news.news_page(await cast.fresh("ada"))).lines[0].path == f"/desk/tickets/{number}"
    # Whoever is no longer in copy is not told any more, whatever they were told before.
    await actions.end_copy(await cast.fresh("eve"), number, cast.finn.id)
    assert (await news.news_page(await cast.fresh("finn"))).lines == []
    telling.note_ticket_opened(await cast.fresh("eve"), number)
    assert await news.unread_count(await cast.fresh("eve")) == 0
    await telling.flush()
    assert await Notification.filter(person_id=cast.eve.id, read_at=None).count() == 0

    await Notification.all().delete()
    await desk.say(number, "eve", "No, it zqbrokeqz")
    await world.settle()
    assert {one.person_id for one in await Notification.all()} == {cast.dev.id, cast.ada.id}
    talk = await actions.open_conversation(await cast.fresh("dev"), number, "Aside", "The zqasideqz", ["ben"])
    await world.settle()
    line = (await news.news_page(await cast.fresh("ben"))).lines[0]
    assert (line.kind, line.ticket_id, line.path) == ("side_talk", None, f"/requests/conversations/{talk}")
    assert "zqasideqz" in line.excerpt

    await telling.send_at_once()
    letters = await Letter.all()
    outsiders = {f"{who}@example.com" for who in ("eve", "finn", "ben")}
    assert letters
    for letter in letters:
        assert "zqsecretqz" not in letter.text or letter.recipient not in outsiders
        if letter.recipient == "ben@example.com":
            assert "A subject" not in letter.text and f"/requests/{number}" not in letter.text


async def _last(person_id: int) -> tuple[str, str]:
    one = await Notification.filter(person_id=person_id).order_by("-id").prefetch_related("event").first()
    assert one is not None
    return one.kind, one.event.name
