"""The public log and the trail: who reads what, that nobody is named, and that nothing takes a row away."""

import csv
import io
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

import forum
from forum import clock, database, events
from forum.accounts import queries as people
from forum.errors import Forbidden
from forum.moderation import actions as moderation
from forum.moderation.forms import Flag
from forum.record import files, queries, wording
from forum.record.forms import Narrowed
from forum.record.views import TrailLine
from forum.sanctions import actions as sanctions
from forum.sanctions.forms import Answer, AppealForm, SanctionForm
from forum.threads import actions as threads
from forum.threads.forms import Lock, Merge, Pin, Reason, Split
from forum.threads.models import Thread
from tests.moderation.moderated import decide
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]


def narrowed(**values: str) -> Narrowed:
    form = Narrowed.read(values)
    form.check()
    return form


async def a_day_of_decisions(world: World) -> dict[str, int]:
    """A moderator locks, deletes and silences, in public and among staff; people delete what is theirs."""
    cast = world.cast
    chika = cast.actor("chika")
    staff = await world.category("Backstage", see="staff", ask="staff", answer="staff")
    public = await world.a_thread("eve", title="The lamp of the hall is dark")
    private = await world.a_thread("dev", title="The plan that nobody knows", category=staff)
    gone = await world.a_thread("ben", title="A title with secrets in it")
    for thread in (public, private):
        lock = Lock.read({"locked": "1", "reason": f"All is said of {thread.thread_id}.", "team_note": "a quarrel behind it"})
        await threads.lock(chika, thread.thread_id, lock)
    await threads.delete_post(chika, gone.post_id, Reason.read({"reason": "shows the number 090-1234"}))
    own = await world.a_thread("aiko", title="What I ask no more")
    await threads.delete_post(cast.actor("aiko"), own.post_id, Reason.read({}))
    given = {"kind": "silence", "reason": "abuse", "length": "7", "words": "You called people names.", "seen": "0"}
    made = await sanctions.sanction(chika, cast.eve.id, SanctionForm.read(given))
    return {"public": public.thread_id, "private": private.thread_id, "sanction": made}


async def test_the_log_says_what_and_why_and_names_nobody(world: World, visitor: Visits) -> None:
    await a_day_of_decisions(world)
    guest = await visitor()
    page = await guest.get("/moderation-log")
    assert page.status == 200
    for said in (
        "Replies to a thread were stopped", "The lamp of the hall is dark", "All is said of", "A thread was deleted",
        "A member was silenced", "7 days", "hurtful or insulting words", "A moderator",
    ):
        assert said in page.text, said
    for kept in (
        "The plan that nobody knows", "A title with secrets in it", "090-1234", "You called people names.", "quarrel",
        "What I ask no more", "@eve", world.cast.eve.display_name, world.cast.chika.display_name,
    ):
        assert kept not in page.text, kept
    # Aiko's own deletion is no decision about her.
    assert page.text.count("A thread was deleted") == 1
    people = await guest.get("/moderation-log?show=people")
    assert "silenced" in people.text and "stopped" not in people.text
    assert (await guest.get("/moderation-log?show=hats&before=x")).status == 200


@pytest.mark.parametrize(("who", "sees"), [("guest", 1), ("aiko", 1), ("finn", 1), ("dev", 2), ("chika", 2), ("ada", 2)])
async def test_of_closed_categories_the_log_tells_those_who_see_them(world: World, who: str, sees: int) -> None:
    await a_day_of_decisions(world)
    lines, older = await queries.log(world.cast.actor(who), "threads")
    assert (len(lines), older) == (sees, None)


