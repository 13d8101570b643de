"""A community with a secret in every corner: each secret is a word of its own, with the people who may read it.

Threads stand in four categories (for everyone, for members, for the group "beta", for staff), made by the real actions,
with replies, an accepted answer, an edit, a status and its note, and drafts; deleted posts and addresses are secrets as
well. The clock must stand still (the fixture `clock`).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from forum import clock, database
from forum.accounts import actions as accounts
from forum.accounts.forms import Profile
from forum.accounts.models import Person
from forum.categories.models import Category
from forum.desk import actions as desk
from forum.desk.forms import ViewForm
from forum.duplicates.actions import deciding, gathering, pairing
from forum.duplicates.forms import AskedBefore, Decision
from forum.duplicates.models import Pair
from forum.kb_bridge.actions import escalating, meeting, privately, promoting, proposing
from forum.kb_bridge.composing import begin
from forum.kb_bridge.forms import Escalation, Private, Promotion
from forum.kb_bridge.models import Composing, Suggested
from forum.moderation import actions as moderation
from forum.moderation.forms import Flag, Word
from forum.solutions import actions as solutions
from forum.solutions.forms import Note
from forum.threads import actions
from forum.threads.forms import Ask, Edit, Reason, Reply, Status
from forum.tickets import actions as ticket_actions
from forum.tickets.actions import Update, macros
from forum.tickets.macros import MacroForm
from forum.tickets.models import ContactReason
from tests.cast import EVERYONE, STAFF
from tests.kb import writers
from tests.tickets.desk import Desk
from tests.world import World

MEMBERS = tuple(who for who in EVERYONE if who != "guest")
READERS = {
    "everyone": EVERYONE,
    "members": MEMBERS,
    # Specialists are not in every group; moderators and administrators keep order in all of them.
    "group": ("finn", "chika", "ada"),
    "staff": STAFF,
}
#: Who opens a thread in each category: somebody who may, and who is not the only one.
ASKERS = {"everyone": "aiko", "members": "aiko", "group": "finn", "staff": "dev"}
ANSWERERS = {"everyone": "ben", "members": "ben", "group": "chika", "staff": "chika"}


@dataclass
class Estate:
    """What there is, and its secrets: word → who may read it."""

    categories: dict[str, Category] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    posts: dict[str, tuple[int, ...]] = field(default_factory=dict)
    #: Pairs of threads that may ask the same.
    pairs: tuple[int, ...] = ()
    #: Articles that were made from threads.
    articles: list[int] = field(default_factory=list)
    tickets: tuple[int, ...] = ()
    talks: tuple[int, ...] = ()
    macros: tuple[int, ...] = ()
    views: tuple[int, ...] = ()
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)
    #: Secrets that stand on some page for each of their readers (a draft of a lost thread does not).
    shown: set[str] = field(default_factory=set)

    def secret(self, name: str, readers: tuple[str, ...], *, shown: bool = True) -> str:
        """A new word that only `readers` may come to see."""
        word = f"zq{name.replace(' ', '')}qz"
        assert word not in self.secrets
        self.secrets[word] = frozenset(readers)
        if shown:
            self.shown.add(word)
        return word


async def build(world: World) -> Estate:
    """The community with its secrets, its news delivered."""
    estate = Estate()
    for audience in READERS:
        await _shelf(world, estate, audience)
    await _deleted(world, estate)
    await _waiting(world, estate)
    await _personal(world, estate)
    await _alike(world, estate)
    await _tickets(world, estate)
    await _to_support(world, estate)
    await _at_the_desk(world, estate)
    await _articles(world, estate)
    await _asked_in_vain(world, estate)
    await world.settle()
    while await pairing.score_due():
        continue
    await gathering.gather()
    await _written_down(world, estate)
    await world.settle()
    return estate


async def _written_down(world: World, estate: Estate) -> None:
    """Of every category's solved thread somebody wants an article: one is published, the others are drafts and proposals."""
    section = await writers.a_section(world, "From threads")
    for audience, asker in ASKERS.items():
        await proposing.wish(await world.cast.fresh(asker), estate.threads[audience])
        await proposing.wish(await world.cast.fresh(asker), estate.threads[f"{audience} waiting"])
        made = await promoting.promote_thread(
            await world.cast.fresh("chika"), estate.threads[audience], Promotion.read({"section": str(section)})
        )
        estate.articles.append(made.article_id)
        if audience in ("members", "group"):
            await writers.publish(world, made.article_id)


