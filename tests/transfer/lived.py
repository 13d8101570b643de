"""A small community in which everything that is kept has happened at least once."""

from datetime import timedelta

from forum import clock
from forum.accounts import actions as accounts
from forum.accounts.actor import SYSTEM
from forum.accounts.forms import BlockForm
from forum.categories.models import Category
from forum.desk import actions as desk_actions
from forum.desk.forms import ViewForm
from forum.duplicates.actions import deciding, pairing
from forum.duplicates.forms import AskedBefore, Contest, Decision
from forum.kb.models import Article
from forum.kb_bridge.models import ArticleAnswer, ArticleTicketAnswer, Composing, Suggested
from forum.notifications import actions as notifications
from forum.sanctions import actions as sanctions
from forum.sanctions.forms import AppealForm, CleanUpForm, NoteForm, SanctionForm
from forum.search import actions as searches
from forum.search.forms import Keep
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.forms import Edit, Lock, Merge, Reason, Redaction, Split, Timer
from forum.threads.models import Post, Thread, View
from forum.tickets import actions as tickets
from forum.tickets.actions import macros
from forum.tickets.macros import MacroForm
from tests.kb import writers
from tests.kb_bridge import promoters
from tests.moderation import moderated
from tests.tickets import desk
from tests.world import World


async def live(world: World) -> None:
    """People ask, answer, thank, edit, delete, merge and watch; all news has been told."""
    devices = await world.category("Devices")
    # The parent is younger than its child, and the tag that took over is younger than the one merged into it.
    devices.parent_id = (await world.category("All")).id
    await devices.save()
    tag = await world.tag("printer")
    later = await world.tag("printers-2")
    await world.tag("paper")
    tag.synonym_of_id = later.id
    await tag.save()
    solved, answer = await world.a_solved_thread(
        category=devices, tags="printers-2, paper", title="プリンタ <b>が</b> 止まる",
        body="Text with `code` and @ben\n\n> quote\n",
    )
    clock.advance(timedelta(minutes=3))
    thanks = "Thanks & bye \u2028 \U0001f44d"
    quoting = await world.a_reply(solved.thread_id, "aiko", body=thanks, reply_to=answer.post_id)
    await threads.vote_helpful(await world.cast.fresh("eve"), answer.post_id, True)
    await solutions.mark_official(await world.cast.fresh("dev"), answer.post_id)
    open_thread = await world.a_thread("eve", category=devices, type="problem", tags="paper")
    clock.advance(timedelta(minutes=3))
    removed = await world.a_reply(open_thread.thread_id, "finn")
    await world.a_reply(open_thread.thread_id, "ben")
    await threads.delete_post(await world.cast.fresh("chika"), removed.post_id, Reason.read({"reason": "off topic"}))
    await threads.mark_same_problem(await world.cast.fresh("aiko"), open_thread.thread_id, True)
    await threads.add_bookmark(await world.cast.fresh("aiko"), open_thread.thread_id)
    await threads.lock(SYSTEM, solved.thread_id, Lock.read({"locked": "on"}))
    await threads.set_timer(SYSTEM, open_thread.thread_id, Timer.read({"kind": "close", "days": "9", "reason": "Old"}))
    private = Redaction.read({"pieces": "Thanks", "reason": "private"})
    await threads.redact(world.cast.actor("chika"), quoting.post_id, private)
    aside = await world.a_reply(open_thread.thread_id, "finn")
    form = Split.read({
        "title": "A thread of its own", "type": "question", "category": str(devices.id), "opening": "made",
    })
    split = await threads.split(world.cast.actor("chika"), open_thread.thread_id, [aside.post_id], form)
    merged = await world.a_thread("finn", category=devices)
    await threads.merge(world.cast.actor("chika"), merged.thread_id, Merge.read({"target": str(split.thread_id)}))
    clock.advance(timedelta(hours=1))
    post = await Post.get(id=open_thread.post_id)
    await threads.edit(await world.cast.fresh("eve"), post.id, Edit.read({
        "title": "Another title", "body": "Another text", "reason": "clearer", "version": str(post.version),
    }))
    await searches.keep(await world.cast.fresh("ben"), Keep.read({"name": "Paper", "q": "paper is:unanswered"}))
    await threads.keep_draft(await world.cast.fresh("ben"), f"reply:{open_thread.thread_id}", {"body": "half a"}, 0)
    await View.create(thread_id=open_thread.thread_id, viewer_key="p:5", day=clock.now().date())
    await Thread.filter(id=open_thread.thread_id).update(view_count=1)
    await Post.filter(id=quoting.post_id).update(imported_score=-2, helpful_count=-2)
    await writers.everything(world)
    article = await Article.all().order_by("id").first()
    assert article is not None
    await promoters.everything(world, article.id, solved.thread_id, answer.post_id)
    await moderated.everything(world)
    await desk.everything(world)
    await promoters.between(world, solved.thread_id, answer.post_id)
    await _work_at_the_desk(world, article.id)
    await _meet_an_article(world, article.id, solved.thread_id, open_thread.thread_id)
    await _ask_again(world, devices, solved.thread_id)
    given = {"kind": "silence", "reason": "abuse", "length": "7", "words": "Too loud.", "seen": "0"}
    made = await sanctions.sanction(world.cast.actor("chika"), world.cast.finn.id, SanctionForm.read(given))
    appeal = AppealForm.read({"words": "It was my neighbour."})
    await sanctions.appeal(world.cast.actor("finn"), "sanction", made, appeal)
    blocking = BlockForm.read({"target": "spam.example", "reason": "Spam", "length": "30"})
    await accounts.block(world.cast.actor("chika"), blocking)
    removing = CleanUpForm.read({"reason": "spam", "words": "You posted advertising.", "seen": "0"})
    await sanctions.work_on(await sanctions.clean_up(world.cast.actor("chika"), world.cast.eve.id, removing))
    await sanctions.write_note(world.cast.actor("chika"), world.cast.finn.id, NoteForm.read({"text": "Loud."}))
    await world.settle()
    while await pairing.score_due():
        continue
    await notifications.forgo_letters()


