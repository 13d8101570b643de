"""Letters that tell news: to whom, when, in which language, and how often."""

import re
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from forum import clock as forum_clock
from forum import database, mail
from forum.accounts.letters import Reader
from forum.accounts.models import Person
from forum.mail.models import Letter
from forum.notifications import actions, letters, queries
from forum.notifications.actions.lettering import latest_morning
from forum.notifications.models import Notification, Preference
from forum.notifications.views import NewsLine
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Reason
from tests.notifications.told import addressees, choose, watch
from tests.notifications.told import letters as posted
from tests.threads.scene import asked, replied
from tests.world import World


async def test_it_works(world: World) -> None:
    thread = await asked(world, "ben")
    reply = await replied(world, "dev", thread.thread_id, "Turn the *power saving* off.")
    await world.settle()
    assert await actions.send_at_once() == 1
    (letter,) = await posted()
    assert letter["to"] == "ben@example.com"
    assert letter["subject"] == "Re: The hub loses its Wi-Fi every night"
    assert "Dev Patel replied" in letter["text"] and "Turn the power saving off." in letter["text"]
    assert f"#reply-{reply.post_id}" in letter["text"] and f"#reply-{reply.post_id}" in letter["html"]
    assert "because you watch this thread" in letter["text"]
    headers = letter["headers"]
    assert re.fullmatch(r"<http://[^>]+/unsubscribe/[\w-]{43}>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["References"] == headers["In-Reply-To"] == f"<thread-{thread.thread_id}@127.0.0.1>"
    # Both ways out stand in the letter too, and each is an address of its own.
    assert len(set(re.findall(r"/unsubscribe/[\w-]{43}", letter["text"]))) == 2
    # Told once, however often the job runs.
    assert await actions.send_at_once() == 0
    assert len(await posted()) == 1


async def test_letters_speak_their_readers_language(world: World) -> None:
    thread = await asked(world)
    await watch(world, "eve", "thread", thread.thread_id)
    await Person.filter(id=world.cast.eve.id).update(language="")
    await replied(world, "ben", thread.thread_id)
    await world.settle()
    assert await actions.send_at_once() == 2
    by_reader = {letter["to"]: letter["text"] for letter in await posted()}
    assert "Ben Carterさんが返信しました" in by_reader["aiko@example.com"]
    # Who chose no language reads the community's.
    assert "Ben Carter replied" in by_reader["eve@example.com"]


async def test_one_letter_for_what_happened_together(world: World) -> None:
    thread = await asked(world, "ben")
    for body in ("One.", "Two.", "@ben: three."):
        await replied(world, "dev", thread.thread_id, body)
    await asked(world, "aiko", title="Another thread", body="@ben, this one as well.")
    await world.settle()
    assert await actions.send_at_once() == 2
    together, other = await posted()
    assert [together["text"].index(body) for body in ("One.", "Two.", "@ben: three.")] == sorted(
        together["text"].index(body) for body in ("One.", "Two.", "@ben: three.")
    )
    assert other["subject"] == "Re: Another thread"
    assert together["headers"]["References"] != other["headers"]["References"]


async def test_a_new_thread_begins_a_conversation(world: World) -> None:
    category = await world.category()
    await watch(world, "ben", "category", category.id)
    await asked(world, category=category)
    await world.settle()
    await actions.send_at_once()
    (letter,) = await posted()
    assert letter["subject"] == "The hub loses its Wi-Fi every night"
    assert "because you watch the category" in letter["text"]


@pytest.mark.parametrize("why", ["never", "silent", "unverified", "suspended", "read", "muted"])
async def test_who_gets_none(world: World, why: str) -> None:
    if why == "never":
        await choose(world, "ben", "never")
    elif why == "silent":
        await choose(world, "ben", silent=("reply",))
    thread = await asked(world, "ben")
    await world.settle()
    if why == "unverified":
        await Person.filter(id=world.cast.ben.id).update(email_verified_at=None)
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    match why:
        case "suspended":
            until = forum_clock.now() + timedelta(days=1)
            await Person.filter(id=world.cast.ben.id).update(suspended_until=until)
        case "read":
            await actions.mark_thread_read(world.cast.actor("ben"), thread.thread_id)
        case "muted":
            await actions.mute_by_letter(world.cast.ben.id, thread.thread_id)
    assert await actions.send_at_once() == 0
    assert await posted() == []
    # It is decided, and nothing waits.
    assert await Notification.filter(lettered_at=None).count() == 0
    assert len((await queries.news_page(world.cast.actor("ben"))).lines) == 1


async def test_a_silent_kind_silences_no_other(world: World) -> None:
    await choose(world, "ben", silent=("reply", "thread"))
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id, "One.")
    await replied(world, "dev", thread.thread_id, "@ben: two.")
    await world.settle()
    assert await actions.send_at_once() == 1
    (letter,) = await posted()
    assert "@ben: two." in letter["text"] and "One." not in letter["text"]


