"""What changed, in words a reader can follow."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.text.diff import Change, diff


def _shown(before: str, after: str) -> str:
    marks = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return "".join(
        f"<{change.hidden_lines}>" if change.hidden_lines else marks[change.kind].format(change.text)
        for change in diff(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("the quick fox", "the slow fox", "the [-quick][+slow] fox"),
        ("one two three", "one three", "one [-two ]three"),
        ("プリンターが動きません。", "プリンターが全く動きません。", "プリンターが[+全く]動きません。"),
        ("設定を開く", "設定を閉じる", "設定を[-開く][+閉じる]"),
        ("same", "same", "same"), ("", "new", "[+new]"), ("old", "", "[-old]"), ("", "", ""),
        ("a\nb", "a\nc\nb", "a\n[+c\n]b"),
        ("nothing in common", "全部ちがう", "[-nothing in common][+全部ちがう]"),
    ],
)  # fmt: skip
def test_it_reads_well(before: str, after: str, shown: str) -> None:
    assert _shown(before, after) == shown


def test_unchanged_lines_are_folded() -> None:
    lines = [f"line {number}\n" for number in range(30)]
    changes = diff("".join(lines), "".join([*lines[:15], "new\n", *lines[15:]]))
    assert changes == [
        Change("same", "", 12), Change("same", "".join(lines[12:15])),
        Change("added", "new\n"), Change("same", "".join(lines[15:18])), Change("same", "", 12),
    ]  # fmt: skip


_TEXTS = st.text(alphabet="ab あいア漢。\n", max_size=60)


@given(_TEXTS, _TEXTS)
def test_both_versions_can_be_put_together_again(before: str, after: str) -> None:
    changes = diff(before, after, context=None)
    assert "".join(change.text for change in changes if change.kind != "added") == before
    assert "".join(change.text for change in changes if change.kind != "removed") == after
    assert all(change.text for change in changes)


@pytest.mark.parametrize("alphabet", ["ab\n", "ab ", "あa。\n", "\n"])
def test_long_unlike_texts_are_still_compared(alphabet: str) -> None:
    chance = random.Random(4)
    before, after = ("".join(chance.choices(alphabet, k=65_536)) for _ in range(2))
    changes = diff(before, after, context=None)
    assert "".join(change.text for change in changes if change.kind != "removed") == after
