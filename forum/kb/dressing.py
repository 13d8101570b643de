"""What an article's HTML has beyond a post's: a place in the page's outline, anchors, a table of contents, callouts.

The text goes through the same Markdown as every post first, so posts get none of this. `dress` works on that HTML as a
sequence of tags and text, never on its characters, and what comes out passes through an allow-list of its own.

    ## Reset the hub {#reset}       a heading whose anchor stays when its words change
    > [!WARNING]                    a callout: NOTE, TIP, IMPORTANT, WARNING or CAUTION
    > This erases everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.text.autolinks import SCHEMES
from forum.text.markdown import RENDERER_VERSION, as_typed, render_safely
from forum.text.sanitising import ATTRIBUTES, ELEMENTS, STYLE_CLASSES, VALUES
from forum.text.slugs import slug

#: Raised whenever the same HTML of a post would be dressed otherwise; the renderer's own version counts as well.
DRESSING = 1
VERSION = RENDERER_VERSION * 1_000 + DRESSING
#: The kinds of callouts with how they look: as the notices of the pages do.
CALLOUTS = {"note": "info", "tip": "success", "important": "info", "warning": "warning", "caution": "danger"}
#: In front of every anchor, so that no heading takes the name of a part of the page.
PREFIX = "h-"
#: Headings that get an anchor.
MOST_HEADINGS = 300

_HEADING = re.compile("h[3-6]")
_GIVEN = re.compile(r"\s*\{#([\w-]{1,60})\}\s*$")
_CALLOUT = re.compile(r"\s*\[!([A-Za-z]+)\][ \t]*(?=\n|$)")
_VOID = frozenset({"br", "hr", "img", "input"})


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the table of contents: its level (2 and deeper), its anchor and its words."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Dressed:
    """An article's text made ready. `links` are the targets of its links, as written, each once."""

    html: str
    plain: str
    contents: tuple[Heading, ...]
    links: tuple[str, ...]
    version: int = VERSION


@dataclass(slots=True)
class _Piece:
    """A start tag, an end tag or text (with its entities as they stand)."""

    kind: str  # start, end, text
    tag: str
    raw: str
    href: str = ""


async def render(source: str, lang: str) -> Dressed:
    """Markdown to an article's HTML, with callouts titled in `lang`. Never raises; see `text.markdown`."""
    rendered = await render_safely(source)
    plain = _CALLOUT_LINE.sub("", _GIVEN_LINE.sub("", rendered.plain))
    try:
        html, contents, links = dress(rendered.html, lang)
    except RecursionError:
        return Dressed(as_typed(source).html, rendered.plain, (), ())
    return Dressed(html, plain, contents, links)


#: The marks as they stand in the plain text, where nobody wants to read them.
_GIVEN_LINE = re.compile(r"[ \t]*\{#[\w-]{1,60}\}[ \t]*$", re.MULTILINE)
_CALLOUT_LINE = re.compile(r"^\[!(?:note|tip|important|warning|caution)\][ \t]*\n?", re.MULTILINE | re.IGNORECASE)


def dress(html: str, lang: str) -> tuple[str, tuple[Heading, ...], tuple[str, ...]]:
    """A post's HTML as an article's, its table of contents, and the targets of its links. Pure."""
    pieces = _read(html)
    links = _links(pieces)
    contents = _mark_headings(pieces)
    _mark_callouts(pieces, lang)
    return clean("".join(piece.raw for piece in pieces)), tuple(contents), links


def clean(html: str) -> str:
    """An article's HTML without anything that its allow-list does not name."""
    return _cleaner.clean(html)


def links_of(html: str) -> tuple[str, ...]:
    """The targets of the links in an article's HTML, as written, each once."""
    return _links(_read(html))


def _links(pieces: Sequence[_Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.href for piece in pieces if piece.href))


