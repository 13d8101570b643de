"""The pages of sanctions and appeals: who opens them, what they say, and what comes back when something is refused."""

from collections.abc import Awaitable, Callable

from forum import clock, database
from forum.accounts import queries as people
from forum.accounts.models import Person
from forum.accounts.passwords import hashed
from forum.moderation.models import Flag, Item
from forum.sanctions import actions, tokens
from forum.sanctions.forms import AppealForm, NoteForm, SanctionForm
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]
PASSWORD = "a rainy day in june"


async def decide(world: World, kind: str, length: str = "7", whom: str = "eve") -> int:
    given = {"kind": kind, "reason": "abuse", "length": length, "seen": "0", "words": "You called people names."}
    return await actions.sanction(world.cast.actor("chika"), world.cast.person(whom).id, SanctionForm.read(given))


async def test_a_moderator_decides_on_a_members_page(world: World, visitor: Visits) -> None:
    eve = world.cast.eve
    chika = await visitor("chika", accept_language="en")
    page = await chika.get("/users/eve")
    assert page.find(f"a[href='/desk/members/{eve.id}']")
    page = await chika.get(f"/desk/members/{eve.id}")
    address = f"/desk/members/{eve.id}/sanctions"
    refused = await page.submit(address, kind="silence", reason="abuse", length="", words="You called people names.")
    assert refused.status == 422 and "You called people names." in refused.text
    sent = await page.submit(address, kind="silence", reason="abuse", length="7", words="You called people names.")
    assert sent.status == 303
    # The page that was open in another window knows nothing of it.
    late = await page.submit(address, kind="warning", reason="other", length="", words="Me too.")
    assert late.status == 409 and "Me too." in late.text
    assert (await chika.get("/desk/members")).find(f"a[href='/desk/members/{eve.id}']")


async def test_a_silenced_person_gets_their_text_back_with_the_reason(world: World, visitor: Visits) -> None:
    thread = await world.a_thread("ben")
    await decide(world, "silence")
    eve = await visitor("eve")
    sent = await eve.post(f"/threads/{thread.thread_id}/replies", {"body": "What I wanted to say.", "seen": "99"})
    assert sent.status == 403 and "What I wanted to say." in sent.text and "hurtful or insulting words" in sent.text
    values = {"type": "question", "category": "1", "title": "What I wanted to ask", "body": "It is long.", "tags": ""}
    asked = await eve.post("/ask", values)
    assert asked.status == 403 and "silenced your account" in asked.text
    page = await eve.get("/settings/standing")
    assert "You called people names." in page.text and world.cast.chika.display_name not in page.text


