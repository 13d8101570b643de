"""What is not for a reader is nowhere: drafts, internal and group articles through every page, feed, count and error."""

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from forum import clock
from forum.desk import actions as desk
from forum.kb import actions
from forum.kb_bridge.actions import escalating, meeting, proposing
from forum.kb_bridge.composing import begin
from forum.kb_bridge.forms import Escalation
from forum.kb_bridge.models import ArticleSource, Composing, Suggested
from forum.solutions import actions as solutions
from tests.cast import EVERYONE
from tests.kb import writers
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]

#: Who reads what. Of whom is not named, everybody must be told that there is nothing.
READERS = {
    "everyone": EVERYONE,
    "members": tuple(who for who in EVERYONE if who != "guest"),
    "group": ("finn", "chika", "ada"),
    "staff": ("dev", "chika", "ada"),
    "draft": (),
    "archived": (),
    "shelved": (),
    "staged": (),
}


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def _set_up(world: World) -> dict[str, tuple[int, str]]:
    """An article of each audience, by its section and by its own narrowing, and some that nobody reads."""
    made: dict[str, tuple[int, str]] = {}
    open_section = await writers.a_section(world, "Open to all")
    for see in ("everyone", "members", "group", "staff"):
        section = await writers.a_section(world, f"Canary{see}section", see=see)
        for how in ("section", "own"):
            name = f"Canary{see}{how}"
            article_id = await writers.an_article(
                world, "chika", section=section if how == "section" else open_section, title=f"{name} title", kind="faq",
                body=f"## {name}heading\n\n{name}words", also_asked=f"{name}asked", environment=f"For: {name}field",
                see=see if how == "own" and see != "everyone" else "",
            )
            await writers.details(
                world, article_id, labels=f"{name}label, shared",
                see="" if how == "section" or see == "everyone" else
                f"group:{world.cast.beta.id}" if see == "group" else see,
            )
            made[f"{see} {how}"] = (article_id, name)
    for state in ("draft", "archived", "shelved", "staged"):
        name = f"Canary{state}"
        section = await writers.a_section(world, f"{name}section") if state == "shelved" else open_section
        given = {"section": section, "kind": "faq", "title": f"{name} title", "body": f"{name}words"}
        if state == "staged":
            article_id = await writers.an_article(world, title="Live and plain", section=open_section)
            await writers.write(world, article_id, title=f"{name} title", body=f"{name}words", also_asked=f"{name}asked")
            await actions.ask_review(world.cast.actor("dev"), article_id, "en")
        else:
            article_id = await (writers.a_draft if state == "draft" else writers.an_article)(world, **given)
        if state == "archived":
            await actions.archive(world.cast.actor("ada"), article_id)
        if state == "shelved":
            await actions.archive_section(world.cast.actor("ada"), section, True)
        made[f"{state} own"] = (article_id, name)
    await world.settle()
    return made


async def _talked_of(world: World, made: dict[str, tuple[int, str]]) -> tuple[list[str], list[str]]:
    """Every article made from, and answered with in, one thread for everybody, met by chika who was about to ask, and read
    by finn, who asks all the same and goes on as a ticket: addresses for everybody, and those of the desk."""
    chika, finn = await world.cast.fresh("chika"), await world.cast.fresh("finn")
    asked = await world.a_thread("aiko", title="Why does it say title")
    for article_id, _name in made.values():
        await ArticleSource.create(article_id=article_id, thread_id=asked.thread_id, added_at=clock.now())
        meeting.note_opened(chika, begin(), "Mozilla/5.0", "article", article_id)
        desk.note_article(finn, article_id)
    cards = "\n\n".join(f"/help/articles/{article_id}" for article_id, _name in made.values())
    reply = await world.a_reply(asked.thread_id, "chika", body=f"Look:\n\n{cards}")
    await solutions.mark_official(chika, reply.post_id)
    await proposing.wish(finn, asked.thread_id)
    await meeting.flush()
    await desk.flush()
    also = await world.a_thread("finn", title="It says title to me as well")
    composing = await Composing.create(key="k", person_id=finn.id, lang="en", started_at=clock.now(), thread_id=also.thread_id)
    for rank, (article_id, _name) in enumerate(made.values()):
        await Suggested.create(composing_id=composing.id, article_id=article_id, rank=rank % 5, shown_at=clock.now())
    opened = await escalating.escalate(chika, also.thread_id, Escalation.read({"subject": "It says so", "reason": "bug"}))
    await world.settle()
    first = f"/threads/{asked.thread_id}"
    return [f"{first}/why-does-it-say-title", f"{first}/feed.atom", f"{first}/articles?q=title", "/threads"], [
        f"/desk?item=thread-{asked.thread_id}", f"/desk?item=thread-{also.thread_id}", f"/desk/tickets/{opened.ticket_id}",
        f"/desk/beside/thread-{also.thread_id}", "/desk/proposals", "/desk/proposals/1", "/desk/deflection",
        "/desk/deflection.csv", *(f"/desk/deflection/questions?of={of}" for of in ("shown", "opened")),
        *(f"/desk/deflection/questions?of=shown&article={article_id}" for article_id, _name in made.values()),
    ]


