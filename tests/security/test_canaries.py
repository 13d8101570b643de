"""Nobody is told what they may not read: every GET of the house, as everybody, in a community with a secret in every corner.

Each person follows every link they find, and types every address that others find: threads and posts by number,
categories by name, feeds, sitemaps, searches, suggestions, and the same as fragments and as JSON. A secret that stands in
an answer outside of its readers is a leak. That readers do find their secrets proves that the net would catch one.
"""

import re
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Iterator
from dataclasses import dataclass, field
from types import ModuleType

import pytest
from starlette.routing import Route

from forum.accounts.models import Person
from forum.app import routes
from forum.mail.models import Letter
from forum.notifications import actions as telling
from tests.cast import EVERYONE
from tests.security.estate import Estate, build
from tests.visits import Page, Visitor
from tests.world import World

GET_ROUTES = [route.path for route in routes() if isinstance(route, Route) and "GET" in (route.methods or ())]
#: How programs and behaviours ask, besides browsers.
ACCEPTS = ("text/fragment", "application/json")
#: Those for whom the queries differ; the long run tries everybody.
MOST_TELLING = ("guest", "eve", "finn", "dev")
_LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
_WORD = re.compile(r"zq\w+?qz", re.IGNORECASE)


@dataclass(slots=True)
class Sight:
    """What one person came to see: word → an address where it stood."""

    secrets: Container[str]
    words: dict[str, str] = field(default_factory=dict)
    crashed: list[str] = field(default_factory=list)
    asked: int = 0

    def note(self, path: str, answer: Page) -> None:
        self.asked += 1
        if answer.status >= 500:
            self.crashed.append(f"{answer.status} {path}")
        told = f"{answer.html} {answer.headers}"
        for word in _WORD.findall(told):
            # A page repeats what was searched for; that tells nobody anything.
            if word.lower() in self.secrets and word.lower() not in path.lower():
                self.words.setdefault(word.lower(), path)


@pytest.fixture
async def estate(clock: ModuleType, world: World) -> Estate:
    return await build(world)


