"""Making texts ready in processes of their own: HTML to Markdown, Markdown to what is stored. The slow part."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from forum import settings
from forum.accounts import names
from forum.duplicates import near
from forum.duplicates import preparing as duplicates
from forum.search import documents
from forum.text import language, normalize
from forum.text.beside import Beside, read_ahead
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

    def __init__(self) -> None:
        # All that an import needs beside itself, so that whoever fills an index later has it at hand.
        read_ahead(sys.modules[__name__], documents, duplicates, near)
        self._beside = Beside()

    async def __aenter__(self) -> Self:
        self._beside.warm(prepare, Raw("**ready**", False, "", {}))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._beside.__aexit__(kind, error, trace)

    async def prepare(self, texts: Sequence[Raw]) -> list[Ready]:
        """The texts, made ready, in their order."""
        return await self._beside.over(_prepare_all, texts, _PORTION)

    async def may_be_called(self, shown: Sequence[str], staff: Sequence[str]) -> list[bool]:
        """Which of these names nobody would take for those of the people who run the place."""
        return await self._beside.over(_judge_all, shown, _PORTION, staff, settings.current().site_name)


def _judge_all(shown: Sequence[str], staff: Sequence[str], site_name: str) -> list[bool]:
    return [not names.objection(name, staff, site_name) for name in shown]


def _prepare_all(portion: Sequence[Raw]) -> list[Ready]:
    return [prepare(raw) for raw in portion]