async def test_flags_that_were_right_splits_merges_and_pins_stand_in_the_log(world: World) -> None:
    cast, chika = world.cast, world.cast.actor("chika")
    staff = await world.category("Backstage", see="staff", ask="staff", answer="staff")
    goal, other = await world.a_thread("ben", title="The lamp of the hall"), await world.a_thread("eve", title="That lamp again")
    kept, gone, hidden, apart = [await world.a_reply(other.thread_id, "eve") for _ in range(4)]
    for reply, reason in ((kept, "off_topic"), (gone, "spam"), (hidden, "abuse")):
        await moderation.flag(cast.actor("aiko"), reply.post_id, Flag.read({"reason": reason, "note": "a private word"}))
    await moderation.flag(cast.actor("ada"), hidden.post_id, Flag.read({"reason": "abuse"}))
    await decide(world, "post", kept.post_id, "fixed")
    removed = await decide(world, "post", gone.post_id, "remove", note="To eve alone")
    shown = await decide(world, "post", hidden.post_id, "remove", note="To eve alone")
    await moderation.undo(chika, shown)
    await decide(world, "post", hidden.post_id, "keep")
    await moderation.undo(chika, removed)
    await threads.pin(chika, goal.thread_id, Pin.read({"days": "3", "reason": "For everybody"}))
    await threads.pin(chika, goal.thread_id, Pin.read({"days": "0"}))
    split = {"title": "Of its own", "type": "question", "category": str((await Thread.get(id=other.thread_id)).category_id)}
    await threads.split(chika, other.thread_id, [apart.post_id], Split.read(split | {"opening": "first", "reason": "Another"}))
    await threads.merge(chika, other.thread_id, Merge.read({"target": str(goal.thread_id), "reason": "The same"}))
    lines, _older = await queries.log(cast.actor("guest"))
    assert [(line.sentence, line.reason, line.length, line.title) for line in lines] == [
        ("Another thread was merged into this one", "The same", "", "The lamp of the hall"),
        ("Replies of a thread were made a thread of their own", "Another", "", ""),
        ("A thread stands at the top of its lists no longer", "", "", "The lamp of the hall"),
        ("A thread was pinned to the top of its lists", "For everybody", "3 days", "The lamp of the hall"),
        ("A deleted reply was restored", "", "", "The lamp of the hall"),
        ("A hidden post is shown again", "", "", "The lamp of the hall"),
        ("The removal of a post was taken back: it waits for a moderator's look again", "", "", "The lamp of the hall"),
        ("A reply was deleted", "It is hurtful or insulting", "", "The lamp of the hall"),
        ("A reply was deleted", "It is spam or advertising", "", "The lamp of the hall"),
        ("Flags about a post were right, and it has been put right", "It does not belong here", "", "The lamp of the hall"),
        ("A post was hidden until a moderator has looked at it", "Several people flagged it", "", "The lamp of the hall"),
    ]
    assert [line.by_system for line in lines] == [False] * 10 + [True]
    # What stands among staff from now on is told to staff.
    await threads.move(chika, goal.thread_id, staff.id)
    assert [line.sentence for line in (await queries.log(cast.actor("guest")))[0]] == [lines[1].sentence]
    assert len((await queries.log(chika))[0]) == len(lines) + 1


async def test_the_log_goes_on_by_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_day_of_decisions(world)
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    first, older = await queries.log(world.cast.actor("ada"))
    assert older is not None
    second, end = await queries.log(world.cast.actor("ada"), before=older)
    assert (len(first), len(second), end) == (2, 2, None)
    assert [line.id for line in (*first, *second)] == sorted((line.id for line in (*first, *second)), reverse=True)


def test_the_log_tells_of_events_that_there_are() -> None:
    known = events.names()
    assert set(wording.PUBLIC) <= set(known)
    for name in wording.PUBLIC:
        assert wording.told(name, {"kind": "warning"}) != name


@pytest.mark.parametrize(
    ("data", "before", "after", "rest"),
    [
        ({}, "", "", {}),
        ({"before": "member", "after": "helper", "x": 1}, "member", "helper", {"x": 1}),
        ({"locked": True, "reason": "r"}, "locked: no", "locked: yes", {"reason": "r"}),
        ({"unlisted": False}, "unlisted: yes", "unlisted: no", {}),
        ({"undone": False, "after": "x"}, "", "x", {"undone": False}),
        ({"undone": True}, "undone: no", "undone: yes", {}),
        ({"before": ["a", "b"], "after": []}, "a, b", "", {}),
        ({"before": {"until": "", "by": "x"}, "after": {"until": "9"}}, "by: x, until: –", "until: 9", {}),
    ],
)
def test_before_and_after(data: dict[str, object], before: str, after: str, rest: dict[str, object]) -> None:
    assert wording.change(data) == (before, after, rest)


