"""Colours for code: which languages are known, and code turned into HTML with a small set of classes.

Only widely used languages are coloured, and only blocks of reasonable size: a lexer is a pile of patterns that a
hostile text can make slow. The classes are few on purpose, so that a theme is fifteen lines of CSS:

`tok-k` keyword, `tok-s` string, `tok-c` comment, `tok-m` number, `tok-nf` name of a function, `tok-nc` of a class,
`tok-nb` builtin, `tok-nt` tag, `tok-na` attribute, `tok-nd` decorator, `tok-nv` variable, `tok-ow` operator word,
`tok-gi` inserted line, `tok-gd` deleted line, `tok-gh` heading, `tok-gp` prompt, `tok-go` output; and `tok-bidi` for a
direction mark made visible, since code may be made to read other than it runs.
"""

import re
from functools import cache
from html import escape
from zlib import compress

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

MAX_BLOCK = 6_000
"""Characters of one block beyond which it is shown without colours."""

MAX_REPETITION = 12
"""How many times smaller code may be packed before it counts as a repetition; written code packs to a third or so."""

MAX_GROWTH = 5
"""How many times longer than the code its HTML may be before the block is shown without colours."""

CLASSES: dict[_TokenType, str] = {
    Keyword: "tok-k", String: "tok-s", Comment: "tok-c", Number: "tok-m", Name.Function: "tok-nf", Name.Class: "tok-nc",
    Name.Builtin: "tok-nb", Name.Tag: "tok-nt", Name.Attribute: "tok-na", Name.Decorator: "tok-nd",
    Name.Variable: "tok-nv", Operator.Word: "tok-ow", Generic.Inserted: "tok-gi", Generic.Deleted: "tok-gd",
    Generic.Heading: "tok-gh", Generic.Subheading: "tok-gh", Generic.Prompt: "tok-gp", Generic.Output: "tok-go",
}  # fmt: skip

# The name people write after the fence, and the lexer that reads it.
LANGUAGES: dict[str, str] = {
    "apache": "apacheconf", "bash": "bash", "bat": "bat", "c": "c", "c#": "csharp", "c++": "cpp", "clojure": "clojure",
    "cmake": "cmake", "cmd": "bat", "console": "console", "cpp": "cpp", "cs": "csharp", "csharp": "csharp",
    "css": "css", "dart": "dart", "diff": "diff", "docker": "docker", "dockerfile": "docker", "elixir": "elixir",
    "erlang": "erlang", "go": "go", "golang": "go", "graphql": "graphql", "groovy": "groovy", "haskell": "haskell",
    "html": "html", "http": "http", "ini": "ini", "java": "java", "javascript": "javascript", "js": "javascript",
    "json": "json", "jsx": "jsx", "kotlin": "kotlin", "kt": "kotlin", "less": "less", "lua": "lua", "make": "make",
    "makefile": "make", "matlab": "matlab", "nginx": "nginx", "objc": "objective-c", "ocaml": "ocaml",
    "patch": "diff", "perl": "perl", "php": "php", "pip": "ini", "powershell": "powershell", "properties": "properties",
    "protobuf": "protobuf", "ps1": "powershell", "py": "python", "pycon": "pycon", "python": "python",
    "python3": "python", "r": "r", "rb": "ruby", "regex": "text", "rs": "rust", "ruby": "ruby", "rust": "rust",
    "sass": "sass", "scala": "scala", "scss": "scss", "sh": "bash", "shell": "bash", "shell-session": "console",
    "sql": "sql", "swift": "swift", "tcl": "tcl", "tex": "latex", "latex": "latex", "toml": "toml", "ts": "typescript",
    "tsx": "tsx", "typescript": "typescript", "vb": "vb.net", "vim": "vim", "xml": "xml", "yaml": "yaml",
    "yml": "yaml", "zsh": "bash",
}  # fmt: skip

_ENDLESS = re.compile(r"\s{100}|[^\n]{800}")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def highlight(code: str, language: str) -> str:
    """`code` as HTML, coloured when `language` is known and the block is small enough, otherwise merely escaped."""
    lexer = _lexer(LANGUAGES.get(language, ""))
    if lexer is None or len(code) > MAX_BLOCK or _looks_hostile(code):
        return plain_code(code)
    pieces: list[str] = []
    budget = MAX_GROWTH * len(code) + 400
    pending, pending_class = "", ""
    for kind, value in lexer.get_tokens(code):
        wanted = pending_class if value.isspace() else _class_of(kind)
        if wanted == pending_class:
            pending += value
            continue
        pieces.append(_span(pending, pending_class))
        budget -= len(pieces[-1])
        if budget < 0:
            return plain_code(code)
        pending, pending_class = value, wanted
    pieces.append(_span(pending, pending_class))
    return "".join(pieces)


def plain_code(code: str) -> str:
    """`code` as HTML without colours; marks that change the direction of reading are made visible."""
    return _DIRECTION_MARKS.sub(_shown_mark, escape(code, quote=False))


def _looks_hostile(code: str) -> bool:
    """Whether `code` has the shape of texts that make lexers slow: endless lines, gaps or repetitions."""
    if _ENDLESS.search(code):
        return True
    size = len(code.encode())
    return size > 400 and size > MAX_REPETITION * len(compress(code.encode(), 1))


def _shown_mark(found: re.Match[str]) -> str:
    return f'<span class="tok-bidi">U+{ord(found.group()):04X}</span>'


def _span(text: str, css_class: str) -> str:
    if not text:
        return ""
    return f'<span class="{css_class}">{plain_code(text)}</span>' if css_class else plain_code(text)


@cache
def _class_of(kind: _TokenType) -> str:
    while kind.parent is not None:
        if kind in CLASSES:
            return CLASSES[kind]
        kind = kind.parent
    return ""


@cache
def _lexer(name: str) -> Lexer | None:
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False) if name else None
    except ClassNotFound:
        return None
