"""Reading watches, notifications and preferences: what the reader may see now, whatever they were told before.

Nothing that is to be read is kept in a notification itself: it is fetched through `audience.SHOWN` each time.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.notifications import opened
from forum.notifications.audience import SHOWN, SOURCE, sees
from forum.notifications.policy import may_choose
from forum.notifications.views import Choices, NewsLine, WatchLine
from forum.text.excerpt import excerpt

#: The bell counts no further.
MOST_COUNTED = 100
PAGE_SIZE = 30
EXCERPT = 200
#: Lines in one letter of the day; what is beyond them is read under the bell.
MOST_IN_LETTER = 30
#: Watches listed on the page of settings.
MOST_WATCHES = 100

#: Unread news of one kind about one thread is one line; what was read together stays together.
_TOGETHER = "n.person_id, n.thread_id, n.kind, n.read_at, CASE WHEN n.thread_id IS NULL THEN n.id END"


@dataclass(frozen=True, slots=True)
class NewsPage:
    """A page of the list under the bell. The keys say where the pages beside it begin; None at either end."""

    lines: Sequence[NewsLine]
    older: int | None
    newer: int | None


# -- Watches ----------------------------------------------------------------------------------------------------------


async def level(viewer: Actor, target_type: str, target_id: int) -> str:
    """The viewer's own level on a thread, category or tag: watching, normal or muted. Guests have none: normal."""
    if viewer.is_guest:
        return "normal"
    return await database.value(
        "SELECT level FROM watches WHERE person_id = $1 AND target_type = $2 AND target_id = $3",
        viewer.id, target_type, target_id,
    ) or "normal"


async def visible_tag(viewer: Actor, tag_id: int) -> str:
    """The name of a tag that the viewer may hear of. Raises NotFound for a synonym and for what closed shelves hide."""
    found = await database.value(f"SELECT g.name FROM tags g WHERE g.id = $1 AND {_tag_shown(viewer)}", tag_id)
    if found is None:
        raise NotFound(_("There is no such tag."))
    return str(found)


async def watches_of(viewer: Actor) -> list[WatchLine]:
    """What the viewer watches or has muted and still sees, the newest first, at most a hundred."""
    found = await database.rows(
        "SELECT w.target_type, w.target_id, w.level, COALESCE(t.title, c.name, g.name) AS name,"
        " COALESCE(t.slug, c.slug, '') AS slug FROM watches w"
        " LEFT JOIN threads t ON w.target_type = 'thread' AND t.id = w.target_id"
        " LEFT JOIN categories c ON c.id = CASE w.target_type WHEN 'category' THEN w.target_id ELSE t.category_id END"
        " LEFT JOIN tags g ON w.target_type = 'tag' AND g.id = w.target_id"
        " WHERE w.person_id = $1 AND w.level <> 'normal' AND CASE w.target_type"
        f" WHEN 'tag' THEN {_tag_shown(viewer)}"
        f" ELSE t.deleted_at IS NULL AND {categories.visible_condition(viewer, 'c')} END"
        f" ORDER BY w.created_at DESC, w.id DESC LIMIT {MOST_WATCHES}",
        viewer.id,
    )
    return [WatchLine(row["target_type"], row["target_id"], row["level"], row["name"], row["slug"]) for row in found]


async def choices_of(viewer: Actor) -> Choices:
    """How the viewer wants to be told. Raises SignInNeeded for guests."""
    may_choose(viewer).require()
    found = await database.row(
        "SELECT letters, silent_kinds, watch_own, watch_replied FROM notification_preferences WHERE person_id = $1",
        viewer.id,
    )
    if found is None:
        return Choices()
    silent = frozenset(found["silent_kinds"].split(",")) - {""}
    return Choices(found["letters"], silent, bool(found["watch_own"]), bool(found["watch_replied"]))


# -- The bell ---------------------------------------------------------------------------------------------------------


async def unread_count(viewer: Actor) -> int:
    """How many unread notifications the viewer may still see, without threads opened just now; at most 100."""
    if viewer.is_guest:
        return 0
    just_opened = opened.pending(viewer.id)
    but = f" AND COALESCE(n.thread_id, -n.ticket_id, 0) NOT IN ({database.id_list(just_opened)})" if just_opened else ""
    return int(await database.value(
        f"SELECT count(*) FROM (SELECT n.id FROM {SOURCE} WHERE n.person_id = $1 AND n.read_at IS NULL"
        f" AND {SHOWN}{but} LIMIT {MOST_COUNTED}) AS seen",
        viewer.id,
    ))


