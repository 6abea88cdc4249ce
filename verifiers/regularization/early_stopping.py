"""Early stopping of gradient descent on least squares: a ridge of a kind, and not the plain one."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
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

from ..programs.filter_factors import filter_gd, filter_ridge
from .common import Array
from .stopped_descent import DIRECTIONS, STEPS, Problem, check

LARGEST = 1.29843  # of (1 - e⁻ˣ)(1 + x)/x, at x = 1.793


def wrong_ratio(sigma: float, lr: float, t: int) -> float:
    """What early stopping keeps along σ over what ridge with λ = ηt keeps."""
    return (1 - (1 - lr * sigma**2) ** t) * (1 + lr * t / sigma**2)


def ratios(s: Array, lr: float, times: range) -> Array:
    """What early stopping keeps over what ridge with λ = 1/(ηt) keeps, shape (times, k)."""
    return np.array([filter_gd(s, lr, t) / filter_ridge(s, 1 / (lr * t)) for t in times])


@claim(
    en="From 0, t steps of gradient descent on ½‖y - Xw‖² keep 1 - (1-ησ²)ᵗ of least squares along a singular value "
    "σ, ridge keeps σ²/(σ² + λ): with λ = 1/(ηt) their ratio is from 1 to 1.2985/(1 - ησ²max). Exactly equal is a "
    "ridge with a matrix for λ.",
    ko="0에서 출발한 ½‖y - Xw‖²의 경사 하강법은 t스텝 뒤 특잇값 σ의 방향으로 최소제곱 해의 1 - (1-ησ²)ᵗ만큼, 릿지는 "
    "σ²/(σ² + λ)만큼 남긴다. λ = 1/(ηt)이면 둘의 비는 1에서 1.2985/(1 - ησ²max) 사이다. 정확히 같은 것은 λ 대신 "
    "행렬을 쓰는 릿지이다.",
    short="Early stopping and ridge",
    seconds=0.5,
    literature="Bishop 1995; Ali 2019",
)
def early_stopping(rate: float = 0.05, condition: float = 10.0, seed: int = 0) -> Evidence:
    check(rate, condition)
    rng = np.random.default_rng(seed)
    problem = Problem(np.geomspace(1 / condition, 1, DIRECTIONS), rate, rng)
    zero, elsewhere = np.zeros(DIRECTIONS), np.linspace(-1, 2, DIRECTIONS)
    path, moved = problem.path(zero), problem.path(elsewhere)
    by_formula = np.array([filter_gd(problem.s, rate, t) for t in range(STEPS + 1)])
    s, times = np.geomspace(0.01, 1, 200), range(1, STEPS + 1)
    ratio = ratios(s, rate, times)
    x = rate * s**2 * np.array(times)[:, None]
    limit = (1 - np.exp(-x)) * (1 + x) / x  # 1 - (1-a)ᵗ >= 1 - e⁻ˣ: no ratio is below it
    most = (1 - np.exp(-x / (1 - rate * s**2))) * (1 + x) / x  # 1 - a >= e^(-a/(1-a)): and none is above this
    t, k = (int(i) for i in np.unravel_index(np.argmax(ratio), ratio.shape))
    lam, stop = 1 / (rate * times[t]), 100
    wrong = filter_gd(s, rate, stop) / filter_ridge(s, rate * stop)
    largest_wrong, axis = float(wrong.max()), list(s**2 / lam)
    return Evidence(
        finding=Finding(
            "With λ = 1/(ηt) early stopping keeps at most {most:.4g} times what ridge keeps of a direction",
            most="largest ratio of early stopping to ridge",
        ),
        caption="What is left of least squares along a direction, over σ²/λ with λ = 1/(ηt), and the ratio of the two. "
        "Both keep directions of large σ and shrink the others.",
        measurements=[
            Measurement(
                "largest error of 1 - (1-ησ²)ᵗ against gradient descent",
                float(np.max(abs(problem.kept(path) - by_formula))),
                at_most(1e-11, because="the error along σ shrinks by 1 - ησ² a step; rounding of 1000 steps"),
            ),
            Measurement(
                "largest ratio of early stopping to ridge",
                float(ratio[t, k]),
                between(
                    float(limit.max()),
                    LARGEST / (1 - rate),
                    because="e^(-a/(1-a)) ≤ 1-a ≤ e^(-a), and (1-e⁻ˣ)(1+x)/x is at most 1.2985",
                ),
            ),
            Measurement(
                "most that a ratio leaves its limits by",
                float(max(np.max(limit - ratio), np.max(ratio - most))),
                at_most(1e-9, because="e^(-a/(1-a)) ≤ 1-a ≤ e^(-a) for each σ and t; rounding"),
            ),
            Measurement(
                "singular values and signs of the problem: largest error",
                problem.off(condition),
                at_most(
                    1e-12, because="from 1/condition to 1, evenly in logarithms; least squares leaves nothing over"
                ),
                check=True,
            ),
            Measurement(
                "largest distance of a path's first place from its start",
                float(max(np.max(abs(path[0])), np.max(abs(moved[0] - elsewhere)))),
                within(0, 0, because="no step is taken"),
                check=True,
            ),
            check_draws(oddity_of_normal(problem.drawn)),
            check_controls(
                largest_wrong / max(wrong_ratio(one, rate, stop) for one in s.tolist()) - 1,
                relative_error(moved[stop] - path[stop], problem.left_of(elsewhere, stop)),
                most=1e-10,
            ),
            Measurement(
                "least ratio of early stopping to ridge",
                float(ratio.min()),
                within(1 + rate * s[0] ** 2, 1e-9, because="Bernoulli; 1 + ησ² after one step, at the least σ"),
            ),
            Measurement(
                "distance of gradient descent from the matrix ridge",
                relative_error(path[stop], problem.matrix_ridge(stop, zero)),
                at_most(1e-10, because="σ²/(σ² + σ²(1-a)ᵗ/(1-(1-a)ᵗ)) = 1 - (1-a)ᵗ; rounding times the condition"),
            ),
            Measurement(
                "distance from the matrix ridge towards the start",
                relative_error(moved[stop], problem.matrix_ridge(stop, elsewhere)),
                at_most(1e-10, because="w - w₀ is a path from 0 on y - Xw₀; rounding times the condition"),
            ),
            Measurement(
                "weights left to learn in the smallest direction",
                float(1 - problem.kept(path[stop])[0]),
                within((1 - rate / condition**2) ** stop, 1e-9, because="(1-ησ²)ᵗ at σ = 1/condition"),
                check=True,
            ),
        ],
        controls=[
            Control("largest ratio with λ = ηt", largest_wrong, at_most(LARGEST / (1 - rate))),
            Control(
                "distance from the matrix ridge towards 0 after another start",
                relative_error(moved[stop], problem.matrix_ridge(stop, zero)),
                at_most(1e-10),
            ),
        ],
        curves=[
            Curve("early stopping", list(filter_gd(s, rate, times[t])), x=axis, role="subject"),
            Curve("ridge", list(filter_ridge(s, lam)), x=axis, role="reference"),
            Curve("ratio", list(ratio[t]), x=axis),
        ],
        axes=Axes(
            x="σ²/λ",
            y="share of least squares",
            log_x=True,
            marks=[Mark(of="largest ratio of early stopping to ridge", x=axis[k], text="{value:.4g}")],
        ),
    )


mutant(
    "takes the singular value for its square",
    "1 - (1 - lr * s**2) ** t",
    "1 - (1 - lr * s) ** t",
    program="filter_factors",
)
mutant("forgets the square in ridge's share", "s**2 / (s**2 + lam)", "s / (s + lam)", program="filter_factors")
mutant("takes ηt for λ", "filter_ridge(s, 1 / (lr * t))", "filter_ridge(s, lr * t)")
