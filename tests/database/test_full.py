"""A disk that is full: what cannot be written is refused whole and told as such, reading goes on, and room heals it."""

import pytest

from forum import clock, database
from forum.accounts.models import Group
from forum.database.connection import client
from forum.database.trouble import FULL, trouble
from tests.database.test_transactions import names, nothing_is_open


async def test_a_full_disk(db: str, engine: str) -> None:
    if engine == "postgres":
        pytest.skip("PostgreSQL's disk is the server's; its error is told apart in test_reading")
    await Group.create(name="before", name_key="before", created_at=clock.now())
    pages = (await client().execute_query("PRAGMA page_count"))[1][0][0]
    await client().execute_query(f"PRAGMA max_page_count={pages + 4}")

    async def work() -> None:
        for number in range(400):
            await Group.create(name=f"n{number}", name_key=f"n{number}", description="x" * 300, created_at=clock.now())

    for _ in range(3):
        with pytest.raises(Exception) as caught:
            await database.transaction(work)
        assert trouble(caught.value) == FULL
        assert await nothing_is_open()
        assert await names() == {"before"}
    with pytest.raises(Exception) as caught:
        await database.execute("UPDATE groups SET description = $1", "x" * 100_000)
    assert trouble(caught.value) == FULL

    await client().execute_query("PRAGMA max_page_count=1073741823")
    await database.transaction(work)
    assert len(await names()) == 401
