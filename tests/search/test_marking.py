"""Titles and pieces of texts with what was looked for marked."""

from hypothesis import given
from hypothesis import strategies as st

from forum.search.marking import PIECE, marked, snippet
from forum.text.tokens import terms


def said(pieces: tuple[tuple[str, bool], ...]) -> str:
    return "".join(f"[{text}]" if found else text for text, found in pieces)


def test_a_title() -> None:
    assert said(marked("Printer prints <b>blank</b> pages", set(terms("print blank")))) == (
        "Printer [prints] <b>[blank]</b> pages"
    )
    assert marked("Nothing", frozenset()) == (("Nothing", False),)


def test_a_piece_around_what_was_looked_for() -> None:
    text = "Once upon a time. " * 60 + "Then the printer was blank, and everybody wondered. " + "So it went on. " * 60
    piece = said(snippet(text, set(terms("printer blank"))))
    assert "[printer] was [blank]" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) <= PIECE + 12


def test_the_place_with_most_words_is_shown() -> None:
    text = "The printer. " + "Something else entirely stands here. " * 30 + "The printer is blank. " + "More. " * 50
    assert "[printer] is [blank]" in said(snippet(text, set(terms("printer blank"))))


def test_a_japanese_piece() -> None:
    text = "これは長い前置きです。" * 60 + "ﾌﾟﾘﾝﾀｰの設定画面が開きません。" + "そのほかの話が続きます。" * 60
    piece = said(snippet(text, set(terms("プリンタ 設定"))))
    assert "[ﾌﾟﾘﾝﾀｰ]の[設定]画面" in piece


def test_the_beginning_where_nothing_is_marked() -> None:
    assert said(snippet("Hello there.\n\nAll is well.", set(terms("absent")))) == "Hello there. All is well."
    assert snippet("", {"word"}) == ()


@given(st.text(max_size=3_000), st.text(max_size=40))
def test_any_text_is_cut_and_nothing_is_made_up(text: str, asked: str) -> None:
    pieces = snippet(text, set(terms(asked)))
    whole = "".join(text for text, _found in pieces)
    assert len(whole) <= PIECE + 4
    assert whole.removeprefix("… ").removesuffix(" …").strip() in " ".join(text.split()) or any(
        char.isspace() for char in text
    )
