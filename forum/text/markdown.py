"""Markdown to safe HTML: what every post, comment, biography and description goes through before it is stored.

`render` is a pure function. `render_safely` is what the rest of the forum awaits: short, simple texts are rendered at
once, anything else in a process of its own that is killed when it takes too long. Neither ever fails: a text that
asks for too much is shown as it was typed.
"""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it.token import Token

from forum.text.conformance import commonmark_html
from forum.text.dialect import MAX_BRACKETS, MAX_EMPHASIS, Dialect, TooMuch, post_dialect
from forum.text.normalize import storable
from forum.text.sanitising import sanitise
from forum.text.worker import RenderingFailed, render_elsewhere, watchers

__all__ = ["RENDERER_VERSION", "Rendered", "commonmark_html", "is_simple", "render", "render_safely"]

RENDERER_VERSION = 2
"""Raised whenever the same source would give other HTML, so that a job can render what is stored again."""

MAX_GROWTH = 8
"""How many times larger (in bytes) than its source the HTML may be."""
ALWAYS_ALLOWED = 32_768
"""Bytes of HTML that are fine however short the source."""

# Below this a text is rendered where it is asked for: it takes less time than handing it over (see is_simple).
_SHORT = 3_000
_COSTLY = re.compile(r"[\[|*_~`<>@&\n\r]|://|www\.", re.IGNORECASE)
_COLOURED_FENCE = re.compile(r"(?:```|~~~)[ \t]*[A-Za-z]")
_MOST_COSTLY_MARKS = 120
_MOST_BRACKETS = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready: `html` for browsers, `plain` for search, excerpts and letters.

    `mentions` are the names called, each once, in order, without those inside quotes; `version` is the renderer's.
    """

    html: str
    plain: str
    mentions: tuple[str, ...]
    version: int


def render(source: str, *, people: Mapping[str, str] | None = None) -> Rendered:
    """Render `source` (Markdown, at most a post's length). Pure, synchronous, never raises.

    `people` maps folded names (`normalize.fold`) to names as shown; only these become mentions. None takes every
    well-formed name for a person. A text that nests, repeats or grows too much comes back as typed, in one `<pre>`.
    """
    source = storable(source.replace("\0", "\ufffd"))
    try:
        return _render(source, people)
    except (TooMuch, RecursionError, MemoryError):
        return as_typed(source)
    except Exception:
        log.exception("a text of %d characters could not be rendered and is shown as typed", len(source))
        return as_typed(source)


async def render_safely(source: str, *, people: Mapping[str, str] | None = None) -> Rendered:
    """Render `source` without holding the event loop up: at once when simple, else in a process that can be killed.

    The result equals `render(source, people=people)` unless time or memory ran out; then the text is shown as typed.
    """
    if is_simple(source):
        return render(source, people=people)
    try:
        html, plain, mentions, version = await asyncio.get_running_loop().run_in_executor(
            watchers, render_elsewhere, source, people
        )
    except RenderingFailed as failure:
        log.warning("a text of %d characters is shown as typed: %s", len(source), failure)
        return as_typed(storable(source))
    return Rendered(html, plain, mentions, version)


def is_simple(source: str) -> bool:
    """Whether `source` is short and plain enough to take only a few milliseconds, whatever it says."""
    if len(source) > _SHORT or source.count("[") > _MOST_BRACKETS or _COLOURED_FENCE.search(source):
        return False
    return sum(1 for _ in _COSTLY.finditer(source)) <= _MOST_COSTLY_MARKS


def as_typed(source: str) -> Rendered:
    """`source` shown exactly as it was written, without any mark-up read."""
    return Rendered(f'<pre tabindex="0">{escape(source, quote=False)}</pre>\n', source, (), RENDERER_VERSION)


def _render(source: str, people: Mapping[str, str] | None) -> Rendered:
    if source.count("[") > MAX_BRACKETS:
        raise TooMuch("brackets")
    if source.count("*") + source.count("_") > MAX_EMPHASIS:
        raise TooMuch("emphasis")
    dialect = _dialect()
    env: dict[str, object] = {"mentions": {}, "mention_count": 0, "people": people}
    tokens = dialect.parse(source, env)
    allowed = max(ALWAYS_ALLOWED, MAX_GROWTH * len(source.encode()))
    # Measured before anything is written: one long reference used often is few tokens but very much HTML.
    if _size_of_addresses(tokens) > allowed:
        raise TooMuch("addresses")
    html = dialect.renderer.render(tokens, dialect.options, env)
    if len(html) > allowed:
        raise TooMuch("output")
    html = sanitise(html)
    if len(html.encode()) > allowed:
        raise TooMuch("output")
    mentions = env["mentions"]
    assert isinstance(mentions, dict)
    return Rendered(html, _plain(tokens), tuple(mentions.values()), RENDERER_VERSION)


@cache
def _dialect() -> Dialect:
    return post_dialect()


def _size_of_addresses(tokens: Sequence[Token]) -> int:
    return sum(
        sum(len(str(value)) for value in child.attrs.values()) for token in tokens for child in token.children or ()
    )


def _plain(tokens: Sequence[Token]) -> str:
    """The words of a text, a line for each block, cells of a table row side by side."""
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts.append(_inline_plain(token.children or ()))
        elif token.type in ("fence", "code_block"):
            parts.append(token.content.rstrip("\n") + "\n")
        elif token.type in ("th_close", "td_close"):
            parts.append("  ")
        elif token.type in ("paragraph_close", "heading_close", "tr_close"):
            parts.append("\n")
    return "".join(parts).strip()


def _inline_plain(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            parts.append(_inline_plain(token.children or ()))
    return "".join(parts)
