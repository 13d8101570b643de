"""The pages of tickets: the requester's side, the desk, what administrators arrange."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.threads import actions as threads
from forum.threads.forms import Reason
from forum.tickets import actions
from forum.tickets.models import Organization, SupportGroup, TicketForm
from tests.tickets.desk import Desk, everything
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def desk(clock: ModuleType, world: World) -> Desk:
    return Desk(world)


async def test_a_request_is_asked_answered_and_solved(desk: Desk, visitor: Visit, clock: ModuleType) -> None:
    eve, dev = await visitor("eve"), await visitor("dev")
    assert "No requests yet" in (await eve.get("/requests")).text
    form, fields = await desk.form()
    dropdown, internal = f"field_{fields['dropdown'].id}", f"field_{fields['text'].id}"
    page = await eve.get("/requests/new")
    assert page.status == 200 and internal not in page.html and dropdown in page.html
    typed = {"subject": "Parcel", "body": "Where is it? It should be here.", "form": str(form.id), "submit_key": "k"}
    refused = await eve.post("/requests", {**typed, f"field_{fields['multiline'].id}": "half a thought", "cc": "nobody"})
    assert refused.status == 422
    assert "half a thought" in refused.html and "Where is it?" in refused.html and "Please fill this in." in refused.html
    sent = await eve.post("/requests", {**typed, dropdown: "red", "cc": "aiko"})
    again = await eve.post("/requests", {**typed, dropdown: "red", "cc": "aiko"})
    assert (sent.status, again.location) == (303, sent.location)
    path = sent.location
    number = int(path.rpartition("/")[2])
    page = await eve.get(path)
    assert "Where is it?" in page.text and "We are on it" in page.text and "Red" in page.text
    assert "Where is it?" in (await (await visitor("aiko")).get(path)).text
    assert (await (await visitor("finn")).get(path)).status == 404
    assert "/sign-in" in (await (await visitor()).get(path)).location

    assert (await dev.get(path)).location == f"/desk/tickets/{number}"
    listed = await dev.get("/desk/tickets?who=unassigned")
    assert "Parcel" in listed.text and "1 ticket" in listed.text
    base = f"/desk/tickets/{number}"
    assert (await dev.post(f"{base}/assignee")).status == 303
    page = await dev.get(base)
    assert page.status == 200
    version = (await desk.row(number)).version
    note = {"kind": "note", "body": "Lost by the driver", "status": "", "version": str(version)}
    assert (await dev.post(f"{base}/comments", note)).status == 303
    late = await dev.post(f"{base}/comments", {"kind": "public", "body": "It comes tomorrow", "version": str(version)})
    assert late.status == 303, "one's own note is nothing new"
    await desk.say(number, "eve", "Are you there?")
    stale = await dev.post(f"{base}/comments", {"kind": "public", "body": "A long answer", "version": str(version + 1)})
    assert stale.status == 409 and "A long answer" in stale.html and "Are you there?" in stale.text
    version = (await desk.row(number)).version
    solving = {"kind": "public", "body": "It is there now", "status": "solved", "version": str(version)}
    lacking = await dev.post(f"{base}/comments", solving)
    assert lacking.status == 422 and "It is there now" in lacking.html and "is needed before" in lacking.text
    saved = await dev.post(f"{base}/properties", {
        "subject": "Parcel", "status": "pending", "priority": "high", "type": "question", "tags": "late, parcel",
        "assignee": str(desk.world.cast.dev.id), "version": str(version), internal: "driver", dropdown: "blue",
        "form": str(form.id), "promised_at": "2026-03-05T12:00",
    })
    assert saved.status == 303, saved.text
    solving["version"] = str((await desk.row(number)).version)
    assert (await dev.post(f"{base}/comments", solving)).status == 303
    page = await eve.get(path)
    assert "Solved" in page.text and "driver" not in page.html and "Lost" not in page.html and "late, parcel" not in page.html
    last = str(await database.value("SELECT max(id) FROM ticket_comments WHERE is_public AND ticket_id = $1", number))
    answer = await eve.post(f"{path}/comments", {"body": "No, it is empty", "last": last, "submit_key": "r"})
    assert answer.status == 303
    assert (await desk.row(number)).status == "open"
    behind = await eve.post(f"{path}/comments", {"body": "My own words", "last": "1"})
    assert behind.status == 409 and "My own words" in behind.html
    assert (await eve.post(f"{path}/solved")).status == 303
    clock.advance(timedelta(days=5))
    await actions.close_due()
    page = await eve.get(path)
    assert "Open a follow-up" in page.text
    followed = await eve.post(f"{path}/follow-ups", {"body": "It broke again", "submit_key": "f"})
    assert followed.status == 303 and f"#{number}" in (await eve.get(followed.location)).text
    history = await dev.get(f"{base}/history")
    assert "Priority" in history.text and "High" in history.text
    assert "driver" in history.text
    assert (await eve.get(f"{base}/history")).status == 404
    assert "Parcel" in (await dev.get("/desk/tickets?status=all&tag=late")).text
    for bad in ("status=nonsense", "group=abc", "page=-1", "who=x", "reason=9999999999999999999"):
        assert (await dev.get(f"/desk/tickets?{bad}")).status == 200


async def test_side_conversations_show_nothing_else_of_the_ticket(desk: Desk, visitor: Visit) -> None:
    dev, ben, asker = await visitor("dev"), await visitor("ben"), await visitor("aiko")
    number = await desk.open(subject="A secret subject", body="A secret body")
    begun = await dev.post(f"/desk/tickets/{number}/conversations", {
        "people": "ben", "subject": "A question", "body": "Do you know?", "submit_key": "s",
    })
    assert begun.status == 303
    page = await ben.get(begun.location)
    assert page.status == 200 and "Do you know?" in page.text and "secret" not in page.text and f"#{number}" not in page.text
    assert (await ben.get(f"/requests/{number}")).status == 404
    assert (await asker.get(begun.location)).status == 404
    assert (await ben.post(f"{begun.location}/messages", {"body": "I do not.", "submit_key": "t"})).status == 303
    assert (await ben.post(f"{begun.location}/closing")).status == 403
    assert (await dev.post(f"{begun.location}/closing")).status == 303
    assert "I do not." in (await dev.get(begun.location)).text
    assert "I do not." not in (await asker.get(f"/requests/{number}")).text
    refused = await dev.post(f"/desk/tickets/{number}/conversations", {"people": "xyz", "subject": "Why", "body": "My words"})
    assert refused.status == 422 and "My words" in refused.html


async def test_merging_linking_and_promises_have_their_places(desk: Desk, visitor: Visit, clock: ModuleType) -> None:
    dev = await visitor("dev")
    one, two = await desk.open("eve", body="First of the two."), await desk.open("eve", body="Second of the two.")
    assert (await dev.post(f"/desk/tickets/{one}/merge", {"target": "99999"})).status == 422
    assert (await dev.post(f"/desk/tickets/{one}/merge", {"target": str(two)})).location == f"/desk/tickets/{two}"
    assert "First of the two." in (await dev.get(f"/desk/tickets/{two}")).text
    assert "Undo the merge" in (await dev.get(f"/desk/tickets/{one}")).text
    assert (await dev.post(f"/desk/tickets/{one}/merge/remove")).status == 303
    assert (await desk.row(one)).merged_into_id is None
    assert (await dev.post(f"/desk/tickets/{one}/links", {"other": str(two)})).status == 303
    assert f"#{two}" in (await dev.get(f"/desk/tickets/{one}")).text
    assert (await dev.post(f"/desk/tickets/{one}/links/{two}/remove")).status == 303
    assert (await dev.post(f"/desk/tickets/{one}/handover", {"note": "For you", "assignee": "x"})).status == 422
    handed = {"note": "For you", "assignee": str(desk.world.cast.chika.id)}
    assert (await dev.post(f"/desk/tickets/{one}/handover", handed)).status == 303
    assert (await desk.row(one)).assignee_id == desk.world.cast.chika.id
    await desk.set(one, promised_at=clock.now() + timedelta(days=1))
    assert "Every promise was kept" in (await dev.get("/desk/tickets/promises")).text
    clock.advance(timedelta(days=2))
    page = await dev.get("/desk/tickets/promises")
    assert f"#{one}" in page.text and "1 day" in page.text
    assert "We are late" in (await (await visitor("eve")).get(f"/requests/{one}")).text
    opened = await dev.post("/desk/tickets", {
        "requester": "finn", "subject": "By phone", "body": "He called.", "kind": "public", "by_requester": "1",
    })
    assert opened.status == 303
    assert "He called." in (await (await visitor("finn")).get(opened.location.replace("/desk/tickets", "/requests"))).text
    assert (await dev.post("/desk/tickets", {"requester": "zz", "subject": "By phone", "body": "Kept words"})).status == 422


async def test_words_that_come_too_late_are_given_back(
    desk: Desk, world: World, visitor: Visit, clock: ModuleType
) -> None:
    dev, eve, aiko = await visitor("dev"), await visitor("eve"), await visitor("aiko")

    def back(page: Page) -> str:
        return page.find("textarea[readonly]").text.strip()

    # Merged while it was written: the page leads to where it goes on, as far as its reader may go there.
    own, other, foreign = await desk.open("eve"), await desk.open("eve"), await desk.open("aiko")
    for into, seen in ((other, True), (foreign, False)):
        number = own if seen else other
        await dev.post(f"/desk/tickets/{number}/merge", {"target": str(into)})
        kept = await eve.post(f"/requests/{number}/comments", {"body": "All my <words>"})
        assert kept.status == 403 and back(kept) == "All my <words>"
        assert kept.has(f'a[href="/requests/{into}"]') == seen
        note = await dev.post(f"/desk/tickets/{number}/comments", {"body": "A note of mine", "kind": "note"})
        assert note.status == 403 and back(note) == "A note of mine" and note.has(f'a[href="/desk/tickets/{into}"]')
    # Closed: on the requester's page they go on as a follow-up.
    await actions.close(await world.cast.fresh("dev"), foreign)
    kept = await aiko.post(f"/requests/{foreign}/comments", {"body": "One more thing"})
    assert kept.status == 403 and kept.form(f"/requests/{foreign}/follow-ups")["body"] == "One more thing"
    # Not theirs (any more), handed to nobody, sent too often, by somebody whose session ended: nothing is told but the words.
    assert (await eve.post(f"/requests/{own}/ccs", {"cc": "finn"})).status == 403
    lost = await aiko.post(f"/requests/{own}/comments", {"body": "Where is it?"})
    none = await aiko.post("/requests/98765/comments", {"body": "Where is it?"})
    assert lost.status == none.status == 404 and back(lost) == back(none) == "Where is it?"
    assert lost.find("main").text == none.find("main").text
    out = await (await visitor()).post(f"/desk/tickets/{own}/comments", {"body": "My evening's work", "kind": "public"})
    assert out.status == 401 and back(out) == "My evening's work"
    handed = await dev.post(f"/desk/tickets/{foreign}/handover", {"note": "For chika", "assignee": str(world.cast.chika.id)})
    assert handed.status == 403 and back(handed) == "For chika" and handed.has(f'a[href="/desk/tickets/{foreign}"]')
    # The form was put away that somebody was filling in.
    for _ in range(2):
        await desk.form()
    gone = await eve.post("/requests", {"subject": "My parcel", "body": "It is late.", "form": "999", "field_1": "red"})
    assert gone.status == 422 and back(gone) == "My parcel It is late."
    # What nobody writes sentences in is not shown again, and an empty form gives nothing back.
    secret = await eve.post("/requests/98765/comments", {"password": "hunter2", "reason": "urgent", "body": " "})
    assert secret.status == 404 and not secret.has("textarea") and "hunter2" not in secret.html


async def test_administrators_arrange_teams_forms_and_organisations(desk: Desk, visitor: Visit) -> None:
    ada = await visitor("ada")
    home = "/desk/tickets/settings"
    assert (await ada.get(home)).status == 200
    for who in ("dev", "chika", "eve"):
        assert (await (await visitor(who)).get(home)).status == 403
    made = await ada.post(f"{home}/groups/new", {"name": "First line", "members": "dev\nchika"})
    assert made.status == 303, made.text
    refused = await ada.post(f"{home}/groups/new", {"name": "First line", "members": "eve"})
    assert refused.status == 422 and "is not staff" in refused.text
    assert (await ada.post(f"{home}/groups/new", {"name": "First line", "members": "dev"})).status == 422
    team = await SupportGroup.get(name="First line")
    changing = {"name": "Second line", "members": "dev", "version": str(team.version)}
    assert (await ada.post(f"{home}/groups/{team.id}", changing)).status == 303
    assert (await ada.post(f"{home}/groups/{team.id}", changing)).status == 409
    joined = {"name": "Acme", "domains": "example.com", "shared_tickets": "1", "group": str(team.id)}
    assert (await ada.post(f"{home}/organizations/new", joined)).status == 303
    acme = await Organization.get(name="Acme")
    assert (await ada.post(f"{home}/organizations/new", {"name": "Other", "domains": "example.com"})).status == 422
    assert (await ada.post(f"{home}/organizations/new", {"name": "Other", "domains": "not a domain"})).status == 422
    number = await desk.open("aiko", subject="Shared with colleagues")
    row = await desk.row(number)
    assert (row.organization_id, row.group_id) == (acme.id, team.id)
    listed = await (await visitor("finn")).get("/requests?whose=organization")
    assert "Shared with colleagues" in listed.text
    shown = await (await visitor("finn")).get(f"/requests/{number}")
    assert shown.status == 200 and "not write in it" in shown.text
    assert (await (await visitor("finn")).post(f"/requests/{number}/comments", {"body": "Me too"})).status == 403
    bad = {"name_en": "Serial", "kind": "regexp", "pattern": "(a+)+"}
    assert (await ada.post(f"{home}/fields/new", bad)).status == 422
    assert (await ada.post(f"{home}/fields/new", {**bad, "pattern": r"[A-Z]{2}-\d{4}"})).status == 303
    colours = {"name_en": "Colour", "kind": "dropdown", "options": "red | Red | 赤\nblue | Blue | 青"}
    assert (await ada.post(f"{home}/fields/new", colours)).status == 303
    field = await database.value("SELECT id FROM ticket_fields WHERE title_en = 'Colour'")
    placed = {"name_en": "Order", f"place_{field}": "requester", f"submit_{field}": "1"}
    assert (await ada.post(f"{home}/forms/new", placed)).status == 303
    form = await TicketForm.get(name_en="Order")
    page = await ada.get(f"{home}/forms/{form.id}")
    assert page.status == 200
    assert (await ada.post(f"{home}/reasons/new", {"name_en": "Delivery"})).status == 303
    reason = await database.value("SELECT id FROM contact_reasons")
    assert (await ada.post(f"{home}/reasons/new", {"name_ja": "遅延", "parent": str(reason)})).status == 303
    assert (await ada.post(f"{home}/reasons/{reason}", {"name_en": "X", "parent": str(reason)})).status == 422
    for path in (f"groups/{team.id}", f"organizations/{acme.id}", f"fields/{field}", f"reasons/{reason}", "forms/new"):
        assert (await ada.get(f"{home}/{path}")).status == 200
    assert (await ada.get(f"{home}/groups/999")).status == 404
    assert (await ada.get(f"{home}/nonsense/1")).status == 404
    asked = await (await visitor("eve")).get("/requests/new")
    assert "Colour" in asked.text and "Delivery" in asked.text
    assert (await ada.post(f"{home}/forms/{form.id}/archive")).status == 303
    assert "Colour" not in (await (await visitor("eve")).get("/requests/new")).text


async def test_the_pages_of_tickets_ask_little_however_much_has_happened(
    desk: Desk, visitor: Visit, world: World
) -> None:
    await everything(world)
    for number in range(5):
        await desk.open("aiko")
        await desk.say(1, ("dev", "aiko")[number % 2])
    pages = {
        "dev": {"/desk/tickets/1": 27, "/desk/tickets": 7, "/desk/tickets?status=all": 7, "/desk/tickets/1/history": 25,
                "/desk?item=ticket-1": 58},
        "aiko": {"/requests/1": 17, "/requests": 6},
    }
    found = {}
    for who, most in pages.items():
        one = await visitor(who)
        for path, limit in most.items():
            await one.get(path)
            with database.counting() as statements:
                assert (await one.get(path)).status == 200, path
            found[path] = (len(statements), limit)
    assert [path for path, (took, limit) in found.items() if took > limit] == [], found


async def test_a_request_says_where_it_came_from_and_that_this_is_gone(desk: Desk, visitor: Visit, world: World) -> None:
    posted = await world.a_thread("aiko")
    path = f"/requests/{await desk.open('aiko', source=('thread', posted.thread_id), cc_ids=[world.cast.eve.id])}"
    aiko, eve = await visitor("aiko"), await visitor("eve")
    assert (await aiko.get(path)).has(f"a[href='{posted.path}']")
    await threads.delete_post(await world.cast.fresh("chika"), posted.post_id, Reason.read({"reason": "wrong"}))
    page = await aiko.get(path)
    assert not page.has("a[href^='/threads/']") or posted.path not in page.html
    assert "もうありません" in page.text and (await eve.get(path)).status == 200
