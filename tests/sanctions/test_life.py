"""Sanctions and appeals, from the decision to its end: what is in force, who is told, and races."""

import asyncio
import json

import pytest

from forum import database
from forum.accounts import actions as accounts
from forum.accounts import queries as people
from forum.accounts.actor import Actor
from forum.accounts.browsers import Browser
from forum.accounts.models import Person, Session
from forum.errors import Conflict, Forbidden, Invalid, NotFound, Suspended
from forum.mail.models import Letter
from forum.moderation import actions as moderating
from forum.moderation import queries as review
from forum.moderation.forms import Decide, Flag
from forum.moderation.queries import Wanted
from forum.sanctions import actions, queries
from forum.sanctions.forms import Answer, AppealForm, Lift, NoteForm, SanctionForm
from forum.sanctions.models import Appeal, Note, Sanction
from forum.threads import actions as threads
from forum.threads.forms import Lock, Reason, Reply
from forum.threads.models import Post
from tests.world import World

BROWSER = Browser("Firefox", "192.0.2.7")


def decision(kind: str = "silence", reason: str = "abuse", length: str = "7", seen: int = 0, **more: str) -> SanctionForm:
    given = {"kind": kind, "reason": reason, "length": length, "seen": str(seen), "words": "You called people names."}
    return SanctionForm.read(given | more)


def lifting(words: str = "That was too hard.") -> Lift:
    return Lift.read({"words": words})


def appealing(words: str = "It was a quotation, not mine.") -> AppealForm:
    return AppealForm.read({"words": words})


def answering(outcome: str = "upheld", words: str = "You are right, sorry.") -> Answer:
    return Answer.read({"outcome": outcome, "answer": words})


async def data_of(name: str) -> list[dict[str, object]]:
    found = await database.rows("SELECT data FROM events WHERE name = $1 ORDER BY id", name)
    return [json.loads(row["data"]) if isinstance(row["data"], str) else row["data"] for row in found]


async def test_a_silenced_person_reads_and_does_not_write_until_it_is_lifted(world: World) -> None:
    cast = world.cast
    thread = await world.a_thread("ben")
    made = await actions.sanction(cast.actor("chika"), cast.eve.id, decision())
    eve = await cast_fresh(cast.eve.id)
    assert (eve.silenced, eve.suspended, eve.restricted_for) == (True, False, "abuse")
    with pytest.raises(Forbidden, match="hurtful"):
        await threads.reply(eve, thread.thread_id, Reply.read({"body": "May I say something?"}))
    (letter,) = await Letter.filter(recipient_id=cast.eve.id)
    assert "You called people names." in letter.text and "/standing/" in letter.text and "hurtful" in letter.text
    assert cast.chika.display_name not in letter.text
    await world.settle()
    assert await database.value("SELECT kind FROM notifications WHERE person_id = $1", cast.eve.id) == "decided"

    await actions.lift(cast.actor("ada"), made, lifting())
    eve = await cast_fresh(cast.eve.id)
    assert not eve.silenced and not eve.restricted_for
    await threads.reply(eve, thread.thread_id, Reply.read({"body": "May I say something now?"}))
    row = await Sanction.get(id=made)
    assert (row.lifted_by_id, row.lifted_words, row.words) == (cast.ada.id, "That was too hard.", "You called people names.")
    with pytest.raises(Conflict):
        await actions.lift(cast.actor("ada"), made, lifting())
    (given,) = await data_of("person.sanctioned")
    (lifted,) = await data_of("person.sanction_lifted")
    assert given["before"] == lifted["after"] == {"suspended_until": "", "silenced_until": ""}
    assert given["after"] == lifted["before"] and given["until"] in str(given["after"])
    assert "names" not in json.dumps([given, lifted])


async def test_a_suspended_person_is_signed_out_everywhere_and_told_why(world: World) -> None:
    cast = world.cast
    await accounts.start_session(cast.eve.id, BROWSER)
    await accounts.start_session(cast.eve.id, BROWSER)
    made = await actions.sanction(cast.actor("chika"), cast.eve.id, decision("suspension", "spam", "forever"))
    assert not await Session.filter(person_id=cast.eve.id).exists()
    with pytest.raises(Suspended) as refused:
        await accounts.start_session(cast.eve.id, BROWSER)
    assert refused.value.person_id == cast.eve.id and refused.value.until.year == 9999
    # A shorter one beside it changes nothing, and lifting the longer one leaves it.
    await actions.sanction(cast.actor("chika"), cast.eve.id, decision("suspension", "abuse", "7", seen=made))
    assert (await Person.get(id=cast.eve.id)).suspended_until.year == 9999
    await actions.lift(cast.actor("chika"), made, lifting())
    person = await Person.get(id=cast.eve.id)
    assert person.suspended_until.year < 9999 and person.restricted_for == "abuse"


