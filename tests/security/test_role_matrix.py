"""Who may do what: every change there is, tried by everybody, against a table that says the same in one place.

Each row is an act: how it is sent, and who may do it. Whoever may not is refused in one of three ways, and the table
says which: a guest is asked to sign in (401), what one cannot see is not there (404), everything else is forbidden (403).
A POST route without a row fails the test, so that no act goes untried.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from starlette.routing import Route

from forum import clock, database
from forum.accounts import queries as people
from forum.accounts.actor import SYSTEM
from forum.accounts.models import Block, Person, Session
from forum.app import routes
from forum.categories.models import Category
from forum.desk import actions as desk
from forum.desk.forms import ViewForm
from forum.duplicates.actions import confirming, deciding, gathering
from forum.duplicates.forms import Decision
from forum.duplicates.models import Cluster, Member
from forum.kb.models import ArticleSection
from forum.kb_bridge.actions import escalating, proposing, publishing_back
from forum.kb_bridge.composing import begin
from forum.kb_bridge.forms import Escalation, PublishBack
from forum.kb_bridge.models import PromotionRule, Proposal
from forum.moderation import actions as moderation
from forum.moderation.forms import Decide, Flag, Report
from forum.moderation.models import Item, WatchedWord
from forum.sanctions import actions as sanctions
from forum.sanctions.forms import AppealForm, CleanUpForm, NoteForm, SanctionForm
from forum.sanctions.models import CleanUp, Sanction
from forum.search.models import MissedSearch, SavedSearch
from forum.solutions import actions as solutions
from forum.threads import actions
from forum.threads.actions import Posted
from forum.threads.forms import Ask, Edit, Merge, Reason, Reply, Timer
from forum.tickets import actions as tickets
from forum.tickets.actions import Update, macros
from forum.tickets.macros import MacroForm
from forum.tickets.models import ContactReason
from tests.cast import EVERYONE, STAFF
from tests.kb import writers
from tests.visits import Page, Visitor
from tests.world import World

#: Everybody who is signed in; who may write; who keeps order.
ACCOUNTS = tuple(who for who in EVERYONE if who != "guest")
WRITERS = tuple(who for who in ACCOUNTS if who not in ("uma", "sid"))
MODERATORS = ("chika", "ada")
ADMINISTRATORS = ("ada",)
ASKER = "aiko"


@dataclass
class Target:
    """What an act is done to, made anew for each try: aiko's thread with ben's reply and one of hers."""

    world: World
    category: Category
    thread: Posted
    reply: Posted
    own_reply: Posted
    who: str
    more: dict[str, Any] = field(default_factory=dict)


Send = Callable[[Visitor, Target], Awaitable[Page]]
Prepare = Callable[[Target], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Act:
    """One change: its route, how it is sent, who may do it, and what must be so before."""

    route: str
    values: Callable[[Target], dict[str, Any]]
    may: tuple[str, ...]
    prepare: Prepare | None = None
    #: Who is told that there is no such thing, although they are signed in, and how.
    blind: tuple[str, ...] = ()
    unseen: int = 404
    #: Guests who are not asked to sign in, since nobody could do it signed in either, or anybody may.
    guest: int = 401
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.route


def path(route: str, target: Target) -> str:
    """The route with the target's numbers in it."""
    post = target.more.get("post", target.reply.post_id)
    number = {"threads": target.thread.thread_id, "posts": post, "replies": post}.get(route.split("/")[1], 0)
    for name, value in {"number": 1, "person_id": 0, "synonym_id": 0, "key": "ask", **target.more}.items():
        route = route.replace(f"{{{name}}}", str(value))
    return route.replace("{id}", str(target.more.get("id", number)))


def nothing(_target: Target) -> dict[str, Any]:
    return {}


def said(**values: Any) -> Callable[[Target], dict[str, Any]]:
    return lambda _target: values


def carrying(**values: str) -> Callable[[Target], dict[str, Any]]:
    """What the form of a question carries, and of the thread that solved it."""
    return lambda target: {"composing": begin(), **{name: f"{kind}:{target.thread.thread_id}" for name, kind in values.items()}}


def asking(target: Target) -> dict[str, Any]:
    category = target.more.get("category", target.category)
    return {
        "type": target.more.get("type", "question"),
        "category": category.id,
        "title": f"How does {target.who} ask",
        "body": "With these very words.",
        "tags": "",
    }


def replying(target: Target) -> dict[str, Any]:
    return {"body": f"A word from {target.who}.", "seen": "99"}


async def of_asker(target: Target) -> None:
    """The post is the opening post of the asker's thread."""
    target.more["post"] = target.thread.post_id


async def of_actor(target: Target) -> None:
    """The post is a reply of whoever acts, where they can write one; else somebody else's."""
    if target.who in WRITERS:
        target.more["post"] = (await _reply(target.world, target.who, target.thread.thread_id)).post_id


async def of_administrator(target: Target) -> None:
    """The post is a reply of the administrator's."""
    target.more["post"] = (await _reply(target.world, "ada", target.thread.thread_id)).post_id


async def taken_from_actor(target: Target) -> None:
    """The post is whoever acts's own where they can write one, and was deleted by somebody else."""
    await of_actor(target)
    post_id = target.more.get("post", target.reply.post_id)
    await actions.delete_post(SYSTEM, post_id, Reason.read({"reason": "private"}))