async def test_old_news_is_no_letter(clock: ModuleType, world: World) -> None:
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    clock.advance(timedelta(days=3))
    assert await actions.send_at_once() == 0
    assert await Notification.filter(lettered_at=None).count() == 0


async def test_another_choice_leaves_no_heap_behind(world: World) -> None:
    await choose(world, "ben", "daily")
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    assert await Notification.filter(lettered_at=None).count() == 1
    await choose(world, "ben", "at_once")
    assert await actions.send_at_once() == 0
    await replied(world, "dev", thread.thread_id, "Now at once.")
    await world.settle()
    assert await actions.send_at_once() == 1


async def test_a_reminder_is_a_letter_of_its_own(clock: ModuleType, world: World) -> None:
    await choose(world, "dev", "never")
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    await actions.send_at_once()
    clock.advance(timedelta(days=30))
    await solutions.send_due_reminders()
    await world.settle()
    assert await actions.send_at_once() == 1
    letter = (await posted())[-1]
    assert "Your question has had an answer for some days" in letter["text"]
    assert "#side-tools" in letter["text"] and "#replies" in letter["html"]
    # Solved in between, it is not asked any more.
    clock.advance(timedelta(days=30))
    await solutions.send_due_reminders()
    await world.settle()
    await solutions.say_solved(world.cast.actor("ben"), thread.thread_id)
    await world.settle()
    assert await actions.send_at_once() == 0


async def test_markup_in_a_letter_is_text(world: World) -> None:
    thread = await asked(world, "ben", title="Is <script>alert(1)</script> safe?")
    await replied(world, "dev", thread.thread_id, "`<img src=x onerror=alert(1)>` & more\n\nBcc: everyone@example.com")
    await Person.filter(id=world.cast.dev.id).update(display_name="Dev\r\nBcc: all@example.com <b>")
    await world.settle()
    assert await actions.send_at_once() == 1
    (letter,) = await posted()
    assert "<script>" not in letter["html"] and "<img" not in letter["html"] and "<b>" not in letter["html"]
    assert "\n" not in letter["subject"] and "\r" not in letter["subject"]


async def test_one_letter_that_cannot_be_written_keeps_back_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = await asked(world)
    await watch(world, "eve", "thread", thread.thread_id)
    await replied(world, "ben", thread.thread_id)
    await world.settle()
    write = letters.about_thread

    def refuse_japanese(reader: Reader, lines: list[NewsLine]) -> mail.Words:
        if reader.language == "ja":
            raise RuntimeError("no ink")
        return write(reader, lines)

    monkeypatch.setattr(letters, "about_thread", refuse_japanese)
    assert await actions.send_at_once() == 1
    assert await addressees() == ["eve"]
    monkeypatch.undo()
    assert await actions.send_at_once() == 1
    assert await addressees() == ["aiko", "eve"]


async def test_many_letters_in_one_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.notifications.actions.lettering._BATCH", 2)
    for number in range(5):
        await asked(world, title=f"Question number {number}", body=f"@ben and @eve: number {number}?")
    await world.settle()
    assert await actions.send_at_once() == 10
    assert await addressees() == ["ben"] * 5 + ["eve"] * 5


# -- Once a day -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-03-03T09:00", "UTC", "2026-03-03T08:00"),
        ("2026-03-03T07:59", "UTC", "2026-03-02T08:00"),
        ("2026-03-03T08:00", "UTC", "2026-03-03T08:00"),
        ("2026-03-03T00:30", "Asia/Tokyo", "2026-03-02T23:00"),
        ("2026-03-03T22:59", "Asia/Tokyo", "2026-03-02T23:00"),
        ("2026-03-03T23:00", "Asia/Tokyo", "2026-03-03T23:00"),
        ("2026-03-03T15:59", "America/Los_Angeles", "2026-03-02T16:00"),
        # Summer time begins on March 8 there: eight o'clock comes an hour sooner.
        ("2026-03-08T15:00", "America/Los_Angeles", "2026-03-08T15:00"),
        ("2026-03-08T14:59", "America/Los_Angeles", "2026-03-07T16:00"),
        ("2026-11-01T15:59", "America/Los_Angeles", "2026-10-31T15:00"),
        ("2026-11-01T16:00", "America/Los_Angeles", "2026-11-01T16:00"),
        ("2026-03-03T09:00", "Atlantis/Harbour", "2026-03-03T08:00"),
        ("2026-03-03T03:00", "Pacific/Kiritimati", "2026-03-02T18:00"),
    ],
)
def test_the_last_morning(now: str, zone: str, expected: str) -> None:
    assert latest_morning(_utc(now), zone) == _utc(expected)


