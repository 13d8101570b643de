"""Answering with an article: found and put in, shown to those who may read it, counted when the answer is accepted."""

from collections.abc import Awaitable, Callable

import pytest

from forum import database
from forum.kb_bridge.actions import linking, proposing
from forum.kb_bridge.models import ArticleTicketAnswer
from forum.kb_bridge.queries.answers import use_of
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Edit, Reason
from forum.threads.models import Post
from forum.tickets import actions as tickets
from forum.tickets.models import Ticket
from tests.kb import writers
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def test_an_article_is_found_put_in_and_posted(world: World, visitor: Visit) -> None:
    thread = await world.a_thread("aiko", title="The hub is not found")
    public = await writers.an_article(world, title="How to pair the hub")
    internal = await writers.an_article(world, title="Zebra codes of the hub", see="staff")
    await world.settle()
    dev, eve = await visitor("dev"), await visitor("eve")
    to = f"/threads/{thread.thread_id}/replies"
    page = await dev.post(to, {"body": "Try this:", "find": "1", "article_q": "hub", "seen": "0"})
    assert page.status == 200 and page.find("textarea#field-body").text == "Try this:"
    assert {button.get("value") for button in page.find_all('button[name="insert"]')} == {str(public), str(internal)}
    assert "Not everybody here may read it" in page.text
    page = await eve.post(to, {"body": "Try this:", "find": "1", "article_q": "hub", "seen": "0"})
    assert {button.get("value") for button in page.find_all('button[name="insert"]')} == {str(public)}
    beside = f"/threads/{thread.thread_id}/articles?q="
    for typed in (f"%23{public}", f"http://127.0.0.1:8000/help/articles/{public}/x"):
        assert "How to pair the hub" in (await eve.fragment("GET", beside + typed)).html
    assert "No article fits." in (await eve.fragment("GET", f"{beside}%23{internal}")).text
    assert (await eve.post(to, {"body": "Try", "insert": str(internal), "seen": "0"})).status == 404
    assert (await eve.post(to, {"body": "Try", "insert": "999", "seen": "0"})).status == 404
    page = await dev.post(to, {"body": "Try this:", "insert": str(internal), "seen": "0"})
    assert page.status == 200 and "is not for everybody who reads this thread" in page.text
    assert f"[Article {internal}](/help/articles/{internal})" in page.html
    page = await eve.post(to, {"body": "Try this:", "insert": str(public), "seen": "0"})
    assert "is not for everybody" not in page.text and "How to pair the hub" in page.text
    assert await database.value("SELECT count(*) FROM posts WHERE thread_id = $1", thread.thread_id) == 1


@pytest.mark.parametrize(("see", "who"), [("staff", {"dev", "chika", "ada"}), ("group", {"finn", "chika", "ada"}),
                                          ("members", {"eve", "finn", "dev", "chika", "ada"})])  # fmt: skip
async def test_a_card_is_shown_to_those_who_may_read_the_article(see: str, who: set[str], world: World, visitor: Visit) -> None:
    thread = await world.a_thread("aiko", title="The hub is not found")
    hidden = await writers.an_article(world, "chika", title="Zebra codes", body="Quagga words.", see=see)
    shown = await writers.an_article(world, title="How to pair the hub")
    body = f"Look:\n\nhttp://127.0.0.1:8000/help/articles/{hidden}/zebra-codes\n\n[Article {shown}](/help/articles/{shown})"
    chika = await visitor("chika")
    posted = await chika.post(f"/threads/{thread.thread_id}/replies", {"body": body, "seen": "0"})
    assert posted.status == 303
    await world.settle()
    for reader in ("guest", "eve", "finn", "dev", "chika", "ada", "guest"):
        one = await visitor(reader)
        reply = await Post.get(thread_id=thread.thread_id, position=1)
        page = f"/threads/{thread.thread_id}/"
        for path in (page + "the-hub-is-not-found", page + "feed.atom", "/search?q=look", f"/replies/{reply.id}/quote"):
            page = await one.get(path)
            assert page.status in (200, 401, 403), (path, page)
            reads = reader in who and path.endswith("not-found")
            assert ("zebra" in page.html.lower()) == reads, (reader, path)
            assert ("quagga" in page.html.lower()) == reads, (reader, path)
            if path.endswith("not-found"):
                assert "How to pair the hub" in page.find(".post-reply").text
                assert ("Article " + str(hidden) in page.find(".post-reply").text) == (not reads)


