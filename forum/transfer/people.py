"""Giving imported people names here: unique, well-formed, and not to be taken for anybody who runs the place."""

import asyncio
import re
from collections.abc import Sequence
from unicodedata import normalize

from forum import clock, database
from forum.accounts import names
from forum.accounts.queries import staff_names
from forum.text.normalize import clean_line
from forum.transfer.communities import GONE, NAMED, Person, Report
from forum.transfer.preparing import Raw, Workshop
from forum.transfer.rows import insert, known, take_ids

_COLUMNS = (
    "id name name_key display_name email email_key email_verified_at password_hash role bio bio_html language time_zone"
    " reputation accepted_count helpful_count failed_sign_ins locked_until suspended_until anonymised_at last_seen_at"
    " previous_seen_at created_at version"
)
_NOT_IN_NAMES = re.compile(r"[^\w.\-]+")
_EDGES = "._-"
_HANDLE_ROOM = 30
#: Characters of a name that is shown, and of what people say about themselves.
SHOWN_LENGTH = 60
ABOUT_LENGTH = 2_000


async def add_people(source: str, people: Sequence[Person], workshop: Workshop, report: Report) -> None:
    """Write those of `people` that are not here yet, in one transaction."""
    have = await known(source, "user", [person.outside_id for person in people])
    new = [person for person in {one.outside_id: one for one in people}.values() if person.outside_id not in have]
    if not new:
        return
    staff = await staff_names()
    told, fine = await asyncio.gather(
        workshop.prepare([Raw(person.about_html[:20_000], True, "", {}) for person in new]),
        # A name that is shown is looked at as a whole and word by word, which says the same of the handle made from it.
        workshop.may_be_called([f"{clean_line(one.shown)[:SHOWN_LENGTH]} {one.handle}" for one in new], staff),
    )

    async def work() -> None:
        taken = await _taken([_key(handle) for person in new for handle in _wishes(person)])
        ids = await take_ids("people", len(new))
        now = clock.now()
        rows = []
        for person_id, person, about, is_fine in zip(ids, new, told, fine, strict=True):
            is_gone = person.outside_id.startswith(NAMED) or person.outside_id == GONE
            wishes = _wishes(person) if is_fine else _wishes(person)[-1:]
            handle = names.placeholder(person_id) if is_gone else _free(wishes, person_id, taken)
            shown = clean_line(person.shown)[:SHOWN_LENGTH].strip() if is_fine else ""
            taken.add(names.handle_key(handle))
            bio = about if len(about.source) <= ABOUT_LENGTH else None
            rows.append(
                (
                    person_id,
                    handle,
                    names.handle_key(handle),
                    shown or handle,
                    None,
                    None,
                    None,
                    "",
                    "member",
                    bio.source if bio else "",
                    bio.html if bio else "",
                    "",
                    "",
                    0,
                    0,
                    0,
                    0,
                    None,
                    None,
                    now if is_gone else None,
                    person.seen_at,
                    None,
                    person.created_at,
                    1,
                )
            )
        await insert("people", _COLUMNS, rows)
        await insert(
            "imported",
            "source kind external_id local_id",
            [(source, "user", person.outside_id, person_id) for person_id, person in zip(ids, new, strict=True)],
        )

    await database.transaction(work)
    report.added["people"] += len(new)


async def mentionable(source: str, keys: frozenset[str]) -> dict[str, str]:
    """Of these folded names, those that people of the same community have: folded name → name."""
    found: dict[str, str] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        places = ", ".join(f"${number}" for number in range(2, len(some) + 2))
        for row in await database.rows(
            "SELECT p.name_key, p.name FROM people p JOIN imported i ON i.kind = 'user' AND i.local_id = p.id"
            f" AND i.source = $1 WHERE p.name_key IN ({places}) AND p.anonymised_at IS NULL",
            source,
            *some,
        ):
            found[row["name_key"]] = row["name"]
    return found


def handle_from(shown: str) -> str:
    """A name as it may stand in addresses, made from a name as it is shown; "" when nothing of it can."""
    text = _NOT_IN_NAMES.sub("", clean_line(normalize("NFKC", shown)))
    text = re.sub(r"\.{2,}", ".", text).strip(_EDGES)[:_HANDLE_ROOM].strip(_EDGES)
    try:
        return names.clean_handle(text)
    except ValueError:
        return ""


def _wishes(person: Person) -> list[str]:
    """Handles that would do, best first; the last ones carry the outside id."""
    wish = handle_from(person.handle or person.shown)
    number = re.sub(r"\W+", "", person.outside_id)[-12:]
    wishes = [wish] if wish else []
    if wish:
        wishes.append(f"{wish[: _HANDLE_ROOM - len(number) - 1].rstrip(_EDGES)}-{number}")
    wishes.append(f"user-{number}")
    return wishes


def _free(wishes: Sequence[str], person_id: int, taken: set[str]) -> str:
    return next((wish for wish in wishes if _key(wish) not in taken), f"user-{person_id}-{len(taken)}")


def _key(handle: str) -> str:
    return names.handle_key(handle)


async def _taken(keys: Sequence[str]) -> set[str]:
    if database.engine() == "postgres":
        # One by one, as in `rows.known`.
        found = await database.rows(
            "SELECT p.name_key FROM unnest(CAST($1 AS text[])) w(key) CROSS JOIN LATERAL"
            " (SELECT name_key FROM people WHERE name_key = w.key LIMIT 1) p", list(keys),
        )
        return {row["name_key"] for row in found}
    taken: set[str] = set()
    for start in range(0, len(keys), 400):
        some = keys[start : start + 400]
        places = ", ".join(f"${number}" for number in range(1, len(some) + 1))
        found = await database.rows(f"SELECT name_key FROM people WHERE name_key IN ({places})", *some)
        taken |= {row["name_key"] for row in found}
    return taken
