"""What a fit must not depend on: the zero point of the targets, and the units of the features."""

from collections.abc import Callable

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.differences import relative_error
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.ridge_with_intercept import ridge_with_intercept
from .common import Array, require
from .linear_data import COLUMNS, ROWS, drawn, drawn_checks, least_squares

Fit = Callable[[Array, Array, float], tuple[Array, Array]]


def penalised_intercept(x: Array, y: Array, lam: float) -> tuple[Array, Array]:
    """Ridge that treats the intercept as one more weight."""
    ones = np.column_stack([x, np.ones(len(x))])
    w = np.asarray(np.linalg.solve(ones.T @ ones + lam * np.eye(ones.shape[1]), ones.T @ y), dtype=np.float64)
    return w[:-1], w[-1]


def weighted_ridge(x: Array, y: Array, penalty: Array) -> tuple[Array, Array]:
    """Ridge with Σ penaltyⱼwⱼ² and a free intercept, by least squares with one more row for each weight."""
    rows = np.vstack([np.column_stack([x, np.ones(len(x))]), np.column_stack([np.diag(np.sqrt(penalty)), 0 * penalty])])
    solution = np.asarray(np.linalg.lstsq(rows, np.append(y, 0 * penalty), rcond=None)[0], dtype=np.float64)
    return solution[:-1], solution[-1]


def predictions(fit: tuple[Array, Array], x: Array) -> Array:
    predicted: Array = x @ fit[0] + fit[1]
    return predicted


def moved(fit: Fit, x: Array, y: Array, lam: float, c: float) -> Array:
    """By how much targets that are c larger raise each prediction, over c; shape (n,)."""
    shift: Array = (predictions(fit(x, y + c, lam), x) - predictions(fit(x, y, lam), x)) / c
    return shift


def moved_by_units(x: Array, y: Array, lam: float, units: Array) -> float:
    """How far the predictions of ridge in other units are from those in the old ones."""
    new = x * units
    return relative_error(
        predictions(ridge_with_intercept(new, y, lam), new), predictions(ridge_with_intercept(x, y, lam), x)
    )


def off_more_rows(x: Array, y: Array, lam: float) -> float:
    """How far ridge on three targets is from least squares with a row more for each weight."""
    targets = (y, 5 - 2 * y, x[:, 0] ** 2)
    ours = [np.append(*ridge_with_intercept(x, target, lam)) for target in targets]
    alone = [weighted_ridge(x, target, np.full(COLUMNS, lam)) for target in targets]
    return relative_error(np.array(ours), np.array([[*one, offset] for one, offset in alone]))


