"""Looking at what people post before anybody sees it: the rules are given their facts, and what they find is written down.

The roof lets `threads.screening` ask `look`. Staff are not looked at; nor is what somebody with a past here writes, but
for watched words.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from forum import clock, database, events, settings
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.queries.blocks import blocks_address
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.moderation import screening
from forum.moderation.actions import casework, flagging
from forum.moderation.events import WatchedWordsChanged
from forum.moderation.forms import Word
from forum.moderation.models import Finding, Item, WatchedWord
from forum.moderation.policy import may_watch_words
from forum.moderation.screening import Earlier, Found, Watched
from forum.text.normalize import fold
from forum.threads.screening import Draft, Screened, taken

#: How far back, and at how many texts, is looked for much the same one.
LOOK_BACK, MOST_COMPARED = timedelta(days=3), 200
#: Characters of a title, however long what is to be written instead of a word.
LONGEST_TITLE = 200
#: A member is new until so many of their posts were shown.
NEW_BELOW = 5


async def look(actor: Actor, draft: Draft) -> Screened:
    """What becomes of a text. Raises Invalid for one with a word that is not taken here."""
    if actor.is_staff:
        return Screened(draft.title, draft.body, draft.answer, fields=draft.fields)
    watched = await watched_words()
    made = await _new_tags(draft.tags) if watched and draft.tags else []
    # A tag is there for everybody as soon as it is made, so that it cannot wait, nor be another than was typed.
    refuse_words(screening.words("\n".join(made), watched), ("block", "hold", "replace"), "tags")
    met = screening.words("\n".join((draft.title, draft.body, draft.answer, *draft.fields, *made)), watched)
    refuse_words(met, ("block",), "body")
    found = screening.judged(met)
    title, body, answer, *fields = (
        screening.replaced(text, watched) for text in (draft.title, draft.body, draft.answer, *draft.fields)
    )
    # What is written so that it cannot be replaced is looked at instead.
    found += [
        Found("words", "hold", written)
        for one, written in screening.words("\n".join((title, body, answer, *fields)), watched)
        if one.action == "replace"
    ]
    if actor.role == "member" and draft.kind != "tags":
        found += await _of_a_newcomer(actor, draft)
    tags = await _living_tags([one.put for one, _written in met if one.action == "tag"])
    action = screening.strongest(found)
    hold = next((one.rule for one in found if one.action == "hold"), "") if action == "hold" else ""

    async def keep(post_id: int) -> None:
        """Write down what was found, in the transaction that keeps the text."""
        if draft.post_id is not None:
            await casework.touch("post", post_id)
        if not found:
            return
        if hold:
            item = await casework.put(SYSTEM.id, "post", post_id, "held")
        else:
            item = await flagging.flag_by_rule("post", post_id, "flags", ", ".join(one.evidence for one in found)[:200])
        await write_down(item, found)

    return Screened(title[:LONGEST_TITLE], body, answer, hold, tuple(tags), tuple(fields), keep)


def refuse_words(met: Sequence[tuple[Watched, str]], actions: Sequence[str], field: str) -> None:
    """Raises Invalid beside a field for the first word that calls for one of these actions."""
    for one, written in met:
        if one.action in actions:
            raise Invalid({field: _(
                "Please write this without “%(word)s”, which is not used here. Your text is kept.",
                word=written[: screening.EVIDENCE],
            )})


async def write_down(item: Item, found: Sequence[Found]) -> None:
    """Keep beside an item what was found, in the transaction that keeps the text."""
    now = clock.now()
    for one in found:
        await Finding.create(item_id=item.id, rule=one.rule, evidence=one.evidence, action=one.action, found_at=now)


async def watched_words() -> list[Watched]:
    """Every watched word, those that do most first."""
    found = await database.rows("SELECT word, word_key, action, put FROM watched_words ORDER BY id")
    order = {action: number for number, action in enumerate(("block", "hold", "flag", "tag", "replace"))}
    return sorted(
        (Watched(row["word"], row["word_key"], row["action"], row["put"]) for row in found),
        key=lambda one: order[one.action],
    )


async def watch(actor: Actor, form: Word) -> int:
    """Watch these words; words that are watched already do from now on what was said last. Returns how many."""
    may_watch_words(actor).require()
    form.check()
    lines = [(word, fold(word)) for word in form.lines]
    too_long = [word for word, key in lines if len(word) > 100 or not 0 < len(key) <= 200]
    if too_long or not lines:
        raise Invalid({"words": ngettext(
            "%(num)s line is too long to be watched.", "%(num)s lines are too long to be watched.", len(too_long)
        ) if too_long else _("Please fill this in.")})
    if form["action"] == "tag" and not await _living_tags([form["put"]]):
        raise Invalid({"put": _("There is no such tag.")})

    async def work() -> int:
        now = clock.now()
        for word, key in lines:
            await database.execute(
                "INSERT INTO watched_words (word, word_key, action, put, created_by_id, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (word_key) DO UPDATE SET word = excluded.word,"
                " action = excluded.action, put = excluded.put",
                word, key, form["action"], form["put"] if form["action"] in ("tag", "replace") else "", actor.id, now,
            )
        await events.record(WatchedWordsChanged(
            actor_id=actor.id, subject_id=0, added=[word for word, _key in lines], removed=[]
        ))
        return len(lines)

    return await database.transaction(work)


async def unwatch(actor: Actor, word_id: int) -> None:
    """Watch a word no longer. Raises NotFound."""
    may_watch_words(actor).require()

    async def work() -> None:
        kept = await WatchedWord.get_or_none(id=word_id)
        if kept is None:
            raise NotFound
        await kept.delete()
        await events.record(WatchedWordsChanged(actor_id=actor.id, subject_id=word_id, added=[], removed=[kept.word]))

    await database.transaction(work)


async def _of_a_newcomer(actor: Actor, draft: Draft) -> list[Found]:
    """What is looked for in the texts of members whose first posts these are."""
    configured = settings.current()
    shown = await _shown(actor, max(NEW_BELOW, configured.screen_first_posts))
    found: list[Found] = []
    if draft.kind != "edit":
        found += screening.first_posts(shown, configured.screen_first_posts)
    if shown >= NEW_BELOW:
        return found
    if await blocks_address(actor.address):
        raise Invalid({"body": _(
            "New members cannot post from where you are at the moment. Your text is kept; please try again from elsewhere."
        )})
    text = "\n".join((draft.title, draft.body, draft.answer, *draft.fields))
    found += screening.links(text, configured.screen_links, urlsplit(configured.site_url).hostname or "")
    if draft.kind != "edit":
        found += screening.too_fast(taken(draft.opened), len(draft.body), configured.screen_seconds)
    if configured.screen_places:
        found += screening.alike(
            draft.body, draft.thread_id, await _posted_of_late(actor), configured.screen_places
        )
    return found


async def is_new(actor: Actor) -> bool:
    """Whether few of the actor's posts were shown yet."""
    return await _shown(actor, NEW_BELOW) < NEW_BELOW


