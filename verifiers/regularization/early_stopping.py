"""Early stopping of gradient descent on least squares: a ridge of a kind, and not the plain one."""

import numpy as np

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

from ..programs.filter_factors import filter_gd, filter_ridge
from ..programs.gradient_descent import descend
from .common import Array, require

ROWS, DIRECTIONS, STEPS = 20, 8, 1000
LARGEST = 1.29843  # of (1 - e⁻ˣ)(1 + x)/x, at x = 1.793


class Problem:
    """Least squares with given singular values, the largest 1, and its path of gradient descent."""

    def __init__(self, s: Array, lr: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        left = np.linalg.qr(rng.standard_normal((ROWS, len(s))))[0]
        self.turn = np.linalg.qr(rng.standard_normal((len(s), len(s))))[0]  # its columns are the right directions
        self.s, self.lr = s, lr
        self.x = left * s @ self.turn.T
        signs = rng.choice([-1.0, 1.0], len(s))
        self.best = self.turn @ (signs * rng.uniform(0.5, 2, len(s)))  # of least squares: no direction is missing
        self.y = self.x @ self.best

    def path(self, start: Array) -> Array:
        """Gradient descent on ½‖y - Xw‖², shape (STEPS + 1, d)."""
        return descend(lambda w: self.x.T @ (self.x @ w - self.y), start, self.lr, STEPS)

    def kept(self, w: Array) -> Array:
        """What w has of least squares along each direction, (..., d)."""
        share: Array = (w @ self.turn) / (self.best @ self.turn)
        return share

    def matrix_ridge(self, t: int, towards: Array) -> Array:
        """The minimum of ‖y - Xw‖² + (w - w₀)ᵀP(w - w₀), P = V·diag(σ²(1-a)ᵗ/(1-(1-a)ᵗ))·Vᵀ with a = ησ²."""
        left = (1 - self.lr * self.s**2) ** t
        penalty = self.turn * (self.s**2 * left / (1 - left)) @ self.turn.T
        w: Array = np.linalg.solve(self.x.T @ self.x + penalty, self.x.T @ self.y + penalty @ towards)
        return w

    def nearest_ridge(self, w: Array) -> float:
        """How far the nearest of all plain ridges is from w, relative to it."""
        matching = self.s**2 * (1 / self.kept(w) - 1)  # the λ that is right along one direction
        lams = np.concatenate([np.geomspace(1e-6, 1e4, 2000), matching])
        gram, moments = self.x.T @ self.x, self.x.T @ self.y
        ridges = np.linalg.solve(gram + lams[:, None, None] * np.eye(len(w)), moments[:, None])[..., 0]
        return float(np.min(np.linalg.norm(ridges - w, axis=1)) / np.linalg.norm(w))


def check(rate: float, condition: float) -> None:
    """Raise Undecided unless gradient descent is on its way in all directions."""
    require(
        0.005 <= rate <= 0.1 and 4 <= condition <= 30,
        en="ησ² from 0.005 to 0.1 and a condition number from 4 to 30: then 1000 steps reach the small directions",
        ko="ησ²은 0.005~0.1, 조건수는 4~30이어야 한다. 그래야 1000스텝 안에 작은 방향까지 도달한다",
    )


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
    problem = Problem(np.geomspace(1 / condition, 1, DIRECTIONS), rate, seed)
    zero, elsewhere = np.zeros(DIRECTIONS), np.random.default_rng(seed + 1).standard_normal(DIRECTIONS)
    path, moved = problem.path(zero), problem.path(elsewhere)
    by_formula = np.array([filter_gd(problem.s, rate, t) for t in range(STEPS + 1)])
    s, times = np.geomspace(0.01, 1, 200), range(1, STEPS + 1)
    ratio = ratios(s, rate, times)
    x = rate * s**2 * np.array(times)[:, None]
    limit = (1 - np.exp(-x)) * (1 + x) / x  # 1 - (1-a)ᵗ >= 1 - e⁻ˣ: no ratio is below it
    t, k = (int(i) for i in np.unravel_index(np.argmax(ratio), ratio.shape))
    lam, stop = 1 / (rate * times[t]), 100
    wrong = filter_gd(s, rate, stop) / filter_ridge(s, rate * stop)
    axis = list(s**2 / lam)
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
                float(ratio.max()),
                between(
                    float(limit.max()),
                    LARGEST / (1 - rate),
                    because="e^(-a/(1-a)) ≤ 1-a ≤ e^(-a), and (1-e⁻ˣ)(1+x)/x is at most 1.2985",
                ),
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
            Control("largest ratio with λ = ηt", float(wrong.max()), at_most(LARGEST / (1 - rate))),
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


@claim(
    en="Early stopping of gradient descent on least squares gives exactly the solution of some plain L2 penalty.",
    ko="최소제곱에서 경사 하강법의 조기 종료는 어떤 L2 벌점의 해와 정확히 같다.",
    short="Early stopping as plain L2",
    seconds=0.5,
    expects="refuted",
    literature="Bishop 1995; Ali 2019",
)
def early_stopping_is_l2(rate: float = 0.05, condition: float = 10.0, seed: int = 0) -> Evidence:
    check(rate, condition)
    problem = Problem(np.geomspace(1 / condition, 1, DIRECTIONS), rate, seed)
    even = Problem(np.full(DIRECTIONS, 0.5), rate, seed)
    path, path_of_even = problem.path(np.zeros(DIRECTIONS)), even.path(np.zeros(DIRECTIONS))
    times = np.unique(np.geomspace(1, STEPS, 25).astype(int))
    distances = np.array([problem.nearest_ridge(path[t]) for t in times])
    at = int(np.argmax(distances))
    end = 100
    floor = 1e-6
    return Evidence(
        finding=Finding(
            "After {steps} steps the nearest of all plain ridges is {off:.2g} of the weights away",
            off="largest distance of early stopping from the nearest ridge",
        ),
        caption="How far gradient descent is from the nearest ridge of any λ, relative to the weights, over its steps.",
        fields={"steps": int(times[at])},
        measurements=[
            Measurement(
                "largest distance of early stopping from the nearest ridge",
                float(distances[at]),
                at_most(floor, because="0 but for the steps of λ, if it were a plain ridge"),
            ),
        ],
        controls=[
            Control(
                "distance where all singular values are equal",
                even.nearest_ridge(path_of_even[end]),
                at_most(floor),
                must="hold",
            ),
            Control(
                "distance of a ridge from the nearest ridge",
                problem.nearest_ridge(problem.turn @ (filter_ridge(problem.s, 0.3) * (problem.best @ problem.turn))),
                at_most(floor),
                must="hold",
            ),
            Control(
                "distance of gradient descent from the matrix ridge",
                relative_error(path[end], problem.matrix_ridge(end, np.zeros(DIRECTIONS))),
                at_most(floor),
                must="hold",
            ),
            Control(
                "least share of least squares after so many steps",
                float(problem.kept(path[end]).min()),
                at_least(0.5 * (1 - np.exp(-rate * end / condition**2))),
                must="hold",
            ),
        ],
        curves=[Curve("nearest ridge", list(distances), x=list(times), role="subject")],
        axes=Axes(
            x="step",
            y="distance / weights",
            log_x=True,
            marks=[
                Mark(
                    of="largest distance of early stopping from the nearest ridge",
                    x=float(times[at]),
                    text="{value:.2g}",
                )
            ],
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
mutant("leaves the start out of the matrix ridge", "+ penalty @ towards", "+ 0 * penalty @ towards")