@claim(
    en="With a free intercept ridge on y + c predicts exactly c more; with a penalised one, on centred inputs, only "
    "cn/(n + λ) more. A feature in units s times as small is ridge with λ/s² on its weight, while least squares does "
    "not notice units.",
    ko="절편에 벌점이 없으면 y + c로 학습한 릿지의 예측은 정확히 c만큼 커진다. 벌점이 있으면 입력이 중심화되어 있을 때 "
    "cn/(n + λ)만 커진다. 특성의 단위를 바꾸어 값이 s배가 되면 그 가중치의 λ가 λ/s²인 릿지가 되지만, 최소제곱은 단위의 "
    "영향을 받지 않는다.",
    short="Intercept and units under ridge",
    seconds=0.1,
    literature="Hastie 2009 sec. 3.4",
)
def offset_and_scale(c: float = 10.0, lam: float = 20.0, scale: float = 10.0, seed: int = 0) -> Evidence:
    require(
        1 <= abs(c) <= 1000 and 2 <= lam <= 400 and 2 <= scale <= 1000,
        en="|c| from 1 to 1000, λ from 2 to 400, scale from 2 to 1000: visible, and far from what rounding allows",
        ko="|c|는 1~1000, λ는 2~400, 배율은 2~1000이어야 한다. 그래야 차이가 보이고 반올림 오차와 구별된다",
    )
    x, y = drawn(np.random.default_rng(seed))
    centred = x - x.mean(axis=0)
    units = np.ones(COLUMNS)
    units[0] = scale
    free, held = moved(ridge_with_intercept, x, y, lam, c), moved(penalised_intercept, centred, y, lam, c)
    there = predictions(ridge_with_intercept(x, y, lam), x)
    by_rows = predictions(weighted_ridge(x, y, np.full(COLUMNS, lam)), x)
    rescaled = predictions(ridge_with_intercept(x * units, y, lam), x * units)
    old_units = predictions(weighted_ridge(x, y, lam / units**2), x)
    along = predictions(weighted_ridge(x * units, y, lam * units**2), x * units)
    hidden, in_new_units = relative_error(old_units, by_rows), moved_by_units(x, y, lam, units)
    shifts = np.linspace(c / 8, c, 8)
    cond = 1e-9
    return Evidence(
        finding=Finding(
            "Targets moved by {c:g} move the predictions by {free:.3g} of that with a free intercept, and by "
            "{held:.3g} with a penalised one",
            free="shift of the predictions over that of the targets",
            held="shift with a penalised intercept over that of the targets",
        ),
        caption="How far the predictions move when all targets move by c, in units of the largest c.",
        fields={"c": c},
        measurements=[
            Measurement(
                "shift of the predictions over that of the targets",
                float(free.mean()),
                within(1, 1e-11, because="b + c fits y + c as well as b fits y, and b costs nothing; rounding"),
            ),
            Measurement(
                "shift with a penalised intercept less n/(n + λ)",
                float(held.mean() - ROWS / (ROWS + lam)),
                within(0, 1e-11, because="a column of ones is orthogonal to centred inputs; ridge on it alone"),
                check=True,
            ),
            Measurement(
                "largest distance of a prediction from that shift",
                float(np.max(abs(free - 1))),
                at_most(1e-11, because="the weights stay; rounding"),
            ),
            Measurement(
                "distance from ridge by least squares with more rows",
                relative_error(there, by_rows),
                at_most(1e-11, because="the same minimum; rounding times the condition"),
            ),
            Measurement(
                "intercept on centred inputs less the mean target",
                float(ridge_with_intercept(centred, y, lam)[1] - y.mean()),
                within(0, 1e-11, because="the residuals sum to 0"),
            ),
            Measurement(
                "distance of ridge in the new units from ridge with λ/s² on that weight",
                relative_error(rescaled, old_units),
                at_most(cond, because="w/s in the new units is w in the old ones; rounding times s²"),
            ),
            Measurement(
                "distance in the new units with the penalty scaled along",
                relative_error(along, there),
                at_most(cond, because="the same loss in other letters; rounding times s²"),
            ),
            Measurement(
                "distance of least squares in the new units",
                moved_by_units(x, y, 0.0, units),
                at_most(cond, because="any predictions can be written in either unit; rounding times s²"),
            ),
            Measurement(
                "distance of ridge on three targets from least squares with more rows",
                off_more_rows(x, y, lam),
                at_most(1e-11, because="the same weights and intercept; rounding times the condition"),
            ),
            *drawn_checks(x, y),
            check_controls(float(held.mean()) - ROWS / (ROWS + lam), in_new_units - hidden, most=cond),
        ],
        controls=[
            Control(
                "shift with a penalised intercept over that of the targets",
                float(held.mean()),
                within(1, 1e-11),
            ),
            Control("distance of ridge in the new units", in_new_units, at_most(cond)),
        ],
        curves=[
            Curve(
                "free intercept",
                [float(one / c * moved(ridge_with_intercept, x, y, lam, one).mean()) for one in shifts],
                x=list(shifts),
                role="subject",
            ),
            Curve(
                "penalised intercept",
                [float(one / c * moved(penalised_intercept, centred, y, lam, one).mean()) for one in shifts],
                x=list(shifts),
                role="reference",
            ),
        ],
        axes=Axes(
            x="c",
            y="shift / largest c",
            marks=[
                Mark(of="shift of the predictions over that of the targets", x=c),
                Mark(of="shift with a penalised intercept over that of the targets", x=c),
            ],
        ),
    )


