"""Making texts ready in processes of their own: HTML to Markdown, Markdown to what is stored. The slow part."""

import asyncio
import hashlib
import multiprocessing
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from forum import settings
from forum.accounts import names
from forum.text import language, normalize
from forum.text.markdown import RENDERER_VERSION, render
from forum.transfer.html import to_markdown

#: Texts that one process takes at a time.
_PORTION = 25


@dataclass(frozen=True, slots=True)
class Raw:
    """A text as it came, with the people whose names in it are mentions (folded name → name)."""

    text: str
    is_html: bool
    title: str
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ready:
    """A text as it is stored. `whole` says whether its HTML could be read as such."""

    source: str
    html: str
    plain: str
    version: int
    fingerprint: str
    lang: str
    whole: bool


def prepare(raw: Raw) -> Ready:
    """One text, made ready. Pure; never raises for a text, whatever it says."""
    if not raw.text and not raw.title:
        return _NOTHING
    source, whole = to_markdown(raw.text) if raw.is_html else (raw.text, True)
    source = normalize.clean_text(source)
    rendered = render(source, people=raw.people)
    words = normalize.fold(f"{raw.title}\n{source}")
    fingerprint = hashlib.sha256(words.encode()).hexdigest()
    lang = language.guess(f"{raw.title}\n{rendered.plain}")
    return Ready(source, rendered.html, rendered.plain, rendered.version, fingerprint, lang, whole)


# What most people say about themselves.
_NOTHING = Ready("", "", "", RENDERER_VERSION, hashlib.sha256(b"").hexdigest(), "", True)


class Workshop:
    """The processes: `async with Workshop() as workshop: ready = await workshop.prepare(texts)`."""

    def __init__(self, processes: int = 0) -> None:
        self._pool = ProcessPoolExecutor(
            processes or min(8, os.cpu_count() or 1),
            # A forked child would share the database connection.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_end_with_the_parent,
        )

    async def __aenter__(self) -> Self:
        # They start while the caller still reads files.
        self._pool.submit(prepare, Raw("**ready**", False, "", {}))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def prepare(self, texts: Sequence[Raw]) -> list[Ready]:
        """The texts, made ready, in their order."""
        loop = asyncio.get_running_loop()
        portions = [texts[start : start + _PORTION] for start in range(0, len(texts), _PORTION)]
        made = await asyncio.gather(*(loop.run_in_executor(self._pool, _prepare_all, portion) for portion in portions))
        return [one for portion in made for one in portion]

    async def may_be_called(self, shown: Sequence[str], staff: Sequence[str]) -> list[bool]:
        """Which of these names nobody would take for those of the people who run the place."""
        loop = asyncio.get_running_loop()
        site_name = settings.current().site_name
        made = await asyncio.gather(
            *(
                loop.run_in_executor(self._pool, _judge_all, shown[start : start + _PORTION], staff, site_name)
                for start in range(0, len(shown), _PORTION)
            )
        )
        return [one for portion in made for one in portion]


def _judge_all(shown: Sequence[str], staff: Sequence[str], site_name: str) -> list[bool]:
    return [not names.objection(name, staff, site_name) for name in shown]


def _prepare_all(portion: Sequence[Raw]) -> list[Ready]:
    return [prepare(raw) for raw in portion]


def _end_with_the_parent() -> None:
    """A killed parent tells its children nothing; they would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
