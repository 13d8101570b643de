"""Living the demo community through: every post, vote and acceptance by the real actions, in the order of time.

The clock stands at each moment in turn, so that the community is always as young as its installation, and its
reputations, histories, notifications and reminders are what they would have become.
"""

import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum import clock, database, events, mail
from forum.accounts import names, passwords
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.models import Group, GroupMember, Person
from forum.categories import actions as shelves
from forum.categories import template
from forum.categories.audience import Audience
from forum.categories.forms import CategoryDetails
from forum.demo import articles, care, promotion, recurring, tickets
from forum.demo.community import COMMUNITY
from forum.demo.story import OPENING_POST, DemoCategory, DemoEdit, DemoPerson, DemoReply, DemoThread
from forum.notifications import actions as notifications
from forum.solutions import actions as solutions
from forum.text.markdown import render_safely
from forum.text.normalize import fold
from forum.text.quoting import quote
from forum.threads import actions as threads
from forum.threads import screening
from forum.threads.forms import Ask, Edit, Lock, Pin, Reply, Status
from forum.threads.models import Post, View
from forum.threads.views import post_path, thread_path

Step = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Lived:
    """What a thread has become so far: its id and the ids of its posts."""

    thread_id: int = 0
    slug: str = ""
    opening_id: int = 0
    reply_ids: tuple[int, ...] = ()


async def is_empty() -> bool:
    """Whether nobody but the system itself is in this community."""
    return await database.value("SELECT 1 FROM people WHERE id <> 1") is None


async def load(password: str, tell: Callable[[int, int], None] = lambda _done, _all: None) -> dict[str, str]:
    """Load the whole story with one password for everybody; returns a name for each role.

    `tell(done, all)` hears of the progress in steps. Letters that the story would have sent are not kept.
    """
    end = clock.now()
    # Nobody looks at a story that we wrote before it is shown.
    screening.ask_of(screening.show_as_it_is)
    story = _Story(end, await passwords.hashed(password))
    try:
        await story.prepare()
        steps = story.timeline()
        for number, (at, step) in enumerate(steps, 1):
            clock.stop(at)
            await step()
            await events.settle()
            tell(number, len(steps))
        await articles.load(story._actor, end)
        await tickets.load(story._actor, end)
        await care.load(
            story._actor, story.join, {key: lived.thread_id for key, lived in story.lived.items()}, end
        )
        clock.stop(end)
        await recurring.find()
        await story.decide()
        await events.settle()
        await recurring.find()
        await story.write_down()
        await events.settle()
    finally:
        clock.resume()
    await notifications.forgo_letters()
    await mail.discard_all()
    return {person.role: person.name for person in reversed(COMMUNITY.people)}


