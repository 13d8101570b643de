"""The words of texts: what is one word, what is found by what, where it stands."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.text.tokens import LONGEST_WORD, READ_AT_MOST, codes, folded, light, spans, spellings, terms, tokens


def finds(asked: str, text: str) -> bool:
    """Whether a text has every word that somebody asks for."""
    return bool(terms(asked)) and set(terms(asked)) <= set(tokens(text))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("printing", "It prints nothing"),
        ("Printers", "my printer's tray"),
        ("cafe", "Café au lait"),
        ("ＷＩＦＩ", "the wi-fi is slow"),
        ("wi-fi", "the WiFi is slow"),
        ("e-mail", "no email came"),
        ("dont", "I don't know"),
        ("ﾌﾟﾘﾝﾀ", "プリンターが白紙を出す"),
        ("プリンタ", "ぷりんたーの設定"),
        ("プリンター", "ﾌﾟﾘﾝﾀ"),
        ("ぷりんた", "プリンター"),
        ("設定", "初期設定画面"),
        ("紙", "紙詰まり"),
        ("紙詰まり", "昨日から紙詰まりが続く"),
        ("Wi-Fi 設定", "Wi-Fiの設定"),
        ("0x80070005", "Error 0x80070005: denied"),
        ("0X80070005", "error:0x80070005"),
        ("E-1234", "code e1234"),
        ("node.js", "Node.js 20"),
        ("js", "node.js"),
        ("c++", "in C++ only"),
        (".net", "the .NET runtime"),
        ("12.04", "Ubuntu 12.04 LTS"),
        ("キー", "キーボードのキーが"),
        ("エラー", "ｴﾗｰが出ます"),
        ("𠮷野家", "𠮷野家の話"),
        ("Straße", "STRASSE 12"),
    ],
)
def test_what_is_meant_is_found(asked: str, text: str) -> None:
    assert finds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("0x80070005", "0x80070006"),
        ("c++", "the letter c"),
        ("12.04", "12.10"),
        ("プリント", "プリンター"),
        ("東京", "京東"),
        ("print", "sprint"),
    ],
)
def test_what_is_not_meant_is_not_found(asked: str, text: str) -> None:
    assert not finds(asked, text)


def test_codes_are_whole() -> None:
    assert codes("Error 0x80070005 on 12.04, model TS-3100 and node.js") == {"0x80070005", "12.04", "ts3100"}


def test_words_that_hold_a_sentence_together_matter_less() -> None:
    assert light("how do I connect my printer") == {"how", "do", "i", "my"}
    assert "設定" not in light("プリンターの設定がつながらない")
    assert {"つな", "らな"} <= light("プリンターの設定がつながらない")
    assert light("ﾌﾟﾘﾝﾀ") == frozenset()


def test_spellings_are_as_written() -> None:
    assert spellings("The Printers don't print プリンター 0x80 ab ネコ ｴﾗｰ") == {"printers", "print", "プリンター", "エラー"}


def shown(text: str, asked: str) -> str:
    for start, end in reversed(spans(text, set(terms(asked)))):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("It prints. Printing!", "printer print", "It [prints]. [Printing]!"),
        ("The ﾌﾟﾘﾝﾀｰ is here", "プリンタ", "The [ﾌﾟﾘﾝﾀｰ] is here"),
        ("初期設定画面", "設定", "初期[設定]画面"),
        ("紙と紙詰まり", "紙", "[紙]と[紙]詰まり"),
        ("Cafe\u0301 and Café", "cafe", "[Cafe\u0301] and [Café]"),
        ("use node.js now", "js", "use [node.js] now"),
        ("ＷＩＦＩ と Wi-Fi", "wifi", "[ＷＩＦＩ] と [Wi-Fi]"),
        ("アプリのプリンタ", "プリンタ", "アプリの[プリンタ]"),
        ("ネコバスのネコ", "ネコ", "[ネコ]バスの[ネコ]"),
        ("nothing here", "absent", "nothing here"),
        ("ﬁne", "fine", "[ﬁne]"),
    ],
)
def test_words_are_marked_where_they_stand(text: str, asked: str, marked: str) -> None:
    assert shown(text, asked) == marked


LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=80) | st.text(
    string.ascii_letters + "'-._ /:@+#1ﾌﾟ゛ーあアﾞ漢字々é\u0301\0\n", max_size=80
)


@given(LETTERS)
def test_any_text_is_read(text: str) -> None:
    found = tokens(text)
    assert all(0 <= len(token) <= LONGEST_WORD and " " not in token and "\0" not in token for token in found)
    assert {term for term in terms(text) if term} <= set(found)
    assert light(text) <= set(terms(text))
    assert tokens(folded(text)) == found or not text.isascii()
    last = 0
    for start, end in spans(text, set(terms(text))):
        assert last <= start < end <= len(text)
        last = end


def test_long_texts_are_bounded() -> None:
    assert len(tokens("漢" * 10_000_000)) <= 2 * READ_AT_MOST
    assert len(max(tokens("a" * 1_000_000), key=len)) == LONGEST_WORD
    assert spans("word " * 2_000_000, {"word"})[-1][1] <= READ_AT_MOST
