"""Learning weights from labelled pairs: logistic regression and a map to probabilities, in numpy. Pure thinking."""

import numpy
from numpy.typing import NDArray

Matrix = NDArray[numpy.float64]

#: How strongly weights are held near where they start; the bias is free.
RIDGE = 1.0
STEPS = 60


def regression(
    rows: Matrix, labels: Matrix, counts: Matrix | None = None, *, start: Matrix | None = None, ridge: float = RIDGE,
    free: NDArray[numpy.bool_] | None = None,
) -> Matrix:
    """Weights [features + 1], the bias last, of a logistic regression over `rows` [pairs, features].

    `counts` says how much each pair counts. Weights are held near `start` (zero without it) by `ridge`; where `free` is
    False they stay there. Newton's method, with shorter steps where a whole one overshoots.
    """
    design = numpy.hstack([rows, numpy.ones((len(rows), 1))])
    counts = numpy.ones(len(rows)) if counts is None else counts
    start = numpy.zeros(design.shape[1]) if start is None else start
    held = numpy.full(design.shape[1], ridge)
    held[-1] = 1e-6
    if free is not None:
        held[:-1][~free] = 1e9
    weights = start.copy()
    loss = _loss(design, labels, counts, weights, start, held)
    for _ in range(STEPS):
        expected = sigmoid(design @ weights)
        slope = design.T @ (counts * (expected - labels)) + held * (weights - start)
        curve = (design * (counts * expected * (1 - expected))[:, None]).T @ design + numpy.diag(held)
        step = numpy.linalg.solve(curve, slope)
        size = 1.0
        while size > 1e-4 and (better := _loss(design, labels, counts, weights - size * step, start, held)) > loss:
            size /= 2
        if size <= 1e-4 or loss - better < 1e-9 * max(1.0, loss):
            break
        weights, loss = weights - size * step, better
    return weights


def ranking(
    rows: Matrix, labels: Matrix, queries: NDArray[numpy.int64], counts: Matrix | None = None, *, ridge: float = RIDGE,
    start: Matrix | None = None,
) -> Matrix:
    """Weights [features] that put duplicates first: each competes with what is no duplicate of the same query.

    `queries` numbers each row's query; `counts` says how much each row's query counts. Conditional logistic regression by
    Newton's method: what all candidates of a query have in common has no influence, as it has none on their order.
    """
    order = numpy.argsort(queries, kind="stable")
    rows, labels, queries = rows[order], labels[order], queries[order]
    weight = numpy.ones(len(rows)) if counts is None else counts[order]
    # One contest for each duplicate: itself and all that are none.
    members, contests, winners, stakes = [], [], [], []
    edges = numpy.flatnonzero(numpy.diff(queries)) + 1
    contest = 0
    for some in numpy.split(numpy.arange(len(rows)), edges):
        losers = some[labels[some] == 0]
        won = some[labels[some] > 0]
        if not len(losers):
            continue
        for winner in won:
            members.append(numpy.append(losers, winner))
            contests.append(numpy.full(len(losers) + 1, contest))
            winners.append(winner)
            stakes.append(weight[winner] / len(won))
            contest += 1
    width = rows.shape[1]
    start = numpy.zeros(width) if start is None else start
    if not contest:
        return start.copy()
    member, which, winner = numpy.concatenate(members), numpy.concatenate(contests), numpy.array(winners)
    stake = numpy.array(stakes)
    weights = start.copy()

    def state(trial: Matrix) -> tuple[float, Matrix]:
        odds = rows @ trial
        own = odds[member]
        highest = numpy.full(contest, -numpy.inf)
        numpy.maximum.at(highest, which, own)
        raised = numpy.exp(own - highest[which])
        sums = numpy.bincount(which, raised, contest)
        loss = float((stake * (numpy.log(sums) + highest - odds[winner])).sum())
        return loss + 0.5 * ridge * float(((trial - start) ** 2).sum()), raised / sums[which]

    loss, share = state(weights)
    for _ in range(STEPS):
        staked = share * stake[which]
        per_row = numpy.bincount(member, staked, len(rows))
        slope = rows.T @ per_row - rows[winner].T @ stake + ridge * (weights - start)
        means = numpy.zeros((contest, width))
        for column in range(width):
            means[:, column] = numpy.bincount(which, share * rows[member, column], contest)
        curve = (rows * per_row[:, None]).T @ rows - (means * stake[:, None]).T @ means + ridge * numpy.eye(width)
        step = numpy.linalg.solve(curve, slope)
        size = 1.0
        while size > 1e-4:
            better, next_share = state(weights - size * step)
            if better <= loss:
                break
            size /= 2
        if size <= 1e-4 or loss - better < 1e-8 * max(1.0, loss):
            break
        weights, loss, share = weights - size * step, better, next_share
    return weights


