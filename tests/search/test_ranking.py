"""Which document comes first, as tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forum.search.ranking import Asked, by_thread, in_order, ranked, score
from forum.search.views import Candidate

NOW = datetime(2026, 3, 3, tzinfo=UTC)
PLAIN = Candidate(
    post_id=1, thread_id=1, position=0, title=("printer", "blank", "page"), tags=frozenset(), created_at=NOW, helpful=0,
    is_official=False, is_solution=False, is_solved=False, same_problem=0, words_had=0, words_asked=0,
)  # fmt: skip
ASKED = Asked(("printer", "blank"), ("printer", "blank"))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"title": ("printer", "nois")}),
        ({"title": ("printer", "nois")}, {"title": ("scanner", "nois")}),
        ({"title": ("printer", "blank")}, {}),
        ({}, {"title": ("blank", "printer", "page")}),
        ({"tags": frozenset({"printer"})}, {}),
        ({"is_solved": True}, {}),
        ({"is_official": True}, {}),
        ({"helpful": 3}, {}),
        ({}, {"helpful": -2}),
        ({"same_problem": 4}, {}),
        ({}, {"created_at": NOW - timedelta(days=365)}),
        ({}, {"title": (), "is_solution": True, "helpful": 1, "position": 3}),
        ({"words_had": 2, "words_asked": 2}, {"words_had": 1, "words_asked": 2, "is_official": True, "helpful": 50}),
        ({"created_at": NOW - timedelta(days=2000), "is_solved": True}, {"title": ("scanner",)}),
    ],
)
def test_what_comes_first(better: dict[str, object], worse: dict[str, object]) -> None:
    assert score(replace(PLAIN, **better), ASKED, NOW) > score(replace(PLAIN, **worse), ASKED, NOW)


def test_an_unfinished_word_counts_by_its_beginning() -> None:
    begun = Asked(("prin",), ("prin",), unfinished=True)
    assert score(PLAIN, begun, NOW) > score(PLAIN, replace(begun, unfinished=False), NOW)


def test_words_that_hold_a_sentence_together_count_little() -> None:
    asked = Asked(("how", "printer"), ("printer",))
    assert score(replace(PLAIN, title=("printer",)), asked, NOW) > score(replace(PLAIN, title=("how",)), asked, NOW)


def test_equals_stand_newest_first_and_order_never_wavers() -> None:
    several = [replace(PLAIN, post_id=number, thread_id=number) for number in (3, 1, 2)]
    assert [one.post_id for _points, one in ranked(several, ASKED, NOW)] == [3, 2, 1]


def test_the_best_of_each_thread_with_how_many_more() -> None:
    several = [replace(PLAIN, post_id=1), replace(PLAIN, post_id=2, title=()), replace(PLAIN, post_id=3, thread_id=2)]
    assert [(one.post_id, others) for one, others in by_thread(ranked(several, ASKED, NOW))] == [(3, 0), (1, 1)]


@pytest.mark.parametrize(
    ("words", "inside", "yes"),
    [("a b", "x a b", True), ("a b", "a x b", False), ("a b", "b a", False), ("", "a", False), ("a a", "a", False)],
)
def test_side_by_side(words: str, inside: str, yes: bool) -> None:
    assert in_order(words.split(), inside.split()) is yes