def shrinkage(scales: Array, x: Array, y: Array, lam: float) -> Array:
    """The weight of the first feature, written in its old units, over that of least squares, for each scale."""
    ordinary, weights = least_squares(x, y)[0], []
    for scale in scales:
        units = np.append(scale, np.ones(COLUMNS - 1))
        weights.append(ridge_with_intercept(x * units, y, lam)[0][0] * scale / ordinary)
    return np.array(weights)


@claim(
    en="Weight decay acts alike whatever the units of the features are.",
    ko="가중치 감쇠는 특성의 단위가 무엇이든 똑같이 작용한다.",
    short="Weight decay and units",
    seconds=0.1,
    expects="refuted",
    literature="Hastie 2009 sec. 3.4",
)
def units_do_not_matter(lam: float = 20.0, scale: float = 1000.0, seed: int = 0) -> Evidence:
    require(
        2 <= lam <= 400 and 20 <= scale <= 10_000,
        en="λ from 2 to 400 and a scale from 20 to 10000: a penalty to escape from, and a change of units that escapes",
        ko="λ는 2~400, 배율은 20~10000이어야 한다. 그래야 벗어날 벌점이 있고 단위를 바꾸면 벗어난다",
    )
    raw, y = drawn(np.random.default_rng(seed))
    x = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    scales = np.geomspace(1 / scale, scale, 41)
    path = shrinkage(scales, x, y, lam)
    small, large = float(path[0]), float(path[-1])
    flat = shrinkage(scales, x, y, 0.0)

    def by_rows(one: float) -> float:
        """The share that is left in units 1/one, by ridge with λ/s² on this weight."""
        penalty = np.append(lam / one**2, np.full(COLUMNS - 1, lam))
        return float(weighted_ridge(x, y, penalty)[0][0] / least_squares(x, y)[0])

    unpunished = by_rows(scale)
    return Evidence(
        finding=Finding(
            "With numbers {scale:g} times as large a feature keeps {large:.3g} of its weight, with numbers as much "
            "smaller {small:.1g}",
            large="share of the weight that is left in small units",
            small="share of the weight that is left in large units",
        ),
        caption="The weight of one feature, written in its old units, as a share of least squares, over the factor by "
        "which its numbers grew. λ is the same throughout.",
        fields={"scale": scale},
        measurements=[
            Measurement(
                "share of the weight that is left in large units",
                small,
                within(float(path[20]), 0.01, because="the share in the old units, if units did not matter"),
            ),
            *drawn_checks(raw, y),
        ],
        controls=[
            Control(
                "share of the weight that is left in small units",
                large,
                within(unpunished, 1e-9, because="ridge with λ/s² on this weight, by least squares with more rows"),
                must="hold",
            ),
            Control(
                "distance of the share in the old and in large units from ridge by least squares with more rows",
                float(max(abs(path[20] - by_rows(1.0)), abs(small - by_rows(1 / scale)))),
                at_most(1e-9),
                must="hold",
            ),
            Control(
                "largest distance from 1 without a penalty", float(np.max(abs(flat - 1))), at_most(1e-6), must="hold"
            ),
        ],
        curves=[
            Curve("ridge", list(path), x=list(scales), role="subject"),
            Curve("least squares", list(flat), x=list(scales), role="reference"),
        ],
        axes=Axes(
            x="factor of the numbers",
            y="weight / least squares",
            log_x=True,
            marks=[
                Mark(of="share of the weight that is left in large units", x=float(scales[0]), text="{value:.1g}"),
                Mark(of="share of the weight that is left in small units", x=float(scales[-1])),
            ],
        ),
    )


mutant("centres the targets and not the inputs", "centred = x - x_mean", "centred = x", program="ridge_with_intercept")
mutant(
    "forgets the inputs' means in the intercept",
    "y_mean - x_mean @ w",
    "y_mean + 0 * x_mean @ w",
    program="ridge_with_intercept",
)
mutant("halves the penalty", "lam * np.eye(x.shape[1])", "lam / 2 * np.eye(x.shape[1])", program="ridge_with_intercept")
mutant("penalises the weights by λ and not by its root", "np.diag(np.sqrt(penalty))", "np.diag(penalty)")
