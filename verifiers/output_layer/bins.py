"""ECE and its bins: against exact sums, and what must follow whatever the probabilities are."""

import math
from fractions import Fraction

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.calibration import ece
from ..programs.softmax_cross_entropy import Array, Labels

SUMS = "sums of a few hundred terms below 1 in float64"


def sixteenths(rows: int, classes: int, rng: np.random.Generator) -> Array:
    """Rows of probabilities in sixteenths, which float64 holds exactly: many ties, many on the edges of bins."""
    shares: Array = rng.multinomial(16, np.ones(classes) / classes, size=rows) / 16
    return shares


def exact_gaps(p: Array, y: Labels, bins: int) -> list[Fraction]:
    """Of each bin in use the sum of right less confidence over its rows, in fractions: nothing is rounded."""
    gaps: dict[int, Fraction] = {}
    for row, label in zip(p.tolist(), y.tolist(), strict=True):
        sure = Fraction(max(row))
        own = math.ceil(sure * bins)
        gaps[own] = gaps.get(own, Fraction(0)) + (row.index(max(row)) == label) - sure
    return list(gaps.values())


@claim(
    en="ECE puts each row by its largest probability into a bin that holds its upper edge, and sums |right - "
    "confidence| of whole bins: over one row, over ties, where the first class is the answer, and over empty bins.",
    ko="ECE는 샘플마다 가장 큰 확률로 구간을 정하고(구간은 위쪽 경계를 포함한다), 구간 전체에 대한 |정답 수 - 확신도의 "
    "합|을 더한다. 샘플이 하나이거나, 확률이 같아 첫 클래스가 답이 되거나, 빈 구간이 있어도 마찬가지이다.",
    short="ECE by hand",
    seconds=0.1,
    literature="Guo 2017, eq. 3",
)
def bins_by_hand(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    layouts = [(1, 2, 1), (1, 3, 8), (9, 2, 4), (30, 3, 2), (30, 3, 16), (200, 5, 8), (200, 2, 1), (200, 4, 32)]
    apart, wrong, of_one_bin, hits, spread = [], [], [], [], []
    for rows, classes, bins in layouts:
        p = sixteenths(rows, classes, rng)
        y = (p.argmax(axis=1) + (16 * p.max(axis=1)).astype(int) % 2) % classes  # every other confidence is wrong
        gaps = exact_gaps(p, y, bins)
        right = float(sum((abs(gap) for gap in gaps), Fraction(0)) / rows)
        apart.append(abs(ece(p, y, bins) - right))
        wrong.append(abs(float(abs(sum(gaps, Fraction(0))) / rows) - right))
        of_one_bin.append(abs(abs(np.mean(p.argmax(axis=1) == y) - p.max(axis=1).mean()) - right))
        hits += (p.argmax(axis=1) == y).tolist()
        spread.append(float(np.sum((16 * p - 16 / classes) ** 2)) * classes / 16 / (classes - 1))  # of χ²'s mean
    sure = np.eye(3)[[0, 1, 2, 0]]
    all_right, all_wrong = ece(sure, np.array([0, 1, 2, 0]), 10), ece(sure, np.array([1, 2, 0, 1]), 10)
    tied = np.full((4, 4), 0.25)
    of_ties = ece(tied, np.array([0, 1, 2, 3]), 8)
    exact = at_most(1e-14, because=SUMS)
    return Evidence(
        finding=Finding(
            "For eight layouts of rows and bins ECE is the exact sum but for rounding; gaps that cancel between "
            "bins put it up to {wrong:.2g} off",
            wrong="gaps that cancel between bins: largest distance",
        ),
        caption="Distance from the exact sum, by layout of rows, classes and bins. With one bin nothing can cancel.",
        measurements=[
            Measurement("largest distance from the exact sum", max(apart), exact),
            Measurement("rows that are sure and right", all_right, within(0, 1e-15, because="no gap in any bin")),
            Measurement(
                "rows that are sure and wrong", all_wrong, within(1, 1e-15, because="confidence 1, none right")
            ),
            Measurement(
                "four equal classes that are the label of one row each",
                of_ties,
                within(0, 1e-15, because="the first of equal classes is right in one row of four: 1/4 - 1/4"),
            ),
            Measurement(
                "share of right rows",
                float(np.mean(hits)),
                between(0.2, 0.8, because="every other confidence is right"),
                check=True,
            ),
            Measurement(
                "squared distance of the drawn sixteenths from equal shares over its mean",
                sum(spread) / sum(rows for rows, _, _ in layouts),
                within(
                    1, 5 * np.sqrt(2 / 670), because="χ² of a multinomial; variance 2 at most a row, five deviations"
                ),
                check=True,
            ),
            check_controls(*np.subtract(wrong, of_one_bin)),
        ],
        controls=[Control("gaps that cancel between bins: largest distance", max(wrong), at_most(1e-14))],
        curves=[
            Curve("ECE", apart, x=range(1, 9), points=True, role="subject"),
            Curve("gaps that cancel", wrong, x=range(1, 9), points=True, role="reference"),
        ],
        axes=Axes(
            x="layout",
            y="distance from the exact sum",
            marks=[Mark(of="gaps that cancel between bins: largest distance", x=1 + int(np.argmax(wrong)))],
        ),
    )


@claim(
    en="One bin gives |accuracy - mean confidence|, and halving bins never lowers ECE, since gaps that cancelled come "
    "apart. Neither the order of the rows nor the names of the classes counts, nor rows that occur twice.",
    ko="구간이 하나이면 ECE는 |정확도 - 평균 확신도|이고, 구간을 반으로 나누면 상쇄되던 차이가 갈라지므로 ECE가 줄지 "
    "않는다. 샘플의 순서나 클래스의 이름은 상관없고, 모든 샘플이 두 번씩 나와도 같다.",
    short="Finer bins never lower ECE",
    seconds=0.1,
    literature="Guo 2017; Kumar, Liang & Ma 2019",
)
def finer_bins(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    samples = 1000
    p = rng.dirichlet(np.full(4, 0.5), size=samples)
    y = rng.integers(4, size=samples)
    y[::2] = p[::2].argmax(axis=1)  # right in more than half of the rows
    sizes = 2 ** np.arange(9)
    errors = np.array([ece(p, y, int(bins)) for bins in sizes])
    gap = abs(float(np.mean(p.argmax(axis=1) == y) - p.max(axis=1).mean()))
    angles = np.arcsin(np.sqrt(p))
    evenly = (angles + np.sin(angles) * np.cos(angles)) * 2 / np.pi  # ranks of each column: Beta(1/2, 3/2)
    order, names = rng.permutation(samples), np.roll(np.arange(4), rng.integers(1, 4))
    others = [(p[order], y[order]), (p[:, np.argsort(names)], names[y]), (np.repeat(p, 2, axis=0), np.repeat(y, 2))]
    shuffled, renamed, twice = (ece(*other, 8) for other in others)
    hits = [float(np.mean(probabilities.argmax(axis=1) == labels)) for probabilities, labels in others]
    accuracy = float(np.mean(p.argmax(axis=1) == y))
    alike = [_counted_alike(p, y, int(bins)) for bins in sizes]
    crowd = np.repeat([[0.625, 0.375], [0.875, 0.125]], [99, 1], axis=0)  # 99 rows all wrong beside one that is right
    labels = np.repeat([1, 0], [99, 1])
    fall = _counted_alike(crowd, labels, 4) - _counted_alike(crowd, labels, 2)
    rounding = at_most(1e-13, because=SUMS)
    return Evidence(
        finding=Finding(
            "From one bin to 256 ECE of the same rows rises from {one:.3g} to {many:.3g}",
            one="ECE with one bin",
            many="ECE with 256 bins",
        ),
        caption="ECE of the same rows by the number of bins: what it says depends on them. A mean of the gaps in which "
        "each bin counts alike may also fall.",
        measurements=[
            Measurement("ECE with one bin", errors[0], within(gap, 1e-13, because="|accuracy - mean confidence|")),
            Measurement(
                "ECE with 256 bins",
                errors[-1],
                at_least(errors[0] - 1e-13, because="no less than the gap over all rows (triangle inequality)"),
            ),
            Measurement(
                "least rise from a halving of the bins",
                float(np.diff(errors).min()),
                at_least(-1e-13, because="|a + b| <= |a| + |b| for the two halves of a bin; rounding"),
            ),
            Measurement("rows in another order: distance", abs(shuffled - errors[3]), rounding),
            Measurement("classes with other names: distance", abs(renamed - errors[3]), rounding),
            Measurement("every row twice: distance", abs(twice - errors[3]), rounding),
            Measurement(
                "rows in another order: rows that stay where they are",
                int(np.sum(np.all(others[0][0] == p, axis=1))),
                at_most(12, because="one in the mean (Poisson); more than 12 once in 10^10 orders"),
                check=True,
            ),
            Measurement(
                "classes with other names: rows that keep their label",
                int(np.sum(others[1][1] == y)),
                within(0, 0, because="every class gets another name"),
                check=True,
            ),
            Measurement(
                "every row twice: rows beside twice as many",
                len(others[2][0]) + len(others[2][1]) - 4 * samples,
                within(0, 0, because="probabilities and labels, twice"),
                check=True,
            ),
            Measurement(
                "largest change of the share of right rows",
                max(abs(hit - accuracy) for hit in hits),
                at_most(1e-12, because="each row keeps its label"),
                check=True,
            ),
            Measurement(
                "share of right rows",
                accuracy,
                within(
                    5 / 8, 5 * np.sqrt(3 / 32 / samples), because="half, and a quarter of the rest; five deviations"
                ),
                check=True,
            ),
            check_draws(*(oddity_of_uniform(column, 0, 1) for column in evenly.T), oddity_of_integers(y[1::2], 4)),
            check_controls(fall - (0.375 - 0.6175)),
        ],
        controls=[
            Control("bins that count alike: rise where one row leaves a bin of a hundred", fall, at_least(-1e-13))
        ],
        curves=[
            Curve("ECE", errors.tolist(), x=sizes.tolist(), role="subject"),
            Curve("bins that count alike", alike, x=sizes.tolist(), role="reference"),
        ],
        axes=Axes(
            x="bins",
            y="ECE",
            log_x=True,
            marks=[
                Mark(of="ECE with one bin", x=1),
                Mark(of="ECE with 256 bins", x=256),
            ],
        ),
    )


def _counted_alike(p: Array, y: Labels, bins: int) -> float:
    """The mistake: the mean of |accuracy - mean confidence| over the bins in use, however few rows they hold."""
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    own = np.digitize(confidence, np.arange(bins + 1) / bins, right=True)
    return float(np.mean([abs((right - confidence)[own == b].mean()) for b in np.unique(own)]))


mutant(
    "answers with the last of equal classes",
    "p.argmax(axis=1) == y",
    "p.shape[1] - 1 - p[:, ::-1].argmax(axis=1) == y",
    program="calibration",
)
mutant("compares the rows with themselves", "others = [(p[order], y[order]),", "others = [(p, y),")
mutant("never draws the last class", "y = rng.integers(4, size=samples)", "y = rng.integers(3, size=samples)")
mutant(
    "squares the gaps",
    "share @ np.abs(accuracy - confidence)",
    "np.sqrt(share @ (accuracy - confidence) ** 2)",
    program="calibration",
)