async def somebody_else(target: Target) -> None:
    """Somebody whom only people of a higher role act on: eve, or finn where eve herself tries."""
    whom = "finn" if target.who == "eve" else "eve"
    target.more |= {"id": target.world.cast.person(whom).id, "person_id": target.world.cast.person(whom).id}


async def somebody_new(target: Target) -> None:
    """As above, with what was decided about them before."""
    await somebody_else(target)
    target.more["seen"] = await database.value(
        "SELECT COALESCE(max(id), 0) FROM sanctions WHERE person_id = $1", target.more["id"]
    )


async def sanctioned(target: Target) -> None:
    await somebody_else(target)
    given = {"kind": "warning", "reason": "other", "words": "Please be kind."}
    seen = await database.value("SELECT max(id) FROM sanctions WHERE person_id = $1", target.more["person_id"])
    form = SanctionForm.read(given | {"seen": str(seen or 0)})
    target.more["id"] = await sanctions.sanction(target.world.cast.actor("system"), target.more["person_id"], form)


async def with_posts(target: Target) -> None:
    """Somebody who posted, and of whom nothing was removed in one step."""
    await somebody_else(target)
    whom = "finn" if target.who == "eve" else "eve"
    await target.world.a_reply((await target.world.a_thread("ben")).thread_id, whom)
    await CleanUp.filter(person_id=target.more["id"]).delete()


async def cleaned(target: Target) -> None:
    await with_posts(target)
    form = CleanUpForm.read({"reason": "spam", "words": "Advertising.", "seen": "0"})
    person_id = target.more["id"]
    target.more["id"] = await sanctions.clean_up(target.world.cast.actor("system"), person_id, form)


async def a_block(target: Target) -> None:
    value = f"{await Block.all().count()}.of-{target.who}.example"
    made = await Block.create(kind="domain", value=value, reason="Ads", created_at=clock.now())
    target.more["id"] = made.id


async def noted(target: Target) -> None:
    await somebody_else(target)
    form = NoteForm.read({"text": "A note."})
    target.more["id"] = await sanctions.write_note(target.world.cast.actor("chika"), target.more["person_id"], form)


async def appealed(target: Target) -> None:
    await sanctioned(target)
    actor = await people.actor(target.more["person_id"])
    form = AppealForm.read({"words": "I was kind all the time."})
    target.more["id"] = await sanctions.appeal(actor, "sanction", target.more["id"], form)


async def warned(target: Target) -> None:
    """Whoever acts was warned by the system, as far as anybody can be."""
    target.more["about"] = "sanction"
    if target.who == "guest":
        return
    row = await Sanction.create(
        person_id=target.world.cast.person(target.who).id, kind="warning", reason="other", words="Please be kind.",
        given_by_id=1, given_at=clock.now(),
    )
    target.more["id"] = row.id


async def solved(target: Target) -> None:
    await solutions.accept(await target.world.cast.fresh(ASKER), target.reply.post_id)


async def taken_away(target: Target) -> None:
    """A moderator deleted the reply."""
    form = Reason.read({"reason": "private"})
    await actions.delete_post(target.world.cast.actor("chika"), target.reply.post_id, form)


async def taken_back(target: Target) -> None:
    """Its author deleted the reply."""
    await actions.delete_post(target.world.cast.actor("ben"), target.reply.post_id, Reason.read({}))


async def edited(target: Target) -> None:
    form = Edit.read({"body": "Another text altogether.", "version": "1"})
    await actions.edit(target.world.cast.actor("dev"), target.reply.post_id, form)


async def another(target: Target) -> None:
    """There is a second thread of somebody else's."""
    target.more["another"] = (await target.world.a_thread("finn")).thread_id


async def a_pair(target: Target) -> None:
    """The thread and another may ask the same."""
    await another(target)
    target.more["id"] = (await deciding.ensure_pair(target.thread.thread_id, target.more["another"], "detector")).id


async def decided_by_ben(target: Target) -> None:
    """Ben said that the asker's thread is a duplicate of the other."""
    await a_pair(target)
    form = Decision.read({"decision": "duplicate", "canonical": str(target.more["another"]), "version": "1"})
    await deciding.decide(await target.world.cast.fresh("ben"), target.more["id"], form)


async def a_cluster(target: Target) -> None:
    """The thread and another are suspected to recur."""
    await a_pair(target)
    target.more["pair"] = target.more["id"]
    await database.execute("UPDATE duplicate_pairs SET score = 0.8 WHERE id = $1", target.more["pair"])
    await gathering.gather()
    target.more["id"] = await database.value(
        "SELECT id FROM duplicate_clusters WHERE hub_id = $1 OR hub_id = $2", target.thread.thread_id, target.more["another"]
    )


async def confirmed_by_dev(target: Target) -> None:
    """Dev confirmed that cluster."""
    await a_cluster(target)
    await confirming.confirm(await target.world.cast.fresh("dev"), target.more["id"], {target.more["pair"]: 1})


async def marked(target: Target) -> None:
    """As above; the act is done to the thread."""
    await decided_by_ben(target)
    target.more["id"] = target.thread.thread_id


async def locked(target: Target) -> None:
    await database.execute("UPDATE threads SET locked_at = created_at WHERE id = $1", target.thread.thread_id)


async def archived(target: Target) -> None:
    await database.execute("UPDATE threads SET archived_at = created_at WHERE id = $1", target.thread.thread_id)


