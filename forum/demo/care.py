"""The demo's care: what was flagged, held, removed, decided and appealed against, in both languages, by the real actions.

An advertiser was suspended and appeals; two replies wait because of watched words, one of them for no good reason; two
are flagged; and the clock will close two threads.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from forum import clock, events
from forum.demo.articles import Acting
from forum.demo.story import DemoPerson
from forum.moderation import actions as moderating
from forum.moderation.forms import Decide, Flag, Word
from forum.moderation.models import Item
from forum.sanctions import actions as sanctions
from forum.sanctions.forms import AppealForm, NoteForm, SanctionForm
from forum.threads import actions as threads
from forum.threads import screening
from forum.threads.forms import Reply, Timer
from forum.threads.models import Post

#: Whom nobody in the story talks to.
ADVERTISERS = (
    DemoPerson(
        "deals4u", "Best Deals 4U", "deals4u@example.com", "member", "en", "Europe/London",
        "The best prices, every day, for everybody.", 4.5,
    ),
    DemoPerson(
        "otoku_joho", "お得情報", "otoku.joho@example.com", "member", "ja", "Asia/Tokyo",
        "お得な情報を毎日お届けします。", 1.5,
    ),
)
#: Replies that are here besides the story's.
REPLIES = 3


async def load(
    acting: Acting, join: Callable[[DemoPerson], Awaitable[int]], thread_ids: Mapping[str, int], end: datetime
) -> None:
    """Tell the story of the care. `join` gives somebody an account, `thread_ids` has the story's threads by their keys."""
    screening.ask_of(moderating.look)
    try:
        await _live(acting, join, thread_ids, end)
    finally:
        screening.ask_of(screening.show_as_it_is)


async def _live(
    acting: Acting, join: Callable[[DemoPerson], Awaitable[int]], thread_ids: Mapping[str, int], end: datetime
) -> None:
    shelf, logs = thread_ids["en-lounge-shelf"], thread_ids["en-lounge-introduce-logs"]
    proud, paper = thread_ids["ja-lounge-jiman"], thread_ids["ja-lounge-paper-notes"]

    async def reply(who: str, days: float, thread_id: int, body: str) -> int:
        clock.stop(end - timedelta(days=days))
        opened = screening.stamp()
        clock.advance(timedelta(minutes=2))
        posted = await threads.reply(await acting(who), thread_id, Reply.read({"body": body, "opened": opened}))
        await events.settle()
        return posted.post_id

    async def flag(who: str, days: float, post_id: int, reason: str, note: str = "") -> None:
        clock.stop(end - timedelta(days=days))
        await moderating.flag(await acting(who), post_id, Flag.read({"reason": reason, "note": note}))
        await events.settle()

    async def decide(who: str, post_id: int, decision: str, note: str = "") -> None:
        clock.advance(timedelta(hours=1))
        item = await Item.get(kind="post", subject_id=post_id)
        form = Decide.read({"decision": decision, "version": str(item.version), "note": note})
        await moderating.decide(await acting(who), item.id, form)
        await events.settle()

    async def close_later(who: str, thread_id: int, days: int, reason: str) -> None:
        form = Timer.read({"kind": "close", "days": str(days), "reason": reason})
        await threads.set_timer(await acting(who), thread_id, form)

    first = await Post.get(thread_id=proud, position=2)
    await flag("reiko", 7, first.id, "personal_data", "猫の名前と住所が写っているようです")
    await decide("chihiro", first.id, "fixed")
    clock.stop(end - timedelta(days=6))
    graham = await acting("graham")
    await moderating.watch(graham, Word.read({"words": "crypto giveaway\nプレゼント当選", "action": "hold"}))
    await close_later("graham", logs, 60, "What works is in the article by then.")
    await close_later("chihiro", paper, 90, "話題が一段落したら閉じます。")

    clock.stop(end - timedelta(days=4.5))
    advertiser = await join(ADVERTISERS[0])
    spam = await reply("deals4u", 4.2, shelf, "Proud of my **lamps**, 70% off today only! https://deals.example/lamps")
    await flag("beth", 4.1, spam, "spam")
    await flag("walter", 4.0, spam, "spam", "The third one this week, under another name each time.")
    await decide("chihiro", spam, "remove", "This is advertising, and nobody asked for it.")
    note = NoteForm.read({"text": "Same shop as two accounts in spring."})
    await sanctions.write_note(await acting("chihiro"), advertiser, note)
    made = await sanctions.sanction(await acting("chihiro"), advertiser, SanctionForm.read({
        "kind": "suspension", "reason": "spam", "length": "7", "seen": "0",
        "words": "You made an account only to advertise. Please come back when you want to talk about Hubs.",
    }))
    await events.settle()

    fourth = await Post.get(thread_id=shelf, position=6)
    await flag("rutger", 1.2, fourth.id, "off_topic", "Every Hub can do that.")
    third = await Post.get(thread_id=paper, position=3)
    await flag("k_yamane", 1.1, third.id, "moderator", "日本語のカテゴリーですが、このままでよいでしょうか。")
    clock.stop(end - timedelta(days=1))
    await sanctions.appeal(await acting("deals4u"), "sanction", made, AppealForm.read({
        "words": "The lamps are mine, I only wanted to show them. I did not know that prices are not welcome here.",
    }))
    await join(ADVERTISERS[1])
    await reply("otoku_joho", 0.4, proud, "**プレゼント当選**のお知らせです。 https://otoku.example/present をご覧ください。")
    await reply(
        "marisol", 0.2, logs,
        "Careful with mails that ask for a log: one offered me a “crypto giveaway” for it. Not from here, is it?",
    )
