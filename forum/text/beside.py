"""Work on many texts in processes beside this one: what takes thought there, what writes here.

The functions and what they are given travel by pickle, so they stand in modules that are quick to import: a process
that starts reads nothing else.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Beside:
    """The processes, as many as there are cores and at most `most`: `async with Beside() as beside`.

    They start with the first work. `begin(*given)` is called once in each of them before any other.
    """

    def __init__(self, most: int = 8, begin: Callable[..., None] | None = None, *given: Any) -> None:
        self.processes = min(most, os.cpu_count() or 1)
        self._pool = ProcessPoolExecutor(
            self.processes,
            # A forked child would share the database connection.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(begin, given),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Off the loop: what was begun is ended first.
        await asyncio.to_thread(self._pool.shutdown)

    def warm(self, function: Callable[..., Any], *given: Any) -> None:
        """Start with this and do not wait for it: the processes come up while the caller still reads files."""
        self._pool.submit(function, *given)

    async def run(self, function: Callable[..., R], *given: Any) -> R:
        """`function(*given)`, worked out in one of the processes."""
        # Whoever waits may be cancelled, the work is not: until Python 3.12 a pool in which work was cancelled before it
        # began never ends.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._pool, function, *given))

    async def over(self, function: Callable[..., list[R]], items: Sequence[T], portion: int, *given: Any) -> list[R]:
        """`function(some, *given)` over all items, `portion` of them at a time, joined in their order."""
        portions = [items[start : start + portion] for start in range(0, len(items), portion)]
        made = await asyncio.gather(*(self.run(function, some, *given) for some in portions))
        return [one for some in made for one in some]


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    _end_with_the_parent()
    if begin is not None:
        begin(*given)


def _end_with_the_parent() -> None:
    """A killed parent tells its children nothing; they would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
