"""Searching: what is found by which words, in which order, on both databases alike."""

import pytest

from forum.search import queries
from forum.search.query import parse
from forum import clock
from tests.world import World


async def found(world: World, typed: str, who: str = "guest", **more) -> list[str]:
    query = parse(typed, clock.now().date())
    return [hit.thread.title for hit in (await queries.find(world.cast.actor(who), query, **more)).hits]


async def test_words_of_title_text_and_replies(world: World) -> None:
    one = await world.a_thread(title="Printer prints blank pages", body="The cartridge is new.")
    await world.a_reply(one.thread_id, body="Clean the nozzle, please.")
    await world.a_thread(title="プリンターが白紙を出します", body="昨日から画面が開きません。", tags="")
    await world.settle()
    assert await found(world, "printing blank") == ["Printer prints blank pages"]
    assert await found(world, "cartridges") == ["Printer prints blank pages"]
    assert await found(world, "nozzle") == ["Printer prints blank pages"]
    for typed in ("ﾌﾟﾘﾝﾀ", "プリンタ", "プリンター", "ぷりんた", "白紙", "画面", "紙"):
        assert await found(world, typed) == ["プリンターが白紙を出します"], typed
    assert await found(world, "prin") == ["Printer prints blank pages"]
    assert await found(world, "pinter blank") == ["Printer prints blank pages"]