async def test_a_warning_restricts_nobody(world: World) -> None:
    cast = world.cast
    await actions.sanction(cast.actor("chika"), cast.eve.id, decision("warning", length=""))
    eve = await cast_fresh(cast.eve.id)
    assert not eve.silenced and not eve.suspended
    (line,) = (await queries.standing_of(cast.eve.id)).sanctions
    assert (line.kind, line.is_in_force, line.given_by, line.until) == ("warning", False, "", None)


async def test_what_is_in_force_from_elsewhere_is_not_shortened(world: World) -> None:
    cast = world.cast
    before = (await Person.get(id=cast.sid.id)).suspended_until
    await actions.sanction(cast.actor("chika"), cast.sid.id, decision("suspension", length="1"))
    assert (await Person.get(id=cast.sid.id)).suspended_until == before


async def test_refusals(world: World) -> None:
    cast = world.cast
    for who, whom in (("eve", "ben"), ("dev", "eve"), ("chika", "chika"), ("chika", "ada"), ("ada", "ada"), ("guest", "eve")):
        with pytest.raises(Forbidden):
            await actions.sanction(cast.actor(who), cast.person(whom).id, decision())
    with pytest.raises(NotFound):
        await actions.sanction(cast.actor("ada"), 1, decision())
    with pytest.raises(NotFound):
        await actions.sanction(cast.actor("ada"), 987654, decision())
    for wrong in ({"length": ""}, {"reason": "hair"}, {"kind": "fine"}, {"words": ""}, {"length": "2"}, {"seen": "x"}):
        with pytest.raises(Invalid):
            await actions.sanction(cast.actor("chika"), cast.eve.id, decision(**wrong))  # type: ignore[arg-type]
    assert not await Sanction.exists()


async def test_of_two_moderators_at_once_one_decides(world: World) -> None:
    cast = world.cast
    twice = [actions.sanction(cast.actor(who), cast.eve.id, decision()) for who in ("chika", "ada")]
    first, second = sorted(await asyncio.gather(*twice, return_exceptions=True), key=lambda one: isinstance(one, Exception))
    assert isinstance(first, int) and isinstance(second, Conflict)
    assert await Sanction.all().count() == 1
    lifts = [actions.lift(cast.actor(who), first, lifting()) for who in ("chika", "ada")]
    outcomes = await asyncio.gather(*lifts, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "int"]
    assert len(await data_of("person.sanction_lifted")) == 1


