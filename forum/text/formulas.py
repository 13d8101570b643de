"""Formulas in a text: LaTeX as people write it between dollar signs or in an environment.

Nothing in a formula is Markdown: `$a_1 * b_1$` holds no emphasis and `\\\\` ends a line of a matrix. Formulas are shown
letter by letter. A price is no formula: between single dollar signs something must look like LaTeX, or hold no space.
"""

import re
from collections.abc import Iterator

LONGEST = 5_000
"""Characters of one formula; what looks like a longer one is read as ordinary text."""

_BEGIN = re.compile(r"\\begin\{([A-Za-z]{1,20}\*?)\}")
_ENDS = re.compile(r"\\.|\$\$?", re.DOTALL)
# A backslash before other signs is Markdown's own.
_COMMAND = re.compile(r"\\[A-Za-z{},;:!|]")
_LIKE_LATEX = re.compile(r"\\[A-Za-z{},;:!|]|[\^{=]|(?<!\\)_")
_STARTS = re.compile(r"\\begin\{|\$\$?")
_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def formula_end(text: str, start: int, stop: int) -> int | None:
    """Where the formula ends that begins at `start`, or None when none begins there. Looks no further than `stop`."""
    stop = min(stop, start + LONGEST)
    if begun := _BEGIN.match(text, start, stop):
        mark = f"\\end{{{begun[1]}}}"
        last = text.find(mark, begun.end(), stop)
        return last + len(mark) if last >= 0 else None
    if not text.startswith("$", start):
        return None
    display = text.startswith("$$", start)
    end = _closing(text, start + 2 if display else start + 1, stop, display=display)
    if end is None:
        return None
    inside = text[start + 2 : end - 2] if display else text[start + 1 : end - 1]
    if not inside.strip() or "`" in inside or "\n\n" in inside:
        return None
    return end if display or _is_formula(inside, text[start - 1 : start], text[end : end + 1]) else None


def formulas(text: str) -> Iterator[tuple[int, int]]:
    """Where the formulas of a text begin and end, in order. Dollar signs after a backslash begin none."""
    place = 0
    while found := _STARTS.search(text, place):
        place = found.end()
        if found[0][0] == "$" and _is_escaped(text, found.start()):
            continue
        end = formula_end(text, found.start(), len(text))
        if end is not None:
            yield found.start(), end
            place = end


def _is_escaped(text: str, place: int) -> bool:
    first = place
    while first and text[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1


def _closing(text: str, begin: int, stop: int, *, display: bool) -> int | None:
    """Behind the dollar signs that close a formula; one after a backslash is the formula's own."""
    for found in _ENDS.finditer(text, begin, stop):
        if found[0][0] == "$" and (found[0] == "$$" or not display):
            return None if found[0] == "$$" and not display else found.end()
    return None


def _is_formula(inside: str, before: str, after: str) -> bool:
    """Whether what stands between single dollar signs is LaTeX and no two prices."""
    if inside[0].isspace() or inside[-1].isspace():
        return False
    if _COMMAND.search(inside):
        return True
    if after in _ASCII_LETTERS:
        return False
    in_one = not re.search(r"\s", inside)
    like_latex = _LIKE_LATEX.search(inside) is not None
    return like_latex and in_one if before in _ASCII_LETTERS else like_latex or in_one
