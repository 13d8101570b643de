"""Writing imported threads: a batch of them in one transaction, with everything that belongs to each.

A thread that is here already gets only the posts it lacks, so that an import can be run again after it was cut off, or
after a file was mended. Nobody is told: no event, no letter, no notification goes with these rows.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forum import clock, database
from forum.categories.naming import MAX_TAGS, clean_tag, tag_key
from forum.solutions.actions import ACCEPTED_POINTS, ACCEPTING_POINTS
from forum.text import slugs
from forum.text.excerpt import excerpt
from forum.text.mentions import possible_names
from forum.text.normalize import clean_line
from forum.threads.actions.asking import EXCERPT
from forum.threads.actions.summary import recount, touch_lists
from forum.threads.actions.voting import HELPFUL_POINTS
from forum.threads.models import Thread as ThreadRow
from forum.transfer.communities import GONE, NAMED, Person, Post, Report, Thread
from forum.transfer.people import add_people, mentionable
from forum.transfer.preparing import Raw, Ready, Workshop
from forum.transfer.rows import insert, known, take_ids

#: How long a pinned thread of another forum stays on top here: until somebody looks at it.
_FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)

_THREADS = (
    "id type title slug lang status status_reason status_at answers tag_names solution_post_id answer_excerpt excerpt"
    " created_at last_activity_at last_position reply_count response_count view_count imported_views"
    " same_problem_count first_response_at waiting_since pinned_until locked_at deleted_at deleted_reason version"
    " author_id category_id deleted_by_id locked_by_id status_by_id"
)
_POSTS = (
    "id position author_role source html html_version plain lang fingerprint submit_key created_at edited_at"
    " revision_count helpful_count imported_score official_at deleted_at deleted_reason version author_id"
    " deleted_by_id edited_by_id reply_to_id thread_id"
)
_REVISIONS = "post_id number title source reason created_at author_id"
_SOLUTIONS = "thread_id post_id source accepted_by_id accepted_at note"
_REPUTATION = "person_id reason subject_id points at"
_ORIGINS = "source kind external_id local_id"
_TITLE = 200
_REASON = 200


@dataclass(frozen=True, slots=True)
class _Placed:
    """A post that is new here, with its text made ready and its place."""

    post: Post
    ready: Ready
    thread: Thread
    thread_id: int
    post_id: int
    position: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """Threads, what of them is new, its texts on their way, and what of them is here already (outside id → id)."""

    threads: Sequence[Thread]
    fresh: Sequence[tuple[Thread, Post]]
    ready: asyncio.Task[list[Ready]]
    here: dict[str, int]
    posts_here: dict[tuple[str, str], int]

    @property
    def names(self) -> set[tuple[str, str]]:
        """The kinds and outside ids of the posts that are new."""
        return {(post.kind, post.outside_id) for _thread, post in self.fresh}


class ThreadWriter:
    """Writes threads of one source. `lang` is the language all of it is in, or "" to guess it text by text."""

    def __init__(self, source: str, workshop: Workshop, report: Report, lang: str = "") -> None:
        self.source = source
        self.workshop = workshop
        self.report = report
        self.lang = lang
        self.tags: dict[str, tuple[int, str] | None] = {}
        self._waiting: _Batch | None = None

    async def write(self, threads: Sequence[Thread]) -> None:
        """Write what is new of `threads`, which are complete: those that are here already get what they lack.

        Their texts are made ready while the batch before is written; `finish` writes the last one.
        """
        here = await known(self.source, "thread", [thread.outside_id for thread in threads])
        posts_here = {
            (kind, outside): post_id
            for kind in ("post", "comment")
            for outside, post_id in (
                await known(
                    self.source,
                    kind,
                    [post.outside_id for thread in threads for post in thread.posts if post.kind == kind],
                )
            ).items()
        }
        taken = set(posts_here) | (self._waiting.names if self._waiting else set())
        fresh: list[tuple[Thread, Post]] = []
        for thread in threads:
            for post in thread.posts:
                if (name := (post.kind, post.outside_id)) not in taken:
                    taken.add(name)
                    fresh.append((thread, post))
                elif name not in posts_here:
                    self.report.left_out["posts that stand in another thread as well"] += 1
        # A thread whose first post is another's has lost it to that one.
        begun = {thread.outside_id for thread, post in fresh if post is thread.posts[0]}
        lost = {t.outside_id for t in threads if t.outside_id not in here and t.outside_id not in begun}
        if lost:
            self.report.left_out["threads whose first post stands in another thread"] += len(lost)
            threads = [thread for thread in threads if thread.outside_id not in lost]
            fresh = [(thread, post) for thread, post in fresh if thread.outside_id not in lost]
        unsettled = [thread for thread in threads if thread.outside_id in here and thread.accepted]
        batch = None
        if fresh or unsettled:
            ready = asyncio.create_task(self.workshop.prepare(await self._raw(fresh)))
            batch = _Batch(threads, fresh, ready, here, posts_here)
        await self.finish()
        self._waiting = batch

    async def finish(self) -> None:
        """Write the batch that is being made ready, if there is one."""
        batch, self._waiting = self._waiting, None
        if batch is None:
            return
        people = await self._people(batch.fresh)
        tags = await self._tags([thread for thread in batch.threads if thread.outside_id not in batch.here])
        ready = await batch.ready
        self.report.added["solutions"] += await database.transaction(lambda: self._work(batch, ready, people, tags))
        self._count(batch.fresh, ready)

    async def tag(self, name: str, description: str = "") -> tuple[int, str] | None:
        """A tag of this name, made if there is none: its id and name; None for what cannot be a tag here."""
        key = tag_key(name)
        if key in self.tags:
            return self.tags[key]
        try:
            shown = clean_tag(name[:40])
        except ValueError:
            self.report.left_out["tags whose names cannot be used here"] += 1
            self.tags[key] = None
            return None

        async def work() -> tuple[int, str]:
            found = await database.row(
                "SELECT COALESCE(s.id, t.id) AS id, COALESCE(s.name, t.name) AS name FROM tags t"
                " LEFT JOIN tags s ON s.id = t.synonym_of_id WHERE t.name_key = $1",
                tag_key(shown),
            )
            tag_id = found["id"] if found else (await take_ids("tags", 1))[0]
            if found is None:
                await insert(
                    "tags",
                    "id name name_key description thread_count created_at created_by_id synonym_of_id",
                    [(tag_id, shown, tag_key(shown), clean_line(description)[:500], 0, clock.now(), None, None)],
                )
                self.report.added["tags"] += 1
            if name[:60] not in await known(self.source, "tag", [name[:60]]):
                await insert("imported", _ORIGINS, [(self.source, "tag", name[:60], tag_id)])
            return tag_id, found["name"] if found else shown

        # Remembered once it is committed: a transaction may be run again.
        self.tags[key] = await database.transaction(work)
        return self.tags[key]

    async def _people(self, fresh: Sequence[tuple[Thread, Post]]) -> dict[str, int]:
        """Outside id → id here, for everybody who wrote; people who are gone get an account that is nobody's."""
        wanted = {
            author: post.created_at
            for _thread, post in reversed(fresh)
            for author in (post.author, *filter(None, [post.edited_by]), *(one.author for one in post.earlier))
        }
        have = await known(self.source, "user", map(_short, wanted))
        missing = [
            Person(_short(author), author.removeprefix(NAMED) if author.startswith(NAMED) else "", at)
            for author, at in wanted.items()
            if _short(author) not in have
        ]
        unnamed = [person for person in missing if not person.shown]
        named = [person for person in missing if person.shown]
        # Whoever is named by an id that the community's list of people lacks has left it as well.
        lost = {person.outside_id for person in unnamed}
        if missing:
            gone = [] if not lost else [Person(GONE, "", min(person.created_at for person in unnamed))]
            await add_people(self.source, [*named, *gone], self.workshop, self.report)
            have = await known(self.source, "user", [*map(_short, wanted), GONE])
        return {author: have.get(_short(author), have.get(GONE, 0)) for author in wanted}

    async def _tags(self, threads: Iterable[Thread]) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for thread in threads:
            made = [tag for name in thread.tags if (tag := await self.tag(name)) is not None]
            unique = sorted(dict(made).items(), key=lambda tag: tag[1])
            if len(unique) > MAX_TAGS:
                self.report.left_out[f"tags beyond {MAX_TAGS} of one thread"] += len(unique) - MAX_TAGS
            found[thread.outside_id] = unique[:MAX_TAGS]
        return found

    async def _raw(self, fresh: Sequence[tuple[Thread, Post]]) -> list[Raw]:
        names = [possible_names(post.text) if "@" in post.text else frozenset() for _thread, post in fresh]
        people = await mentionable(self.source, frozenset[str]().union(*names))
        return [
            Raw(
                post.text,
                post.is_html,
                thread.title if post is thread.posts[0] else "",
                {key: people[key] for key in called if key in people},
            )
            for (thread, post), called in zip(fresh, names, strict=True)
        ]

    async def _work(
        self,
        batch: _Batch,
        ready: Sequence[Ready],
        people: dict[str, int],
        tags: dict[str, list[tuple[int, str]]],
    ) -> int:
        """Write a batch; gives how many new threads are solved."""
        threads, fresh, here, posts_here = batch.threads, batch.fresh, batch.here, batch.posts_here
        new = [thread for thread in threads if thread.outside_id not in here]
        thread_ids = {
            **here,
            **dict(zip((t.outside_id for t in new), await take_ids("threads", len(new)), strict=True)),
        }
        last = {thread_ids[thread.outside_id]: -1 for thread in new}
        for thread_id in sorted({thread_ids[thread.outside_id] for thread, _post in fresh} - last.keys()):
            await database.lock_row("threads", thread_id)
            last[thread_id] = await database.value("SELECT last_position FROM threads WHERE id = $1", thread_id)
        placed: list[_Placed] = []
        for (thread, post), text, post_id in zip(fresh, ready, await take_ids("posts", len(fresh)), strict=True):
            thread_id = thread_ids[thread.outside_id]
            last[thread_id] += 1
            placed.append(_Placed(post, text, thread, thread_id, post_id, last[thread_id]))
        ids = {**posts_here, **{(one.post.kind, one.post.outside_id): one.post_id for one in placed}}
        by_thread: dict[int, list[_Placed]] = {}
        for one in placed:
            by_thread.setdefault(one.thread_id, []).append(one)
        # What a new thread accepted of itself is known from the start; anything else is looked up where it stands.
        answers = {
            thread.outside_id: one
            for thread in new
            for one in by_thread[thread_ids[thread.outside_id]][1:]
            if (one.post.kind, one.post.outside_id) == thread.accepted
        }
        rows = [
            self._thread(
                thread, by_thread[thread_ids[thread.outside_id]], people, tags, answers.get(thread.outside_id)
            )
            for thread in new
        ]
        await insert("threads", _THREADS, rows)
        await insert("posts", _POSTS, [self._post(one, ids, people) for one in placed])
        await insert("revisions", _REVISIONS, [row for one in placed for row in self._revisions(one, people)])
        await insert(
            "thread_tags",
            "thread_id tag_id last_activity_at",
            [
                (thread_ids[thread.outside_id], tag_id, row[14])
                for thread, row in zip(new, rows, strict=True)
                for tag_id, _name in tags[thread.outside_id]
            ],
        )
        openings = {one.thread_id: one for one in placed if one.position == 0}
        accepted = [
            _accepted(one, people[one.post.author], people[openings[one.thread_id].post.author])
            for one in answers.values()
        ]
        await insert("solutions", _SOLUTIONS, [row for row, _entries in accepted])
        await insert(
            "reputation_entries",
            _REPUTATION,
            [
                *(
                    (people[one.post.author], "imported", one.post_id, one.post.score * HELPFUL_POINTS, one.post.created_at)
                    for one in placed
                    if one.post.score > 0 and one.post.kind == "post"
                ),
                *(entry for _row, entries in accepted for entry in entries),
            ],
        )
        await insert(
            "imported",
            _ORIGINS,
            [
                *((self.source, "thread", thread.outside_id, thread_ids[thread.outside_id]) for thread in new),
                *((self.source, one.post.kind, one.post.outside_id, one.post_id) for one in placed),
                *((self.source, "number", one.post.number, one.post_id) for one in placed if one.post.number),
            ],
        )
        # What was here already and has grown is counted anew; the summaries of new threads are right from the start.
        grown = {one.thread_id for one in placed} & set(here.values())
        for thread_id in sorted(grown):
            row = await ThreadRow.get(id=thread_id)
            row.last_position = last[thread_id]
            await recount(row)
            row.version += 1
            await row.save()
            await touch_lists(thread_id, row.last_activity_at)
        for thread in threads:
            if thread.accepted and thread.accepted in ids and thread.outside_id not in answers:
                await self._accept(thread, thread_ids[thread.outside_id], ids[thread.accepted])
        return len(answers)

    def _thread(
        self,
        thread: Thread,
        placed: Sequence[_Placed],
        people: dict[str, int],
        tags: dict[str, list[tuple[int, str]]],
        answer: _Placed | None,
    ) -> tuple[Any, ...]:
        opening, replies = placed[0], placed[1:]
        asker = people[opening.post.author]
        others = [one for one in replies if people[one.post.author] != asker]
        after = others[-1].position if others else -1
        own = [one.post.created_at for one in placed if one.position > after and people[one.post.author] == asker]
        created = opening.post.created_at
        latest = max((one.post.created_at for one in replies), default=created)
        title = clean_line(thread.title)[:_TITLE] or "…"
        closed = thread.closed_at is not None
        status = (
            ("solved", "asker_accepted", _accepted_at(answer)) if answer
            else ("closed", clean_line(thread.closed_reason)[:_REASON], thread.closed_at) if closed
            else ("open", "", created)
        )
        waits = thread.type in ("question", "problem") and answer is None
        return (
            opening.thread_id,
            thread.type,
            title,
            slugs.slug(title)[:100],
            self.lang or opening.ready.lang,
            *status,
            "[]",
            ",".join(sorted(name for _id, name in tags[thread.outside_id])),
            answer.post_id if answer else None,
            excerpt(answer.ready.plain, EXCERPT) if answer else "",
            excerpt(opening.ready.plain, EXCERPT),
            created,
            latest,
            replies[-1].position if replies else 0,
            len(replies),
            len(others),
            thread.views,
            thread.views,
            0,
            min((one.post.created_at for one in others), default=None),
            min(own) if waits and own else None,
            _FOR_EVER if thread.is_pinned else None,
            (thread.closed_at or latest) if thread.is_locked else None,
            None,
            "",
            1,
            asker,
            thread.category_id,
            None,
            None,
            asker if answer else None,
        )

    def _post(self, one: _Placed, ids: dict[tuple[str, str], int], people: dict[str, int]) -> tuple[Any, ...]:
        post, ready = one.post, one.ready
        return (
            one.post_id,
            one.position,
            "member",
            ready.source,
            ready.html,
            ready.version,
            ready.plain,
            self.lang or ready.lang,
            ready.fingerprint,
            None,
            post.created_at,
            post.edited_at,
            len(post.earlier) + 1,
            post.score,
            post.score,
            None,
            None,
            "",
            1,
            people[post.author],
            None,
            people[post.edited_by] if post.edited_at and post.edited_by else None,
            ids.get(post.replies_to) if post.replies_to else None,
            one.thread_id,
        )

    def _revisions(self, one: _Placed, people: dict[str, int]) -> list[tuple[Any, ...]]:
        post = one.post
        rows: list[tuple[Any, ...]] = [
            (
                one.post_id,
                number,
                clean_line(version.title)[:_TITLE],
                version.source,
                clean_line(version.reason)[:_REASON],
                version.created_at,
                people[version.author],
            )
            for number, version in enumerate(post.earlier, 1)
        ]
        at = post.edited_at if post.edited_at and post.earlier else post.created_at
        by = post.edited_by if post.edited_by and post.earlier else post.author
        title = clean_line(one.thread.title)[:_TITLE] or "…" if one.position == 0 else ""
        rows.append(
            (
                one.post_id,
                len(rows) + 1,
                title,
                one.ready.source,
                clean_line(post.edit_reason)[:_REASON],
                at,
                people[by],
            )
        )
        return rows

    async def _accept(self, thread: Thread, thread_id: int, post_id: int) -> None:
        if await database.value("SELECT 1 FROM solutions WHERE thread_id = $1 OR post_id = $2", thread_id, post_id):
            return
        found = await database.row(
            "SELECT p.author_id, p.created_at, p.plain, p.deleted_at, t.author_id AS asker_id FROM posts p"
            " JOIN threads t ON t.id = p.thread_id WHERE p.id = $1 AND t.id = $2 AND p.position > 0",
            post_id,
            thread_id,
        )
        if found is None or found["deleted_at"] is not None:
            return
        answered = database.moment(found["created_at"])
        at = max(thread.accepted_at or answered, answered)
        asker = found["asker_id"]
        await insert(
            "solutions",
            _SOLUTIONS,
            [(thread_id, post_id, "asker_accepted", asker, at, "")],
        )
        await database.execute(
            "UPDATE threads SET status = 'solved', status_reason = 'asker_accepted', status_at = $2, status_by_id = $3,"
            " solution_post_id = $4, answer_excerpt = $5, waiting_since = NULL WHERE id = $1",
            thread_id,
            at,
            asker,
            post_id,
            excerpt(found["plain"], EXCERPT),
        )
        if found["author_id"] != asker:
            await insert(
                "reputation_entries",
                _REPUTATION,
                [
                    (found["author_id"], "accepted", post_id, ACCEPTED_POINTS, at),
                    (asker, "accepting", post_id, ACCEPTING_POINTS, at),
                ],
            )
        self.report.added["solutions"] += 1

    def _count(self, fresh: Sequence[tuple[Thread, Post]], ready: Sequence[Ready]) -> None:
        added = self.report.added
        for (thread, post), text in zip(fresh, ready, strict=True):
            if post is thread.posts[0]:
                added["threads"] += 1
            else:
                added["comments" if post.kind == "comment" else "replies"] += 1
            added["earlier versions"] += len(post.earlier)
            if not text.whole:
                self.report.left_out["texts nested too deeply, kept as plain words"] += 1


def _accepted_at(one: _Placed) -> datetime:
    return max(one.thread.accepted_at or one.post.created_at, one.post.created_at)


def _accepted(one: _Placed, author: int, asker: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """The rows of an answer that its asker accepted: the solution, and what both earn."""
    at = _accepted_at(one)
    entries = [
        (author, "accepted", one.post_id, ACCEPTED_POINTS, at), (asker, "accepting", one.post_id, ACCEPTING_POINTS, at),
    ]
    return (one.thread_id, one.post_id, "asker_accepted", asker, at, ""), entries if author != asker else []


def _short(author: str) -> str:
    """The outside id of an author, at most as long as the column."""
    return (author or GONE)[:60]