async def test_an_appeal_is_made_once_and_answered_by_somebody_else(world: World) -> None:
    cast = world.cast
    made = await actions.sanction(cast.actor("chika"), cast.eve.id, decision())
    eve = await cast_fresh(cast.eve.id)
    with pytest.raises(NotFound):
        await actions.appeal(cast.actor("ben"), "sanction", made, appealing())
    twice = [actions.appeal(eve, "sanction", made, appealing()) for _ in range(2)]
    outcomes = await asyncio.gather(*twice, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "int"]
    appeal_id = next(one for one in outcomes if isinstance(one, int))

    # Whoever decided does not find it in the queue, nor can they claim or decide it there.
    assert (await review.queue(cast.actor("chika"), Wanted())).lines == []
    (item,) = (await review.queue(cast.actor("ada"), Wanted())).lines
    assert (item.kind, item.subject_id, item.cause) == ("appeal", appeal_id, "appeal")
    assert await review.waiting_count(cast.actor("chika")) == 0 and not await moderating.claim(cast.actor("chika"), item.id)
    case = await queries.appeal_case(cast.actor("ada"), appeal_id)
    assert (case.what, case.reason, case.decider) == ("silence", "abuse", cast.chika.display_name)
    in_queue = Decide.read({"decision": "upheld", "version": str(item.version), "note": "You are right, sorry."})
    with pytest.raises(Forbidden, match="somebody else"):
        await moderating.decide(cast.actor("chika"), item.id, in_queue)
    with pytest.raises(Invalid):
        await moderating.decide(cast.actor("ada"), item.id, Decide.read({"decision": "upheld", "version": str(item.version)}))
    with pytest.raises(Forbidden, match="somebody else"):
        await actions.answer_appeal(cast.actor("chika"), appeal_id, answering())
    ada = cast.actor("ada")
    both = [actions.answer_appeal(ada, appeal_id, answering()), moderating.decide(ada, item.id, in_queue)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert [type(one).__name__ for one in outcomes].count("Conflict") == 1, outcomes
    decided = await review.item(cast.actor("ada"), item.id)
    assert (decided.is_open, decided.decision, decided.decided_by) == (False, "upheld", cast.ada.display_name)
    assert all("sorry" not in str(row["note"]) for row in await database.rows("SELECT note FROM review_decisions"))
    assert not (await cast_fresh(cast.eve.id)).silenced
    letters = await Letter.filter(recipient_id=cast.eve.id).order_by("id")
    assert len(letters) == 2 and "You are right, sorry." in letters[1].text
    (line,) = (await queries.standing_of(cast.eve.id)).sanctions
    assert line.appeal and (line.appeal.outcome, line.appeal.answer) == ("upheld", "You are right, sorry.")


async def test_what_was_hidden_is_appealed_and_shown_by_somebody_else(world: World) -> None:
    cast = world.cast
    thread = await world.a_thread("ben")
    reply = await world.a_reply(thread.thread_id, "eve", body="This is what eve wrote.")
    for who in ("finn", "ben"):
        await moderating.flag(await cast_fresh(cast.person(who).id), reply.post_id, Flag.read({"reason": "abuse"}))
    assert (await Post.get(id=reply.post_id)).hidden_reason == "flags"
    (deed,) = (await queries.standing_of(cast.eve.id)).deeds
    assert (deed.name, deed.words) == ("post.hidden", "")
    with pytest.raises(NotFound):
        await actions.appeal(cast.actor("ben"), "deed", deed.id, appealing())
    appeal_id = await actions.appeal(cast.actor("eve"), "deed", deed.id, appealing())
    with pytest.raises(Conflict):
        await actions.appeal(cast.actor("eve"), "deed", deed.id, appealing())
    found = {line.kind: line for line in (await review.queue(cast.actor("ada"), Wanted())).lines}
    assert set(found) == {"appeal", "post"}
    seen = await review.item(cast.actor("ada"), found["appeal"].id)
    assert not seen.refusal and {"This is what eve wrote."} < {text.plain.strip() for text in seen.evidence.texts}
    form = Decide.read({"decision": "upheld", "version": str(found["appeal"].version), "note": "It was harmless."})
    await moderating.decide(cast.actor("ada"), found["appeal"].id, form)
    assert (await Post.get(id=reply.post_id)).deleted_at is None
    assert (await review.queue(cast.actor("ada"), Wanted())).lines == []
    # Removed by a moderator it is another decision, against which another appeal is made: to somebody else.
    await moderating.flag(cast.actor("finn"), reply.post_id, Flag.read({"reason": "abuse"}))
    (again,) = (await review.queue(cast.actor("chika"), Wanted())).lines
    form = Decide.read({"decision": "remove", "version": str(again.version), "note": "Still no."})
    await moderating.decide(cast.actor("chika"), again.id, form)
    (deed,) = (await queries.standing_of(cast.eve.id)).deeds
    await actions.appeal(cast.actor("eve"), "deed", deed.id, appealing())
    assert (await review.queue(cast.actor("chika"), Wanted())).lines == []
    # An appeal of somebody who left has nobody to be answered to.
    assert len((await review.queue(cast.actor("ada"), Wanted())).lines) == 1 and appeal_id
    await accounts.anonymise_account(cast.actor("ada"), cast.eve.id)
    await world.settle()
    assert (await review.queue(cast.actor("ada"), Wanted())).lines == []


async def test_a_kept_decision_stays(world: World) -> None:
    cast = world.cast
    made = await actions.sanction(cast.actor("chika"), cast.eve.id, decision())
    appeal_id = await actions.appeal(await cast_fresh(cast.eve.id), "sanction", made, appealing())
    await actions.answer_appeal(cast.actor("ada"), appeal_id, answering("kept", "Quoting it was the point."))
    assert (await cast_fresh(cast.eve.id)).silenced
    assert (await Appeal.get(id=appeal_id)).outcome == "kept"


async def test_what_was_deleted_or_closed_is_appealed_and_comes_back(world: World) -> None:
    cast = world.cast
    thread = await world.a_thread("ben")
    reply = await world.a_reply(thread.thread_id, "eve", body="This is what eve wrote.")
    own = await world.a_reply(thread.thread_id, "eve")
    reason = Reason.read({"reason": "Too loud."})
    await threads.delete_post(cast.actor("chika"), reply.post_id, reason)
    await threads.delete_post(cast.actor("eve"), own.post_id, Reason.read({}))
    closed = await world.a_thread("eve")
    await threads.lock(cast.actor("chika"), closed.thread_id, locking())
    standing = await queries.standing_of(cast.eve.id)
    assert [(one.name, one.words) for one in standing.deeds] == [
        ("thread.locked", "Everything is said."), ("post.deleted", "Too loud.")
    ]
    for deed in standing.deeds:
        appeal_id = await actions.appeal(cast.actor("eve"), "deed", deed.id, appealing())
        assert (await review.queue(cast.actor("chika"), Wanted())).lines == []
        await actions.answer_appeal(cast.actor("ada"), appeal_id, answering())
    assert await database.value("SELECT deleted_at FROM posts WHERE id = $1", reply.post_id) is None
    assert await database.value("SELECT deleted_at FROM posts WHERE id = $1", own.post_id) is not None
    assert await database.value("SELECT locked_at FROM threads WHERE id = $1", closed.thread_id) is None
    assert (await queries.standing_of(cast.eve.id)).deeds == []
    assert (await queries.standing_of(cast.ben.id)).deeds == []


async def test_what_does_not_stand_any_more_is_not_appealed(world: World) -> None:
    cast = world.cast
    thread = await world.a_thread("eve")
    await threads.lock(cast.actor("chika"), thread.thread_id, locking())
    (deed,) = (await queries.standing_of(cast.eve.id)).deeds
    with pytest.raises(NotFound):
        await actions.appeal(cast.actor("ben"), "deed", deed.id, appealing())
    await threads.lock(cast.actor("chika"), thread.thread_id, locking(False))
    for about, subject in (("deed", deed.id), ("deed", 987654), ("sanction", 987654)):
        with pytest.raises(NotFound):
            await actions.appeal(cast.actor("eve"), about, subject, appealing())


async def test_notes_are_the_teams_and_in_the_download_of_whom_they_are_about(world: World) -> None:
    cast = world.cast
    made = await actions.write_note(cast.actor("chika"), cast.eve.id, NoteForm.read({"text": "Writes in two accounts."}))
    with pytest.raises(Forbidden):
        await actions.write_note(cast.actor("dev"), cast.eve.id, NoteForm.read({"text": "No."}))
    assert [note.text for note in await queries.notes_of(cast.actor("ada"), cast.eve.id)] == ["Writes in two accounts."]
    assert await queries.notes_of(cast.actor("eve"), cast.eve.id) == []
    about = await queries.about(cast.eve.id)
    assert about["notes"][0]["text"] == "Writes in two accounts." and "author" not in about["notes"][0]
    assert (await queries.about(cast.chika.id))["notes"] == []
    await actions.remove_note(cast.actor("ada"), made)
    assert not await Note.exists()


async def test_whoever_leaves_leaves_no_words_behind(world: World) -> None:
    cast = world.cast
    made = await actions.sanction(cast.actor("chika"), cast.eve.id, decision())
    await actions.appeal(await cast_fresh(cast.eve.id), "sanction", made, appealing())
    await actions.write_note(cast.actor("chika"), cast.eve.id, NoteForm.read({"text": "A note."}))
    await accounts.anonymise_account(cast.actor("ada"), cast.eve.id)
    await world.settle()
    row, appeal = await Sanction.get(id=made), await Appeal.get(subject_id=made)
    assert (row.words, appeal.words, await Note.exists()) == ("", "", False)
    assert (row.kind, row.reason) == ("silence", "abuse")


def locking(locked: bool = True) -> Lock:
    return Lock.read({"locked": "1" if locked else "", "reason": "Everything is said."})


async def cast_fresh(person_id: int) -> Actor:
    return await people.actor(person_id)
