"""Predictions out of fold: what a model may know of the rows that it is tested on."""

from collections.abc import Callable, Sequence

import numpy as np

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_least, claim, mutant, within

from ..programs.cross_validation import out_of_fold, strongest
from .common import Array, Indices, floats, in_ranks, require

Protocol = Callable[[Array, Indices, int, Sequence[Indices]], Indices]
Case = tuple[Array, Indices, list[Indices]]  # features, labels and folds
SCALES = np.geomspace(0.1, 10, 25)  # of the columns
CHOSEN = 3


def chosen_before(x: Array, y: Indices, k: int, folds: Sequence[Indices]) -> Indices:
    """The same with the columns chosen once, by all labels."""
    return out_of_fold(x[:, strongest(x, y, k)], y, k, folds)


def case(rng: np.random.Generator, rows: int = 23) -> Case:
    """Columns of unlike spread and mean, classes of 9 and 14, and folds of unlike sizes in no order."""
    x = rng.uniform(-3, 3, len(SCALES)) + SCALES * rng.standard_normal((rows, len(SCALES)))
    y = rng.permutation(np.arange(rows) < 9).astype(np.int64)
    return x, y, np.split(rng.permutation(rows), [3, 9, 16])


def oddity(cases: list[Case]) -> float:
    """How odd the order of rows in folds, that of labels, the means of columns, and the rows less one of them look."""
    rows = in_ranks([np.concatenate(folds) for _, _, folds in cases], 23)
    nines = np.array([y for _, y, _ in cases])
    inside = in_ranks(np.zeros(nines.shape), 1)
    labels = np.where(nines == 1, inside * 9 / 23, 1 - inside * 14 / 23)
    steps = np.array([(x[1::2] - x[:-1:2]) / SCALES / np.sqrt(2) for x, _, _ in cases])
    means = [x[:, :8].mean(axis=0) for x, _, _ in cases]  # of columns of little spread: off by a hundredth of the range
    orders = max(oddity_of_uniform(ranks, 0, 1) for ranks in (rows, labels))
    return max(orders, oddity_of_uniform(means, -3, 3), oddity_of_normal(steps))


def check_cases(cases: list[Case]) -> Measurement:
    return Measurement("how odd the cases look", oddity(cases), NOT_ODD, check=True)


def changed_by_labels(protocol: Protocol, cases: list[Case]) -> Array:
    """The share of predictions for a fold that change if the labels of that fold do, for each case."""
    shares = []
    for x, y, folds in cases:
        for held in folds:
            other = y.copy()
            other[held] = 1 - other[held]
            before, after = (protocol(x, labels, CHOSEN, folds)[held] for labels in (y, other))
            shares.append(float(np.mean(before != after)))
    return np.array(shares)


def changed_by_neighbours(protocol: Protocol, cases: list[Case]) -> int:
    """How many predictions change where the features of another row of the same fold are turned round and enlarged."""
    changed = 0
    for x, y, folds in cases:
        held, moved = folds[-1], x.copy()
        moved[held[0]] *= -5
        before, after = (protocol(features, y, CHOSEN, folds)[held[1:]] for features in (x, moved))
        changed += int(np.sum(before != after))
    return changed


def by_hand(x: Array, y: Indices, k: int, folds: Sequence[Indices], measure: str = "correlation") -> Indices:
    """Row by row and column by column, by the side of the plane between the two means on which a row lies."""
    predicted = np.full(len(y), -1)
    for held in folds:
        rest = [row for row in range(len(y)) if row not in set(held.tolist())]
        table = [np.cov(x[rest, column], y[rest]) for column in range(x.shape[1])]
        strength = [abs(c[0, 1]) / (np.sqrt(c[0, 0] * c[1, 1]) if measure == "correlation" else 1) for c in table]
        columns = sorted(range(x.shape[1]), key=lambda column: -strength[column])[:k]
        ones, zeros = ([row for row in rest if y[row] == label] for label in (1, 0))
        one, zero = (np.array([x[rows, column].mean() for column in columns]) for rows in (ones, zeros))
        for row in held:
            predicted[row] = int((x[row, columns] - (one + zero) / 2) @ (one - zero) > 0)
    return predicted