async def _shelf(world: World, estate: Estate, audience: str) -> None:
    """A category with threads: one with everything, solved; one waiting for information."""
    readers = READERS[audience]
    write = audience if audience in ("group", "staff") else "members"
    name = estate.secret(f"shelf {audience}", readers)
    about = estate.secret(f"about {audience}", readers)
    category = estate.categories[audience] = await world.category(
        name,
        see=audience,
        ask=write,
        answer=write,
        description=about,
    )
    asker, answerer = ASKERS[audience], ANSWERERS[audience]

    def word(part: str, *, shown: bool = True) -> str:
        return estate.secret(f"{part} {audience}", readers, shown=shown)

    first = await _ask(
        world, asker, category, f"How does the {word('title')} work", f"It says {word('question')} to me."
    )
    reply = await _reply(world, answerer, first.thread_id, f"Try the {word('reply')} first, it helps.")
    other = await _reply(world, asker, first.thread_id, f"And what of the {word('before', shown=False)} part?")
    form = Edit.read(
        {"body": f"And what of the {word('after')} part?", "version": "1", "reason": f"was {word('why', shown=False)}"}
    )
    clock.advance(timedelta(minutes=10))  # past the moments in which edits join the text before
    await actions.edit(await world.cast.fresh(asker), other.post_id, form)
    await solutions.accept(await world.cast.fresh(asker), reply.post_id)
    waiting = await _ask(world, asker, category, f"Where is the {word('waiting')}", "Nobody found it so far.")
    note = Status.read({"status": "needs_info", "note": f"which {word('note')} is it"})
    await actions.change_status(await world.cast.fresh("chika"), waiting.thread_id, note)
    told = await _ask(world, asker, category, f"When is the {word('solved')} ready", "It was announced, was it not?")
    await solutions.say_solved(await world.cast.fresh(asker), told.thread_id, Note.read({"note": word("told")})["note"])
    await actions.keep_draft(
        await world.cast.fresh(asker),
        f"reply:{waiting.thread_id}",
        {"body": estate.secret(f"draft {audience}", (asker,)), "reply_to": ""},
        0,
    )
    estate.threads |= {
        audience: first.thread_id,
        f"{audience} waiting": waiting.thread_id,
        f"{audience} told": told.thread_id,
    }
    estate.posts[audience] = (first.post_id, reply.post_id, other.post_id, waiting.post_id, told.post_id)


async def _deleted(world: World, estate: Estate) -> None:
    """What a moderator took away, and what its author did."""
    category = estate.categories["everyone"]
    posted = await _ask(world, "aiko", category, "What may be said in here", "I do not know the rules yet.")
    moderators = ("chika", "ada")
    # Authors keep their own words in what they download, and are told by name what was taken away from them.
    word = estate.secret("removed reply", (*moderators, "ben"))
    gone = await _reply(world, "ben", posted.thread_id, f"Nobody should say {word} aloud.")
    await actions.delete_post(world.cast.actor("chika"), gone.post_id, Reason.read({"reason": "private"}))
    own = estate.secret("withdrawn reply", (*moderators, "eve"))
    regretted = await _reply(world, "eve", posted.thread_id, f"My number is {own} by the way.")
    await actions.delete_post(world.cast.actor("eve"), regretted.post_id, Reason.read({}))
    title, body = (
        estate.secret("removed title", (*moderators, "eve")),
        estate.secret("removed thread", (*moderators, "eve")),
    )
    spam = await _ask(world, "eve", category, f"Buy the {title} now", f"It is {body} and cheap.")
    await actions.delete_post(world.cast.actor("chika"), spam.post_id, Reason.read({"reason": "spam"}))
    estate.threads |= {"rules": posted.thread_id, "spam": spam.thread_id}
    estate.posts |= {"rules": (posted.post_id, gone.post_id, regretted.post_id), "spam": (spam.post_id,)}