async def page_context(viewer: Actor) -> dict[str, Any]:
    """What the frame of every page shows: the bell's count."""
    return {} if viewer.is_guest else {"unread_count": await unread_count(viewer)}


async def news_page(
    viewer: Actor, *, unread: bool = False, older_than: int | None = None, newer_than: int | None = None,
    size: int = PAGE_SIZE,
) -> NewsPage:
    """What the viewer was told and may still see, newest first. Raises SignInNeeded for guests."""
    may_choose(viewer).require()
    where = f"n.person_id = {int(viewer.id)}" + (" AND n.read_at IS NULL" if unread else "")
    backwards = newer_than is not None
    having = "max(n.id) > $1" if backwards else "max(n.id) < $1"
    bound = newer_than if newer_than is not None else older_than or 2**62
    found = await _lines(where, _TOGETHER, bound, having=having, ascending=backwards, most=size + 1)
    more, found = len(found) > size, found[:size]
    lines = sorted(found, key=lambda line: line.id, reverse=True)
    has_older, has_newer = (True, more) if backwards else (more, older_than is not None)
    if not lines:
        return NewsPage(lines, None, None)
    return NewsPage(lines, lines[-1].id if has_older else None, lines[0].id if has_newer else None)


async def news_line(viewer: Actor, notification_id: int) -> NewsLine:
    """The line in which the viewer's notification stands now. Raises NotFound for one that is not theirs to see."""
    may_choose(viewer).require()
    found = await _lines(
        f"n.person_id = {int(viewer.id)} AND (n.thread_id IS NOT NULL OR n.id = $1)"
        " AND EXISTS (SELECT 1 FROM notifications x WHERE x.id = $1 AND x.person_id = n.person_id AND x.kind = n.kind"
        " AND x.thread_id IS NOT DISTINCT FROM n.thread_id AND x.read_at IS NOT DISTINCT FROM n.read_at)",
        _TOGETHER, notification_id,
    )
    if not found:
        raise NotFound
    return found[0]


async def visible_title(person_id: int, thread_id: int) -> str:
    """A thread's title for a person who may see it now, "" otherwise: for pages that are reached without signing in."""
    return str(await database.value(
        "SELECT t.title FROM threads t JOIN categories c ON c.id = t.category_id JOIN people r ON r.id = $1"
        f" WHERE t.id = $2 AND t.deleted_at IS NULL AND {sees('r', 'c')}",
        person_id, thread_id,
    ) or "")


# -- Letters ----------------------------------------------------------------------------------------------------------


async def waiting_at_once(after: int, most: int) -> tuple[list[int], int]:
    """Notifications of which a letter is to tell now, or of which it is to be decided that none does.

    The next `most` beyond the id `after` and what else waits for the same people, so that it can be told together; with
    the id to go on from (0 when there is no more).
    """
    waiting = " AND n.lettered_at IS NULL AND COALESCE(f.letters, 'at_once') = 'at_once' ORDER BY n.id LIMIT $2"
    source = "notifications n LEFT JOIN notification_preferences f ON f.person_id = n.person_id WHERE n.id > $1"
    found = await database.rows_aside(f"SELECT n.id, n.person_id FROM {source}{waiting}", after, most)
    if not found:
        return [], 0
    readers = database.id_list({row["person_id"] for row in found})
    together = await database.rows_aside(
        f"SELECT n.id FROM {source} AND n.person_id IN ({readers}){waiting}", after, 20 * most
    )
    return [row["id"] for row in together], found[-1]["id"] if len(found) == most else 0


async def lines_at_once(ids: Iterable[int], since: datetime) -> list[NewsLine]:
    """Of these notifications those of which a letter may tell, oldest first: unread, visible, since `since`."""
    where = f"n.id IN ({database.id_list(ids)}) AND n.created_at >= $1 AND {_takes_letters('$2')}"
    found = await _lines(where + " AND n.read_at IS NULL AND n.lettered_at IS NULL", "n.id", since, clock.now())
    return sorted(found, key=lambda line: line.id)


