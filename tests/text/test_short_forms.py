"""Slugs, excerpts, quotes and the language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.text.excerpt import excerpt
from forum.text.language import guess
from forum.text.markdown import render
from forum.text.quoting import LONGEST_QUOTE, quote
from forum.text.slugs import LONGEST, slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Printer prints blank pages!", "printer-prints-blank-pages"),
        ("プリンターが白紙を出す（Windows 11）", "プリンターが白紙を出す-windows-11"),
        ("Don't stop", "dont-stop"),
        ("ＡＢＣ　ｱｲｳ", "abc-アイウ"),
        ("Café ñandú", "café-ñandú"),
        ("a/b?c#d%e", "a-b-c-d-e"),
        ("", "-"),
        ("...", "-"),
        ("🎉", "-"),
        ("../../etc", "etc"),
        ("--a--", "a"),
    ],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text(max_size=200))
def test_any_slug_is_one_path_segment(title: str) -> None:
    made = slug(title)
    assert 0 < len(made) <= LONGEST
    assert not set(made) & set("/?#%.\\ \n\0")
    assert made == "-" or not made.startswith("-")


def test_a_long_slug_ends_with_a_word() -> None:
    assert slug("several words " * 20).endswith(("-several", "-words"))


@pytest.mark.parametrize(
    ("plain", "length", "expected"),
    [
        ("short", 20, "short"),
        ("two\n\nlines", 20, "two lines"),
        ("The quick brown fox jumps over the lazy dog", 20, "The quick brown fox…"),
        ("プリンターが動きません。どうすればいいですか。", 16, "プリンターが動きません。…"),
        ("動きません、どうすればいいのかわかりません", 12, "動きません…"),
        ("a" * 50, 10, "a" * 9 + "…"),
        ("👨\u200d👩\u200d👧" * 3, 8, "👨\u200d👩\u200d👧…"),
        ("abc", 0, ""),
        ("", 10, ""),
    ],
)
def test_excerpt(plain: str, length: int, expected: str) -> None:
    assert excerpt(plain, length) == expected


@given(st.text(), st.integers(0, 60))
def test_an_excerpt_is_never_too_long(plain: str, length: int) -> None:
    assert len(excerpt(plain, length)) <= length


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I print?", "en"),
        ("プリンターが動きません。", "ja"),
        ("印刷不可", "ja"),
        ("ﾌﾟﾘﾝﾀ", "ja"),
        ("Windows 11 の Update で error 0x80 が出ます", "ja"),
        ("The menu 設定 is missing from my settings", "en"),
        ("안녕하세요", ""),
        ("Où est passée la clé déjà donnée", ""),
        ("Привет мир", ""),
        ("", ""),
        ("123 !?", ""),
        ("動きません。\n```\nTraceback most recent call last in the long module\n```", "ja"),
        ("https://example.com/日本語 is broken", "en"),
        ("`code`", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert guess(text) == language


def test_quote() -> None:
    assert quote("Mika", "Hello\n\nthere", "/threads/1/a#reply-2") == (
        "> **[Mika](</threads/1/a#reply-2>)**\n>\n> Hello\n>\n> there\n\n"
    )


def test_a_quote_leaves_earlier_quotes_out() -> None:
    assert "old" not in quote("A", "> old\n\nnew", "/x")
    assert "> > kept" in quote("A", "```\n> kept\n```", "/x")


def test_a_long_quote_is_cut_and_its_code_closed() -> None:
    quoted = quote("A", "```py\n" + "x = 1\n" * 1_000, "/x")
    assert len(quoted) < LONGEST_QUOTE * 2
    assert quoted.endswith("> …\n> ```\n\n")
    assert render(quoted + "mine").html.endswith("</blockquote>\n<p>mine</p>\n")


@given(st.text(max_size=20), st.text(max_size=100))
def test_a_name_cannot_break_out_of_a_quote(name: str, source: str) -> None:
    html = render(quote(name, source, "/x") + "mine").html
    assert html.startswith("<blockquote>")
    assert html.endswith("<p>mine</p>\n")


def test_quoting_calls_nobody() -> None:
    assert render(quote("@Mika", "thanks @tanaka", "/x") + "mine").mentions == ()