def sigmoid(values: Matrix) -> Matrix:
    """From log odds to probabilities."""
    return 1 / (1 + numpy.exp(-numpy.clip(values, -40, 40)))


def log_loss(probabilities: Matrix, labels: Matrix) -> float:
    """How surprised one is by the labels, in nats a pair."""
    sure = numpy.clip(probabilities, 1e-9, 1 - 1e-9)
    return float(-numpy.mean(labels * numpy.log(sure) + (1 - labels) * numpy.log(1 - sure)))


def area(probabilities: Matrix, labels: Matrix) -> float:
    """How often a duplicate is scored above one that is none (ties count half); 0.5 when there are none of one kind."""
    order = numpy.argsort(probabilities, kind="stable")
    ranks = numpy.empty(len(order))
    ranks[order] = numpy.arange(1, len(order) + 1)
    values, where = numpy.unique(probabilities, return_inverse=True)
    ranks = (numpy.bincount(where, ranks) / numpy.bincount(where))[where] if len(values) else ranks
    positive = float(labels.sum())
    negative = len(labels) - positive
    if not positive or not negative:
        return 0.5
    return float((ranks[labels > 0].sum() - positive * (positive + 1) / 2) / (positive * negative))


def isotonic(scores: Matrix, labels: Matrix, counts: Matrix | None = None) -> tuple[Matrix, Matrix]:
    """The rising steps that fit best: scores in rising order, and the probability at each (pool adjacent violators)."""
    order = numpy.argsort(scores, kind="stable")
    counts = numpy.ones(len(scores)) if counts is None else counts
    blocks: list[list[float]] = []  # first score, last score, weight, sum
    for score, label, count in zip(scores[order], labels[order], counts[order], strict=True):
        blocks.append([score, score, count, label * count])
        while len(blocks) > 1 and blocks[-2][3] * blocks[-1][2] >= blocks[-1][3] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0], last[1], blocks[-1][2] + last[2], blocks[-1][3] + last[3]]
    at = numpy.array([[(low + high) / 2, total / weight] for low, high, weight, total in blocks])
    return at[:, 0], at[:, 1]


def reliability(probabilities: Matrix, labels: Matrix, steps: int = 10) -> list[tuple[float, float, int]]:
    """For each tenth of the scale: the mean probability said, the share that was true, and how many; empty ones left out."""
    found = []
    place = numpy.minimum((probabilities * steps).astype(int), steps - 1)
    for step in range(steps):
        here = place == step
        if here.any():
            found.append((float(probabilities[here].mean()), float(labels[here].mean()), int(here.sum())))
    return found


def calibration_error(probabilities: Matrix, labels: Matrix) -> float:
    """How far what was said is from what was true, on average over the pairs (expected calibration error, ten steps)."""
    table = reliability(probabilities, labels)
    return sum(abs(said - true) * count for said, true, count in table) / max(1, len(labels))


def folds(groups: list[str], count: int) -> NDArray[numpy.int64]:
    """A fold for each pair, so that a group is in one fold only; the larger groups are dealt out first."""
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    filled = [0] * count
    dealt: dict[str, int] = {}
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        emptiest = filled.index(min(filled))
        dealt[group] = emptiest
        filled[emptiest] += sizes[group]
    return numpy.array([dealt[group] for group in groups], numpy.int64)


def _loss(design: Matrix, labels: Matrix, counts: Matrix, weights: Matrix, start: Matrix, held: Matrix) -> float:
    odds = design @ weights
    return float(
        (counts * (numpy.logaddexp(0, odds) - labels * odds)).sum() + 0.5 * (held * (weights - start) ** 2).sum()
    )
