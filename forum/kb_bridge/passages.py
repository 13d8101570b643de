"""Making what somebody wrote fit into a part of an article: as Markdown that ends where it ends. Pure.

A post is a document of its own, an article has several of them one after the other. So headings go below the article's,
a fence that was left open is closed, references are written where they are used (two posts both have a `[1]`), quotes of
other posts and greetings go, and nothing that only means something in articles (callouts, anchors) begins to mean it.
"""

import re
from collections.abc import Callable

from forum.kb.merging import MINE, THEIRS

#: The level below which a passage's own headings stand.
BELOW = 3
#: Characters of one passage; the source has the rest.
LONGEST = 6_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*$")
_PLAIN = re.compile(r" {0,3}(?![>#*+\-|=~`]|\d{1,9}[.)])\S")
_DEFINITION = re.compile(
    r""" {0,3}\[([^\[\]]{1,200})\]:[ \t]*(?:<([^<>\s]*)>|(\S+))(?:[ \t]+("[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$"""
)
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
#: A link by reference: [text][id], [text][] or ![text][id]; its text may hold an image.
_REFERENCE = re.compile(
    r"(?<!\])(!?)\[((?:[^\[\]]|!\[[^\[\]]*\]\([^()\s]*\))*)\](?:\[([^\[\]]*)\]|(?![\[(:]))"
)
#: A person called by name. An article calls nobody.
_CALLED = re.compile(r"(?<![\w/.@＠])[@＠](?=\w)")
_CALLOUT = re.compile(r"((?:[ \t]*>)+[ \t]*)\[!(?=[A-Za-z]+\])")
_ANCHOR = re.compile(r"\{#(?=[\w-]{1,60}\}\s*$)")
_QUOTED_POST = re.compile(r"[ \t]*>[ \t]*\*\*\[.*\]\(<?/threads/")
_POSSIBLE_DUPLICATE = re.compile(r"[ \t]*>[ \t]*\*\*possible duplicate", re.IGNORECASE)

#: Whole lines that greet, thank or sign, at the beginning or the end of a text.
_OPENINGS = re.compile(
    r"(?:(?:hi|hello|hey|dear|good (?:morning|day|evening)|greetings)(?: (?:all|everyone|everybody|there|guys|folks|community))?"
    r"|(?:こんにちは|こんばんは|はじめまして|初めまして|お世話になって(?:おり)?ます|皆さん|皆様))[\s,.!。、！，]*",
    re.IGNORECASE,
)
_CLOSINGS = re.compile(
    r"(?:(?:many |much )?thank(?:s| you)(?: (?:you|all|everyone|guys|so much|very much|a lot|a bunch))?(?: (?:in advance|for"
    r" (?:any|your|the) (?:help|time|reading|assistance|answers?|replies))[^.!]*)?"
    r"|thx|cheers|(?:kind |best )?regards"
    r"|(?:any|some) (?:help|ideas?|suggestions?|advice|pointers?)[^.!?]{0,40}(?:appreciated|welcome)"
    r"|(?:please|pls) help(?: me)?(?: out)?|hope (?:this|that|it) helps"
    r"|(?:以上[、，]?)?(?:どうか)?(?:どうぞ)?(?:何卒)?(?:よろしく|宜しく)(?:お願い(?:いた|致)?します|お願い申し上げます|です)?"
    r"|ありがとうございま(?:す|した)|助けてください)[\s.!。！~〜]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*")


def passage(source: str, most: int = LONGEST) -> str:
    """The text as a part of an article. Empty when nothing but politeness was in it."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _shortened(_without_small_talk(_contained(_without_quotes(lines))), most)


def escaped(text: str) -> str:
    """A line of plain text with whatever Markdown would read in it escaped."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~@＠&-])", r"\\\1", " ".join(text.split()))


def _without_quotes(lines: list[str]) -> list[str]:
    """Without quotes that say which post they are from: the passage stands alone, and the other may be for fewer."""
    kept: list[str] = []
    quoting = False
    for line, is_code in _with_fences(lines):
        if not is_code and (_QUOTED_POST.match(line) or _POSSIBLE_DUPLICATE.match(line)):
            quoting = True
        elif quoting and not (line.lstrip().startswith(">") and not is_code):
            quoting = False
        if not quoting:
            kept.append(line)
    return kept


def _contained(lines: list[str]) -> str:
    definitions = {
        _label(match[1]): (match[2] if match[2] is not None else match[3], match[4] or "")
        for line, is_code in _with_fences(lines) if not is_code and (match := _DEFINITION.match(line))
    }
    levels = [len(match[1]) for line, is_code in _with_fences(lines) if not is_code and (match := _HEADING.match(line))]
    deeper = BELOW + 1 - min(levels, default=1)
    made: list[str] = []
    fence = ""
    for number, (line, is_code) in enumerate(_with_fences(lines)):
        fence = _fence_after(line, fence)
        if is_code:
            # The marks of an undecided merge would make the whole text one that cannot be saved.
            made.append(f" {line}" if line.startswith((THEIRS, MINE)) else line)
            continue
        if _DEFINITION.match(line):
            continue
        if made and _UNDERLINE.match(line) and _PLAIN.match(made[-1]) and number and not made[-1].startswith("#"):
            made[-1] = f"{'#' * (BELOW + 1)} {made[-1].strip()}"
            continue
        made.append(_line(line, definitions, deeper))
    return "\n".join([*made, fence] if fence else made)