class _Story:
    def __init__(self, end: datetime, password_hash: str) -> None:
        self.end = end
        self.password_hash = password_hash
        self.people: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.categories: dict[str, int] = {}
        self.templates: dict[str, DemoCategory] = {category.slug: category for category in COMMUNITY.categories}
        self.lived: dict[str, _Lived] = {}

    async def join(self, person: DemoPerson) -> int:
        """Give somebody an account, as old as the story says."""
        joined = self.end - timedelta(days=person.joined_days_ago)
        bio = await render_safely(person.bio)
        row = await Person.create(
            name=person.name, name_key=names.handle_key(person.name), display_name=person.display_name,
            email=person.email, email_key=person.email.lower(), email_verified_at=joined,
            password_hash=self.password_hash, role=person.role, bio=person.bio, bio_html=bio.html,
            language=person.language, time_zone=person.time_zone, last_seen_at=self.end, created_at=joined,
            previous_seen_at=self.end - timedelta(days=1),
        )
        self.people[person.name] = row.id
        return row.id

    async def prepare(self) -> None:
        """People, groups, categories and tags, as old as the story says."""
        for person in COMMUNITY.people:
            await self.join(person)
        clock.stop(self.end - timedelta(days=150))
        for group in COMMUNITY.groups:
            made = await Group.create(
                name=group.name, name_key=fold(group.name), description=group.description, created_at=clock.now()
            )
            self.groups[group.name] = made.id
            for member in group.members:
                await GroupMember.create(group_id=made.id, person_id=self.people[member], added_at=clock.now())
        for category in COMMUNITY.categories:
            kept = await shelves.create_category(SYSTEM, CategoryDetails(
                name=category.name, slug=category.slug, description=category.description, colour=category.colour,
                parent_id=self.categories[category.parent] if category.parent else None,
                see=self._audience(category.see), ask=self._audience(category.ask), answer=self._audience(category.answer),
                types=category.types, template=tuple(
                    template.TemplateField(
                        name=field.name, label=field.label, kind=field.kind, choices=field.choices, required=field.required
                    )
                    for field in category.template
                ),
            ))
            self.categories[category.slug] = kept.id
        for tag in COMMUNITY.tags:
            made_tag = await shelves.create_tag(SYSTEM, tag.name, tag.description)
            for synonym in tag.synonyms:
                await shelves.add_synonym(SYSTEM, made_tag.id, synonym)

    def timeline(self) -> list[tuple[datetime, Step]]:
        """All that happens, in the order of time; inside one moment, in the order it was written."""
        order = itertools.count()
        heap: list[tuple[datetime, int, Step]] = []
        for thread in COMMUNITY.threads:
            start = self.end - timedelta(days=thread.days_ago)
            for hours, step in self._steps(thread):
                heapq.heappush(heap, (min(start + timedelta(hours=hours), self.end), next(order), step))
        return [(at, step) for at, _number, step in (heapq.heappop(heap) for _ in range(len(heap)))]

    def _steps(self, thread: DemoThread) -> list[tuple[float, Step]]:
        lived = self.lived[thread.key] = _Lived()
        steps: list[tuple[float, Step]] = [(0.0, lambda: self._ask(thread, lived))]
        for reply in thread.replies:
            steps.append((reply.hours_after, lambda reply=reply: self._reply(thread, lived, reply)))  # type: ignore[misc]
        last = max([reply.hours_after for reply in thread.replies], default=0.0)
        for edit in thread.edited:
            steps.append((edit.hours_after, lambda edit=edit: self._edit(lived, edit)))  # type: ignore[misc]
        for number, reply in enumerate(thread.replies):
            for place, voter in enumerate(reply.helpful_by, 1):
                steps.append((
                    reply.hours_after + 0.7 * place,
                    lambda voter=voter, number=number: self._vote(lived, voter, number),  # type: ignore[misc]
                ))
        for place, voter in enumerate(thread.helpful_by, 1):
            steps.append((1.3 * place, lambda voter=voter: self._vote(lived, voter, OPENING_POST)))  # type: ignore[misc]
        for place, name in enumerate(thread.same_problem_by, 1):
            steps.append((2.1 * place, lambda name=name: self._same_problem(lived, name)))  # type: ignore[misc]
        for name in thread.bookmarked_by:
            steps.append((last + 1, lambda name=name: self._bookmark(lived, name)))  # type: ignore[misc]
        if thread.is_solved:
            steps.append((thread.accepted_hours_after or last, lambda: self._solve(thread, lived)))
        if thread.status is not None:
            steps.append((max(thread.status.hours_after, last), lambda: self._status(thread, lived)))
        steps.append((last + 2, lambda: self._arrange(thread, lived)))
        return steps

    async def _ask(self, thread: DemoThread, lived: _Lived) -> None:
        fields = [
            {"label": field.label, "value": template.TICKED if answer is True else str(answer)}
            for field in self.templates[thread.category].template
            if (answer := thread.fields.get(field.name)) not in (None, False, "")
        ]
        posted = await threads.ask(await self._actor(thread.author), Ask.read({
            "type": thread.type, "category": str(self.categories[thread.category]), "title": thread.title,
            "body": thread.body, "tags": ",".join(thread.tags),
        }), fields)
        lived.thread_id, lived.opening_id = posted.thread_id, posted.post_id
        lived.slug = posted.path.rsplit("/", 1)[1]

    async def _reply(self, thread: DemoThread, lived: _Lived, reply: DemoReply) -> None:
        body, quoted = reply.body, ""
        if reply.quote_of is not None:
            quoted = str(lived.opening_id if reply.quote_of == OPENING_POST else lived.reply_ids[reply.quote_of])
            source = thread.body if reply.quote_of == OPENING_POST else thread.replies[reply.quote_of].body
            author = thread.author if reply.quote_of == OPENING_POST else thread.replies[reply.quote_of].author
            place = (
                thread_path(lived.thread_id, lived.slug) if reply.quote_of == OPENING_POST
                else post_path(lived.thread_id, lived.slug, int(quoted), reply.quote_of + 1)
            )
            shown = next(person.display_name for person in COMMUNITY.people if person.name == author)
            body = quote(shown, source, place) + body
        posted = await threads.reply(
            await self._actor(reply.author), lived.thread_id, Reply.read({"body": body, "reply_to": quoted})
        )
        lived.reply_ids += (posted.post_id,)
        if reply.official:
            await solutions.mark_official(await self._actor(reply.author), posted.post_id)

    async def _edit(self, lived: _Lived, edit: DemoEdit) -> None:
        post_id = lived.opening_id if edit.post == OPENING_POST else lived.reply_ids[edit.post]
        post = await Post.get(id=post_id).prefetch_related("thread")
        title = post.thread.title if post.position == 0 else ""
        await threads.edit(await self._actor(edit.author), post_id, Edit.read({
            "title": title, "body": edit.new_body, "reason": edit.reason, "version": str(post.version),
        }))

    async def _vote(self, lived: _Lived, voter: str, number: int) -> None:
        post_id = lived.opening_id if number == OPENING_POST else lived.reply_ids[number]
        await threads.vote_helpful(await self._actor(voter), post_id, True)

    async def _same_problem(self, lived: _Lived, name: str) -> None:
        await threads.mark_same_problem(await self._actor(name), lived.thread_id, True)

    async def _bookmark(self, lived: _Lived, name: str) -> None:
        await threads.add_bookmark(await self._actor(name), lived.thread_id)

    async def _solve(self, thread: DemoThread, lived: _Lived) -> None:
        if thread.accepted is not None:
            await solutions.accept(await self._actor(thread.accepted_by or thread.author), lived.reply_ids[thread.accepted])
        else:
            await solutions.say_solved(await self._actor(thread.author), lived.thread_id, thread.solved_without_reply or "")

    async def _status(self, thread: DemoThread, lived: _Lived) -> None:
        assert thread.status is not None
        await threads.change_status(await self._actor(thread.status.by), lived.thread_id, Status.read({
            "status": thread.status.status, "note": thread.status.reason,
        }))

    async def _arrange(self, thread: DemoThread, lived: _Lived) -> None:
        if thread.pinned:
            await threads.pin(SYSTEM, lived.thread_id, Pin.read({"days": "365"}))
        if thread.locked:
            await threads.lock(SYSTEM, lived.thread_id, Lock.read({"locked": "on"}))
        # The readers of the story are nobody's accounts: each view is one visitor on the day of the last reply.
        day = clock.now().date()
        await View.bulk_create([
            View(thread_id=lived.thread_id, viewer_key=f"demo:{number}", day=day) for number in range(thread.views)
        ], batch_size=200)
        await database.execute("UPDATE threads SET view_count = $1 WHERE id = $2", thread.views, lived.thread_id)

    async def decide(self) -> None:
        """A moderator, a helper and a member look through what was asked again and again."""
        first = {person.role: person.name for person in reversed(COMMUNITY.people) if person.role != "member"}
        for threads_alike in recurring.groups(COMMUNITY.threads):
            asked_by = {thread.author for thread in threads_alike}
            member = next(
                person.name for person in COMMUNITY.people if person.role == "member" and person.name not in asked_by
            )
            await recurring.decide(
                await self._actor(first["moderator"]), await self._actor(first["helper"]), await self._actor(member),
                [self.lived[thread.key].thread_id for thread in threads_alike],
            )

    async def write_down(self) -> None:
        """What people ask about invoices became an article; what they ask about Wi-Fi is to become one."""
        _errors, invoices, wifi, *_japanese = recurring.groups(COMMUNITY.threads)
        await promotion.load(self._actor, self.lived[invoices[0].key].thread_id, self.lived[wifi[0].key].thread_id)

    async def _actor(self, name: str) -> Actor:
        row = await Person.get(id=self.people[name])
        groups = {membership.group_id for membership in await GroupMember.filter(person_id=row.id)}
        return Actor(
            id=row.id, name=row.name, display_name=row.display_name, role=row.role, language=row.language,
            reputation=row.reputation, group_ids=frozenset(groups), email_verified=True,
        )

    def _audience(self, word: str) -> Audience:
        kind, _, group = word.partition(":")
        return Audience(kind, self.groups[group] if group else None)
