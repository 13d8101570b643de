"""What is compared, and what it comes to: pure thinking, tried as tables and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.duplicates.analysis import BODY_WORDS, MOST_CODES, TITLE_WORDS, analyse, readable, stored
from forum.duplicates.corpus import by_words, corpus, counted, neighbours
from forum.duplicates.features import FEATURES, Side, compare, named, weigh
from forum.duplicates.scoring import BUILT_IN, Scorer

TEXTS = [
    ("How do I reset my password?", "I forgot it and the letter does not come."),
    ("Password forgotten, how can I reset it", "No letter arrives."),
    ("The printer prints nothing", "Error 0x80070005 since 12.04"),
    ("プリンターが動きません", "昨日から何も印刷されません。"),
    ("プリンタが動かない", ""),
    ("🎉", ""),
]


def parts(a: tuple[str, str], b: tuple[str, str]) -> dict[str, float]:
    """The features of two texts among TEXTS."""
    words = counted([analyse(*text) for text in TEXTS])
    return named(compare(weigh(Side(analyse(*a)), words), weigh(Side(analyse(*b)), words), words))


@given(st.text(max_size=60), st.text(max_size=120), st.text(max_size=60), st.text(max_size=120))
def test_a_pair_has_one_score_whoever_came_first(title: str, body: str, other: str, text: str) -> None:
    one, two = analyse(title, body), analyse(other, text)
    words = counted([one, two, *(analyse(*known) for known in TEXTS)])
    a, b = weigh(Side(one, 1, frozenset("xy"), 2), words), weigh(Side(two, 1, frozenset("y")), words)
    there, back = compare(a, b, words, (0.4, 0.2)), compare(b, a, words, (0.4, 0.2))
    assert there == pytest.approx(back)
    assert len(there) == len(FEATURES)
    assert all(-1.001 <= value <= 1.001 for value in there[:-1])
    (score,) = BUILT_IN.scores([there])
    assert 0 <= score <= 1


def test_what_asks_the_same_scores_above_what_does_not() -> None:
    words = counted([analyse(*text) for text in TEXTS])
    sides = [weigh(Side(analyse(*text)), words) for text in TEXTS]
    rows = [compare(sides[0], sides[1], words), compare(sides[0], sides[2], words), compare(sides[3], sides[4], words)]
    same, other, japanese = BUILT_IN.scores(rows)
    assert same > other
    assert japanese > other


@pytest.mark.parametrize(
    ("a", "b", "feature", "least", "most"),
    [
        (TEXTS[0], TEXTS[0], "same_line", 1, 1),
        (TEXTS[0], TEXTS[0], "title_agreement", 1, 1.001),
        (("ﾌﾟﾘﾝﾀｰ", ""), ("プリンター", ""), "same_line", 1, 1),
        (TEXTS[2], ("0x80070005", ""), "codes_agree", 0.5, 0.5),
        (TEXTS[2], ("Error 5", ""), "codes_differ", 1, 1),
        (TEXTS[0], TEXTS[3], "other_language", 1, 1),
        (TEXTS[3], TEXTS[4], "japanese", 1, 1),
        (TEXTS[0], TEXTS[3], "title_agreement", 0, 0),
        (("Exercise 2.2", ""), ("Exercise 2.3", ""), "numbers_clash", 1, 1),
        (("Exercise 2.2", ""), ("Exercise 2.2", ""), "numbers_clash", 0, 0),
        # One says more, no other: that is no clash.
        (("Upgrade to 12.04", ""), ("Upgrade", ""), "numbers_clash", 0, 0),
        (("Install 12.04 beside Windows", ""), ("No sound since 14.04", ""), "numbers_clash", 0, 0),
        (("4 人の会議室の予約", ""), ("6 人の会議室の予約", ""), "numbers_clash", 1, 1),
        (TEXTS[0], TEXTS[1], "bodies", 1, 1),
        (TEXTS[3], TEXTS[4], "bodies", 0, 0),
    ],
)
def test_features(a: tuple[str, str], b: tuple[str, str], feature: str, least: float, most: float) -> None:
    assert least <= parts(a, b).get(feature, 0.0) <= most


@pytest.mark.parametrize("meaning", [None, (0.97, 0.97)])
@pytest.mark.parametrize(
    ("title", "again", "another"),
    [
        ("How do I solve exercise 2.2 of it?", "How to solve exercise 2.2 of it", "How do I solve exercise 2.3 of it?"),
        ("会議室 4 番の予約の方法", "会議室 4 番の予約のしかた", "会議室 6 番の予約の方法"),
    ],
)
def test_another_number_in_the_same_title_is_another_question(
    title: str, again: str, another: str, meaning: tuple[float, float] | None
) -> None:
    words = counted([analyse(text) for text in (title, again, another, *(known[0] for known in TEXTS))])
    sides = [weigh(Side(analyse(text)), words) for text in (title, again, another)]
    same, other = BUILT_IN.scores([compare(sides[0], side, words, meaning) for side in sides[1:]], "static" if meaning else "")
    assert same > other


def test_quotes_addresses_and_long_code_are_left_aside() -> None:
    text = "> he said so\nMine is [this](https://a.example/x).\n```\n1\n2\n3\n4\n5 secret\n```\nhttps://b.example/path"
    assert "he said" not in readable(text)
    assert "secret" not in readable(text)
    assert "this" in readable(text)
    assert "path" not in readable(text)


def test_a_text_is_bounded_whatever_comes() -> None:
    huge = analyse("a1 b2 " * 500_000, "語りかける c3 " * 500_000)
    assert len(huge.title) <= TITLE_WORDS
    assert len(huge.body) <= BODY_WORDS
    assert len(huge.codes) <= MOST_CODES


@given(st.text(max_size=80), st.text(max_size=200))
def test_what_is_kept_is_what_was_made(title: str, body: str) -> None:
    made = analyse(title, body)
    again = stored(" ".join(made.title), " ".join(made.body), " ".join(sorted(made.codes)), made.line, made.lang)
    assert again == made
    assert again.fingerprint == made.fingerprint


def test_the_corpus_in_memory_finds_what_shares_rare_words() -> None:
    texts = [analyse(*text) for text in TEXTS]
    assert [number for number, _ in by_words(corpus(texts), texts[0], 2)] == [0, 1]
    found = list(neighbours([Side(text) for text in texts], BUILT_IN, most=2))
    assert len(found) == len(texts)
    assert found[0][0].number == 1
    assert all(number not in [near.number for near in row] for number, row in enumerate(found))
    assert found[5] == []


def test_thousands_of_the_same_are_bounded() -> None:
    texts = [analyse("The very same question", "again")] * 3_000
    for row in neighbours([Side(text) for text in texts[:50]], BUILT_IN, most=5):
        assert len(row) == 5
    assert len(by_words(corpus(texts), texts[0], 10, budget=100)) <= 10


@pytest.mark.parametrize(
    ("embedder", "language", "name"),
    [
        ("", "en", "words/en"), ("static:2", "ja", "static/ja"), ("unheard-of:1", "ja", "words/ja"),
        ("static:9", "en", "static/en"), ("minilm:1", "ja", "words/ja"), ("minilm:1", "en", "minilm/en"),
        ("minilm+e5:2", "ja", "e5/ja"), ("minilm+e5:2", "en", "minilm/en"),
    ],
)
def test_every_kind_of_pair_has_its_model(embedder: str, language: str, name: str) -> None:
    assert BUILT_IN.which(embedder, language) == name


def test_an_encoder_without_a_model_of_its_own_is_read_as_its_like() -> None:
    scorer = Scorer({name: model for name, model in BUILT_IN.models.items() if name.partition("/")[0] in ("words", "static")})
    assert scorer.which("minilm:1", "en") == "static/en"
    assert scorer.which("onnx:0badcafe", "ja") == "static/ja"
