"""Who may do what in the knowledge base: every change there is, tried by everybody, against one table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from starlette.routing import Route

from forum import database
from forum.app import routes
from forum.kb import actions, queries
from forum.kb.forms import Flag, Section, Shelf
from tests.cast import EVERYONE, STAFF
from tests.kb import writers
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]

MODERATORS = ("chika", "ada")
WRITERS = ("ben", *STAFF)
SIGNED_IN = ("eve", "aiko", "finn", "ben", *STAFF)


@dataclass
class Target:
    """What an act is done to: dev's published article with a newer text in review, and a draft of ben's."""

    world: World
    article: int
    draft: int
    category: int
    section: int
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One change: its route, what is sent, who may do it, and what a guest is told (401 unless said)."""

    route: str
    values: Callable[[Target], dict[str, Any]]
    may: tuple[str, ...]
    prepare: Callable[[Target], Awaitable[None]] | None = None
    draft: bool = False
    #: Writers who are told that there is no such article: helpers see their own.
    blind: tuple[str, ...] = ("ben",)
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.route


def said(**values: Any) -> Callable[[Target], dict[str, Any]]:
    return lambda _target: values


async def planned(target: Target) -> None:
    await database.execute(
        "UPDATE article_translations SET publish_at = (SELECT created_at FROM articles WHERE id = $1) WHERE article_id = $1",
        target.article,
    )


async def archived(target: Target) -> None:
    await actions.archive(target.world.cast.actor("ada"), target.article)


async def flagged(target: Target) -> None:
    view = await queries.visible_article(target.world.cast.actor("eve"), target.article, "how-to-pair-the-hub")
    assert view is not None
    form = Flag.read({"number": str(view.number), "kind": "outdated"})
    await actions.flag(target.world.cast.actor("eve"), view, form)
    target.more["flag_id"] = await database.value("SELECT max(id) FROM article_flags")


def details(target: Target) -> dict[str, Any]:
    return {
        "section": target.section, "kind": "reference", "source_lang": "en", "see": "staff", "labels": "x",
        "related": "", "writer": "", "reviewer": "", "owner": "", "verify_days": "3",
        "version": target.more.get("version", 1),
    }


D, A = "/desk/articles", "/help/articles/{id}/{slug}"
T = f"{D}/tree"
SECTION = {"name_en": "Another", "see": "everyone", "version": "1"}

ACTS: tuple[Act, ...] = (
    Act(f"{A}/helpful", said(number="2", helpful="yes"), ("guest", *SIGNED_IN), blind=()),
    Act(f"{A}/flags", said(number="2", kind="incorrect"), SIGNED_IN, blind=()),
    Act(D, lambda target: {"section": target.section, "kind": "faq", "lang": "en", "title": "A new one"}, WRITERS, blind=()),
    Act(f"{D}/preview", said(body="**bold**"), WRITERS, blind=()),
    Act(f"{D}/{{id}}/{{lang}}/edit", said(title="Better title", body="Better.", base="3"), STAFF),
    Act(
        f"{D}/{{id}}/{{lang}}/edit", said(title="Better title", body="Better.", base="2"), WRITERS, draft=True, blind=(),
        name="edit a helper's draft",
    ),
    Act(f"{D}/{{id}}/{{lang}}/editing", said(), STAFF),
    Act(f"{D}/{{id}}/{{lang}}/editing", said(), WRITERS, draft=True, blind=(), name="open a helper's draft"),
    Act(f"{D}/{{id}}/{{lang}}/review", said(), WRITERS, draft=True, blind=()),
    Act(f"{D}/{{id}}/{{lang}}/review/remove", said(number="3", body="More."), STAFF),
    Act(f"{D}/{{id}}/{{lang}}/publication", said(number="3"), MODERATORS),
    Act(f"{D}/{{id}}/{{lang}}/publication", said(number="2"), STAFF, draft=True, blind=(), name="publish a helper's draft"),
    Act(f"{D}/{{id}}/{{lang}}/publication/remove", said(), STAFF, planned),
    Act(f"{D}/{{id}}/{{lang}}/revisions/{{number}}/restore", said(), STAFF),
    Act(f"{D}/{{id}}/{{lang}}/revisions/{{number}}/comments", said(body="A word."), STAFF),
    Act(
        f"{D}/{{id}}/{{lang}}/revisions/{{number}}/comments", said(body="A word."), WRITERS, draft=True, blind=(),
        name="comment on a helper's draft",
    ),
    Act(f"{D}/{{id}}/details", details, STAFF),
    Act(f"{D}/{{id}}/details", details, STAFF, draft=True, blind=(), name="arrange a helper's draft"),
    Act(f"{D}/{{id}}/translations", said(lang="ja"), STAFF),
    Act(f"{D}/{{id}}/position", said(to="down"), STAFF),
    Act(f"{D}/{{id}}/verification", said(), STAFF),
    Act(f"{D}/{{id}}/archive", said(), STAFF),
    Act(f"{D}/{{id}}/archive/remove", said(), STAFF, archived),
    Act(f"{D}/{{id}}/answers", said(), STAFF, blind=()),
    Act(f"{D}/{{id}}/flags/{{flag_id}}/remove", said(), STAFF, flagged),
    Act(f"{T}/categories", said(name_en="Another"), MODERATORS, blind=()),
    Act(f"{T}/categories/{{id}}", said(name_en="Another", version="1"), MODERATORS, blind=()),
    Act(f"{T}/categories/{{id}}/position", said(to="down"), MODERATORS, blind=()),
    Act(f"{T}/categories/{{id}}/archive", said(), MODERATORS, blind=()),
    Act(f"{T}/categories/{{id}}/archive/remove", said(), MODERATORS, blind=()),
    Act(f"{T}/sections", lambda target: {**SECTION, "category": target.category}, MODERATORS, blind=()),
    Act(f"{T}/sections/{{id}}", lambda target: {**SECTION, "category": target.category}, MODERATORS, blind=()),
    Act(f"{T}/sections/{{id}}/position", said(to="down"), MODERATORS, blind=()),
    Act(f"{T}/sections/{{id}}/archive", said(), MODERATORS, blind=()),
    Act(f"{T}/sections/{{id}}/archive/remove", said(), MODERATORS, blind=()),
)


