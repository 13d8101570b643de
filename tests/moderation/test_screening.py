"""The rules of screening, as tables: what they find and what they leave alone."""

from datetime import timedelta

import pytest

from forum.moderation import screening, weighing
from forum.moderation.screening import Earlier, Found, Watched
from forum.text.normalize import fold

LONG = "Buy cheap watches from our warehouse today, delivery is free in every country of the world."


def watching(*words: str, action: str = "flag", put: str = "") -> list[Watched]:
    return [Watched(word, fold(word), action, put) for word in words]


@pytest.mark.parametrize(
    ("word", "text", "met"),
    [
        ("ass", "What an ass!", True),
        ("ass", "The class passes.", False),
        ("ass", "ASS", True),
        ("ass", "ass", True),
        ("free money", "Free   money for\nall", True),
        ("free money", "free\nmoney", True),
        ("free money", "freemoney", False),
        ("c++", "I write c++ daily", True),
        ("casino", "casinoで遊ぶ", True),
        ("casino", "オンラインcasino", True),
        ("出会い系", "新しい出会い系サイトです", True),
        ("バカ", "このバカが", True),
        ("バカ", "バカンスの予定", False),
        ("バカ", "アルバカーキ", False),
        ("ばか", "バカ!", True),
        ("バカ", "おまえはばかだ", True),
        ("バカ", "バカ", True),
        ("カジノ", "オンライン カジノ で", True),
        ("死ね", "しねとは書いていない", False),
        ("死ね", "もう死ねばいい", True),
        ("spam", "", False),
    ],
)
def test_a_watched_word_is_found_where_it_is_a_word(word: str, text: str, met: bool) -> None:
    assert bool(screening.words(text, watching(word))) is met


def test_words_are_replaced_as_they_are_written() -> None:
    words = watching("darn", action="replace", put="***")
    assert screening.replaced("Darn! DARN it, darning is fine. `darn`", words) == "***! *** it, darning is fine. `***`"
    assert screening.replaced(r"darn", watching("darn", action="replace", put=r"\1")) == r"\1"


@pytest.mark.parametrize(
    ("word", "text", "left"),
    [
        ("バカ", "このﾊﾞｶが、ﾊﾞｶﾝｽで ﾊﾞｶ!", "このはなが、ﾊﾞｶﾝｽで はな!"),
        ("ばか", "ﾊﾞｶ", "はな"),
        ("カジノ", "カシ\u3099ノと ｶｼﾞﾉ ①", "はなと はな ①"),
        ("ﾒｰﾄﾙ", "㍍ e\u0301 メートル", "はな e\u0301 はな"),
        ("free money", "ｆｒｅｅ　　ｍｏｎｅｙ", "はな"),
        ("darn", "ﾀﾞｰﾝ 한\u1112\u1161\u11ab darn", "ﾀﾞｰﾝ 한\u1112\u1161\u11ab はな"),
    ],
)
def test_a_word_is_replaced_in_every_width_and_all_else_stays_as_it_was_typed(word: str, text: str, left: str) -> None:
    assert screening.replaced(text, watching(word, action="replace", put="はな")) == left


@pytest.mark.parametrize(
    ("text", "most", "held"),
    [
        ("no links at all", 1, False),
        ("https://a.example/1 and https://b.example/2", 2, False),
        ("https://a.example/1 and https://b.example/2", 1, True),
        ("https://a.example/1 https://a.example/1", 1, False),
        ("see [this](http://spam.example/a) or www.spam.example/b", 1, True),
        ("https://forum.example/threads/1 https://forum.example/threads/2", 1, False),
        ("https://a.example/1 and https://b.example/2", 0, False),
    ],
)
def test_many_links_are_held(text: str, most: int, held: bool) -> None:
    assert bool(screening.links(text, most, "forum.example")) is held


@pytest.mark.parametrize(
    ("plain", "elsewhere", "places", "held"),
    [
        (LONG, [1, 2], 2, True),
        (LONG, [1], 2, False),
        (LONG, [7, 7, 7], 2, False),
        (LONG.replace("today", "TODAY!!"), [1, 2], 2, True),
        ("Thank you, that helped!", [1, 2, 3], 2, False),
        ("The printer in room four prints nothing since this morning; I changed the paper twice already.", [1, 2], 2, False),
        (LONG, [1, 2], 0, False),
        (LONG, [9, 1], 2, False),
    ],
)
def test_much_the_same_text_in_several_places_is_held(plain: str, elsewhere: list[int], places: int, held: bool) -> None:
    earlier = [Earlier(number, LONG if len(plain) > 40 else plain, True) for number in elsewhere]
    assert bool(screening.alike(plain, 9, earlier, places)) is held


@pytest.mark.parametrize(
    ("seconds", "length", "least", "held"),
    [
        (1.0, 200, 2, True), (2.0, 200, 2, False), (0.5, 10, 2, False), (None, 200, 2, True), (None, 200, 0, False),
        (0, 200, 0, False),
    ],
)
def test_what_comes_faster_than_people_write_is_held(seconds: float | None, length: int, least: int, held: bool) -> None:
    taken = None if seconds is None else timedelta(seconds=seconds)
    assert bool(screening.too_fast(taken, length, least)) is held


def test_first_posts_are_held_until_enough_were_shown() -> None:
    assert [bool(screening.first_posts(shown, 2)) for shown in range(4)] == [True, True, False, False]
    assert screening.first_posts(0, 0) == []


def test_the_strongest_finding_decides() -> None:
    flag, hold, block = (Found("words", action, "") for action in ("flag", "hold", "block"))
    assert screening.strongest([flag, hold]) == "hold"
    assert screening.strongest([flag, block, hold]) == "block"
    assert screening.strongest([flag]) == "flag"
    assert screening.strongest([]) == ""


@pytest.mark.parametrize(
    ("role", "upheld", "dismissed", "more", "weight"),
    [
        ("member", 0, 0, {}, 100),
        ("member", 20, 0, {}, 183),
        ("member", 0, 50, {}, 10),
        ("member", 0, 0, {"age_days": 0.5}, 50),
        ("member", 0, 0, {"reason": "personal_data"}, 150),
        ("helper", 0, 0, {"age_days": 0.5}, 150),
        ("moderator", 0, 0, {}, 300),
        ("specialist", 3, 1, {}, 250),
    ],
)
def test_a_flag_weighs_by_who_raises_it(role: str, upheld: int, dismissed: int, more: dict[str, object], weight: int) -> None:
    assert weighing.weight(role, upheld, dismissed, **more) == weight  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("total", "limit", "role", "hides"),
    [(300, 3, "member", True), (299, 3, "member", False), (900, 0, "member", False), (300, 3, "helper", True),
     (9_000, 3, "specialist", False), (9_000, 3, "moderator", False), (9_000, 3, "administrator", False)],
)
def test_what_weighs_enough_is_hidden_but_never_staffs(total: int, limit: int, role: str, hides: bool) -> None:
    assert weighing.hides(total, limit, role) is hides