def _line(line: str, definitions: dict[str, tuple[str, str]], deeper: int) -> str:
    if match := _HEADING.match(line):
        line = f"{'#' * min(6, len(match[1]) + deeper)}{line[match.end():]}"
    line = _ANCHOR.sub(r"\\{#", _CALLOUT.sub(r"\1\\[!", line))
    if line.startswith((THEIRS, MINE)):
        line = f"\\{line}"
    return _outside_code(line, lambda text: _CALLED.sub("", _resolved(text, definitions)))


def _resolved(text: str, definitions: dict[str, tuple[str, str]]) -> str:
    """References written out. Twice, for an image that is a link."""
    if not definitions:
        return text

    def written(match: re.Match[str]) -> str:
        name = match[2] if match[3] in (None, "") else match[3]
        found = definitions.get(_label(name))
        if found is None:
            return match[0]
        address, title = found
        return f"{match[1]}[{match[2]}](<{address}>{' ' + title if title else ''})"

    return _REFERENCE.sub(written, _REFERENCE.sub(written, text))


def _outside_code(line: str, change: Callable[[str], str]) -> str:
    made, at = "", 0
    for match in _CODE.finditer(line):
        made += change(line[at:match.start()]) + match[0]
        at = match.end()
    return made + change(line[at:])


def _without_small_talk(text: str) -> str:
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    while paragraphs and not _is_code(paragraphs[0]):
        shorter = _cut_first(paragraphs[0])
        if shorter:
            paragraphs[0] = shorter
            break
        del paragraphs[0]
    while paragraphs and not _is_code(paragraphs[-1]):
        shorter = _cut_last(paragraphs[-1])
        if shorter:
            paragraphs[-1] = shorter
            break
        del paragraphs[-1]
    return "\n\n".join(paragraphs)


def _cut_first(paragraph: str) -> str:
    lines = paragraph.split("\n")
    while lines and _OPENINGS.fullmatch(lines[0].strip()):
        del lines[0]
    if lines and (match := re.match(f"{_OPENINGS.pattern}(?<=[,.!。、！，\\s])", lines[0], re.IGNORECASE)):
        rest = lines[0][match.end():]
        # "Hi, I have …" without its greeting; "Hi-fi …" as it is.
        if rest and match[0].rstrip()[-1:] in ",.!。、！，":
            lines[0] = rest[0].upper() + rest[1:]
    return "\n".join(lines).strip("\n")


def _cut_last(paragraph: str) -> str:
    lines = paragraph.split("\n")
    while lines and (not lines[-1].strip() or _CLOSINGS.fullmatch(lines[-1].strip())):
        del lines[-1]
    if lines and "`" not in lines[-1]:
        sentences = [one for one in _SENTENCE.split(lines[-1].rstrip()) if one]
        kept = list(sentences)
        while kept and _CLOSINGS.fullmatch(kept[-1].strip()):
            kept.pop()
        if kept and len(kept) < len(sentences):
            lines[-1] = lines[-1][: lines[-1].rindex(kept[-1]) + len(kept[-1])]
        elif not kept:
            del lines[-1]
    return "\n".join(lines).rstrip("\n")


def _is_code(paragraph: str) -> bool:
    return bool(_FENCE.match(paragraph)) or paragraph.startswith(("    ", "\t"))


def _shortened(text: str, most: int) -> str:
    """As many whole paragraphs as fit, with an ellipsis where something is missing and no fence left open."""
    if len(text) <= most:
        return text
    kept: list[str] = []
    room = most
    for line in text.split("\n"):
        if len(line) + 1 > room:
            break
        kept.append(line)
        room -= len(line) + 1
    if not kept:
        kept = [text.split("\n", 1)[0][:most]]
    fence = ""
    for line in kept:
        fence = _fence_after(line, fence)
    while not fence and len(kept) > 1 and kept[-1].strip():
        # To the end of a paragraph, if there is one.
        if "" not in kept:
            break
        kept.pop()
    return "\n".join([*kept, *([fence] if fence else [])]).rstrip("\n") + "\n\n…"


def _with_fences(lines: list[str]) -> list[tuple[str, bool]]:
    """Each line with whether it is code between fences, the fences included."""
    found = []
    fence = ""
    for line in lines:
        after = _fence_after(line, fence)
        found.append((line, bool(fence or after)))
        fence = after
    return found


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after the line ("" for none), given the one open before it."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    mark = found[1]
    if not fence:
        # A line of code between backticks is no fence.
        return "" if mark[0] == "`" and "`" in line[found.end():] else mark
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not line.strip().strip(mark[0])
    return "" if closes else fence


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()
