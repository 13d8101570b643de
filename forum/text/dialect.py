"""The Markdown of posts: CommonMark with tables, strikethrough, task lists, autolinks, mentions and formulas as typed.

markdown-it does the parsing. This module sets its rules up, replaces those that are unsafe or unbounded, and writes
the HTML: headings begin at h3 (a page keeps its one h1 and its h2), tables are aligned by classes (inline styles are
forbidden by the content security policy), links out of the site are marked as not ours, images load lazily. No
identifier ever comes from a text.
"""

import re
from collections.abc import Container, Mapping, Sequence
from html import escape
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import image
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from forum.text.autolinks import EMAIL, MAX_AUTOLINKS, SCHEMES, address_end, may_link, scheme_before
from forum.text.flanking import FriendlyInline
from forum.text.formulas import formula_end
from forum.text.highlighting import LANGUAGES, highlight, plain_code
from forum.text.mentions import MENTION, find_name
from forum.text.normalize import fold

MAX_NESTING = 40
"""Quotes and lists within each other (a list counts twice) beyond which a text is shown as typed."""
MAX_COLUMNS = 30
"""Columns of a table; a wider one is shown as typed."""
MAX_CELLS = 6_000
"""Table cells of one text; rows beyond are shown as typed."""
MAX_BRACKETS = 2_000
"""Opening square brackets of one text; each may begin a link, so one with more (a data dump) is shown as typed."""
MAX_EMPHASIS = 16_000
"""Asterisks and underscores of one text; one with more is a drawing or an attack, and is shown as typed."""
MAX_IMAGES = 100
"""Images of one text; of the later ones only the description is shown."""
MAX_HIGHLIGHTED = 24_000
"""Characters of code coloured in one text; later blocks stay plain."""
MAX_MENTIONS = 50
"""Mentions that become links in one text; whoever calls more people than this calls nobody in particular."""

_EMAIL_OR_MENTION = re.compile(f"(?P<email>{EMAIL.pattern})|{MENTION.pattern}")
_TASK = re.compile(r"\[([ xX])\][ \t\n](?=\s*\S)")
# Where the parser must stop and try its rules. The library stops at more characters, for extensions we do not have;
# stopping only where a rule can begin halves the time of ordinary text and defuses walls of punctuation.
_MARKS = r"[\n*<\[\\\]_`~]|!(?=\[)|&(?=[#A-Za-z])"
_LINK_STARTS = r"|:(?=//)|(?<![A-Za-z0-9./@:&=?%+\-])[wW][wW][wW]\."
_ALIGNMENT = re.compile(r"left|center|right")


class TooMuch(Exception):
    """A text asks for more nesting, repetition or output than a post may have."""


class Dialect(MarkdownIt):
    """markdown-it with our emphasis rule, our limits and our list of schemes.

    `schemes` None keeps the library's own judgement of addresses (for conformance tests only).
    """

    def __init__(
        self,
        options: Mapping[str, object],
        rules: Sequence[str] = (),
        *,
        schemes: Container[str] | None = SCHEMES,
        renderer: type[RendererHTML] = RendererHTML,
    ) -> None:
        super().__init__("commonmark", options, renderer_cls=renderer)
        self.schemes = schemes
        self.inline, self.block = FriendlyInline(), _BoundedBlock()
        self.inline.terminator_re = re.compile(_MARKS)
        self.configure("commonmark", options)
        self.inline.ruler.at("image", _bounded_image)
        self.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
        self.enable(list(rules))

    def validateLink(self, url: str) -> bool:
        if self.schemes is None:
            return super().validateLink(url)
        return may_link(url, self.schemes)

    def with_autolinks(self) -> "Dialect":
        """Turn bare addresses into links, also those that begin with `www.`."""
        self.inline.terminator_re = re.compile(_MARKS + _LINK_STARTS)
        self.inline.ruler.before("newline", "address", _address)
        self.core.ruler.after("inline", "people", _people)
        return self

    def with_formulas(self) -> "Dialect":
        """Keep LaTeX letter by letter; see `formulas`. After `with_autolinks`, which says anew where to stop."""
        self.inline.terminator_re = re.compile(self.inline.terminator_re.pattern + r"|\$")
        self.inline.ruler.before("escape", "formula", _formula)
        return self

    def with_tasks(self) -> "Dialect":
        """Turn `[ ]` and `[x]` at the beginning of a list item into a disabled check box."""
        self.core.ruler.before("inline", "task_marks", _take_task_marks)
        self.core.ruler.after("inline", "task_boxes", _set_task_boxes)
        return self