@pytest.fixture
def stopped(clock: ModuleType) -> None:
    """The clock stands still."""


def test_every_change_has_its_row() -> None:
    changes = {
        route.path for route in routes()
        if isinstance(route, Route) and "POST" in (route.methods or ())
        and route.path.startswith(("/help/", "/desk/articles"))
    }
    assert changes == {act.route for act in ACTS}


@pytest.mark.parametrize("act", ACTS, ids=str)
async def test_everybody_is_let_or_refused_as_the_table_says(
    act: Act, stopped: None, world: World, visitor: Visit
) -> None:
    wrong = []
    target: Target | None = None
    for who in EVERYONE:
        if target is None:
            target = await _target(world)
            if act.prepare:
                await act.prepare(target)
        before = await _rows() if who not in act.may else None
        answer = await (await visitor(who)).post(_path(act, target), act.values(target))
        if not _as_expected(answer.status, act, who):
            wrong.append(f"{who}: {answer.status} ({answer.text[:160] if answer.html else ''})")
        if before is not None and await _rows() != before:
            wrong.append(f"{who} was refused and changed something all the same")
        if who in act.may:
            target = None
    assert wrong == []


def _as_expected(status: int, act: Act, who: str) -> bool:
    if who in act.may:
        return status in (200, 303)
    if who == "guest":
        return status == 401
    if who in act.blind:
        return status == 404
    return status == 403


async def _target(world: World) -> Target:
    chika = world.cast.actor("chika")
    category = await actions.create_category(chika, Shelf.read({"name_en": "Hub"}))
    section = await actions.create_section(chika, Section.read({
        "name_en": "Pairing", "category": str(category), "see": "everyone",
    }))
    other = await actions.create_section(chika, Section.read({
        "name_en": "Lamps", "category": str(category), "see": "everyone",
    }))
    await actions.create_category(chika, Shelf.read({"name_en": "Vault"}))
    await writers.a_draft(world, "dev", section=section, title="Another one below")
    article = await writers.a_draft(world, "dev", section=section)
    number = (await writers.desk(world, article)).versions[0].revision_count
    await writers.publish(world, article)
    await writers.write(world, article, "dev", body="A newer text.")
    await actions.ask_review(world.cast.actor("dev"), article, "en")
    draft = await writers.a_draft(world, "ben", section=section, title="A draft of a helper")
    assert number == 2 and other
    return Target(world, article, draft, category, section)


def _path(act: Act, target: Target) -> str:
    number = target.category if "/categories" in act.route else target.section if "/sections" in act.route else (
        target.draft if act.draft else target.article
    )
    filled = {"id": number, "lang": "en", "slug": "how-to-pair-the-hub", "number": 1, "flag_id": 0, **target.more}
    route = act.route
    for name, value in filled.items():
        route = route.replace(f"{{{name}}}", str(value))
    return route


async def _rows() -> list[Any]:
    """All that this flat keeps, but for what looking changes."""
    found = []
    for table in (
        "article_categories", "article_sections", "articles", "article_translations", "article_revisions",
        "article_comments", "article_votes", "article_flags", "article_leases", "article_labels",
    ):
        found += [tuple(str(value) for value in row) for row in await database.rows(f"SELECT * FROM {table} ORDER BY id")]
    return found