async def a_merge(target: Target) -> None:
    await another(target)
    form = Merge.read({"target": str(target.thread.thread_id)})
    await actions.merge(target.world.cast.actor("chika"), target.more["another"], form)
    target.more["number"] = await database.value("SELECT max(id) FROM thread_moves")


async def a_timer(target: Target) -> None:
    form = Timer.read({"kind": "close", "days": "7"})
    await actions.set_timer(target.world.cast.actor("chika"), target.thread.thread_id, form)
    target.more["number"] = await database.value(
        "SELECT id FROM thread_timers WHERE thread_id = $1", target.thread.thread_id
    )


async def closed(target: Target) -> None:
    await database.execute("UPDATE threads SET status = 'closed' WHERE id = $1", target.thread.thread_id)


def within(see: str, write: str = "") -> Prepare:
    """Asking or replying in a category of another audience."""

    async def prepare(target: Target) -> None:
        world = target.world
        write_here = write or ("members" if see in ("everyone", "members") else see)
        shelf = await world.category("Elsewhere", see=see, ask=write_here, answer=write_here)
        target.more["category"] = shelf
        await database.execute("UPDATE threads SET category_id = $1 WHERE id = $2", shelf.id, target.thread.thread_id)

    return prepare


async def announcement(target: Target) -> None:
    target.more["category"] = await target.world.category("News", types="announcement")
    target.more["type"] = "announcement"


async def a_section_for_it(target: Target) -> None:
    """The thread is solved, and its category's articles have a place to begin in."""
    await solved(target)
    section = await ArticleSection.first() or await ArticleSection.get(id=await writers.a_section(target.world))
    if not await PromotionRule.exists(category_id=target.category.id):
        await PromotionRule.create(
            category_id=target.category.id, section_id=section.id, proposes=True, members=5, askers=4, solved_percent=20,
            within_days=90, updated_at=clock.now(),
        )


async def a_solved_cluster(target: Target) -> None:
    await a_section_for_it(target)
    await another(target)
    cluster = await Cluster.create(
        hub_id=target.thread.thread_id, member_count=2, confirmed_count=1, weight=1.0, created_at=clock.now(),
        grown_at=clock.now(),
    )
    await Member.create(thread_id=target.more["another"], cluster_id=cluster.id, confirmed=True, score=1.0)
    target.more["id"] = cluster.id


def proposed(state: str = "open", holder: str = "") -> Prepare:
    """Somebody of the team proposed an article about the thread."""

    async def prepare(target: Target) -> None:
        await a_section_for_it(target)
        row = await Proposal.create(
            thread_id=target.thread.thread_id, state=state, origin="staff", opened_at=clock.now(), state_at=clock.now(),
            holder_id=target.world.cast.person(holder).id if holder else None,
        )
        target.more["id"] = row.id

    return prepare


async def wished_for(target: Target) -> None:
    if target.who in WRITERS:
        await proposing.wish(await target.world.cast.fresh(target.who), target.thread.thread_id)


async def an_article(target: Target) -> None:
    target.more["article"] = await database.value(
        "SELECT min(article_id) FROM article_translations WHERE live_number IS NOT NULL"
    ) or await writers.an_article(target.world)


async def a_reason(target: Target) -> None:
    """There is something that questions may be about."""
    reason = await ContactReason.create(name_en=f"A reason for {target.who}", created_at=clock.now())
    target.more["reason"] = reason.id


async def escalated(target: Target) -> None:
    """Staff took the thread to support."""
    form = Escalation.read({"subject": "Taken to support", "reason": "bug"})
    await escalating.escalate(await target.world.cast.fresh("chika"), target.thread.thread_id, form)


async def answered_in_support(target: Target) -> None:
    """A ticket of the thread has an answer."""
    await escalated(target)
    chika = await target.world.cast.fresh("chika")
    ticket = await database.value("SELECT max(ticket_id) FROM escalations")
    said = await tickets.update(chika, ticket, Update(comment=f"An answer, before {target.who} came."))
    target.more["id"] = said.comment_id


async def published_from_support(target: Target) -> None:
    """That answer stands in the thread, in the words of whoever acts, if they may."""
    await answered_in_support(target)
    if target.who in STAFF:
        form = PublishBack.read({"body": f"In public, by {target.who}."})
        await publishing_back.publish(await target.world.cast.fresh(target.who), target.more["id"], form)


async def a_category(target: Target) -> None:
    target.more["id"] = (await target.world.category("Shelf")).id


async def an_archived_category(target: Target) -> None:
    target.more["id"] = (await target.world.category("Shelf")).id
    await database.execute("UPDATE categories SET archived_at = created_at WHERE id = $1", target.more["id"])


async def a_tag(target: Target) -> None:
    tag = await target.world.tag(f"tag-{target.thread.thread_id}")
    other = await target.world.tag(f"other-{target.thread.thread_id}", synonym_of=tag)
    await target.world.tag(f"third-{target.thread.thread_id}")
    target.more |= {"id": tag.id, "synonym_id": other.id}


async def a_kept_search(target: Target) -> None:
    owner = target.world.cast.person("aiko" if target.who == "guest" else target.who)
    kept = await SavedSearch.create(
        person_id=owner.id, name=f"Lamps {target.thread.thread_id}", query="lamp", created_at=clock.now()
    )
    target.more["id"] = kept.id


