"""Regularisation: what L1, L2, early stopping, noise and augmentation do to a fit, and where they are the same.

This file: the exact zeros of the lasso, and why ridge has none.
"""

import numpy as np

from quizdl.lab.checks import check_controls, check_oddities, check_relative_errors
from quizdl.lab.differences import relative_error
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

from ..programs.coordinate_descent import coordinate_descent
from ..programs.lasso import kkt_violation, lasso
from .common import Array, Planted, check_planted, planted, require, ridge, sample_checks

ROWS, COLUMNS, USEFUL = 60, 16, 5
STEPS = 1000  # of proximal gradient: the error falls by 1 - σ²min/σ²max a step


def paths(data: Planted, lams: Array, column: int) -> list[Curve]:
    """The weight of the first, useful column and of another one over λ, with the lasso and with ridge."""
    by_lasso = np.array([coordinate_descent(data.x, data.y, lam, 0.0, 60) for lam in lams])
    by_ridge = np.array([ridge(data.x, data.y, lam) for lam in lams])
    return [
        Curve("lasso: useless", list(by_lasso[:, column]), x=list(lams), role="subject"),
        Curve("ridge: useless", list(by_ridge[:, column]), x=list(lams), role="reference"),
        Curve("lasso: useful", list(by_lasso[:, 0]), x=list(lams)),
        Curve("ridge: useful", list(by_ridge[:, 0]), x=list(lams)),
    ]


def by_hand(data: Planted, lam: float, steps: int) -> Array:
    """The weights after so many proximal steps from 0, one weight at a time, at a rate of 1/σ²max."""
    lr = 1 / float(np.linalg.svd(data.x, compute_uv=False)[0]) ** 2
    w = [0.0] * data.x.shape[1]
    for _ in range(steps):
        left = [target - float(np.dot(row, w)) for row, target in zip(data.x, data.y, strict=True)]
        plain = [one + lr * float(np.dot(column, left)) for one, column in zip(w, data.x.T, strict=True)]
        w = [one - min(max(one, -lr * lam), lr * lam) for one in plain]
    return np.array(w)