async def _waiting(world: World, estate: Estate) -> None:
    """What waits for a moderator's look: a reply and a thread that were hidden, and both as nobody has seen them yet."""
    category = estate.categories["everyone"]
    moderators = ("chika", "ada")
    posted = await _ask(world, "aiko", category, "Who looks at what is said", "Somebody does, I hope.")
    flagged = await _reply(world, "finn", posted.thread_id, f"This is {estate.secret('hidden reply', ('finn', *moderators))}.")
    for who in ("aiko", "ben", "eve"):
        await moderation.flag(await world.cast.fresh(who), flagged.post_id, Flag.read({"reason": "spam"}))
    title, body = (estate.secret(f"hidden {part}", ("eve", *moderators)) for part in ("title", "thread"))
    spam = await _ask(world, "eve", category, f"Come to the {title}", f"It is the {body} of the year.")
    for who in ("aiko", "ben", "finn"):
        await moderation.flag(await world.cast.fresh(who), spam.post_id, Flag.read({"reason": "spam"}))
    note = estate.secret("flag note", ("dev", *moderators))
    await moderation.flag(
        await world.cast.fresh("dev"), posted.post_id, Flag.read({"reason": "moderator", "note": f"Look at {note} please"})
    )
    await moderation.watch(world.cast.actor("chika"), Word.read({"words": "zqwatched", "action": "hold"}))
    bio = estate.secret("held bio", ("finn", *moderators))
    await accounts.update_profile(await world.cast.fresh("finn"), Profile.read({
        "display_name": world.cast.finn.display_name, "bio": f"zqwatched {bio}", "language": "en",
    }))
    held = await _reply(world, "finn", posted.thread_id, f"zqwatched {estate.secret('held reply', ('finn', *moderators))}")
    title, body = (estate.secret(f"held {part}", ("eve", *moderators)) for part in ("title", "thread"))
    new = await _ask(world, "eve", category, f"zqwatched {title}", f"Nobody may read {body} yet.")
    assert held.held and new.held
    estate.threads |= {"waiting": posted.thread_id, "hidden": spam.thread_id, "held": new.thread_id}
    estate.posts |= {
        "waiting": (posted.post_id, flagged.post_id, held.post_id), "hidden": (spam.post_id,), "held": (new.post_id,),
    }


async def _alike(world: World, estate: Estate) -> None:
    """Threads that ask the same across all borders: suspected pairs, marks in both directions, words of those who know."""
    firsts = [estate.threads[audience] for audience in READERS]
    for one, other in combinations(firsts, 2):
        pair = await deciding.ensure_pair(one, other, "detector")
        pair.score, pair.parts, pair.detector_version = 0.8, {"title_agreement": 0.8}, 1
        await pair.save()
    # Whoever said it finds it in what they download.
    note = estate.secret("suggestion", ("aiko", "ben", *STAFF))
    form = AskedBefore.read({"target": str(estate.threads["members waiting"]), "note": f"It is {note} there."})
    await deciding.suggest(world.cast.actor("aiko"), estate.threads["everyone waiting"], form)
    chika = await world.cast.fresh("chika")
    everyone = estate.categories["everyone"]
    for number, (audience, private) in enumerate((("group", "finn"), ("staff", "dev"))):
        public = await _ask(world, "aiko", everyone, f"Which way is up {number}", f"I cannot tell, number {number}.")
        word = estate.secret(f"hub {audience}", READERS[audience])
        hidden = await _ask(world, private, estate.categories[audience], f"Up it {word} goes", "It goes there, I am told.")
        for duplicate, canonical in ((public, hidden), (hidden, public))[number : number + 1]:
            pair = await deciding.ensure_pair(duplicate.thread_id, canonical.thread_id, "detector")
            await deciding.decide(chika, pair.id, Decision.read({
                "decision": "duplicate", "canonical": str(canonical.thread_id), "version": "1",
            }))
        estate.threads |= {f"{audience} public": public.thread_id, f"{audience} hidden": hidden.thread_id}
    estate.pairs = tuple(pair.id for pair in await Pair.all())


