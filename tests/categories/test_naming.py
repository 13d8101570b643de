"""How tags are spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.categories.naming import MAX_LENGTH, clean_tag, split_tags, tag_key

CLEAN = [
    ("wifi", "wifi"),
    ("  Wi Fi ", "Wi-Fi"),
    ("blank   pages", "blank-pages"),
    ("c++", "c++"),
    ("C＃", "C#"),
    (".net", ".net"),
    ("update-4.2", "update-4.2"),
    ("e.g.", "e.g"),
    ("snake_case", "snake_case"),
    ("tcp/ip", "tcp-ip"),
    ("a -- b", "a-b"),
    ("en–dash", "en-dash"),
    ("-lead-", "lead"),
    ("ﾌﾟﾘﾝﾀ", "プリンタ"),
    ("無線　LAN", "無線-LAN"),
    ("エラー・コード", "エラー・コード"),
    ("プリンター", "プリンター"),
    ("żółć", "żółć"),
    ("हिन्दी", "हिन्दी"),
    ("2024", "2024"),
    ("zero\u200bwidth", "zerowidth"),
    ("x" * MAX_LENGTH, "x" * MAX_LENGTH),
]
REFUSED = [
    "", "   ", "-", "...", "++", "、", "<b>", "a<b", "a&b", "say \"hi\"", "what?", "100%", "a,b",
    "x" * (MAX_LENGTH + 1),
    "🎉", "party🎉", "a\\$b", "suggest", "SUGGEST", "\ufdfa" * 5, "javascript:alert(1)", "..", "a=b", "user@host",
]


@pytest.mark.parametrize(("typed", "kept"), CLEAN)
def test_what_a_tag_becomes(typed: str, kept: str) -> None:
    assert clean_tag(typed) == kept


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_tag(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        clean_tag(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("WiFi", "wifi"), ("ｗｉｆｉ", "wifi"), ("プリンタ", "ぷりんた"), ("ﾌﾟﾘﾝﾀ", "プリンタ"), ("Wi Fi", "wi-fi")],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert tag_key(clean_tag(one)) == tag_key(clean_tag(other))


def test_splitting_a_field() -> None:
    assert split_tags(" wifi, blank pages、請求書，, ;\n;x ") == ["wifi", "blank pages", "請求書", "x"]
    assert split_tags("") == []


@given(st.text(max_size=80))
def test_a_clean_name_is_stable_and_fits(text: str) -> None:
    try:
        name = clean_tag(text)
    except ValueError:
        return
    assert clean_tag(name) == name
    assert 1 <= len(name) <= MAX_LENGTH
    assert 1 <= len(tag_key(name)) <= 80
    assert not set(name) & set(" ,/\\?&<>\"'%\n\0")
    assert name not in (".", "..")
