"""Every letter can be written in every language, says the same as text and as HTML, and betrays nothing as markup."""

from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from jinja2 import UndefinedError

from forum import i18n, mail
from forum.mail import wording

LETTERS = sorted(path.stem for path in (wording.TEMPLATES / "letters").glob("[a-z]*.txt"))
URL = "https://forum.example/verify/abcdef?x=1&y=2"
VALUES = {
    "person_name": "Hanako <b>&",
    "handle": "hanako",
    "url": URL,
    "hours": 24,
    "new_address": "new@example.com",
    "changed_at": datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
    "locked_until": datetime(2026, 3, 3, 9, 15, tzinfo=UTC),
    "sentence": "Taro <i> replied",
    "thread_title": "Wi-Fi <script>alert(1)</script>",
    "excerpt": "First line\nsecond <img src=x>",
    "why": "You watch this thread.",
    "is_answer": True,
    "count": 5,
    "more": 3,
    "list_url": "https://forum.example/notifications",
    "kind": "suspension",
    "meaning": "You cannot sign in.",
    "because": "spam & <b>scams",
    "words": "Twice <img src=x> was enough.",
    "until": datetime(2026, 4, 3, 9, 0, tzinfo=UTC),
    "outcome": "The decision stands",
    "items": [{"sentence": "Taro replied", "thread_title": "A <b>", "excerpt": "e", "url": URL}] * 2,
}
NEWS = {"unsubscribe_url": "https://forum.example/unsubscribe/x", "preferences_url": "https://forum.example/settings"}


@pytest.mark.parametrize("locale", i18n.LOCALES)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_in_a_language(settings, name: str, locale: str) -> None:
    words = mail.word(name, locale=locale, time_zone="Asia/Tokyo", **VALUES, **NEWS)
    assert words.subject and "\n" not in words.subject
    assert "Hanako <b>&" in words.text and URL in words.text
    assert "Hanako &lt;b&gt;&amp;" in words.html and URL.replace("&", "&amp;") in words.html
    assert "<script>" not in words.html and "<img" not in words.html
    assert f'<html lang="{locale}">' in words.html
    assert NEWS["unsubscribe_url"] in words.text and NEWS["unsubscribe_url"] in words.html
    parser = html5lib.HTMLParser()
    parser.parse(words.html)
    assert not [error for error in parser.errors if error[1] != "expected-doctype-but-got-chars"]


def test_a_japanese_letter_is_japanese(settings) -> None:
    words = mail.word("verify_address", locale="ja", person_name="花子", url=URL, hours=24)
    assert words.subject == "メールアドレスの確認をお願いします"
    assert words.text.startswith("花子さん、こんにちは。")
    assert "24時間" in words.text
    assert i18n.current_locale() == "en"


def test_times_are_the_readers(settings) -> None:
    words = mail.word("account_locked", locale="ja", time_zone="Asia/Tokyo", **VALUES)
    assert "2026年3月3日 18:15" in words.text


def test_a_letter_about_the_account_offers_no_way_to_end_such_letters(settings) -> None:
    words = mail.word("reset_password", locale="en", person_name="Hanako", handle="hanako", url=URL, hours=2)
    assert "No more letters" not in words.text + words.html


def test_a_value_that_is_missing_is_an_error(settings) -> None:
    with pytest.raises(UndefinedError):
        mail.word("verify_address", locale="en", person_name="Hanako", url=URL)


def test_each_letter_is_written_both_ways() -> None:
    folder = Path(wording.TEMPLATES) / "letters"
    assert {path.stem for path in folder.glob("*.txt")} == {path.stem for path in folder.glob("*.html")} - {"_parts"}