async def _articles(world: World, estate: Estate) -> None:
    """Articles for some only: each answers in a thread that everybody reads, and was opened by somebody about to ask."""
    chika = await world.cast.fresh("chika")
    for audience in ("members", "group", "staff"):
        readers = READERS[audience]
        section = await writers.a_section(world, estate.secret(f"section {audience}", readers), see=audience)
        title = f"Mend the {estate.secret(f'article title {audience}', readers)} yourself"
        article = await writers.an_article(
            world, "chika", section=section, title=title, body=f"Turn the {estate.secret(f'article body {audience}', readers)}.",
            also_asked=f"Why does the {estate.secret(f'article asked {audience}', readers, shown=False)} break",
        )
        card = f"Look here:\n\nhttp://127.0.0.1:8000/help/articles/{article}\n\n[Article {article}](/help/articles/{article})"
        await _reply(world, "chika", estate.threads["everyone waiting"], card)
        meeting.note_opened(chika, begin(), "Mozilla/5.0", "article", article)
    await writers.a_draft(world, "ada", title=f"Mend the {estate.secret('article draft', STAFF)} later", section=section)
    await meeting.flush()


async def _personal(world: World, estate: Estate) -> None:
    """Addresses, drafts and networks."""
    for who in MEMBERS:
        word = estate.secret(f"mailbox {who}", tuple({who, "ada"}))
        await Person.filter(id=world.cast.person(who).id).update(
            email=f"{word}@example.com", email_key=f"{word}@example.com"
        )
        if who not in ("uma", "sid"):
            draft = {
                "title": estate.secret(f"draft of {who}", (who,)),
                "body": "Not finished.",
                "type": "question",
                "category": "",
            }
            await actions.keep_draft(await world.cast.fresh(who), "ask", draft, 0)


async def _ask(world: World, who: str, category: Category, title: str, body: str) -> actions.Posted:
    values = {"type": "question", "category": str(category.id), "title": title, "body": body, "tags": ""}
    return await actions.ask(await world.cast.fresh(who), Ask.read(values))


async def _reply(world: World, who: str, thread_id: int, body: str) -> actions.Posted:
    return await actions.reply(await world.cast.fresh(who), thread_id, Reply.read({"body": body}))


async def _to_support(world: World, estate: Estate) -> None:
    """Threads that went on as tickets: everybody who reads them reads that, and only the asker and staff the answer.

    A ticket of a group's thread is for those of the staff who read that thread. A reply by ben goes on in private.
    """
    chika = await world.cast.fresh("chika")
    for audience in READERS:
        thread, asker = estate.threads[f"{audience} waiting"], ASKERS[audience]
        staff = tuple(who for who in STAFF if who in READERS[audience])
        side = tuple(dict.fromkeys((asker, *staff)))
        made = await escalating.escalate(chika, thread, Escalation.read({
            "subject": f"About the {estate.secret(f'support subject {audience}', side)} here", "reason": "bug",
            "note": f"They said {estate.secret(f'support note {audience}', staff)} before.",
        }))
        answer = estate.secret(f"support answer {audience}", side)
        await ticket_actions.update(chika, made.ticket_id, Update(comment=f"It is {answer} for you."))
        estate.tickets += (made.ticket_id,)
    told = await _reply(
        world, "ben", estate.threads["everyone told"], f"My number is {estate.secret('moved words', ('ben', *STAFF))} in fact."
    )
    private = Private.read({"reason": "Personal data"})
    estate.tickets += tuple(
        await privately.continue_privately(chika, estate.threads["everyone told"], private, [told.post_id])
    )