async def test_the_letter_of_the_day(clock: ModuleType, world: World) -> None:
    await choose(world, "dev", "never")
    await choose(world, "ben", "daily")
    thread = await asked(world, "ben")
    other = await asked(world, "ben", title="The lamp flickers")
    for body in ("One.", "Two."):
        await replied(world, "dev", thread.thread_id, body)
    await replied(world, "eve", thread.thread_id, "Three.")
    await replied(world, "dev", other.thread_id, "It is the bulb.")
    await world.settle()
    assert await actions.send_at_once() == 0
    # Told after today's eight o'clock: it waits for tomorrow's.
    assert await actions.send_daily() == 0
    clock.advance(timedelta(hours=23))
    assert await actions.send_daily() == 1
    (letter,) = await posted()
    assert letter["to"] == "ben@example.com"
    assert letter["subject"] == "2 pieces of news for you"
    assert "Eve Moreau and 1 other replied" in letter["text"] and "It is the bulb." in letter["text"]
    assert "List-Unsubscribe" in letter["headers"] and "References" not in letter["headers"]
    assert (await Preference.get(person_id=world.cast.ben.id)).last_daily_at == clock.now()
    # No second one that day, and none the next for the same news.
    for _ in range(30):
        clock.advance(timedelta(hours=1))
        assert await actions.send_daily() == 0


async def test_mornings_around_the_world(clock: ModuleType, world: World) -> None:
    zones = {"aiko": "Asia/Tokyo", "ben": "Europe/Berlin", "eve": "America/New_York", "finn": "", "ada": "No/Where"}
    for who, zone in zones.items():
        await Person.filter(id=world.cast.person(who).id).update(time_zone=zone)
        await choose(world, who, "daily")
    clock.stop(_utc("2026-03-03T12:30"))
    await asked(world, "chika", body="@aiko @ben @eve @finn @ada: good day.")
    await world.settle()
    arrived: dict[str, str] = {}
    for _ in range(30):
        await actions.send_daily()
        for who in await addressees():
            arrived.setdefault(who, clock.now().strftime("%d %H:%M"))
        clock.advance(timedelta(minutes=60))
    # Eight in the morning (Tokyo 23:00, Berlin 07:00, New York 13:00, the site and nowhere 08:00), at the next look.
    assert arrived == {
        "aiko": "03 23:30", "eve": "03 13:30", "ben": "04 07:30", "finn": "04 08:30", "ada": "04 08:30",
    }
    assert len(await posted()) == len(zones)


async def test_a_long_day_ends_with_a_pointer(
    clock: ModuleType, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_IN_LETTER", 2)
    await choose(world, "ben", "daily")
    for number in range(5):
        await asked(world, title=f"Question number {number}", body=f"@ben: number {number}?")
    await world.settle()
    clock.advance(timedelta(days=1))
    assert await actions.send_daily() == 1
    (letter,) = await posted()
    assert letter["subject"] == "5 pieces of news for you"
    assert "And 3 more:" in letter["text"] and letter["text"].count("#reply") == 0
    assert letter["text"].count("Question number") == 2
    assert await Notification.filter(lettered_at=None).count() == 0


async def test_a_day_without_news_has_no_letter(clock: ModuleType, world: World) -> None:
    await choose(world, "ben", "daily")
    thread = await asked(world, "ben")
    reply = await replied(world, "dev", thread.thread_id)
    await world.settle()
    await threads.delete_post(world.cast.actor("dev"), reply.post_id, Reason.read({}))
    clock.advance(timedelta(days=1))
    assert await actions.send_daily() == 0
    assert await posted() == []
    assert await Notification.filter(lettered_at=None).count() == 0


async def test_the_letters_of_two_hosts_are_one(world: World) -> None:
    """Whatever makes the same letter a second time, the outbox takes it once."""
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    await actions.send_at_once()
    await Notification.all().update(lettered_at=None)
    await actions.send_at_once()
    assert await Letter.all().count() == 1


async def test_withdrawn_with_the_account(world: World) -> None:
    thread = await asked(world, "eve")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    await actions.send_at_once()
    assert await database.value("SELECT recipient_id FROM letters") == world.cast.eve.id


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
