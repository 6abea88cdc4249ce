"""Shuffled labels: a test of the whole protocol that needs no second look at the code."""

import math

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_oddities
from quizdl.lab.known_answers import interval_over_student
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.lab.statistics import mean_interval
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

from ..programs.cross_validation import out_of_fold
from .common import LEVEL, Array, Indices, floats, most_errors, require, standard_errors
from .folds import CHOSEN, Protocol, chosen_before
from .selection import balanced_folds

ROWS, COLUMNS, SHIFT = 30, 60, 2.0


def accuracy(protocol: Protocol, x: Array, y: Indices, rng: np.random.Generator) -> float:
    """Share of rows that are classified rightly out of five folds with as many rows of either class."""
    return float(np.mean(protocol(x, y, CHOSEN, balanced_folds(y, rng)) == y))


def two_degrees(level: float) -> float:
    """The quantile of Student's T with two degrees of freedom, two-sided."""
    return level * math.sqrt(2 / (1 - level**2))


@claim(
    en="With shuffled labels honest cross-validation is at chance, however well it does on the true ones; with columns "
    "chosen before the split it stays far above. So rerunning everything on shuffled labels shows the leak.",
    ko="정직한 교차 검증은 참 레이블에서 아무리 잘해도 레이블을 섞으면 우연 수준이 된다. 나누기 전에 열을 고르면 섞은 "
    "레이블에서도 우연보다 훨씬 높다. 그래서 레이블을 섞고 전체를 다시 돌리면 누출이 드러난다.",
    short="Shuffled labels show a leak",
    seconds=0.5,
    literature="Ojala & Garriga 2010",
)
def shuffled_labels(sets: int = 80, seed: int = 0) -> Evidence:
    require(
        40 <= sets <= 400,
        en="40 to 400 data sets: an interval needs some, and many take long",
        ko="데이터 집합은 40개에서 400개 사이여야 한다. 구간을 구하려면 몇 개는 있어야 하고 많으면 오래 걸린다",
    )
    rng = np.random.default_rng(seed)
    y = np.arange(ROWS) % 2
    drawn = rng.standard_normal((sets, ROWS, COLUMNS))
    x = drawn.copy()
    x[:, y == 1, :CHOSEN] += SHIFT
    shuffled = np.array([rng.permutation(y) for _ in range(sets)])
    true = np.array([accuracy(out_of_fold, one, y, rng) for one in x])
    honest, leaking = (
        np.array([accuracy(protocol, one, labels, rng) for one, labels in zip(x, shuffled, strict=True)])
        for protocol in (out_of_fold, chosen_before)
    )
    reach = most_errors(sets) * float(honest.std(ddof=1)) / math.sqrt(sets)
    best = 0.5 * (1 + math.erf(math.sqrt(CHOSEN) * SHIFT / 2 / math.sqrt(2)))
    above = 5 * math.sqrt(best * (1 - best) / (sets * ROWS))
    places = list(range(1, sets + 1))
    return Evidence(
        finding=Finding(
            "On shuffled labels honest cross-validation gives {honest:.3g}, and {leaking:.3g} with columns chosen "
            "before the split; on the true labels it gives {true:.3g}",
            honest="mean accuracy on shuffled labels",
            leaking="mean accuracy on shuffled labels with columns chosen before the split",
            true="mean accuracy on the true labels",
        ),
        caption="Cross-validated accuracy of each data set, in order of size.",
        measurements=[
            Measurement(
                "mean accuracy on shuffled labels",
                float(honest.mean()),
                within(0.5, reach, because="labels are independent of the rows; 99.99 % of means of as many data sets"),
            ),
            Measurement(
                "mean accuracy on the true labels",
                float(true.mean()),
                between(
                    0.75,
                    best + above,
                    because="three columns apart by two deviations: Φ(√3) at most; 5 standard errors",
                ),
            ),
            Measurement(
                "share of labels that shuffling leaves in place",
                float(np.mean(shuffled == y)),
                within(
                    0.5, 5 * 0.5 / math.sqrt(sets * (ROWS - 1)), because="half of them by chance; 5 standard errors"
                ),
                check=True,
            ),
            Measurement("how odd the shuffled labels look", oddity_of_integers(shuffled, 2), NOT_ODD, check=True),
            check_oddities(),
            Measurement(
                "farther end of the interval of 0 and 0 and 3 over Student's",
                max((interval_over_student(mean_interval, one) for one in (None, LEVEL)), key=lambda r: abs(r - 1)),
                within(1, 1e-9, because="T with two degrees of freedom, in closed form"),
                check=True,
            ),
            Measurement(
                "standard errors of 0 and 0 and 3 and those that a mean keeps to: relative error",
                max(abs(standard_errors([0, 0, 3], 0) - 1), abs(most_errors(3) / two_degrees(LEVEL) - 1)),
                at_most(1e-9, because="a mean of 1 with an error of 1; T with two degrees of freedom"),
                check=True,
            ),
            Measurement(
                "oddity of the drawn features",
                oddity_of_normal(drawn),
                at_most(5, because="standard normal, independent, none repeated; once in 100 000 samples"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "mean accuracy on shuffled labels with columns chosen before the split",
                float(leaking.mean()),
                within(0.5, reach),
            ),
        ],
        curves=[
            Curve("true labels", floats(np.sort(true)), x=places, role="reference"),
            Curve("shuffled; chosen before", floats(np.sort(leaking)), x=places, role="subject"),
            Curve("shuffled; chosen in each fold", floats(np.sort(honest)), x=places),
        ],
        axes=Axes(
            x="data set",
            y="accuracy",
            marks=[
                Mark(of="mean accuracy on shuffled labels", x=sets // 2),
                Mark(of="mean accuracy on shuffled labels with columns chosen before the split", x=sets // 2),
                Mark(of="mean accuracy on the true labels", x=sets // 2),
            ],
        ),
    )


mutant("shuffles no labels", "[rng.permutation(y) for _ in range(sets)]", "[y for _ in range(sets)]")
mutant("leaves out the signal", "x[:, y == 1, :CHOSEN] += SHIFT", "x[:, y == 1, :CHOSEN] += 0")
