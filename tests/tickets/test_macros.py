"""Saved replies: placeholders from a list and no other, shown before anything is saved, for whom they are, counted."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from forum import database
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.threads.models import Thread
from forum.tickets import placeholders
from forum.tickets.actions import macros as actions
from forum.tickets.macros import MacroForm
from forum.tickets.models import SupportGroup, SupportMember
from forum.tickets.queries import macros
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]
VALUES = {"ticket.id": "12", "ticket.requester.name": "<b>Eve</b> [x](http://evil) @all\nNext", "ticket.url": "https://x.org/t/1_2"}


def form(**given: Any) -> MacroForm:
    return MacroForm.read({"name": "Hello", "body": "Hello {{agent.name}}", "scope": "me"} | given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. {{ticket.id}}.", "No. 12."),
        ("No. {{ ticket.id }}!", "No. 12!"),
        ("{{ticket.__class__}}", "{{ticket.__class__}}"),
        ("{{ticket.id.__init__}} {{7*7}} {{ ''.__class__ }}", "{{ticket.id.__init__}} {{7*7}} {{ ''.__class__ }}"),
        ("{{Ticket.id}} {{ticket.id}", "{{Ticket.id}} {{ticket.id}"),
        ("{{thread.title}}", "{{thread.title}}"),
        ("See {{ticket.url}}", "See https://x.org/t/1_2"),
        (
            "Dear {{ticket.requester.name}},",
            r"Dear \<b\>Eve\<\/b\> \[x\]\(http\:\/\/evil\) \@all Next,",
        ),
        ("{{{{ticket.id}}}}", "{{12}}"),
        ("", ""),
    ],
)
def test_a_placeholder_is_a_name_on_a_list(text: str, expected: str) -> None:
    assert placeholders.filled(text, VALUES) == expected


def test_what_is_put_in_is_not_looked_at_again() -> None:
    assert placeholders.filled("{{agent.name}}", {"agent.name": "{{ticket.id}}", "ticket.id": "1"}) == r"\{\{ticket\.id\}\}"


def test_an_unknown_one_is_refused_when_saving() -> None:
    wrong = form(body="Hi {{ticket.requester.email}} and {{ticket.__class__}}, {{agent.name}}")
    assert wrong.errors["body"] == "There is no placeholder {{ticket.requester.email}}, {{ticket.__class__}}."
    assert form(body="").errors["body"]
    assert form(body="", status="solved").errors == {}
    assert form(scope="team").errors["for_team"]
    assert form(assignee="root").errors["assignee"]
    assert form(status="closed").errors["status"]
    assert form(tags="a、b, a", thread_status="closed").changes == {"tags": ["a", "b"], "thread_status": "closed"}


async def test_they_are_for_oneself_a_team_or_everybody(world: World) -> None:
    cast = world.cast
    team = await SupportGroup.create(name="First", name_key="first", created_at=cast.aiko.created_at)
    for who in ("dev", "chika"):
        await SupportMember.create(group=team, person=cast.person(who), added_at=team.created_at)
    own = await actions.create_macro(cast.actor("dev"), form(name="Own"))
    shared = await actions.create_macro(cast.actor("dev"), form(name="Shared", scope="team", for_team=str(team.id)))
    every = await actions.create_macro(cast.actor("ada"), form(name="Every", scope="all"))

    async def names(who: str) -> list[str]:
        return sorted(one.name for one in await macros.macros_of(cast.actor(who)))

    assert await names("dev") == ["Every", "Own", "Shared"]
    assert await names("chika") == ["Every", "Shared"]
    assert await names("ada") == ["Every"]
    for who in ("guest", "eve", "ben"):
        assert await names(who) == []
    with pytest.raises(NotFound):
        await macros.macro(cast.actor("ada"), own)
    with pytest.raises(Forbidden):
        await actions.create_macro(cast.actor("dev"), form(scope="all"))
    with pytest.raises(Forbidden):
        await actions.edit_macro(cast.actor("dev"), every, form(version="1"))
    with pytest.raises(Forbidden):
        await actions.create_macro(cast.actor("ben"), form())
    with pytest.raises(Invalid):
        await actions.create_macro(cast.actor("dev"), form(assignee=str(cast.eve.id), team="99"))
    still = {"name": "Shared still", "scope": "team", "for_team": str(team.id), "version": "1"}
    await actions.edit_macro(cast.actor("chika"), shared, form(**still))
    with pytest.raises(Conflict):
        await actions.edit_macro(cast.actor("dev"), shared, form(**still))
    await actions.archive_macro(cast.actor("dev"), own, True)
    await actions.archive_macro(cast.actor("dev"), own, True)
    assert await names("dev") == ["Every", "Shared still"]
    assert await database.value("SELECT count(*) FROM events WHERE name = 'macro.saved'") == 5


async def test_on_a_thread_it_is_shown_first_and_done_on_sending(world: World, visitor: MakeVisitor) -> None:
    await world.tag("printer")
    posted = await world.a_thread("aiko", title="It *prints* nothing")
    macro_id = await actions.create_macro(world.cast.actor("dev"), form(
        name="Ask for more", body="Hello {{thread.author.name}}, about {{thread.title}}: No. {{ticket.id}}?",
        thread_status="needs_info", tags="printer", status="pending",
    ))
    dev, ben = await visitor("dev"), await visitor("ben")
    assert "Ask for more" not in (await ben.get(posted.path)).html
    page = await dev.get(posted.path)
    assert "Ask for more" in page.find("#reply select[name=saved_reply]").text
    # What was written so far is kept while one is chosen.
    put = await page.form(f"/threads/{posted.thread_id}/replies").submit("Insert", body="Half a", saved_reply=str(macro_id))
    page = await put.follow()
    assert page.form(f"/threads/{posted.thread_id}/replies")["body"].startswith("Half a\n\nHello 青山")
    await dev.post(f"/drafts/reply:{posted.thread_id}/remove")
    page = await dev.get(f"{posted.path}?macro={macro_id}")
    reply = page.form(f"/threads/{posted.thread_id}/replies")
    assert reply["body"] == r"Hello 青山 愛子, about It \*prints\* nothing: No. {{ticket.id}}?"
    assert "there is nothing here for {{ticket.id}}" in page.find("#reply .notice").text
    changes = page.find("#reply fieldset").text
    assert "Status: Open → Needs info" in changes
    assert "Tags: — → printer" in changes
    row = await Thread.get(id=posted.thread_id)
    assert (row.status, row.tag_names, row.reply_count) == ("open", "", 0)
    back = await reply.submit("Post reply", body="x")
    assert back.status == 422
    assert "Needs info" in back.find("#reply fieldset").text
    sent = await back.form(f"/threads/{posted.thread_id}/replies").submit("Post reply", body="Which printer is it?")
    assert sent.status == 303
    row = await Thread.get(id=posted.thread_id)
    assert (row.status, row.tag_names, row.reply_count) == ("needs_info", "printer", 1)
    [used] = await macros.macros_of(world.cast.actor("dev"))
    assert used.used == 1
    # Where nothing is left to change there is nothing to choose, and its use counts all the same. What is not there, or not
    # theirs, changes nothing.
    page = await dev.get(f"{posted.path}?macro={macro_id}")
    again = page.form(f"/threads/{posted.thread_id}/replies")
    await again.submit("Post reply", body="Just this once more.")
    assert (await macros.macro(world.cast.actor("dev"), macro_id)).used == 2
    assert (await dev.get(f"{posted.path}?macro=999")).status == 404
    sent = await ben.post(
        f"/threads/{posted.thread_id}/replies", {"body": "From me", "seen": "9", "macro": str(macro_id), "macro_change": "1"}
    )
    assert sent.status == 303
    assert (await macros.macro(world.cast.actor("dev"), macro_id)).used == 2


async def test_beside_a_ticket_the_fields_say_what_would_be(world: World) -> None:
    desk = Desk(world)
    ticket_id = await desk.open("aiko", subject="My <i>invoice</i>")
    team = await SupportGroup.create(name="Money", name_key="money", created_at=world.cast.aiko.created_at)
    macro_id = await actions.create_macro(world.cast.actor("dev"), form(
        body="{{ticket.id}} {{ticket.title}} {{agent.name}} {{ticket.team}}", status="pending", priority="high",
        assignee="me", team=str(team.id), tags="billing", public="note",
    ))
    dev = await world.cast.fresh("dev")
    box = await macros.box_for_ticket(dev, await desk.seen(ticket_id), macro_id)
    assert box.inserted is not None
    assert box.inserted.text.strip() == rf"{ticket_id} My \<i\>invoice\<\/i\> Dev Patel"
    assert box.inserted.fields == {
        "status": "pending", "priority": "high", "group_id": team.id, "assignee_id": dev.id, "tags": ["billing"],
    }
    assert {(one.field, one.after) for one in box.inserted.changes} == {
        ("status", "pending"), ("priority", "high"), ("group_id", "Money"), ("assignee_id", "Dev Patel"),
        ("tags", "billing"),
    }
    assert (await desk.row(ticket_id)).version == 1
    assert (await macros.box_for_ticket(world.cast.actor("ben"), await desk.seen(ticket_id), macro_id)).names == ()


async def test_the_pages_keep_what_was_typed(world: World, visitor: MakeVisitor) -> None:
    dev = await visitor("dev")
    new = (await dev.get("/desk/macros/new")).form("/desk/macros")
    back = await new.submit("Save", name="Hi", body="{{nothing.here}}")
    assert back.status == 422
    assert back.form("/desk/macros")["body"] == "{{nothing.here}}"
    saved = await back.form("/desk/macros").submit("Save", name="Hi", body="Hi!", priority="high")
    assert saved.status == 303
    page = await dev.get("/desk/macros")
    assert page.find(".rows h2").text == "Hi"
    macro_id = (page.find(".rows h2 a").get("href") or "").rpartition("/")[2]
    edit = (await dev.get(f"/desk/macros/{macro_id}")).form(f"/desk/macros/{macro_id}")
    assert edit["priority"] == "high"
    assert (await edit.submit("Save", name="Hi there")).status == 303
    assert (await edit.submit("Save", name="Late")).status == 409
    assert (await page.submit(f"/desk/macros/{macro_id}/archive", "Put it away (Hi)")).status == 303
    away = await dev.get("/desk/macros?state=archived")
    assert (await away.submit(f"/desk/macros/{macro_id}/archive/remove", "Use it again (Hi there)")).status == 303
    for who in ("ben", "eve"):
        assert (await (await visitor(who)).get("/desk/macros")).status == 403