async def zones_of_daily_readers() -> list[str]:
    """The time zones of those who get a letter a day, "" for the site's."""
    found = await database.rows_aside(
        "SELECT DISTINCT r.time_zone FROM notification_preferences f JOIN people r ON r.id = f.person_id"
        " WHERE f.letters = 'daily'"
    )
    return [row["time_zone"] for row in found]


async def waiting_for_the_day(time_zone: str, until: datetime, after: int, most: int) -> list[int]:
    """Daily readers in a time zone with untold news from before `until`: the first of them beyond the id `after`."""
    found = await database.rows_aside(
        "SELECT f.person_id FROM notification_preferences f JOIN people r ON r.id = f.person_id"
        " WHERE f.letters = 'daily' AND r.time_zone = $1 AND f.person_id > $2 AND EXISTS (SELECT 1 FROM notifications n"
        " WHERE n.person_id = f.person_id AND n.lettered_at IS NULL AND n.created_at <= $3)"
        " ORDER BY f.person_id LIMIT $4",
        time_zone, after, until, most,
    )
    return [row["person_id"] for row in found]


async def lines_of_the_day(person_id: int, until: datetime) -> list[NewsLine]:
    """What the day's letter tells a person, newest first: unread, visible, from before `until`."""
    return await _lines(
        f"n.person_id = {int(person_id)} AND n.read_at IS NULL AND n.lettered_at IS NULL AND n.created_at <= $1"
        f" AND {_takes_letters('$2')}",
        _TOGETHER, until, clock.now(),
    )


# -- For their owner --------------------------------------------------------------------------------------------------


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, for their download."""
    kept = {
        "watches": "SELECT target_type, target_id, level, reason, created_at FROM watches"
        " WHERE person_id = $1 ORDER BY id",
        "notifications": "SELECT kind, thread_id, post_id, created_at, read_at, lettered_at FROM notifications"
        " WHERE person_id = $1 ORDER BY id",
        "preferences": "SELECT letters, silent_kinds, watch_own, watch_replied, last_daily_at, updated_at"
        " FROM notification_preferences WHERE person_id = $1",
    }
    return {
        name: [{column: row[column] for column in row.keys()} for row in await database.rows_aside(sql, person_id)]  # noqa: SIM118
        for name, sql in kept.items()
    }


def _takes_letters(now: str) -> str:
    """SQL, true where the reader's address is their own and they are not suspended."""
    return (
        "r.email_verified_at IS NOT NULL AND r.email IS NOT NULL AND r.anonymised_at IS NULL"
        f" AND (r.suspended_until IS NULL OR r.suspended_until <= {now})"
    )


def _tag_shown(viewer: Actor) -> str:
    """SQL, true for tags (g) that the viewer may hear of: described or used in public, or on a thread they see."""
    if viewer.is_moderator:
        return "g.synonym_of_id IS NULL"
    return (
        "g.synonym_of_id IS NULL AND (g.thread_count > 0 OR g.description <> '' OR EXISTS"
        " (SELECT 1 FROM thread_tags x JOIN threads xt ON xt.id = x.thread_id"
        " JOIN categories xc ON xc.id = xt.category_id"
        f" WHERE x.tag_id = g.id AND xt.deleted_at IS NULL AND xt.unlisted_at IS NULL"
        f" AND {categories.visible_condition(viewer, 'xc')}))"
    )


#: Kinds whose words stand in the event, and under which name.
_TOLD_WORDS = {"removed": "reason", "needs_info": "note", "curated": "public_reason", "decided": ""}
#: What an event says of whether something holds or was taken back.
_SWITCHES = ("locked", "unlisted", "archived")