class PostHtml(RendererHTML):
    """Writes the HTML of posts. `env` carries the counters of the text being written."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<{_heading(tokens[idx])}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{_heading(tokens[idx])}>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        href = str(token.attrGet("href") or "")
        if token.markup == "mention":
            return f'<a class="mention" href="{escape(href)}">'
        title = token.attrGet("title")
        rel = ' rel="nofollow ugc noopener"' if href[:5].lower() in ("http:", "https") else ""
        return f'<a href="{escape(href)}"' + (f' title="{escape(str(title))}"' if title else "") + f"{rel}>"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        src, title = str(token.attrGet("src") or ""), token.attrGet("title")
        alt = self.renderInlineAsText(token.children, options, env)
        env["images"] = env.get("images", 0) + 1
        if env["images"] > MAX_IMAGES or not src or src[:7].lower() == "mailto:":
            return escape(alt, quote=False)
        titled = f' title="{escape(str(title))}"' if title else ""
        return f'<img src="{escape(src)}" alt="{escape(alt)}"{titled} loading="lazy" decoding="async">'

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{plain_code(tokens[idx].content)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _pre(tokens[idx].content, "", env)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].info.strip().partition(" ")[0].lower()
        return _pre(tokens[idx].content, language if language in LANGUAGES else "", env)

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        # A wide table scrolls in a frame of its own; the tab stop lets people scroll it by keyboard.
        return '<div class="table-scroll" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    td_open = th_open

    def task_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        checked = " checked" if tokens[idx].info != " " else ""
        return f'<label class="task"><input type="checkbox" disabled{checked}> '

    def task_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</label>"


def post_dialect() -> Dialect:
    """The parser of posts. Line breaks are kept as typed, as people expect of a forum, and Japanese most of all."""
    options = {"html": False, "breaks": True, "xhtmlOut": False, "maxNesting": MAX_NESTING}
    return Dialect(options, ("table", "strikethrough"), renderer=PostHtml).with_tasks().with_autolinks().with_formulas()


def bounded_table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """The library's table rule within our limits of columns and cells."""
    if startLine + 2 > endLine:
        return False
    marks = state.src[state.bMarks[startLine + 1] + state.tShift[startLine + 1] : state.eMarks[startLine + 1]]
    columns = marks.strip().strip("|").count("|") + 1
    if columns > MAX_COLUMNS or not marks or marks[0] not in "|-:":
        return False
    rows = (MAX_CELLS - state.env.get("cells", 0)) // columns
    if rows < 1:
        return False
    last_line = min(endLine, startLine + 1 + rows)
    if not table(state, startLine, last_line, silent):
        return False
    if not silent:
        state.env["cells"] = state.env.get("cells", 0) + columns * (state.line - startLine - 1)
    return True


class _BoundedBlock(ParserBlock):
    """The library drops what is nested too deeply; nobody's words may vanish, so this one says so instead."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        if state.level >= state.md.options.maxNesting and state.md.options.get("html") is False:
            raise TooMuch("nesting")
        super().tokenize(state, startLine, endLine)


def _bounded_image(state: StateInline, silent: bool) -> bool:
    """The library's image rule; each image in the description of another means reading that description once more."""
    depth = state.env.get("image_depth", 0)
    if silent or depth == 0 or state.md.options.get("html"):
        state.env["image_depth"] = depth + (not silent)
        try:
            return image(state, silent)
        finally:
            state.env["image_depth"] = depth
    return False


def _heading(token: Token) -> str:
    return f"h{min(int(token.tag[1]) + 2, 6)}"


def _cell(token: Token) -> str:
    alignment = _ALIGNMENT.search(str(token.attrGet("style") or ""))
    return f'<{token.tag} class="align-{alignment.group()}">' if alignment else f"<{token.tag}>"


def _pre(code: str, language: str, env: EnvType) -> str:
    if language:
        env["highlighted"] = env.get("highlighted", 0) + len(code)
    coloured = language and env["highlighted"] <= MAX_HIGHLIGHTED
    body = highlight(code, language) if coloured else plain_code(code)
    # Long lines scroll; the tab stop lets people scroll them by keyboard.
    scrolls = ' tabindex="0"' if any(len(line) > 32 for line in code.splitlines()) else ""
    return f"<pre{scrolls}><code>{body}</code></pre>\n"