async def _asked_in_vain(world: World, estate: Estate) -> None:
    """A question before which articles were shown that not all of the staff may read goes to support; it is about something
    that only staff read. What finn reads is beside what he asks for those who may read it as well."""
    chika = await world.cast.fresh("chika")
    posted = await _ask(world, "eve", estate.categories["everyone"], "Why does nothing help", "I have tried everything.")
    typed = estate.secret("typed before", ("eve", *STAFF), shown=False)
    asking = await Composing.create(
        key="v" * 64, person_id=world.cast.eve.id, lang="en", typed=f"how to {typed}", started_at=clock.now(),
        posted_at=clock.now(), thread_id=posted.thread_id,
    )
    found = await database.rows("SELECT article_id FROM article_translations WHERE live_number IS NOT NULL ORDER BY article_id")
    for rank, row in enumerate(found, 1):
        await Suggested.create(composing_id=asking.id, article_id=row["article_id"], rank=rank, shown_at=clock.now())
        desk.note_article(world.cast.actor("finn"), row["article_id"])
    await desk.flush()
    reason = await ContactReason.create(name_en=estate.secret("reason of a question", STAFF), created_at=clock.now())
    await ticket_actions.set_thread_reason(chika, posted.thread_id, reason.id)
    # Requesters choose among those in use.
    await ContactReason.filter(id=reason.id).update(archived_at=clock.now())
    made = await escalating.escalate(chika, posted.thread_id, Escalation.read({"subject": "Nothing helps", "reason": "bug"}))
    estate.threads["in vain"] = posted.thread_id
    estate.tickets += (made.ticket_id,)


async def _tickets(world: World, estate: Estate) -> None:
    """Tickets: what the requester's side reads, what only staff do, what only a side conversation holds."""
    desk = Desk(world)
    side = ("aiko", "eve", *STAFF)
    form, fields = await desk.form()
    dropdown, internal = f"field_{fields['dropdown'].id}", f"field_{fields['text'].id}"
    await desk.organization("Acme", ["ben"])
    first = await desk.open(
        subject=f"Of the {estate.secret('request subject', side)} here", form_id=form.id, answers={dropdown: "red"},
        body=f"It says {estate.secret('request body', side)} to me.", cc_ids=[world.cast.eve.id],
    )
    dev = await world.cast.fresh("dev")
    await desk.say(first, "dev", f"Then {estate.secret('request reply', side)} it.")
    await desk.say(first, "chika", f"She is {estate.secret('note', STAFF)} again.", public=False)
    await ticket_actions.update(dev, first, Update(
        fields={"tags": [estate.secret("ticket tag", STAFF)]}, answers={internal: estate.secret("internal field", STAFF)},
    ))
    await ticket_actions.follow(await world.cast.fresh("chika"), first, True)
    talkers = ("ben", *STAFF)
    talk = await ticket_actions.open_conversation(
        dev, first, f"About the {estate.secret('talk subject', talkers)} thing",
        f"Is it {estate.secret('talk question', talkers)} or not?", ["ben"],
    )
    await ticket_actions.say(await world.cast.fresh("ben"), talk, f"It is {estate.secret('talk answer', talkers)}.")
    other = await desk.open("finn", body=f"Mine says {estate.secret('merged body', ('finn', *STAFF))} as well.")
    await ticket_actions.merge(dev, other, first)
    shared = await desk.open("ben", body=f"Ours is {estate.secret('shared body', ('ben', *STAFF))} so far.")
    hidden = await desk.open(
        "dev", requester_id=world.cast.eve.id, public=False, body=f"She {estate.secret('hidden body', STAFF)} on the phone.",
    )
    estate.tickets, estate.talks = (first, other, shared, hidden), (talk,)


async def _at_the_desk(world: World, estate: Estate) -> None:
    """A saved reply and a view of one person's own, the same for all of the staff, and what a reader looked for."""
    made = []
    for scope, who, readers in (("me", "dev", ("dev",)), ("all", "ada", STAFF)):
        reply = {"name": f"Say {estate.secret(f'macro {scope}', readers)}", "body": "Hello there.", "scope": scope}
        macro = await macros.create_macro(world.cast.actor(who), MacroForm.read(reply))
        view = {"name": estate.secret(f"view {scope}", readers), "match": "all", "order": "hurts", "scope": scope}
        made.append((macro, await desk.save_view(world.cast.actor(who), ViewForm.read(view))))
    estate.macros, estate.views = (tuple(ids) for ids in zip(*made, strict=True))
    # Whoever looked for it has it in what they download, and staff see it beside what they ask.
    desk.note_search(world.cast.actor("eve"), f"how do I {estate.secret('looked for', ('eve', *STAFF), shown=False)}")
    await desk.flush()
