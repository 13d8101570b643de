"""Looking at names, and at what people write about themselves, before others see it. The roof lets `accounts.screening` ask."""

from urllib.parse import urlsplit

from forum import settings
from forum.accounts.actor import Actor
from forum.accounts.screening import About, Seen
from forum.moderation import screening
from forum.moderation.actions import flagging
from forum.moderation.actions.holding import is_new, refuse_words, watched_words, write_down

#: Characters of a display name, however long what is to be written instead of a word.
LONGEST_NAME = 60


async def look_at_profile(actor: Actor, about: About) -> Seen:
    """What becomes of it. Raises Invalid for a word that is not taken here.

    A name stands beside everything that its owner writes, so that it cannot wait: where a post would be held, it is refused.
    A biography waits for a moderator, in the queue as a reported profile.
    """
    if actor.is_staff:
        return Seen(about.display_name, about.bio)
    watched = await watched_words()
    called, said = screening.words(about.display_name, watched), screening.words(about.bio, watched)
    refuse_words(screening.words(about.name, watched), ("block", "hold", "replace"), "name")
    refuse_words(called, ("block", "hold"), "display_name")
    refuse_words(said, ("block",), "bio")
    found = screening.judged([*called, *said])
    if about.bio and actor.role == "member" and await is_new(actor):
        configured = settings.current()
        found += screening.links(about.bio, configured.screen_links, urlsplit(configured.site_url).hostname or "")

    async def keep(person_id: int) -> None:
        if found:
            item = await flagging.flag_by_rule("person", person_id, "report", ", ".join(one.evidence for one in found)[:200])
            await write_down(item, found)

    return Seen(
        screening.replaced(about.display_name, watched)[:LONGEST_NAME], screening.replaced(about.bio, watched),
        screening.strongest(found) == "hold", keep,
    )