@claim(
    en="Where everything is learned from the other folds, no prediction for a fold changes if the labels of that fold "
    "do, nor by the features of another row of it. Choosing the columns once by all labels breaks this.",
    ko="모든 것을 다른 폴드에서만 배우면, 한 폴드의 레이블이 바뀌어도 그 폴드의 예측은 하나도 달라지지 않고, 같은 "
    "폴드의 다른 행의 특성에도 영향을 받지 않는다. 모든 레이블을 보고 열을 한 번에 고르면 이것이 깨진다.",
    short="Labels that a fold may not see",
    seconds=1,
    literature="Hastie, Tibshirani & Friedman 2009 sec. 7.10",
)
def held_out_labels(cases: int = 30, seed: int = 0) -> Evidence:
    require(
        20 <= cases <= 300,
        en="20 to 300 cases: a leak must have a chance to show",
        ko="사례는 20개에서 300개 사이여야 한다. 누출이 드러날 기회가 있어야 한다",
    )
    rng = np.random.default_rng(seed)
    drawn = [case(rng) for _ in range(cases)]
    honest, leaking = (changed_by_labels(one, drawn) for one in (out_of_fold, chosen_before))
    alone, together = (changed_by_neighbours(one, drawn) for one in (out_of_fold, chosen_before))
    x, y, folds = drawn[0]
    filled = out_of_fold(x, y, CHOSEN, folds)
    seen = within(0, 0, because="the labels of a fold are no part of its model")
    ordered = np.sort(leaking)[::-1]
    return Evidence(
        finding=Finding(
            "Other labels of a fold change {leaking:.2g} of its predictions where the columns were chosen by all rows, "
            "and none where they were chosen in each fold",
            leaking="mean share of changed predictions with columns chosen by all labels",
        ),
        caption="The share of the predictions for a fold that change if its labels are turned round, fold by fold, the "
        "largest first.",
        measurements=[
            Measurement("largest share of predictions changed by the labels of their own fold", honest.max(), seen),
            Measurement(
                "predictions changed by another row of their fold",
                alone,
                within(0, 0, because="each row is compared with the means of the training rows alone"),
            ),
            Measurement(
                "share of rows that are predicted as class 0 or 1",
                float(np.mean((filled == 0) | (filled == 1))),
                within(1, 0, because="each row stands in one fold"),
            ),
            Measurement(
                "folds compared",
                len(honest),
                within(4 * cases, 0, because="four folds in each case"),
                check=True,
            ),
            check_cases(drawn),
        ],
        controls=[
            Control(
                "predictions changed by another row of their fold with columns chosen by all rows",
                together,
                within(0, 0),
            ),
            Control(
                "mean share of changed predictions with columns chosen by all labels",
                float(leaking.mean()),
                within(0, 0),
            ),
        ],
        curves=[
            Curve("chosen by all labels", floats(ordered), role="subject"),
            Curve("chosen in each fold", floats(np.sort(honest)[::-1]), role="reference"),
        ],
        axes=Axes(
            x="fold",
            y="share of predictions changed",
            marks=[
                Mark(
                    of="mean share of changed predictions with columns chosen by all labels",
                    x=int(np.argmin(abs(ordered - leaking.mean()))),
                    text="mean {value:.2g}",
                )
            ],
        ),
    )


