"""Our parser in the modes that published test suites expect, to show that our own rules break none of theirs.

Nothing on a page is written in these modes: they let raw HTML through.
"""

from collections.abc import Sequence
from functools import cache

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from forum.text.dialect import Dialect


class _GfmHtml(RendererHTML):
    def s_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<del>"

    def s_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</del>"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        style = str(tokens[idx].attrGet("style") or "")
        return f'<{tokens[idx].tag} align="{style.rpartition(":")[2]}">' if style else f"<{tokens[idx].tag}>"

    td_open = th_open


@cache
def _commonmark() -> Dialect:
    return Dialect({"html": True}, schemes=None)


@cache
def _gfm() -> Dialect:
    options = {"html": True, "strikethrough_single_tilde": True}
    return Dialect(options, ("table", "strikethrough"), schemes=None, renderer=_GfmHtml).with_autolinks()


@cache
def _friendly() -> Dialect:
    return Dialect({"html": False, "xhtmlOut": False}, ("table", "strikethrough"))


def commonmark_html(source: str) -> str:
    """`source` read as CommonMark 0.31 says, raw HTML included."""
    return str(_commonmark().render(source))


def gfm_html(source: str) -> str:
    """`source` read as GitHub Flavored Markdown says (tables, strikethrough, autolinks), raw HTML included."""
    return str(_gfm().render(source))


def friendly_html(source: str) -> str:
    """`source` with tables and strikethrough and the East Asian emphasis rule, without the dressing of a post."""
    return str(_friendly().render(source))
