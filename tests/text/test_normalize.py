"""Two spellings of one name are one key; what is stored holds nothing unseen; nobody passes for staff."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.text.lookalikes import STAFF_NAMES
from forum.text.normalize import clean_line, clean_text, fold, looks_like
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kotae", "ｋｏｔａｅ"),
        ("プリンタ", "ﾌﾟﾘﾝﾀ"),
        ("プリンタ", "ぷりんた"),
        ("ガ", "ｶﾞ"),
        ("が", "か\u3099"),
        ("Straße", "STRASSE"),
        ("①", "1"),
        ("a  b", " A\u3000B "),
        ("ad\u200bmin", "admin"),
        ("é", "e\u0301"),
        ("㍿", "株式会社"),
        ("ヴ", "ゔ"),
    ],
)
def test_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("は", "ば"), ("resume", "résumé"), ("ー", "一"), ("a-b", "ab"), ("しょう", "しよう")]
)
def test_two_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a \t b\n", "a b"),
        ("a\0b", "ab"),
        ("a\ud800b", "ab"),
        ("e\u0301", "é"),
        ("a\u202eb", "ab"),
        ("\u3000題\u3000名", "題 名"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\u200d", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u3164", ""),
        ("a\x07b", "ab"),
    ],
)
def test_clean_line(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\n\n  a\r\nb\rc  \n", "  a\nb\nc"),
        ("a\0\x1bb\tc", "ab\tc"),
        ("a\udfffb", "ab"),
        ("か\u3099", "が"),
        ("a\u2028b", "a\nb"),
        ("  x\n\n\n  y", "  x\n\n\n  y"),
        (" \n ", ""),
    ],
)
def test_clean_text(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing_and_can_be_stored(text: str) -> None:
    for clean in (clean_line, clean_text):
        assert clean(clean(text)) == clean(text)
        clean(text).encode()
        assert "\0" not in clean(text)


PRETENDERS = [
    "admin", "ADMIN", "Admin123", "4dm1n", "аdmin", "admіn", "a\u200bdmin", "ａｄｍｉｎ", "adrnin",
    "a.d.m.i.n", "@admin", "[admin]", "ádmin", "𝓪dmin", "adm!n", "supp0rt", "$upport", "rnoderator",
    "m0derat0r", "5taff", "ѕtaff", "staƒf", "sуstem", "kοtae", "k0tae", "KOTAE", "official", "kotae_staff",
    "Admin_Tanaka", "officіal", "root", "r00t", "help", "he1p", "forurn", "webmaster", "adminⅰstrator", "運営",
    "運營", "運営チーム", "運営の田中", "運営事務局", "管理人", "管理人さん", "管理者", "公式",
    "公式アカウント", "Kotae公式", "サポート", "サポ一ト", "さぽーと", "ｻﾎﾟｰﾄ", "サポート担当", "公式サポート",
    "カスタマーサポート", "事務局", "スタッフ", "モデレーター", "コタエ運営", "答え", "a d m i n", "Help Desk",
    "Support Team", "the admin", "Kotae Support", "Forum Admin", "moderator ", "Moderator (Kotae)",
]  # fmt: skip

INNOCENT = [
    "Helena", "Rooth", "Staffan", "systematic", "supporter", "helpful", "Systema", "Rootie", "Forumite",
    "Admira", "Adrian", "Modesto", "Moderna", "Steffan", "Admiral", "Aladdin", "Amin", "Phelps", "Heather",
    "Rodrigo", "Rupert", "Sutton", "José", "Zoë", "Müller", "Łukasz", "Иван", "Ольга", "김철수", "王小明",
    "Kota", "Kotaro", "modern", "mori", "rin", "moto", "tanaka.k", "Mika_2", "o_o", "11", "aa", "Ken", "Sam",
    "山田", "田中太郎", "佐藤花子", "運転手", "公園", "公平", "管理", "管理栄養士", "事務", "ひかり", "さくら",
    "サクラ", "タクヤ", "ハルカ", "オペラ", "スタ子", "サポ太郎", "運", "公子", "答", "Helper Tanaka",
    "Joe Root", "Roman Forum", "Forum Fan 42", "Root Beer", "helping hand", "system of a down", "公式マニア",
    "Alice 123", "システム開発者の卵",
]  # fmt: skip


@pytest.mark.parametrize("name", PRETENDERS)
def test_pretenders_are_found(name: str) -> None:
    assert looks_like(name)


@pytest.mark.parametrize("name", INNOCENT)
def test_ordinary_names_are_not(name: str) -> None:
    assert looks_like(name) is None


def test_the_name_pretended_to_is_told() -> None:
    assert looks_like("he1p", ["admin", "help"]) == "help"
    assert looks_like("he1p", ["admin"]) is None
    assert set(STAFF_NAMES) >= {"admin", "運営"}


def test_known_pretenders() -> None:
    corpus = shared("data/security/lookalike_names.txt")
    if corpus is None:
        pytest.skip("the corpus of names is not here")
    pairs = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    assert [name for name, target in pairs if looks_like(name) != target] == []


@given(st.text(max_size=30))
def test_any_name_can_be_asked_about(name: str) -> None:
    looks_like(name)


def test_a_name_of_digits_among_the_reserved_ends() -> None:
    """Without its digits nothing is left of it, and nothing can be taken off a word for ever."""
    assert looks_like("NaN", ["0", "dev"]) is None
    assert looks_like("公式サポート", ["0"]) is None
