"""Work on many texts in processes beside this one: what takes thought there, what writes here.

The functions and what they are given travel by pickle, so they stand in modules that are quick to import: a process
that starts reads nothing else. Each is a copy of one that does nothing (multiprocessing's fork server) and that may
have read those modules before (`read_ahead`).
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_ROOT = str(Path(__file__).resolve().parents[2])


def read_ahead(*modules: ModuleType) -> None:
    """Have these read once, now, for all processes that are to come: each would take a second of a core to do it itself.

    For a command that will need them. What begins later than the first process of all is not read.
    """
    forkserver.set_forkserver_preload([module.__name__ for module in modules])
    # Until Python 3.13 only its environment tells that process where to read from.
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_ROOT, before)))
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


class Beside:
    """The processes, as many as there are cores and at most `most`: `async with Beside() as beside`.

    They start with the first work. `begin(*given)` is called once in each of them before any other.
    """

    def __init__(self, most: int = 8, begin: Callable[..., None] | None = None, *given: Any) -> None:
        self.processes = min(most, os.cpu_count() or 1)
        self._pool = ProcessPoolExecutor(
            self.processes,
            # A copy of this process would share its threads' locks and its database connection.
            mp_context=multiprocessing.get_context("forkserver"),
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