async def test_a_suspended_person_learns_why_when_signing_in_and_appeals_by_the_same_address(
    world: World, visitor: Visits
) -> None:
    eve = world.cast.eve
    await Person.filter(id=eve.id).update(password_hash=await hashed(PASSWORD))
    made = await decide(world, "suspension", "forever")
    guest = await visitor()
    refused = await guest.post("/sign-in", {"login": "eve", "password": PASSWORD, "next": "/"})
    assert refused.status == 403 and "no end" in refused.text and "You called people names." in refused.text
    assert "session" not in str(refused.headers.get("set-cookie", ""))
    wrong = await guest.post("/sign-in", {"login": "eve", "password": "another one", "next": "/"})
    assert wrong.status == 422 and "suspended" not in wrong.text
    address = f"/standing/{tokens.write(eve.id)}"
    assert refused.find(f"a[href='{address}']")
    page = await guest.get(address)
    short = await page.submit(f"{address}/sanction/{made}/appeal", words="No.")
    assert short.status == 422
    sent = await page.submit(f"{address}/sanction/{made}/appeal", words="It was a quotation, not mine.")
    assert sent.status == 303
    again = await guest.post(f"{address}/sanction/{made}/appeal", {"words": "It was a quotation, not mine."})
    assert again.status == 409
    # The secret shows this person's standing and nothing else, and no other secret shows it.
    assert (await guest.get(f"/standing/{tokens.write(eve.id)[:-4]}AAAA")).status == 404
    assert (await guest.post(f"/standing/{tokens.write(world.cast.ben.id)}/sanction/{made}/appeal", {"words": "It was me."})
            ).status == 404

    chika, ada = await visitor("chika"), await visitor("ada", accept_language="en")
    appeal_id = await database.value("SELECT id FROM appeals")
    item_id = await database.value("SELECT id FROM review_items WHERE kind = 'appeal' AND subject_id = $1", appeal_id)
    assert (await ada.get("/desk/appeals")).headers["location"].endswith("/desk/review?cause=appeal")
    assert f"item={item_id}" not in (await chika.get("/desk/review?cause=appeal")).text
    own = await chika.get(f"/desk/review?item={item_id}")
    assert "It was a quotation" in own.text and not own.find_all("#decide")
    assert (await ada.get(f"/desk/review?item={item_id}")).find("#decide")
    assert (await ada.get("/desk/review?cause=appeal")).find(f"a[href='/desk/review?cause=appeal&item={item_id}']")
    assert (await chika.post(f"/desk/appeals/{appeal_id}/answer", {"outcome": "kept", "answer": "Me again."})).status == 403
    case = await ada.get(f"/desk/appeals/{appeal_id}")
    assert "It was a quotation, not mine." in case.text
    done = await case.submit(f"/desk/appeals/{appeal_id}/answer", outcome="upheld", answer="You are right, sorry.")
    assert done.status == 303
    assert not (await people.actor(eve.id)).suspended
    assert (await guest.post("/sign-in", {"login": "eve", "password": PASSWORD, "next": "/"})).status == 303
    assert "You are right, sorry." in (await (await visitor("eve")).get("/settings/standing")).text


async def test_only_moderators_open_the_pages_of_the_desk(world: World, visitor: Visits) -> None:
    made = await decide(world, "warning", "")
    assert made
    note = NoteForm.read({"text": "Two accounts."})
    await actions.write_note(world.cast.actor("chika"), world.cast.eve.id, note)
    for who, status in (("eve", 403), ("ben", 403), ("dev", 403), ("chika", 200), ("ada", 200)):
        one = await visitor(who)
        for path in ("/desk/members", f"/desk/members/{world.cast.eve.id}", "/desk/appeals"):
            page = await one.get(path)
            assert page.status == (303 if (status, path) == (200, "/desk/appeals") else status), (who, path)
            assert status == 200 or "Two accounts." not in page.text
    assert (await (await visitor("chika")).get("/desk/members/987654")).status == 404
    assert (await (await visitor("chika")).get("/desk/appeals/987654")).status == 404
    assert (await (await visitor()).get("/settings/standing")).status == 303


async def test_a_members_page_counts_what_came_of_flags_and_appeals(world: World, visitor: Visits) -> None:
    cast = world.cast
    for number, (who, outcome) in enumerate((("eve", "upheld"), ("eve", "dismissed"), ("ben", ""))):
        post = await world.a_thread("aiko" if who == "eve" else "eve")
        item = await Item.create(kind="post", subject_id=post.post_id, cause="flags", opened_at=clock.now())
        await Flag.create(
            item_id=item.id, person_id=cast.person(who).id, reason="spam", weight=100, created_at=clock.now(),
            open_key=None if outcome else f"{item.id}:{number}", outcome=outcome,
        )
    made = await decide(world, "silence")
    await actions.appeal(cast.actor("eve"), "sanction", made, AppealForm.read({"words": "It was a quotation."}))
    page = await (await visitor("ada", accept_language="en")).get(f"/desk/members/{cast.eve.id}")
    assert "Flags against themright: 0, not right: 0, open: 1" in page.text
    assert "Flags they raisedright: 1, not right: 1 " in page.text
    assert "Appeals they maderight: 0, not right: 0, open: 1" in page.text


async def test_the_pages_hold_in_japanese(world: World, visitor: Visits) -> None:
    await decide(world, "silence", whom="aiko")
    page = await (await visitor("aiko", accept_language="ja")).get("/settings/standing")
    assert "異議を申し立てる" in page.text
    page = await (await visitor("chika", accept_language="ja")).get(f"/desk/members/{world.cast.aiko.id}")
    assert "投稿停止" in page.text