def _mark_headings(pieces: list[_Piece]) -> list[Heading]:
    """Give headings their level and anchor, in place. The page's title is above them, so the first is at level 2."""
    found: list[Heading] = []
    taken: set[str] = set()
    above: list[int] = []
    for start, piece in enumerate(pieces):
        if piece.kind != "start" or not _HEADING.fullmatch(piece.tag):
            continue
        end = next(
            at for at in range(start + 1, len(pieces)) if pieces[at].kind == "end" and pieces[at].tag == piece.tag
        )
        typed = int(piece.tag[1])
        while above and above[-1] >= typed:
            above.pop()
        above.append(typed)
        level = min(len(above) + 1, 6)
        given = _take_given(pieces[start + 1 : end])
        words = " ".join("".join(unescape(one.raw) for one in pieces[start:end] if one.kind == "text").split())
        anchor = _free(given or slug(words), taken)
        pieces[end].raw = f"</h{level}>"
        if len(found) < MOST_HEADINGS:
            pieces[start].raw = f'<h{level} id="{PREFIX}{escape(anchor)}">'
            found.append(Heading(level, PREFIX + anchor, words))
        else:
            pieces[start].raw = f"<h{level}>"
    return found


def _take_given(inside: Sequence[_Piece]) -> str:
    """The anchor that the heading's writer gave it, taken off its words; "" for none."""
    last = next((piece for piece in reversed(inside) if piece.kind == "text"), None)
    if last is None or not (match := _GIVEN.search(last.raw)):
        return ""
    last.raw = last.raw[: match.start()]
    return match[1].lower()


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _mark_callouts(pieces: list[_Piece], lang: str) -> None:
    """Turn quotes that begin with [!WORD] into callouts, in place."""
    open_quotes: list[str] = []
    for at, piece in enumerate(pieces):
        if piece.tag != "blockquote":
            continue
        if piece.kind == "end":
            if open_quotes.pop():
                piece.raw = "</div>"
            continue
        word = _callout_of(pieces, at)
        open_quotes.append(word)
        if word:
            with use_locale(lang):
                title = escape(_title(word))
            # The role makes it a named stop for those who listen to the page; the words say what the colour shows.
            piece.raw = (
                f'<div class="callout notice notice-{CALLOUTS[word]}"><p class="callout-title">{title}</p>'
            )


def _callout_of(pieces: list[_Piece], start: int) -> str:
    """The word of the callout that begins with this quote, taken off its first paragraph; "" for a quote."""
    before = [piece for piece in pieces[start + 1 : start + 4] if piece.kind != "text" or piece.raw.strip()]
    if len(before) < 2 or before[0].tag != "p" or before[0].kind != "start" or before[1].kind != "text":
        return ""
    match = _CALLOUT.match(before[1].raw)
    if not match or (word := match[1].lower()) not in CALLOUTS:
        return ""
    paragraph, text = before[:2]
    at = pieces.index(text, start)
    rest = text.raw[match.end() :]
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is not None and following.tag == "br" and not rest.strip():
        text.raw = following.raw = ""
    elif following is not None and following.kind == "end" and following.tag == "p" and not rest.strip():
        paragraph.raw = text.raw = following.raw = ""
    elif rest.strip() and not rest.startswith("\n"):
        return ""
    else:
        text.raw = rest.lstrip("\n")
    return word


def _title(word: str) -> str:
    return {
        "note": _("Note"), "tip": _("Tip"), "important": _("Important"), "warning": _("Warning"),
        "caution": _("Caution"),
    }[word]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[_Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or "" if tag == "a" else ""
        kind = "void" if tag in _VOID else "start"
        self.pieces.append(_Piece(kind, tag, self.get_starttag_text() or "", href))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(_Piece("end", tag, f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, raw: str) -> None:
        if self.pieces and self.pieces[-1].kind == "text":
            self.pieces[-1].raw += raw
        else:
            self.pieces.append(_Piece("text", "", raw))


def _read(html: str) -> list[_Piece]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.pieces


_cleaner = nh3.Cleaner(
    tags=set(ELEMENTS) | {"h2"},
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES | {f"h{level}": {"id"} for level in range(2, 7)},
    attribute_filter=lambda element, name, value: (
        value if name != "id" or (value.startswith(PREFIX) and element in ("h2", "h3", "h4", "h5", "h6")) else None
    ),
    tag_attribute_values=VALUES,
    allowed_classes=STYLE_CLASSES | {
        "div": STYLE_CLASSES["div"] | {"callout", "notice", *(f"notice-{look}" for look in CALLOUTS.values())},
        "p": {"callout-title"},
    },
    url_schemes=set(SCHEMES),
    strip_comments=True,
    link_rel=None,
)