async def _shown(actor: Actor, most: int) -> int:
    """How many posts of the actor's are shown, counted up to `most`."""
    return int(await database.value(
        f"SELECT count(*) FROM (SELECT 1 FROM posts WHERE author_id = $1 AND deleted_at IS NULL LIMIT {int(most)}) AS counted",
        actor.id,
    ))


async def _posted_of_late(actor: Actor) -> Sequence[Earlier]:
    """What the author, and other members, posted in the last days: the sources, for they are what was pasted."""
    since = clock.now() - LOOK_BACK
    found = await database.rows(
        "SELECT p.thread_id, p.author_id, SUBSTR(p.source, 1, 2000) AS source FROM posts p"
        " WHERE p.id IN (SELECT q.id FROM posts q WHERE q.author_id = $1 AND q.created_at > $2"
        f" ORDER BY q.created_at DESC, q.id DESC LIMIT {MOST_COMPARED})"
        f" OR p.id IN (SELECT r.id FROM posts r WHERE r.author_role = 'member' AND r.created_at > $2"
        f" AND r.id > (SELECT max(s.id) FROM posts s) - {10 * MOST_COMPARED} ORDER BY r.id DESC LIMIT {MOST_COMPARED})",
        actor.id, since,
    )
    return [Earlier(row["thread_id"], row["source"], row["author_id"] == actor.id) for row in found]


async def _new_tags(names: Sequence[str]) -> list[str]:
    """Of these tags those that there are not yet, under any spelling."""
    return [
        name for name in dict.fromkeys(names)
        if await database.value("SELECT 1 FROM tags WHERE name_key = $1", fold(name)) is None
    ]


async def _living_tags(names: Sequence[str]) -> list[str]:
    """Of these tags those that there are, spelt as they are."""
    found = []
    for name in dict.fromkeys(names):
        known = await database.value("SELECT name FROM tags WHERE name_key = $1 AND synonym_of_id IS NULL", fold(name))
        if known is not None:
            found.append(str(known))
    return found