def _address(state: StateInline, silent: bool) -> bool:
    """Inline rule: an address that begins here (`www.`) or whose scheme was just read (`://`)."""
    src, start = state.src, state.pos
    # While a link's own text is measured (silent) nothing may swallow its closing bracket.
    if silent or state.linkLevel > 0 or src[start] not in ":wW" or state.env.get("autolinks", 0) >= MAX_AUTOLINKS:
        return False
    scheme = ""
    if src[start] == ":":
        scheme = scheme_before(src[max(0, start - 9) : start]) or ""
        if not scheme or not src.startswith("://", start) or not state.pending.endswith(scheme):
            return False
        end = address_end(src, start + 3, state.posMax)
    else:
        end = address_end(src, start, state.posMax, dotted=True)
        if src[start : start + 4].lower() != "www." or (end is not None and end < start + 5):
            return False
    if end is None or end <= start + 3:
        return False
    shown = scheme + src[start:end]
    url = state.md.normalizeLink(shown if scheme else f"http://{shown}")
    if not state.md.validateLink(url):
        return False
    if scheme:
        state.pending = state.pending[: -len(scheme)]
    for token in _link(url, shown, "linkify"):
        pushed = state.push(token.type, token.tag, token.nesting)
        pushed.attrs, pushed.content, pushed.markup, pushed.info = token.attrs, token.content, token.markup, token.info
    state.env["autolinks"] = state.env.get("autolinks", 0) + 1
    state.pos = end
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """Inline rule: LaTeX becomes text as it stands."""
    if state.src[state.pos] not in "$\\":
        return False
    end = formula_end(state.src, state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        # As a character after a backslash does: joined with the text around it once people and addresses were looked for.
        token = state.push("text_special", "", 0)
        token.content = state.src[state.pos : end]
        token.markup, token.info = token.content, "formula"
    state.pos = end
    return True


def _people(state: StateCore) -> None:
    """Core rule: e-mail addresses and mentions in running text, outside links and code."""
    quotes = 0
    for block in state.tokens:
        if block.type in ("blockquote_open", "blockquote_close"):
            quotes += block.nesting
        elif block.type == "inline" and block.children and ("@" in block.content or "＠" in block.content):
            block.children = _with_people(block.children, state.md, state.env, quoted=quotes > 0)


def _with_people(tokens: Sequence[Token], md: MarkdownIt, env: EnvType, *, quoted: bool) -> list[Token]:
    found: list[Token] = []
    links = 0
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            links += token.nesting
        if token.type != "text" or links:
            found.append(token)
            continue
        before = found[-1].content[-1:] if found and found[-1].type in ("text", "text_special") else ""
        found.extend(_split(token, before, md, env, quoted=quoted))
    return found


def _split(token: Token, before: str, md: MarkdownIt, env: EnvType, *, quoted: bool) -> list[Token]:
    """`token` cut into text and links. `before` is the character in front of it, which may forbid a mention."""
    text, pieces, done = before + token.content, list[Token](), len(before)
    for match in _EMAIL_OR_MENTION.finditer(text):
        if match.start() < done:
            continue
        linked = _email_link(match, md, env) if match["email"] else _mention_link(match, env, quoted=quoted)
        if linked is None:
            continue
        link, end = linked
        pieces += [_text(text[done : match.start()], token.level), *link]
        done = end
    return [*pieces, _text(text[done:], token.level)] if pieces else [token]


def _email_link(match: re.Match[str], md: MarkdownIt, env: EnvType) -> tuple[list[Token], int] | None:
    url = md.normalizeLink("mailto:" + match["email"])
    env["autolinks"] = env.get("autolinks", 0) + 1
    if env["autolinks"] > MAX_AUTOLINKS or not md.validateLink(url):
        return None
    return _link(url, match["email"], "linkify"), match.end()


def _mention_link(match: re.Match[str], env: EnvType, *, quoted: bool) -> tuple[list[Token], int] | None:
    if "mentions" not in env or env["mention_count"] >= MAX_MENTIONS:
        return None
    written = match.group(match.re.groups)
    known = find_name(written, env["people"])
    if known is None:
        return None
    name, taken = known
    env["mention_count"] += 1
    if not quoted:  # who is merely quoted as having been called is not called again
        env["mentions"].setdefault(fold(name), name)
    return _link(f"/users/{quote(name, safe='')}", f"@{name}", "mention"), match.start(match.re.groups) + taken


def _take_task_marks(state: StateCore) -> None:
    """Core rule: take the mark off the text of each item before it can be read as a link's text."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open":
            continue
        if mark := _TASK.match(inline.content):
            inline.content = inline.content[mark.end() :]
            inline.meta = {**inline.meta, "task": mark.group(1)}
            item.attrSet("class", "task-list-item")


def _set_task_boxes(state: StateCore) -> None:
    """Core rule: the item's text becomes the label of its check box, so that a screen reader names it."""
    for inline in state.tokens:
        if inline.type == "inline" and "task" in inline.meta:
            opening = Token("task_open", "label", 1, info=inline.meta["task"])
            inline.children = [opening, *(inline.children or ()), Token("task_close", "label", -1)]


def _link(url: str, shown: str, markup: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": url}, markup=markup, info="auto"),
        _text(shown, 1),
        Token("link_close", "a", -1, markup=markup, info="auto"),
    ]


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
