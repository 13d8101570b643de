"""Quoting what somebody wrote, as Markdown for the beginning of a reply."""

import re

LONGEST_QUOTE = 1_500
"""Characters quoted at most; a reader has the permalink for the rest."""

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~@＠&-])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_EARLIER_QUOTE = re.compile(r" {0,3}>")


def quote(author_name: str, source: str, permalink: str) -> str:
    """A quote block of `source` under a link to where it stands, followed by an empty line to write on.

    What `source` itself quotes is left out, since it can be read one step back. Long texts are cut at a line or a
    sentence, and a code block cut in two is closed. `permalink` is an address of this site.
    """
    name = _MARKS.sub(r"\\\1", " ".join(author_name.split()))
    address = permalink.replace("<", "%3C").replace(">", "%3E").replace("\n", "")
    lines = [f"**[{name}](<{address}>)**", "", *_cut(_without_quotes(source.splitlines()))]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    fence = ""
    for line in lines:
        fence = _fence_after(line, fence)
        if fence or not _EARLIER_QUOTE.match(line):
            kept.append(line)
    text = "\n".join(kept).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text).split("\n")


def _cut(lines: list[str]) -> list[str]:
    kept: list[str] = []
    fence, room = "", LONGEST_QUOTE
    for line in lines:
        if len(line) >= room:
            kept.append(_beginning(line, room) + "…")
            break
        kept.append(line)
        room -= len(line) + 1
        fence = _fence_after(line, fence)
    return [*kept, fence] if fence else kept


def _beginning(line: str, room: int) -> str:
    """As much of `line` as fits, to the end of a sentence or a word if one is near."""
    beginning = line[:room]
    place = max(beginning.rfind(mark) for mark in "。．.!?！？、 ")
    return beginning[: place + 1].rstrip() if place > room // 2 else beginning


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after `line` ("" when none), given the one open before it."""
    found = _FENCE.match(line)
    if not found:
        return fence
    mark = found.group(1)
    if not fence:
        return mark
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not line.strip().strip(mark[0])
    return "" if closes else fence