@claim(
    en="Out of fold, a row is classified by the nearer class mean in the columns that correlate most with the labels "
    "of the other folds, whatever the scales of the columns, the sizes of the folds, and the balance of the classes.",
    ko="폴드 밖 예측에서는 나머지 폴드의 레이블과 상관계수가 가장 큰 열들에서 더 가까운 클래스 평균으로 분류한다. 열의 "
    "척도, 폴드의 크기, 클래스의 비율이 어떻든 마찬가지이다.",
    short="Predictions out of fold by hand",
    seconds=1,
    literature="Hastie, Tibshirani & Friedman 2009 sec. 7.10",
)
def folds_by_hand(cases: int = 20, seed: int = 0) -> Evidence:
    require(
        10 <= cases <= 300,
        en="10 to 300 cases: a mistake must have a chance to show",
        ko="사례는 10개에서 300개 사이여야 한다. 실수가 드러날 기회가 있어야 한다",
    )
    rng = np.random.default_rng(seed)
    drawn = [case(rng) for _ in range(cases)]
    asked = [by_hand(x, y, CHOSEN, folds) for x, y, folds in drawn]
    ours = [out_of_fold(x, y, CHOSEN, folds) for x, y, folds in drawn]
    unscaled = [by_hand(x, y, CHOSEN, folds, measure="covariance") for x, y, folds in drawn]
    leaking = [chosen_before(x, y, CHOSEN, folds) for x, y, folds in drawn]
    every, covariance = np.concatenate(asked), np.concatenate(unscaled)
    by_case = [float(np.mean(one != two)) for one, two in zip(unscaled, asked, strict=True)]
    everywhere = [out_of_fold(x, y, x.shape[1], folds) for x, y, folds in drawn]
    all_columns = [by_hand(x, y, x.shape[1], folds) for x, y, folds in drawn]
    return Evidence(
        finding=Finding(
            "Chosen by covariance in place of correlation, which depends on the scale, columns give {covariance:.2g} "
            "of the rows the other class",
            covariance="share of rows that columns of the largest covariance classify otherwise",
        ),
        caption="The share of rows that get the other class than by hand, case by case.",
        measurements=[
            Measurement(
                "rows classified otherwise than by hand",
                int(np.sum(np.concatenate(ours) != every)),
                within(0, 0, because="the same columns and means; no row lies within rounding of the border"),
            ),
            Measurement(
                "rows classified otherwise than by hand with all columns",
                int(np.sum(np.concatenate(everywhere) != np.concatenate(all_columns))),
                within(0, 0, because="the same means; nothing is left to choose"),
            ),
            Measurement(
                "share of rows of the rarer class",
                float(np.mean([y.mean() for _, y, _ in drawn])),
                within(9 / 23, 1e-12, because="nine of 23 rows in each case"),
                check=True,
            ),
            Measurement(
                "least share of rows predicted as either class",
                float(min(every.mean(), 1 - every.mean())),
                at_least(0.2, because="else one answer for all would pass"),
                check=True,
            ),
            check_cases(drawn),
        ],
        controls=[
            Control(
                "share of rows that columns of the largest covariance classify otherwise",
                float(np.mean(covariance != every)),
                within(0, 0),
            ),
            Control(
                "rows that columns chosen by all labels classify otherwise",
                int(np.sum(np.concatenate(leaking) != every)),
                within(0, 0),
            ),
        ],
        curves=[
            Curve("by covariance", by_case, role="reference"),
            Curve("ours", [float(np.mean(one != two)) for one, two in zip(ours, asked, strict=True)], role="subject"),
        ],
        axes=Axes(
            x="case",
            y="share of rows",
            marks=[
                Mark(
                    of="share of rows that columns of the largest covariance classify otherwise",
                    text="mean {value:.2g}",
                )
            ],
        ),
    )


mutant("gives the other class", "> ((new - one)", "< ((new - one)", program="cross_validation")
mutant("turns round no label", "other[held] = 1 - other[held]", "other[held] = other[held]")
mutant(
    "chooses by all labels in the reference",
    "table = [np.cov(x[rest, column], y[rest])",
    "table = [np.cov(x[:, column], y)",
)
mutant("cuts the rows into folds as they come", "np.split(rng.permutation(rows),", "np.split(np.arange(rows),")