async def _lines(
    where: str, by: str, *params: Any, having: str = "1 = 1", ascending: bool = False, most: int = 1_000
) -> list[NewsLine]:
    """Notifications that their readers may see, put together by the columns `by`, by their newest."""
    order = "ASC" if ascending else "DESC"
    found = await database.rows_aside(
        "SELECT s.last_id, s.told, s.actors, l.person_id, l.kind, l.thread_id, l.created_at, l.read_at,"
        " a.name AS actor_name, a.display_name AS actor_display_name, t.title, t.slug, t.lang, t.deleted_at,"
        " fp.id AS first_post_id, fp.position, fp.held_at, lp.author_id, substr(lp.plain, 1, 600) AS plain, e.data,"
        " e.name AS event, e.subject_id,"
        " l.ticket_id, l.conversation_id, COALESCE(w.subject, k.subject) AS subject FROM ("
        " SELECT max(n.id) AS last_id, min(n.id) AS first_id, count(*) AS told, count(DISTINCT n.actor_id) AS actors"
        f" FROM {SOURCE} WHERE {where} AND {SHOWN} GROUP BY {by} HAVING {having}"
        f" ORDER BY max(n.id) {order} LIMIT {int(most)}) s"
        " JOIN notifications l ON l.id = s.last_id JOIN notifications f ON f.id = s.first_id"
        " JOIN events e ON e.id = l.event_id LEFT JOIN people a ON a.id = l.actor_id"
        " LEFT JOIN threads t ON t.id = l.thread_id LEFT JOIN posts fp ON fp.id = f.post_id"
        " LEFT JOIN tickets k ON k.id = l.ticket_id LEFT JOIN side_conversations w ON w.id = l.conversation_id"
        f" LEFT JOIN posts lp ON lp.id = l.post_id ORDER BY s.last_id {order}",
        *params,
    )
    words = await _words_of_tickets(found)
    return [_line(row, words.get(row["last_id"], "")) for row in found]


async def _words_of_tickets(found: list[Any]) -> dict[int, str]:
    """What was written in tickets and side conversations, by notification. Notes are for the kind that only staff are told."""
    comments: dict[int, int] = {}
    messages: dict[int, int] = {}
    for row in found:
        if row["ticket_id"] is None and row["conversation_id"] is None:
            continue
        data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
        if row["conversation_id"] is not None and data.get("message_id"):
            messages[row["last_id"]] = data["message_id"]
        elif data.get("comment_id") and (row["kind"] == "ticket" or data.get("public")):
            comments[row["last_id"]] = data["comment_id"]
    words: dict[int, str] = {}
    for table, wanted in (("ticket_comments", comments), ("side_messages", messages)):
        if wanted:
            told = {one["id"]: one["plain"] for one in await database.rows(
                f"SELECT id, substr(plain, 1, 600) AS plain FROM {table} WHERE id IN ({database.id_list(wanted.values())})"
            )}
            words |= {number: told.get(which, "") for number, which in wanted.items()}
    return words


def _line(row: Any, ticket_words: str = "") -> NewsLine:
    created_at = database.moment(row["created_at"])
    assert created_at is not None
    kind = row["kind"]
    deed = reason = ""
    data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
    if kind in ("waiting", "flag"):
        words, reason = "", str(data.get("reason" if kind == "waiting" else "outcome") or "")
    elif kind == "handed_over":
        words = str(data.get("reason") or "")
    elif kind in _TOLD_WORDS:
        # Their words are in the event; of a post that was taken away nothing is shown.
        words = str(data.get(_TOLD_WORDS[kind]) or "")
        # One event tells that something was done and that it was taken back.
        undone = any(data.get(switch) is False for switch in _SWITCHES)
        deed = f"{row['event']}{'.undone' if undone else ''}"
    else:
        words = ticket_words or row["plain"] or ""
    return NewsLine(
        id=row["last_id"], person_id=row["person_id"], kind=kind, count=row["told"], others=max(0, row["actors"] - 1),
        actor_name=row["actor_name"] or "", actor_display_name=row["actor_display_name"] or row["actor_name"] or "",
        thread_id=row["thread_id"], title=row["title"] or row["subject"] or "", slug=row["slug"] or "", lang=row["lang"] or "",
        post_id=row["first_post_id"], position=row["position"] or 0, is_mine=row["author_id"] == row["person_id"],
        is_gone=row["deleted_at"] is not None, excerpt=excerpt(words, EXCERPT), created_at=created_at,
        read_at=database.moment(row["read_at"]), deed=deed, reason=reason,
        is_held=row["held_at"] is not None, event=row["event"], ticket_id=row["ticket_id"],
        proposal_id=row["subject_id"] if kind == "handed_over" else None,
        conversation_id=row["conversation_id"],
    )
