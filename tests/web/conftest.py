"""The application with the probes' doors beside its own: with a database for those who sign in, without for guests."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from starlette.applications import Starlette

from forum import settings as forum_settings
from forum.app import create_app
from tests.visits import Visitor, visit
from tests.web.probes import ROUTES

MakeGuest = Callable[..., Awaitable[Visitor]]


@pytest.fixture
def probed(app: Starlette) -> Starlette:
    """The application, with doors for trying what every door relies on."""
    app.router.routes.extend(ROUTES)
    return app


@pytest.fixture(scope="module")
def bare() -> Iterator[Starlette]:
    """The same without a database: what the web's side does for a guest needs none. One for all tests of a module."""
    app = create_app(forum_settings.read({}, secret_key="a key that only tests know", rate_limits=False), work=False)
    app.router.routes.extend(ROUTES)
    app.state.frame.providers.clear()
    yield app


@pytest.fixture
async def guest(bare: Starlette) -> AsyncIterator[MakeGuest]:
    """Makes guests of `bare`; keywords are headers of every request, with underscores for hyphens."""
    made: list[Visitor] = []

    async def make(**headers: str) -> Visitor:
        made.append(await visit(bare, **headers))
        return made[-1]

    yield make
    for one in made:
        await one.client.aclose()
