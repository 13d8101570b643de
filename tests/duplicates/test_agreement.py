"""What two texts have in common is marked where it stands, and nothing of them is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.duplicates.agreement import SHOWN_AT_MOST, agreement


def marked(one: str, other: str) -> list[str]:
    return [text for text, common in agreement([one], [other])[0][0] if common]


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("The printer does not print.", "My printers stopped printing", ["printer", "print"]),
        ("It says (0x80070005)!", "Error 0x80070005, what now", ["0x80070005"]),
        ("What can I do about it", "What can you do about that", []),
        ("プリンターが印刷できません", "プリンタで印刷ができない", ["プリンター", "印刷"]),
        ("ﾌﾟﾘﾝﾀ の 設定", "プリンターの設定", ["ﾌﾟﾘﾝﾀ", "設定"]),
        ("こんにちは、お願いします", "こんにちは、お願いします", ["願"]),
        ("", "Nothing there", []),
    ],
)
def test_words_that_both_have(one: str, other: str, common: list[str]) -> None:
    found = marked(one, other)
    assert all(any(word in text for text in found) for word in common), found
    assert common or not found


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_is_lost_and_neighbours_differ(one: str, other: str) -> None:
    for text, parts in zip((one, other), agreement([one], [other]), strict=True):
        assert "".join(piece for piece, _common in parts[0]) == text[:SHOWN_AT_MOST]
        assert all(before[1] != after[1] for before, after in zip(parts[0], parts[0][1:], strict=False))
