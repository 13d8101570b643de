"""How a question recurs, as arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.duplicates.canonical import Standing, proposed
from forum.duplicates.recurring import Asked, hours_to_answer, is_spike, priority, upper_tail, weeks

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


def asked(days: float, *, answered_after: float | None = None, views: int = 0, unsolved: bool = False, by: int = 1) -> Asked:
    at = NOW - timedelta(days=days)
    return Asked(by, at, at + timedelta(hours=answered_after) if answered_after is not None else None, views, unsolved)


def test_weeks_count_back_from_now() -> None:
    moments = [NOW, NOW - timedelta(days=6, hours=23), NOW - timedelta(days=7), NOW - timedelta(weeks=25, days=6)]
    found = weeks(moments, NOW)
    assert (len(found), found[-1], found[-2], found[0], sum(found)) == (26, 2, 1, 1, 4)
    assert sum(weeks([NOW - timedelta(weeks=26), NOW + timedelta(days=3)], NOW)) == 1


@pytest.mark.parametrize(("number", "mean", "chance"), [(0, 2, 1.0), (1, 1, 0.632121), (3, 1, 0.080301), (5, 1, 0.003660)])
def test_the_upper_tail_of_the_poisson_distribution(number: int, mean: float, chance: float) -> None:
    assert upper_tail(number, mean) == pytest.approx(chance, abs=1e-6)


@pytest.mark.parametrize(
    ("before", "this", "spike"),
    [([0] * 8, 2, False), ([0] * 8, 3, True), ([1] * 8, 4, False), ([1] * 8, 5, True), ([10] * 8, 17, False),
     ([10] * 8, 19, True)],
)
def test_a_week_stands_out_when_chance_hardly_makes_it(before: list[int], this: int, spike: bool) -> None:
    assert is_spike([0] * 17 + before + [this]) == spike


def test_the_time_to_an_answer_is_the_median_of_those_that_have_one() -> None:
    assert hours_to_answer([asked(9, answered_after=1), asked(8, answered_after=5), asked(7, answered_after=90), asked(6)]) == 5
    assert hours_to_answer([asked(3)]) is None


def test_what_is_asked_now_unsolved_read_and_growing_comes_first() -> None:
    base = [asked(100), asked(90)]
    for better in ([asked(10), asked(90)], [asked(100, unsolved=True), asked(90)], [asked(100, views=500), asked(90)],
                   [asked(1), asked(2), asked(3)], [*base, asked(80)]):  # fmt: skip
        assert priority(better, NOW) > priority(base, NOW)
    assert priority([], NOW) == 0


def test_the_solved_one_is_proposed_then_the_most_linked_then_the_older() -> None:
    def standing(number: int, *, solved: bool = False, duplicates: int = 0, days: int = 0, responses: int = 0) -> Standing:
        return Standing(number, solved, duplicates, responses, NOW - timedelta(days=days))

    assert proposed(standing(1, days=9), standing(2, solved=True)) == 2
    assert proposed(standing(1, solved=True), standing(2, solved=True, duplicates=3)) == 2
    assert proposed(standing(1), standing(2, responses=2)) == 2
    assert proposed(standing(1, days=9), standing(2, days=20)) == 2
    assert proposed(standing(1), standing(2)) == proposed(standing(2), standing(1)) == 1