@pytest.mark.parametrize("who", EVERYONE)
async def test_nobody_meets_what_is_not_for_them(who: str, visitor: Visit, world: World) -> None:
    made = await _set_up(world)
    one = await visitor(who)
    hidden = {key: value for key, value in made.items() if who not in READERS[key.split()[0]]}
    shown = {key: value for key, value in made.items() if who in READERS[key.split()[0]]}
    paths = ["/help", "/help/faq", "/help/feed.atom", "/sitemaps/articles.xml", "/sitemap.xml", "/help/labels/shared"]
    paths += [f"/help/sections/{number}" for number in range(1, 8)]
    paths += [f"/help/about-canary{see}section" for see in ("everyone", "members", "group", "staff", "shelved")]
    paths += ["/help/about-open-to-all"]
    paths += ["/search?q=title", "/search?q=shared", "/search?q=tag:shared+type:article", "/search?q=titel&kind=articles"]
    paths += [f"/help/articles/{article_id}" for article_id, _name in made.values()]
    in_threads, at_the_desk = await _talked_of(world, made)
    paths += in_threads
    typed = {"title": "What does it say: title", "body": "It says Canary."}
    pages = [await one.fragment("POST", "/ask/similar", typed), await one.post("/ask", {**typed, "step": "similar"})]
    for path in [*paths, *(at_the_desk if who in READERS["staff"] else ())]:
        page = await one.get(path)
        while page.status in (301, 302):
            page = await page.follow()
        assert page.status in (200, 404), (path, page)
        pages.append(page)
    seen = ""
    for page in pages:
        path, found = page.path, page.html.replace(page.path, "")  # a page names itself, also one that is not there
        seen += found if path not in ("/help/feed.atom", "/sitemaps/articles.xml") else ""
        for key, (_id, name) in hidden.items():
            assert name.lower() not in found.lower(), (path, key)
    for key, (_id, name) in shown.items():
        assert name in seen, key
    if who == "chika":  # in each of these places she meets what is for the group, so each would show a leak
        telling = {page.path for page in pages if "canarygroup" in page.html.lower()}
        silent = ("feed.atom", "/threads", "/desk/proposals", "/desk/tickets/")  # the last is written for all staff
        places = [*in_threads, *at_the_desk[:-len(made)]]
        assert {place for place in places if not place.endswith(silent[:3]) and silent[3] not in place} <= telling
    if who in READERS["staff"]:
        return
    for path in ("/help/feed.atom", "/sitemaps/articles.xml"):
        assert "Canarymembers" not in (await one.get(path)).html


@pytest.mark.parametrize("who", ["guest", "eve", "ben"])
async def test_what_is_hidden_answers_like_what_never_was(who: str, visitor: Visit, world: World) -> None:
    made = await _set_up(world)
    one = await visitor(who)
    never = await one.get("/help/articles/99999/x")
    for key, (article_id, name) in made.items():
        if who in READERS[key.split()[0]] or key == "staged own":
            continue
        for path in (f"/help/articles/{article_id}", f"/help/articles/{article_id}/{name.lower()}-title"):
            page = await one.get(path)
            assert page.status == 404, (path, page)
            assert page.find("main").text == never.find("main").text
        for act in ("helpful", "flags"):
            page = await one.post(
                f"/help/articles/{article_id}/{name.lower()}-title/{act}", {"number": "2", "helpful": "yes", "kind": "outdated"}
            )
            assert page.status == 404, (key, act)


@pytest.mark.parametrize("who", ["guest", "eve", "ben", "dev"])
async def test_the_desk_shows_the_team_only_what_is_theirs(who: str, visitor: Visit, world: World) -> None:
    made = await _set_up(world)
    own = await writers.a_draft(world, "ben", title="A draft of ben")
    await writers.details(world, own, labels="x", writer=str(world.cast.ben.id))
    one = await visitor(who)
    for key, (article_id, name) in made.items():
        allowed = who == "dev" and not key.startswith("group")
        for path in ("", "/details", "/en/edit", "/en/review", "/en/revisions"):
            page = await one.get(f"/desk/articles/{article_id}{path}")
            if allowed:
                assert page.status == (403 if key == "archived own" and path == "/en/edit" else 200), (key, path, page)
            else:
                assert page.status in (303, 403, 404), (key, path, page)
                assert name not in page.html
    listed = await one.get("/desk/articles")
    if who == "dev":
        assert "Canarystaff" in listed.html and "Canarygroup" not in listed.html
    elif who == "ben":
        assert "A draft of ben" in listed.html
        for hidden in ("title", "group", "staff", "draft", "archived", "shelved", "staged"):
            assert f"Canary{hidden}" not in listed.html
        assert len(listed.find_all("tbody tr")) == 1
        assert (await one.get(f"/desk/articles/{own}/en/edit")).status == 200
        for path in ("/desk/articles/attention", "/desk/articles/tree", f"/desk/articles/{own}/details"):
            assert (await one.get(path)).status == 403
    else:
        assert listed.status in (303, 403)
