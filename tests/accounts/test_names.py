"""Names: which handles there are, and whose likeness nobody may wear."""

import json

import pytest

from forum.accounts import names
from tests.shared_data import shared

SITE = "Kotae"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mika", "mika"),
        ("Mika_T", "Mika_T"),
        ("田中さん", "田中さん"),
        ("ミカ", "ミカ"),
        ("ﾐｶﾁｬﾝ", "ミカチャン"),
        ("ｍｉｋａ", "mika"),
        ("  mika ", "mika"),
        ("a.b-c_d", "a.b-c_d"),
        ("Łukasz", "Łukasz"),
        ("тест", "тест"),
        ("7of9", "7of9"),
        ("x" * 30, "x" * 30),
        ("スーパーねこ", "スーパーねこ"),
        ("mi\u200bka", "mika"),
    ],
)
def test_a_handle_is_kept(typed: str, kept: str) -> None:
    assert names.clean_handle(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "x" * 31,
        "mi ka",
        ".mika",
        "mika.",
        "-mika",
        "mika-",
        "mi..ka",
        "mi/ka",
        "mi@ka",
        "<b>",
        "mi\nka",
        "a,b",
        "🐙🐙",
        "suggest",
        "Everyone",
        "former-12",
        "me",
        "../etc",
        "mika?",
        "mika#1",
        "%00ab",
        "㍿" * 10,
    ],
)
def test_no_handle(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        names.clean_handle(typed)


def test_spellings_of_one_handle_share_a_key() -> None:
    assert names.handle_key("Mika") == names.handle_key("ｍｉｋａ") == names.handle_key("MIKA")
    assert names.handle_key("ミカ") == names.handle_key("みか") == names.handle_key("ﾐｶ")


@pytest.mark.parametrize(
    "name", ["admin", "Support Team", "m0derator", "аdmin", "サポート", "運営", "Kotae Staff", "rnoderator", "kotae"]
)
def test_nobody_sounds_like_those_who_run_the_place(name: str) -> None:
    assert names.objection(name, [], SITE)


def test_nobody_sounds_like_the_community_itself() -> None:
    assert names.objection("Nagomira", [], "Nagomira")
    assert names.objection("Nag0mira help", [], "Nagomira")
    assert not names.objection("Nagomira", [], "Elsewhere")


@pytest.mark.parametrize(
    "name", ["chihiro", "Ch1hiro", "сhihiro", "chihiro.", "佐伯千尋", "佐伯　千尋", "NoraLindqvist", "Nora  Lindqv1st"]
)
def test_nobody_looks_like_a_staff_member(name: str) -> None:
    assert names.objection(name, ["chihiro", "佐伯 千尋", "nora", "Nora Lindqvist"], SITE)


@pytest.mark.parametrize(
    "name", ["Nora Smith", "千尋", "chihiro_fan", "Elena", "mika", "Joe Root", "田中", "Grant", "Ben Admiral"]
)
def test_sharing_a_part_of_a_name_is_fine(name: str) -> None:
    assert names.objection(name, ["chihiro", "佐伯 千尋", "nora", "Nora Lindqvist"], SITE) == ""


def test_every_known_pretender_is_refused() -> None:
    """As a handle and as a name to show, just as it was typed or cleaned by the form."""
    path = shared("data/security/lookalike_names.txt")
    if path is None:
        pytest.skip("the corpus is not here")
    accepted = []
    for line in path.read_text("utf-8").splitlines():
        pretender = json.loads(line)[0]
        if not names.objection(pretender, [], SITE):
            accepted.append(pretender)
        try:
            if not names.objection(names.clean_handle(pretender), [], SITE):
                accepted.append(f"handle {pretender}")
        except ValueError:
            continue
    assert accepted == []
