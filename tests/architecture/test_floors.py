"""The house obeys its laws, and each law can tell when it does not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import laws
from tests.architecture.house import DOORS, FLOORS, House

Law = Callable[[House], Iterator[str]]

DOC = '"""What it is for."""\n'
PLAIN = {"forum/__init__.py": DOC, "forum/clock.py": DOC + "def now(): ...\n", "forum/errors.py": DOC}

#: For each law, houses that break it: path → source.
BROKEN: list[tuple[Law, dict[str, str]]] = [
    (laws.unknown_flats, {"forum/weather/models.py": ""}),
    (
        laws.upward_imports,
        {"forum/threads/queries.py": "from forum.solutions import models", "forum/solutions/models.py": ""},
    ),
    (
        laws.upward_imports,
        {"forum/search/queries.py": "import forum.duplicates.scoring", "forum/duplicates/scoring.py": ""},
    ),
    (
        laws.upward_imports,
        {"forum/text/slugs.py": "from forum.accounts.actor import GUEST", "forum/accounts/actor.py": ""},
    ),
    (laws.upward_imports, {"forum/web/answers.py": "from forum.accounts import actor", "forum/accounts/actor.py": ""}),
    (laws.upward_imports, {"forum/threads/jobs.py": "from forum.schedule import SCHEDULE", "forum/schedule.py": ""}),
    (laws.upward_imports, {"forum/threads/pages.py": "from forum import app", "forum/app.py": ""}),
    (laws.upward_imports, {"forum/threads/queries.py": "from ..kb import models", "forum/kb/models.py": ""}),
    (laws.upward_imports, {"forum/threads/jobs.py": "from forum.demo import story", "forum/demo/story.py": ""}),
    (laws.doors_opened, {"forum/threads/pages.py": "from forum.kb import pages", "forum/kb/pages.py": ""}),
    (laws.doors_opened, {"forum/threads/api.py": "from forum.threads.pages import show", "forum/threads/pages.py": ""}),
    (laws.doors_opened, {"forum/threads/queries.py": "from forum.threads import feeds", "forum/threads/feeds.py": ""}),
    (laws.doors_opened, {"forum/cli.py": "from forum.kb.pages.show import page", "forum/kb/pages/show.py": ""}),
    (
        laws.ground_knots,
        {
            "forum/text/a.py": "from forum.i18n import gettext",
            "forum/i18n/__init__.py": "from forum.mail import x",
            "forum/mail/__init__.py": "import forum.text.a",
        },
    ),
    (laws.http_inside, {"forum/threads/actions.py": "from starlette.requests import Request"}),
    (laws.http_inside, {"forum/forms.py": "from forum.web import reading", "forum/web/reading.py": ""}),
    (
        laws.http_inside,
        {
            "forum/threads/queries.py": "from forum.accounts.middleware import hash_secret",
            "forum/accounts/middleware.py": "",
        },
    ),
    (laws.hidden_imports, {"forum/threads/actions.py": "def ask():\n    from forum import clock"}),
    (laws.hidden_imports, {"forum/threads/actions.py": "class Ask:\n    import json"}),
    (laws.own_clocks, {"forum/threads/actions.py": "from datetime import datetime, UTC\nx = datetime.now(UTC)"}),
    (laws.own_clocks, {"forum/threads/actions.py": "import time\nx = time.time()"}),
    (laws.own_clocks, {"forum/threads/actions.py": "from datetime import date\nf = date.today"}),
    (laws.own_clocks, {"forum/threads/actions.py": "from time import time"}),
    (laws.own_clocks, {"forum/threads/queries.py": "x = 'SELECT id FROM threads WHERE due_at < now()'"}),
    (laws.own_clocks, {"forum/threads/models.py": "created_at = fields.DatetimeField(auto_now_add=True)"}),
    (
        laws.foreign_news,
        {"forum/threads/actions.py": "from forum.events.models import EventRecord\nEventRecord.create(name='x')"},
    ),
    (laws.foreign_news, {"forum/threads/actions.py": "x = 'INSERT INTO events (id) VALUES ($1)'"}),
    (laws.foreign_news, {"forum/events/records.py": "x = 'DELETE FROM events WHERE id = $1'"}),
    (laws.foreign_letters, {"forum/accounts/actions.py": "import aiosmtplib"}),
    (
        laws.foreign_letters,
        {"forum/accounts/actions.py": "from forum.mail.models import Letter\nLetter.create(text='x')"},
    ),
    (laws.bare_transactions, {"forum/threads/actions.py": "from tortoise.transactions import in_transaction"}),
    (laws.bare_transactions, {"forum/threads/actions.py": "x = Tag.get_or_create(name='x')"}),
    (laws.orm_in_doors, {"forum/threads/pages.py": "async def show(request):\n    return await Thread.get(id=1)"}),
    (laws.orm_in_doors, {"forum/threads/pages/show.py": "x = Thread.all().filter(id=1)"}),
    (laws.orm_in_doors, {"forum/threads/api.py": "thread.save()"}),
    (laws.orm_in_doors, {"forum/threads/feeds.py": "x = database.rows('x')"}),
    (laws.writing_queries, {"forum/threads/queries.py": "x = Thread.create(id=1)"}),
    (laws.writing_queries, {"forum/threads/queries/lists.py": "x = Thread.filter(id=1).update(a=1)"}),
    (laws.writing_queries, {"forum/threads/queries.py": "x = 'UPDATE threads SET view_count = 1'"}),
    (laws.impure_policies, {"forum/threads/policy.py": "async def may_reply(): ..."}),
    (laws.impure_policies, {"forum/threads/policy.py": "from forum import clock"}),
    (laws.busy_models, {"forum/threads/models.py": "class Thread:\n    async def close(self): ..."}),
    (laws.busy_models, {"forum/threads/models.py": "from forum import database", "forum/database/__init__.py": ""}),
    (
        laws.talkative_flats,
        {"forum/threads/__init__.py": "from forum.threads import models", "forum/threads/models.py": ""},
    ),
    (laws.base_middleware, {"forum/web/a.py": "from starlette.middleware.base import BaseHTTPMiddleware"}),
    (laws.background_tasks, {"forum/threads/pages.py": "from starlette.background import BackgroundTask"}),
    (laws.vague_names, {"forum/threads/utils.py": ""}),
    (laws.vague_names, {"forum/web/helpers/__init__.py": ""}),
    (laws.undocumented, {"forum/web/a.py": "#bare\nx = 1"}),
    (laws.undocumented, {"forum/threads/actions.py": "def ask(): ..."}),
]

#: A house in which everybody keeps to the laws, with what might look like a breach.
SOUND = {
    "forum/app.py": "from forum.threads import pages\nfrom forum.kb.pages import routes",
    "forum/threads/__init__.py": "",
    "forum/threads/actions.py": "from forum import clock, database\nimport time\nx = time.monotonic()",
    "forum/threads/pages.py": "import starlette\nfrom forum.solutions import queries\nx = a.get('c')",
    "forum/kb/pages/__init__.py": "from forum.kb.pages import show\nroutes = []",
    "forum/kb/pages/show.py": "from forum.kb.pages import editing",
    "forum/kb/pages/editing.py": "",
    "forum/categories/models.py": "",
    "forum/solutions/queries.py": "x = 'SELECT id FROM events WHERE at < $1'",
    "forum/database/__init__.py": "from tortoise.transactions import in_transaction",
}


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_house_obeys(house: House, law: Law) -> None:
    assert list(law(house)) == [], law.__doc__


@pytest.mark.parametrize(
    ("law", "files"), BROKEN, ids=[f"{law.__name__}-{number}" for number, (law, _) in enumerate(BROKEN)]
)
def test_a_breach_is_seen(tmp_path: Path, law: Law, files: dict[str, str]) -> None:
    assert list(law(build(tmp_path, files))) != []


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_a_sound_house_is_left_alone(tmp_path: Path, law: Law) -> None:
    assert list(law(build(tmp_path, SOUND))) == []


def test_every_law_has_a_house_that_breaks_it() -> None:
    assert {law for law, _ in BROKEN} == set(laws.LAWS)


def test_the_house_is_all_there(house: House) -> None:
    assert {
        "forum.app",
        "forum.cli",
        "forum.clock",
        "forum.database.connection",
        "forum.accounts.models",
    } <= house.names
    assert not set(FLOORS) & DOORS


def build(root: Path, files: dict[str, str]) -> House:
    for name, source in (PLAIN | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source if name in PLAIN or source.startswith("#bare") else DOC + source, encoding="utf-8")
    return House(root)
