"""What moderators see of the things they decide on: a title for the list, and the evidence beside the buttons.

A flat whose things stand in the queue tells of them by a `Teller`; the roof lets those of flats above be taken on.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.i18n import gettext as _
from forum.moderation.views import Evidence, Record, Text
from forum.threads.views import Author, post_path

#: Characters of what stands around a post.
AROUND = 600
#: Of somebody who writes much, the latest posts tell enough.
LATEST = 500


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of one kind of thing: `titles` gives a title and its language for each id, `evidence` all there is to see."""

    kind: str
    titles: Callable[[Sequence[int]], Awaitable[dict[int, tuple[str, str]]]]
    evidence: Callable[[Actor, int], Awaitable[Evidence]]


_tellers: dict[str, Teller] = {}


def take_on(teller: Teller) -> None:
    """Let things of this kind be told of. Again replaces it."""
    _tellers[teller.kind] = teller


async def titles_of(kind: str, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Titles of things of a kind; nothing for a kind of which nobody tells."""
    teller = _tellers.get(kind)
    return await teller.titles(ids) if teller is not None and ids else {}


async def evidence_of(viewer: Actor, kind: str, subject_id: int) -> Evidence:
    """What there is to see of a thing."""
    teller = _tellers.get(kind)
    return Evidence("", (), None) if teller is None else await teller.evidence(viewer, subject_id)


async def record_of(person_id: int) -> Record | None:
    """What is known of a person here: how much of theirs was shown, removed, and flagged rightly."""
    row = await database.row(
        "WITH latest AS (SELECT id, deleted_at, hidden_reason, deleted_by_id FROM posts WHERE author_id = $1"
        f" ORDER BY created_at DESC, id DESC LIMIT {LATEST}) SELECT a.name, a.display_name, a.role, a.created_at,"
        " (SELECT count(*) FROM latest WHERE deleted_at IS NULL) AS shown,"
        " (SELECT count(*) FROM latest WHERE deleted_at IS NOT NULL AND hidden_reason IS NULL AND deleted_by_id <> $1)"
        " AS removed,"
        " (SELECT count(*) FROM latest p JOIN review_items i ON i.kind = 'post' AND i.subject_id = p.id"
        " JOIN flags f ON f.item_id = i.id AND f.outcome = 'upheld') AS upheld FROM people a WHERE a.id = $1", person_id,
    )
    if row is None:
        return None
    joined = database.moment(row["created_at"])
    assert joined is not None
    author = Author(row["name"], row["display_name"], row["role"])
    return Record(author, joined, row["shown"], row["removed"], row["upheld"])


async def _post_titles(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    found = await database.rows(
        "SELECT p.id, t.title, t.lang, p.position FROM posts p JOIN threads t ON t.id = p.thread_id"
        f" WHERE p.id IN ({database.id_list(ids)})"
    )
    return {
        row["id"]: (row["title"] if row["position"] == 0 else _("Re: %(title)s", title=row["title"]), row["lang"])
        for row in found
    }


async def _post_evidence(viewer: Actor, post_id: int) -> Evidence:
    row = await database.row(
        "SELECT p.id, p.thread_id, p.position, p.author_id, p.html, p.lang, p.created_at, p.deleted_at, p.held_at,"
        " p.hidden_reason, p.reply_to_id, t.title, t.slug, a.name, a.display_name, a.role FROM posts p"
        " JOIN threads t ON t.id = p.thread_id JOIN people a ON a.id = p.author_id WHERE p.id = $1", post_id,
    )
    if row is None:
        return Evidence(_("It is not there any more."), (), None)
    texts = [Text(
        "", row["title"], post_path(row["thread_id"], row["slug"], row["id"], row["position"]), row["lang"],
        Author(row["name"], row["display_name"], row["role"]), database.moment(row["created_at"]), html=row["html"],
    )]
    texts += [_around(one, row) for one in await _beside(row)]
    state = _("Everybody sees it.")
    if row["hidden_reason"] and row["held_at"] is not None:
        state = _("Nobody has seen it yet but its author.")
    elif row["hidden_reason"]:
        state = _("It is hidden until you decide.")
    elif row["deleted_at"] is not None:
        state = _("It was deleted.")
    return Evidence(state, texts, await record_of(row["author_id"]))


async def _beside(row: Any) -> list[Any]:
    """The opening post, and what a reply answers or, else, follows."""
    if row["position"] == 0:
        return []
    before = row["position"] if row["position"] > 0 else 2**31 - 1
    return list(await database.rows(
        f"SELECT p.id, p.position, SUBSTR(p.plain, 1, {AROUND}) AS plain, p.lang, p.created_at, a.name, a.display_name,"
        " a.role FROM posts p JOIN people a ON a.id = p.author_id WHERE p.thread_id = $1 AND (p.position = 0 OR p.id ="
        " COALESCE($2, (SELECT q.id FROM posts q WHERE q.thread_id = $1 AND q.position BETWEEN 1 AND $3"
        " AND q.deleted_at IS NULL ORDER BY q.position DESC LIMIT 1))) AND p.id <> $4 ORDER BY p.position",
        row["thread_id"], row["reply_to_id"], before - 1, row["id"],
    ))


def _around(one: Any, row: Any) -> Text:
    label = _("The question") if one["position"] == 0 else _("What it follows")
    path = post_path(row["thread_id"], row["slug"], one["id"], one["position"])
    author = Author(one["name"], one["display_name"], one["role"])
    return Text(label, "", path, one["lang"], author, database.moment(one["created_at"]), plain=one["plain"])


async def _person_titles(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    found = await database.rows(f"SELECT id, name, display_name FROM people WHERE id IN ({database.id_list(ids)})")
    return {row["id"]: (row["display_name"] or row["name"], "") for row in found}


async def _person_evidence(viewer: Actor, person_id: int) -> Evidence:
    row = await database.row(
        "SELECT name, display_name, role, bio_html, held_at, bio_held_at, anonymised_at, created_at FROM people WHERE id = $1",
        person_id,
    )
    if row is None or row["anonymised_at"] is not None:
        return Evidence(_("It is not there any more."), (), None)
    author = Author(row["name"], row["display_name"], row["role"])
    texts = [Text(
        "", row["display_name"] or row["name"], f"/users/{row['name']}", "", author, database.moment(row["created_at"]),
        html=row["bio_html"],
    )]
    found = await database.rows(
        f"SELECT p.id, p.position, p.thread_id, SUBSTR(p.plain, 1, {AROUND}) AS plain, p.lang, p.created_at, t.slug, t.title"
        " FROM posts p JOIN threads t ON t.id = p.thread_id WHERE p.author_id = $1"
        " ORDER BY p.created_at DESC, p.id DESC LIMIT 3", person_id,
    )
    texts += [
        Text(
            _("Wrote"), one["title"], post_path(one["thread_id"], one["slug"], one["id"], one["position"]), one["lang"],
            None, database.moment(one["created_at"]), plain=one["plain"],
        )
        for one in found
    ]
    states = []
    if row["held_at"] is not None:
        states.append(_("The account may not write yet."))
    if row["bio_held_at"] is not None:
        states.append(_("What they write about themselves is not shown until you decide."))
    return Evidence(" ".join(states), texts, await record_of(person_id))


POSTS = Teller("post", _post_titles, _post_evidence)
PEOPLE = Teller("person", _person_titles, _person_evidence)