async def test_the_trail_is_narrowed_and_for_administrators(world: World, visitor: Visits) -> None:
    made = await a_day_of_decisions(world)
    ada, cast = world.cast.actor("ada"), world.cast
    for who in ("guest", "eve", "dev", "chika"):
        with pytest.raises(Forbidden):
            await queries.trail(cast.actor(who), narrowed())

    async def names(**values: str) -> list[str]:
        found, _older = await queries.trail(ada, narrowed(**values))
        assert await queries.trail_count(ada, narrowed(**values)) == len(found)
        return [line.name for line in found]

    # What aiko, eve and ben did by themselves is not what the staff did.
    assert "thread.opened" not in await names(actor="chika")
    assert await names(who="staff", kind="person") == ["person.sanctioned"]
    assert set(await names(actor="@Chika", kind="thread")) == {"thread.locked", "thread.deleted"}
    assert await names(person="eve") == ["person.sanctioned", "thread.locked"]
    assert await names(person="nobody", who="everybody") == []
    assert await names(kind="thread.opened") == ["thread.opened"] and len(await names(who="everybody", kind="thread.opened")) == 4
    assert await names(until="2020-01-01") == [] and await names(since="2020-01-01") != []
    (line,), _ = await queries.trail(ada, narrowed(kind="person.sanctioned"))
    assert line.actor_name == "chika" and line.subject_name == "eve" and line.rest["sanction_id"] == made["sanction"]
    assert line.before == "silenced_until: –, suspended_until: –" and "silenced_until: 2" in line.after

    one = await visitor("ada", accept_language="en")
    page = await one.get("/desk/audit?kind=person.sanctioned")
    assert "person.sanctioned" in page.text and "After:" in page.text
    for wrong in ("since=yesterday", "kind=%27%3B--", "until=2026-13-40"):
        assert (await one.get(f"/desk/audit?{wrong}")).status == 422
        assert (await one.get(f"/desk/audit.csv?{wrong}")).status == 422
    assert (await one.get("/desk/audit.xml")).status == 404
    for who in ("dev", "chika"):
        other = await visitor(who)
        assert [(await other.get(path)).status for path in ("/desk/audit", "/desk/audit.csv")] == [403, 403]


async def test_the_trail_is_taken_along_whole(world: World, visitor: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_day_of_decisions(world)
    monkeypatch.setattr(queries, "BATCH", 3)
    ada = await visitor("ada")
    table = list(csv.DictReader(io.StringIO((await ada.get("/desk/audit.csv?who=everybody")).html)))
    lines = [json.loads(line) for line in (await ada.get("/desk/audit.jsonl?who=everybody")).html.split("\n")[:-1]]
    kept = [row["id"] for row in await database.rows("SELECT id FROM events ORDER BY id")]
    assert [int(row["id"]) for row in table] == [line["id"] for line in lines] == kept
    assert tuple(table[0]) == files.COLUMNS


async def test_appeals_stand_in_the_log(world: World) -> None:
    made = await a_day_of_decisions(world)
    words = AppealForm.read({"words": "It was a quotation, not mine."})
    appeal = await sanctions.appeal(await people.actor(world.cast.eve.id), "sanction", made["sanction"], words)
    answer = Answer.read({"outcome": "upheld", "answer": "You are right."})
    await sanctions.answer_appeal(world.cast.actor("ada"), appeal, answer)
    lines, _ = await queries.log(world.cast.actor("guest"), "people")
    assert [line.sentence for line in lines] == [
        "An appeal was right, and the decision was taken back", "A sanction was lifted before its time",
        "A member was silenced",
    ]
    assert lines[2].length == "7 days" and lines[0].reason == ""


def test_no_code_takes_an_event_away_or_rewrites_it() -> None:
    """Redaction alone blanks words in events, in `events/blanking.py`; nothing else in the house touches a row."""
    house = Path(forum.__file__).parent
    forbidden = re.compile(
        r"(DELETE\s+FROM|UPDATE|TRUNCATE(\s+TABLE)?)\s+\"?events\b|EventRecord\.(all|filter|get)[^\n]*\.(delete|update)\(",
        re.IGNORECASE,
    )
    found = {
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        if forbidden.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"events/blanking.py"}


async def test_the_database_keeps_events_as_they_are(world: World) -> None:
    await world.a_thread("aiko")
    for statement in ("DELETE FROM events", "UPDATE events SET actor_id = NULL", "UPDATE events SET at = at, data = data"):
        with pytest.raises(Exception, match="events are never"):
            await database.execute(statement)
    assert await database.value("SELECT count(*) FROM events WHERE actor_id IS NOT NULL") > 0
    # Private words in what was recorded can be blanked, by who takes them out everywhere.
    await database.execute("UPDATE events SET data = data")


def test_a_spreadsheet_finds_no_formula_in_the_file() -> None:
    line = TrailLine(1, "a.b", clock.now(), None, "=cmd", "thread", 1, "@x", "+1", "-1", {"x": "=1"})
    row = next(csv.DictReader(io.StringIO(files.as_csv([line], head=True))))
    assert [row[name] for name in ("actor", "subject", "before", "after")] == ["'=cmd", "'@x", "'+1", "'-1"]
