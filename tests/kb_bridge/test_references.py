"""Articles in posts: which paragraphs are cards, and that a post never says what an article is called."""

import pytest

from forum.kb_bridge.composing import begin, key_of
from forum.kb_bridge.references import articles_in, dressed, inserted, without_titles
from forum.text.markdown import render

SITE = "https://kotae.example"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Look:\n\n[Article 12](/help/articles/12)\n\nBye", [12]),
        ("/help/articles/12", [12]),
        (f"{SITE}/help/articles/12/how-to-pair", [12]),
        ("[This](/help/articles/12/how-to-pair?x=1)\n\n[Article 12](/help/articles/12)\n\n/help/articles/7", [12, 7]),
        ("See [Article 12](/help/articles/12) for more.", []),
        ("https://elsewhere.example/help/articles/12", []),
        ("`/help/articles/12`", []),
        ("    /help/articles/12", []),
        ("/help/sections/12", []),
        ("/help/articles/12345678901234567890", []),
    ],
)
def test_an_address_alone_in_a_paragraph_is_a_card(source: str, found: list[int]) -> None:
    assert articles_in(render(source).html, SITE) == found


def test_who_may_not_read_an_article_gets_its_number_and_no_more() -> None:
    html = render(f"Look:\n\n{SITE}/help/articles/12/secret-words\n\n[Secret words](/help/articles/13/secret-words)").html
    shown = dressed(html, SITE, lambda number: "<aside>card</aside>" if number == 13 else "")
    assert "<aside>card</aside>" in shown and "secret" not in shown.lower()
    assert '<a href="/help/articles/12">Article 12</a>' in shown and "<p>Look:</p>" in shown


@pytest.mark.parametrize(
    ("typed", "posted"),
    [
        (f"See {SITE}/help/articles/12/secret-words.", f"See {SITE}/help/articles/12"),
        ("[x](/help/articles/12/secret-words#part)", "[x](/help/articles/12#part)"),
        ("/help/articles/12/秘密", "/help/articles/12"),
        ("https://elsewhere.example/help/articles/12/words", "https://elsewhere.example/help/articles/12/words"),
        ("nothing of that", "nothing of that"),
    ],
)
def test_what_is_posted_bears_no_title_of_ours(typed: str, posted: str) -> None:
    assert without_titles(typed, SITE) == posted


def test_an_article_is_put_at_the_end_in_a_paragraph_of_its_own() -> None:
    assert inserted("Try this:\n", 7) == "Try this:\n\n[Article 7](/help/articles/7)\n"
    assert inserted("", 7) == "[Article 7](/help/articles/7)\n"


def test_only_our_own_forms_are_known() -> None:
    carried = begin()
    assert len(key_of(carried)) == 64 and key_of(carried) == key_of(carried) != key_of(begin())
    for strange in ("", "x", carried[:-1], carried + "0", "é" * 24 + carried[24:], carried.replace(".", "")):
        assert key_of(strange) == ""
