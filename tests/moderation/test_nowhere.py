"""What was hidden, or taken out for good, is nowhere from that moment on, also where everybody read it a moment before.

`tests/security/test_canaries.py` walks the whole house once, and `tests/threads/test_redacting.py` every table. Here pages,
feeds, searches and suggestions are read by everybody first, so that every cache and browser has them, and again afterwards;
and the letters that were still to be written are read as well.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

from forum import database
from forum.accounts.actor import SYSTEM
from forum.notifications import jobs as letters
from forum.threads import actions as threads
from forum.threads.forms import Redaction
from tests.cast import EVERYONE
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]
#: Said in a reply that is hidden, in a thread that is hidden, and taken out of a reply; and who reads it all the same.
WORDS = {"quokka": ("eve", "chika", "ada"), "numbat": ("eve", "chika", "ada"), "wombat": ()}


async def test_nobody_reads_again_what_was_hidden_or_taken_out(world: World, visitor: Visits, clock: ModuleType) -> None:
    await world.tag("lamps")
    thread = await world.a_thread("aiko", title="The lamp of room nine", tags="lamps")
    hidden = await world.a_reply(thread.thread_id, "eve", body="Take my quokka lamp, it shines for years.")
    leaked = await world.a_reply(thread.thread_id, "finn", body="Ask my neighbour Wombat, he is at home all day.")
    asked = await world.a_thread("eve", title="Where is the shop", body="The numbat shop was in town.", tags="lamps")
    await world.settle()
    addresses = [
        "/", "/threads", "/threads?view=unanswered", "/tags/lamps", "/categories/devices-1", "/feed.atom",
        "/tags/lamps/feed.atom", thread.path, f"/threads/{thread.thread_id}/feed.atom", asked.path,
        f"/threads/{asked.thread_id}/feed.atom",
        f"/replies/{hidden.post_id}", f"/posts/{hidden.post_id}/revisions", f"/posts/{leaked.post_id}/revisions",
        f"/replies/{leaked.post_id}/quote", "/users/eve", "/users/finn", "/search?q=lamp+shines", "/search?q=neighbour",
        "/search?q=shop+town", "/search/suggest?q=where", "/sitemaps/1.xml", "/moderation-log", "/notifications",
    ]
    everybody = {who: await visitor(who) for who in EVERYONE}
    marks: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    for who, one in everybody.items():
        for path in addresses:
            answer = await one.get(path)
            marks[who, path] = answer.headers.get("etag", "")
            seen |= {word for word in WORDS if word in answer.html.lower()} if who == "guest" else set()
    assert seen == set(WORDS)

    await database.transaction(lambda: threads.hide(SYSTEM, hidden.post_id, "flags"))
    await database.transaction(lambda: threads.hide(SYSTEM, asked.post_id, "flags"))
    await threads.redact(world.cast.actor("chika"), leaked.post_id, Redaction.read({"pieces": "Wombat", "reason": "A name"}))
    # At once, and when all news has been told.
    for _round in range(2):
        leaks = []
        for who, one in everybody.items():
            for path in addresses:
                known = {"if_none_match": marks[who, path]} if marks[who, path] else {}
                answer = await one.get(path, **known)
                told = f"{answer.html} {answer.headers}".lower()
                leaks += [f"{who}: {word} at {path}" for word, readers in WORDS.items() if word in told and who not in readers]
        assert leaks == []
        await world.settle()
    clock.advance(timedelta(hours=1))
    await letters.send_letters()
    written = [" ".join(row).lower() for row in await database.rows("SELECT recipient, subject, text, html FROM letters")]
    assert written and [letter for letter in written if any(word in letter for word in WORDS)] == []