@pytest.mark.parametrize(
    "some", [MOST_TELLING, pytest.param(EVERYONE, marks=pytest.mark.soak)], ids=["most telling", "everybody"]
)
async def test_nobody_is_told_what_they_may_not_read(
    some: tuple[str, ...], estate: Estate, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    typed = list(addresses(estate))
    leaks, crashed, missed = [], [], []
    for who in some:
        sight = await everything_seen_by(await visitor(who), typed, estate.secrets)
        leaks += [
            f"{who} reads {word} at {path}" for word, path in sight.words.items() if who not in estate.secrets[word]
        ]
        crashed += [f"{who}: {fault}" for fault in sight.crashed]
        missed += [
            f"{who} does not find {word}"
            for word in estate.shown
            if who in estate.secrets[word] and word not in sight.words and not word.startswith("zqdraft")
        ]
    leaks += [fault async for fault in told_by_letter(estate)]
    assert leaks == []
    assert crashed == []
    assert missed == []


async def test_what_is_private_answers_like_what_is_not_there(
    estate: Estate, visitor: Callable[..., Awaitable[Visitor]]
) -> None:
    """Status, headers and page are the same, but for the request's own id and the address that was asked for."""
    for who in ("guest", "eve", "uma", "sid"):
        one = await visitor(who)
        for audience in ("group", "staff"):
            thread, post = estate.threads[audience], estate.posts[audience][1]
            slug = estate.categories[audience].slug
            pairs = [
                (f"/threads/{thread}", "/threads/987654"),
                (f"/threads/{thread}/how", "/threads/987654/how"),
                (f"/threads/{thread}/how/history", "/threads/987654/how/history"),
                (f"/threads/{thread}/how/tools", "/threads/987654/how/tools"),
                (f"/threads/{thread}/feed.atom", "/threads/987654/feed.atom"),
                (f"/replies/{post}", "/replies/987654"),
                (f"/replies/{post}/quote", "/replies/987654/quote"),
                (f"/posts/{post}/edit", "/posts/987654/edit"),
                (f"/posts/{post}/revisions", "/posts/987654/revisions"),
                (f"/categories/{slug}", "/categories/zzz"),
                (f"/categories/{slug}/feed.atom", "/categories/zzz/feed.atom"),
            ]
            for private, missing in pairs:
                first, second = await one.get(private), await one.get(missing)
                assert first.status == second.status, private
                assert faceless(first, private) == faceless(second, missing), private
            for private in (
                f"/threads/{thread}/replies",
                f"/threads/{thread}/bookmark",
                f"/threads/{thread}/same-problem",
                f"/posts/{post}/helpful",
                f"/threads/{thread}/status",
                f"/threads/{thread}/watch",
            ):
                values = {"body": "Hello there", "status": "open", "level": "watching"}
                missing = re.sub(r"\d+", "987654", private)
                first, second = await one.post(private, values), await one.post(missing, values)
                assert (first.status, faceless(first, private)) == (second.status, faceless(second, missing)), (
                    who,
                    private,
                )


async def everything_seen_by(one: Visitor, typed: list[str], secrets: Container[str]) -> Sight:
    """Follow every link from every address that was typed, and ask for each address in each way."""
    sight = Sight(secrets)
    waiting, known, first = list(typed), set(typed), frozenset(typed)
    while waiting:
        path = waiting.pop()
        answer = await one.get(path)
        sight.note(path, answer)
        if answer.status in (301, 302, 303):
            found = [answer.location.partition("#")[0]]
        else:
            found = [link.replace("&amp;", "&") for link in _LINK.findall(answer.html)]
            if answer.status == 200 and not answer.headers["content-type"].startswith("text/html"):
                found = []
        for link in found:
            # Answers to the search for a secret, in every order and on every page, would be the same again: one in
            # eight of those that ask for something besides the words is opened.
            if "?q=" in link and "&" in link and zlib.crc32(link.encode()) % 8:
                continue
            if link not in known and not link.startswith("/assets/") and "next=" not in link and link.count("&") < 2:
                known.add(link)
                waiting.append(link)
        if answer.status == 200 and path in first and "q=" not in path:
            for accept in ACCEPTS:
                sight.note(path, await one.get(path, accept=accept))
    return sight


async def told_by_letter(estate: Estate) -> AsyncIterator[str]:
    """What letters tell those who may not read it."""
    await telling.send_at_once()
    names = {person.id: person.name for person in await Person.all()}
    told = 0
    for letter in await Letter.all():
        who = names.get(letter.recipient_id or 0, "nobody")
        for word in set(_WORD.findall(f"{letter.subject} {letter.text} {letter.html}".lower())) & estate.secrets.keys():
            told += 1
            if who not in estate.secrets[word]:
                yield f"{who} is told {word} in a letter"
    if not told:
        yield "no letter tells anything: the net would catch nothing"


def addresses(estate: Estate) -> Iterator[str]:
    """Every GET route with every thread, post, category, name and person there is."""
    threads = sorted(estate.threads.values())
    posts = sorted(post for several in estate.posts.values() for post in several)
    names = [who for who in EVERYONE if who != "guest"]
    values = {
        "/threads/{id}": threads,
        "/replies/{id}": posts,
        "/posts/{id}": posts,
        "/desk/people/{id}": range(1, 12),
        "/desk/categories/{id}": [one.id for one in estate.categories.values()],
        "/desk/groups/{id}": [1],
        "/desk/recurring/{id}": range(1, 6),
        "/desk/articles/{id}": estate.articles,
        "/help/articles/{id}": estate.articles,
        "/desk/proposals/{id}": range(1, 9),
        "/desk/macros/{id}": estate.macros,
        "/desk/views/{id}": estate.views,
        "/desk/beside/{key}": [
            *(f"thread-{one}" for one in (*threads[:4], estate.threads["in vain"])),
            *(f"ticket-{one}" for one in estate.tickets[:2]),
        ],
        "/desk/tickets/settings/{kind}": ["groups", "organizations", "forms"],
        "/desk/tickets/{id}": estate.tickets,
        "/desk/comments/{id}": range(1, 30),
        "/requests/conversations/{id}": estate.talks,
        "/requests/{id}": estate.tickets,
        "/sitemaps/{number}": [1, 2],
        "/categories/{slug}": [one.slug for one in estate.categories.values()],
        "/users/{name}": names,
        "/desk/review": [1],
        "/tags/{name}": ["none"],
    }
    for pattern in GET_ROUTES:
        if "{" not in pattern:
            yield pattern
            continue
        for own in next((given for start, given in values.items() if pattern.startswith(start)), [1]):
            path = re.sub(r"\{(?!slug)\w+(:\w+)?\}", str(own), pattern, count=1)
            yield re.sub(r"\{\w+(:\w+)?\}", str(own) if pattern.startswith("/categories") else "how", path)
    for word in estate.secrets:
        if any(part in word for part in ("title", "waiting", "removed", "hidden", "held", "mailboxeve", "shelf")):
            for path in ("/search", "/search/suggest", "/users/suggest", "/tags/suggest", "/desk/people"):
                yield f"{path}?q={word}"
            yield f"/search/suggest?q=category:{word}"
            yield f"/search?q=category:{word}+how"
    for one in estate.categories.values():
        yield f"/search/suggest?q=category:{one.slug[:4]}"
        yield f"/search?q=how+category:{one.slug}"
        yield f"/threads?category={one.slug}"
        yield f"/ask?category={one.slug}"
    for who in names:
        yield f"/threads?author={who}"
    yield from (f"/desk/duplicates?pair={pair}" for pair in estate.pairs)
    yield from (f"/desk/review?item={number}" for number in range(1, 8))
    yield from (f"/desk/duplicates?thread={thread}" for thread in threads)
    yield from (f"/desk/recurring/{number}?confirmed={'.'.join(map(str, estate.pairs))}" for number in (1, 2))
    yield from (f"/threads/{thread}/how/asked-before?q={other}" for thread in threads[:2] for other in threads)
    yield f"/threads/{threads[0]}/how/asked-before?q=how+does+the+title+work"
    yield from (f"/search?q={word}" for word in ("how", "when", "where", "buy", "mend", "type:article"))
    yield from (
        f"/threads?view={view}" for view in ("unanswered", "unsolved", "needs-info", "solved", "popular", "mine")
    )


def faceless(answer: Page, path: str) -> str:
    """An answer without what names the very request."""
    told = answer.html.replace(answer.headers["x-request-id"], "").replace(path, "")
    for number in re.findall(r"\d{2,}|/\d+", path):
        told = told.replace(number, "")
    location = answer.headers.get("location", "")
    return re.sub(r"next=[^\"]*", "", told + re.sub(r"\?.*", "", location))
