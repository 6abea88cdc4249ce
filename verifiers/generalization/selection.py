"""Features chosen before the split: how cross-validation on pure noise comes to report a good model."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.cross_validation import out_of_fold, strongest
from ..programs.group_folds import group_folds
from .common import Array, Indices, floats, in_ranks, most_errors, require

ROWS, NEW, CHOSEN, FOLDS = 60, 200, 10, 5


def balanced_folds(y: Indices, rng: np.random.Generator) -> list[Indices]:
    """Folds with as many rows of either class: a row of each makes a pair, and pairs stay whole."""
    pairs = np.empty(len(y), dtype=np.int64)
    for label in (0, 1):
        pairs[y == label] = rng.permutation(len(y) // 2)
    return group_folds(pairs, FOLDS, rng)


def accuracy(x: Array, y: Indices, folds: Sequence[Indices]) -> float:
    """Cross-validated accuracy of CHOSEN columns: chosen in each fold where x has more, and before where it has not."""
    return float(np.mean(out_of_fold(x, y, CHOSEN, folds) == y))


def majority_left_out(y: Indices) -> float:
    """Leave-one-out accuracy of the class that most of the other rows have."""
    others = y.sum() - y
    return float(np.mean((2 * others > len(y) - 1) == y))


def threshold_accuracy(correlation: float) -> float:
    """Accuracy of the sum of CHOSEN independent features that all have this correlation with the class."""
    distance = math.sqrt(CHOSEN) * correlation / math.sqrt(1 - correlation**2)
    return NormalDist().cdf(distance)


def accuracy_of_overlap(correlation: float) -> float:
    """The same from what the sums of the two classes share (Inman & Bradley 1989)."""
    spread = math.sqrt(CHOSEN * (1 - correlation**2))
    one, other = (NormalDist(side * CHOSEN * correlation, spread) for side in (-1, 1))
    return 1 - one.overlap(other) / 2


def by_variance(x: Array) -> Indices:
    """The CHOSEN columns of the largest variance."""
    return np.asarray(np.argsort(-x.var(axis=0))[:CHOSEN])


def larger_left_out(x: Array, columns: Indices) -> int:
    """How many columns that are left out have a larger mean square distance from their mean than one of these."""
    squares = [float(np.mean((column - np.mean(column)) ** 2)) for column in x.T]
    least = min(squares[column] for column in columns)
    return sum(square > least for column, square in enumerate(squares) if column not in set(columns.tolist()))


@claim(
    en="On pure noise, choosing the 10 best of 3000 features by all labels and cross-validating afterwards reports "
    "an accuracy of 0.8 and more. With the choice made in each fold it reports chance, and so does a choice that does "
    "not look at the labels.",
    ko="순수한 잡음에서, 모든 레이블을 보고 특성 3,000개 중 가장 좋은 10개를 고른 뒤 교차 검증하면 정확도가 0.8 "
    "이상으로 나온다. 폴드마다 따로 고르거나 레이블을 보지 않고 고르면 우연 수준이 나온다.",
    short="Features chosen before the split",
    seconds=3,
    literature="Ambroise & McLachlan 2002; Hastie, Tibshirani & Friedman 2009 sec. 7.10",
)
def selection_leak(features: int = 3000, sets: int = 30, seed: int = 0) -> Evidence:
    require(
        1000 <= features <= 10_000 and 20 <= sets <= 200,
        en="1000 to 10 000 features and 20 to 200 data sets: few features hold little to choose from",
        ko="특성은 1,000개에서 10,000개, 데이터 집합은 20개에서 200개 사이여야 한다. 특성이 적으면 고를 것이 별로 없다",
    )
    rng = np.random.default_rng(seed)
    y = np.arange(ROWS) % 2
    sizes = [CHOSEN, 30, 100, 500, features]
    before, inside = np.zeros((len(sizes), sets)), np.zeros((len(sizes), sets))
    blind, fresh, shares = np.zeros(sets), np.zeros(sets), []
    orders, drawn, passed_over = [], [], 0
    for one in range(sets):
        x = rng.standard_normal((ROWS, features))
        folds = balanced_folds(y, rng)
        shares += [float(y[fold].mean()) for fold in folds]
        for row, size in enumerate(sizes):
            some = x[:, :size]
            before[row, one] = accuracy(some[:, strongest(some, y, CHOSEN)], y, folds)
            inside[row, one] = accuracy(some, y, folds)
        columns = by_variance(x)
        blind[one] = accuracy(x[:, columns], y, folds)
        passed_over += larger_left_out(x, columns)
        both, classes = np.vstack([x, rng.standard_normal((NEW, features))]), np.append(y, np.arange(NEW) % 2)
        orders.append([number for row in range(ROWS) for number, fold in enumerate(folds) if row in fold])
        drawn.append(both[::13, :100])
        on_new = out_of_fold(both, classes, CHOSEN, [np.arange(ROWS, len(both)), np.arange(ROWS)])[ROWS:]
        fresh[one] = np.mean(on_new == classes[ROWS:])
    most = most_errors(sets)

    def chance(samples: Array) -> float:
        return most * float(samples.std(ddof=1)) / math.sqrt(sets)

    least_r = NormalDist().inv_cdf(1 - CHOSEN / (2 * features)) / math.sqrt(ROWS)
    most_r = NormalDist().inv_cdf(1 - 1 / (20 * features)) / math.sqrt(ROWS)
    fair = "rows held out are independent of the model; 99.99 % of means of as many data sets"
    reported = before.mean(axis=1)
    return Evidence(
        finding=Finding(
            "On noise, cross-validation reports {before:.3g} with the features chosen before the split, {inside:.3g} "
            "with the choice in each fold; on fresh data the model gets {fresh:.3g}",
            before="accuracy with features chosen before the split",
            inside="accuracy with features chosen in each fold",
            fresh="accuracy on fresh data",
        ),
        caption="Cross-validated accuracy over the number of features, of which the 10 best are chosen. Features and "
        "labels are independent: the truth is 0.5.",
        measurements=[
            Measurement(
                "accuracy with features chosen before the split",
                reported[-1],
                between(
                    0.8,
                    threshold_accuracy(most_r),
                    because="Φ(√k·r/√(1-r²)) with the least and the largest correlation chosen, less the noise of "
                    "the centroids",
                ),
            ),
            Measurement(
                "accuracy with features chosen in each fold",
                float(inside[-1].mean()),
                within(0.5, chance(inside[-1]), because=fair),
            ),
            Measurement(
                "accuracy on fresh data",
                float(fresh.mean()),
                within(0.5, chance(fresh), because="labels are independent of the features; 99.99 %"),
            ),
            Measurement(
                "accuracy with features of the largest variance chosen before the split",
                float(blind.mean()),
                within(0.5, chance(blind), because="the choice does not see the labels; 99.99 %"),
            ),
            Measurement(
                "accuracy with all of 10 features",
                reported[0],
                within(0.5, chance(before[0]), because="there is nothing to choose; 99.99 %"),
            ),
            Measurement(
                "largest distance of the choice in each fold from chance",
                max(abs(float(row.mean()) - 0.5) / chance(row) for row in inside),
                at_most(1, because="99.99 % of means of as many data sets for each number of features"),
                unit="intervals",
            ),
            Measurement(
                "leave-one-out accuracy of the more frequent class",
                majority_left_out(y),
                within(0, 0, because="the row left out is always of the rarer class among the others"),
            ),
            Measurement(
                "least accuracy that the correlations promise",
                threshold_accuracy(least_r),
                between(0.85, 1, because="k chosen features with at least the threshold's correlation"),
                check=True,
            ),
            Measurement(
                "largest distance of a fold's share of a class from ½",
                float(np.max(abs(np.array(shares) - 0.5))),
                within(0, 0, because="folds are balanced, else chance is below ½"),
                check=True,
            ),
            Measurement(
                "oddity of the drawn features",
                max(oddity_of_normal(drawn), oddity_of_normal(both)),
                at_most(5, because="standard normal, independent, none repeated; once in 100 000 samples"),
                check=True,
            ),
            Measurement(
                "how odd the folds of the rows look",
                oddity_of_uniform(in_ranks(orders, FOLDS), 0, 1),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "columns left out with a larger variance than one that was chosen by it",
                passed_over,
                within(0, 0, because="the ten largest, by the definition of a variance"),
                check=True,
            ),
            check_controls(
                *(threshold_accuracy(r) - accuracy_of_overlap(r) for r in (0.1, least_r, most_r)),
                *(before[0] - inside[0]),  # of ten features both choose all
                most=1e-9,
            ),
        ],
        controls=[
            Control(
                "accuracy with features chosen from 100 before the split",
                reported[2],
                within(0.5, chance(before[2])),
            ),
            Control(
                "accuracy before the split less that in each fold",
                reported[-1] - float(inside[-1].mean()),
                within(0, chance(before[-1] - inside[-1])),
            ),
        ],
        curves=[
            Curve("chosen before the split", floats(reported), x=floats(sizes), role="subject"),
            Curve("chosen in each fold", floats(inside.mean(axis=1)), x=floats(sizes), role="reference"),
            Curve("chance", [0.5, 0.5], x=[float(CHOSEN), float(features)], role="bound"),
        ],
        axes=Axes(
            x="features to choose from",
            y="accuracy",
            log_x=True,
            marks=[
                Mark(of="accuracy with features chosen before the split", x=float(features)),
                Mark(of="accuracy with features chosen in each fold", x=float(features)),
                Mark(of="accuracy on fresh data", x=float(features)),
            ],
        ),
    )


mutant(
    "chooses the columns by all rows in each fold",
    "columns = strongest(x[rest], y[rest], k)",
    "columns = strongest(x, y, k)",
    program="cross_validation",
)
mutant(
    "trains on the fold that is held out as well",
    "rest = np.setdiff1d(np.arange(len(y)), held)",
    "rest = np.arange(len(y))",
    program="cross_validation",
)
mutant("chooses the weakest columns", "-abs(correlation)", "abs(correlation)", program="cross_validation")
mutant("chooses by the signed correlation", "-abs(correlation)", "-correlation", program="cross_validation")
mutant("chooses by covariance", " / np.linalg.norm(centred, axis=0)", "", program="cross_validation")
mutant(
    "forgets that folds are to be balanced",
    "rng.permutation(len(y) // 2)",
    "np.arange(len(y) // 2) + label * len(y) // 2",
)
mutant(
    "scores the rows that chose the columns as new ones",
    "rng.standard_normal((NEW, features))",
    "x[np.arange(NEW) % ROWS]",
)
mutant("chooses by the variance of the rows", "-x.var(axis=0)", "-x.var(axis=1)")
