"""What changed between two versions of a text, in words a reader can follow, in English and in Japanese.

Lines are compared first, then the words of the lines that changed. Japanese has no spaces, so a word there is a run of
one kind of character: プリンター|が|動|きません. The comparison is Myers's (shortest edit) with a bound on its work, so
that two unlike texts of any length cost little: they are simply shown one after the other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

Kind = Literal["same", "added", "removed"]

CONTEXT_LINES = 2
"""Unchanged lines shown before and after each change."""

_MOST_LINE_EDITS = 700
_MOST_WORD_EDITS = 400
_ALIKE = 0.4  # lines that share less than this of their characters are shown as replaced, not as confetti

_WORDS = re.compile(
    r"\n|[^\S\n]+|[A-Za-z0-9_\u00c0-\u024f\u0370-\u1fff]+|[\u3041-\u309f]+|[\u30a0-\u30ff\uff66-\uff9f]+|[\uac00-\ud7af]+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed, came or went.

    Unchanged lines that were folded away are a "same" with empty text and their number in `hidden_lines`.
    """

    kind: Kind
    text: str
    hidden_lines: int = 0


def diff(before: str, after: str, *, context: int | None = CONTEXT_LINES) -> list[Change]:
    """The changes that lead from `before` to `after`, in reading order; removals come before what replaces them.

    `context` is how many unchanged lines stay around each change; None folds nothing, and then the texts of same and
    removed together are `before`, those of same and added together `after`.
    """
    changes: list[Change] = []
    for kind, lines in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if kind == "same":
            changes.append(Change("same", "".join(lines[0])))
        else:
            changes.extend(_words_changed("".join(lines[0]), "".join(lines[1])))
    joined = _joined(changes)
    return joined if context is None else _folded(joined, context)


def _blocks(
    before: Sequence[str], after: Sequence[str]
) -> list[tuple[Literal["same", "changed"], tuple[Sequence[str], Sequence[str]]]]:
    """Runs of lines that stayed, and runs that changed with what they became."""
    found: list[tuple[Literal["same", "changed"], tuple[Sequence[str], Sequence[str]]]] = []
    at_before = at_after = 0
    for start_before, start_after, length in [
        *_matches(before, after, _MOST_LINE_EDITS),
        (len(before), len(after), 0),
    ]:
        if start_before > at_before or start_after > at_after:
            found.append(("changed", (before[at_before:start_before], after[at_after:start_after])))
        if length:
            found.append(("same", (before[start_before : start_before + length], ())))
        at_before, at_after = start_before + length, start_after + length
    return found


def _words_changed(before: str, after: str) -> list[Change]:
    if not before or not after:
        return _replaced(before, after)
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matches = _matches(old, new, _MOST_WORD_EDITS)
    shared = sum(len("".join(old[start : start + length]).strip()) for start, _, length in matches)
    if shared < _ALIKE * min(len(before.strip()), len(after.strip())):
        return _replaced(before, after)
    changes: list[Change] = []
    at_old = at_new = 0
    for start_old, start_new, length in [*matches, (len(old), len(new), 0)]:
        changes += _replaced("".join(old[at_old:start_old]), "".join(new[at_new:start_new]))
        changes.append(Change("same", "".join(old[start_old : start_old + length])))
        at_old, at_new = start_old + length, start_new + length
    return _without_crumbs(changes)


def _replaced(before: str, after: str) -> list[Change]:
    return [Change("removed", before), Change("added", after)]


def _without_crumbs(changes: Sequence[Change]) -> list[Change]:
    """A lone space or mark that stayed between two changes only breaks the reading: it joins them."""
    kept: list[Change] = []
    for place, change in enumerate(changes):
        between = 0 < place < len(changes) - 1
        if change.kind == "same" and between and change.text and len(change.text) < 3 and not _has_word(change.text):
            kept += _replaced(change.text, change.text)
        else:
            kept.append(change)
    return kept


def _has_word(text: str) -> bool:
    return "\n" in text or any(char.isalnum() for char in text)


def _joined(changes: Sequence[Change]) -> list[Change]:
    """Neighbours of one kind as one change; between two unchanged stretches, removals first, then additions."""
    result: list[Change] = []
    changed: dict[Kind, str] = {"removed": "", "added": ""}
    for change in chain((change for change in changes if change.text), [Change("same", "")]):
        if change.kind != "same":
            changed[change.kind] += change.text
            continue
        result += [Change(kind, text) for kind, text in changed.items() if text]
        changed = {"removed": "", "added": ""}
        if result and result[-1].kind == "same":
            result[-1] = Change("same", result[-1].text + change.text)
        elif change.text:
            result.append(change)
    return result


def _folded(changes: Sequence[Change], context: int) -> list[Change]:
    """Unchanged lines far from any change replaced by their number."""
    result: list[Change] = []
    for place, change in enumerate(changes):
        if change.kind != "same":
            result.append(change)
            continue
        lines = change.text.splitlines(keepends=True)
        head = 0 if place == 0 else context + 1  # the first of them ends the line that changed
        tail = 0 if place == len(changes) - 1 else context + 1
        hidden = len(lines) - head - tail
        if hidden < 2:
            result.append(change)
            continue
        beginning, end = "".join(lines[:head]), "".join(lines[len(lines) - tail :])
        result += [Change("same", beginning)] if beginning else []
        result.append(Change("same", "", hidden))
        result += [Change("same", end)] if end else []
    return result


def _matches(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[tuple[int, int, int]]:
    """Runs that are the same in both, as (place in old, place in new, length), in order.

    Common beginnings and ends are found whatever the length. Between them at most `most_edits` steps are tried, which
    bounds the work to about their square; past that nothing between counts as the same.
    """
    start, end = 0, 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = _shortest_edit(old[start : len(old) - end], new[start : len(new) - end], most_edits)
    runs = [(0, 0, start), *((a + start, b + start, length) for a, b, length in middle)]
    runs.append((len(old) - end, len(new) - end, end))
    return [run for run in runs if run[2]]


def _shortest_edit(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[tuple[int, int, int]]:
    """Myers's greedy search, remembering for each number of edits how far every diagonal reached."""
    if not old or not new:
        return []
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), most_edits) + 1):
        trace.append(dict(reach))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walk_back(trace, len(old), len(new))
    return []


def _walk_back(trace: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[edits], x - y
        down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
        previous = diagonal + 1 if down else diagonal - 1
        from_x = reach[previous] if edits else 0
        from_y = from_x - previous if edits else 0
        entered_x = (from_x if down else from_x + 1) if edits else 0
        length = x - entered_x
        if length:
            runs.append((entered_x, entered_x - diagonal, length))
        x, y = from_x, from_y
    return runs[::-1]