async def test_an_accepted_answer_counts_for_its_article(world: World, visitor: Visit) -> None:
    thread = await world.a_thread("aiko", title="The hub is not found")
    other = await world.a_thread("aiko", title="The hub blinks")
    article = await writers.an_article(world, title="How to pair the hub")
    line = f"[Article {article}](/help/articles/{article})"
    reply = await world.a_reply(thread.thread_id, "dev", body=f"Please try:\n\n{line}")
    second = await world.a_reply(other.thread_id, "ben", body=line)
    await world.a_reply(other.thread_id, "ben", body=f"See {line} in passing")
    await world.a_reply(other.thread_id, "ben", body="/help/articles/9999")
    await world.settle()
    ada, aiko = await world.cast.fresh("ada"), await world.cast.fresh("aiko")

    async def numbers() -> tuple[int, int, int | None]:
        use = await use_of(ada, article)
        assert (use.linked, use.solved) == (len(use.answers), sum(one.solved for one in use.answers))
        return use.linked, use.solved, use.rate

    assert await numbers() == (2, 0, 0)
    # What stands where somebody may not read is in none of their numbers.
    lab = await world.category("Lab", see="group", ask="group", answer="group")
    inner = await world.a_thread("finn", category=lab)
    await world.a_reply(inner.thread_id, "chika", body=line)
    await world.settle()
    uses = [await use_of(await world.cast.fresh(who), article) for who in ("dev", "chika")]
    assert [(use.linked, len(use.answers)) for use in uses] == [(2, 2), (3, 3)]
    await threads.delete_post(await world.cast.fresh("chika"), inner.post_id, Reason.read({"reason": "wrong"}))
    await world.settle()
    assert await database.value("SELECT count(*) FROM events WHERE name = 'article.linked' AND subject_id = $1", article) == 3
    await solutions.accept(aiko, reply.post_id)
    # So do public answers in tickets, once each; notes and the requester's own words do not. Who may not work on one is not told.
    eve, dev = await world.cast.fresh("eve"), await world.cast.fresh("dev")
    opened = await tickets.open_ticket(eve, tickets.Opening(subject="My lamp", body=f"I read this:\n\n{line}"))
    for who, public in ((dev, True), (dev, False), (eve, True)):
        text = f"By {who.name}, {public}:\n\n{line}"
        said = await tickets.update(who, opened.ticket_id, tickets.Update(comment=text, public=public))
        await linking.link_comment(said.comment_id or 0)
    await world.settle()
    kept = [one.comment_id async for one in ArticleTicketAnswer.filter(article_id=article, ticket_id=opened.ticket_id)]
    assert len(kept) == (await use_of(ada, article)).in_tickets == 1
    assert await database.value("SELECT count(*) FROM events WHERE name = 'article.linked' AND subject_id = $1", article) == 4
    assert "1 answer in a ticket points to it." in (await (await visitor("ada")).get(f"/desk/articles/{article}")).text
    await Ticket.filter(id=opened.ticket_id).update(see_group_id=world.cast.beta.id)
    assert (await use_of(dev, article)).in_tickets == 0
    assert await numbers() == (2, 1, 50)
    assert "1 was accepted: 50 % solved." in (await (await visitor("ada")).get(f"/desk/articles/{article}")).text
    await solutions.withdraw(aiko, thread.thread_id)
    assert await numbers() == (2, 0, 0)
    await solutions.accept(aiko, reply.post_id)
    post = await Post.get(id=second.post_id)
    await threads.edit(await world.cast.fresh("ben"), post.id, Edit.read({"body": "No article", "version": str(post.version)}))
    await world.settle()
    assert await numbers() == (1, 1, 100)
    await threads.delete_post(await world.cast.fresh("chika"), reply.post_id, Reason.read({"reason": "wrong"}))
    await world.settle()
    assert await numbers() == (0, 0, None)


async def test_the_desk_shows_the_cards_as_threads_do(world: World, visitor: Visit) -> None:
    thread = await world.a_thread("aiko", title="The hub is not found")
    shown = await writers.an_article(world, title="How to pair the hub")
    internal = await writers.an_article(world, title="Zebra codes", see="staff")
    hidden = await writers.an_article(world, "chika", title="Quagga codes", see="group")
    ids = (shown, internal, hidden)
    body = "\n\n".join(["Look:", *(f"[Article {one}](/help/articles/{one})" for one in ids)])
    reply = await world.a_reply(thread.thread_id, "chika", body=body)
    await solutions.mark_official(await world.cast.fresh("chika"), reply.post_id)
    await world.a_reply(thread.thread_id, "aiko", body="That does not help.")
    eve = await world.cast.fresh("eve")
    await proposing.wish(eve, thread.thread_id)
    ticket = await Desk(world).open("aiko", body="The hub is lost")
    await Desk(world).say(ticket, "chika", body)
    await world.settle()
    for who, titles in (
        ("dev", ("How to pair the hub", "Zebra codes")), ("chika", ("How to pair the hub", "Zebra codes", "Quagga codes")),
    ):
        one = await visitor(who)
        for path in (
            f"/desk?item=thread-{thread.thread_id}", f"/desk?item=ticket-{ticket}", f"/desk/tickets/{ticket}",
            "/desk/proposals/1",
        ):
            page = await one.get(path)
            assert tuple(card.text for card in page.find_all(".prose aside strong")) == titles, (who, path)
            assert (f"Article {hidden}" in page.text) == (who == "dev"), (who, path)
    # An answer that names an internal article by its address, title and all, loses the title.
    page = await (await visitor("dev")).get(f"/desk/tickets/{ticket}")
    body = f"It is http://127.0.0.1:8000/help/articles/{internal}/zebra-codes for us."
    assert (await page.submit(f"/desk/tickets/{ticket}/comments", body=body, kind="public")).status == 303
    page = await (await visitor("aiko")).get(f"/requests/{ticket}")
    assert [card.text for card in page.find_all(".prose aside strong")] == ["How to pair the hub"]
    assert "Zebra" not in page.html and "Quagga" not in page.html