async def _meet_an_article(world: World, article_id: int, thread_id: int, open_id: int) -> None:
    """An article answers in an open thread, and stood beside a question before that was posted."""
    now = clock.now()
    aiko = world.cast.aiko.id
    await world.a_reply(open_id, "ada", body=f"[Article {article_id}](/help/articles/{article_id})")
    await world.settle()
    assert await ArticleAnswer.exists(article_id=article_id, thread_id=open_id)
    asking = await Composing.create(key="k" * 64, person_id=aiko, lang="ja", started_at=now, thread_id=thread_id, posted_at=now)
    await Suggested.create(composing_id=asking.id, article_id=article_id, rank=1, shown_at=now, opened_at=now)
    await Suggested.create(composing_id=asking.id, thread_id=thread_id, rank=2, shown_at=now)


async def _ask_again(world: World, devices: Category, solved_id: int) -> None:
    """The same is asked again, said to be, marked, and contested."""
    again = await world.a_thread("finn", category=devices, title="プリンタがまた止まる")
    other = await world.a_thread("eve", category=devices, title="The paper is stuck")
    said = AskedBefore.read({"target": str(solved_id), "note": "The same printer"})
    pair_id = await deciding.suggest(await world.cast.fresh("eve"), again.thread_id, said)
    decision = {"decision": "duplicate", "canonical": str(solved_id), "version": "1", "reason": "as above"}
    await deciding.decide(await world.cast.fresh("chika"), pair_id, Decision.read(decision))
    words = Contest.read({"reason": "Mine is the other printer."})
    await deciding.contest(await world.cast.fresh("finn"), again.thread_id, words)
    pair = await deciding.ensure_pair(other.thread_id, solved_id, "detector")
    later = Decision.read({"decision": "snoozed", "days": "7", "version": str(pair.version)})
    await deciding.decide(await world.cast.fresh("ben"), pair.id, later)


async def _work_at_the_desk(world: World, article_id: int) -> None:
    """A saved reply that was used, a view for everybody, and the steps of one reader, while another wants none kept."""
    ada, eve = await world.cast.fresh("ada"), await world.cast.fresh("eve")
    reply = MacroForm.read({"name": "Hello", "body": "Hello {{agent.name}}!", "scope": "all", "priority": "high"})
    await macros.note_use(ada, await macros.create_macro(ada, reply), "ticket", 1)
    view = {"name": "Late", "match": "all", "order": "oldest", "scope": "all", "older": "24", "column_tags": "1"}
    await desk_actions.save_view(ada, ViewForm.read(view))
    line = f"[Article {article_id}](/help/articles/{article_id})"
    await tickets.update(ada, 1, tickets.Update(comment=f"Please read:\n\n{line}"))
    await world.settle()
    assert await ArticleTicketAnswer.exists(article_id=article_id, ticket_id=1)
    desk_actions.note_article(eve, article_id)
    desk_actions.note_search(eve, "paper & ink")
    await desk_actions.flush()
    await desk_actions.choose_trail(await world.cast.fresh("finn"), False)