async def a_missed_search(target: Target) -> None:
    now = clock.now()
    missed = await MissedSearch.create(query=f"zebra {target.thread.thread_id}", count=1, first_at=now, last_at=now)
    target.more["id"] = missed.id


async def a_macro(target: Target) -> None:
    """A reply that ada saved for everybody."""
    form = MacroForm.read({"name": "Hello", "body": "Hello.", "scope": "all"})
    target.more["id"] = await macros.create_macro(target.world.cast.actor("ada"), form)


async def a_view(target: Target) -> None:
    """A view that ada saved for everybody."""
    form = ViewForm.read({"name": "All", "match": "all", "order": "hurts", "scope": "all"})
    target.more["id"] = await desk.save_view(target.world.cast.actor("ada"), form)


async def a_group(target: Target) -> None:
    group = await target.world.group(f"Group {target.thread.thread_id}", ["aiko"])
    target.more |= {"id": group.id, "person_id": target.world.cast.aiko.id}


async def somebody(target: Target) -> None:
    """An account that nobody of the cast has."""
    number = target.thread.thread_id
    row = await Person.create(
        name=f"someone{number}",
        name_key=f"someone{number}",
        display_name="Someone",
        role="member",
        created_at=target.world.cast.aiko.created_at,
        email=f"s{number}@example.com",
        email_key=f"s{number}@example.com",
    )
    target.more["id"] = row.id


async def own_session(target: Target) -> None:
    target.more["id"] = 1
    if target.who in ACCOUNTS:
        row = await Session.filter(person_id=target.world.cast.person(target.who).id).order_by("-id").first()
        assert row is not None
        target.more["id"] = row.id


async def flagged_by_finn(target: Target) -> None:
    """Finn flagged ben's reply: the flag is taken back at the reply, the item decided on in the queue."""
    form = Flag.read({"reason": "spam"})
    await moderation.flag(await target.world.cast.fresh("finn"), target.reply.post_id, form)
    item = await Item.get(kind="post", subject_id=target.reply.post_id)
    target.more |= {"post": target.reply.post_id, "item": item.id, "version": item.version}
    target.more["id"] = item.id


async def its_flag(target: Target) -> None:
    """As above; the act is done to the reply."""
    await flagged_by_finn(target)
    target.more["id"] = target.reply.post_id


async def of_ben(target: Target) -> None:
    target.more["name"] = "ben"


async def reported_by_finn(target: Target) -> None:
    """Finn reported ben's profile."""
    target.more["name"] = "ben"
    if await Item.get_or_none(kind="person", subject_id=target.world.cast.ben.id, decided_at=None) is None:
        await moderation.report(await target.world.cast.fresh("finn"), "ben", Report.read({"reason": "spam"}))


async def decided_by_ada(target: Target) -> None:
    """Ada decided on what finn flagged."""
    await flagged_by_finn(target)
    form = Decide.read({"decision": "keep", "version": str(target.more["version"])})
    target.more["id"] = await moderation.decide(await target.world.cast.fresh("ada"), target.more["item"], form)


def deciding_on(target: Target) -> dict[str, Any]:
    return {"decision": "keep", "version": target.more["version"]}


def deciding_on_many(target: Target) -> dict[str, Any]:
    return {"decision": "keep", f"item_{target.more['item']}": target.more["version"]}


async def a_watched_word(target: Target) -> None:
    number = target.thread.thread_id
    row = await WatchedWord.create(
        word=f"word {number}", word_key=f"word {number}", action="flag", put="", created_at=clock.now()
    )
    target.more["id"] = row.id


