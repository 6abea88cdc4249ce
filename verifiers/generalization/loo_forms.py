"""What leave-one-out estimates, and what it gives where everything can be written down."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.leave_one_out import loo_residuals
from ..programs.smoothers import hat_matrix, ridge_map
from .common import Array, every_noise, floats, require

STRENGTHS = (0.0, 0.5, 2.0, 10.0)


def without(values: Array, n: int, lam: float) -> Array:
    """Each value less the sum of the others over n - 1 + λ: leave-one-out of a mean that λ shrinks, by hand."""
    left = (values.sum() - values) / (n - 1 + lam)
    residuals: Array = values - left
    return residuals


@claim(
    en="Leave-one-out of a mean gives each label n/(n-1) times its distance from the mean; with a column for each of "
    "several groups and a penalty λ, the label less the sum of its group's others over m - 1 + λ.",
    ko="평균의 leave-one-out 잔차는 레이블과 평균의 거리의 n/(n-1)배이다. 그룹마다 열이 하나씩 있고 벌점이 λ이면, "
    "레이블에서 같은 그룹의 나머지 레이블의 합을 m - 1 + λ로 나눈 값을 뺀 것이다.",
    short="Leave-one-out by hand",
    seconds=0.1,
    literature="Allen 1974",
)
def loo_by_hand(rows: int = 30, seed: int = 0) -> Evidence:
    require(
        4 <= rows <= 200,
        en="4 to 200 rows: a mean of fewer says little, and of more hardly moves",
        ko="행은 4개에서 200개 사이여야 한다. 더 적으면 평균에 의미가 없고 더 많으면 평균이 거의 움직이지 않는다",
    )
    sizes = [2, 3, 7]
    group = np.repeat(np.arange(3), sizes)
    drawn = np.random.default_rng(seed).standard_normal(rows + len(group))
    y, labels, coded = 3 + drawn[:rows], group + drawn[rows:], np.eye(3)[group]
    ones = np.ones((rows, 1))
    mean = loo_residuals(ones, y, 0)
    right = (y - y.mean()) * rows / (rows - 1)
    asked = [
        np.concatenate([without(labels[group == one], size, lam) for one, size in enumerate(sizes)])
        for lam in STRENGTHS
    ]
    ours = [loo_residuals(coded, labels, lam) for lam in STRENGTHS]
    growth = float(np.linalg.norm(mean) / np.linalg.norm(y - y.mean()))
    rounding = "a mean with one label taken out; rounding"
    controls = [
        Control("error of the distances from the mean", relative_error(y - y.mean(), right), at_most(1e-12)),
        Control(
            "error of leaving λ out for means of groups",
            relative_error(ours[0], ours[-1]),
            at_most(1e-12),
        ),
    ]
    return Evidence(
        finding=Finding(
            "Leaving out one of {rows} labels makes the distance from the mean {growth:.4g} times as large",
            growth="leave-one-out residuals of a mean over the distances from it",
        ),
        caption="Leave-one-out residuals over the distances of the labels from their mean: a line of slope n/(n-1).",
        fields={"rows": rows},
        measurements=[
            Measurement(
                "leave-one-out residuals of a mean over the distances from it",
                growth,
                within(rows / (rows - 1), 1e-12, because="n/(n-1); rounding"),
            ),
            Measurement("largest error for a mean", relative_error(mean, right), at_most(1e-12, because=rounding)),
            Measurement(
                "largest error for means of groups that λ shrinks",
                max(map(relative_error, ours, asked)),
                at_most(1e-12, because=rounding),
            ),
            Measurement(
                "labels without a distance from the mean",
                int(np.sum(abs(right) < 1e-6)),
                within(0, 0, because="each residual says something"),
                check=True,
            ),
            check_draws(oddity_of_normal(np.append(y - 3, labels - group))),
            check_controls(controls[0].value - 1 / rows, controls[1].value - relative_error(asked[0], asked[-1])),
        ],
        controls=controls,
        curves=[
            Curve("leave-one-out", floats(mean), x=floats(y - y.mean()), points=True, role="subject"),
            Curve(
                "n/(n-1)",
                floats(np.array([-3, 3]) * rows / (rows - 1)),
                x=[-3.0, 3.0],
                role="bound",
            ),
        ],
        axes=Axes(
            x="distance from the mean",
            y="leave-one-out residual",
            marks=[
                Mark(of="leave-one-out residuals of a mean over the distances from it", x=1, text="× {value:.4g}"),
            ],
        ),
    )


@claim(
    en="Over all noise, the mean square of leave-one-out residuals is the error on a new label at that place for a fit "
    "to n-1 rows: σ²·mean 1/(1-h) where the truth is linear. For the fit to all rows it is too large; training "
    "residuals give σ²(1-p/n).",
    ko="모든 잡음에 대해 평균하면 leave-one-out 잔차의 제곱 평균은 행 n-1개로 적합한 모델이 그 자리의 새 레이블에서 "
    "내는 오차이며, 참이 선형이면 σ²·mean 1/(1-h)이다. 모든 행으로 적합한 모델의 오차로는 너무 크고, 학습 잔차는 "
    "σ²(1-p/n)을 준다.",
    short="What leave-one-out estimates",
    seconds=0.3,
    literature="Allen 1974; Efron 2004",
)
def loo_is_of_fewer_rows(sigma: float = 1.0, rows: int = 8, columns: int = 3, seed: int = 0) -> Evidence:
    require(
        0.1 <= sigma <= 3 and 1 <= columns <= 4 and columns + 3 <= rows <= 9,
        en="σ from 0.1 to 3, up to 4 columns, and 3 rows more than these, up to 9: all 2^n noises are fitted",
        ko="σ는 0.1에서 3, 열은 4개까지, 행은 열보다 3개 이상 많고 9개 이하여야 한다. 2^n개의 잡음을 모두 맞춘다",
    )
    drawn = np.random.default_rng(seed).standard_normal((rows + 1, columns))
    x, w = np.linalg.qr(drawn[:-1])[0] * np.sqrt(rows), drawn[-1]
    noise = every_noise(rows, sigma)
    labels = x @ w + noise
    h = hat_matrix(x, 0)
    left_out = np.array([loo_residuals(x, y, 0) for y in labels])
    by_row = np.mean(left_out**2, axis=0)
    refits = []
    for row in range(rows):
        rest, at = np.delete(x, row, axis=0), x[row]
        fitted = np.delete(labels, row, axis=1) @ ridge_map(rest, 0).T @ at
        refits.append(np.mean([(at @ w + sign * sigma - fitted) ** 2 for sign in (-1, 1)]))
    loo, fewer = float(by_row.mean()), float(np.mean(refits))
    fitted = labels @ h.T
    training = float(np.mean((labels - fitted) ** 2))
    whole = float(np.mean([(x @ w + sign * sigma - fitted) ** 2 for sign in (-1, 1)]))
    places = list(range(1, rows + 1))
    last = int(np.argmax(by_row))
    formula = sigma**2 / (1 - np.diag(h))
    algebra = "a label left out is a new one for the fit to the others; rounding"
    controls = [
        Control(
            "leave-one-out less the error of the fit to all rows over σ²",
            (loo - whole) / sigma**2,
            within(0, 1e-11),
        ),
        Control("training residuals against the fits to n-1 rows", training - fewer, within(0, 1e-11)),
    ]
    return Evidence(
        finding=Finding(
            "Leave-one-out estimates an error of {loo:.3g}; on new labels the fit to all {rows} rows has {whole:.3g}, "
            "on its own {training:.3g}",
            loo="mean square of the leave-one-out residuals",
            whole="error of the fit to all rows on new labels",
            training="mean square of the training residuals",
        ),
        caption="Mean square residual of each row over all noise of ±σ: left out, and on new labels for the fit to all "
        "rows.",
        fields={"rows": rows},
        measurements=[
            Measurement(
                "mean square of the leave-one-out residuals",
                loo,
                within(float(formula.mean()), 1e-11, because="σ²·mean 1/(1-h); rounding"),
            ),
            Measurement(
                "largest error of the mean square of a row left out against a fit to the others",
                float(np.max(abs(by_row / np.array(refits) - 1))),
                at_most(1e-11, because=algebra),
            ),
            Measurement(
                "error of the fit to all rows on new labels",
                whole,
                within(sigma**2 * (1 + columns / rows), 1e-11, because="σ²(1 + p/n); rounding"),
            ),
            Measurement(
                "mean square of the training residuals",
                training,
                within(sigma**2 * (1 - columns / rows), 1e-11, because="σ²(1 - p/n); rounding"),
            ),
            Measurement(
                "different noises",
                len(np.unique(noise, axis=0)),
                within(2**rows, 0, because="every vector of ±σ once"),
                check=True,
            ),
            check_draws(oddity_of_normal(drawn)),
            check_controls(
                controls[0].value - float(np.mean(1 / (1 - np.diag(h)))) + 1 + columns / rows,
                controls[1].value - sigma**2 * (1 - columns / rows) + float(formula.mean()),
            ),
        ],
        controls=controls,
        curves=[
            Curve("left out", floats(by_row), x=floats(places), points=True, role="subject"),
            Curve("σ²/(1-h)", floats(formula), x=floats(places), role="bound"),
            Curve("training", floats(np.mean((labels - fitted) ** 2, axis=0)), x=floats(places), role="reference"),
        ],
        axes=Axes(
            x="row",
            y="mean square",
            marks=[
                Mark(of="mean square of the leave-one-out residuals"),
                Mark(of="error of the fit to all rows on new labels", x=float(places[last])),
                Mark(of="mean square of the training residuals"),
            ],
        ),
    )


mutant("takes each label for its own neighbour", "(values.sum() - values) / (n - 1 + lam)", "values.sum() / (n + lam)")
mutant("puts one noise on all rows", "labels = x @ w + noise", "labels = x @ w + noise[:, :1]")
