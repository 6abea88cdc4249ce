"""Near-duplicates on both sides of a split, and folds that keep groups whole."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import numpy as np

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.group_folds import group_folds
from ..programs.minibatches import batches
from ..programs.nearest_neighbour import nearest_out_of_fold
from .common import Array, Indices, floats, most_errors, require

PAIRS, DIMENSIONS = 100, 10
Split = Callable[[Indices, int, np.random.Generator], list[Indices]]


def twin_share(n: int, training: int) -> Fraction:
    """Probability that the twin of a test row is one of the training rows of a random split of n rows."""
    return Fraction(training, n - 1)


def enumerated_share(pairs: int, training: int) -> Fraction:
    """The same by all splits: the share of test rows, of all splits, whose twin is in the training part."""
    rows, tested, twins = range(2 * pairs), 0, 0
    for chosen in combinations(rows, training):
        held = set(rows) - set(chosen)
        tested += len(held)
        twins += sum(row ^ 1 not in held for row in held)
    return Fraction(twins, tested)


def by_rows(groups: Indices, k: int, rng: np.random.Generator) -> list[Indices]:
    """k folds of equal size that do not look at the groups."""
    return batches(len(groups), len(groups) // k, rng)


class Found(NamedTuple):
    """What the nearest neighbour gets on several data sets."""

    accuracy: Array  # shape (sets,)
    passed_by: int  # rows that have their twin in the training part, and another row as nearest
    fold_of: Indices  # the fold of each row, shape (sets, rows)
    drawn: Array  # the noise of all data sets
    labels: Indices  # of each pair, shape (sets, pairs)
    orders: Indices  # in which the rows are given, shape (sets, rows)


def nearest(split: Split, k: int, jitter: float, sets: int, rng: np.random.Generator) -> Found:
    """Cross-validate the nearest neighbour on several data sets.

    Each pair is a normal point in ten dimensions with two rows at a distance of `jitter` from it, and has a label by
    the toss of a coin: there is nothing to learn but who is whose twin.
    """
    groups, orders = np.repeat(np.arange(PAIRS), 2), np.empty((sets, 2 * PAIRS), dtype=np.int64)
    found, passed_by, drawn = np.empty(sets), 0, np.empty((sets, 3 * PAIRS, DIMENSIONS))
    fold_of, labels = np.empty((sets, 2 * PAIRS), dtype=np.int64), np.empty((sets, PAIRS), dtype=np.int64)
    for one in range(sets):
        drawn[one] = rng.standard_normal((3 * PAIRS, DIMENSIONS))
        x = drawn[one, groups] + jitter * drawn[one, PAIRS:]
        labels[one] = rng.integers(2, size=PAIRS)
        y = labels[one, groups]
        order = orders[one] = rng.permutation(2 * PAIRS)  # the rows of a pair do not stand together
        folds = split(groups[order], k, rng)
        chosen = order[nearest_out_of_fold(x[order], np.arange(2 * PAIRS), folds)]
        found[one] = np.mean(y[chosen] == y[order])
        for number, fold in enumerate(folds):
            fold_of[one, order[fold]] = number
        apart = fold_of[one, order] != fold_of[one, order ^ 1]
        passed_by += int(np.sum(apart & (chosen != order ^ 1)))
    return Found(found, passed_by, fold_of, drawn, labels, orders)


def wrong_folds(split: Split, rng: np.random.Generator) -> int:
    """How many rows of 46 are in no fold or in two, for 2 to 7 folds; where groups stay whole, also rows without one.

    And how many groups, of 23, are more in one fold than in another than one.
    """
    groups, wrong = rng.permutation(np.repeat(np.arange(23), 2)), 0
    for k in range(2, 8):
        folds = split(groups, k, rng)
        wrong += int(np.sum(np.bincount(np.concatenate(folds), minlength=46) != 1))
        if split is group_folds:
            names = [set(groups[fold].tolist()) for fold in folds]
            wrong += sum(map(len, names)) - 23 + max(0, max(map(len, names)) - min(map(len, names)) - 1)
    return wrong


@claim(
    en="With two copies of each sample, a random split of N rows leaves the twin of a test row among n training rows "
    "with probability q = n/(N-1). The nearest neighbour then scores q + (1-q)/2 on labels that are coin flips; folds "
    "by group score ½.",
    ko="샘플마다 사본이 둘 있을 때 N행을 무작위로 나누면, 테스트 행의 쌍둥이가 학습 행 n개 가운데 있을 확률은 "
    "q = n/(N-1)이다. 그래서 동전으로 정한 레이블에서도 최근접 이웃의 정확도가 q + (1-q)/2가 된다. 그룹 단위로 나눈 "
    "폴드에서는 ½이다.",
    short="Twins across the split",
    seconds=1.5,
    literature="Kapoor & Narayanan 2023",
)
def twins_across_the_split(sets: int = 40, seed: int = 0) -> Evidence:
    require(
        20 <= sets <= 500,
        en="20 to 500 data sets: an interval needs some, and many take long",
        ko="데이터 집합은 20개에서 500개 사이여야 한다. 구간을 구하려면 몇 개는 있어야 하고 많으면 오래 걸린다",
    )
    rng, n, close, strangers = np.random.default_rng(seed), 2 * PAIRS, 1e-3, 1e3
    counts = [2, 4, 5, 10, 20]
    shares = [1 - 1 / k for k in counts]
    twin = [float(twin_share(n, n - n // k)) for k in counts]
    expected = [(1 + q) / 2 for q in twin]
    rows = [nearest(by_rows, k, close, sets, rng) for k in counts]
    whole = [nearest(group_folds, k, close, sets, rng) for k in counts]
    far = nearest(by_rows, 5, strangers, sets, rng)
    every = [*rows, *whole, far]
    most, five = most_errors(sets), counts.index(5)
    means, kept = ([float(one.accuracy.mean()) for one in several] for several in (rows, whole))
    by_formula, by_splits = twin_share(10, 6), enumerated_share(5, 6)

    def spread(q: float) -> float:
        """Half the interval: an accuracy varies with the pairs in one fold, of two rows each, and with their guesses.

        Guesses of two pairs that are each other's nearest are the same; in many dimensions half of the points have
        such a mate (Schilling 1986), and six in ten are allowed for.
        """
        return most * math.sqrt((1 - q) * (1.6 + q) / (4 * PAIRS)) / math.sqrt(sets)

    return Evidence(
        finding=Finding(
            "On labels that are coin flips, five random folds report {rows:.3g}, five folds by group {whole:.3g}",
            rows="accuracy with five random folds",
            whole="accuracy with five folds by group",
        ),
        caption="Cross-validated accuracy of the nearest neighbour over the share of the rows that is trained on, for "
        "labels that say nothing. Twins in the training part give the label away.",
        measurements=[
            Measurement(
                "accuracy with five random folds",
                means[five],
                within(expected[five], spread(twin[five]), because="q + (1-q)/2 with q = n/(N-1); 99.99 %"),
            ),
            Measurement(
                "accuracy with five folds by group",
                kept[five],
                within(0.5, spread(0), because="no twin to copy from; 99.99 % for labels by coins"),
            ),
            Measurement(
                "largest distance from q + (1-q)/2 for 2 to 20 random folds",
                max(abs(mean - right) / spread(q) for mean, right, q in zip(means, expected, twin, strict=True)),
                at_most(1, because="twins copy, strangers guess; 99.99 % for each number of folds"),
                unit="intervals",
            ),
            Measurement(
                "largest distance from ½ for 2 to 20 folds by group",
                max(abs(mean - 0.5) / spread(0) for mean in kept),
                at_most(1, because="no twin to copy from; 99.99 % for each number of folds"),
                unit="intervals",
            ),
            Measurement(
                "probability of the twin in training for 6 of 10 rows",
                float(by_formula),
                within(float(by_splits), 1e-15, because="all 210 splits of five pairs"),
            ),
            Measurement(
                "rows with their twin in training and another row as nearest",
                sum(one.passed_by for one in [*rows, *whole]),
                within(0, 0, because="twins are at a distance of about 0.01, strangers at one of about 1 and more"),
            ),
            Measurement(
                "share of groups in the fold that they had in the data set before",
                float(np.mean(whole[five].fold_of[1:, ::2] == whole[five].fold_of[:-1, ::2])),
                within(
                    0.2,
                    5 * math.sqrt(0.16 / (PAIRS * (sets - 1))),
                    because="five folds, dealt out in random order; 5 standard errors",
                ),
                check=True,
            ),
            Measurement(
                "accuracy with five random folds if twins are strangers",
                float(far.accuracy.mean()),
                within(0.5 + 0.5 / (n - 1), spread(0), because="the nearest row is the twin once in N-1; 99.99 %"),
            ),
            Measurement(
                "how odd the labels and the random folds look",
                max(
                    oddity_of_integers([one.labels for one in every], 2),
                    oddity_of_integers([one.orders for one in every], n),
                    oddity_of_integers(rows[five].fold_of, 5),
                ),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "rows of 46 that folds leave out or part from their group",
                sum(wrong_folds(split, rng) for split in (by_rows, group_folds)),
                within(0, 0, because="each row in one fold, however many remain; groups are whole, and evenly dealt"),
                check=True,
            ),
            Measurement(
                "oddity of the drawn points",
                oddity_of_normal([one.drawn[:, ::11] for one in every]),
                at_most(5, because="standard normal, independent, none repeated; once in 100 000 samples"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "accuracy with twenty folds by group against q + (1-q)/2",
                kept[-1],
                within(expected[-1], spread(twin[-1])),
            ),
            Control(
                "probability n/N against all splits of five pairs",
                6 / 10,
                within(float(by_splits), 1e-15),
            ),
        ],
        curves=[
            Curve("random folds", means, x=shares, points=True, role="subject"),
            Curve("q + (1-q)/2", floats(expected), x=shares, role="bound"),
            Curve("folds by group", kept, x=shares, role="reference"),
        ],
        axes=Axes(
            x="share of the rows that is trained on",
            y="accuracy",
            marks=[
                Mark(of="accuracy with five random folds", x=0.8),
                Mark(of="accuracy with five folds by group", x=0.8),
            ],
        ),
    )


mutant("takes n/N for the probability of the twin", "return Fraction(training, n - 1)", "return Fraction(training, n)")
mutant(
    "gives each row a label of its own",
    "y = labels[one, groups]",
    "y = rng.integers(2, size=2 * PAIRS)",
)
mutant(
    "leaves the twins far apart",
    "drawn[one, groups] + jitter * drawn[one, PAIRS:]",
    "drawn[one, groups] + drawn[one, PAIRS:]",
)
mutant("takes the farthest row for the nearest", "argmin", "argmax", program="nearest_neighbour")
mutant("doubles the products of the rows", "- 2 * x[held]", "- 4 * x[held]", program="nearest_neighbour")
mutant(
    "deals out rows in place of groups",
    "np.isin(groups, names[fold::k])",
    "rng.permutation(np.isin(groups, names[fold::k]))",
    program="group_folds",
)
mutant(
    "deals out the groups in their order",
    "rng.permutation(np.unique(groups))",
    "np.unique(groups)",
    program="group_folds",
)
mutant(
    "leaves the groups that remain out of the folds",
    "names[fold::k]",
    "names[fold * (len(names) // k) : (fold + 1) * (len(names) // k)]",
    program="group_folds",
)
