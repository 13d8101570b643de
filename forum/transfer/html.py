"""HTML of other forums as Markdown that our renderer shows with the same words.

markdownify walks the elements; what it lacks for posts is here: text is escaped exactly where our Markdown would read
a mark-up in it (so formulas between dollar signs come through untouched), fences are longer than what they hold and
name their language, raised and lowered text stays so, addresses survive brackets and spaces.
"""

import re
from html import unescape
from typing import Any
from unicodedata import category

import markdownify

from forum.text.autolinks import may_link
from forum.text.formulas import formulas

__all__ = ["escape_text", "to_markdown", "words_of"]

# A backslash that would take the next sign's meaning, and one at the end of a line.
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\s*$)")
_SIGNS = re.compile(r"[\\`~*_<&\]]")
_STAR = re.compile(r"(?<!\s)\*|\*(?!\s|$)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What the renderer will take for an address as it stands, backslashes included.
_BARE_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"'*`~\[\]\\]+(?<![_.,;:!?])")
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
# Sites that talk of money or shells put a backslash before the dollar signs of formulas.
_FORMULA_ELSEWHERE = re.compile(r"(?<!\\)\\\$(?=[^\s$][^$]*[\\^_{]|[^\s$\\]+\\\$)((?:[^$\\]|\\[^$])+)(?<!\s)\\\$")
_LINK = re.compile(r"\](?=[(\[:])")
_TASK = re.compile(r"^\[(?=[ xX]\]\s)")
_BLOCK = re.compile(r"^(\s*)(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|={3,}\s*$|-{3,}\s*$|~~~)")
_NUMBERED = re.compile(r"^(\s*\d{1,9})(?=[.)](?:\s|$))")
_BACKTICKS = re.compile(r"`+")
_LANGUAGE = re.compile(r"^(?:lang|language)-([\w+#.\-]+)$")
_NO_LANGUAGES = frozenset({"auto", "none", "plaintext", "text", "nohighlight"})
_IN_ADDRESS = str.maketrans(
    {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\n": "", "\t": "", "\\": "%5C"}
)
_RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re", "e", "è", "ème", "eme", "ère", "de", "os", "as", "TM"})
_INLINE = frozenset({"a", "b", "em", "i", "s", "span", "strong", "sub", "sup"})
#: Characters of an exponent or index; what is longer is small print.
_LONGEST_INDEX = 20
_INDEX = re.compile(r"[\w+\-−=*/,().]*\w[\w+\-−=*/,().]*")
_TAGS = re.compile(r"<[^>]*>")


def to_markdown(html: str) -> tuple[str, bool]:
    """The Markdown for `html`, and whether all of it could be read; if not, its words alone are left."""
    try:
        # Within an element of its own a text that is only an address is no file name to the parser.
        return _CONVERTER.convert(f"<div>{html}</div>").strip(), True
    except RecursionError:
        return escape_text(words_of(html)), False


def words_of(html: str) -> str:
    """The text of `html` without its marks, on one line."""
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def escape_text(text: str, *, addresses: bool = True) -> str:
    """`text` with a backslash before each sign that our Markdown would take for mark-up, and no other.

    Formulas come through letter by letter, for our Markdown leaves them alone, and so do `addresses`, which it makes
    links of (but not within a link).
    """
    if "$" in text:
        text = _FORMULA_ELSEWHERE.sub(r"$\1$", text)
    made, done = [], 0
    for start, end in formulas(text) if "$" in text or "\\begin{" in text else ():
        made += [_escape(text[done:start], addresses), text[start:end]]
        done = end
    return "".join([*made, _escape(text[done:], addresses)])


def _escape(text: str, addresses: bool) -> str:
    if addresses and ("://" in text or "www." in text):
        made, done = [], 0
        for found in _BARE_ADDRESS.finditer(text):
            made += [_escape(text[done : found.start()], False), found[0]]
            done = found.end()
        return "".join([*made, _escape(text[done:], False)])
    if not _SIGNS.search(text):
        return text
    text = _BACKSLASH.sub(r"\\\\", text)
    text = text.replace("`", r"\`").replace("~~", r"\~~")
    text = _STAR.sub(r"\*", text)
    text = _UNDERSCORE.sub(r"\_", text)
    text = _TAG_LIKE.sub(r"\<", text)
    text = _ENTITY.sub(r"\&", text)
    return _LINK.sub(r"\]", text)


# The library's own classes are made of what its type hints leave out.
_Converter: Any = markdownify.MarkdownConverter
_Tag: Any = markdownify.Tag  # type: ignore[attr-defined]


class _Posts(_Converter):
    """markdownify with the habits of posts."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escape_text(text, addresses="a" not in parent_tags)

    def process_text(self, el: Any, parent_tags: set[str] | None = None) -> str:
        text: str = super().process_text(el, parent_tags=parent_tags)
        if parent_tags and "_noformat" in parent_tags:
            return text
        if el.previous_sibling is None or el.previous_sibling.name in ("br", "p", "ul", "ol", "pre", "blockquote"):
            text = text.lstrip(" ") if el.previous_sibling is not None else text
            text = _NUMBERED.sub(r"\1\\", _TASK.sub(r"\[", _BLOCK.sub(r"\1\\", text)))
        if text.endswith("!") and el.next_sibling is not None and el.next_sibling.name == "a":
            text = text[:-1] + r"\!"
        return text

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        words = text.strip()
        href = (el.get("href") or "").strip()
        if "_noformat" in parent_tags or not words:
            return text
        if not href or "mention" in (el.get("class") or ()):
            return text
        if not may_link(href):
            # An address that no post may lead to is told.
            return text if href in words else f"{text} ({escape_text(href)})"
        if el.find("img") is None and not _balanced(words):
            words = _BRACKETS.sub(r"\\\g<0>", words)
        title = " ".join((el.get("title") or "").split()).replace('"', r"\"")
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        said = f' "{title}"' if title else ""
        return f"{before}[{words}]({href.translate(_IN_ADDRESS)}{said}){after}"

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        alt = " ".join((el.get("alt") or "").split())
        src = (el.get("src") or "").strip()
        if "emoji" in (el.get("class") or ()) or not src or not may_link(src):
            return escape_text(alt)
        return f"![{escape_text(alt).replace('[', '(').replace(']', ')')}]({src.translate(_IN_ADDRESS)})"

    def convert_pre(self, el: Any, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if not text:
            return ""
        fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(text)), 3)
        return f"\n\n{fence}{_language(el)}\n{text}\n{fence}\n\n"

    def convert_td(self, el: Any, text: str, parent_tags: set[str]) -> str:
        # Also within code: a table's cells are told apart before anything else.
        return str(super().convert_td(el, text.replace("|", r"\|"), parent_tags))

    def convert_th(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_th(el, text.replace("|", r"\|"), parent_tags))

    def convert_b(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_b(el, text, parent_tags)) if _can_be_marked(el, text) else text

    def convert_em(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_em(el, text, parent_tags)) if _can_be_marked(el, text) else text

    convert_strong = convert_b
    convert_i = convert_em

    def convert_sup(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return _moved(text, _RAISED, "^")

    def convert_sub(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return _moved(text, _LOWERED, "\\_")

    def convert_strike(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return str(self.convert_del(el, text, parent_tags))

    def convert_dt(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_summary(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""

    def convert_aside(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A Discourse quote with who said it, or a preview of another page, of which the link is what was written."""
        classes = el.get("class") or ()
        if "onebox" in classes:
            link = el.get("data-onebox-src") or next((a.get("href") for a in el.find_all("a", href=True)), "")
            return f"\n\n[{escape_text(link)}]({link.translate(_IN_ADDRESS)})\n\n" if link else ""
        if "quote" in classes:
            quoted = el.find("blockquote")
            said = str(self.process_element(quoted, parent_tags=parent_tags)).strip() if quoted else ""
            who = el.get("data-username")
            return f"\n\n> @{who}:\n>\n{said}\n\n" if who and said else f"\n\n{said}\n\n"
        return f"\n\n{text.strip()}\n\n"

    def convert_span(self, el: Any, text: str, parent_tags: set[str]) -> str:
        # Discourse takes the dollar signs of its formulas away.
        if "math" in (el.get("class") or ()) and text.strip():
            return f"${el.get_text().strip()}$"
        return text

    def convert_div(self, el: Any, text: str, parent_tags: set[str]) -> str:
        # What Discourse writes under an enlarged image: its file name and size.
        if "meta" in (el.get("class") or ()):
            return ""
        if "math" in (el.get("class") or ()) and text.strip():
            return f"\n\n$$\n{el.get_text().strip()}\n$$\n\n"
        return str(super().convert_div(el, text, parent_tags))


def _language(pre: Any) -> str:
    """The language a code block names: on itself or on the <code> within."""
    inside = pre.find("code")
    named = [pre.get("data-code-wrap") or ""]
    for element in (pre, inside):
        for one in (element.get("class") or ()) if element is not None else ():
            if found := _LANGUAGE.match(one):
                named.append(found[1])
    return next((name for name in named if name and name not in _NO_LANGUAGES), "")


def _balanced(words: str) -> bool:
    """Whether every square bracket of a link's text has its other half."""
    depth = 0
    for found in _BRACKETS.finditer(words):
        depth += 1 if found[0] == "[" else -1
        if depth < 0:
            return False
    return depth == 0


def _can_be_marked(el: Any, text: str) -> bool:
    """Whether our Markdown would see marks around this: not where a sign within stands against a letter without (must**[1]**)."""
    words = text.strip()
    if not words:
        return True
    before = _letter_beside(el, before=True) if text[0] == words[0] else False
    after = _letter_beside(el, before=False) if text[-1] == words[-1] else False
    return not (before and _is_sign(words[0])) and not (after and _is_sign(words[-1]))


def _letter_beside(el: Any, *, before: bool) -> bool:
    """Whether a letter or digit stands right before (or after) an element; not Japanese, beside which marks hold."""
    beside = el.previous_sibling if before else el.next_sibling
    # Nobody nests more than a few; whoever nests thousands is not waited for.
    for _ in range(6):
        if beside is not None or el.parent is None or el.parent.name not in _INLINE:
            break
        el = el.parent
        beside = el.previous_sibling if before else el.next_sibling
    said = beside.get_text() if beside is not None and (beside.name is None or beside.name in _INLINE) else ""
    sign = said[-1:] if before else said[:1]
    return sign.isalnum() and sign < "\u2e80"


def _is_sign(letter: str) -> bool:
    return category(letter)[0] in "PS" and letter not in "*_"


def _moved(text: str, letters: dict[str, str], sign: str) -> str:
    """Raised or lowered text: by the letters made for it, or marked as people write it by hand; small print as it is."""
    words = text.strip()
    if words and all(letter in letters for letter in words):
        return "".join(letters[letter] for letter in words)
    mark = words.strip("*").rstrip("\\.:)")
    if mark and all(letter in letters for letter in mark):
        return "".join(letters[letter] for letter in mark) + words.strip("*")[len(mark) :].lstrip("\\")
    if words in _ORDINALS:
        return words
    if words.isalnum() and len(words) <= _LONGEST_INDEX:
        return f"{sign}{words}"
    if (words.startswith("$") or _INDEX.fullmatch(words)) and len(words) <= _LONGEST_INDEX:
        return f"{sign}({words})"
    return text


class _Element(_Tag):
    """An element that is asked quickly whether it stands in a `pre`: the converter asks each."""

    def find_parent(self, name: Any = None, attrs: Any = None, **more: Any) -> Any:
        if not isinstance(name, str) or attrs or more:
            return super().find_parent(name, attrs, **more)
        found = self.parent
        while found is not None and found.name != name:
            found = found.parent
        return found


_CONVERTER = _Posts(
    bs4_options={"features": "html.parser", "element_classes": {_Tag: _Element}},
    heading_style="ATX",
    bullets="-",
    autolinks=False,
    # Line breaks of the HTML's own are spaces; only <br> ends a line.
    wrap=True,
    wrap_width=None,
    strip_pre=None,
    table_infer_header=True,
    keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6"],
)
