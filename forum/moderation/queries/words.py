"""Watched words, and on how much of what is written here they would fall."""

from forum import database
from forum.accounts.actor import Actor
from forum.moderation import screening
from forum.moderation.policy import may_watch_words
from forum.moderation.screening import Watched
from forum.moderation.views import WordLine
from forum.text.normalize import fold

#: The latest posts on which new words are tried.
TRIED_ON = 2_000


async def words_page(viewer: Actor) -> list[WordLine]:
    """Every watched word, in the order of the alphabet. Raises Forbidden."""
    may_watch_words(viewer).require()
    found = await database.rows(
        "SELECT w.id, w.word, w.action, w.put, w.created_at, a.display_name FROM watched_words w"
        " LEFT JOIN people a ON a.id = w.created_by_id ORDER BY w.word_key"
    )
    lines = []
    for row in found:
        at = database.moment(row["created_at"])
        assert at is not None
        lines.append(WordLine(row["id"], row["word"], row["action"], row["put"], row["display_name"] or "", at))
    return lines


async def watched(viewer: Actor, text: str) -> list[tuple[Watched, str]]:
    """The watched words in a text, as screening finds them. Raises Forbidden."""
    may_watch_words(viewer).require()
    found = await database.rows("SELECT word, word_key, action, put FROM watched_words ORDER BY word_key")
    return screening.words(text, [Watched(row["word"], row["word_key"], row["action"], row["put"]) for row in found])


async def how_often(viewer: Actor, words: list[str]) -> tuple[int, int]:
    """In how many of the latest posts any of these words stands, and how many posts that were looked at."""
    may_watch_words(viewer).require()
    watching = [Watched(word, fold(word), "flag") for word in words[:200]]
    found = await database.rows_aside(f"SELECT SUBSTR(plain, 1, 4000) AS plain FROM posts ORDER BY id DESC LIMIT {TRIED_ON}")
    return sum(1 for row in found if screening.words(row["plain"], watching)), len(found)
