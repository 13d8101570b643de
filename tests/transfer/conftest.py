"""The community with a life: lived once by each worker on each engine, and brought back for every test after that."""

from datetime import datetime
from types import ModuleType

import pytest

from forum import clock as forum_clock
from forum import reactions
from tests.cast import gather
from tests.databases import Databases
from tests.transfer.lived import live
from tests.world import World

#: engine: what time it was when everything had happened.
_lived: dict[str, datetime] = {}


@pytest.fixture
async def lived(db: str, engine: str, databases: Databases, clock: ModuleType) -> str:
    """The address of a community with a life, in which everything agrees."""
    reactions.install()
    if engine in _lived:
        databases.bring_back(engine, db)
        forum_clock.stop(_lived[engine])
    else:
        await live(World(await gather()))
        databases.keep(engine, db)
        _lived[engine] = forum_clock.now()
    return db