@claim(
    en="The minimum of ½‖y - Xw‖² + λ‖w‖₁ has wⱼ = 0 exactly where the data pull on it by at most λ, |xⱼᵀ(y - Xw)| ≤ "
    "λ; with orthonormal columns that is where |xⱼᵀy| ≤ λ. Ridge on the same data has no zero.",
    ko="½‖y - Xw‖² + λ‖w‖₁의 최솟값에서는 데이터가 당기는 힘이 λ 이하인 곳, |xⱼᵀ(y - Xw)| ≤ λ인 곳에서 정확히 wⱼ = "
    "0이다. 열이 정규직교이면 |xⱼᵀy| ≤ λ인 곳이다. 같은 데이터에서 릿지에는 0이 없다.",
    short="Exact zeros of the lasso",
    seconds=0.5,
    literature="Tibshirani 1996; Beck & Teboulle 2009",
)
def l1_zeros(share: float = 0.1, noise: float = 0.5, correlation: float = 0.3, seed: int = 0) -> Evidence:
    check_planted(noise, correlation, share)
    data = planted(ROWS, COLUMNS, USEFUL, noise, correlation, seed)
    lam = share * data.strongest
    w, v = lasso(data.x, data.y, lam, STEPS), ridge(data.x, data.y, lam)
    by_coordinates = coordinate_descent(data.x, data.y, lam, 0.0, 200)
    free = lasso(data.x, data.y, 0.0, STEPS)
    orthonormal = np.linalg.qr(data.x)[0]
    z = orthonormal.T @ data.y
    threshold = float(np.sort(abs(z))[COLUMNS // 2 - 1 : COLUMNS // 2 + 1].mean())  # between two of them: half survive
    closed = np.where(z > 0, np.maximum(z - threshold, 0), np.minimum(z + threshold, 0))
    thresholded = lasso(orthonormal, data.y, threshold, 100)
    dropped = np.flatnonzero(by_coordinates == 0)
    useless = int(dropped[np.argmax(abs(v[dropped]))])
    small, solved = float(v[useless]), np.linalg.solve(data.x.T @ data.x + lam * np.eye(COLUMNS), data.x.T @ data.y)
    lams = np.geomspace(lam / 100, 3 * data.strongest, 25)
    exact = "necessary and sufficient for a convex loss; rounding and the rest of 1000 steps"
    return Evidence(
        finding=Finding(
            "At λ = {lam:.3g} a feature of no use gets the weight {zero:.3g} from the lasso and {small:.2g} from ridge",
            zero="weight of the useless feature with the lasso",
            small="weight of the useless feature with ridge",
        ),
        caption="Two weights over λ, one useful, one useless. Paths of the lasso end on the axis at a finite λ; those "
        "of ridge only approach it.",
        fields={"lam": lam},
        measurements=[
            Measurement("weight of the useless feature with the lasso", float(w[useless]), within(0, 0, because=exact)),
            Measurement(
                "violation of the conditions by the lasso in units of λ",
                kkt_violation(data.x, data.y, w, lam),
                at_most(1e-9, because=exact),
            ),
            Measurement(
                "violation by ridge less what its weights predict",
                kkt_violation(data.x, data.y, v, lam) - float(np.max(abs(abs(v) - 1))),
                within(0, 1e-9, because="the pull on ridge is λw, so that each weight is off by ||w| - 1|; rounding"),
                check=True,
            ),
            Measurement(
                "violation by weights of 0 in units of λ",
                kkt_violation(data.x, data.y, np.zeros(COLUMNS), lam),
                within(1 / share - 1, 1e-9 / share, because="the data pull by |xⱼᵀy|, of which λ is a share"),
                check=True,
            ),
            Measurement(
                "zeros of the lasso",
                int(np.count_nonzero(w == 0)),
                within(int(np.count_nonzero(by_coordinates == 0)), 0, because="coordinate descent finds as many"),
            ),
            Measurement(
                "error of the lasso against the closed form with orthonormal columns",
                relative_error(thresholded, closed),
                at_most(1e-12, because="sign(z)·max(|z| - λ, 0) with z = Xᵀy; rounding of 60-term products"),
            ),
            Measurement(
                "zeros with orthonormal columns",
                int(np.count_nonzero(thresholded == 0)),
                within(COLUMNS // 2, 0, because="half of the |xⱼᵀy| are at most λ, which lies in their middle"),
            ),
            Measurement(
                "error of ridge against the closed form with orthonormal columns",
                relative_error(ridge(orthonormal, data.y, threshold), z / (1 + threshold)),
                at_most(1e-12, because="z/(1 + λ); rounding"),
            ),
            Measurement(
                "zeros of ridge",
                int(np.count_nonzero(v == 0)),
                within(0, 0, because="its pull λw fades with w: a zero would need a column that the rest explains"),
            ),
            Measurement(
                "weights below zero among those that are kept",
                int(np.count_nonzero(w < 0)),
                between(1, int(np.count_nonzero(w)) - 1, because="weights of both signs are planted"),
                check=True,
            ),
            *sample_checks(data, noise, correlation),
            Measurement(
                "distance of the lasso from coordinate descent",
                relative_error(w, by_coordinates),
                at_most(1e-9, because="both minimise the same strictly convex function"),
            ),
            Measurement(
                "distance of the lasso's first three steps from steps by hand",
                max(relative_error(lasso(data.x, data.y, lam, k), by_hand(data, lam, k)) for k in (1, 2, 3)),
                at_most(1e-12, because="the place that |w| pulls by ηλ towards 0, each time; rounding"),
            ),
            check_relative_errors(),
            check_oddities(),
            check_controls(
                relative_error(v, solved),
                small - float(solved[useless]),
                relative_error(free, np.linalg.lstsq(data.x, data.y, rcond=None)[0]),
                most=1e-9,
            ),
        ],
        controls=[
            Control("weight of the useless feature with ridge", small, within(0, 0)),
            Control(
                "zeros without a penalty",
                int(np.count_nonzero(free == 0)),
                at_least(1),
            ),
        ],
        curves=paths(data, lams, useless),
        axes=Axes(
            x="λ",
            y="weight",
            log_x=True,
            marks=[
                Mark(of="weight of the useless feature with the lasso", x=lam),
                Mark(of="weight of the useless feature with ridge", x=lam, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="L2 regularisation that is strong enough makes the weights of useless features exactly zero.",
    ko="L2 정규화를 충분히 강하게 하면 쓸모없는 특성의 가중치가 정확히 0이 된다.",
    short="Zeros by L2 regularisation",
    seconds=0.3,
    expects="refuted",
    literature="Tibshirani 1996",
)
def l2_zeros(strength: float = 100.0, noise: float = 0.5, correlation: float = 0.3, seed: int = 0) -> Evidence:
    check_planted(noise, correlation, 0.1)
    require(
        10 <= strength <= 1e6,
        en=f"λ = {strength:g}: from 10 to a million it is strong, and its shrinking can be told from rounding",
        ko=f"λ = {strength:g}: 10에서 백만 사이여야 강하면서도 줄어든 값이 반올림 오차와 구별된다",
    )
    data = planted(ROWS, COLUMNS, USEFUL, noise, correlation, seed)
    x = np.linalg.qr(data.x)[0]
    by_lasso = lasso(x, data.y, 0.1 * float(np.max(abs(x.T @ data.y))), 100)
    useless = USEFUL + int(np.argmax(abs((x.T @ data.y)[USEFUL:])))
    some = between(1, COLUMNS - 1, because="useless columns are dropped, and useful ones are not")
    ordinary = ridge(x, data.y, 0.0)[useless]
    lams = np.geomspace(0.01, 1e7, 40)
    left = np.array([ridge(x, data.y, lam)[useless] / ordinary for lam in lams])
    return Evidence(
        finding=Finding(
            "At λ = {lam:.3g} ridge leaves {left:.3g} of a useless weight, and no weight is 0",
            left="share of a useless weight that ridge leaves",
        ),
        caption="A useless weight as a share of that of least squares, over λ, both on logarithmic axes: it falls like "
        "1/λ and never ends.",
        fields={"lam": strength},
        measurements=[
            Measurement(
                "exact zeros of ridge",
                int(np.count_nonzero(ridge(x, data.y, strength) == 0)),
                at_least(1, because="one useless weight at least, if L2 made any zero"),
            ),
            *sample_checks(data, noise, correlation),
        ],
        controls=[
            Control("exact zeros of the lasso", int(np.count_nonzero(by_lasso == 0)), some, must="hold"),
            Control(
                "share of a useless weight that ridge leaves",
                float(ridge(x, data.y, strength)[useless] / ordinary),
                within(1 / (1 + strength), 1e-9 / (1 + strength), because="1/(1 + λ) with orthonormal columns"),
                must="hold",
            ),
            Control(
                "largest relative distance of that share from 1/(1 + λ) for any λ",
                float(np.max(abs(left * (1 + lams) - 1))),
                at_most(1e-7, because="orthonormal columns; rounding of the rows √λ·I"),
                must="hold",
            ),
        ],
        curves=[Curve("ridge", list(left), x=list(lams), role="subject")],
        axes=Axes(
            x="λ",
            y="weight / least squares",
            log_x=True,
            log_y=True,
            marks=[Mark(of="share of a useless weight that ridge leaves", x=strength)],
        ),
    )


mutant("forgets the sign of a weight", "np.sign(z) * np.maximum", "np.maximum", program="l1_steps")
mutant("thresholds by λ where ηλ is meant", "theta - lr * g, lr * lam", "theta - lr * g, lam", program="l1_steps")
mutant("asks no condition of weights of zero", "np.maximum(abs(pull) - 1, 0)", "0 * pull", program="lasso")
mutant("steps by twice the rate that the curvature allows", "lr = 1 /", "lr = 2.2 /", program="lasso")
mutant("takes one step fewer than it is asked for", "in range(steps)", "in range(1, steps)", program="lasso")