def without(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(who for who in some if who not in others)


def not_seen_by(*readers: str) -> tuple[str, ...]:
    return without(EVERYONE, readers)


GROUP_READERS = ("finn", "chika", "ada")

ACTS: tuple[Act, ...] = (
    # Asking, in each kind of category.
    Act("/ask", asking, WRITERS),
    Act("/ask", asking, WRITERS, within("members"), name="ask among members"),
    # A category in which one may not ask is no choice in the form.
    Act(
        "/ask",
        asking,
        GROUP_READERS,
        within("group"),
        blind=without(WRITERS, GROUP_READERS),
        unseen=422,
        name="ask in a group",
    ),
    Act("/ask", asking, STAFF, within("staff"), blind=without(WRITERS, STAFF), unseen=422, name="ask among staff"),
    Act(
        "/ask",
        asking,
        STAFF,
        within("everyone", "staff"),
        blind=without(WRITERS, STAFF),
        unseen=422,
        name="ask where only staff asks",
    ),
    Act("/ask", asking, STAFF, announcement, name="announce"),
    # Replying, in each kind of category.
    Act("/threads/{id}/replies", replying, WRITERS),
    Act("/threads/{id}/replies", replying, WRITERS, within("members"), guest=404, name="reply among members"),
    Act(
        "/threads/{id}/replies",
        replying,
        GROUP_READERS,
        within("group"),
        blind=not_seen_by(*GROUP_READERS),
        guest=404,
        name="reply in a group",
    ),
    Act(
        "/threads/{id}/replies",
        replying,
        STAFF,
        within("staff"),
        blind=not_seen_by(*STAFF),
        guest=404,
        name="reply among staff",
    ),
    Act("/threads/{id}/replies", replying, STAFF, within("everyone", "staff"), name="reply where only staff replies"),
    Act("/threads/{id}/replies", replying, STAFF, locked, guest=403, name="reply when locked"),
    Act("/threads/{id}/replies", replying, STAFF, closed, guest=403, name="reply when closed"),
    Act("/threads/{id}/lease", nothing, ("ben", *STAFF)),
    Act(
        "/threads/{id}/lease",
        nothing,
        STAFF,
        within("staff"),
        blind=not_seen_by(*STAFF),
        guest=404,
        name="say that I am replying among staff",
    ),
    Act("/threads/{id}/lease/remove", nothing, ("ben", *STAFF)),
    # What one does with posts.
    Act("/posts/{id}/edit", said(body="A better text.", version="1"), ("ben", *STAFF)),
    Act("/posts/{id}/edit", said(body="A better text.", version="1"), WRITERS, of_actor, name="edit my own"),
    Act("/posts/{id}/remove", said(reason="off topic"), ("ben", *MODERATORS)),
    Act("/posts/{id}/remove", said(reason="off topic"), WRITERS, of_actor, name="delete my own"),
    Act("/posts/{id}/remove", said(reason="off topic"), MODERATORS, of_asker, name="delete a thread that has replies"),
    Act("/posts/{id}/remove", said(reason="x"), ADMINISTRATORS, of_administrator, name="delete what an administrator wrote"),
    Act(
        "/posts/{id}/restore", nothing, (), taken_from_actor, blind=not_seen_by(*MODERATORS), guest=404,
        name="restore what was taken from me",
    ),
    Act("/posts/{id}/restore", nothing, MODERATORS, taken_away, blind=not_seen_by(*MODERATORS), guest=404),
    Act(
        "/posts/{id}/restore",
        nothing,
        ("ben", *MODERATORS),
        taken_back,
        blind=not_seen_by("ben", *MODERATORS),
        guest=404,
        name="restore my own",
    ),
    Act("/posts/{id}/revisions/{number}/restore", nothing, ("ben", *STAFF), edited),
    Act(
        "/posts/{id}/redaction",
        lambda target: {"pieces": "says of", "reason": "private", "confirmed": "1"},
        MODERATORS,
    ),
    Act("/posts/{id}/helpful", nothing, tuple(who for who in WRITERS if who != "ben")),
    Act("/posts/{id}/helpful/remove", nothing, tuple(who for who in WRITERS if who != "ben")),
    # What one does with threads.
    Act("/threads/{id}/same-problem", nothing, tuple(who for who in WRITERS if who != ASKER)),
    Act("/threads/{id}/same-problem/remove", nothing, tuple(who for who in WRITERS if who != ASKER)),
    Act("/threads/{id}/bookmark", nothing, WRITERS),
    Act("/threads/{id}/bookmark/remove", nothing, WRITERS),
    Act(
        "/threads/{id}/status",
        said(status="needs_info", note="Which one?"),
        ("ben", *STAFF),
        name="ask for information",
    ),
    Act("/threads/{id}/status", said(status="closed", note="Done."), (ASKER, *STAFF)),
    Act("/threads/{id}/sort", lambda target: {"type": "problem", "category": target.category.id, "tags": ""}, STAFF),
    Act("/threads/{id}/tags", said(tags=""), (ASKER, *STAFF)),
    Act("/threads/{id}/lock", said(locked="1", reason="Enough."), MODERATORS),
    Act("/threads/{id}/pin", said(days="3"), MODERATORS),
    Act("/threads/{id}/unlisting", said(unlisted="1", reason="Not for everyone."), MODERATORS),
    Act("/threads/{id}/archive", said(archived="1"), MODERATORS),
    Act("/threads/{id}/slow-mode", said(minutes="5"), MODERATORS),
    Act("/threads/{id}/timers", said(kind="close", days="7"), STAFF),
    Act("/threads/{id}/timers", said(kind="lock", days="", at="2026-03-05T09:00"), MODERATORS, name="lock by the clock"),
    Act("/threads/{id}/timers/{number}/remove", nothing, STAFF, a_timer),
    Act("/threads/{id}/replies", replying, (), archived, guest=403, name="reply when archived"),
    Act(
        "/threads/{id}/splits",
        lambda target: {
            "post": target.reply.post_id, "title": "Of its own", "type": "question", "category": target.category.id,
            "opening": "first",
        },
        MODERATORS,
    ),
    Act("/threads/{id}/merge", lambda target: {"target": target.more["another"]}, MODERATORS, another),
    Act("/threads/{id}/moves/{number}/remove", nothing, MODERATORS, a_merge),
    Act("/threads/together", lambda target: {"thread": target.thread.thread_id, "act": "close"}, MODERATORS),
    # Solutions.
    Act("/threads/{id}/solution", lambda target: {"post": target.reply.post_id}, (ASKER, *STAFF)),
    Act("/threads/{id}/solution/remove", nothing, (ASKER, *STAFF), solved),
    Act("/threads/{id}/solved", nothing, (ASKER,)),
    Act("/threads/{id}/still-open", nothing, (ASKER,)),
    Act("/replies/{id}/official", nothing, STAFF),
    Act("/replies/{id}/official/remove", nothing, STAFF),
    # What asks the same.
    Act("/ask/similar", said(title="How does this work at all", body=""), EVERYONE, guest=200),
    Act("/ask/solved", carrying(solved="thread"), EVERYONE, guest=303),
    Act("/ask/solved/remove", carrying(), EVERYONE, guest=303),
    Act("/threads/{id}/suggestions", lambda target: {"target": target.more["another"]}, WRITERS, another),
    Act("/threads/{id}/contests", said(reason="Mine is another question."), (ASKER,), marked),
    # To support and back.
    Act("/threads/{id}/escalation", said(subject="Taken to support", reason="bug"), STAFF),
    Act("/threads/{id}/escalation/remove", nothing, STAFF, escalated),
    Act("/threads/{id}/contact-reason", lambda target: {"reason": target.more["reason"]}, STAFF, a_reason),
    Act("/threads/{id}/private", lambda target: {
        "post": target.reply.post_id, "reason": f"Private, said {target.who}.",
    }, STAFF),
    Act("/desk/escalations/rules/{id}", lambda target: {
        "policy": "off", "hours": "2", "views": "2", "members": "2", "within_days": "2", "version": "0",
    }, ADMINISTRATORS, a_category),
    Act("/desk/comments/{id}/publication", said(body="In public, then."), STAFF, answered_in_support),
    Act("/desk/comments/{id}/publication/remove", nothing, STAFF, published_from_support),
    Act("/desk/duplicates/{id}/decision", said(decision="related", version="1"), ("ben", *STAFF), a_pair),
    Act("/desk/duplicates/{id}/decision/remove", said(version="2"), ("ben", *MODERATORS), decided_by_ben),
    # Articles from threads.
    Act("/threads/{id}/article", nothing, STAFF, a_section_for_it),
    Act("/threads/{id}/article-wish", nothing, WRITERS),
    Act("/threads/{id}/article-wish/remove", nothing, WRITERS, wished_for),
    Act("/threads/{id}/solution/article", lambda target: {"article": target.more["article"]}, (ASKER, *STAFF), an_article),
    Act("/desk/recurring/{id}/article", nothing, STAFF, a_solved_cluster),
    Act("/desk/proposals/{id}/article", nothing, STAFF, proposed()),
    Act("/desk/proposals/{id}/holder", said(version="1"), STAFF, proposed()),
    Act("/desk/proposals/{id}/holder/remove", said(version="1"), STAFF, proposed("taken", "dev")),
    Act(
        "/desk/proposals/{id}/hand-over", lambda target: {
            "version": "1", "person": target.world.cast.person("chika" if target.who == "ada" else "ada").id,
        }, STAFF, proposed(),
    ),
    Act("/desk/proposals/{id}/dismissal", said(version="1", reason="The manual says it."), STAFF, proposed()),
    Act("/desk/proposals/{id}/dismissal/remove", said(version="1"), STAFF, proposed("dismissed")),
    Act(
        "/desk/proposals/rules/{id}",
        said(proposes="on", members="3", askers="2", solved_percent="0", within_days="90", version="0"), MODERATORS,
        a_category,
    ),
    Act("/desk/recurring/{id}/confirmation", lambda target: {f"pair-{target.more['pair']}": "1"}, STAFF, a_cluster),
    Act(
        "/desk/recurring/{id}/confirmation/remove", lambda target: {f"pair-{target.more['pair']}": "2"},
        STAFF, confirmed_by_dev,
    ),
    # The shelves.
    Act(
        "/desk/categories",
        lambda target: {
            "name": f"Made by {target.who}",
            "colour": "#4a6670",
            "see": "everyone",
            "ask": "members",
            "answer": "members",
            "type_question": "1",
        },
        ADMINISTRATORS,
    ),
    Act(
        "/desk/categories/{id}",
        lambda target: {
            "name": f"Kept by {target.who}",
            "colour": "#4a6670",
            "see": "everyone",
            "ask": "members",
            "answer": "members",
            "version": "1",
            "type_question": "1",
        },
        ADMINISTRATORS,
        a_category,
    ),
    Act("/desk/categories/{id}/template", said(version="1"), ADMINISTRATORS, a_category),
    Act("/desk/categories/{id}/position", said(to="up"), ADMINISTRATORS, a_category),
    Act("/desk/categories/{id}/archive", nothing, ADMINISTRATORS, a_category),
    Act("/desk/categories/{id}/archive/remove", nothing, ADMINISTRATORS, an_archived_category),
    Act("/desk/tags", lambda target: {"name": f"by-{target.who}", "description": "A word."}, MODERATORS),
    Act("/desk/tags/{id}", said(description="A word."), MODERATORS, a_tag),
    Act("/desk/tags/{id}/synonyms", lambda target: {"name": f"syn-{target.who}"}, MODERATORS, a_tag),
    Act("/desk/tags/{id}/synonyms/{synonym_id}/remove", nothing, MODERATORS, a_tag),
    Act("/desk/tags/{id}/merge", lambda target: {"name": f"third-{target.thread.thread_id}"}, MODERATORS, a_tag),
    Act("/desk/tags/{id}/remove", nothing, MODERATORS, a_tag),
    # People.
    Act("/desk/people/{id}/role", said(role="helper", confirmed="1"), ADMINISTRATORS, somebody),
    Act("/desk/people/{id}/lock/remove", nothing, ADMINISTRATORS, somebody),
    Act("/desk/people/{id}/remove", nothing, ADMINISTRATORS, somebody),
    Act(
        "/desk/members/{id}/sanctions",
        lambda target: {"kind": "warning", "reason": "other", "words": "Be kind.", "seen": target.more.get("seen", 0)},
        MODERATORS,
        somebody_new,
    ),
    Act("/desk/members/{person_id}/sanctions/{id}/remove", said(words="It was not them."), MODERATORS, sanctioned),
    Act(
        "/desk/members/{id}/clean-ups",
        lambda target: {"reason": "spam", "words": "Advertising.", "seen": "0"},
        MODERATORS,
        with_posts,
    ),
    Act("/desk/blocks", lambda target: {"target": f"{target.who}.example", "reason": "Ads", "length": "7"}, MODERATORS),
    Act("/desk/blocks/{id}/remove", nothing, MODERATORS, a_block),
    Act("/desk/clean-ups/{id}/remove", nothing, MODERATORS, cleaned),
    Act("/desk/members/{id}/notes", said(text="A note."), MODERATORS, somebody_else),
    Act("/desk/notes/{id}/remove", nothing, MODERATORS, noted),
    Act("/desk/appeals/{id}/answer", said(outcome="kept", answer="It stays."), MODERATORS, appealed),
    Act("/settings/standing/{about}/{id}/appeal", said(words="I was kind all the time."), ACCOUNTS, warned),
    Act("/desk/groups", lambda target: {"name": f"Of {target.who}"}, ADMINISTRATORS),
    Act("/desk/groups/{id}", lambda target: {"name": f"For {target.who}"}, ADMINISTRATORS, a_group),
    Act("/desk/groups/{id}/remove", nothing, ADMINISTRATORS, a_group),
    Act("/desk/groups/{id}/members", said(name="ben"), ADMINISTRATORS, a_group),
    Act("/desk/groups/{id}/members/{person_id}/remove", nothing, ADMINISTRATORS, a_group),
    # The desk.
    Act(
        "/desk/macros",
        lambda target: {"name": f"Of {target.who}", "body": "Hello.", "scope": "me"},
        STAFF,
    ),
    Act("/desk/macros", lambda target: {"name": f"By {target.who}", "body": "Hi.", "scope": "all"}, MODERATORS, name="for all"),
    Act("/desk/macros/{id}", said(name="Another", body="Hello.", scope="all", version="1"), MODERATORS, a_macro),
    Act("/desk/macros/{id}/archive", nothing, MODERATORS, a_macro),
    Act("/desk/macros/{id}/archive/remove", nothing, MODERATORS, a_macro),
    Act("/desk/views", said(name="Mine", match="all", order="hurts", scope="me"), STAFF),
    Act("/desk/views", said(name="All", match="all", order="hurts", scope="all"), ADMINISTRATORS, name="a view for all"),
    Act(
        "/desk/views/{id}",
        said(name="All", match="all", order="hurts", scope="all", version="1"),
        ADMINISTRATORS,
        a_view,
    ),
    Act("/desk/views/{id}/remove", nothing, ADMINISTRATORS, a_view),
    Act("/desk/bulk", said(verb="take"), STAFF),
    Act("/settings/trail", nothing, ACCOUNTS),
    # One's own account. Whoever is suspended keeps it safe, but says nothing.
    Act(
        "/settings",
        said(display_name="", bio="Hello.", language="", time_zone=""),
        tuple(who for who in ACCOUNTS if who != "sid"),
    ),
    Act("/settings/sessions/others/remove", nothing, ACCOUNTS),
    Act("/drafts/{key}/remove", nothing, ACCOUNTS),
    # Searches.
    Act("/searches", lambda target: {"q": f"lamp {target.thread.thread_id}", "name": ""}, WRITERS),
    Act("/searches/{id}/remove", nothing, ACCOUNTS, a_kept_search),
    Act("/searches/recent/remove", nothing, ACCOUNTS),
    Act("/desk/searches/{id}/remove", nothing, STAFF, a_missed_search),
    Act("/preview", said(body="**bold**"), ACCOUNTS),
    # Moderation: anyone may flag what somebody else wrote; moderators decide, and say which words are watched.
    Act("/posts/{id}/flag", said(reason="spam"), without(WRITERS, ("ben",))),
    Act("/posts/{id}/flag/remove", nothing, ("finn",), its_flag, blind=without(WRITERS, ("finn",))),
    Act("/users/{name}/report", said(reason="spam"), without(WRITERS, ("ben",)), of_ben),
    Act("/users/{name}/report/remove", nothing, ("finn",), reported_by_finn, blind=without(WRITERS, ("finn",))),
    Act("/desk/review/{id}/claim", nothing, MODERATORS, flagged_by_finn),
    Act("/desk/review/{id}/claim/remove", nothing, MODERATORS, flagged_by_finn),
    Act("/desk/review/{id}/decision", deciding_on, MODERATORS, flagged_by_finn),
    Act("/desk/review/decisions", deciding_on_many, MODERATORS, flagged_by_finn),
    Act("/desk/review/decisions/{id}/remove", nothing, ADMINISTRATORS, decided_by_ada, name="undo what ada decided"),
    Act("/desk/words", said(words="casino", action="hold"), MODERATORS),
    Act("/desk/words/{id}/remove", nothing, MODERATORS, a_watched_word),
    Act("/language", said(locale="en", next="/"), EVERYONE, guest=303),
    Act("/settings/sessions/{id}/remove", nothing, ACCOUNTS, own_session),
    Act("/sign-out", nothing, EVERYONE, guest=303),
)

#: Tried elsewhere: they are decided by a password, a letter's secret or a token, or by what failed before.
DECIDED_OTHERWISE = {
    "/sign-up",
    "/sign-in",
    "/verify",
    "/reset",
    "/reset/password",
    "/settings/address",
    "/settings/address/letter",
    "/settings/password",
    "/settings/account/remove",
    "/unsubscribe/{token}",
    "/standing/{token}/{about}/{id}/appeal",
    "/desk/news/{id}/retry",
}
#: The notifications' own settings: everybody's own, tried with the flat.
OWN_BELL = {
    route.path
    for route in routes()
    if (isinstance(route, Route) and route.path.startswith(("/notifications", "/settings/notifications")))
    or getattr(route, "path", "").endswith("/watch")
}

#: The knowledge base has a table of its own, in tests/kb/test_role_matrix.py; tickets have theirs in tests/tickets.
KNOWLEDGE = {
    route.path
    for route in routes()
    if isinstance(route, Route) and route.path.startswith(("/help/", "/desk/articles", "/requests", "/desk/tickets"))
}


@pytest.fixture
def stopped(request: pytest.FixtureRequest) -> None:
    """The clock stands still."""
    request.getfixturevalue("clock")


def test_every_change_has_its_row() -> None:
    changes = {route.path for route in routes() if isinstance(route, Route) and "POST" in (route.methods or ())}
    assert changes - {act.route for act in ACTS} - DECIDED_OTHERWISE - OWN_BELL - KNOWLEDGE == set()


@pytest.mark.parametrize("act", ACTS, ids=str)
async def test_everybody_is_let_or_refused_as_the_table_says(
    act: Act, stopped: None, world: World, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    wrong = []
    for who in EVERYONE:
        target = await _target(world, who)
        one = await visitor(who)
        if act.prepare:
            await act.prepare(target)
        before = await _rows() if who not in act.may else None
        answer = await one.post(path(act.route, target), act.values(target))
        expected = _expected(act, who)
        if not _as_expected(answer, expected):
            wrong.append(f"{who}: {answer.status} instead of {expected} ({answer.text[:160] if answer.html else ''})")
        if before is not None and await _rows() != before:
            wrong.append(f"{who} was refused and changed something all the same")
    for state, as_little_as in (("suspended", "sid"), ("unconfirmed", "uma")):
        if as_little_as not in act.may:
            wrong += [f"ada, {state}: {fault}" for fault in await _tried_by_ada(act, state, world, visitor)]
    assert wrong == []


async def _tried_by_ada(act: Act, state: str, world: World, visitor: Callable[..., Awaitable[Visitor]]) -> list[str]:
    """What goes wrong when an administrator tries who is suspended, or whose address is not confirmed."""
    now = {"suspended_until": None, "email_verified_at": clock.now()}
    await Person.filter(id=world.cast.ada.id).update(**now)
    target = await _target(world, "ada")
    if act.prepare:
        await act.prepare(target)
    changes = {
        "suspended": {"suspended_until": clock.now() + timedelta(days=1)},
        "unconfirmed": {"email_verified_at": None},
    }
    await Person.filter(id=world.cast.ada.id).update(**now | changes[state])
    before = await _rows()
    answer = await (await visitor("ada")).post(path(act.route, target), act.values(target))
    faults = [] if answer.status == 403 else [f"{answer.status} instead of 403"]
    return faults if await _rows() == before else [*faults, "something was changed"]


def _expected(act: Act, who: str) -> int:
    if who == "guest":
        return act.guest
    if who in act.may:
        return 200
    return act.unseen if who in act.blind else 403


def _as_expected(answer: Page, expected: int) -> bool:
    if expected in (200, 303):
        done = answer.status == 200 or (answer.status in (302, 303) and not answer.location.startswith("/sign-in?"))
        return done or (answer.status, answer.headers.get("location", "")) == (303, "/sign-in")
    return answer.status == expected


async def _target(world: World, who: str) -> Target:
    # The same text again would be the first thread again.
    number = await database.value("SELECT count(*) FROM threads")
    category = await Category.get_or_none(slug="devices-1") or await world.category(see="everyone")
    values = {
        "type": "question",
        "category": str(category.id),
        "title": f"Try {number}",
        "body": f"Tried by {who}.",
        "tags": "",
        "submit_key": f"try-{number}",
    }
    thread = await actions.ask(await world.cast.fresh(ASKER), Ask.read(values))
    reply = await _reply(world, "ben", thread.thread_id)
    own = await _reply(world, ASKER, thread.thread_id)
    return Target(world, category, thread, reply, own, who)


async def _reply(world: World, who: str, thread_id: int) -> Posted:
    return await actions.reply(
        await world.cast.fresh(who), thread_id, Reply.read({"body": f"What {who} says of {thread_id}."})
    )


#: What a refused change must leave as it is: the number of rows of what people make, and every version.
KEPT = (
    *(f"(SELECT count(*) FROM {table}) AS {table}" for table in (
        "posts", "threads", "events", "articles", "article_proposals", "article_wishes", "promotion_rules",
        "categories", "tags", "groups", "group_members", "helpful_votes", "bookmarks", "letters",
        "macros", "desk_views", "leases", "trail_refusals",
    )),
    *(f"(SELECT sum(version) FROM {table}) AS versions_of_{table}" for table in ("threads", "posts", "categories")),
)  # fmt: skip


async def _rows() -> list[Any]:
    return [tuple(dict(row).values()) for row in await database.rows(f"SELECT {', '.join(KEPT)}")]
