"""Learning weights: on made-up pairs whose answer is known, and from decisions in a database."""

import json
import random

import numpy
import pytest

from forum import clock, database
from forum.duplicates.actions import learning
from forum.duplicates.actions.indexing import index_all
from forum.duplicates.features import FEATURES
from forum.duplicates.fitting import area, calibration_error, folds, isotonic, ranking, regression, sigmoid
from forum.duplicates.queries.weights import forget, scorer_in_force
from forum.duplicates.scoring import BUILT_IN
from forum.errors import Invalid
from tests.world import World


def made_up(count: int = 4_000) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Pairs whose log odds are 3·x − 2·y − 1."""
    chance = numpy.random.default_rng(4)
    rows = chance.normal(size=(count, 2))
    labels = (chance.random(count) < sigmoid(rows @ numpy.array([3.0, -2.0]) - 1)).astype(float)
    return rows, labels


def test_a_regression_finds_the_weights_that_made_the_labels() -> None:
    rows, labels = made_up()
    weights = regression(rows, labels, ridge=0.01)
    assert weights == pytest.approx([3, -2, -1], abs=0.35)
    said = sigmoid(numpy.hstack([rows, numpy.ones((len(rows), 1))]) @ weights)
    assert calibration_error(said, labels) < 0.03
    assert area(said, labels) > 0.9


def test_a_strong_hold_keeps_weights_where_they_were() -> None:
    rows, labels = made_up(200)
    start = numpy.array([1.0, 1.0, 0.0])
    assert regression(rows, labels, start=start, ridge=1e7)[:2] == pytest.approx([1, 1], abs=0.01)


def test_a_ranking_learns_what_puts_the_winner_first() -> None:
    chance = numpy.random.default_rng(5)
    rows = chance.normal(size=(5_000, 2))
    queries = numpy.repeat(numpy.arange(500), 10)
    value = rows @ numpy.array([2.0, -1.0]) + chance.gumbel(size=5_000)
    labels = numpy.zeros(5_000)
    for query in range(500):
        labels[query * 10 + int(numpy.argmax(value[query * 10 : query * 10 + 10]))] = 1
    assert ranking(rows, labels, queries, ridge=0.01) == pytest.approx([2, -1], abs=0.35)


def test_a_ranking_without_a_contest_learns_nothing() -> None:
    assert ranking(numpy.ones((3, 2)), numpy.zeros(3), numpy.zeros(3, int)) == pytest.approx([0, 0])


def test_area_counts_ties_as_half() -> None:
    assert area(numpy.array([0.1, 0.2, 0.9]), numpy.array([0.0, 0.0, 1.0])) == 1
    assert area(numpy.array([0.5, 0.5]), numpy.array([0.0, 1.0])) == 0.5
    assert area(numpy.array([0.5]), numpy.array([1.0])) == 0.5


def test_isotonic_steps_rise() -> None:
    chance = numpy.random.default_rng(6)
    scores = chance.random(300)
    labels = (chance.random(300) < scores**2).astype(float)
    at, values = isotonic(scores, labels)
    assert (numpy.diff(at) > 0).all()
    assert (numpy.diff(values) > 0).all()


def test_a_group_is_in_one_fold() -> None:
    groups = [str(number % 7) for number in range(70)]
    dealt = folds(groups, 3)
    assert all(len({int(fold) for fold, group in zip(dealt, groups, strict=True) if group == name}) == 1 for name in groups)
    assert set(dealt.tolist()) == {0, 1, 2}


async def decided(world: World, count: int, flipped: bool = False) -> None:
    """Decisions that follow title_agreement (the other way round when `flipped`)."""
    chance = random.Random(3)
    threads = [(await world.a_thread(title=f"Question number {number}")).thread_id for number in range(24)]
    pairs = [(low, high) for low in threads for high in threads if low < high]
    now = clock.now()
    for low, high in chance.sample(pairs, count):
        agreement = chance.random()
        same = (chance.random() < agreement) != flipped
        value = "CAST($3 AS JSONB)" if database.engine() == "postgres" else "$3"
        await database.execute(
            "INSERT INTO duplicate_pairs (low_thread_id, high_thread_id, score, parts, detector_version, low_fingerprint,"
            " high_fingerprint, origin, state, reason, contest_count, suggestion_count, created_at, scored_at, version)"
            f" VALUES ($1, $2, 0.5, {value}, 1, '', '', 'detector', $4, '', 0, 0, $5, $5, 1)",
            low, high, json.dumps({"title_agreement": agreement, "titles_shared": agreement}),
            "duplicate" if same else "not_duplicate", now,
        )


async def test_too_few_decisions_teach_nothing(world: World) -> None:
    await decided(world, 20)
    with pytest.raises(Invalid):
        await learning.fit()


async def test_decisions_move_the_weights_and_forgetting_moves_them_back(world: World) -> None:
    await decided(world, 200)
    made = await learning.fit()
    assert made.decisions == 200
    assert made.after.log_loss < made.before.log_loss
    assert made.is_better
    assert await learning.fit() == made
    await learning.keep(made)
    assert (await scorer_in_force()).models["words/en"] != BUILT_IN.models["words/en"]
    assert await learning.forget() == 1
    assert (await scorer_in_force()).models["words/en"] == BUILT_IN.models["words/en"]
    forget()


async def test_fitted_weights_score_what_is_typed(world: World) -> None:
    await decided(world, 200)
    await index_all(lambda *_: None)
    await learning.keep(await learning.fit())
    scores = (await scorer_in_force()).scores([[0.0] * len(FEATURES)])
    assert 0 < scores[0] < 1
    await learning.forget()
